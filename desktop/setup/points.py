"""The part of the set-up window for LAZ and COPC: laspy and lazrs, two small packages, by one button."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ...algorithms.common.bridge import tr
from . import choice, store
from .process import Installer

MODULE = choice.MODULES[choice.POINTS][0]


class PointsBox(QGroupBox):
    """Says whether LAZ can be read; `ready` when that may have changed, with what people are told.

    `wheels` gives the folder of wheels that is chosen, "" where pip fetches them.
    """

    ready = pyqtSignal(bool, str)

    def __init__(self, base: Path, wheels: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(tr("Point clouds as LAZ and COPC"), parent)
        self._base, self._wheels, self._task = base, wheels, ""
        self.installer = Installer(self)
        self.installer.step.connect(self._step)
        self.installer.ended.connect(self._ended)
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.clicked.connect(lambda: self._clicked())
        row = QHBoxLayout(self)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.show_state()

    @property
    def is_missing(self) -> bool:
        """Whether there is something to install."""
        return self._state in ("absent", "broken")

    def stop(self) -> None:
        """End what runs, for the plugin is unloaded."""
        self.installer.stop()

    def show_state(self, told: str = "") -> None:
        """Say what there is, or what came of the last click."""
        self._state, detail = choice.state(self._base, choice.POINTS)
        words = {
            "installed": tr("They can be read: laspy + lazrs {} lie in your QGIS profile."),
            "elsewhere": tr("They can be read: QGIS finds laspy and lazrs in {}."),
            "broken": tr("Files of laspy and lazrs are missing: install them again."),
            "absent": tr("To read them, two small free packages are needed, laspy and lazrs (2 MB)."),
        }
        self.label.setText(told or words[self._state].format(detail))
        self.button.setText(tr("Remove") if self._state == "installed" else tr("Install"))
        self.button.setVisible(self._state != "elsewhere")

    def _clicked(self) -> None:
        if self.installer.is_running:
            self.installer.cancel()
            return
        self._task = "remove" if self._state == "installed" else "install"
        wheels = self._wheels() if self._task == "install" else ""
        self.button.setText(tr("Cancel"))
        self.installer.start(choice.points_job(self._task, self._base, wheels))

    def _step(self, step: str) -> None:
        words = {
            "fetch": tr("Fetching pip, Python's installer…"),
            "pip": tr("Downloading and unpacking…"),
            "check": tr("Trying it out…"),
            "remove": tr("Removing…"),
        }
        self.label.setText(words.get(step, ""))

    def _ended(self, done: bool, said: dict[str, Any], problem: str) -> None:
        store.activate(self._base, MODULE)
        self.show_state(problem)
        told = problem
        if done:
            told = tr("LAZ and COPC can be read now.") if self._task == "install" else self.label.text()
        self.ready.emit(done, told)
