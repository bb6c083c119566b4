"""Runs inside QGIS desktop (`qgis --code`): ends QGIS while Roofline's tasks run."""

from __future__ import annotations

import sys

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsTask
from qgis.utils import iface
from steps import FOLDER, press, run

LATE = 100  # seconds


def script():
    """The session; yields what to wait for."""
    for name in ("one", "two"):
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(FOLDER / "dsm.tif"), name))
    iface.layerTreeView().selectAll()
    press("Roofline-refinedsm")
    tasks = QgsApplication.taskManager().tasks
    yield lambda: any(task.status() == QgsTask.TaskStatus.Running for task in tasks())
    yield lambda: "torch" in sys.modules  # its import goes on without the task that began it
    (FOLDER / "quit.txt").write_text("running")
    # QGIS empties the project when its window is closed; newer ones crash at a bare quit() with layers in it.
    QgsApplication.instance().aboutToQuit.connect(QgsProject.instance().clear)
    QgsApplication.instance().quit()
    yield 2 * LATE  # a QGIS that goes on is a failure


run(script, most_seconds=LATE)
