"""Runs inside QGIS desktop (`qgis --code`): looks at what the profile loaded, refines a DSM as a task."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path

import processing
import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QTimer

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
PARAMETERS = {
    "INPUT": str(FOLDER / "dsm.tif"),
    "MODEL": str(FOLDER / "shift.pt"),
    "OUTPUT": str(FOLDER / "refined.tif"),
}


class Session:
    """Keeps everything that a running task needs alive."""

    def __init__(self) -> None:
        self.report: dict = {}

    def start(self) -> None:
        registry = QgsApplication.processingRegistry()
        provider = registry.providerById("roofline")
        self.report["loaded"] = "roofline" in qgis.utils.plugins
        self.report["algorithms"] = sorted(a.name() for a in provider.algorithms()) if provider else []
        layer = QgsRasterLayer(PARAMETERS["INPUT"], "DSM")
        QgsProject.instance().addMapLayer(layer)
        self.show_dialog()
        self.algorithm = registry.createAlgorithmById("roofline:refinedsm")
        self.context, self.feedback = QgsProcessingContext(), QgsProcessingFeedback()
        self.context.setProject(QgsProject.instance())
        self.task = QgsProcessingAlgRunnerTask(self.algorithm, PARAMETERS, self.context, self.feedback)
        self.task.executed.connect(guarded(self.finish))
        QgsApplication.taskManager().addTask(self.task)

    def show_dialog(self) -> None:
        self.dialog = processing.createAlgorithmDialog("roofline:refinedsm", PARAMETERS)
        self.dialog.show()
        QgsApplication.processEvents()
        self.report["dialog"] = self.dialog.windowTitle()
        self.dialog.grab().save(str(FOLDER / "dialog.png"))

    def finish(self, ok: bool, results: dict) -> None:
        self.report.update(ok=ok, results=results)
        leave(self.report)


def leave(report: dict) -> None:
    """Write the report and end QGIS at once: what happens at its exit is not the test's business."""
    (FOLDER / "report.json").write_text(json.dumps(report))
    os._exit(0)


def guarded(function):
    """A slot whose exception ends the session with its traceback in the report."""

    def call(*arguments):
        try:
            function(*arguments)
        except Exception:
            leave({"error": traceback.format_exc()})

    return call


session = Session()
QTimer.singleShot(0, guarded(session.start))
QTimer.singleShot(200_000, lambda: leave({"error": "took too long"}))
