"""Drives QGIS desktop from within (`qgis --code`): a session is a generator that yields what to wait for."""

from __future__ import annotations

import json
import os
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Union

import qgis.utils
from qgis.core import QgsApplication, QgsLayerTreeGroup, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAction, QDialog, QWidget
from qgis.utils import iface
from support import late_imports

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
REPORT: dict[str, Any] = {}
LOG: list[tuple[str, str, int]] = []  # text, tag and level of QGIS's messages
LATE = late_imports.watch()
PATIENCE = 4  # times as long may all take on a busy machine
Wait = Union[float, Callable[[], Any]]  # seconds, or a condition


def run(script: Callable[[], Iterator[Wait]], most_seconds: float) -> None:
    """Run `script()` from wait to wait, then write the report and end QGIS.

    `most_seconds` are those of a quiet machine.
    """
    QTimer.singleShot(0, guarded(lambda: advance(script())))
    QTimer.singleShot(int(1000 * PATIENCE * most_seconds), overdue)


def advance(steps: Iterator[Wait]) -> None:
    """Run a script up to its next wait."""
    try:
        wait = next(steps)
    except StopIteration:
        leave()
    except Exception:
        leave(traceback.format_exc())
    poll(steps, wait) if callable(wait) else QTimer.singleShot(int(1000 * wait), lambda: advance(steps))


def poll(steps: Iterator[Wait], condition: Callable[[], Any]) -> None:
    """Go on as soon as a condition holds."""
    go_on = guarded(lambda: advance(steps) if condition() else poll(steps, condition))
    QTimer.singleShot(20, go_on)


def guarded(function: Callable) -> Callable:
    """A slot whose exception ends the session with its traceback in the report."""

    def call(*arguments: Any) -> None:
        try:
            function(*arguments)
        except Exception:
            leave(traceback.format_exc())

    return call


def overdue() -> None:
    """End a session that hangs."""
    tasks = [task.description() for task in QgsApplication.taskManager().tasks()]
    leave(f"took too long: {tasks}, {REPORT}")


def leave(error: str = "") -> None:
    """Write the report and end QGIS at once: what happens at its exit is not the test's business."""
    error = error or (f"imported in the wrong thread: {LATE}" if LATE else "")
    if error:
        REPORT.setdefault("error", error)
    (FOLDER / "report.json").write_text(json.dumps(REPORT))
    os._exit(1 if error else 0)


def select(*names: str) -> None:
    """Select the nodes of these names, layers or groups, in the Layers panel."""
    view = iface.layerTreeView()
    view.clearSelection()
    root = QgsProject.instance().layerTreeRoot()
    nodes = [node for node in [*root.findLayers(), *root.findGroups(True)] if node.name() in names]
    for node in nodes:
        view.selectionModel().select(view.node2index(node), view.selectionModel().Select)


def action(name: str) -> QAction:
    """The action of this object name; to find it among all that a window has takes tens of milliseconds."""
    return iface.mainWindow().findChild(QAction, name)


def press(name: str) -> None:
    """Trigger the action of this object name."""
    action(name).trigger()


def dialog(name: str) -> QDialog:
    """The window of this object name."""
    return iface.mainWindow().findChild(QDialog, name)


def part(name: str) -> Any:
    """The part of the plugin that is an object of this class."""
    return next(each for each in qgis.utils.plugins["roofline"].parts if type(each).__name__ == name)


def idle() -> bool:
    """Whether no task runs or waits."""
    return not QgsApplication.taskManager().countActiveTasks()


def messages() -> list[str]:
    """What Roofline's messages in the bar say."""
    return [item.text() for item in iface.messageBar().items() if item.title() == "Roofline"]


def told() -> list[str]:
    """The same; the bar is empty then."""
    said = messages()
    iface.messageBar().clearWidgets()
    return said


def add(file: str, name: str = "", group: QgsLayerTreeGroup | None = None) -> QgsRasterLayer:
    """Put a raster of the folder into the project, at the end of a group or of the tree."""
    layer = QgsRasterLayer(str(FOLDER / f"{file}.tif"), name or file)
    QgsProject.instance().addMapLayer(layer, False)
    (group or QgsProject.instance().layerTreeRoot()).addLayer(layer)
    return layer


def files() -> list[str]:
    """The plugin's temporary files."""
    return sorted(path.name for path in Path(tempfile.gettempdir()).iterdir() if "roofline" in path.name)


def shot(name: str, widget: QWidget | None = None) -> None:
    """Save a picture of a widget, or of the main window."""
    (widget or iface.mainWindow()).grab().save(str(FOLDER / f"{name}.png"))


QgsApplication.messageLog().messageReceived.connect(
    lambda text, tag, level: LOG.append((text, tag, int(level)))
)
