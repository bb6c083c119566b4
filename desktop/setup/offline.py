"""The part of the set-up window for computers without internet: a folder of files, and how to fetch them."""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QVBoxLayout, QWidget

from ...algorithms.common.bridge import tr
from . import choice
from .pins import LABELS, points_versions, torch_version
from .variants import VariantChoice

MARGINS = 48  # pixels beside the text in a group


class OfflineBox(QgsCollapsibleGroupBox):
    """Unfolds when it is ticked; `wheels` asks for the folder."""

    def __init__(self, chosen: VariantChoice, parent: QWidget | None = None) -> None:
        super().__init__(tr("This computer has no internet"), parent)
        self._chosen = chosen
        self.setCheckable(True)
        self.setChecked(False)
        self.setCollapsed(True)
        layout = QVBoxLayout(self)
        self._recipe = QLabel(self)
        self._recipe.setWordWrap(True)
        self._recipe.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.wheels = QgsFileWidget(self)
        self.wheels.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.toggled.connect(lambda ticked: self.setCollapsed(not ticked))
        trust = QLabel(
            tr(
                "What is in this folder becomes part of QGIS and runs as you: choose files from people you "
                "trust alone. Nothing but these files is installed; settings of pip on this computer do not "
                "count."
            ),
            self,
        )
        trust.setWordWrap(True)
        layout.addWidget(self._recipe)
        layout.addWidget(self.wheels)
        layout.addWidget(trust)
        chosen.changed.connect(self._show_recipe)
        self._show_recipe()

    @property
    def folder(self) -> str:
        """The folder of wheels to install from, nothing where there is internet."""
        return self.wheels.filePath() if self.isChecked() else ""

    @property
    def is_ready(self) -> bool:
        """Whether there is internet, or such a folder."""
        return not self.isChecked() or Path(self.wheels.filePath() or "?").is_dir()

    def fit(self, width: int) -> None:
        """Leave room for all lines in a window of a width (pixels)."""
        inside = width - MARGINS  # a group in a group does not hand the height of its lines on
        self._recipe.setMinimumHeight(self._recipe.heightForWidth(inside))

    def _show_recipe(self) -> None:
        """How to get the files by a computer that has internet."""
        index = choice.index(self._chosen.variant, self._chosen.gpu)
        source = f" --index-url {index}" if index else ""
        commands = (
            f"python -m pip download torch=={torch_version()}{source}",
            f"python -m pip download --no-deps {points_versions()}",
            f"python -m pip download {LABELS}",
        )
        text = tr(
            "Choose a folder with the files (.whl) of PyTorch and of what it needs, and of laspy, lazrs and "
            "transformers if you want them. A computer with internet, the same system and Python {} fetches "
            "them by these commands:"
        )
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        lines = "".join(f"<br><code>{command}</code>" for command in commands)
        self._recipe.setText(text.format(version) + lines)
