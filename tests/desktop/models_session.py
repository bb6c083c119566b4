"""Runs inside QGIS desktop (`qgis --code`): the options page, the model manager and the preview."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import qgis.utils
from heartbeat import Heartbeat
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
)
from qgis.PyQt.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QColor, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QPushButton,
    QWidget,
)
from qgis.utils import iface
from steps import (
    FOLDER,
    LOG,
    REPORT,
    action,
    files,
    guarded,
    idle,
    messages,
    part,
    press,
    run,
    shot,
)
from steps import dialog as window

VARIABLES = [f"ROOFLINE_{name}" for name in ("DEVICE", "PRECISION", "THREADS", "MEMORY", "MODELS")]


def module(name: str):
    return importlib.import_module(f"roofline.desktop.{name}")


def environment() -> dict:
    return {name: os.environ.get(name) for name in VARIABLES}


def settings():
    """The options page, as the options dialog shows it."""
    REPORT["before"] = environment()
    REPORT["seen"] = {}
    QTimer.singleShot(1500, guarded(change_options))
    press("RooflineSettings")
    REPORT["after"] = environment()
    keys = QgsSettings().allKeys()
    REPORT["keys"] = {key: QgsSettings().value(key) for key in keys if key.startswith("roofline/")}
    page = module("settings").Page(iface.mainWindow())
    REPORT["again"] = [page.device.currentData(), page.threads.value(), page.folder.filePath()]
    page.device.setCurrentIndex(0)
    page.threads.setValue(0)
    page.apply()
    page.deleteLater()
    REPORT["reset"] = environment()
    yield 0.1


def change_options() -> None:
    """Set everything in the options dialog, which is open."""
    options, seen = QApplication.activeModalWidget(), REPORT["seen"]
    page = options.findChild(module("settings").Page)  # newer QGIS names what holds it alike
    seen["visible"] = page is not None and page.isVisible()
    shot("options", options)
    page.device.setCurrentIndex(page.device.findData("cpu"))
    page.precision.setCurrentIndex(page.precision.findData("float32"))
    page.threads.setValue(1)
    seen["memory"] = [page.memory.isEnabled(), page.memory.value(), page.memory.toolTip()]
    page.folder.setFilePath(str(FOLDER / "models"))
    page.models["refinedsm"].setCurrentIndex(page.models["refinedsm"].findData("refine-geometry"))
    seen["automatic"] = page.models["buildingmask"].currentData()
    options.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()


def drop(dialog: QDialog, *paths: Path) -> None:
    """Drag files onto the card, as Qt hands such events on to the window, and let go of them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, left = QPoint(100, 100), Qt.MouseButton.LeftButton
    actions, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    target = dialog.card.viewport()
    QApplication.sendEvent(target, QDragEnterEvent(at, actions, data, left, keys))
    QApplication.sendEvent(target, QDropEvent(QPointF(at), actions, data, left, keys, QEvent.Type.Drop))


def names(dialog: QDialog) -> list[str]:
    return [item.data(0, Qt.ItemDataRole.UserRole) for item in dialog._items()]


def choose(dialog: QDialog, name: str) -> None:
    item = next(item for item in dialog._items() if item.data(0, Qt.ItemDataRole.UserRole) == name)
    dialog.list.setCurrentItem(item)


def bar(dialog: QDialog) -> list[str]:
    return [item.text() for item in dialog.bar.items()]


def manager():
    """The model manager: what is there, import by drop, default, delete."""
    press("RooflineModels")
    dialog = window("RooflineModelManager")
    yield 0.3
    choose(dialog, "refine-geometry")
    yield 0.1
    REPORT["bundled"] = [names(dialog), dialog.card.toPlainText(), dialog.delete_button.isEnabled()]
    REPORT["torch loaded"] = "torch" in sys.modules
    drop(dialog, FOLDER / "mine.pt")
    yield lambda: "mine" in names(dialog)
    REPORT["installed"] = [names(dialog), bar(dialog), dialog.chosen_name()]
    yield from take_checkpoint(dialog)
    yield from make_default(dialog)
    yield from take_rubbish(dialog)
    yield from delete(dialog)
    yield from take_many(dialog)
    yield from unusual_folders(dialog)
    dialog.close()
    yield 0.1


def take_checkpoint(dialog: QDialog):
    """Import a published system's file under a name that is free."""
    drop(dialog, Path(os.environ["CHECKPOINT"]), FOLDER)
    question = dialog.findChild(QDialog, "RooflineImportQuestion")
    question.name.setText("mine")
    REPORT["taken"] = [question._problem.text(), question._ok.isEnabled()]
    question.name.setText("My ResDepth")
    question.licence.setText("CC BY 4.0")
    yield 0.2
    shot("question", question)
    question.accept()
    yield 0.05
    REPORT["busy"] = [dialog.importer.busy_with, dialog.cancel_button.isVisible()]
    yield lambda: bool(bar(dialog)) and not dialog.importer.busy_with and idle()
    REPORT["last told"] = bar(dialog)


def default_model() -> str:
    return importlib.import_module("roofline.algorithms.common.network").default_model("refinedsm")


def make_default(dialog: QDialog):
    """What was imported becomes the toolbox's default."""
    dialog.fill()
    choose(dialog, "My ResDepth")
    dialog.default_button.click()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("roofline:refinedsm")
    offered = algorithm.parameterDefinition("MODEL").defaultValue()
    REPORT["default"] = [default_model(), offered, dialog.card.toPlainText()]
    yield 0.3
    shot("manager", dialog)


def take_rubbish(dialog: QDialog):
    """A file that is no model."""
    drop(dialog, FOLDER / "broken.pth")
    dialog.findChild(QDialog, "RooflineImportQuestion").accept()
    yield lambda: not dialog.importer.busy_with and idle()
    yield 0.2
    REPORT["broken"] = bar(dialog)


def delete(dialog: QDialog):
    """The default model."""
    choose(dialog, "My ResDepth")
    dialog.delete_button.click()
    box = dialog.findChild(QMessageBox, "RooflineDeleteModel")
    box.button(QMessageBox.StandardButton.Yes).click()
    yield 0.2
    REPORT["deleted"] = [names(dialog), default_model(), files()]


def take_many(dialog: QDialog):
    """Good and bad ones at once."""
    drop(dialog, FOLDER, FOLDER / "mine.pt", FOLDER / "broken.pth")
    yield lambda: dialog.findChild(QDialog, "RooflineImportQuestion") is not None
    dialog.findChild(QDialog, "RooflineImportQuestion").accept()
    yield lambda: not dialog.importer.busy_with and idle()
    REPORT["many"] = bar(dialog)


def unusual_folders(dialog: QDialog):
    """A model is gone when it is to be deleted; a file is where the model folder should be."""
    choose(dialog, "mine-2")
    dialog.delete_button.click()
    (FOLDER / "models" / "mine-2.pt").unlink()
    dialog.fill()
    dialog.findChildren(QMessageBox, "RooflineDeleteModel")[-1].button(QMessageBox.StandardButton.Yes).click()
    REPORT["gone"] = [bar(dialog)[0], names(dialog)]
    folder, os.environ["ROOFLINE_MODELS"] = os.environ["ROOFLINE_MODELS"], str(FOLDER / "mine.pt")
    drop(dialog, FOLDER / "mine.pt")
    yield lambda: not dialog.importer.busy_with and idle()
    REPORT["no folder"] = bar(dialog)
    dialog.folder_button.click()
    REPORT["not opened"] = bar(dialog)[0]
    os.environ["ROOFLINE_MODELS"] = folder
    dialog.fill()


def drag(canvas, start: QPoint, end: QPoint) -> None:
    view, keys = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, at, button, buttons in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        QApplication.sendEvent(view, QMouseEvent(kind, QPointF(at), button, buttons, keys))


def preview():
    """The preview: computed, dragged, panned, closed in every way."""
    canvas, look = iface.mapCanvas(), part("Preview")
    layer = add_dsm()
    QgsProject.instance().setCrs(layer.crs())
    former = canvas.mapTool()
    yield 1.0
    yield from compute(look)
    yield from drag_about(canvas, look)
    key, none = Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, key, none))
    yield 0.3
    REPORT["closed"] = state(look, former)
    iface.zoomToActiveLayer()
    yield from close_early(look, former)
    yield from turn(canvas, look, layer)
    QgsProject.instance().removeMapLayer(layer.id())
    yield 0.2
    REPORT["removed"] = state(look, former)


def add_dsm() -> QgsRasterLayer:
    layer = QgsRasterLayer(str(FOLDER / "dsm.tif"), "dsm")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    return layer


def compute(look):
    """In the background."""
    chosen, beat = action("RooflinePreview"), Heartbeat()
    beat.enter("preview")
    chosen.trigger()
    yield 0.05
    REPORT["computing"] = messages()
    yield lambda: look._swipe is not None or not (look._run or look._opening or look._pictures)
    yield 0.3
    REPORT["held"] = beat.busy["preview"]
    REPORT["shown"] = messages()
    REPORT["tip"] = [item.toolTip() for item in iface.messageBar().items() if item.title() == "Roofline"]
    shot("swipe")


def drag_about(canvas, look):
    """The line, then the map beside it."""
    item, middle = look._swipe, canvas.height() // 2
    images = (item._before, item._after)
    REPORT["images"] = [[image.width(), image.height(), roughness(image)] for image in images]
    drag(canvas, QPoint(int(item.line()), middle), QPoint(canvas.width() // 4, middle))
    yield 0.3
    REPORT["line"] = [item.line(), canvas.width()]
    shot("dragged")
    extent = canvas.extent()
    drag(canvas, QPoint(canvas.width() // 2, middle), QPoint(canvas.width() // 2 + 120, middle + 40))
    yield 0.5
    REPORT["panned"] = [canvas.extent() != extent, item.line()]
    canvas.zoomByFactor(0.4)
    yield 1.0
    shot("zoomed")
    REPORT["files"] = files()


def close_early(look, former):
    """While it computes: by the code, the button and the message's cross."""
    for end in (lambda: look.close(), cancel_button, lambda: iface.messageBar().clearWidgets()):
        press("RooflinePreview")
        yield 0.1
        end()
        yield idle
        yield 0.1
        REPORT.setdefault("cancelled", []).append(state(look, former))


def turn(canvas, look, layer: QgsRasterLayer):
    """A map of another CRS, turned."""
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    canvas.setRotation(15)
    iface.zoomToActiveLayer()
    yield 0.5
    press("RooflinePreview")
    yield lambda: look._swipe is not None
    yield 0.3
    shot("turned")
    REPORT["turned"] = [canvas.mapSettings().destinationCrs().authid(), place(canvas, look._swipe, layer)]
    canvas.setRotation(0)


def cancel_button() -> None:
    item = next(item for item in iface.messageBar().items() if item.title() == "Roofline")
    next(button for button in item.findChildren(QPushButton) if button.text() == "Cancel").click()


def place(canvas, item, layer) -> list[float]:
    """How far the middle of the picture is from the layer's on the canvas, in pixels."""
    crs = canvas.mapSettings().destinationCrs()
    there = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance()).transform(layer.extent().center())
    middle = canvas.getCoordinateTransform().transform(there)
    image = item._after
    drawn = item._placed(image).map(QPointF(image.width() / 2, image.height() / 2))
    return [drawn.x() - middle.x(), drawn.y() - middle.y()]


def roughness(image) -> float:
    """The mean difference of neighbouring pixels' greys."""
    rows = range(0, image.height(), 5)
    grey = [[QColor(image.pixel(x, y)).lightness() for x in range(image.width())] for y in rows]
    steps = [abs(a - b) for row in grey for a, b in zip(row, row[1:])]
    return sum(steps) / len(steps)


def state(look, former) -> dict:
    canvas = iface.mapCanvas()
    items = [type(item).__name__ for item in canvas.scene().items()]
    return {
        "swipe": "Swipe" in items,
        "tool": canvas.mapTool() is former,
        "messages": messages(),
        "files": files(),
        "running": not idle() or look._run is not None,
    }


def end():
    """Unloading while a preview and the window are open."""
    add_dsm()
    yield 0.5
    press("RooflineModels")
    press("RooflinePreview")
    yield 0.1
    qgis.utils.unloadPlugin("roofline")
    yield 0.3
    left = [
        [type(each).__name__, each.objectName()]
        for each in iface.mainWindow().findChildren((QAction, QWidget))
        if each.objectName().startswith("Roofline")
    ]
    REPORT["unloaded"] = [left, files(), environment(), idle(), messages()]
    REPORT["log"] = [entry for entry in LOG if entry[2] > 0]


def script():
    """The session; yields what to wait for: seconds or a condition."""
    iface.mainWindow().resize(1500, 940)
    yield 1.0
    for steps in (settings, manager, preview, end):
        yield from steps()


run(script, most_seconds=120)
