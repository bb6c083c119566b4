"""The window that sets PyTorch up: what there is, two choices, one button; and what LAZ and SAM 3 need."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...algorithms.common.base import icon_path
from ...algorithms.common.bridge import tr
from ...algorithms.common.translation import figure
from ...models import torch_release
from . import choice, store
from .labels import LabelsBox
from .offline import OfflineBox
from .points import PointsBox
from .process import Installer, doing
from .variants import VariantChoice

ICON = 40  # pixels


class SetupDialog(QDialog):
    """Stays open, or hidden, while an installation runs; `ready` when PyTorch may have come or gone."""

    ready = pyqtSignal(bool, str)  # whether it went well, what people are told

    def __init__(self, base: Path, points: Path, labels: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("RooflineSetupDialog")
        self.setWindowTitle(tr("Set up PyTorch"))
        self._base, self._task = base, ""
        self.installer = Installer(self)
        self.installer.line.connect(self._log_line)
        self.installer.step.connect(self._step)
        self.installer.progress.connect(self._grown)
        self.installer.ended.connect(self._ended)
        self._cleaner = Installer(self)
        self._build(points, labels)
        self.show_state()

    @property
    def is_running(self) -> bool:
        return self.installer.is_running

    def stop(self) -> None:
        """End what runs, for the plugin is unloaded."""
        self.installer.stop()
        self._cleaner.stop()
        self.points.stop()
        self.labels.stop()
        self._choice.stop()

    def install(self) -> None:
        """Install what has been chosen."""
        self._run(choice.job("install", self._base, *self._choice.chosen, self.offline.folder))

    def remove(self) -> None:
        """Delete the installation, once people have agreed."""
        yes = QMessageBox.StandardButton.Yes
        text = tr("Remove PyTorch from your QGIS profile? It can be installed again at any time.")
        if QMessageBox.question(self, self.windowTitle(), text) == yes:
            self._run(choice.job("remove", self._base))

    def tidy(self) -> None:
        """Delete what is left of unfinished installations, without a word."""
        if store.rubbish(self._base) and not self.is_running:
            self._cleaner.stop()
            self._cleaner.start(choice.job("tidy", self._base))

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if not self.is_running:
            self.show_state()
        for box in (self.points, self.labels):
            if not box.installer.is_running:
                box.show_state()

    def _build(self, points: Path, labels: Path) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(self._build_head())
        self._choice = VariantChoice(ICON + 12, self)
        self.offline = OfflineBox(self._choice, self)
        self.wheels = self.offline.wheels
        self.wheels.fileChanged.connect(lambda _: self._allow())
        self.offline.toggled.connect(lambda _: self._unfold())
        layout.addWidget(self._choice)
        layout.addWidget(self.offline)
        self.points = PointsBox(points, lambda: self.offline.folder, self)
        self.labels = LabelsBox(labels, lambda: self.offline.folder, lambda: self._choice.chosen, self)
        for box in (self.points, self.labels):
            box.installer.line.connect(self._log_line)
            box.ready.connect(lambda *_: self._offer(self._offered))
            layout.addWidget(box)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._doing = QLabel(self)
        layout.addWidget(self._doing)
        layout.addWidget(self._bar)
        self._log = QPlainTextEdit(self)
        self._log.setReadOnly(True)
        self._log.setMinimumHeight(150)
        self._log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._log.setVisible(False)
        layout.addWidget(self._log, 1)
        layout.addStretch(0)
        layout.addLayout(self._build_buttons())
        self._busy(False)
        self.setMinimumWidth(560)

    def _build_head(self) -> QHBoxLayout:
        self._sign = QLabel(self)
        self._sign.setFixedWidth(ICON)
        self.title = QLabel(self)
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self.title.setFont(font)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # as are the words of pip and of the system
        for label in (self.title, self._text):
            label.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._text.setOpenExternalLinks(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self._text)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _unfold(self) -> None:
        self._allow()
        self._fit()

    def _build_buttons(self) -> QHBoxLayout:
        self._details = QPushButton(tr("Show details"), self)
        self._details.setCheckable(True)
        self._details.toggled.connect(self._show_log)
        self.remove_button = QPushButton(tr("Remove"), self)
        self.remove_button.clicked.connect(lambda: self.remove())
        self._close = QPushButton(tr("Close"), self)
        self._close.clicked.connect(self.close)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self.cancel_button.clicked.connect(lambda: self.installer.cancel())
        self.main_button = QPushButton(tr("Install"), self)
        self.main_button.setDefault(True)
        self.main_button.clicked.connect(lambda: self.install() if self._offered else self._offer(True))
        row = QHBoxLayout()
        row.addWidget(self._details)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        for button in (self._close, self.cancel_button, self.main_button):
            row.addWidget(button)
        return row

    def show_state(self) -> None:
        """Say what there is."""
        state, detail = choice.state(self._base)
        if state == "installed":
            size = (store.record(self._base) or {}).get("bytes", 0) / 1e9
            text = tr("It lies in your QGIS profile ({} GB) and stays there when plugins are updated.")
            self._say("success", tr("PyTorch {} is ready").format(detail), text.format(figure(size, ".1f")))
        elif state == "broken":
            text = tr("Files of it are missing. Install it again: what is left of it is cleared away.")
            self._say("warning", tr("PyTorch is damaged"), text)
        elif state == "elsewhere":
            text = tr("QGIS finds it in {}. Nothing needs to be installed.")
            self._say("success", tr("PyTorch is there already"), text.format(detail))
        elif state == "old":
            text = tr(
                "Roofline needs {} or newer. One click puts it into your QGIS profile, where it is found "
                "before the old one, which stays as it is."
            )
            self._say("warning", tr("PyTorch {} is too old").format(detail), text.format(torch_release.LEAST))
        else:
            text = tr(
                "Roofline computes with PyTorch, a free library. One click puts it into your QGIS profile; "
                "QGIS itself stays as it is, and so do its NumPy and GDAL."
            )
            self._say("info", tr("PyTorch is not installed yet"), text)
        self.remove_button.setVisible(state in ("installed", "broken"))
        self._offer(state in ("absent", "broken", "old"))

    def _offer(self, offered: bool) -> None:
        """Show what can be chosen; with a PyTorch that works it is behind a button."""
        self._offered = offered
        self._choice.setVisible(offered and len(choice.variants()) > 1)
        self.offline.setVisible(offered or self.points.is_missing or self.labels.is_missing)
        self.main_button.setText(tr("Install") if offered else tr("Change…"))
        self.main_button.setDefault(offered)
        self._details.setVisible(bool(self._log.toPlainText()))
        self._allow()
        self._fit()

    def _fit(self) -> None:
        """As small as its content."""
        if self.layout() is not None:
            self.offline.fit(self.width())
            self.layout().activate()
            self.resize(self.width(), max(1, self.layout().totalHeightForWidth(self.width())))

    def _say(self, kind: str, title: str, text: str) -> None:
        icons = {"success": "/mIconSuccess.svg", "warning": "/mIconWarning.svg"}
        own = QIcon(icon_path("roofline"))
        icon = QgsApplication.getThemeIcon(icons[kind]) if kind in icons else own
        self._sign.setPixmap(icon.pixmap(ICON - 8, ICON - 8))
        self.title.setText(title)
        self._text.setText(text)

    def _allow(self) -> None:
        self.main_button.setEnabled(not self._offered or self.offline.is_ready)

    def _busy(self, busy: bool) -> None:
        self.remove_button.setEnabled(not busy)
        for part in (self._bar, self._doing, self.cancel_button):
            part.setVisible(busy)
        self.main_button.setVisible(not busy)
        self._choice.setVisible(not busy)
        self.offline.setVisible(not busy)
        self._bar.setRange(0, 0)

    def _show_log(self, shown: bool) -> None:
        self._log.setVisible(shown)
        self._details.setText(tr("Hide details") if shown else tr("Show details"))
        self._fit()

    def _run(self, job: dict[str, Any]) -> None:
        self._task, self._job = job["task"], job
        size = choice.size(self._choice.variant)
        self._expected = 1e9 * (size.disk + (0 if job["wheels"] else size.download))
        self._log.clear()
        self._busy(True)
        self._details.setVisible(True)
        if self._task == "install":
            text = tr("You can close this window and go on working; a message tells when it is done.")
            self._say("info", tr("PyTorch is being installed"), text)
        self._fit()
        self._cleaner.stop()
        self.installer.start(job)

    def _log_line(self, text: str) -> None:
        self._log.appendPlainText(text)

    def _step(self, step: str) -> None:
        self._doing.setText(doing(step))
        self._bar.setRange(0, 0)

    def _grown(self, size: float) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(min(990, round(1000 * size / self._expected)))
        self._doing.setText(tr("Downloading and unpacking: {} GB so far").format(figure(size / 1e9, ".2f")))

    def _ended(self, done: bool, said: dict, problem: str) -> None:
        was_loaded = "torch" in sys.modules
        self._busy(False)
        store.activate(self._base)
        self.show_state()
        told = problem
        if problem:
            self._say("warning", tr("That did not work"), problem)
        elif done:
            told = self._success(said, was_loaded)
            self._text.setText(told)
        if not done:
            self.tidy()
        self.ready.emit(done, told)

    def _success(self, said: dict, was_loaded: bool) -> str:
        """What is told about an installation or a removal."""
        if self._task != "install":
            gone = tr("PyTorch was removed.")
            return (
                gone + " " + tr("What is in use goes when QGIS starts again.") if said.get("left") else gone
            )
        if was_loaded:
            return tr("Restart QGIS: the PyTorch in use is still the one from before.")
        if said.get("cuda") and said.get("device") != "cuda":
            return tr(
                "It works, but sees no NVIDIA graphics card: update its driver. Until then the CPU is used."
            )
        return tr("Everything is ready: Roofline can be used at once.")
