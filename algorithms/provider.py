"""The `roofline` Processing provider."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .buildingfootprints import BuildingFootprints
from .buildingmask import BuildingMask
from .chains import Chain, chain_files
from .common.base import icon_path
from .composemask import ComposeMask
from .evaluatedsm import EvaluateDsm
from .evaluatemask import EvaluateMask
from .importmodel import ImportModel
from .reconstructdsm import ReconstructDsm
from .refinedsm import RefineDsm
from .simulatecity import SimulateCity
from .synthesizeimagery import SynthesizeImagery
from .traindsmrefiner import TrainDsmRefiner
from .trainreconstruction import TrainReconstruction

ALGORITHMS = (
    RefineDsm,
    ReconstructDsm,
    EvaluateDsm,
    SimulateCity,
    TrainDsmRefiner,
    TrainReconstruction,
    BuildingMask,
    BuildingFootprints,
    EvaluateMask,
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

    def load(self) -> bool:
        QgsApplication.processingRegistry().providerAdded.connect(self._added)
        return super().load()

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        # The steps of a chain are found in the registry: there are none before the provider is in it.
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            for path in chain_files():
                self.addAlgorithm(Chain.of(path))

    def _added(self, provider: str) -> None:
        if provider == self.id():
            self.refreshAlgorithms()
