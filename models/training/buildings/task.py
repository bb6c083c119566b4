"""What is trained of a finder of buildings: a network with a step on masks, or a generator of them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ...engine.device import Device
from ..data.batch import Batch
from ..loop.gan import AdversarialTask, GanConfig
from ..loop.optimizers import COSINE, Schedule, optimizer
from ..loop.task import Task, Term, fresh_network, masked
from .losses import mask_loss
from .plan import MaskPlan, fitted, start_model

LAST_RATE, WARM_UP = 1e-6, 0.05  # of the cosine; the share of steps in which the rate rises
METRIC = "IOU"


class MaskTask(Task[Batch]):
    """A network of logits; judged by the IoU of its mask, pooled over the windows."""

    metric, higher_is_better = METRIC, True

    def step(self, batch: Batch) -> dict[str, float]:
        self.train()
        with self.precision():
            logits = self.forward["network"](batch.inputs)
        terms = mask_loss(logits, batch.target, batch.mask)
        self.descend(terms["total"])
        return {name: float(value.detach()) for name, value in terms.items()}

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            logits = self.network(batch.inputs)
        common, union = overlap(logits[:, :1] > 0, batch)
        return {METRIC: (common, union)}


class FootprintTask(AdversarialTask):
    """A generator of masks in -1..1 against a discriminator, as pix2pix is trained."""

    metric, higher_is_better = METRIC, True

    def __init__(self, *arguments: Any, l1_weight: float, bands: int = 1, **options: Any) -> None:
        self._bands = bands
        rules = GanConfig(l1_weight=l1_weight)
        super().__init__(*arguments, rules=rules, terms=self._terms, judged=self._judge, **options)

    def step(self, batch: Any) -> dict[str, float]:
        """Buildings as -1 and 1, in as many bands as the generator makes."""
        return super().step(batch._replace(target=(2 * batch.target - 1).repeat(1, self._bands, 1, 1)))

    def _terms(self, made: Tensor, batch: Batch) -> tuple[dict[str, Term], dict[str, float]]:
        terms = {"l1": masked((made - batch.target).abs(), batch.mask)}
        return terms, {"l1": self._rules.l1_weight}

    def _judge(self, made: Tensor, batch: Batch) -> dict[str, Term]:
        common, union = overlap(made[:, :1] > 0, batch)
        return {METRIC: (torch.tensor(common), torch.tensor(union))}


def overlap(found: Tensor, batch: Batch) -> tuple[float, float]:
    """Pixels in both masks, and in either, where the labels are known."""
    found, truth = found & batch.mask, (batch.target > 0) & batch.mask
    return float((found & truth).sum()), max(float((found | truth).sum()), 1.0)


def task_of(plan: MaskPlan, card: dict[str, Any], where: Device) -> Task[Any]:
    """The networks of a card, fresh or started from the plan's model, with what the plan trains them by."""
    start = fitted(start_model(plan.start), plan)[0] if plan.start is not None else None
    taken = None if start is None else (str(plan.start), start.network)
    modules = {"network": fresh_network(card["network"], where, int(plan.seed), start=taken)}
    if plan.architecture == "pix2pix":
        entry = card["discriminator"]
        other = (
            None if start is None or start.discriminator is None else (str(plan.start), start.discriminator)
        )
        modules["discriminator"] = fresh_network(entry, where, int(plan.seed) + 1, start=other)
    settings = {"name": plan.optimizer_name, "learning_rate": plan.learning_rate}
    if plan.architecture == "pix2pix":  # Isola et al.
        settings = {"name": "Adam", "learning_rate": plan.learning_rate, "betas": (0.5, 0.999)}
    optimizers = {name: optimizer(settings, module.parameters()) for name, module in modules.items()}
    rates = {"eta_min": LAST_RATE, "warm_up": WARM_UP}
    schedule = Schedule({"name": COSINE, "settings": rates}, list(optimizers.values()), plan.epochs)
    options: dict[str, Any] = {"clip": plan.clip, "ema": plan.ema}
    if plan.architecture == "pix2pix":
        bands = int(card["output"]["bands"])
        return FootprintTask(
            *(modules, optimizers, schedule, where), l1_weight=plan.l1_weight, bands=bands, **options
        )
    return MaskTask(modules, optimizers, schedule, where, **options)
