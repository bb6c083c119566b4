"""Runs inside QGIS desktop (`qgis --code`): what people do to a project while Roofline works."""

from __future__ import annotations

import importlib
import tempfile
import time

from heartbeat import Heartbeat
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsLayerTree, QgsProject
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface
from steps import (
    FOLDER,
    LOG,
    REPORT,
    QTimer,
    action,
    add,
    files,
    guarded,
    idle,
    part,
    press,
    run,
    select,
    told,
)

PROJECT = QgsProject.instance()


def tree(group=None) -> list:
    """The layer tree from the top: names of layers that are shown, groups as [name, children]."""
    group = group or PROJECT.layerTreeRoot()
    groups = QgsLayerTree.isGroup
    shown = [node for node in group.children() if groups(node) or node.isVisible()]
    return [[node.name(), tree(node)] if groups(node) else node.name() for node in shown]


def refine(*names: str):
    """Until all is in the project."""
    select(*names)
    press("Roofline-refinedsm")
    yield idle
    yield 0.2


def opening() -> bool:
    return any("Loading" in task.description() for task in QgsApplication.taskManager().activeTasks())


def until_opening(*names: str):
    """Until results are being opened, which takes a second here."""
    select(*names)
    press("Roofline-refinedsm")
    yield opening


def slowly() -> None:
    """Have results take a second to open."""
    jobs = importlib.import_module("roofline.desktop.jobs")
    soon = jobs._styled
    jobs._styled = lambda *given: time.sleep(1) or soon(*given)


def closing():
    """Another project while results are being opened."""
    slowly()
    add("dsm")
    yield from until_opening("dsm")
    PROJECT.clear()
    add("dsm", "another")
    yield idle
    yield 0.2
    REPORT["cleared"] = [tree(), told()]
    yield from until_opening("another")
    QTimer.singleShot(500, guarded(look_at_question))
    REPORT["refused"] = iface.newProject(False) is False
    yield idle
    yield 0.2
    REPORT["kept"] = [tree(), told()]


def look_at_question() -> None:
    box = QApplication.activeModalWidget()
    REPORT["asked"] = box.text() if box is not None else ""
    if box is not None:
        box.close()


def cancelling():
    """Results that are being opened."""
    PROJECT.clear()
    layer = add("dsm")
    yield from until_opening("dsm")
    QgsApplication.taskManager().cancelAll()
    yield idle
    yield 0.2
    REPORT["cancelled"] = [tree(), told()]
    yield from until_opening("dsm")
    PROJECT.removeMapLayer(layer.id())
    yield idle
    yield 0.2
    REPORT["removed"] = [tree(), told()]


def grouping():
    """A group that shows one layer at a time, and the source among its results."""
    group = PROJECT.layerTreeRoot().addGroup("one at a time")
    layer = add("dsm", group=group)
    add("dsm", "other", group)
    group.setIsMutuallyExclusive(True)
    yield from refine("dsm")
    REPORT["exclusive"] = tree()
    results = group.findGroups()[0]
    node = group.findLayer(layer.id())
    results.addChildNode(node.clone())
    group.removeChildNode(node)
    yield from refine("dsm")
    REPORT["together"] = tree()
    told()


def placing():
    """Layers whose CRS people have chosen."""
    PROJECT.clear()
    add("nowhere", "given").setCrs(QgsCoordinateReferenceSystem("EPSG:32631"))
    add("dsm", "another").setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
    add("dsm")
    yield from refine("given", "another", "dsm")
    layers = PROJECT.mapLayers().values()
    REPORT["crs"] = {layer.name(): layer.crs().authid() for layer in layers if "refined" in layer.name()}
    told()


def looking():
    """The preview: the map's CRS changes, and the map is too near."""
    PROJECT.clear()
    look, canvas = part("Preview"), iface.mapCanvas()
    layer = add("dsm")
    PROJECT.setCrs(layer.crs())
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    yield 0.3
    press("RooflinePreview")
    yield lambda: look._swipe is not None
    PROJECT.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    yield 0.2
    REPORT["preview"] = [look._swipe is None, told()]
    PROJECT.setCrs(layer.crs())
    iface.zoomToActiveLayer()
    canvas.zoomByFactor(0.02)
    yield 0.3
    press("RooflinePreview")
    REPORT["near"] = told()
    iface.zoomToActiveLayer()
    yield 0.3
    tempfile.tempdir = str(FOLDER / "nowhere")
    press("RooflinePreview")
    tempfile.tempdir = None
    REPORT["no temporary folder"] = told()


def opening_pictures():
    """A preview of files that are slow to open, closed meanwhile."""
    look, module = part("Preview"), importlib.import_module("roofline.desktop.relief")
    soon = module.shade
    module.shade = lambda layer: time.sleep(0.5) or soon(layer)
    iface.zoomToActiveLayer()
    yield 0.3
    chosen, beat = action("RooflinePreview"), Heartbeat()
    beat.enter("slow")
    chosen.trigger()
    yield lambda: look._swipe is not None
    REPORT["held"] = beat.waits["slow"]
    for end in (look.close, QgsApplication.taskManager().cancelAll, look._stop):
        press("RooflinePreview")
        yield opening
        end()
        yield idle
        yield 0.1
        REPORT.setdefault("closed", []).append([look._swipe is None, told(), files()])
    module.shade = soon


def breaking():
    """An error that nobody foresaw."""
    module = importlib.import_module("roofline.algorithms.refinedsm")
    whole, module.window_of = module.window_of, None
    yield from refine("dsm")
    module.window_of = whole
    REPORT["unforeseen"] = [told(), any("Traceback" in text for text, tag, _ in LOG if tag == "Roofline")]


def failing():
    """More layers than messages are of use for."""
    PROJECT.clear()
    numbers = [str(number) for number in range(10)]
    for number in numbers:
        add("degrees", number)
    add("dsm")
    yield from refine("dsm", *numbers)
    REPORT["failed"] = told()
    yield from refine("dsm (Roofline)")
    REPORT["again"] = told()
    PROJECT.layerTreeRoot().addGroup("empty")
    yield from refine("empty")  # while another layer is the current one
    REPORT["empty"] = told()
    PROJECT.clear()
    group = PROJECT.layerTreeRoot().addGroup("Suburb")
    add("dsm", group=group)
    yield from refine("Suburb")
    told()
    yield from refine("Suburb")
    REPORT["group again"] = told()


def script():
    """The session; yields what to wait for: seconds or a condition."""
    yield 0.5
    for steps in (closing, cancelling, grouping, placing, looking, opening_pictures, breaking, failing):
        yield from steps()
    REPORT["errors"] = [text for text, tag, _ in LOG if tag == "Python error"]


run(script, most_seconds=120)
