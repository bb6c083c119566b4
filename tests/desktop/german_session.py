"""Runs inside QGIS desktop (`qgis --code`) in German: opens what Roofline shows and reads what it says."""

from __future__ import annotations

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
from steps import FOLDER, REPORT, guarded, run, shot

REPORT["texts"] = {}


def texts(widget: QWidget) -> list[str]:
    """What can be read in a widget."""
    found = [widget.windowTitle()]
    for each in widget.findChildren((QLabel, QAbstractButton)):
        found += [each.text(), each.toolTip()]
    found += [each.title() for each in widget.findChildren(QGroupBox)]
    for tree in widget.findChildren(QTreeWidget):
        found += [tree.topLevelItem(i).text(0) for i in range(tree.topLevelItemCount())]
    return [text for text in found if text]


def clipped(widget: QWidget) -> list[str]:
    """Labels of one line that are narrower than their text."""
    labels = [each for each in widget.findChildren(QLabel) if each.isVisible() and not each.wordWrap()]
    return [each.text() for each in labels if each.width() < each.sizeHint().width()]


def read(name: str, widget: QWidget) -> None:
    """Note and save what a widget shows."""
    REPORT.setdefault("clipped", {})[name] = clipped(widget)
    REPORT["texts"][name] = texts(widget)
    shot(name, widget)


def actions() -> dict[str, QAction]:
    found = iface.mainWindow().findChildren(QAction)
    return {action.objectName(): action for action in found if action.objectName().startswith("Roofline")}


def script():
    """The session; yields what to wait for."""
    iface.mainWindow().resize(1500, 940)
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(FOLDER / "dsm.tif"), "Altstadt"))
    yield 1.0
    REPORT["actions"] = {name: [each.text(), each.toolTip()] for name, each in actions().items()}
    yield from algorithms()
    yield from windows()
    QTimer.singleShot(2500, guarded(look_at_options))
    actions()["RooflineSettings"].trigger()
    QgsProject.instance().clear()
    actions()["Roofline-refinedsm"].trigger()
    yield 0.5
    REPORT["messages"] = [item.text() for item in iface.messageBar().items()]
    shot("window")
    qgis.utils.unloadPlugin("roofline")


def algorithms():
    """The dialog and the help of each."""
    for algorithm in QgsApplication.processingRegistry().providerById("roofline").algorithms():
        dialog = processing.createAlgorithmDialog(algorithm.id(), {})
        dialog.resize(1150, 720)
        dialog.show()
        yield 0.3
        read(algorithm.name(), dialog)
        REPORT["texts"][algorithm.name()].append(algorithm.shortHelpString())
        dialog.close()
        dialog.deleteLater()
        yield 0.05


def windows():
    """Models and set-up."""
    for name in ("RooflineModels", "RooflineSetup"):
        actions()[name].trigger()
        yield 1.0
        for dialog in iface.mainWindow().findChildren(QDialog):
            if dialog.objectName().startswith("Roofline") and dialog.isVisible():
                read(dialog.objectName(), dialog)
                dialog.close()


def look_at_options() -> None:
    """The options dialog, which is open."""
    dialog = QApplication.activeModalWidget()
    read("options", dialog.findChild(QWidget, "RooflineOptions"))
    shot("options_dialog", dialog)
    dialog.reject()


run(script, most_seconds=150)
