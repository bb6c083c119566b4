"""The window that sets PyTorch up: what there is, two choices, one button; and what LAZ and SAM 3 need."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import QProcess, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import (
    QDialog,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ...algorithms.common.base import icon_path
from ...algorithms.common.bridge import tr
from . import choice, store
from .labels import LabelsBox
from .pins import LABELS, points_versions, torch_version
from .points import PointsBox
from .process import Installer

ICON = 40  # pixels
MARGINS = 48  # pixels beside the text in a group


class SetupDialog(QDialog):
    """Stays open, or hidden, while an installation runs; `ready` when PyTorch may have come or gone."""

    ready = pyqtSignal(bool, str)  # whether it went well, what people are told

    def __init__(self, base: Path, points: Path, labels: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("RooflineSetupDialog")
        self.setWindowTitle(tr("Set up PyTorch"))
        self._base, self._task = base, ""
        self._gpu: choice.Gpu | None = None
        self.installer = Installer(self)
        self.installer.line.connect(self._log_line)
        self.installer.step.connect(self._step)
        self.installer.progress.connect(self._grown)
        self.installer.ended.connect(self._ended)
        self._cleaner = Installer(self)
        self._build(points, labels)
        self._look_for_gpu()
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
        if self._probe is not None:
            self._probe.kill()
            self._probe.waitForFinished(1000)

    def install(self) -> None:
        """Install what has been chosen."""
        self._run(choice.job("install", self._base, self.variant(), self._gpu, self._folder()))

    def _folder(self) -> str:
        """The folder of wheels to install from, nothing where there is internet."""
        return self.wheels.filePath() if self.offline.isChecked() else ""

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

    def variant(self) -> str:
        return choice.CUDA if self._cuda.isChecked() else choice.CPU

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
        layout.addWidget(self._build_choice())
        layout.addWidget(self._build_offline())
        self.points = PointsBox(points, self._folder, self)
        self.labels = LabelsBox(labels, self._folder, lambda: (self.variant(), self._gpu), self)
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

    def _build_choice(self) -> QWidget:
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(ICON + 12, 0, 0, 0)
        self._cpu = QRadioButton(tr("For every computer (CPU)"), box)
        self._cuda = QRadioButton(tr("For an NVIDIA graphics card (CUDA)"), box)
        self._card = QLabel(tr("Looking for a graphics card…"), box)
        self._cpu.setChecked(True)
        fast = tr("Much faster on large areas.")
        for button, name, more in ((self._cpu, choice.CPU, ""), (self._cuda, choice.CUDA, fast + " ")):
            size = choice.size(name)
            hint = tr("{} GB to download, {} GB on the disk.").format(f"{size.download:g}", f"{size.disk:g}")
            layout.addWidget(button)
            label = self._card if more else QLabel(box)
            self._hint = more + hint
            label.setText(more + hint)
            label.setWordWrap(True)
            label.setIndent(22)
            label.setGraphicsEffect(_paler(label))
            layout.addWidget(label)
        self._choice = box
        return box

    def _build_offline(self) -> QWidget:
        self.offline = QgsCollapsibleGroupBox(tr("This computer has no internet"), self)
        self.offline.setCheckable(True)
        self.offline.setChecked(False)
        self.offline.setCollapsed(True)
        layout = QVBoxLayout(self.offline)
        self._recipe = QLabel(self.offline)
        self._recipe.setWordWrap(True)
        self._recipe.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.wheels = QgsFileWidget(self.offline)
        self.wheels.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.wheels.fileChanged.connect(lambda _: self._allow())
        self.offline.toggled.connect(self._unfold)
        trust = QLabel(
            tr(
                "What is in this folder becomes part of QGIS and runs as you: choose files from people you "
                "trust alone. Nothing but these files is installed; settings of pip on this computer do not "
                "count."
            ),
            self.offline,
        )
        trust.setWordWrap(True)
        layout.addWidget(self._recipe)
        layout.addWidget(self.wheels)
        layout.addWidget(trust)
        self._cuda.toggled.connect(lambda _: self._show_recipe())
        self._show_recipe()
        return self.offline

    def _unfold(self, chosen: bool) -> None:
        self.offline.setCollapsed(not chosen)
        self._allow()
        self._fit()

    def _show_recipe(self) -> None:
        """How to get the files by a computer that has internet."""
        index = choice.index(self.variant(), self._gpu)
        source = f" --index-url {index}" if index else ""
        commands = (
            f"python -m pip download torch=={torch_version()}{source}",
            f"python -m pip download --no-deps {points_versions()}",
            f"python -m pip download {LABELS}",
        )
        text = tr(
            "Choose a folder with the files (.whl) of PyTorch and of what it needs, and of laspy, lazrs and "
            "transformers if you want them. A computer with internet, the same system and Python {} fetches "
            "them by these commands:"
        )
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        lines = "".join(f"<br><code>{command}</code>" for command in commands)
        self._recipe.setText(text.format(version) + lines)

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
        self._gpu = choice.gpu_of(listing)
        if self._gpu is None:
            self._card.setText(self._hint + " " + tr("No such card was found here."))
        else:
            self._card.setText(self._hint + " " + tr("Found here: {}.").format(self._gpu.name))
            self._cuda.setChecked(True)

    def show_state(self) -> None:
        """Say what there is."""
        state, detail = choice.state(self._base)
        if state == "installed":
            size = (store.record(self._base) or {}).get("bytes", 0) / 1e9
            text = tr("It lies in your QGIS profile ({} GB) and stays there when plugins are updated.")
            self._say("success", tr("PyTorch {} is ready").format(detail), text.format(f"{size:.1f}"))
        elif state == "broken":
            text = tr("Files of it are missing. Install it again: what is left of it is cleared away.")
            self._say("warning", tr("PyTorch is damaged"), text)
        elif state == "elsewhere":
            text = tr("QGIS finds it in {}. Nothing needs to be installed.")
            self._say("success", tr("PyTorch is there already"), text.format(detail))
        else:
            text = tr(
                "Roofline computes with PyTorch, a free library. One click puts it into your QGIS profile; "
                "QGIS itself stays as it is, and so do its NumPy and GDAL."
            )
            self._say("info", tr("PyTorch is not installed yet"), text)
        self.remove_button.setVisible(state in ("installed", "broken"))
        self._offer(state in ("absent", "broken"))

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
            inside = self.width() - MARGINS  # a group in a group does not hand the height of its lines on
            self._recipe.setMinimumHeight(self._recipe.heightForWidth(inside))
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
        offline = self.offline.isChecked() and self._offered
        self.main_button.setEnabled(not offline or Path(self.wheels.filePath() or "?").is_dir())

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
        size = choice.size(self.variant())
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
        words = {
            "fetch": tr("Fetching pip, Python's installer…"),
            "pip": tr("Downloading and unpacking…"),
            "check": tr("Trying it out…"),
            "remove": tr("Removing…"),
        }
        self._doing.setText(words.get(step, ""))
        self._bar.setRange(0, 0)

    def _grown(self, size: float) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(min(990, round(1000 * size / self._expected)))
        self._doing.setText(tr("Downloading and unpacking: {} GB so far").format(f"{size / 1e9:.2f}"))

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


def _paler(label: QLabel) -> QGraphicsOpacityEffect:
    """Text of second rank, legible in dark and light themes alike."""
    effect = QGraphicsOpacityEffect(label)
    effect.setOpacity(0.65)
    return effect
