"""Runs inside QGIS desktop (`qgis --code`): the field of MODEL in the dialogs of algorithms."""

from __future__ import annotations

import time

import processing
from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
from processing.modeler.ModelerParametersDialog import ModelerParametersDialog
from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QToolButton
from qgis.utils import iface
from steps import FOLDER, LOG, REPORT, guarded, run, shot

Source = QgsProcessingModelChildParameterSource
TASKS = ("refinedsm", "buildingmask", "reconstructdsm", "synthesizeimagery", "traindsmrefiner")
TASKS += ("trainbuildingmask", "trainimagery", "trainreconstruction", "evaluateimagery")


def algorithm(name: str = "refinedsm"):
    return QgsApplication.processingRegistry().createAlgorithmById(f"roofline:{name}")


def field(dialog) -> QComboBox:
    return dialog.findChild(QComboBox, "RooflineModelField")


def opened(box: QComboBox) -> list[list[str]]:
    """Open the list by its arrow; its values, with what stands beside them."""
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 8, box.height() // 2))
    indexes = [box.model().index(row, 0) for row in range(box.count())]
    return [[box.itemText(index.row()), index.data(Qt.ItemDataRole.UserRole)] for index in indexes]


def picture(name: str, dialog) -> None:
    """The dialog with its open list, which is a window of its own."""
    at = dialog.mapToGlobal(QPoint())
    screen = QApplication.primaryScreen()
    screen.grabWindow(0, at.x(), at.y(), dialog.width() + 300, dialog.height()).save(
        str(FOLDER / f"{name}.png")
    )


def standard():
    """The dialog of each algorithm, and what is offered."""
    REPORT["offered"], REPORT["default"], REPORT["seconds"] = {}, {}, {}
    for name in TASKS:
        start = time.thread_time()
        dialog = processing.createAlgorithmDialog(f"roofline:{name}", {})
        REPORT["seconds"][name] = time.thread_time() - start
        dialog.resize(900, 600)
        dialog.show()
        yield 0.3
        shot(name, dialog)
        REPORT["default"][name] = dialog.mainWidget().wrappers["MODEL"].parameterValue()
        REPORT["offered"][name] = opened(field(dialog))
        yield 0.3
        picture(f"{name}_list", dialog)
        field(dialog).hidePopup()
        dialog.close()
        dialog.deleteLater()
        yield 0.1


def architectures():
    """What is offered to start from by the architecture that the dialog asks for."""
    dialog = processing.createAlgorithmDialog("roofline:traindsmrefiner", {})
    dialog.show()
    REPORT["architectures"] = {}
    for name in ("compact", "resdepth", "enhancer", "auto"):
        dialog.setParameters({"ARCHITECTURE": name})
        REPORT["architectures"][name] = [each for each, _ in opened(field(dialog))]
        field(dialog).hidePopup()
        yield 0.1
    dialog.close()
    yield 0.1


def choosing():
    """By mouse, by keys, by a file, and again."""
    dialog = processing.createAlgorithmDialog("roofline:refinedsm", {"MODEL": "gone-since"})
    dialog.show()
    box, changes = field(dialog), []
    wrapper = dialog.mainWidget().wrappers["MODEL"]
    wrapper.widgetValueHasChanged.connect(lambda _: changes.append(wrapper.parameterValue()))
    value = wrapper.parameterValue
    REPORT["history"] = [value()]
    opened(box)
    REPORT["history"] += [value(), len(changes)]
    yield 0.3
    row = box.findText("mine")
    view = box.view()
    place = view.visualRect(box.model().index(row, 0)).center()
    QTest.mouseMove(view.viewport(), place)
    yield 0.5  # a list that has just opened takes no click
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    yield 0.3
    REPORT["chosen"] = [value(), view.isVisible(), changes[-1]]
    line = box.lineEdit()
    line.selectAll()
    QTest.keyClicks(line, "MI")
    line.clearFocus()
    REPORT["typed"] = [value(), box.count()]
    (FOLDER / "models" / "mine.pt").rename(FOLDER / "models" / "later.pt")
    REPORT["later"] = [name for name, _ in opened(box)]
    box.hidePopup()
    yield 0.3
    path = str(FOLDER / "models" / "later.pt")
    QTimer.singleShot(1000, guarded(lambda: answer(path)))
    dialog.findChild(QComboBox, "RooflineModelField").parent().findChild(QToolButton).click()
    REPORT["browsed"] = [value() == path, changes[-1] == path]
    shot("browsed", dialog)
    dialog.setParameters({"MODEL": ""})
    REPORT["set"] = [box.currentText()]
    dialog.setParameters({"MODEL": "refine-guided"})
    REPORT["set"] += [box.currentText(), value()]
    dialog.close()
    yield 0.1


def answer(path: str) -> None:
    window = QApplication.activeModalWidget()
    assert isinstance(window, QFileDialog)
    REPORT["filters"] = window.nameFilters()
    shot("file", window)
    line = window.findChild(QLineEdit, "fileNameEdit")
    line.setText(path)
    QTest.keyClick(line, Qt.Key.Key_Return)


def batch():
    """Rows of a batch, filled from the first."""
    dialog = BatchAlgorithmDialog(algorithm(), iface.mainWindow())
    dialog.show()
    dialog.resize(1500, 500)
    panel = dialog.mainWidget()
    start = time.thread_time()
    panel.addRow(99)
    REPORT["seconds"]["batch"] = time.thread_time() - start
    column = panel.parameter_to_column["MODEL"]
    first = field(panel.tblParameters.cellWidget(1, column))
    REPORT["batch"] = [[name for name, _ in opened(first)]]
    first.hidePopup()
    first.setEditText("later")
    panel.tblParameters.cellWidget(0, column).fillDown()
    rows = [panel.valueForParameter(row, "MODEL") for row in range(100)]
    REPORT["batch"] += [sorted(set(rows)), panel.tblParameters.cellWidget(0, column).findStartingRow()]
    yield 0.3
    shot("batch", dialog)
    dialog.close()
    yield 0.1


def modeler():
    """A step of a model, its MODEL bound to an input of the model."""
    model = QgsProcessingModelAlgorithm()
    model.addModelParameter(
        QgsProcessingParameterString("wanted", "Wanted"), QgsProcessingModelParameter("wanted")
    )
    child = QgsProcessingModelChildAlgorithm("roofline:refinedsm")
    child.setChildId("refine")
    child.addParameterSources("MODEL", [Source.fromModelParameter("wanted")])
    model.addChildAlgorithm(child)
    dialog = ModelerParametersDialog(algorithm(), model, "refine")
    dialog.setPreviousValues()
    dialog.show()
    dialog.resize(800, 700)
    yield 0.3
    shot("modeler", dialog)
    (bound,) = dialog.createAlgorithm().parameterSources()["MODEL"]
    REPORT["modeler"] = [bound.parameterName()]
    for source in (Source.fromStaticValue("mine"), Source.fromExpression("@wanted || '.pt'")):
        dialog.widget.widget.wrappers["MODEL"].setWidgetValue(source)
        (made,) = dialog.createAlgorithm().parameterSources()["MODEL"]
        REPORT["modeler"].append(made.staticValue() or made.expression())
    REPORT["modeler"].append(field(dialog) is None)
    dialog.close()
    yield 0.1


def script():
    iface.mainWindow().resize(1400, 900)
    yield 0.5
    for steps in (standard, architectures, choosing, batch, modeler):
        yield from steps()
    yield 0.2
    REPORT["log"] = [text for text, tag, _ in LOG if tag == "Python error"]


run(script, most_seconds=60)
