"""The model that a training starts from: a model file, an installed model, or the original's checkpoint."""

from __future__ import annotations

from ...bundle import ModelBundle
from ...errors import RooflineError
from ...tasks import RECONSTRUCT_DSM
from ..start import start_model as start_of

FAMILY = "implicity"


def start_model(name: str) -> ModelBundle:
    """The model of that name; both kinds of file end in .pt, and Roofline's tell what they are."""
    model = start_of(name, RECONSTRUCT_DSM.id, FAMILY)
    if model.card["network"]["family"] != FAMILY:
        raise RooflineError(
            "Model {name} is a {family} network, which this training does not know; choose another.",
            name=name,
            family=model.card["network"]["family"],
        )
    return model
