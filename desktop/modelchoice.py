"""The model of a run: settled, or asked for in a small window, together with the guides that it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsMapLayer,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..algorithms.common.bridge import tr, translated
from ..models.errors import RooflineError
from ..models.language import tr_noop
from ..models.modelfile import store
from ..models.modelfile.card import require_task
from ..models.modelfile.parts import Card
from ..models.options import AUTO
from .guides import BUILDINGS, Guide, candidates, suggestion, wanted
from .layers import still_there
from .messages import Messages
from .modelcards import installed

MODEL_LETTERS, LAYER_LETTERS = 44, 20  # that boxes have room for at least
NO_MODELS = (
    "No model for this task is installed yet. Choose a model file, or import a published model in "
    "Raster > Roofline > Models."
)
NO_LAYER = tr_noop(
    "This model also takes a raster of the same place ({guide}), and the project has none: add one, or "
    "choose another model."
)
Answered = Callable[[list[QgsRasterLayer], dict[str, Any]], None]
NOTHING = "nothing"  # was chosen last
_LAST: dict[tuple[str, str], str] = {}  # layers chosen in this session, by algorithm and label


class Choice:
    """Finds out what to run an action with; asks if that is not settled. One question at a time."""

    def __init__(self, iface: Any, messages: Messages) -> None:
        self._iface = iface
        self._messages = messages
        self._dialog: ModelDialog | None = None

    def make(
        self,
        title: str,
        algorithm: str,
        layers: Sequence[QgsRasterLayer],
        answered: Answered,
        ask: bool = False,
    ) -> None:
        """Call `answered` with the layers that are still there and the parameters MODEL, GUIDES ...

        Nobody is asked where a model is settled that needs no guides and may take none that the project has,
        unless `ask` is true.
        """
        model = settled_model(algorithm)
        try:
            guides = _to_ask(card_of(model, algorithm), layers) if model not in (None, AUTO) else []
        except RooflineError as error:
            guides = []
            if not ask:
                self._messages.warning(translated(error))
                return
        if model is None or guides or ask:
            self.cancel()
            parent = self._iface.mainWindow()
            dialog = ModelDialog(parent, title, algorithm, layers, "" if ask else model or "")
            self._open(dialog, layers, answered)
        else:
            answered(list(layers), {"MODEL": model})

    def cancel(self) -> None:
        """Close the question, if there is one."""
        if self._dialog is not None:
            self._dialog.reject()

    def _open(self, dialog: ModelDialog, layers: Sequence[QgsRasterLayer], answered: Answered) -> None:
        ids = [layer.id() for layer in layers]

        def ended(result: int) -> None:
            self._dialog = None
            dialog.deleteLater()
            there = still_there(ids)
            if result and there:
                answered(there, dialog.parameters())

        dialog.finished.connect(ended)
        self._dialog = dialog
        dialog.open()


class ModelDialog(QDialog):
    """Installed models by title, or a model file; below it a layer box for each guide that the model takes.

    Models are remembered by algorithm, layers in this session only.
    """

    def __init__(
        self, parent: QWidget, title: str, algorithm: str, layers: Sequence[QgsRasterLayer], model: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("RooflineModelDialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self._algorithm = algorithm
        self._ids = [layer.id() for layer in layers]
        self._boxes: list[tuple[Guide, QgsMapLayerComboBox]] = []
        self._suggested: set[str] = set()  # labels of guides that some layer is likely to be
        self._models = narrow(QComboBox(self), MODEL_LETTERS)
        for name, text in installed(algorithm):
            self._models.addItem(text or name, name)
            self._models.setItemData(self._models.count() - 1, text or name, Qt.ItemDataRole.ToolTipRole)
        self._title, self._problem = _text(self), _text(self)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._arrange()
        for each in (settled_model(algorithm) or "", QgsSettings().value(self._key, "", str), model):
            if each in store.available() or Path(each).is_file():
                self.choose(each)
        self._models.currentIndexChanged.connect(lambda: self._refresh())
        self._refresh()

    def model(self) -> str:
        """The name or path of the chosen model."""
        return str(self._models.currentData() or "")

    def parameters(self) -> dict[str, Any]:
        """The algorithm's parameters: MODEL, and the ids of the guides."""
        given: dict[str, Any] = {"MODEL": self.model()}
        chosen = [(guide, box.currentLayer()) for guide, box in self._boxes if box.currentLayer() is not None]
        for guide, layer in chosen:
            if guide.parameter == "GUIDES":
                given.setdefault("GUIDES", []).append(layer.id())
            else:
                given[guide.parameter] = layer.id()
        return given

    def choose(self, model: str) -> None:
        """Choose an installed model by its name, or a model file by its path."""
        index = self._models.findData(model)
        if index < 0 and model.endswith(".pt"):
            self._models.addItem(model, model)
            index = self._models.count() - 1
        if index >= 0:
            self._models.setCurrentIndex(index)

    def accept(self) -> None:
        QgsSettings().setValue(self._key, self.model())
        for guide, box in self._boxes:
            layer = box.currentLayer()
            if layer is not None or guide.label in self._suggested:  # else nothing was turned down
                _LAST[self._algorithm, guide.label] = layer.id() if layer is not None else NOTHING
        super().accept()

    @property
    def _key(self) -> str:
        return f"roofline/last_model/{self._algorithm}"

    def _arrange(self) -> None:
        browse = QPushButton(tr("File…"), self)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self._models, 1)
        row.addWidget(browse)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(tr("Model"), row)
        self._form.addRow("", self._title)
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(self._problem)
        layout.addStretch(1)
        layout.addWidget(self._buttons)

    def _browse(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Model file"), "", tr("Roofline models (*.pt)"))
        if path:
            self.choose(path)

    def _refresh(self) -> None:
        """Show the boxes of the chosen model, or why it cannot be used."""
        title = self._models.currentText()
        self._title.setText(title)  # of which the box shows the beginning
        self._title.setVisible(is_cut(self._models, title))
        while self._boxes:
            self._form.removeRow(self._boxes.pop()[1])
        problem = "" if self.model() else tr(NO_MODELS)
        try:
            if self.model():
                layers = still_there(self._ids)
                self._offer(wanted(card_of(self.model(), self._algorithm), layers), layers)
        except RooflineError as error:
            problem = translated(error)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._allow()
        self.adjustSize()

    def _offer(self, guides: Sequence[Guide], layers: Sequence[QgsRasterLayer]) -> None:
        """A box for each guide, with the likeliest layer chosen."""
        possible = [(guide, candidates(guide, layers)) for guide in guides]
        for guide, found in possible:
            if not found and not guide.is_optional:
                raise RooflineError(NO_LAYER, guide=guide.in_words())
        for guide, found in possible:
            if not found:
                continue
            taken = [other.currentLayer() for _, other in self._boxes]
            free = [layer for layer in found if layer not in taken]
            last = _LAST.get((self._algorithm, guide.label), "")
            likely = suggestion(guide, layers, free, last)
            if likely is not None:
                self._suggested.add(guide.label)
            if guide.is_optional and last == NOTHING:
                likely = None
            box = _layer_box(self, found, likely, guide.is_optional)
            box.currentIndexChanged.connect(lambda: self._allow())
            self._form.addRow(guide.label, box)
            self._boxes.append((guide, box))

    def _allow(self) -> None:
        complete = all(box.currentLayer() is not None or guide.is_optional for guide, box in self._boxes)
        usable = bool(self.model()) and not self._problem.text() and complete
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(usable)


def settled_model(task: str) -> str | None:
    """The model to use without asking, `AUTO` where the algorithm picks one; None: people have to choose."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"roofline:{task}")
    model = algorithm.parameterDefinition("MODEL").defaultValue()  # settled, else the algorithm's own
    if model and model != AUTO:
        return str(model)
    models = installed(task)
    if model == AUTO:
        return AUTO if models else None
    return models[0][0] if len(models) == 1 else None


def card_of(model: str, task: str) -> Card:
    """The card of a model by name or path; RooflineError if it cannot be read or is for another task."""
    card = store.card_in(store.available().get(model) or Path(model))
    require_task(card, task)
    return card


def _to_ask(card: Card, layers: Sequence[QgsRasterLayer]) -> list[Guide]:
    """The guides that a model needs, and those that it may take and the project has a likely layer for.

    A mask is no reason to ask for buildings: most were made of the surface itself, by the button beside.
    """

    def likely(guide: Guide) -> bool:
        found = candidates(guide, layers)
        if guide.role == BUILDINGS:
            found = [layer for layer in found if isinstance(layer, QgsVectorLayer)]
        return suggestion(guide, layers, found, "") is not None

    return [each for each in wanted(card, layers) if not each.is_optional or likely(each)]


def narrow(box: QComboBox, letters: int) -> QComboBox:
    """A box that long names and paths do not widen; its tool tip shows them whole."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    box.currentTextChanged.connect(box.setToolTip)
    return box


def is_cut(box: QComboBox, text: str) -> bool:
    """Whether a narrow box that is no wider than it must be shows the beginning of a text alone."""
    metrics = box.fontMetrics()
    return metrics.horizontalAdvance(text) > box.minimumContentsLength() * metrics.horizontalAdvance("X")


def _text(parent: QWidget) -> QLabel:
    """A text of as many lines as it needs."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like HTML
    label.setWordWrap(True)
    return label


def _layer_box(
    parent: QWidget, layers: Sequence[QgsMapLayer], chosen: QgsMapLayer | None, is_optional: bool
) -> QgsMapLayerComboBox:
    """A box of these layers alone."""
    ids = {layer.id() for layer in layers}
    box = narrow(QgsMapLayerComboBox(parent), LAYER_LETTERS)
    filters = QgsMapLayerProxyModel.Filter
    box.setFilters(filters.RasterLayer | filters.PolygonLayer)
    box.setExceptedLayerList(
        [layer for name, layer in QgsProject.instance().mapLayers().items() if name not in ids]
    )
    box.setAllowEmptyLayer(True, tr("Without") if is_optional else tr("Choose a layer"))
    if chosen is not None:
        box.setLayer(chosen)
    else:
        box.setCurrentIndex(0)
    return box
