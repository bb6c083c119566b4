"""The `roofline` Processing provider."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .base import icon_path
from .buildingmask import BuildingMask
from .composemask import ComposeMask
from .evaluatedsm import EvaluateDsm
from .importmodel import ImportModel
from .reconstructdsm import ReconstructDsm
from .refinedsm import RefineDsm
from .simulatecity import SimulateCity
from .synthesizeimagery import SynthesizeImagery
from .traindsmrefiner import TrainDsmRefiner

ALGORITHMS = (
    RefineDsm,
    ReconstructDsm,
    EvaluateDsm,
    SimulateCity,
    TrainDsmRefiner,
    BuildingMask,
    ComposeMask,
    SynthesizeImagery,
    ImportModel,
)


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
