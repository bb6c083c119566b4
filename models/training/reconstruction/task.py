"""What is trained of an occupancy network: a step on ragged patches, and how queries are judged."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ...clouds.occupancy import MASKS
from ...engine.device import Device
from ...evaluation.occupancy import Tally
from ...modelfile.parts import Card
from ...modelfile.reconstruction import Reconstruction
from ...networks.implicity import occupied
from ..loop.optimizers import Schedule, optimizer
from ..loop.records import ScheduleSettings
from ..loop.task import Task, Term, combined, fresh_networks
from .plan import Plan
from .samples import Clouds
from .sections import LossWeights, Weights
from .start import start_model

LAND = MASKS[1:]


class OccupancyTask(Task[Clouds]):
    """Cross entropy of occupancy, each query weighed by the masks it lies in.

    The loss is a mean over all queries of a batch, those of weight 0 too. `summed`: gradients of the batches
    that make a step are added up, as the original does, not averaged; to Adam that is nearly the same.
    """

    metric, higher_is_better = "IOU", True

    def __init__(
        self, *arguments: Any, weights: LossWeights, summed: bool, threshold: float, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._weights, self._summed, self._threshold = weights, summed, threshold

    def step(self, batch: Clouds) -> dict[str, float]:
        self.train()
        with self.precision():
            logits = self.modules["network"](batch.points, batch.queries, batch.images)
        terms = occupancy_terms(logits, batch, self._weights)
        loss, means = combined(terms, {"total": 1.0})
        self.descend(loss * self._group if self._summed else loss)
        return means

    @torch.inference_mode()
    def validate(self, batch: Clouds) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            logits = self.network(batch.points, batch.queries, batch.images)
        terms = occupancy_terms(logits, batch, self._weights)
        judged = {name: (float(total), float(count)) for name, (total, count) in terms.items()}
        tallies = [
            Tally.of(*(labels[known].cpu().numpy() for labels in (classes(each, self._threshold), true)))
            for each, true, known in zip(logits, batch.occupied, (masks[:, 0] for masks in batch.masks))
        ]
        ious = [tally.iou for tally in tallies if not math.isnan(tally.iou)]
        judged["IOU"] = (float(np.sum(ious)), float(len(ious)))
        whole = sum(tallies, Tally())
        judged["PRECISION"] = (float(whole.both), float(whole.predicted))
        judged["RECALL"] = (float(whole.both), float(whole.true))
        return judged


def classes(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """The class (M,) of queries with logits (M, out_dim)."""
    return occupied(logits, threshold).long() if logits.shape[-1] == 1 else logits.argmax(-1)


def occupancy_terms(logits: list[Tensor], batch: Clouds, weights: LossWeights) -> dict[str, Term]:
    """Sums and numbers of queries of the loss, and of its parts on each kind of land."""
    flat, true = torch.cat(logits).float(), torch.cat(batch.occupied)
    masks = torch.cat(batch.masks)
    if flat.shape[-1] == 1:
        target = (true > 0).to(flat.dtype)
        each = functional.binary_cross_entropy_with_logits(flat[:, 0], target, reduction="none")
    else:
        each = functional.cross_entropy(flat, true, reduction="none")
    each = each * _weight(masks[:, 0], weights["gt"])
    count = torch.tensor(float(len(true)), device=flat.device)
    terms, factor = {}, torch.ones_like(each)
    for column, name in enumerate(LAND, 1):
        land = _land_weights(name, masks, weights)
        own = _weight(masks[:, column], land)
        factor = factor * own
        terms[name] = ((each * own).detach().sum(), count)
    return {"total": ((each * factor).sum(), count), **terms}


def _weight(mask: Tensor, weights: Weights) -> Tensor:
    """Weights (M,) outside and inside a mask."""
    outside, inside = weights if isinstance(weights, (list, tuple)) else (weights, weights)
    return torch.where(mask, float(inside), float(outside))


def _land_weights(name: str, masks: Tensor, weights: LossWeights) -> Weights:
    if name != "building" or not weights["balance_building_weight"]:
        return weights["land"][name]
    share = float(masks[:, 1].float().mean()) if len(masks) else 0.5
    return [share, 1 - share]


def task_of(plan: Plan, card: Card, where: Device) -> OccupancyTask:
    """The network of a card, fresh or that of the plan's model, with what the plan trains it by."""
    training = plan.training
    start = None if plan.start is None else (plan.start, start_model(plan.start))
    modules = fresh_networks(card, where, {"network": training["random_seed"]}, start=start)
    network = modules["network"]
    own = optimizer({"name": "Adam", "learning_rate": training["learning_rate"]}, network.parameters())
    return OccupancyTask(
        modules,
        {"network": own},
        Schedule(schedule_of(plan), [own], plan.epochs),
        where,
        weights=training["loss_weights"],
        summed=training["summed"],
        threshold=(card.reconstruction or Reconstruction()).needed("threshold"),
        clip=training["gradient_clipping"],
        ema=training["ema"],
    )


def schedule_of(plan: Plan) -> ScheduleSettings | None:
    """Name and settings of the learning rate's schedule; the original's go by steps of the optimiser."""
    told = plan.training["scheduler"]
    if told["type"] is None:
        return None
    known: tuple[str, ...] = {
        "CyclicLR": ("base_lr", "max_lr", "mode", "gamma", "step_size_up", "step_size_down"),
        "MultiStepLR": ("milestones", "gamma"),
        "CosineAnnealingLR": ("T_max", "eta_min", "warm_up"),
    }[told["type"]]  # a configuration may inherit settings of another schedule
    settings = {name: value for name, value in (told.get("kwargs") or {}).items() if name in known}
    chosen: ScheduleSettings = {"name": told["type"], "settings": settings}
    return chosen if told["type"] == "CosineAnnealingLR" else {**chosen, "by_steps": True}
