"""What a training loop is told and what it tells, as types. Needs no PyTorch."""

from __future__ import annotations

from typing import TypedDict

from ...formats.objects import JsonObject

# What an epoch told: epoch, step, seconds, learning_rate, and "train/<term>", "val/<term>" (means).
Epoch = dict[str, float]


class ScheduleSettings(TypedDict, total=False):
    """A scheduler as a configuration names it; `settings` are keyword arguments of PyTorch's class."""

    enabled: bool
    name: str
    settings: JsonObject
    by_steps: bool
