"""What people are told: a line in the message bar, and the whole story in the log."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from qgis.core import Qgis, QgsMessageLog
from qgis.PyQt.QtWidgets import QPushButton

from ..algorithms.common.bridge import tr

TAG = "Roofline"
MOST_NAMES = 5
SECONDS = 15


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

    def missing(self, text: str, setup: Callable[[], Any] | None) -> None:
        """Something to be installed before anything can run."""
        self._show(text, Qgis.MessageLevel.Warning, 0, tr("Set up…"), setup)

    def _show(
        self,
        text: str,
        level: Qgis.MessageLevel,
        seconds: int,
        label: str = "",
        action: Callable[[], Any] | None = None,
    ) -> None:
        log(text, level)
        bar = self._iface.messageBar()
        item = bar.createMessage(TAG, html.escape(text, quote=False))
        if action is not None:
            button = QPushButton(label, item)
            button.clicked.connect(lambda: action())
            item.layout().addWidget(button)
        bar.pushWidget(item, level, seconds)
