"""The DSM enhancer's training: its generator's terms in heights, against a PatchGAN that judges them."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import Tensor

from ...engine.device import Device
from ...modelfile.parts import Card
from ..data.batch import Batch
from ..loop.gan import AdversarialTask, GanConfig
from ..loop.init import initialise
from ..loop.optimizers import Schedule, optimizer
from ..loop.task import Term, freeze, masked
from .losses import height_terms, metres
from .plan import Plan
from .task import frozen_parts, networks_of


class HeightTerms:
    """Losses of generated heights: normalised ones, and further ones ("gradient", "normal") in metres."""

    def __init__(self, l1_weight: float, loss: dict[str, float] | None = None) -> None:
        self._l1_weight = l1_weight
        self._further = {name: weight for name, weight in (loss or {}).items() if weight and name != "l1"}

    def __call__(self, made: Tensor, batch: Batch) -> tuple[dict[str, Term], dict[str, float]]:
        """Terms and weights; those in metres count as the absolute error in metres does."""
        error = made - batch.target
        terms = {
            "l1": masked(error.abs(), batch.mask),
            "mse": masked(error.square(), batch.mask),
            **height_terms(made, batch, self._further),
        }
        metre = self._l1_weight / (float(batch.scale[0]) if len(batch.scale) else 1.0)
        further = {name: metre * weight for name, weight in self._further.items()}
        return terms, {"l1": self._l1_weight, **further}


class EnhancerTask(AdversarialTask):
    """A generator of heights; `loss` weighs further terms beside the mean absolute error in metres."""

    def __init__(
        self, *arguments: Any, rules: GanConfig, loss: dict[str, float] | None = None, **options: Any
    ) -> None:
        terms = HeightTerms(rules.l1_weight, loss)
        super().__init__(*arguments, rules=rules, terms=terms, judged=judged, **options)


def judged(made: Tensor, batch: Batch) -> dict[str, Term]:
    """Absolute errors of generated heights and of the input, in metres, and normalised."""
    sums = {"MAE": made - batch.target, "before": batch.inputs[:, :1] - batch.target}
    pairs = {name: masked(metres(error, batch).abs(), batch.mask) for name, error in sums.items()}
    pairs["l1"] = masked((made - batch.target).abs(), batch.mask)
    return pairs


def adversarial_task(plan: Plan, card: Card, where: Device) -> EnhancerTask:
    """Generator and discriminator of a card, fresh or started from the plan's model."""
    rules = GanConfig.of(plan.adversarial)
    fresh = partial(initialise, **rules.initialisation)
    modules = networks_of(plan, card, where, ("network", "discriminator"), fresh)
    frozen = frozen_parts(plan, card)
    freeze(modules["network"], frozen)
    optimizers = {name: optimizer(plan.optimizer, module.parameters()) for name, module in modules.items()}
    schedule = Schedule(plan.scheduler, list(optimizers.values()), plan.epochs)
    options: dict[str, Any] = {
        "clip": plan.clip,
        "ema": plan.ema,
        "frozen": frozen,
        "freeze_norms": plan.freeze_norms,
    }
    return EnhancerTask(modules, optimizers, schedule, where, rules=rules, loss=plan.loss, **options)
