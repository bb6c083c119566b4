"""Runs inside QGIS desktop (`qgis --code`): the options page, the model manager and the preview."""

from __future__ import annotations

import json
import os
import tempfile
import time
import traceback
from pathlib import Path

import qgis.utils
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

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
REPORT: dict = {}
LOG: list[tuple[str, str, int]] = []
VARIABLES = [f"ROOFLINE_{name}" for name in ("DEVICE", "PRECISION", "THREADS", "MEMORY", "MODELS")]


class Beat:
    """A timer of 20 ms on the main event loop; `most`: the longest the main thread computed between two."""

    def __init__(self) -> None:
        self.most, self._used = 0.0, time.thread_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(20)

    def stop(self) -> float:
        """The longest time, in ms."""
        self._timer.stop()
        return 1000 * self.most

    def _beat(self) -> None:
        used = time.thread_time()
        self.most, self._used = max(self.most, used - self._used), used


def idle() -> bool:
    return not QgsApplication.taskManager().countActiveTasks()


def press(name: str) -> None:
    iface.mainWindow().findChild(QAction, name).trigger()


def part(name: str):
    parts = qgis.utils.plugins["roofline"].parts
    return next(each for each in parts if type(each).__name__ == name)


def shot(name: str, widget=None) -> None:
    (widget or iface.mainWindow()).grab().save(str(FOLDER / f"{name}.png"))


def messages() -> list[str]:
    return [item.text() for item in iface.messageBar().items() if item.title() == "Roofline"]


def files() -> list[str]:
    return sorted(path.name for path in Path(tempfile.gettempdir()).iterdir() if "roofline" in path.name)


def module(name: str):
    import importlib

    return importlib.import_module(f"roofline.plugin.{name}")


def environment() -> dict:
    return {name: os.environ.get(name) for name in VARIABLES}


def settings():
    """The options page, as the options dialog shows it."""
    seen = {}

    def look():
        dialog = QApplication.activeModalWidget()
        page = dialog.findChild(module("settings").Page)  # newer QGIS names what holds it alike
        seen["visible"] = page is not None and page.isVisible()
        shot("options", dialog)
        page.device.setCurrentIndex(page.device.findData("cpu"))
        page.precision.setCurrentIndex(page.precision.findData("float32"))
        page.threads.setValue(1)
        seen["memory"] = [page.memory.isEnabled(), page.memory.value(), page.memory.toolTip()]
        page.folder.setFilePath(str(FOLDER / "models"))
        page.models["refinedsm"].setCurrentIndex(page.models["refinedsm"].findData("refine-geometry"))
        seen["automatic"] = page.models["buildingmask"].currentData()
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()

    REPORT["before"] = environment()
    QTimer.singleShot(1500, guarded(look))
    press("RooflineSettings")
    REPORT["seen"] = seen
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
    dialog = iface.mainWindow().findChild(QDialog, "RooflineModelManager")
    yield 0.3
    REPORT["bundled"] = [names(dialog), dialog.card.toPlainText(), dialog.delete_button.isEnabled()]
    REPORT["torch loaded"] = "torch" in __import__("sys").modules
    drop(dialog, FOLDER / "mine.pt")
    yield lambda: "mine" in names(dialog)
    REPORT["installed"] = [names(dialog), bar(dialog), dialog.chosen_name()]
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
    dialog.fill()
    choose(dialog, "My ResDepth")
    dialog.default_button.click()
    module_default = __import__("roofline.algorithms.network", fromlist=["default_model"]).default_model
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("roofline:refinedsm")
    default = algorithm.parameterDefinition("MODEL").defaultValue()
    REPORT["default"] = [module_default("refinedsm"), default, dialog.card.toPlainText()]
    yield 0.3
    shot("manager", dialog)
    drop(dialog, FOLDER / "broken.pth")
    dialog.findChild(QDialog, "RooflineImportQuestion").accept()
    yield lambda: not dialog.importer.busy_with and idle()
    yield 0.2
    REPORT["broken"] = bar(dialog)
    choose(dialog, "My ResDepth")
    dialog.delete_button.click()
    box = dialog.findChild(QMessageBox, "RooflineDeleteModel")
    box.button(QMessageBox.StandardButton.Yes).click()
    yield 0.2
    REPORT["deleted"] = [names(dialog), module_default("refinedsm"), files()]
    dialog.close()
    yield 0.1


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
    layer = QgsRasterLayer(str(FOLDER / "dsm.tif"), "dsm")
    QgsProject.instance().addMapLayer(layer)
    QgsProject.instance().setCrs(layer.crs())
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    former = canvas.mapTool()
    yield 1.0
    beat = Beat()
    press("RooflinePreview")
    yield 0.05
    REPORT["computing"] = messages()
    yield lambda: look._swipe is not None or not (look._run or look._pictures)
    yield 0.3
    REPORT["held"] = beat.stop()
    REPORT["shown"] = messages()
    shot("swipe")
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
    key, none = Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, key, none))
    yield 0.3
    REPORT["closed"] = state(look, former)
    iface.zoomToActiveLayer()
    for end in (lambda: look.close(), cancel_button, lambda: iface.messageBar().clearWidgets()):
        press("RooflinePreview")
        yield 0.1
        end()
        yield idle
        yield 0.1
        REPORT.setdefault("cancelled", []).append(state(look, former))
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
    QgsProject.instance().removeMapLayer(layer.id())
    yield 0.2
    REPORT["removed"] = state(look, former)


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
    layer = QgsRasterLayer(str(FOLDER / "dsm.tif"), "dsm")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    yield 0.5
    press("RooflineModels")
    press("RooflinePreview")
    yield 0.1
    qgis.utils.unloadPlugin("roofline")
    yield 0.3
    window = iface.mainWindow()
    left = [
        [type(each).__name__, each.objectName()]
        for each in window.findChildren((QAction, QWidget))
        if each.objectName().startswith("Roofline")
    ]
    REPORT["unloaded"] = [left, files(), environment(), idle(), messages()]
    REPORT["log"] = [entry for entry in LOG if entry[2] > 0]


def script():
    iface.mainWindow().resize(1500, 940)
    yield 1.0
    for steps in (settings, manager, preview, end):
        yield from steps()
    leave()


def advance(steps) -> None:
    """Run the script up to its next wait: seconds or a condition."""
    try:
        wait = next(steps)
    except Exception:
        REPORT["error"] = traceback.format_exc()
        leave()
    poll(steps, wait) if callable(wait) else QTimer.singleShot(int(1000 * wait), lambda: advance(steps))


def poll(steps, condition) -> None:
    QTimer.singleShot(20, lambda: advance(steps) if condition() else poll(steps, condition))


def guarded(function):
    def call() -> None:
        try:
            function()
        except Exception:
            REPORT["error"] = traceback.format_exc()
            leave()

    return call


def leave() -> None:
    (FOLDER / "report.json").write_text(json.dumps(REPORT))
    os._exit(0)


def overdue() -> None:
    REPORT.setdefault("error", f"took too long: {REPORT}")
    leave()


QgsApplication.messageLog().messageReceived.connect(
    lambda text, tag, level: LOG.append((text, tag, int(level)))
)
QTimer.singleShot(0, lambda: advance(script()))
QTimer.singleShot(120_000, overdue)
