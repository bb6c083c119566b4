"""The part of the set-up window for LAZ and COPC: laspy and lazrs, two small packages, by one button."""

from __future__ import annotations

from typing import Any

from ...algorithms.common.bridge import tr
from . import choice, store
from .box import ProductBox


class PointsBox(ProductBox):
    """Whether LAZ can be read."""

    PRODUCT = choice.POINTS

    def title_text(self) -> str:
        return tr("Point clouds as LAZ and COPC")

    def words(self) -> dict[str, str]:
        return {
            "installed": tr("They can be read: laspy + lazrs {} lie in your QGIS profile."),
            "elsewhere": tr("They can be read: QGIS finds laspy and lazrs in {}."),
            "broken": tr("Files of laspy and lazrs are missing: install them again."),
            "absent": tr("To read them, two small free packages are needed, laspy and lazrs (2 MB)."),
            "done": tr("LAZ and COPC can be read now."),
        }

    def job(self, task: str, wheels: str) -> dict[str, Any]:
        return choice.points_job(task, self._base, wheels)

    def activate(self) -> None:
        store.activate(self._base, choice.MODULES[choice.POINTS][0])
