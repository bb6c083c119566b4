"""Runs inside QGIS desktop (`qgis --code`): Roofline at work on a town, for the README's pictures."""

from __future__ import annotations

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar
from qgis.utils import iface
from steps import FOLDER, idle, part, press, run, shot

TOOLBARS = ("mFileToolBar", "mMapNavToolBar", "mAttributesToolBar", "RooflineToolBar")
PANELS = ("Layers",)


def tidy() -> None:
    """As people have it who work with rasters: few toolbars, the layers, a large map."""
    window = iface.mainWindow()
    window.resize(1400, 860)
    for bar in window.findChildren(QToolBar):
        bar.setVisible(bar.objectName() in TOOLBARS)
        if bar.objectName() in TOOLBARS:
            window.removeToolBarBreak(bar)
    for panel in window.findChildren(QDockWidget):
        panel.setVisible(panel.objectName() in PANELS)


def widen(layers: int) -> None:
    """Give the Layers panel this width."""
    window = iface.mainWindow()
    window.resizeDocks([window.findChild(QDockWidget, "Layers")], [layers], Qt.Orientation.Horizontal)


def ready() -> bool:
    """Whether nothing computes and the map is drawn."""
    return idle() and not iface.mapCanvas().isDrawing()


def refined(layer: QgsRasterLayer):
    """The layer and what the action made of it."""
    press("Roofline-refinedsm")
    yield lambda: len(QgsProject.instance().mapLayers()) > 1 and ready()
    others = [item for item in iface.messageBar().items() if item.title() != "Roofline"]
    for item in others:
        iface.messageBar().popWidget(item)
    view = iface.layerTreeView()
    for group in QgsProject.instance().layerTreeRoot().findGroups():
        view.setExpanded(view.node2index(group), True)
    yield 2
    shot("desktop_refined")
    iface.messageBar().clearWidgets()
    for group in QgsProject.instance().layerTreeRoot().findGroups():
        QgsProject.instance().removeMapLayers(group.findLayerIds())
        QgsProject.instance().layerTreeRoot().removeChildNode(group)


def preview(layer: QgsRasterLayer):
    """Before and after, some blocks of houses near."""
    iface.setActiveLayer(layer)
    widen(layers=215)
    yield 1
    iface.mapCanvas().zoomScale(900)
    yield 1
    yield ready
    look = part("Preview")
    press("RooflinePreview")
    yield lambda: look._swipe is not None and ready()
    yield 2
    shot("desktop_preview")
    look.close()
    yield 0.5


def report():
    """The top of the evaluation's report, where Qt can show it."""
    try:
        from qgis.PyQt.QtWebKitWidgets import QWebView
    except ImportError:
        return
    view = QWebView()
    view.resize(1120, 848)
    view.load(QUrl.fromLocalFile(str(FOLDER / "report.html")))
    view.page().mainFrame().setScrollBarPolicy(Qt.Orientation.Vertical, Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    yield 4
    shot("desktop_report", view)


def script():
    """The session; yields what to wait for: seconds or a condition."""
    tidy()
    widen(layers=300)
    layer = QgsRasterLayer(str(FOLDER / "stereo.tif"), "Old town")
    QgsProject.instance().setCrs(layer.crs())
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    yield 2
    iface.mapCanvas().zoomScale(1000)
    iface.messageBar().clearWidgets()
    for steps in (refined(layer), preview(layer), report()):
        yield from steps


run(script, most_seconds=240)
