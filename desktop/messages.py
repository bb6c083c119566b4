"""What people are told: a line in the message bar, and the whole story in the log."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog
from qgis.gui import QgsMessageBarItem
from qgis.PyQt.QtWidgets import QAction, QPushButton, QWidget

from ..algorithms.common.bridge import tr

TAG = "Roofline"
MOST_NAMES = 5
SECONDS = 15
SETUP = "RooflineSetup"  # the action that installs PyTorch


def log(text: str, level: Qgis.MessageLevel = Qgis.MessageLevel.Info) -> None:
    """A line in the panel Log Messages; from any thread."""
    QgsMessageLog.logMessage(text, TAG, level, False)


def names(layers: Iterable[str]) -> str:
    """Names in quotation marks; of many the first ones and how many more there are."""
    quoted = [tr("“{}”").format(name) for name in layers]
    if len(quoted) <= MOST_NAMES:
        return ", ".join(quoted)
    return tr("{} and {} more").format(", ".join(quoted[:MOST_NAMES]), len(quoted) - MOST_NAMES)


def duration(seconds: float) -> str:
    """A time to be read: 7 s, 3 min 20 s, 2 h 5 min."""
    whole = max(1, round(seconds))
    if whole < 60:
        return tr("{} s").format(whole)
    if whole < 3600:
        return tr("{} min {} s").format(whole // 60, whole % 60)
    return tr("{} h {} min").format(whole // 3600, whole % 3600 // 60)


class Messages:
    """The message bar of the main window."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface

    def success(self, text: str) -> None:
        self._show(text, Qgis.MessageLevel.Success, SECONDS)

    def info(self, text: str) -> None:
        self._show(text, Qgis.MessageLevel.Info, SECONDS)

    def warning(self, text: str) -> None:
        self._show(text, Qgis.MessageLevel.Warning, 0)

    def failure(self, text: str) -> None:
        """A failure stays until it is closed, and leads to the log."""
        self._show(text, Qgis.MessageLevel.Critical, 0, tr("Show log"), self._iface.openMessageLog)

    def can_run(self, algorithm: str) -> bool:
        """Whether an algorithm can run; where something is to be installed first, people are told how."""
        name = f"roofline:{algorithm}"
        possible, reason = QgsApplication.processingRegistry().algorithmById(name).canExecute()
        if not possible:
            setup = self._iface.mainWindow().findChild(QAction, SETUP)
            brief = tr("PyTorch is missing; Roofline computes with it.") if setup else reason
            action = setup.trigger if setup else None
            self._show(brief, Qgis.MessageLevel.Warning, 0, tr("Set up…"), action, reason)
        return possible

    def _show(
        self,
        text: str,
        level: Qgis.MessageLevel,
        seconds: int,
        label: str = "",
        action: Callable[[], Any] | None = None,
        story: str = "",
    ) -> None:
        """Say something; `story` is what the log has of it, and the tip: the bar shows two lines at most."""
        log(story or text, level)
        bar = self._iface.messageBar()
        item = bar.createMessage(TAG, html.escape(text, quote=False))
        item.setToolTip(html.escape(story or text, quote=False))
        if action is not None:
            item.layout().addWidget(button(label, action))
        bar.pushWidget(item, level, seconds)


class Standing:
    """One message that stays until it is taken away; `closed` is called where people close it."""

    def __init__(self, iface: Any, closed: Callable[[], Any]) -> None:
        self._iface, self._closed = iface, closed
        self._item: QgsMessageBarItem | None = None
        # not the message's own `destroyed`: Python would be called while it is deleted
        self._iface.messageBar().widgetRemoved.connect(self._removed)

    def unload(self) -> None:
        self._iface.messageBar().widgetRemoved.disconnect(self._removed)

    def show(self, text: str, *widgets: QWidget) -> QgsMessageBarItem:
        """Say something, in place of what was said before."""
        self.hide()
        bar = self._iface.messageBar()
        self._item = item = bar.createMessage(TAG, html.escape(text, quote=False))
        for widget in widgets:
            item.layout().addWidget(widget)
        bar.pushWidget(item, Qgis.MessageLevel.Info, 0)
        return item

    def hide(self) -> None:
        """Take the message away."""
        item, self._item = self._item, None
        if item is not None:
            self._iface.messageBar().popWidget(item)

    def _removed(self, item: QgsMessageBarItem) -> None:
        if self._item is item:
            self._item = None
            self._closed()


def button(text: str, pressed: Callable[[], Any]) -> QPushButton:
    """A button of a message."""
    made = QPushButton(text)
    made.clicked.connect(lambda: pressed())
    return made
