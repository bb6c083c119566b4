"""The work on one layer: a toolbox algorithm as a task, then its results opened and styled in another."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsMapLayer,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsTask,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..algorithms.bridge import tr
from . import layers, messages

DEVICE = re.compile(r"Running on (.+) in \w+ \(")  # the core's sentence in the log of a run


class Feedback(QgsProcessingFeedback):
    """Keeps a run's errors and device, and sends its log to the panel Log Messages. Called in the worker."""

    def __init__(self, name: str) -> None:
        super().__init__(False)
        self._name = name
        self.errors: list[str] = []
        self.device = ""

    def pushInfo(self, info: str) -> None:
        found = DEVICE.match(info)
        self.device = found.group(1) if found else self.device
        self._log(info, Qgis.MessageLevel.Info)

    def pushWarning(self, warning: str) -> None:
        self._log(warning, Qgis.MessageLevel.Warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N803
        self.errors.append(error)
        self._log(error, Qgis.MessageLevel.Critical)

    def _log(self, text: str, level: Qgis.MessageLevel) -> None:
        messages.log(f"{self._name}: {text}", level)


class AlgorithmTask(QgsProcessingAlgRunnerTask):
    """QGIS's runner of algorithms, which imports torch before the algorithm does, and considerately."""

    def __init__(self, title: str, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.setDescription(title)

    def run(self) -> bool:
        from ..models.quietimport import import_torch

        with suppress(ImportError, OSError):  # the algorithm will find out, and say what to do
            import_torch()
        return super().run()


class OpeningTask(QgsTask):
    """Opens and styles results away from the interface: the statistics of a large raster take their time."""

    opened = pyqtSignal()

    def __init__(self, title: str, name: str, context: QgsProcessingContext) -> None:
        super().__init__(title, QgsTask.Flag.CancelWithoutPrompt)
        self.layers: list[QgsMapLayer] = []
        self._name = name
        self._context = context

    def run(self) -> bool:
        for path, details in self._context.layersToLoadOnCompletion().items():
            layer = QgsRasterLayer(path, self._name, "gdal")
            styler = details.postProcessor()
            if layer.isValid() and styler is not None:
                styler.postProcessLayer(layer, self._context, QgsProcessingFeedback(False))
            layer.moveToThread(QgsApplication.instance().thread())
            self.layers.append(layer)
        return True

    def finished(self, result: bool) -> None:
        self.opened.emit()


@dataclass(frozen=True)
class Work:
    """What an action does to a layer: which algorithm, for which parameter, and the name of the result."""

    algorithm: str
    result: str
    most_bands: int = 0
    needs_model: bool = False

    def parameters(self, layer: QgsRasterLayer) -> dict[str, Any]:
        """The parameters of a run on this layer."""
        name = "INPUT"
        if self.algorithm == "buildingmask":
            name = "DSM" if layers.data_bands(layer) == 1 else "IMAGERY"
        target = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
        return {name: layer.id(), "OUTPUT": target}


class Job(QObject):
    """The work on one layer, from the click to the results in the project. Lives in the main thread."""

    ended = pyqtSignal()

    def __init__(self, work: Work, layer: QgsRasterLayer, options: dict[str, Any]) -> None:
        super().__init__()
        self.source, self.name = layer.id(), layer.name()
        self.result = tr(work.result).format(self.name)
        self.seconds = 0.0
        self.problem = ""
        self.done = self.started = self.finished = False
        self._began = 0.0
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())
        self._feedback = Feedback(self.name)
        self._algorithm = QgsApplication.processingRegistry().createAlgorithmById(
            f"roofline:{work.algorithm}"
        )
        self._title = f"{self._algorithm.displayName()}: {self.name}"
        parameters = {**options, **work.parameters(layer)}
        self.task = AlgorithmTask(self._title, self._algorithm, parameters, self._context, self._feedback)
        self.task.executed.connect(self._executed)

    @property
    def device(self) -> str:
        """What the run said it computed on, such as "the CPU with 8 threads"."""
        return self._feedback.device

    def submit(self) -> None:
        """Show the task in the task manager, where it waits for `start`."""
        if self.task.isCanceled():  # the algorithm refused its parameters
            self._executed(False, {})
            return
        self.task.hold()
        QgsApplication.taskManager().addTask(self.task)

    def start(self) -> None:
        """Let the task run."""
        self.started = True
        self._began = time.monotonic()
        self.task.unhold()

    def cancel(self) -> None:
        """Stop within a batch of tiles, or at once if it has not begun."""
        if self.task is not None:
            self.task.cancel()

    def _executed(self, succeeded: bool, results: dict[str, Any]) -> None:
        self.task = None  # the task manager deletes it
        self.seconds = time.monotonic() - self._began
        if not succeeded or self._feedback.isCanceled():
            self.problem = "" if not self._feedback.errors else self._feedback.errors[-1]
            self._end()
            return
        self._opening = OpeningTask(tr("Loading {}").format(self.result), self.result, self._context)
        self._opening.opened.connect(self._opened)
        QgsApplication.taskManager().addTask(self._opening)

    def _opened(self) -> None:
        made = [layer for layer in self._opening.layers if layer.isValid()]
        self._opening = None
        layers.add_results(made, self.source, self.name)
        self.done = bool(made)
        self._end()

    def _end(self) -> None:
        self.finished = True
        self.ended.emit()
