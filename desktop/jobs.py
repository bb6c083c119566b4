"""The work on one layer: a run in the background, then its results opened, styled and put in the project."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    Qgis,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..algorithms.common.bridge import tr, translated
from ..models.language import tr_noop
from ..models.tasks import BUILDING_MASK, TASKS
from . import layers, messages
from .guides import input_name
from .layers import is_surface
from .opening import Opening
from .tasks import AlgorithmRun


@dataclass(frozen=True)
class Work:
    """What an action does to a layer: which algorithm, what the result is called, which layers it takes."""

    algorithm: str
    result: str
    most_bands: int = 0  # 0: any number

    def role(self, layer: QgsRasterLayer) -> str:
        """What a layer is taken for, "dsm" or "image"; nothing where that is plain."""
        roles = TASKS[self.algorithm].roles
        return roles[input_name(self.algorithm, layer)] if len(roles) > 1 else self.role_of_heights(layer)

    def role_of_heights(self, layer: QgsRasterLayer) -> str:
        """The same for a work that takes heights alone: told of layers that may be something else."""
        return "dsm" if self.most_bands == 1 and not is_surface(layer) else ""

    def parameters(self, layer: QgsRasterLayer) -> dict[str, Any]:
        """The parameters of a run on this layer."""
        target = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
        return {input_name(self.algorithm, layer): layer.id(), "OUTPUT": target}


class FootprintsWork(Work):
    """From a DSM to polygons in one go, with the settled models."""

    def role(self, layer: QgsRasterLayer) -> str:
        return self.role_of_heights(layer)

    def parameters(self, layer: QgsRasterLayer) -> dict[str, Any]:
        file = QgsProcessingUtils.generateTempFilename("footprints.gpkg")
        target = QgsProcessingOutputLayerDefinition(file, QgsProject.instance())
        return {"INPUT": layer.id(), "MIN_AREA": SMALLEST_BUILDING, "FOOTPRINTS": target}


SMALLEST_BUILDING = 2.0  # m2; what a single press makes is looked at, not worked over
WORKS = [Work(task.id, task.result, task.most_bands) for task in TASKS.values() if task.result]
# At the arrow of an action's button: nothing is asked.
FOOTPRINTS = FootprintsWork("dsmtofootprints", tr_noop("{} footprints"), 1)
AT_ARROW = {BUILDING_MASK.id: (FOOTPRINTS, tr_noop("Footprints"))}


class Results(Opening):
    """Opens and styles results: the statistics of a large raster take their time."""

    def __init__(self, name: str, run: AlgorithmRun) -> None:
        wanted = list(run.context.layersToLoadOnCompletion().items())
        super().__init__(name, lambda: _styled(wanted, name, run.context))


def _styled(
    wanted: list[tuple[str, QgsProcessingContext.LayerDetails]], name: str, context: QgsProcessingContext
) -> list[QgsMapLayer]:
    """The layers of results that can be opened, the uppermost last: QGIS puts later ones on top."""
    layers = []
    for path, details in reversed(wanted):
        layer = _opened(path, name)
        if not layer.isValid():
            continue
        styler = details.postProcessor()
        try:
            if styler is not None:
                styler.postProcessLayer(layer, context, QgsProcessingFeedback(False))
        except Exception as error:  # a result without its style is still a result
            messages.log(f"{name}: {translated(error)}", Qgis.MessageLevel.Warning)
        layers.append(layer)
    return layers


def _opened(path: str, name: str) -> QgsMapLayer:
    """The layer of a result's file."""
    return QgsVectorLayer(path, name, "ogr") if path.endswith(".gpkg") else QgsRasterLayer(path, name, "gdal")


class Job:
    """The work on one layer, from the click to the results in the project. Used in the main thread alone."""

    def __init__(self, work: Work, layer: QgsRasterLayer, title: str, options: dict[str, Any]) -> None:
        self.source, self.name = layer.id(), layer.name()
        self.role = work.role(layer)
        self.result = tr(work.result).format(self.name)
        self.problem = ""
        self.seconds = 0.0
        self.has_started = self.has_ended = self.made = self._cancelled = False
        self._run = AlgorithmRun(
            work.algorithm, {**options, **work.parameters(layer)}, f"{title}: {self.name}"
        )
        self._opening: Results | None = None
        self._ended: Callable[[Job], None] | None = None

    @property
    def device(self) -> str:
        """What the run said it computed on, such as "the CPU with 8 threads"."""
        return self._run.feedback.device

    def submit(self, ended: Callable[[Job], None]) -> None:
        """Show the run in the task manager, where it waits for `start`; `ended` is called in any case."""
        self._ended = ended
        source = QgsProject.instance().mapLayer(self.source)
        self._run.start(self._open, layers=[source], hold=True)

    def start(self) -> None:
        """Let the run begin."""
        self.has_started = True
        self._began = time.monotonic()
        self._run.release()

    def cancel(self) -> None:
        """Stop within a batch of tiles, or at once if it has not begun."""
        self._cancelled = True
        self._run.cancel()

    def _open(self, run: AlgorithmRun) -> None:
        self.problem = run.problem
        source = QgsProject.instance().mapLayer(self.source)
        if not run.results or source is None:
            self._end()
            return
        self.seconds = time.monotonic() - self._began
        self._opening = Results(self.result, run)
        self._opening.start(self._add, layers=[source])  # not put into another project than it was made in

    def _add(self, opening: AlgorithmRun) -> None:
        results, self._opening = self._opening, None
        opened = results.take() if results is not None and not self._cancelled else []
        if opened:
            layers.add_results(opened, self.source, self.name)
            self.made = True
        elif not (self._cancelled or opening.cancelled):
            self.problem = tr("The result cannot be opened.")
        self._end()

    def _end(self) -> None:
        self.has_ended = True
        ended, self._ended = self._ended, None  # as in AlgorithmRun: QGIS's objects die in the main thread
        if ended is not None:
            ended(self)
