"""What is trained of a finder of buildings: a network with a step on masks, or a generator of them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ...engine.device import Device
from ...modelfile.parts import Card
from ..config.common import descent, schedule
from ..data.batch import Batch
from ..loop.gan import AdversarialTask, GanConfig
from ..loop.init import initialise
from ..loop.optimizers import COSINE, Schedule, optimizer
from ..loop.records import ScheduleSettings
from ..loop.task import Task, Term, fresh_networks
from .losses import mask_loss
from .plan import MaskPlan, fitted, start_model
from .targets import Target, target_of

LAST_RATE, WARM_UP = 1e-6, 0.05  # of the cosine; the share of steps in which the rate rises
METRIC = "IOU"
BETAS = (0.5, 0.999)  # of adversarial trainings, as Isola et al.


class MaskTask(Task[Batch]):
    """A network of logits; judged by the IoU of its mask, pooled over the windows."""

    metric, higher_is_better = METRIC, True

    def step(self, batch: Batch) -> dict[str, float]:
        return self.learn(batch.inputs, lambda logits: mask_loss(logits, batch.target, batch.mask))

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            logits = self.network(batch.inputs)
        common, union = overlap(logits[:, :1] > 0, batch)
        return {METRIC: (common, union)}


class FootprintTask(AdversarialTask):
    """A generator of footprints against a discriminator, as pix2pix is trained.

    What is unknown is kept from the discriminator: it sees nothing there, of the truth and of what was made.
    """

    metric, higher_is_better = METRIC, True

    def __init__(self, *arguments: Any, l1_weight: float, target: Target, **options: Any) -> None:
        self._target = target
        rules = GanConfig(l1_weight=l1_weight)
        super().__init__(*arguments, rules=rules, terms=self._terms, judged=self._judge, **options)

    def step(self, batch: Any) -> dict[str, float]:
        """A step on what the discriminator is to compare."""
        return super().step(batch._replace(target=self._target.painted(batch.target, batch.mask)))

    def shown(self, made: Tensor) -> Tensor:
        return self._target.shown(made)

    def _terms(self, made: Tensor, batch: Batch) -> tuple[dict[str, Term], dict[str, float]]:
        terms = self._target.terms(made, batch.target, batch.mask)
        return terms, dict.fromkeys(terms, self._rules.l1_weight)

    def _judge(self, made: Tensor, batch: Batch) -> dict[str, Term]:
        common, union = overlap(self._target.found(made), batch)
        return {METRIC: (torch.tensor(common), torch.tensor(union))}


def overlap(found: Tensor, batch: Batch) -> tuple[float, float]:
    """Pixels in both masks, and in either, where the labels are known."""
    found, truth = found & batch.mask, (batch.target[:, :1] > 0) & batch.mask
    return float((found & truth).sum()), max(float((found | truth).sum()), 1.0)


def task_of(plan: MaskPlan, card: Card, where: Device) -> Task[Any]:
    """The networks of a card, fresh or started from the plan's model, with what the plan trains them by."""
    values = plan.chosen
    start = fitted(start_model(values["start"]), plan.layers) if values["start"] is not None else None
    taken = None if start is None else (str(values["start"]), start)
    adversarial = values["architecture"] == "pix2pix"
    fresh = initialise if adversarial else None  # N(0, 0.02), as Isola et al.
    seeds = {"network": values["seed"], **({"discriminator": values["seed"] + 1} if adversarial else {})}
    modules = fresh_networks(card, where, seeds, fresh, taken)
    usual = {"betas": BETAS} if adversarial and values["optimizer_name"] != "SGD" else {}
    settings = descent(values, **usual)
    optimizers = {name: optimizer(settings, module.parameters()) for name, module in modules.items()}
    rates: ScheduleSettings = {"name": COSINE, "settings": {"eta_min": LAST_RATE, "warm_up": WARM_UP}}
    chosen = schedule(values, None if values["compatibility"] else rates)
    course = Schedule(chosen, list(optimizers.values()), values["epochs"])
    options: dict[str, Any] = {"clip": values["clip"], "ema": values["ema"]}
    if adversarial:
        options["target"] = target_of(card, values["contour"], values["compatibility"])
        return FootprintTask(*(modules, optimizers, course, where), l1_weight=values["l1_weight"], **options)
    return MaskTask(modules, optimizers, course, where, **options)
