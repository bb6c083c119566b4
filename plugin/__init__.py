"""The desktop side of Roofline: registers the Processing provider. Imports no torch."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from ..algorithms.provider import RooflineProvider


class RooflinePlugin:
    """What QGIS loads: `iface` is None in qgis_process."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: RooflineProvider | None = None

    def initProcessing(self) -> None:
        self.provider = RooflineProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
