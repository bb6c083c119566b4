"""A part of the set-up window: packages for one purpose, which one button installs and removes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ...algorithms.common.bridge import tr
from . import choice
from .process import Installer, doing


class ProductBox(QGroupBox):
    """Says whether packages are there; `ready` when that may have changed, with what people are told.

    `wheels` gives the folder of wheels that is chosen, "" where pip fetches them.
    """

    PRODUCT = ""
    ready = pyqtSignal(bool, str)

    def __init__(self, base: Path, wheels: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(self.title_text(), parent)
        self._base, self._wheels, self._task = base, wheels, ""
        self.installer = Installer(self)
        self.installer.step.connect(self._step)
        self.installer.ended.connect(self._ended)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)  # as are the words of pip and of the system
        self.label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.clicked.connect(lambda: self._clicked())
        row = QHBoxLayout(self)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.show_state()

    def title_text(self) -> str:
        """The purpose, as the group's title."""
        raise NotImplementedError

    def words(self) -> dict[str, str]:
        """What is told of each state, with a gap for its detail; "done": once it has been installed."""
        raise NotImplementedError

    def job(self, task: str, wheels: str) -> dict[str, Any]:
        """What the installing process is told."""
        raise NotImplementedError

    def activate(self) -> None:
        """Let what is installed be found, and what was removed no more."""
        raise NotImplementedError

    @property
    def is_missing(self) -> bool:
        """Whether there is something to install."""
        return self._state in ("absent", "broken")

    def stop(self) -> None:
        """End what runs, for the plugin is unloaded."""
        self.installer.stop()

    def show_state(self, told: str = "") -> None:
        """Say what there is, or what came of the last click."""
        self._state, detail = choice.state(self._base, self.PRODUCT)
        self.label.setText(told or self.words()[self._state].format(detail))
        self.button.setText(tr("Remove") if self._state == "installed" else tr("Install"))
        self.button.setVisible(self._state != "elsewhere")

    def _clicked(self) -> None:
        if self.installer.is_running:
            self.installer.cancel()
            return
        self._task = "remove" if self._state == "installed" else "install"
        wheels = self._wheels() if self._task == "install" else ""
        self.button.setText(tr("Cancel"))
        self.installer.start(self.job(self._task, wheels))

    def _step(self, step: str) -> None:
        self.label.setText(doing(step))

    def _ended(self, done: bool, said: dict[str, Any], problem: str) -> None:
        self.activate()
        self.show_state(problem)
        told = problem
        if done:
            told = self.words()["done"] if self._task == "install" else self.label.text()
        self.ready.emit(done, told)
