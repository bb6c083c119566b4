"""The `roofline` Processing provider."""

from __future__ import annotations

from pathlib import Path
from pkgutil import iter_modules

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .chains import Chain, chain_files
from .common.base import RooflineAlgorithm, icon_path


def algorithms() -> list[type[RooflineAlgorithm]]:
    """The algorithms of this folder's files, by the files' names."""
    found: list[type[RooflineAlgorithm]] = []
    for file in sorted(module.name for module in iter_modules([str(Path(__file__).parent)])):
        # not importlib: QGIS unloads with a plugin what came by the statement `import` alone
        here = __import__(f"{__package__}.{file}", fromlist=["*"])
        own = (each for each in vars(here).values() if getattr(each, "__module__", "") == here.__name__)
        found += [each for each in own if isinstance(each, type) and issubclass(each, RooflineAlgorithm)]
    return found


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
        for algorithm in algorithms():
            self.addAlgorithm(algorithm())
        # The steps of a chain are found in the registry: there are none before the provider is in it.
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            for path in chain_files():
                self.addAlgorithm(Chain.of(path))

    def _added(self, provider: str) -> None:
        if provider == self.id():
            self.refreshAlgorithms()
