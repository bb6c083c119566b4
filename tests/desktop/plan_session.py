"""Runs inside QGIS desktop (`qgis --code`): a plan is drawn and painted, changed, painted again and kept."""

from __future__ import annotations

import zlib
from pathlib import Path

from heartbeat import Heartbeat
from osgeo import gdal
from qgis import utils
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtWidgets import QAction, QPushButton
from qgis.utils import iface
from steps import LOG, REPORT, idle, messages, part, press, run, shot

NEAR = QgsRectangle(691000.1, 5334000.2, 691240.1, 5334160.2)  # 240 m of a town, in UTM zone 32
HOUSES = ((40, 70), (90, 75), (150, 70), (60, 20), (120, 15))


def polygon(x: float, y: float, width: float = 14, depth: float = 10) -> QgsGeometry:
    """A house whose lower left corner is so many metres from the view's."""
    x, y = x + NEAR.xMinimum(), y + NEAR.yMinimum()
    return QgsGeometry.fromRect(QgsRectangle(x, y, x + width, y + depth))


def add(layer, geometry: QgsGeometry, *attributes: object) -> None:
    """Draw a feature: an edit that is not saved."""
    feature = QgsFeature(layer.fields())
    feature.setGeometry(geometry)
    if attributes:
        feature.setAttributes(list(attributes))
    layer.addFeature(feature)


def images() -> list:
    """The painted layers."""
    return [each for each in QgsProject.instance().mapLayers().values() if "Image of the plan" in each.name()]


def digest() -> int:
    """A number that tells one painted image's pixels from another's."""
    layer = QgsProject.instance().mapLayer(part("Plan")._image_id)
    return zlib.crc32(gdal.Open(layer.source()).ReadAsArray().tobytes())


def painted(after: str = ""):
    """A condition: another image than `after` is there, and nothing runs."""
    return lambda: part("Plan")._image_id not in ("", after) and idle() and not part("Plan")._timer.isActive()


def button(text: str) -> QPushButton:
    """A button of the plan's message."""
    return next(each for each in iface.messageBar().findChildren(QPushButton) if each.text() == text)


def changing(buildings, roads, first):
    """An edit, its undoing, another seed, an image that is kept, and an edit after it."""
    digests = [digest()]
    add(buildings, polygon(180, 20, 20, 16))
    yield painted(first)
    digests.append(digest())
    second = part("Plan")._image_id
    buildings.undoStack().undo()
    yield painted(second)
    digests.append(digest())
    third = part("Plan")._image_id
    button("Another image").click()
    yield painted(third)
    digests.append(digest())
    yield 1.5  # the map is drawn again
    shot("another")
    REPORT["digests"] = digests
    REPORT["one image"] = len(images())
    button("Keep as layer").click()
    kept = [each.name() for each in images()]
    yield 0.5
    buttons = iface.messageBar().findChildren(QPushButton)
    REPORT["offered"] = [each.text() for each in buttons if each.isVisible()]
    roads.changeAttributeValue(next(roads.getFeatures()).id(), 0, 4.0)
    yield painted()
    REPORT["kept"] = [kept, sorted(each.name() for each in images())]
    REPORT["narrower"] = digest() != digests[-1]


def script():
    """The session; yields what to wait for."""
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:25832"))
    iface.mapCanvas().setExtent(NEAR)
    yield 0.5
    press("RooflinePlan")
    buildings, roads = part("Plan")._layers
    group = project.layerTreeRoot().findGroup("Plan")
    REPORT["made"] = [
        [layer.name(), layer.crs().authid(), layer.isEditable(), layer.featureCount()]
        for layer in (buildings, roads)
    ]
    REPORT["group"] = [node.name() for node in group.children()]
    REPORT["active"] = iface.activeLayer() is buildings
    REPORT["said"] = messages()
    beat = Heartbeat()
    beat.enter("painting")
    for house in HOUSES:
        add(buildings, polygon(*house))
    corner = [NEAR.xMinimum(), NEAR.yMinimum()]
    line = QgsGeometry.fromWkt(
        f"LineString({corner[0]} {corner[1] + 50}, {corner[0] + 240} {corner[1] + 55})"
    )
    add(roads, line, 9.0)
    yield painted()
    beat.enter("")
    REPORT["held"] = beat.waits["painting"]
    (image,) = images()
    REPORT["image"] = [image.bandCount(), image.crs().authid(), image.rasterUnitsPerPixelX()]
    REPORT["covers"] = image.extent().contains(iface.mapCanvas().extent())
    REPORT["lies below"] = [node.name() for node in group.children()]
    yield 1.0
    shot("plan")
    REPORT["message"] = messages()
    yield from changing(buildings, roads, image.id())
    yield from far_away()
    yield from ended(buildings)
    yield from unloaded()


def far_away():
    """Where a kilometre and more is in view nothing is painted, and people are told."""
    before = part("Plan")._image_id
    wide = QgsRectangle(NEAR)
    wide.scale(20)
    iface.mapCanvas().setExtent(wide)
    iface.mapCanvas().refresh()
    yield lambda: any("zoom in" in text for text in messages())
    REPORT["too much"] = [messages(), part("Plan")._image_id == before]
    iface.mapCanvas().setExtent(NEAR)
    iface.mapCanvas().refresh()
    yield painted(before)


def ended(buildings):
    """The image that was not kept goes with the painting, the layers and the kept one stay."""
    file = Path(QgsProject.instance().mapLayer(part("Plan")._image_id).source())
    button("End").click()
    add(buildings, polygon(10, 100))
    yield 1.5
    REPORT["ended"] = [[each.name() for each in images()], file.exists(), buildings.isValid(), messages()]


def unloaded():
    """Another plan is painted while its layer is removed, and while the plugin is unloaded."""
    press("RooflinePlan")
    buildings, _ = part("Plan")._layers
    add(buildings, polygon(*HOUSES[0]))
    yield lambda: part("Plan")._run is not None
    buildings.rollBack()
    QgsProject.instance().removeMapLayer(buildings.id())
    yield idle
    REPORT["without a layer"] = [part("Plan")._layers, part("Plan")._ending]
    press("RooflinePlan")
    add(part("Plan")._layers[0], polygon(*HOUSES[0]))
    yield lambda: part("Plan")._run is not None
    utils.unloadPlugin("roofline")
    yield 0.5
    left = iface.mainWindow().findChildren(QAction, "RooflinePlan")
    REPORT["unloaded"] = [len(left), idle(), messages()]
    REPORT["errors"] = [text for text, tag, _ in LOG if tag == "Python error"]


run(script, most_seconds=200)
