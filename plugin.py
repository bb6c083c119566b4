"""The desktop side of Roofline: the Processing provider, and what windows add to it. Imports no torch."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .algorithms.common import settings, translation
from .algorithms.provider import RooflineProvider
from .desktop import setup

# Module and class of each part: made without arguments, with load(iface) and unload().
PARTS = (
    ("actions", "Actions"),
    ("preview", "Preview"),
    ("plan", "Plan"),
    ("modelmanager", "ModelManager"),
    ("settings", "Settings"),
    ("setup", "Setup"),
    ("chainmenu", "ChainMenu"),
)


class RooflinePlugin:
    """What QGIS loads: `iface` is None in qgis_process."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: RooflineProvider | None = None
        self.parts: list[Any] = []
        self.translator = translation.install()

    def initProcessing(self) -> None:
        setup.activate()
        settings.reach_the_core()
        self.provider = RooflineProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()
        for module, name in PARTS:
            # not importlib: QGIS unloads with a plugin what came by the statement `import` alone
            part = getattr(__import__(f"{__package__}.desktop.{module}", fromlist=[name]), name)()
            part.load(self.iface)
            self.parts.append(part)

    def unload(self) -> None:
        while self.parts:
            self.parts.pop().unload()
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        settings.leave_the_core()
        translation.remove(self.translator)
