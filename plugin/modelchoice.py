"""A small question before a run whose model nobody has settled: which one?"""

from __future__ import annotations

from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..algorithms.bridge import tr
from ..algorithms.network import default_model
from .modelcards import installed


def settled_model(task: str) -> str | None:
    """The model to use without asking: "" for the algorithm's own; None where the user has to choose."""
    if task == "refinedsm" or default_model(task):
        return ""
    models = installed(task)
    if task == "buildingmask" and models:
        return "auto"
    return models[0][0] if len(models) == 1 else None


class ModelDialog(QDialog):
    """Installed models by title, or a model file; remembers the last choice of each algorithm."""

    def __init__(self, parent: QWidget, algorithm: str, title: str) -> None:
        super().__init__(parent)
        self.setObjectName("RooflineModelDialog")
        self.setWindowTitle(title)
        self._key = f"roofline/last_model/{algorithm}"
        self._models = QComboBox(self)
        models = installed(algorithm)
        for name, text in models:
            self._models.addItem(text or name, name)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._arrange(bool(models))
        self.choose(QgsSettings().value(self._key, "", str))
        self._allow()

    def model(self) -> str:
        """The name or path of the chosen model."""
        return str(self._models.currentData() or "")

    def choose(self, model: str) -> None:
        """Choose an installed model by its name, or a model file by its path."""
        index = self._models.findData(model)
        if index < 0 and model.endswith(".pt"):
            self._models.addItem(model, model)
            index = self._models.count() - 1
        if index >= 0:
            self._models.setCurrentIndex(index)
        self._allow()

    def accept(self) -> None:
        QgsSettings().setValue(self._key, self.model())
        super().accept()

    def _arrange(self, any_models: bool) -> None:
        browse = QPushButton(tr("File…"), self)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("Model"), self))
        row.addWidget(self._models, 1)
        row.addWidget(browse)
        layout = QVBoxLayout(self)
        if not any_models:
            layout.addWidget(_explanation(self))
        layout.addLayout(row)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(480)

    def _browse(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Model file"), "", tr("Roofline models (*.pt)"))
        if path:
            self.choose(path)

    def _allow(self) -> None:
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.model()))


def _explanation(parent: QWidget) -> QLabel:
    label = QLabel(
        tr(
            "No model for this task is installed yet. Choose a model file, or make a published model ready "
            "with Import model (Processing toolbox > Roofline > Models)."
        ),
        parent,
    )
    label.setWordWrap(True)
    return label
