"""Optimisers and learning rates by their names in a training's configuration."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer, lr_scheduler

from ...errors import RooflineError
from ...formats.objects import StateDict
from .records import ScheduleSettings

LRScheduler: Any = getattr(lr_scheduler, "LRScheduler", None) or lr_scheduler._LRScheduler  # before 2.0
OPTIMIZERS: dict[str, type[Optimizer]] = {
    "Adam": torch.optim.Adam,
    "AdamW": torch.optim.AdamW,
    "SGD": torch.optim.SGD,
}
# Those that go by epochs; settings are the keyword arguments of PyTorch's classes.
SCHEDULERS: dict[str, Callable[..., Any]] = {
    "StepLR": lr_scheduler.StepLR,
    "ExponentialLR": lr_scheduler.ExponentialLR,
    "ReduceLROnPlateau": lr_scheduler.ReduceLROnPlateau,
    # Those of pix2pix, with its numbers; where none are given, a length is that of the training.
    "linear": lambda target, **options: lr_scheduler.LambdaLR(target, linear_factor(**options)),
    "step": partial(lr_scheduler.StepLR, step_size=50, gamma=0.1),
    "plateau": partial(lr_scheduler.ReduceLROnPlateau, factor=0.2, threshold=0.01, patience=5),
    "cosine": lr_scheduler.CosineAnnealingLR,
}
COSINE = "CosineAnnealingLR"
BY_STEPS = ("CyclicLR", "OneCycleLR")  # PyTorch means them to go on after every step
TRIED = 3  # epochs: the first steps show what cannot be
# What PyTorch raises where settings do not fit.
UNFIT = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RuntimeError, AssertionError)
LEAST_WARM_UP = 0.02  # of the learning rate, at the first step


def optimizer(settings: Mapping[str, Any], parameters: Iterable[nn.Parameter]) -> Optimizer:
    """An optimiser of the parameters that are to be trained.

    `settings`: name, learning_rate and keyword arguments of PyTorch's class (weight_decay, betas, momentum).
    """
    options = dict(settings)
    name, rate = str(options.pop("name", "Adam")), options.pop("learning_rate", 2e-4)
    if name not in OPTIMIZERS:
        raise RooflineError(
            "optimizer.name '{name}' is unknown; choose one of {known}.",
            name=name,
            known=", ".join(OPTIMIZERS),
        )
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    try:
        return OPTIMIZERS[name](trained, lr=rate, **options)  # type: ignore[call-arg]
    except UNFIT as error:
        raise RooflineError(
            "optimizer: the settings do not fit {name} ({reason}); correct them.", name=name, reason=error
        ) from error


class Schedule:
    """The learning rates of a training's optimisers.

    The cosine follows every step, by the share of the training that is done; BY_STEPS, and what is said to
    ("by_steps"), go step by step, the others, which may be any of PyTorch's, epoch by epoch.
    """

    def __init__(
        self, settings: ScheduleSettings | None, optimizers: Sequence[Optimizer], epochs: int = 1
    ) -> None:
        self._optimizers = optimizers
        self._cosine: dict[str, float] | None = None
        self._schedulers: list[Any] = []
        self._by_steps = (settings or {}).get("by_steps", (settings or {}).get("name") in BY_STEPS)
        name, options = (settings or {}).get("name"), dict((settings or {}).get("settings") or {})
        if name == COSINE:
            self._cosine = _cosine_options(options, epochs)
        elif name is not None:
            options = {**_lengths(str(name), epochs), **options}
            self._schedulers = [_scheduler(str(name), each, options) for each in optimizers]
        for group in (group for each in optimizers for group in each.param_groups):
            group.setdefault("initial_lr", group["lr"])

    @property
    def rate(self) -> float:
        """The learning rate now, of the first optimiser."""
        return float(self._optimizers[0].param_groups[0]["lr"])

    def before_step(self, share: float) -> None:
        """Set the rates of a step; `share` of the training (0 to 1) is done."""
        if self._cosine is not None:
            for group in (group for each in self._optimizers for group in each.param_groups):
                group["lr"] = cosine(share, float(group["initial_lr"]), **self._cosine)

    def after_step(self) -> None:
        """Go on by one step of the optimisers, for schedulers that go by steps."""
        for scheduler in self._schedulers if self._by_steps else ():
            scheduler.step()

    def after_epoch(self, metric: float) -> None:
        """Go on by one epoch that was judged by `metric` (lower is better)."""
        for scheduler in () if self._by_steps else self._schedulers:
            if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):
                scheduler.step(metric)
            else:
                scheduler.step()

    def state_dict(self) -> list[StateDict]:
        """What `load_state_dict` needs to go on from here."""
        return [scheduler.state_dict() for scheduler in self._schedulers]

    def load_state_dict(self, state: list[StateDict]) -> None:
        """Go on from there; rates themselves are part of the optimisers' states."""
        for scheduler, values in zip(self._schedulers, state):
            scheduler.load_state_dict(values)


def cosine(share: float, rate: float, last: float = 0.0, warm_up: float = 0.0, length: float = 1.0) -> float:
    """Linear warm-up, then half a cosine from `rate` to `last` at `length`; shares of the training."""
    if share < warm_up:
        return rate * max(share / warm_up, LEAST_WARM_UP)
    done = min(1.0, (share - warm_up) / max(length - warm_up, 1e-9))
    return last + (rate - last) * 0.5 * (1 + math.cos(math.pi * done))


def linear_factor(
    n_epochs: float = 100, n_epochs_decay: float = 100, epoch_count: float = 1
) -> Callable[[int], float]:
    """pix2pix's share of the learning rate by scheduler steps: 1 for n_epochs, then linearly down to 0, where
    it stays; `epoch_count` is the first epoch's number.
    """
    if n_epochs_decay < 0:
        raise ValueError(f"n_epochs_decay is {n_epochs_decay}")
    return lambda steps: max(0.0, 1 - max(0, steps + epoch_count - n_epochs) / (n_epochs_decay + 1))


def _lengths(name: str, epochs: int) -> dict[str, int]:
    """Settings that follow from the number of epochs: a half at the full rate, as pix2pix's 100 of 200."""
    if name == "linear":
        return {"n_epochs": epochs - epochs // 2, "n_epochs_decay": epochs // 2}
    return {"T_max": epochs} if name == "cosine" else {}


def _cosine_options(options: Mapping[str, Any], epochs: int) -> dict[str, float]:
    known = {"T_max", "eta_min", "warm_up"}
    unknown = sorted(options.keys() - known)
    if unknown:
        raise RooflineError(
            "scheduler.settings.{name} is unknown to {scheduler}; it takes {known}.",
            name=unknown[0],
            scheduler=COSINE,
            known=", ".join(sorted(known)),
        )
    try:
        numbers = {
            "last": float(options.get("eta_min", 0)),
            "warm_up": float(options.get("warm_up", 0)),
            "length": float(options.get("T_max", epochs)) / max(epochs, 1),
        }
    except UNFIT:
        numbers = {"length": math.nan}
    if not all(map(math.isfinite, numbers.values())):
        raise RooflineError(
            "scheduler.settings of {scheduler} are finite numbers; correct them.", scheduler=COSINE
        )
    return numbers


def _scheduler(name: str, target: Optimizer, options: Mapping[str, Any]) -> Any:
    make = SCHEDULERS.get(name) or _of_pytorch(name)
    if make is None:
        known = ", ".join([*SCHEDULERS, COSINE])
        raise RooflineError(
            "scheduler.name '{name}' is unknown; choose one of {known}.", name=name, known=known
        )
    try:
        _tried(make, options)
        return make(target, **options)
    except UNFIT as error:
        raise RooflineError(
            "scheduler.settings: they do not fit {name} ({reason}); correct them.", name=name, reason=error
        ) from error


def _tried(make: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Run a scheduler for a few epochs of nothing: PyTorch looks at most settings only when it steps."""
    numbers = [each for each in options.values() if isinstance(each, (int, float))]
    if not all(map(math.isfinite, numbers)):
        raise ValueError("a setting is no finite number")
    target = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(target, **options)
    for _ in range(TRIED):
        target.step()
        scheduler.step(*([1.0] if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau) else []))
        if not math.isfinite(target.param_groups[0]["lr"]):
            raise ValueError("the learning rate becomes no finite number")


def _of_pytorch(name: str) -> Callable[..., Any] | None:
    """PyTorch's scheduler of that name, if there is one."""
    found: Any = getattr(lr_scheduler, name, None)
    if not (isinstance(found, type) and issubclass(found, LRScheduler)) or found is LRScheduler:
        return None
    # Adam has no momentum that could be cycled against the rate
    return partial(found, cycle_momentum=False) if name == "CyclicLR" else found
