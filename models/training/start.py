"""The model that a training of any task starts from: of a file, installed, or a published checkpoint."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from .. import bundle, published
from ..bundle import ModelBundle
from ..errors import RooflineError
from ..formats.names import is_there
from ..modelfile.card import require_task
from ..modelfile.parts import Card
from ..options import AUTO
from ..published.checkpoint import Checkpoint

FRESH = "none"  # in place of a name: start from nothing
PUBLISHED = ".pth"
PARTS = {"card", "weights"}  # of a model file


def asked(name: str | None) -> str:
    """What was asked for as the start model: a name, FRESH, or AUTO where the choice is left open."""
    name = (name or "").strip()
    return name.lower() if name.lower() in (AUTO, FRESH) else name or AUTO


def named(name: str | None) -> str | None:
    """The name of the start model; None where fresh weights are asked for, or nothing is."""
    return None if asked(name) in (AUTO, FRESH) else asked(name)


def start_model(
    name: str, task: str, system: str = "auto", families: Collection[str] | None = None
) -> ModelBundle:
    """The model of that name for a task; `system` is the published one that its checkpoints are of.

    Raises RooflineError where there is none, or where it is for another task or of none of the families.
    """
    path = Path(name)
    model = published.load(path, system) if is_checkpoint(path) else bundle.load(name)
    require_task(model.spec, task)
    family = model.spec.network.family
    if families is not None and family not in families:
        raise RooflineError(
            "Model {name} is a {family} network, which this training does not know; choose another.",
            name=name,
            family=family,
        )
    return model


def require_architecture(card: Card, architecture: str, families: Collection[str]) -> None:
    """Refuse a model, or a training that is resumed, whose network is none of an architecture."""
    family = card.network.family
    if family not in families:
        raise RooflineError(
            "Model {name} is a {family} network, not {architecture}; choose the fitting ARCHITECTURE.",
            name=card.label,
            family=family,
            architecture=architecture,
        )


def is_checkpoint(path: str | os.PathLike[str]) -> bool:
    """Whether a file is of a published system: some of theirs end in .pt as model files do."""
    path = Path(path)
    if not is_there(path):
        return False
    if path.suffix.lower() == PUBLISHED:
        return True
    try:
        content = Checkpoint.open(path).content
    except RooflineError:  # neither: the sentence of model files tells what it is
        return False
    return not (isinstance(content, dict) and content.keys() >= PARTS)
