"""The part of the set-up window that asks for which computer PyTorch is to be: any, or NVIDIA's cards."""

from __future__ import annotations

import shutil

from qgis.PyQt.QtCore import QProcess, pyqtSignal
from qgis.PyQt.QtWidgets import QGraphicsOpacityEffect, QLabel, QRadioButton, QVBoxLayout, QWidget

from ...algorithms.common.bridge import tr
from ...algorithms.common.translation import figure
from . import choice


class VariantChoice(QWidget):
    """Two buttons with what each takes; a card that is found is chosen. `changed` when another one is."""

    changed = pyqtSignal()

    def __init__(self, margin: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gpu: choice.Gpu | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margin, 0, 0, 0)
        self._cpu = QRadioButton(tr("For every computer (CPU)"), self)
        self._cuda = QRadioButton(tr("For an NVIDIA graphics card (CUDA)"), self)
        self._card = QLabel(tr("Looking for a graphics card…"), self)
        self._cpu.setChecked(True)
        fast = tr("Much faster on large areas.")
        for button, name, more in ((self._cpu, choice.CPU, ""), (self._cuda, choice.CUDA, fast + " ")):
            size = choice.size(name)
            hint = tr("{} GB to download, {} GB on the disk.").format(
                figure(size.download), figure(size.disk)
            )
            layout.addWidget(button)
            label = self._card if more else QLabel(self)
            self._hint = more + hint
            label.setText(more + hint)
            label.setWordWrap(True)
            label.setIndent(22)
            label.setGraphicsEffect(_paler(label))
            layout.addWidget(label)
        self._cuda.toggled.connect(lambda _: self.changed.emit())
        self._look_for_gpu()

    @property
    def variant(self) -> str:
        """What is chosen."""
        return choice.CUDA if self._cuda.isChecked() else choice.CPU

    @property
    def chosen(self) -> tuple[str, choice.Gpu | None]:
        """What is chosen, and the card that was found."""
        return self.variant, self.gpu

    def stop(self) -> None:
        """End the question for a card, for the plugin is unloaded."""
        if self._probe is not None:
            self._probe.kill()
            self._probe.waitForFinished(1000)

    def _look_for_gpu(self) -> None:
        """Ask NVIDIA's driver, if there is one, which card it has; the answer comes later."""
        self._probe: QProcess | None = None
        program = shutil.which("nvidia-smi")
        if len(choice.variants()) < 2 or program is None:
            self._found_gpu("")
            return
        self._probe = QProcess(self)
        self._probe.finished.connect(
            lambda *_: self._found_gpu(bytes(self._probe.readAllStandardOutput()).decode("utf-8", "replace"))
        )
        self._probe.start(program, list(choice.QUERY))

    def _found_gpu(self, listing: str) -> None:
        self.gpu = choice.gpu_of(listing)
        if self.gpu is None:
            self._card.setText(self._hint + " " + tr("No such card was found here."))
        else:
            self._card.setText(self._hint + " " + tr("Found here: {}.").format(self.gpu.name))
            self._cuda.setChecked(True)


def _paler(label: QLabel) -> QGraphicsOpacityEffect:
    """Text of second rank, legible in dark and light themes alike."""
    effect = QGraphicsOpacityEffect(label)
    effect.setOpacity(0.65)
    return effect
