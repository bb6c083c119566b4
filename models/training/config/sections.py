"""What checked options hold, as trainings read them: those that any task has alike."""

from __future__ import annotations

from typing import TypedDict

from ...formats.objects import JsonObject


class Common(TypedDict):
    """Values of COMMON's rows by the options' names, without those that a task may leave open."""

    start: str | None
    batch_size: int
    augment: bool
    clip: float
    accumulate: int
    precision: str
    early_stopping: int
    seed: int
    save_rate: int
    evaluate_rate: int
    optimizer_name: str
    weight_decay: float | None
    betas: list[float] | None
    momentum: float | None
    eps: float | None
    nesterov: bool | None
    amsgrad: bool | None
    scheduler_enabled: bool
    scheduler_name: str | None
    scheduler_settings: JsonObject | None


class ShareEntry(TypedDict):
    """A data set's name, and which part of it trains and validates."""

    name: str | None
    area_type: str
    allocation_strategy: str
    test_stripe: int
    n_training_samples: int | None
