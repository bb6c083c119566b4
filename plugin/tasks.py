"""The work on one layer: a toolbox algorithm as a task, then its results opened and styled in another."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
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
from qgis.PyQt.QtCore import pyqtSignal

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
    """What an action does to a layer: which algorithm, what the result is called, which layers it takes."""

    algorithm: str
    result: str
    most_bands: int = 0  # 0: any number
    asks_for_model: bool = False

    def parameters(self, layer: QgsRasterLayer) -> dict[str, Any]:
        """The parameters of a run on this layer."""
        name = "INPUT"
        if self.algorithm == "buildingmask":
            name = "DSM" if layers.data_bands(layer) == 1 else "IMAGERY"
        target = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
        return {name: layer.id(), "OUTPUT": target}


class Job:
    """The work on one layer, from the click to the results in the project. Used in the main thread alone."""

    def __init__(self, work: Work, layer: QgsRasterLayer, options: dict[str, Any]) -> None:
        self.source, self.name = layer.id(), layer.name()
        self.result = tr(work.result).format(self.name)
        self.seconds = self._began = 0.0
        self.problem = ""
        self.has_started = self.has_ended = self.made = self._cancelled = False
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())
        self._feedback = Feedback(self.name)
        registry = QgsApplication.processingRegistry()
        self._algorithm = registry.createAlgorithmById(f"roofline:{work.algorithm}")
        self._parameters = {**options, **work.parameters(layer)}
        title = f"{self._algorithm.displayName()}: {self.name}"
        self._task: QgsTask | None = AlgorithmTask(
            title, self._algorithm, self._parameters, self._context, self._feedback
        )
        self._task.setDependentLayers([layer])

    @property
    def device(self) -> str:
        """What the run said it computed on, such as "the CPU with 8 threads"."""
        return self._feedback.device

    def submit(self, ended: Callable[[Job], None]) -> None:
        """Show the task in the task manager, where it waits for `start`; `ended` is called in any case."""
        self._ended = ended
        if self._task.isCanceled():  # the algorithm has refused its parameters
            self._fail()
            return
        self._task.executed.connect(self._executed)
        self._task.hold()
        QgsApplication.taskManager().addTask(self._task)

    def start(self) -> None:
        """Let the task run."""
        self.has_started = True
        self._began = time.monotonic()
        self._task.unhold()

    def cancel(self) -> None:
        """Stop within a batch of tiles, or at once if it has not begun."""
        self._cancelled = True
        if self._task is not None:
            self._task.cancel()

    def _executed(self, succeeded: bool, results: dict[str, Any]) -> None:
        self.seconds = time.monotonic() - self._began
        if not succeeded:
            self._end() if self._task.isCanceled() else self._fail()
            return
        self._task = OpeningTask(tr("Loading {}").format(self.result), self.result, self._context)
        self._task.opened.connect(self._opened)
        QgsApplication.taskManager().addTask(self._task)

    def _opened(self) -> None:
        opened = [layer for layer in self._task.layers if layer.isValid()]
        if opened and not self._cancelled:
            layers.add_results(opened, self.source, self.name)
            self.made = True
        elif not self._cancelled:
            self.problem = tr("The result cannot be opened.")
        self._end()

    def _fail(self) -> None:
        errors = self._feedback.errors
        self.problem = errors[-1] if errors else tr("It failed; the log may say why.")
        self._end()

    def _end(self) -> None:
        self._task = None  # the task manager deletes it
        self.has_ended = True
        self._ended(self)
