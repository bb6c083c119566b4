"""Runs inside QGIS desktop (`qgis --code`) in German: opens what Roofline shows and reads what it says."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path

import processing
import qgis.utils
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAction,
    QApplication,
    QDialog,
    QGroupBox,
    QLabel,
    QTreeWidget,
    QWidget,
)
from qgis.utils import iface

FOLDER = Path(os.environ["ROOFLINE_TEST_FOLDER"])
REPORT: dict = {"texts": {}}


def texts(widget: QWidget) -> list[str]:
    """What can be read in a widget."""
    found = [widget.windowTitle()]
    for each in widget.findChildren((QLabel, QAbstractButton)):
        found += [each.text(), each.toolTip()]
    found += [each.title() for each in widget.findChildren(QGroupBox)]
    for tree in widget.findChildren(QTreeWidget):
        found += [tree.topLevelItem(i).text(0) for i in range(tree.topLevelItemCount())]
    return [text for text in found if text]


def shot(name: str, widget: QWidget) -> None:
    REPORT["texts"][name] = texts(widget)
    widget.grab().save(str(FOLDER / f"{name}.png"))


def actions() -> dict[str, QAction]:
    found = iface.mainWindow().findChildren(QAction)
    return {action.objectName(): action for action in found if action.objectName().startswith("Roofline")}


def look_at_options() -> None:
    dialog = QApplication.activeModalWidget()
    shot("options", dialog.findChild(QWidget, "RooflineOptions"))
    dialog.grab().save(str(FOLDER / "options_dialog.png"))
    dialog.reject()


def script():
    iface.mainWindow().resize(1500, 940)
    layer = QgsRasterLayer(str(FOLDER / "dsm.tif"), "Altstadt")
    QgsProject.instance().addMapLayer(layer)
    yield 1.0
    REPORT["actions"] = {name: [each.text(), each.toolTip()] for name, each in actions().items()}
    provider = QgsApplication.processingRegistry().providerById("roofline")
    for algorithm in provider.algorithms():
        dialog = processing.createAlgorithmDialog(algorithm.id(), {})
        dialog.resize(1150, 720)
        dialog.show()
        yield 0.3
        shot(algorithm.name(), dialog)
        REPORT["texts"][algorithm.name()].append(algorithm.shortHelpString())
        dialog.close()
        dialog.deleteLater()
        yield 0.05
    for name in ("RooflineModels", "RooflineSetup"):
        actions()[name].trigger()
        yield 1.0
        for dialog in iface.mainWindow().findChildren(QDialog):
            if dialog.objectName().startswith("Roofline") and dialog.isVisible():
                shot(dialog.objectName(), dialog)
                dialog.close()
    QTimer.singleShot(2500, guarded(look_at_options))
    actions()["RooflineSettings"].trigger()
    QgsProject.instance().clear()
    actions()["Roofline-refinedsm"].trigger()
    yield 0.5
    REPORT["messages"] = [item.text() for item in iface.messageBar().items()]
    iface.mainWindow().grab().save(str(FOLDER / "window.png"))
    qgis.utils.unloadPlugin("roofline")
    leave()


def guarded(function):
    def call() -> None:
        try:
            function()
        except Exception:
            REPORT["error"] = traceback.format_exc()
            leave()

    return call


def advance(steps) -> None:
    """Run the script up to its next wait, in seconds."""
    try:
        wait = next(steps)
    except Exception:
        REPORT["error"] = traceback.format_exc()
        leave()
    QTimer.singleShot(int(1000 * wait), lambda: advance(steps))


def leave() -> None:
    (FOLDER / "report.json").write_text(json.dumps(REPORT))
    os._exit(0)


def overdue() -> None:
    REPORT.setdefault("error", "took too long")
    leave()


QTimer.singleShot(0, lambda: advance(script()))
QTimer.singleShot(150_000, overdue)
