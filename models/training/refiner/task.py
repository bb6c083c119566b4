"""What is trained of a refiner: a network of a plan's card, a step on heights, how a batch is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from ... import networks
from ...engine.device import Device
from ...errors import RooflineError
from ...modelfile.parts import Card
from ..data.batch import Batch
from ..loop.optimizers import Schedule, optimizer
from ..loop.task import Task, combined, freeze, fresh_networks, masked
from .cards import start_of_plan
from .losses import LAPLACE_NLL, height_terms, metres
from .plan import Plan


class RefineTask(Task[Batch]):
    """A refiner of heights: a weighted sum of masked losses in metres.

    `unweighted` judges batches, not pixels, by their mean, as the published ResDepth does; `compared`: the
    first input is the surface that is refined, and its own error is told beside.
    """

    def __init__(
        self,
        *arguments: Any,
        loss: dict[str, float],
        unweighted: bool = False,
        compared: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._weights = {name: weight for name, weight in loss.items() if weight}
        self._unweighted, self._compared = unweighted, compared
        if not self._weights:
            raise RooflineError("training_settings.loss weighs nothing; give a loss a weight above 0.")

    def step(self, batch: Batch) -> dict[str, float]:
        self.train()
        with self.precision():
            output = self.modules["network"](batch.inputs)
        terms = height_terms(output, batch, self._weights)
        weights = {**self._weights, **({"laplace_nll": LAPLACE_NLL} if "laplace_nll" in terms else {})}
        loss, means = combined(terms, weights)
        self.descend(loss)
        return {"total": sum(weight * means[name] for name, weight in weights.items()), **means}

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            output = self.network(batch.inputs)
        terms = height_terms(output, batch, self._weights)
        if self._compared:
            before = metres(batch.inputs[:, :1] - batch.target, batch)
            terms["before"] = masked(before.abs(), batch.mask)
        judged = {name: (float(total), float(count)) for name, (total, count) in terms.items()}
        if not self._unweighted:
            return judged
        return {name: (total / max(count, 1), float(count > 0)) for name, (total, count) in judged.items()}


def task_of(plan: Plan, card: Card, where: Device) -> RefineTask:
    """The networks of a card, fresh or started from the plan's model, with what the plan trains them by."""
    network = networks_of(plan, card, where)["network"]
    frozen = frozen_parts(plan, card)
    freeze(network, frozen)
    own = optimizer(plan.optimizer, network.parameters())
    schedule = Schedule(plan.scheduler, [own], plan.epochs)
    return RefineTask(
        *({"network": network}, {"network": own}, schedule, where),
        loss=plan.loss,
        unweighted=plan.compatibility,
        compared=not card.inputs[0].withheld,
        clip=plan.clip,
        ema=plan.ema,
        frozen=frozen,
        freeze_norms=plan.freeze_norms,
    )


def networks_of(
    plan: Plan,
    card: Card,
    where: Device,
    names: Sequence[str] = ("network",),
    fresh: Callable[[nn.Module], object] | None = None,
) -> dict[str, nn.Module]:
    """Networks of a card, fresh or of the plan's start model; each has a seed of its own."""
    start = None if plan.start is None else (str(plan.start), start_of_plan(plan))
    seeds = {name: plan.seed + number for number, name in enumerate(names)}
    return fresh_networks(card, where, seeds, fresh, start)


def frozen_parts(plan: Plan, card: Card) -> tuple[str, ...]:
    """First parts of the names of weights that stay as they are."""
    family = card.network.family
    if plan.freeze_encoder and not networks.FAMILIES[family].encoder:
        raise RooflineError(
            "The encoder of a {family} network cannot be frozen; train all of it.", family=family
        )
    return networks.FAMILIES[family].encoder if plan.freeze_encoder else ()
