"""Runs of the toolbox's algorithms in the background."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QObject

from ..algorithms.common.bridge import tr
from . import messages

MOST_SECONDS_TO_STOP = 120.0
DEVICE = "Running on {device} in {precision} ({reason})."  # the core's sentence in the log of a run


class Feedback(QgsProcessingFeedback):
    """Keeps a run's errors and device, and sends its log to the panel Log Messages. Called in the worker."""

    def __init__(self, name: str) -> None:
        super().__init__(False)
        self._name = name
        self._pattern = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(tr(DEVICE))))
        self.errors: list[str] = []
        self.device = ""
        leave_python_out(self)

    def pushInfo(self, info: str) -> None:
        found = self._pattern.fullmatch(info)
        self.device = found.group("device") if found else self.device
        self._log(info, Qgis.MessageLevel.Info)

    def pushWarning(self, warning: str) -> None:
        self._log(warning, Qgis.MessageLevel.Warning)

    def pushDebugInfo(self, info: str) -> None:
        """Where a fault of Roofline's own came from."""
        self._log(info, Qgis.MessageLevel.Info)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N803
        self.errors.append(error)
        self._log(error, Qgis.MessageLevel.Critical)

    def _log(self, text: str, level: Qgis.MessageLevel) -> None:
        messages.log(f"{self._name}: {text}", level)


class AlgorithmTask(QgsProcessingAlgRunnerTask):
    """QGIS's runner of algorithms under a title. It has no `run` of Python's: that would hold Python's lock
    while QGIS moves what was made into the main thread.
    """

    def __init__(self, title: str, *arguments: Any) -> None:
        super().__init__(*arguments)
        leave_python_out(self)
        self.setDescription(title)


class AlgorithmRun:
    """One run of an algorithm, given or named, in QGIS's task manager; used in the main thread alone.

    Afterwards `results` are the algorithm's, or `problem` says in a sentence why there are none; both are
    empty if the run was `cancelled`.
    """

    def __init__(
        self, algorithm: str | QgsProcessingAlgorithm, parameters: dict[str, Any], title: str
    ) -> None:
        self.title = title
        self.results: dict[str, Any] = {}
        self.problem = ""
        self.cancelled = False
        self.feedback = Feedback(title)
        self.context = QgsProcessingContext()
        self.context.setProject(QgsProject.instance())
        self._parameters = parameters
        self._ended: Callable[[AlgorithmRun], None] | None = None
        if isinstance(algorithm, str):
            algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"roofline:{algorithm}")
        self._algorithm = algorithm
        self._task: AlgorithmTask | None = AlgorithmTask(
            title, self._algorithm, self._parameters, self.context, self.feedback
        )

    @property
    def is_running(self) -> bool:
        """Whether `ended` is still to be called."""
        return self._task is not None

    def start(
        self,
        ended: Callable[[AlgorithmRun], None],
        progress: Callable[[float], None] | None = None,
        layers: Sequence[QgsMapLayer] = (),
        hold: bool = False,
    ) -> None:
        """Begin, or wait for `release`; `ended` is called in the main thread, whatever becomes of the run.

        `progress` gets percents, and the run is cancelled when one of the `layers` is removed.
        """
        self._ended = ended
        task = self._task
        if task is None:  # it has run already
            return
        if task.isCanceled():  # the algorithm has refused its parameters
            self._executed(False, {}, refused=True)
            return
        if progress is not None:
            task.progressChanged.connect(progress)
        task.setDependentLayers(layers)
        task.executed.connect(self._executed)
        if hold:
            task.hold()
        QgsApplication.taskManager().addTask(task)

    def release(self) -> None:
        """Let a run begin that waits in the task manager."""
        if self._task is not None:
            self._task.unhold()

    def cancel(self) -> None:
        """Stop within a batch of tiles, or at once if it has not begun."""
        if self._task is not None:
            self._task.cancel()

    def stop(self) -> None:
        """Cancel and wait: a thread that outlives the plugin would crash QGIS."""
        self.cancel()
        wait_while(lambda: self.is_running)

    def _executed(self, succeeded: bool, results: dict[str, Any], refused: bool = False) -> None:
        self.cancelled = self._task is not None and self._task.isCanceled() and not refused
        self._task = None  # the task manager deletes it
        if succeeded and not self.cancelled:
            self.results = results
        elif not self.cancelled:
            errors = self.feedback.errors
            self.problem = _in_a_sentence(errors[-1]) if errors else tr("It failed; the log may say why.")
        ended, self._ended = self._ended, None  # no circle of references is left to the garbage collector
        if ended is not None:
            ended(self)


def _in_a_sentence(error: str) -> str:
    """What a run has said last; of Python's accounts of what nobody foresaw, the last line."""
    if not error.startswith("Traceback"):
        return error
    return tr("An error in Roofline ({}): the log has the details.").format(error.strip().splitlines()[-1])


def leave_python_out(sender: QObject) -> None:
    """Have Qt end connections of an object that Python has made without waiting for Python's lock.

    Qt tells the sender of each (`disconnectNotify`) when it deletes a receiver, as a task's progress bar, and
    holds a lock of its own meanwhile. A worker that has Python's lock and wants that one would wait for ever:
    QGIS stood still. SIP asks Python whether it wants to be told the
    first time alone, which is here.
    """
    sender.destroyed.connect(_nothing)
    sender.destroyed.disconnect(_nothing)


def _nothing(*_: Any) -> None:
    """A receiver of signals that does nothing."""


def wait_while(busy: Callable[[], bool]) -> None:
    """Wait for tasks that have been cancelled, for as long as it makes sense."""
    limit = time.monotonic() + MOST_SECONDS_TO_STOP
    while busy() and time.monotonic() < limit:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        time.sleep(0.005)  # gives Python's lock to the worker
