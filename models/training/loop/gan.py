"""Adversarial training: a generator of heights, masks or images against a discriminator that judges them.

After P. Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017, and, for
heights, K. Bittner et al., ISPRS Archives XLII-2 (2018). Least squares: X. Mao et al., "Least squares
generative adversarial networks", ICCV 2017. Wasserstein distance with gradient penalty: I. Gulrajani et al.,
"Improved training of Wasserstein GANs", NeurIPS 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...errors import RooflineError
from ...formats.checks import number, one_of
from ...formats.objects import JsonObject
from ...language import shown
from ...modelfile.parts import Options
from .init import GAIN, SCHEMES
from .task import Batch, Task, Term, combined

MODES = ("vanilla", "lsgan", "wgangp")
KINDS = ("basic_rewritten", "basic", "n_layers", "custom", "pixel")
TINY = 1e-16  # added to gradients, whose norm has no slope at zero
Judge = Callable[[Tensor], Tensor]


class Pictures(Batch, Protocol):
    """Samples for a generator: inputs (N, C, H, W), target (N, B, H, W), mask (N, 1 or B, H, W), True where
    the target is known.
    """

    @property
    def inputs(self) -> Tensor: ...
    @property
    def target(self) -> Tensor: ...
    @property
    def mask(self) -> Tensor: ...


# What a generator made (N, B, H, W) and its batch -> further terms of its loss, and their weights.
GeneratorTerms = Callable[[Tensor, Any], "tuple[dict[str, Term], dict[str, float]]"]
Judged = Callable[[Tensor, Any], "dict[str, Term]"]


@dataclass(frozen=True)
class GanConfig:
    """What the generator is trained against: the kind of verdict, the weight of the mean absolute error in
    normalised heights, that of the gradient penalty (wgangp alone), the discriminator and fresh weights.
    """

    mode: str = "vanilla"
    l1_weight: float = 100.0
    penalty: float = 10.0
    discriminator: JsonObject = field(default_factory=dict)
    initialisation: JsonObject = field(default_factory=dict)

    @classmethod
    def of(cls, values: JsonObject) -> GanConfig:
        """The rules of a training plan's `adversarial` section."""
        known = {entry.name for entry in fields(cls)}
        _refuse_unknown(values, known, "adversarial")
        rules = cls(**values)
        one_of(*MODES)(rules.mode, "adversarial.mode")
        for name in ("l1_weight", "penalty"):
            number()(getattr(rules, name), f"adversarial.{name}")
        discriminator, fresh = "adversarial.discriminator", "adversarial.initialisation"
        _refuse_unknown(rules.discriminator, {"kind", "width", "layers", "norm"}, discriminator)
        one_of(*KINDS)(rules.discriminator.get("kind", KINDS[0]), f"{discriminator}.kind")
        _refuse_unknown(rules.initialisation, {"scheme", "gain"}, fresh)
        one_of(*SCHEMES)(rules.initialisation.get("scheme", SCHEMES[0]), f"{fresh}.scheme")
        number()(rules.initialisation.get("gain", GAIN), f"{fresh}.gain")
        return rules

    def judge_options(self, inputs: int) -> Options:
        """Options of a fresh discriminator for a generator of `inputs` planes.

        A gradient penalty is of one sample alone, which batch norm mixes with others (Gulrajani et al. §4).
        """
        norm = "instance" if self.mode == "wgangp" else "batch"
        return {"kind": KINDS[0], "norm": norm, **self.discriminator, "input_channels": inputs + 1}


def verdict_loss(mode: str, logits: Tensor, real: float) -> Tensor:
    """How far logits (any shape) are from calling an image real (1), or generated (0); in between the labels
    are smoothed, which wgangp does not know.
    """
    if mode == "wgangp":
        return _mean(-logits if real else logits)
    target = torch.full_like(logits, real)
    if mode == "lsgan":
        return _mean((logits - target).square())
    return _mean(functional.binary_cross_entropy_with_logits(logits, target, reduction="none"))


def gradient_penalty(
    judge: Judge, real: Tensor, fake: Tensor, weight: float = 10.0, where: str = "mixed"
) -> Tensor:
    """weight * mean (|gradient of the verdict| - 1)^2 at samples (N, C, H, W) between real and fake, or at
    one of them (Gulrajani et al., eq. 3). It has a slope itself, for the judge to follow.
    """
    share = torch.rand(len(real), 1, 1, 1, device=real.device, dtype=real.dtype)
    points = {"real": lambda: real, "fake": lambda: fake, "mixed": lambda: torch.lerp(fake, real, share)}
    samples = points[where]().detach().requires_grad_(True)
    logits = judge(samples)
    (slopes,) = torch.autograd.grad(logits, samples, torch.ones_like(logits), create_graph=True)
    norms = (slopes.flatten(1) + TINY).norm(2, dim=1)
    return weight * _mean((norms - 1).square())


class DiscriminatorLoss(nn.Module):
    """A discriminator's loss on generated and real heights as one module, which shares gradients once."""

    def __init__(self, judge: nn.Module, rules: GanConfig) -> None:
        super().__init__()
        self.judge, self._rules = judge, rules

    def forward(self, inputs: Tensor, fake: Tensor, real: Tensor) -> dict[str, Tensor]:
        """Terms of the loss; generated heights come first, as in pix2pix. All are (N, ., H, W)."""
        terms = {
            "d_fake": verdict_loss(self._rules.mode, self.of(inputs, fake), False),
            "d_real": verdict_loss(self._rules.mode, self.of(inputs, real), True),
        }
        if self._rules.mode == "wgangp" and self._rules.penalty > 0:
            with unmoved_statistics(self.judge), torch.autocast(inputs.device.type, enabled=False):
                verdict = partial(self.of, inputs)
                terms["penalty"] = gradient_penalty(verdict, real, fake, self._rules.penalty)
        return terms

    def of(self, inputs: Tensor, heights: Tensor) -> Tensor:
        """Logits of heights (N, 1, H, W) that were made from inputs (N, C, H, W)."""
        logits: Tensor = self.judge(torch.cat((inputs, heights), dim=1))
        return logits.float()


class AdversarialTask(Task[Pictures]):
    """A generator and its discriminator, each with an optimiser.

    `terms` makes the generator's further terms of what it made and of the batch, and their weights; `judged`
    the sums and counts that it is judged by.
    """

    def __init__(
        self, *arguments: Any, rules: GanConfig, terms: GeneratorTerms, judged: Judged, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._rules, self._generator_terms, self._judged = rules, terms, judged
        self._verdicts = DiscriminatorLoss(self.modules["discriminator"], rules)

    def step(self, batch: Pictures) -> dict[str, float]:
        """A step of the discriminator, then of the generator; the losses, and the terms they are made of.

        The order is pix2pix's: the discriminator sees generated, real and, after its step, generated planes
        again, so that statistics of its batch norms move three times. What the mask hides of the target is
        shown as it is there, in both.
        """
        self.train()
        with self.precision():
            made = self.modules["network"](batch.inputs)
        made = made.float()
        fake = torch.where(batch.mask, self.shown(made), batch.target)
        told = step_of_discriminator(self, self._verdicts, batch.inputs, fake, batch.target)
        with self.precision():
            logits = self._verdicts.of(batch.inputs, fake)
        further, weights = self._generator_terms(made, batch)
        terms = {**as_terms({"g_gan": verdict_loss(self._rules.mode, logits, True)}, made), **further}
        weights = {"g_gan": 1.0, **weights}
        loss, means = combined(terms, weights)
        self.descend(loss)
        return {"total": sum(weight * means[name] for name, weight in weights.items()), **told, **means}

    def shown(self, made: Tensor) -> Tensor:
        """What the discriminator sees of what was made (N, B, H, W), such as shares of classes for logits."""
        return made

    @torch.inference_mode()
    def validate(self, batch: Pictures) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            made = self.network(batch.inputs).float()
        return {
            name: (float(total), float(count)) for name, (total, count) in self._judged(made, batch).items()
        }


def step_of_discriminator(
    task: Task[Any], verdicts: nn.Module, inputs: Tensor, fake: Tensor, real: Tensor
) -> dict[str, float]:
    """A step of a task's discriminator on what was made from inputs and what is real (N, ., H, W): its terms.

    `verdicts` makes the terms of these three. The discriminator is left without gradients, for the
    generator's step.
    """
    judge = task.modules["discriminator"]
    judge.requires_grad_(True)
    with task.precision():
        found = verdicts(inputs, fake.detach(), real)
    terms = as_terms(found, fake)
    # half of all: the penalty keeps its ratio to the verdicts (Gulrajani et al., eq. 3)
    loss, told = combined(terms, dict.fromkeys(terms, 0.5))
    task.descend(loss, "discriminator")
    judge.requires_grad_(False)
    return told


def as_terms(means: dict[str, Tensor], of: Tensor) -> dict[str, Term]:
    """Means over samples (N, ...) as sums and counts."""
    count = torch.tensor(len(of), device=of.device)
    return {name: (mean * count, count) for name, mean in means.items()}


@contextmanager
def unmoved_statistics(network: nn.Module) -> Iterator[None]:
    """Leaves the running statistics of batch norms as they are."""
    parts = (part for part in network.modules() if isinstance(part, nn.BatchNorm2d))
    norms = [part for part in parts if part.track_running_stats]
    for norm in norms:
        norm.track_running_stats = False
    try:
        yield
    finally:
        for norm in norms:
            norm.track_running_stats = True


def _mean(values: Tensor) -> Tensor:
    """The mean; 0 of nothing, which is what a process has that got no sample of a batch."""
    return values.mean() if values.numel() else values.sum()


def _refuse_unknown(values: Any, known: set[str], path: str) -> None:
    if not isinstance(values, dict):
        raise RooflineError("{path} is no object; give names and values in braces.", path=path)
    for name in values:
        if name not in known:
            raise RooflineError(
                "{path}.{name} is unknown; choose from {known}.",
                path=path,
                name=shown(name),
                known=", ".join(sorted(known)),
            )
