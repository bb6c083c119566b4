"""The options that any training may take, and a task's table of its own ones and these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...formats.checks import flag, mapping, maybe, number, one_of, pair, refuse, some_text, whole
from ...formats.objects import JsonObject
from ...language import Message, tr
from ...options import AUTO, PRECISIONS
from ..loop.records import ScheduleSettings
from .options import Option, Table

OPTIMIZERS = ("Adam", "AdamW", "SGD")
SCHEDULERS = (
    "StepLR",
    "ExponentialLR",
    "ReduceLROnPlateau",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "MultiStepLR",
    "OneCycleLR",
    "PolynomialLR",
    "linear",
    "step",
    "plateau",
    "cosine",
)
LARGEST_TILE = 2048  # pixels, as engine/setup.py has them
MOST_SAMPLES = 10**9  # of an epoch; no training ends that has more

START = Option(
    "model.start",
    maybe(some_text),
    parameter="MODEL",
    report="Started from",
    shown=lambda start: Path(str(start)).name if start else tr("fresh weights"),
)
COMMON = (
    Option(
        "training_settings.n_epochs",
        whole(1),
        100,
        name="epochs",
        parameter="EPOCHS",
        label="Epochs",
        advanced=False,
    ),
    Option(
        "training_settings.n_training_samples",
        whole(1, MOST_SAMPLES),
        1000,
        name="samples",
        parameter="SAMPLES",
        label="Windows per epoch",
    ),
    Option(
        "training_settings.tile_size",
        whole(8, LARGEST_TILE),
        256,
        parameter="TILE_SIZE",
        label="Window size (pixels)",
    ),
    Option(
        "training_settings.batch_size",
        whole(1),
        8,
        parameter="BATCH_SIZE",
        label="Windows per batch",
    ),
    Option(
        "optimizer.learning_rate",
        number(above=True),
        2e-4,
        parameter="LEARNING_RATE",
        label="Learning rate",
        most=1,
    ),
    Option("training_settings.augment", flag, True),
    Option("training_settings.ema", number(0, 0.99999), 0.0),
    Option("training_settings.gradient_clipping", number(), 0.0, name="clip"),
    Option("training_settings.accumulate", whole(1), 1),
    Option("training_settings.precision", one_of(*PRECISIONS), AUTO),
    Option(
        "training_settings.early_stopping",
        whole(0),
        0,
        parameter="PATIENCE",
        label="Patience (epochs)",
        help="Ends the training when it gets no better for so long. 0: never.",
    ),
    Option(
        "general.random_seed",
        whole(0, 2**32 - 1),
        0,
        name="seed",
        parameter="SEED",
        label="Seed",
        help="The same seed gives the same training.",
        report="Seed",
    ),
    Option("general.save_model_rate", whole(1), 20, name="save_rate"),
    Option("general.evaluate_rate", whole(1), 1),
    Option("optimizer.name", one_of(*OPTIMIZERS), "Adam", name="optimizer_name"),
    Option("optimizer.weight_decay", number()),
    Option("optimizer.betas", pair(number(0, 1))),
    Option("optimizer.momentum", number(0, 1)),
    Option("optimizer.eps", number(above=True)),
    Option("optimizer.nesterov", flag),
    Option("optimizer.amsgrad", flag),
    Option("scheduler.enabled", flag, True, name="scheduler_enabled"),
    Option("scheduler.name", one_of(*SCHEDULERS), name="scheduler_name"),
    Option("scheduler.settings", mapping, name="scheduler_settings"),
)


def table(task: str, *own: Option, usual: Mapping[str, Any] | None = None) -> Table:
    """The options of a task: its own, then the rows of COMMON that it has. `usual`: defaults by name."""
    keys = {row.key for row in own}
    common = [row for row in COMMON if row.key not in keys]
    other = dict(usual or {})
    rows = [replace(row, default=other[row.name]) if row.name in other else row for row in (*own, *common)]
    return Table(tuple(row for row in rows if not row.tasks or task in row.tasks), task)


def check_multiple(size: int, multiple: int) -> None:
    """Refuse a window's size (pixels) that a network cannot take."""
    if size % multiple:
        refuse("training_settings.tile_size", size, Message("a multiple of {multiple}", multiple=multiple))


def descent(named: Mapping[str, Any], **usual: Any) -> JsonObject:
    """The settings of an optimiser by the options' names; `usual` counts where they are silent."""
    rows = [row for row in COMMON if row.section == "optimizer" and named.get(row.name) is not None]
    return {**usual, **{row.key.rpartition(".")[2]: named[row.name] for row in rows}}


def schedule(named: Mapping[str, Any], usual: ScheduleSettings | None) -> ScheduleSettings | None:
    """The learning rate's schedule by the options' names; `usual` where they name none."""
    if not named["scheduler_enabled"]:
        return None
    if not named["scheduler_name"]:
        return usual
    return {"name": named["scheduler_name"], "settings": named["scheduler_settings"] or {}}


def row_of(name: str, **changes: Any) -> Option:
    """A row of COMMON as one task has it; `changes` as of Option."""
    return replace(next(row for row in COMMON if row.name == name), **changes)


def common(name: str, key: str, default: Any, **changes: Any) -> Option:
    """A row of COMMON under the key that another system's configuration has; `changes` as of Option."""
    return row_of(name, key=key, default=default, **changes)
