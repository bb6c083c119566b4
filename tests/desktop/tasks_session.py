"""Runs inside QGIS desktop (`qgis --code`): presses Roofline's actions and writes down what happens."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsLayerTree,
    QgsPointCloudLayer,
    QgsProject,
    QgsRasterLayer,
    QgsTask,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAction, QDialog, QMenu, QPushButton, QToolBar
from qgis.utils import iface

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
ODD = 'odd & <b>"ü"'
WMS = "url=http://127.0.0.1:9/wms&layers=a&styles=&format=image/png&crs=EPSG:32631"
HOLDS = QgsTask.TaskStatus.OnHold
REPORT: dict = {}
LOG: list[tuple[str, str, int]] = []


class Heartbeat:
    """A timer of 20 ms on the main event loop; `gaps`: the longest time between two beats by phase, in ms.

    `busy`: the most that the main thread itself computed between two beats, whatever else the machine does.
    """

    def __init__(self) -> None:
        self.phase, self.gaps, self.busy, self.most_running = "", {}, {}, 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(20)

    def enter(self, phase: str) -> None:
        self.phase = phase
        self._last, self._used = time.monotonic(), time.thread_time()

    def _beat(self) -> None:
        now, used = time.monotonic(), time.thread_time()
        if self.phase:
            gap = 1000 * (now - self._last)
            self.gaps[self.phase] = max(gap, self.gaps.get(self.phase, 0))
            self.busy[self.phase] = max(1000 * (used - self._used), self.busy.get(self.phase, 0))
            self._last, self._used = now, used
            self.most_running = max(self.most_running, len(tasks(QgsTask.TaskStatus.Running)))


def tree(group=None) -> list:
    """The layer tree from the top: names of layers, groups as [name, children]."""
    group = group or QgsProject.instance().layerTreeRoot()
    groups = QgsLayerTree.isGroup
    return [[node.name(), tree(node)] if groups(node) else node.name() for node in group.children()]


def add(layer, group=None):
    QgsProject.instance().addMapLayer(layer, False)
    (group or QgsProject.instance().layerTreeRoot()).addLayer(layer)
    return layer


def select(*names: str) -> None:
    """Select the nodes of these names, layers or groups, in the panel."""
    view = iface.layerTreeView()
    view.clearSelection()
    root = QgsProject.instance().layerTreeRoot()
    nodes = [node for node in [*root.findLayers(), *root.findGroups(True)] if node.name() in names]
    for node in nodes:
        view.selectionModel().select(view.node2index(node), view.selectionModel().Select)


def press(algorithm: str) -> None:
    iface.mainWindow().findChild(QAction, f"Roofline-{algorithm}").trigger()


def tasks(status=None) -> list[str]:
    every = QgsApplication.taskManager().tasks()
    return [task.description() for task in every if status is None or task.status() == status]


def idle() -> bool:
    return not QgsApplication.taskManager().countActiveTasks()


def messages() -> list[list]:
    items = [
        [item.text(), int(item.level())] for item in iface.messageBar().items() if item.title() == "Roofline"
    ]
    iface.messageBar().clearWidgets()
    return items


def renderers() -> dict:
    layers = QgsProject.instance().mapLayers().values()
    return {
        each.name(): each.renderer().type()
        for each in layers
        if hasattr(each, "bandCount") and each.isValid()
    }


def shot(name: str, widget=None) -> None:
    (widget or iface.mainWindow()).grab().save(str(FOLDER / f"{name}.png"))


def traces() -> dict:
    """What the plugin leaves in QGIS."""
    window = iface.mainWindow()
    registry = QgsApplication.processingRegistry()
    return {
        "providers": sum(provider.id() == "roofline" for provider in registry.providers()),
        "toolbars": sum(bar.objectName() == "RooflineToolBar" for bar in window.findChildren(QToolBar)),
        "actions": sum(action.objectName().startswith("Roofline") for action in window.findChildren(QAction)),
        "menus": sum(menu.title() == "Roofline" for menu in window.findChildren(QMenu)),
        "dialogs": sum(dialog.objectName().startswith("Roofline") for dialog in window.findChildren(QDialog)),
        "tasks": len(tasks()),
        "files": sorted(path.name for path in Path(tempfile.gettempdir()).iterdir()),
    }


def reload_plugin() -> None:
    qgis.utils.unloadPlugin("roofline")
    assert qgis.utils.loadPlugin("roofline") and qgis.utils.startPlugin("roofline")


def script():
    """The session; yields what to wait for: seconds or a condition."""
    beat = REPORT["beat"] = Heartbeat()
    iface.mainWindow().resize(1600, 960)
    REPORT["toolbar"] = [
        action.text() for action in iface.mainWindow().findChild(QToolBar, "RooflineToolBar").actions()
    ]
    group = QgsProject.instance().layerTreeRoot().addGroup("Suburb")
    add(QgsRasterLayer(str(FOLDER / "dsm.tif"), "dsm"), group)
    add(QgsRasterLayer(str(FOLDER / f"{ODD}.tif"), ODD))
    add(QgsRasterLayer(str(FOLDER / "rgb.tif"), "rgb"))
    add(QgsRasterLayer(str(FOLDER / "gone.tif"), "gone"))
    add(QgsRasterLayer(WMS, "wms", "wms"))
    add(QgsPointCloudLayer(str(FOLDER / "none.las"), "cloud", "pdal"))
    add(QgsVectorLayer("Point?crs=EPSG:32631", "points", "memory"))
    add(QgsRasterLayer(str(FOLDER / "degrees.tif"), "degrees"))
    QgsProject.instance().setCrs(group.findLayers()[0].layer().crs())
    QgsProject.instance().layerTreeRoot().addLayer(group.findLayers()[0].layer())  # dsm is there twice
    for node in QgsProject.instance().layerTreeRoot().findLayers():
        node.setExpanded(False)
    (FOLDER / "gone.tif").unlink()
    iface.setActiveLayer(QgsProject.instance().mapLayersByName("dsm")[0])
    iface.zoomToActiveLayer()
    menu = iface.layerTreeView().menuProvider().createContextMenu()
    entry = next((action for action in menu.actions() if action.text() == "Roofline"), None)
    REPORT["context"] = [action.text() for action in entry.menu().actions()] if entry else []
    yield 1.5
    beat.enter("idle")
    yield 1.0

    select("dsm")
    sys.modules["torch"] = None  # as if it were not installed
    press("refinedsm")
    iface.messageBar().currentItem().findChild(QPushButton).click()
    del sys.modules["torch"]
    setup = iface.mainWindow().findChild(QDialog, "RooflineSetupDialog")
    REPORT["missing"] = [messages(), tasks(), setup is not None and setup.isVisible()]
    setup.close()

    select("Suburb", "dsm", ODD, "rgb", "gone", "wms", "cloud", "points")
    beat.enter("refine")
    press("refinedsm")
    REPORT["queued"] = tasks(HOLDS)
    yield idle
    yield 0.5
    beat.phase = ""
    REPORT["tree"], REPORT["renderers"] = tree(), renderers()
    shot("refined")
    REPORT["mixed"] = messages()

    select("dsm")
    press("buildingmask")
    dialog = iface.mainWindow().findChild(QDialog, "RooflineModelDialog")
    shot("dialog", dialog)
    dialog.choose(str(FOLDER / "heights.pt"))
    beat.enter("mask")
    dialog.accept()
    yield idle
    yield 0.3
    beat.phase = ""
    REPORT["masked"] = tree()[0], renderers(), messages()

    select("degrees")
    press("refinedsm")
    yield idle
    yield 0.3
    shot("failed")
    REPORT["failed"] = messages()
    REPORT["log"] = [text for text, tag, _ in LOG if tag == "Roofline"]

    before = tree()
    select("dsm", ODD)
    press("refinedsm")
    yield lambda: bool(tasks(QgsTask.TaskStatus.Running))
    QgsApplication.taskManager().cancelAll()
    yield idle
    yield 0.2
    REPORT["cancelled"] = [tree() == before, messages()]

    select("dsm", ODD)
    press("buildingmask")
    iface.mainWindow().findChild(QDialog, "RooflineModelDialog").accept()
    waiting = QgsProject.instance().mapLayersByName(ODD if f"Building mask: {ODD}" in tasks(HOLDS) else "dsm")
    QgsProject.instance().removeMapLayers([layer.id() for layer in waiting])
    yield idle
    yield 0.2
    REPORT["removed"] = [tree(), messages()]

    yield lambda: not tasks()
    reload_plugin()
    yield 0.1
    del LOG[:]
    first = traces()
    for _ in range(10):
        reload_plugin()
        yield 0.02
    REPORT["reloaded"] = [first, traces(), [entry for entry in LOG if entry[2] > 0]]

    before = tree()
    select("dsm", ODD)
    press("refinedsm")
    yield lambda: bool(tasks(QgsTask.TaskStatus.Running))
    qgis.utils.unloadPlugin("roofline")
    yield lambda: not tasks()
    REPORT["unloaded"] = [traces(), tree() == before, [entry for entry in LOG if entry[2] > 0]]
    leave()


def advance(steps) -> None:
    """Run the script up to its next wait."""
    try:
        wait = next(steps)
    except Exception:
        REPORT["error"] = traceback.format_exc()
        leave()
    poll(steps, wait) if callable(wait) else QTimer.singleShot(int(1000 * wait), lambda: advance(steps))


def poll(steps, condition) -> None:
    QTimer.singleShot(20, lambda: advance(steps) if condition() else poll(steps, condition))


def leave() -> None:
    beat = REPORT.pop("beat", None)
    REPORT.update(gaps=beat.gaps, busy=beat.busy, most_running=beat.most_running) if beat else None
    (FOLDER / "report.json").write_text(json.dumps(REPORT))
    os._exit(0)


def overdue() -> None:
    REPORT.setdefault("error", f"took too long: {tasks()}")
    leave()


QgsApplication.messageLog().messageReceived.connect(
    lambda text, tag, level: LOG.append((text, tag, int(level)))
)
QTimer.singleShot(0, lambda: advance(script()))
QTimer.singleShot(150_000, overdue)
