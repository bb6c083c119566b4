"""Layers that are opened in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import (
    Qgis,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
)

from ..algorithms.common.bridge import tr, translated
from . import messages
from .tasks import AlgorithmRun

LAYERS = "LAYERS"


class Opening(AlgorithmRun):
    """A run that opens layers away from the interface: large or remote files take their time.

    `work` makes them; it is called in the worker. It is an algorithm's run because QGIS brings an algorithm's
    layers to the main thread without Python's lock. Moved in Python (`moveToThread`) that lock is held while
    Qt waits for one of its own, which the main thread may have while it waits for Python's.
    """

    def __init__(self, name: str, work: Callable[[], list[QgsMapLayer]]) -> None:
        super().__init__(_Work(work), {}, tr("Loading {}").format(name))

    def take(self) -> list[QgsMapLayer]:
        """The layers in their order, once it has ended; none if it was cancelled, or if one is not valid."""
        return [self.context.takeResultLayer(layer) for layer in self.results.get(LAYERS, [])]


class _Work(QgsProcessingAlgorithm):
    """What is to be opened, as an algorithm that nobody sees."""

    def __init__(self, work: Callable[[], list[QgsMapLayer]]) -> None:
        super().__init__()
        self._work = work

    def name(self) -> str:
        return "opening"

    def displayName(self) -> str:
        return self.name()

    def createInstance(self) -> QgsProcessingAlgorithm:
        return type(self)(self._work)

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """It has no parameters."""

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        try:
            layers = self._work()
        except Exception as error:  # a file may be gone meanwhile
            messages.log(translated(error), Qgis.MessageLevel.Warning)
            return {}
        if not all(layer.isValid() for layer in layers):
            return {}
        for layer in layers:
            context.temporaryLayerStore().addMapLayer(layer)
        return {LAYERS: [layer.id() for layer in layers]}
