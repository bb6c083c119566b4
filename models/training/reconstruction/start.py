"""The model that a training starts from: a model file, an installed model, or the original's checkpoint."""

from __future__ import annotations

from pathlib import Path

from ... import bundle, published
from ...bundle import ModelBundle
from ...errors import RooflineError
from ...modelfile.card import require_task

FAMILY = "implicity"


def start_model(name: str) -> ModelBundle:
    """The model of that name; both kinds of file end in .pt, and Roofline's tell what they are."""
    path = Path(name)
    from_elsewhere = path.is_file() and not _is_model_file(path)
    model = published.load(path, FAMILY) if from_elsewhere else bundle.load(name)
    require_task(model.card, "reconstructdsm")
    if model.card["network"]["family"] != FAMILY:
        raise RooflineError(
            "Model {name} is a {family} network, which this training does not know; choose another.",
            name=name,
            family=model.card["network"]["family"],
        )
    return model


def _is_model_file(path: Path) -> bool:
    try:
        bundle.read_card(path)
    except RooflineError:
        return False
    return True
