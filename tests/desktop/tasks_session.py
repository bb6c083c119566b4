"""Runs inside QGIS desktop (`qgis --code`): presses Roofline's actions and writes down what happens."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import qgis.utils
from heartbeat import Heartbeat
from qgis.core import (
    QgsApplication,
    QgsLayerTree,
    QgsPointCloudLayer,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsTask,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QAction, QDialog, QMenu, QPushButton, QSpinBox, QToolBar
from qgis.utils import iface
from steps import FOLDER, LOG, REPORT, action, dialog, idle, press, run, select, shot

ODD = 'odd & <b>"ü"'
WMS = "url=http://127.0.0.1:9/wms&layers=a&styles=&format=image/png&crs=EPSG:32631"
HOLDS, RUNS = QgsTask.TaskStatus.OnHold, QgsTask.TaskStatus.Running


def tree(group=None) -> list:
    """The layer tree from the top: names of layers, groups as [name, children]."""
    group = group or QgsProject.instance().layerTreeRoot()
    groups = QgsLayerTree.isGroup
    return [[node.name(), tree(node)] if groups(node) else node.name() for node in group.children()]


def add(layer, group=None):
    QgsProject.instance().addMapLayer(layer, False)
    (group or QgsProject.instance().layerTreeRoot()).addLayer(layer)
    return layer


def tasks(status=None) -> list[str]:
    every = QgsApplication.taskManager().tasks()
    return [task.description() for task in every if status is None or task.status() == status]


def told() -> list[list]:
    """Roofline's messages with their levels; the bar is empty then."""
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
    beat = Heartbeat()
    REPORT.update(gaps=beat.gaps, waits=beat.waits, busy=beat.busy, most_running=0)
    QgsApplication.taskManager().statusChanged.connect(count)
    iface.mainWindow().resize(1600, 960)
    fill_project()
    look_around()
    yield 1.5
    beat.enter("idle")
    yield 1.0
    beat.enter("")
    without_torch()
    yield from refine(beat)
    ask()
    yield from mask(beat)
    yield from mask_of_colours(beat)
    yield from paint(beat)
    yield from fail()
    yield from cancel()
    yield from remove()
    yield from reload()
    yield from unload()


def count(*_) -> None:
    REPORT["most_running"] = max(REPORT["most_running"], len(tasks(RUNS)))


def fill_project() -> None:
    """Layers that can be used and layers that cannot."""
    project = QgsProject.instance()
    group = project.layerTreeRoot().addGroup("Suburb")
    dsm = add(QgsRasterLayer(str(FOLDER / "dsm.tif"), "dsm"), group)
    add(QgsRasterLayer(str(FOLDER / f"{ODD}.tif"), ODD))
    add(QgsRasterLayer(str(FOLDER / "rgb.tif"), "rgb"))
    add(QgsRasterLayer(str(FOLDER / "gone.tif"), "gone"))
    add(QgsRasterLayer(WMS, "wms", "wms"))
    add(QgsPointCloudLayer(str(FOLDER / "none.las"), "cloud", "pdal"))
    add(QgsVectorLayer("Point?crs=EPSG:32631", "points", "memory"))
    add(QgsRasterLayer(str(FOLDER / "degrees.tif"), "degrees"))
    add(QgsRasterLayer(str(FOLDER / "plan.tif"), "plan"))
    project.setCrs(dsm.crs())
    project.layerTreeRoot().addLayer(dsm)  # it is there twice
    for node in project.layerTreeRoot().findLayers():
        node.setExpanded(False)
    (FOLDER / "gone.tif").unlink()
    iface.setActiveLayer(dsm)
    iface.zoomToActiveLayer()


def look_around() -> None:
    """Where the actions are."""
    bar = iface.mainWindow().findChild(QToolBar, "RooflineToolBar")
    REPORT["toolbar"] = [action.text() for action in bar.actions()]
    menu = iface.layerTreeView().menuProvider().createContextMenu()
    entry = next((action for action in menu.actions() if action.text() == "Roofline"), None)
    REPORT["context"] = [action.text() for action in entry.menu().actions()] if entry else []


def without_torch() -> None:
    """The message that leads to the set-up."""
    select("dsm")
    sys.modules["torch"] = None  # as if it were not installed
    press("Roofline-refinedsm")
    iface.messageBar().currentItem().findChild(QPushButton).click()
    del sys.modules["torch"]
    setup = dialog("RooflineSetupDialog")
    REPORT["missing"] = [told(), tasks(), setup is not None and setup.isVisible()]
    setup.close()


def refine(beat: Heartbeat):
    """Good and bad layers in one go."""
    select("Suburb", "dsm", ODD, "rgb", "gone", "wms", "cloud", "points")
    chosen = action("Roofline-refinedsm")
    beat.enter("refine")
    chosen.trigger()
    REPORT["queued"] = tasks(HOLDS)
    yield idle
    yield 0.5
    beat.enter("")
    REPORT["tree"], REPORT["renderers"] = tree(), renderers()
    shot("refined")
    REPORT["mixed"] = told()


def watched(beat: Heartbeat, work: str):
    """Press an action; what follows until all is done is a phase of its name."""
    chosen = action(f"Roofline-{work}")
    beat.enter(work)
    chosen.trigger()
    yield idle
    yield 0.3
    beat.enter("")


def mask(beat: Heartbeat):
    """The result joins that of the refinement."""
    select("dsm")
    yield from watched(beat, "buildingmask")
    REPORT["asked for a mask"] = dialog("RooflineModelDialog") is not None
    REPORT["masked"] = tree()[0], renderers(), told()


def mask_of_colours(beat: Heartbeat):
    """A picture is imagery for the same action."""
    select("rgb")
    yield from watched(beat, "buildingmask")
    REPORT["asked for imagery"] = dialog("RooflineModelDialog") is not None
    REPORT["masked in colours"] = tree(), renderers(), told()
    REPORT["said of colours"] = [text for text, tag, _ in LOG if tag == "Roofline" and "rgb" in text]


def paint(beat: Heartbeat):
    """An image of a plan of roads and buildings."""
    select("plan")
    iface.setActiveLayer(QgsProject.instance().mapLayersByName("plan")[0])
    iface.zoomToActiveLayer()
    yield from watched(beat, "synthesizeimagery")
    REPORT["asked for a painter"] = dialog("RooflineModelDialog") is not None
    shot("painted")
    (image,) = QgsProject.instance().mapLayersByName("plan imagery")
    bands = image.renderer().usesBands()
    REPORT["painted"] = [tree(), image.renderer().type(), bands, [image.width(), image.height()], told()]


def fail():
    """A DSM in degrees."""
    select("degrees")
    press("Roofline-refinedsm")
    yield idle
    yield 0.3
    shot("failed")
    REPORT["failed"] = told()
    REPORT["log"] = [text for text, tag, _ in LOG if tag == "Roofline"]


def cancel():
    """All tasks, from QGIS's own list."""
    before = tree()
    select("dsm", ODD)
    press("Roofline-refinedsm")
    yield lambda: bool(tasks(RUNS))
    QgsApplication.taskManager().cancelAll()
    yield idle
    yield 0.2
    REPORT["cancelled"] = [tree() == before, told()]


def asks_python(sender) -> bool:
    """Whether Qt waits for Python's lock when it deletes a receiver of what `sender` sends.

    It calls what is put in the place of a method of Qt's then, unless SIP has asked once already.
    """
    asked = []
    sender.disconnectNotify = asked.append
    spin = QSpinBox()
    receiver = spin.lineEdit()  # made by Qt: only then is Python not asked for the receiver's sake
    sender.destroyed.connect(receiver.clear)
    sip.delete(receiver)
    del sender.disconnectNotify
    return bool(asked)


def ask() -> None:
    """Whether Qt waits for Python's lock where it deletes what hears of runs and of tasks."""
    from roofline.desktop.tasks import AlgorithmRun

    run = AlgorithmRun("refinedsm", {}, "run")
    senders = [QgsProcessingFeedback(), run.feedback, run._task]
    REPORT["asks python"] = {type(each).__name__: asks_python(each) for each in senders}


def remove():
    """A layer whose task waits."""
    select("dsm", ODD)
    press("Roofline-buildingmask")
    waiting = QgsProject.instance().mapLayersByName(ODD if f"Building mask: {ODD}" in tasks(HOLDS) else "dsm")
    QgsProject.instance().removeMapLayers([layer.id() for layer in waiting])
    yield idle
    yield 0.2
    REPORT["removed"] = [tree(), told()]


def reload():
    """Ten times."""
    yield lambda: not tasks()
    reload_plugin()
    yield 0.1
    del LOG[:]
    first = traces()
    for _ in range(10):
        reload_plugin()
        yield 0.02
    REPORT["reloaded"] = [first, traces(), [entry for entry in LOG if entry[2] > 0]]


def unload():
    """While a task runs."""
    before = tree()
    select("dsm", ODD)
    press("Roofline-refinedsm")
    yield lambda: bool(tasks(RUNS))
    qgis.utils.unloadPlugin("roofline")
    yield lambda: not tasks()
    # Folders stay that are imported for what is in them alone: QGIS does not look for those; they are empty.
    left = {name: module for name, module in sys.modules.items() if name.startswith("roofline.")}
    REPORT["modules left"] = sorted(name for name, module in left.items() if not hasattr(module, "__path__"))
    REPORT["unloaded"] = [traces(), tree() == before, [entry for entry in LOG if entry[2] > 0]]


run(script, most_seconds=150)
