"""Runs inside QGIS desktop (`qgis --code`): the actions with models that take images, too."""

from __future__ import annotations

import processing
import qgis.utils
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtWidgets import QAction, QDialog, QDialogButtonBox, QLabel, QMenu, QToolBar
from qgis.utils import iface
from roofline.algorithms.common import settings
from steps import (
    FOLDER,
    LOG,
    REPORT,
    add,
    dialog,
    idle,
    messages,
    part,
    press,
    run,
    select,
    shot,
    told,
)

LONG = "Old town 2023-05-14 photogrammetric DSM tile 32_680_5335 at 20 cm, second flight"
WMS = "url=http://127.0.0.1:9/wms&layers=a&styles=&format=image/png&crs=EPSG:32631"


def question():
    return dialog("RooflineModelDialog")


def ok() -> bool:
    return question()._buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def boxes() -> list:
    """Of each box its label, its layers and the chosen one."""
    form = question()._form
    return [
        [form.labelForField(box).text(), sorted(map(box.itemText, range(box.count()))), box.currentText()]
        for _, box in question()._boxes
    ]


def seen() -> list:
    """What the window shows: its model, boxes and problem, and whether one can go on."""
    problem = [label.text() for label in question().findChildren(QLabel) if label is question()._problem]
    return [question().model(), boxes(), problem[0], ok()]


def title() -> list:
    """What stands in the box of models, what its tool tip says, and what stands below it."""
    below = question()._title
    return [
        question()._models.currentText(),
        question()._models.toolTip(),
        below.isVisible() and below.text(),
    ]


def names() -> list[str]:
    return sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())


def made(name: str) -> str:
    (layer,) = QgsProject.instance().mapLayersByName(name)
    return layer.source()


def refining():
    """The one button, while a model that takes an image is the default."""
    settings.set_default_model("refinedsm", "needs")
    add("dsm")
    select("dsm")
    press("Roofline-refinedsm")
    yield 0.2
    REPORT["no image"] = seen()
    shot("no_image", question())
    question().choose("refine-geometry")
    REPORT["no image, another model"] = seen()
    REPORT["short title"] = title()
    question().reject()
    settings.set_default_model("refinedsm", "refine-guided")
    yield 0.1
    for name in ("second", "grey", "far", "ortho"):
        add(name)
    QgsProject.instance().addMapLayer(QgsRasterLayer(WMS, "wms", "wms"))
    select("dsm", "second")
    press("Roofline-refinedsm")
    yield 0.2
    REPORT["one image"] = seen()
    yield 0.2
    REPORT["long title"] = title()
    shot("one_image", question())
    question().choose("two")
    REPORT["two images"] = seen()
    yield 0.2
    shot("two_images", question())
    question().choose(str(FOLDER / "models" / "broken.pt"))
    REPORT["broken file"] = seen()
    yield 0.2
    shot("broken", question())
    question().choose("heights")
    question().choose("needs")
    question()._boxes[0][1].setCurrentIndex(0)
    REPORT["none chosen"] = ok()
    question().choose("refine-guided")
    question()._boxes[0][1].setLayer(QgsProject.instance().mapLayersByName("grey")[0])
    question().accept()
    yield idle
    yield 0.3
    REPORT["refined"] = [names(), told()]
    REPORT["files"] = [made("dsm refined"), made("second refined")]
    press("Roofline-refinedsm")
    yield 0.1
    REPORT["remembered"] = boxes()
    question().reject()
    yield 0.1


def previewing():
    """The same window before a preview, whose model and image the whole layer is then refined with."""
    look = part("Preview")
    layer = add("dsm", LONG)
    QgsProject.instance().setCrs(layer.crs())
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    yield 0.5
    press("RooflinePreview")
    yield 0.2
    REPORT["before a preview"] = boxes()
    question().accept()
    yield 0.05
    shot("previewing")
    yield lambda: look._swipe is not None or not (look._run or look._opening or look._pictures)
    yield 0.3
    shot("previewed")
    REPORT["preview"] = messages()
    look._refine_all()
    REPORT["asked again"] = bool(question() and question().isVisible())
    yield idle
    yield 0.3
    REPORT["whole"] = [told(), made(f"{LONG} refined")]


def choosing():
    """Another model than the default, by the arrow at the button."""
    settings.set_default_model("refinedsm", "")
    bar = iface.mainWindow().findChild(QToolBar, "RooflineToolBar")
    button = bar.widgetForAction(iface.mainWindow().findChild(QAction, "Roofline-refinedsm"))
    REPORT["arrow"] = [action.text() for action in button.menu().actions()]
    shot("menu", iface.rasterMenu().findChild(QMenu, "RooflineMenu"))
    shot("toolbar", bar)
    select("dsm")
    button.menu().actions()[0].trigger()
    yield 0.1
    REPORT["with"] = seen()
    question().choose("refine-geometry")
    question().reject()
    yield 0.1
    press("Roofline-refinedsm")
    yield idle
    yield 0.3
    REPORT["one click"] = [bool(question()), told()]


def masks():
    """A finder of buildings that looks at heights and an image."""
    settings.set_default_model("buildingmask", "both")
    select("dsm")
    press("Roofline-buildingmask")
    yield 0.1
    REPORT["mask"] = seen()
    shot("mask", question())
    question().accept()
    yield idle
    yield 0.3
    REPORT["masked"] = ["dsm buildings" in names(), told()]
    select("ortho")
    press("Roofline-buildingmask")
    yield 0.1
    REPORT["mask of an image"] = boxes()
    question().reject()
    yield 0.1


def housed():
    """A model that may take buildings: polygons over the same place are chosen already."""
    settings.set_default_model("refinedsm", "raise")
    for layer in QgsProject.instance().mapLayersByName("dsm refined"):
        QgsProject.instance().removeMapLayer(layer.id())
    houses = QgsVectorLayer("Polygon?crs=EPSG:32631", "houses", "memory")
    house = QgsFeature()
    house.setGeometry(QgsGeometry.fromRect(QgsRectangle(500010, 4999950, 500040, 4999980)))
    houses.dataProvider().addFeature(house)
    houses.updateExtents()
    QgsProject.instance().addMapLayer(houses)
    select("dsm")
    press("Roofline-refinedsm")
    yield 0.2
    REPORT["houses"] = boxes()
    shot("houses", question())
    question().accept()
    yield idle
    yield 0.3
    REPORT["raised"] = values(made("dsm refined"))
    REPORT["not raised"] = values(str(FOLDER / "dsm.tif"))
    press("RooflinePreview")
    yield 0.2
    REPORT["houses before a preview"] = boxes()
    question()._boxes[0][1].setCurrentIndex(0)
    REPORT["without houses"] = [question().parameters(), ok()]
    question().reject()
    QgsProject.instance().removeMapLayer(houses.id())
    told()
    yield 0.1


def broken():
    settings.set_default_model("refinedsm", "broken")
    select("dsm")
    press("Roofline-refinedsm")
    REPORT["broken default"] = [bool(question()), told()]
    yield 0.1
    REPORT["log"] = [text for text, tag, _ in LOG if tag == "Python error"]


def leaving():
    """Unloading while the window is open."""
    settings.set_default_model("refinedsm", "refine-guided")
    select("dsm")
    press("Roofline-refinedsm")
    yield 0.1
    asked = question().isVisible()
    qgis.utils.unloadPlugin("roofline")
    yield 0.2
    window = iface.mainWindow()
    left = [each.objectName() for each in window.findChildren((QAction, QDialog, QMenu, QToolBar))]
    REPORT["unloaded"] = [asked, [name for name in left if name.startswith("Roofline")]]


def script():
    iface.mainWindow().resize(1400, 900)
    for steps in (refining, previewing, choosing, masks, housed, broken):
        yield from steps()
    expected = processing.run(
        "roofline:refinedsm",
        {
            "INPUT": str(FOLDER / "dsm.tif"),
            "GUIDES": [str(FOLDER / "grey.tif")],
            "MODEL": "refine-guided",
            "OUTPUT": str(FOLDER / "expected.tif"),
        },
    )
    REPORT["expected"] = expected["OUTPUT"]
    REPORT["rasters"] = {key: values(path) for key, path in results().items()}
    yield from leaving()


def results() -> dict[str, str]:
    files = {"expected": REPORT["expected"], "refined": REPORT["files"][0], "whole": REPORT["whole"][1]}
    return {**files, "input": str(FOLDER / "dsm.tif")}


def values(path: str) -> list[float]:
    """Some heights of a raster: temporary results are gone when QGIS is."""
    from osgeo import gdal

    return gdal.Open(path).ReadAsArray()[::10, ::10].ravel().tolist()


run(script, most_seconds=150)
