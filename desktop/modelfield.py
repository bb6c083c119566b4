"""The field of MODEL in the dialogs of algorithms: an installed model, a word that they know, or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from processing.gui.wrappers import dialogTypes
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameters,
    QgsSettings,
)
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsGui, QgsProcessingGui
from qgis.PyQt.QtCore import QModelIndex, QSignalBlocker, Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from ..algorithms.common.bridge import tr
from ..models.options import AUTO
from .modelcards import installed
from .modelchoice import NO_MODELS

LAST_FOLDER = "/Processing/LastInputPath"  # QGIS's own, of all fields for files
LETTERS = 24  # that there is room for at least
ARCHITECTURE = "ARCHITECTURE"  # the parameter of trainings
TITLE = Qt.ItemDataRole.UserRole
Choices = Sequence[Sequence[str]]  # values with what they are


class ModelField:
    """What QGIS calls by its name to get the field; modelers get QGIS's own, which can be bound to inputs."""

    def __new__(
        cls,
        parameter: QgsProcessingParameterDefinition,
        dialog: QWidget,
        row: int = 0,
        column: int = 0,
        task: str = "",
        words: Choices = (),
        **fitting: Any,
    ) -> Any:
        kind = dialogTypes.get(type(dialog).__name__, QgsProcessingGui.WidgetType.Standard)
        if kind == QgsProcessingGui.WidgetType.Modeler:
            field = QgsGui.processingGuiRegistry().createModelerParameterWidget(
                dialog.model, dialog.childId, parameter, dialog.context
            )
        else:
            field = ModelWrapper(
                parameter, kind, lambda **chosen: [*words, *installed(task, **fitting, **chosen)]
            )
        field.setDialog(dialog)
        return field


class ModelWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """Between QGIS's dialog and the box."""

    def __init__(
        self,
        parameter: QgsProcessingParameterDefinition,
        kind: QgsProcessingGui.WidgetType,
        choices: Callable[..., Choices],
    ) -> None:
        """`choices` is told the architecture where the dialog asks for one and it is not left open."""
        super().__init__(parameter, kind)
        self._choices, self._architecture = choices, ""

    def postInitialize(self, wrappers: list[Any]) -> None:
        super().postInitialize(wrappers)
        for wrapper in wrappers:
            if wrapper.parameterDefinition().name() == ARCHITECTURE:
                wrapper.widgetValueHasChanged.connect(self._told)
                self._told(wrapper)

    def createWidget(self) -> QWidget:
        widget = QWidget()
        self._box = ModelBox(widget, self._fitting)
        self._box.setToolTip(self.parameterDefinition().toolTip())
        self._box.editTextChanged.connect(self._changed)
        browse = QToolButton(widget)
        browse.setText("…")
        browse.setToolTip(tr("Model file"))
        browse.clicked.connect(self._box.browse)
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box, 1)
        layout.addWidget(browse)
        widget.setFocusProxy(self._box)
        return widget

    def setWidgetValue(self, value: Any, context: QgsProcessingContext) -> None:
        self._box.choose(
            QgsProcessingParameters.parameterAsString(self.parameterDefinition(), value, context)
        )

    def widgetValue(self) -> str:
        return self._box.currentText()

    def _told(self, wrapper: Any) -> None:
        """Learn which architecture the dialog asks for."""
        value = wrapper.parameterValue()
        self._architecture = "" if value in (None, AUTO) else str(value)

    def _fitting(self) -> Choices:
        return self._choices(architecture=self._architecture) if self._architecture else self._choices()

    def _changed(self) -> None:
        self.widgetValueHasChanged.emit(self)


class ModelBox(QComboBox):
    """An editable box, whose list is made when it opens: models come and go while a dialog is open."""

    def __init__(self, parent: QWidget, choices: Callable[[], Choices]) -> None:
        super().__init__(parent)
        self._choices = choices
        self.setObjectName("RooflineModelField")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # would make names out of what only begins or is spelt like them
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.setItemDelegate(_WithTitles(self))

    def choose(self, value: str) -> None:
        """Show a value, in the list or not."""
        self.setCurrentIndex(self.findText(value))
        self.setEditText(value)

    def showPopup(self) -> None:
        with QSignalBlocker(self):
            self._fill()
        view = self.view()
        wanted = view.sizeHintForColumn(0) + 2 * view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(min(wanted, self.screen().availableGeometry().width() // 2))
        super().showPopup()

    def browse(self) -> None:
        """Ask for a model file."""
        given, last = self.currentText(), QgsSettings().value(LAST_FOLDER, "", str)
        start = given if Path(given).is_absolute() else last
        path, _ = QFileDialog.getOpenFileName(self, tr("Model file"), start, tr("Roofline models (*.pt)"))
        if path:
            QgsSettings().setValue(LAST_FOLDER, str(Path(path).parent))
            self.choose(path)

    def _fill(self) -> None:
        value = self.currentText()
        self.clear()
        for name, title in self._choices():
            self.addItem(name)
            self.setItemData(self.count() - 1, title, TITLE)
        if not self.count():
            self.addItems(tr(NO_MODELS).replace(". ", ".\n").splitlines())
            for row in range(self.count()):
                self.model().item(row).setEnabled(False)
        self.choose(value)


class _WithTitles(QStyledItemDelegate):
    """Titles beside the names, which alone are the values."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.data(TITLE):
            option.text = f"{option.text}: {index.data(TITLE)}"
