"""The `roofline` Processing provider."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .base import icon_path
from .evaluatedsm import EvaluateDsm
from .refinedsm import RefineDsm
from .simulatecity import SimulateCity

ALGORITHMS = (RefineDsm, EvaluateDsm, SimulateCity)


class RooflineProvider(QgsProcessingProvider):
    def id(self) -> str:
        return "roofline"

    def name(self) -> str:
        return "Roofline"

    def longName(self) -> str:
        return self.name()

    def icon(self) -> QIcon:
        return QIcon(icon_path("roofline"))

    def svgIconPath(self) -> str:
        return icon_path("roofline")

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
