"""The part of the set-up window for SAM 3: PyTorch and transformers where QGIS never imports from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable

from qgis.PyQt.QtWidgets import QWidget

from ...algorithms.common.bridge import tr
from ...algorithms.common.translation import figure
from ...models.settings import LABELS
from . import choice, store
from .box import ProductBox


def activate(base: Path) -> bool:
    """Tell runs where SAM 3's packages are, unless the environment names others; whether there are any."""
    given = os.environ.get(LABELS, "")
    if given and base not in Path(given.split(os.pathsep)[0]).parents:
        return True
    first, last = store.paths(base)
    if last:
        os.environ[LABELS] = os.pathsep.join(first + last)
    else:
        os.environ.pop(LABELS, None)
    return bool(last)


class LabelsBox(ProductBox):
    """Whether SAM 3 can be run; `variant` and `gpu` say which PyTorch is chosen in the window."""

    PRODUCT = choice.LABELS

    def __init__(
        self,
        base: Path,
        wheels: Callable[[], str],
        variant: Callable[[], tuple[str, choice.Gpu | None]],
        parent: QWidget | None = None,
    ) -> None:
        self._variant = variant
        super().__init__(base, wheels, parent)

    def title_text(self) -> str:
        return tr("Labels of images by SAM 3")

    def words(self) -> dict[str, str]:
        size = choice.labels_size(self._variant()[0])
        absent = tr("Label imagery needs a Python of its own, with PyTorch and transformers ({} GB).")
        return {
            "installed": tr("Its Python is ready: transformers {}. The model itself is yours to get."),
            "broken": tr("Files of its Python are missing: install it again."),
            "absent": absent.format(figure(size.disk)),
            "done": tr("Label imagery can run now, with a folder of SAM 3."),
        }

    def job(self, task: str, wheels: str) -> dict[str, Any]:
        return choice.labels_job(task, self._base, *self._variant(), wheels)

    def activate(self) -> None:
        activate(self._base)
