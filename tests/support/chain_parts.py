"""What tests of chains share: how one is run, the models that it runs with, and what it says on failing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import toy_models

GRID = (500000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


def run(name: str, **parameters: Any) -> dict[str, Any]:
    """What a chain gives; paths may be of any kind."""
    import processing

    given = {key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()}
    return processing.run(f"roofline:{name}", given)


def models(folder: Path) -> dict[str, Path]:
    """A refiner that adds a metre, and a finder of what is higher than TALL."""
    return {
        "MODEL": toy_models.shifting_model(folder / "shift.pt", 1.0),
        "MASK_MODEL": toy_models.finding_model(folder, "heights", ("dsm",)),
    }


def failure(name: str, parameters: dict) -> str:
    """What is said when a chain fails."""
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException) as raised:
        processing.run(f"roofline:{name}", parameters, feedback=feedback)
    return f"{feedback.textLog()}\n{raised.value}"
