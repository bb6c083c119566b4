"""Roofline's page in QGIS's options."""

from __future__ import annotations

import os
from typing import Any

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QAction,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..algorithms.common.base import icon_path
from ..algorithms.common.bridge import tr
from ..algorithms.common.settings import (
    DEVICE,
    FOLDER,
    MEMORY,
    PRECISION,
    THREADS,
    Setting,
    default_model,
    is_ours,
    reach_the_core,
    set_default_model,
)
from ..models import tasks
from ..models.modelfile.store import usual_folder
from ..models.options import DEVICES, PRECISIONS
from . import actions
from .modelcards import RUN_TASKS, installed
from .modelchoice import MODEL_LETTERS, narrow

PAGE = "RooflineOptions"
LARGEST_MEMORY = 1024 * 1024  # MB
MEMORY_STEP = 512


class Settings:
    """The part of the plugin that shows the page."""

    def load(self, iface: Any) -> None:
        self._iface = iface
        self._factory: Factory | None = Factory()
        iface.registerOptionsWidgetFactory(self._factory)
        self._action = QAction(tr("Settings…"), iface.mainWindow())
        self._action.setObjectName("RooflineSettings")
        self._action.triggered.connect(lambda: iface.showOptionsDialog(iface.mainWindow(), PAGE))
        actions.menu(iface).addAction(self._action)

    def unload(self) -> None:
        self._iface.unregisterOptionsWidgetFactory(self._factory)
        self._factory = None
        self._action.deleteLater()


class Factory(QgsOptionsWidgetFactory):
    """Makes the page whenever the options are opened."""

    def __init__(self) -> None:
        super().__init__()
        self.setTitle("Roofline")

    def icon(self) -> QIcon:
        return QIcon(icon_path("roofline"))

    def createWidget(self, parent: QWidget) -> QgsOptionsPageWidget:
        return Page(parent)


class Page(QgsOptionsPageWidget):
    """Device, precision, threads, memory, model folder, default models."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(PAGE)
        self.device = _choice(self, DEVICE, DEVICES, _device_words())
        self.precision = _choice(self, PRECISION, PRECISIONS, _precision_words())
        self.threads = _number(self, THREADS, os.cpu_count() or 1, 1)
        self.memory = _number(self, MEMORY, LARGEST_MEMORY, MEMORY_STEP, tr(" MB"))
        self.folder = _folder(self)
        self.models = {task: _model_choice(self, task) for task in RUN_TASKS}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._computing())
        layout.addWidget(self._model_files())
        layout.addStretch(1)

    def apply(self) -> None:
        for setting, value in (
            (DEVICE, self.device.currentData()),
            (PRECISION, self.precision.currentData()),
            (THREADS, str(self.threads.value())),
            (MEMORY, str(self.memory.value())),
            (FOLDER, self.folder.filePath().strip()),
        ):
            if is_ours(setting):
                setting.store(value)
        for task, box in self.models.items():
            set_default_model(task, box.currentData())
        reach_the_core()

    def _computing(self) -> QGroupBox:
        form = _group(self, tr("Computing"))
        form.layout().addRow(tr("Device"), self.device)
        form.layout().addRow(tr("Precision"), self.precision)
        form.layout().addRow(tr("Processor threads"), self.threads)
        form.layout().addRow(tr("Memory of a run"), self.memory)
        text = tr(
            "They apply to every run in this QGIS that leaves device and precision on auto. Memory bounds "
            "what is computed at a time and the cache of files; a single tile is always possible."
        )
        form.layout().addRow(_hint(self, text))
        return form

    def _model_files(self) -> QGroupBox:
        form = _group(self, tr("Models"))
        form.layout().addRow(tr("Model folder"), self.folder)
        for task, box in self.models.items():
            form.layout().addRow(tr("Default for {}").format(tr(tasks.of(task).title)), box)
        form.layout().addRow(
            _hint(self, tr("Raster > Roofline > Models… shows, imports and deletes models."))
        )
        return form


def _device_words() -> dict[str, str]:
    return {
        "auto": tr("Automatic: the graphics card if there is one"),
        "cpu": tr("Processor (CPU)"),
        "cuda": tr("NVIDIA or AMD graphics card"),
        "mps": tr("Apple graphics"),
    }


def _precision_words() -> dict[str, str]:
    return {
        "auto": tr("Automatic: what the model asks for and the device is fast at"),
        "float32": tr("float32: exact"),
        "bfloat16": tr("bfloat16: faster on new devices"),
        "float16": tr("float16: graphics cards only"),
    }


def _group(parent: QWidget, title: str) -> QGroupBox:
    group = QGroupBox(title, parent)
    form = QFormLayout(group)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return group


def _hint(parent: QWidget, text: str) -> QLabel:
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setStyleSheet("font-style: italic")
    return label


def _value(setting: Setting) -> str:
    """What applies now, whoever has settled it."""
    return setting.stored() if is_ours(setting) else os.environ[setting.variable]


def _guard(widget: QWidget, setting: Setting) -> None:
    """What the environment decides cannot be changed here."""
    if not is_ours(setting):
        widget.setEnabled(False)
        widget.setToolTip(tr("Set by the environment variable {}.").format(setting.variable))


def _choice(parent: QWidget, setting: Setting, values: tuple[str, ...], words: dict[str, str]) -> QComboBox:
    box = QComboBox(parent)
    for value in values:
        box.addItem(words[value], value)
    box.setCurrentIndex(max(0, box.findData(_value(setting) or "auto")))
    _guard(box, setting)
    return box


def _number(parent: QWidget, setting: Setting, most: int, step: int, suffix: str = "") -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(0, most)
    box.setSingleStep(step)
    box.setSuffix(suffix)
    box.setSpecialValueText(tr("Automatic"))
    text = _value(setting)
    box.setValue(int(text) if text.isdigit() else 0)
    _guard(box, setting)
    return box


def _folder(parent: QWidget) -> QgsFileWidget:
    widget = QgsFileWidget(parent)
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.setDialogTitle(tr("Model folder"))
    widget.lineEdit().setPlaceholderText(str(usual_folder()))
    widget.setFilePath(_value(FOLDER))
    _guard(widget, FOLDER)
    return widget


def _model_choice(parent: QWidget, task: str) -> QComboBox:
    box = narrow(QComboBox(parent), MODEL_LETTERS)  # titles of models would leave no room for labels
    box.addItem(tr("Automatic"), "")
    for name, title in installed(task):
        box.addItem(f"{name}: {title}" if title and title != name else name, name)
    box.setCurrentIndex(max(0, box.findData(default_model(task))))
    return box
