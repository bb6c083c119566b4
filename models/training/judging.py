"""Judgements of any training: what is compared, on which samples, and what came of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from ..engine.device import Device
from ..modelfile.parts import Card
from ..progress import Cancel
from .loop import checkpoints
from .loop.trainer import Outcome
from .provenance import loaded

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judgement:
    """Metrics of the input ("before", if it is of the same kind), of the model that training started from
    ("start", if any) and of the trained one ("after"); the factor that makes an uncertainty hold; some
    samples to look at; the number of samples. `metric` decides, and `higher_is_better` which way.
    """

    metrics: dict[str, dict[str, float]] = field(default_factory=dict)
    factor: float | None = None
    views: tuple[Any, ...] = ()
    windows: int = 0
    metric: str = "MAE"
    higher_is_better: bool = False

    @property
    def is_worse_than_start(self) -> bool:
        """Whether the model that training started from is the better one."""
        start, after = self.metrics.get("start"), self.metrics.get("after")
        if not start or not after:
            return False
        one, other = start[self.metric], after[self.metric]
        return one > other if self.higher_is_better else one < other


def say_cancelled(judged: int, count: int, cancelled: Cancel) -> bool:
    """Whether a judgement was cancelled; the log is told then how many samples were judged."""
    if cancelled is None or not cancelled():
        return False
    log.warning(
        "Cancelled: the model is judged on %d window of %d."
        if judged == 1
        else "Cancelled: the model is judged on %d windows of %d.",
        judged,
        count,
    )
    return True


def compared(outcome: Outcome, start: nn.Module | None, where: Device) -> tuple[Card, dict[str, nn.Module]]:
    """The card of a training, and on the device the networks to be judged: its best weights ("after"), and
    the network that it started from ("start"), if any.
    """
    best = checkpoints.read(outcome.best)
    networks = {"after": loaded(best.spec.network, best.weights)}
    if start is not None:
        networks["start"] = start
    return best.spec, {name: network.to(where.kind).eval() for name, network in networks.items()}


def evenly(count: int, most: int) -> list[int]:
    """At most `most` of `count` indices, evenly spread."""
    if count <= most:
        return list(range(count))
    return [int((k + 0.5) * count / most) for k in range(most)]
