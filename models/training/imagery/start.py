"""What a training goes on from: a model file, an installed model, or SatGen-CV's whole checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.optim import Optimizer

from ...bundle import ModelBundle
from ...errors import RooflineError
from ...published.checkpoint import Checkpoint
from ...tasks import SYNTHESIZE_IMAGERY
from ..loop.optimizers import Schedule
from ..start import is_checkpoint
from ..start import start_model as start_of
from .options import FAMILIES

OPTIMIZERS = {"network": "optimizer_G_state_dict", "discriminator": "optimizer_D_state_dict"}
SCHEDULERS = ("scheduler_G_state_dict", "scheduler_D_state_dict")


def start_model(name: str) -> ModelBundle:
    """The model of that name; RooflineError if it paints no images or its network is not trained here."""
    return start_of(name, SYNTHESIZE_IMAGERY.id, "satgen", FAMILIES)


def original_state(name: str | None) -> Mapping[str, Any]:
    """The content of the original's training checkpoint; empty for anything else."""
    if not name or not is_checkpoint(name):
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


def _plain(value: Any) -> Any:
    """A copy of a state whose tensors no longer lie in the file."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
