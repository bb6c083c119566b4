"""What a training goes on from: a model file, an installed model, or SatGen-CV's whole checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch.optim import Optimizer

from ... import bundle, published
from ...bundle import ModelBundle
from ...errors import RooflineError
from ...modelfile.card import require_task
from ...published.checkpoint import Checkpoint
from ..loop.optimizers import Schedule

CHECKPOINTS = (".pth",)
FAMILIES = {"satgen": "pix2pix", "spade": "spade"}
OPTIMIZERS = {"network": "optimizer_G_state_dict", "discriminator": "optimizer_D_state_dict"}
SCHEDULERS = ("scheduler_G_state_dict", "scheduler_D_state_dict")


def start_model(name: str) -> ModelBundle:
    """The model of that name; RooflineError if it paints no images or its network is not trained here."""
    path = Path(name)
    model = published.load(path, "satgen") if _is_checkpoint(path) else bundle.load(name)
    require_task(model.card, "synthesizeimagery")
    family = model.card["network"]["family"]
    if family not in FAMILIES:
        raise RooflineError(
            "Model {name} is a {family} network, which this training does not know; choose another.",
            name=name,
            family=family,
        )
    return model


def original_state(name: str | None) -> Mapping[str, Any]:
    """The content of the original's training checkpoint; empty for anything else."""
    if not name or not _is_checkpoint(Path(name)):
        return {}
    content = Checkpoint.open(name).content
    return content if isinstance(content, Mapping) and OPTIMIZERS["network"] in content else {}


def epochs_done(name: str | None) -> int:
    """How many epochs the original's checkpoint has had, counted as the original counts them, from 0."""
    return int(original_state(name).get("epoch", -1)) + 1


def take_over(name: str | None, optimizers: Mapping[str, Optimizer], schedule: Schedule) -> None:
    """Set optimisers and schedule to what the original's checkpoint says, if it is one."""
    state = original_state(name)
    if not state:
        return
    try:
        for key, entry in OPTIMIZERS.items():
            optimizers[key].load_state_dict(_plain(state[entry]))
        if all(key in state for key in SCHEDULERS):
            schedule.load_state_dict([_plain(state[key]) for key in SCHEDULERS])
    except (KeyError, ValueError, TypeError) as error:
        raise RooflineError(
            "The optimisers in {name} do not fit its networks ({reason}); choose another checkpoint.",
            name=name,
            reason=error,
        ) from error


def _is_checkpoint(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in CHECKPOINTS


def _plain(value: Any) -> Any:
    """A copy of a state whose tensors no longer lie in the file."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
