"""The model that a training starts from: a model file, an installed model, or the original's checkpoint."""

from __future__ import annotations

from ...bundle import ModelBundle
from ...tasks import RECONSTRUCT_DSM
from ..start import start_model as start_of
from .options import FAMILIES


def start_model(name: str) -> ModelBundle:
    """The model of that name; RooflineError if it makes no surfaces of points or its network is another."""
    return start_of(name, RECONSTRUCT_DSM.id, "implicity", FAMILIES)
