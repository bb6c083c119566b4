"""Means of the weights of several stages of a training, and of what it began with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from ... import bundle
from ...formats.objects import StateDict


def averaged(states: Sequence[StateDict]) -> dict[str, Tensor]:
    """The mean of the averaged weights of several stages of one training (Wortsman et al., ICML 2022): early
    ones know less of the training's own towns, late ones know more of houses.
    """
    first = states[0]["average"]
    return {
        name: torch.stack([state["average"][name].float() for state in states]).mean(0).to(value.dtype)
        for name, value in first.items()
    }


def state_of(path: Path) -> StateDict:
    """A checkpoint, or the weights of a model file as one."""
    if path.suffix == ".pt":
        return {"average": bundle.load(str(path)).network.state_dict()}
    return dict(torch.load(path, weights_only=True))


def told(recipe: str, count: int) -> str:
    """The recipe of a card with the count of stages that its weights were averaged with."""
    return f"{recipe}; averaged with {count} earlier stage{'s' * (count > 1)}" if count else recipe
