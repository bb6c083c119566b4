"""Runs inside QGIS desktop (`qgis --code`): a DSM's footprints from the arrow of the button of masks, and
what is said of layers that are no plain DSM.
"""

from __future__ import annotations

from qgis.core import QgsPointCloudLayer, QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QAction, QToolBar
from qgis.utils import iface
from steps import FOLDER, REPORT, add, idle, press, run, select, shot, told

ODD = ("floats", "grey", "four", "palette", "no crs", "void")
OTHERS = ("lines", "points")


def script():
    """The session; yields what to wait for."""
    iface.mainWindow().resize(1400, 900)
    add("rgb")
    dsm = add("dsm")
    QgsProject.instance().setCrs(dsm.crs())
    iface.setActiveLayer(dsm)
    iface.zoomToActiveLayer()
    yield 1.0
    bar = iface.mainWindow().findChild(QToolBar, "RooflineToolBar")
    mask = iface.mainWindow().findChild(QAction, "Roofline-buildingmask")
    REPORT["arrow"] = [action.text() for action in bar.widgetForAction(mask).menu().actions()]
    select("rgb")
    press("Roofline-dsmtofootprints")
    yield 0.2
    REPORT["refused"] = told()
    select("dsm")
    press("Roofline-dsmtofootprints")
    yield 0.2
    yield idle
    yield 1.0
    REPORT["made"] = told()
    found = [each for each in QgsProject.instance().mapLayers().values() if "footprints" in each.name()]
    for layer in found:
        houses = list(layer.getFeatures())
        REPORT["layer"] = [layer.name(), layer.renderer().type(), layer.isEditable(), len(houses)]
        REPORT["heights"] = sorted(round(each["height"], 1) for each in houses)
    tree = QgsProject.instance().layerTreeRoot().children()
    REPORT["tree"] = [[node.name(), [each.name() for each in node.children()]] for node in tree]
    iface.mapCanvas().refresh()
    yield 2.0
    shot("footprints")
    yield from odd_layers()


def odd_layers():
    """Both buttons on each layer that is no plain DSM; what they say."""
    for name in ODD:
        add(name)
    others = (QgsVectorLayer("LineString", "lines", "memory"), cloud())
    QgsProject.instance().addMapLayers(others)
    said = REPORT["odd"] = {}
    for name in (*ODD, *OTHERS):
        for button in ("buildingmask", "dsmtofootprints"):
            select(name)
            press(f"Roofline-{button}")
            yield 0.1
            yield idle
            yield 0.1
            said[f"{name}: {button}"] = told()


def cloud() -> QgsPointCloudLayer:
    """A layer of points that QGIS has no index of."""
    return QgsPointCloudLayer(str(FOLDER / "points.las"), "points", "pdal")


run(script, most_seconds=240)
