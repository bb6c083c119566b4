"""PyTorch in two clicks, what LAZ and SAM 3 need in one: a window installs them into QGIS's profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ...algorithms.common.base import icon_path
from ...algorithms.common.bridge import tr
from . import labels, store


def base(product: str = "torch") -> Path:
    """The folder of what is installed for this profile and this Python."""
    return store.base_folder(Path(QgsApplication.qgisSettingsDirPath()), product)


def activate() -> bool:
    """Let Python find what is installed; whether PyTorch is there. Quick, and without a window."""
    store.activate(base("points"), "laspy")
    labels.activate(base("labels"))
    return store.activate(base())


class Setup:
    """The entry of the menu, and the window behind it, made at the first click."""

    def load(self, iface: Any) -> None:
        from ..actions import menu
        from ..messages import SETUP, Messages

        self._iface = iface
        self._dialog: Any = None
        self._messages = Messages(iface)
        self._action = QAction(QIcon(icon_path("roofline")), tr("Set up PyTorch…"), iface.mainWindow())
        self._action.setObjectName(SETUP)
        self._action.triggered.connect(lambda: self.open())
        menu(iface).addAction(self._action)
        QCoreApplication.instance().aboutToQuit.connect(self._stop)
        if store.rubbish(base()):
            self._window().tidy()

    def unload(self) -> None:
        QCoreApplication.instance().aboutToQuit.disconnect(self._stop)
        self._stop()
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None
        self._action.deleteLater()

    def open(self) -> None:
        """Show the window; one that is at work goes on."""
        window = self._window()
        window.show()
        window.raise_()
        window.activateWindow()

    def _window(self) -> Any:
        if self._dialog is None:
            from .dialog import SetupDialog

            self._dialog = SetupDialog(base(), base("points"), base("labels"), self._iface.mainWindow())
            self._dialog.ready.connect(lambda *said: self._ended("PyTorch", *said))
            self._dialog.points.ready.connect(lambda *said: self._ended("LAZ", *said))
            self._dialog.labels.ready.connect(lambda *said: self._ended("SAM 3", *said))
        return self._dialog

    def _ended(self, what: str, done: bool, told: str) -> None:
        """Whoever closed the window is told by the message bar."""
        if told and not self._dialog.isVisible():
            (self._messages.success if done else self._messages.failure)(f"{what}: {told}")

    def _stop(self) -> None:
        if self._dialog is not None:
            self._dialog.stop()
