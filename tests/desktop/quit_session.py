"""Runs inside QGIS desktop (`qgis --code`): ends QGIS while Roofline's tasks run."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsTask
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAction
from qgis.utils import iface

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])


def start() -> None:
    for name in ("one", "two"):
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(FOLDER / "dsm.tif"), name))
    iface.layerTreeView().selectAll()
    iface.mainWindow().findChild(QAction, "Roofline-refinedsm").trigger()
    leave()


def leave() -> None:
    """Quit as soon as a task runs."""
    tasks = QgsApplication.taskManager().tasks()
    if not any(task.status() == QgsTask.TaskStatus.Running for task in tasks):
        QTimer.singleShot(20, leave)
        return
    (FOLDER / "quit.txt").write_text("running")
    # QGIS empties the project when its window is closed; newer ones crash at a bare quit() with layers in it.
    QgsApplication.instance().aboutToQuit.connect(QgsProject.instance().clear)
    QgsApplication.instance().quit()


QTimer.singleShot(0, start)
QTimer.singleShot(100_000, lambda: os._exit(3))
