"""Adversarial training of the DSM enhancer: a generator of heights against a PatchGAN that judges them.

After P. Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017, and, for
heights, K. Bittner et al., ISPRS Archives XLII-2 (2018). Least squares: X. Mao et al., "Least squares
generative adversarial networks", ICCV 2017. Wasserstein distance with gradient penalty: I. Gulrajani et al.,
"Improved training of Wasserstein GANs", NeurIPS 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import RooflineError
from .initialise import GAIN, SCHEMES

MODES = ("vanilla", "lsgan", "wgangp")
KINDS = ("basic_rewritten", "basic", "n_layers", "custom", "pixel")
TINY = 1e-16  # added to gradients, whose norm has no slope at zero
Judge = Callable[[Tensor], Tensor]
Descend = Callable[[str, Tensor], None]


@dataclass(frozen=True)
class Rules:
    """What the generator is trained against: the kind of verdict, the weight of the mean absolute error in
    normalised heights, that of the gradient penalty (wgangp alone), the discriminator and fresh weights.
    """

    mode: str = "vanilla"
    l1_weight: float = 100.0
    penalty: float = 10.0
    discriminator: dict[str, Any] = field(default_factory=dict)
    initialisation: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Rules:
        """The rules of a training plan's `adversarial` section."""
        known = {entry.name for entry in fields(cls)}
        _refuse_unknown(values, known, "adversarial")
        rules = cls(**values)
        _choice(rules.mode, MODES, "adversarial.mode")
        for name in ("l1_weight", "penalty"):
            _number(getattr(rules, name), f"adversarial.{name}")
        discriminator, fresh = "adversarial.discriminator", "adversarial.initialisation"
        _refuse_unknown(rules.discriminator, {"kind", "width", "layers", "norm"}, discriminator)
        _choice(rules.discriminator.get("kind", KINDS[0]), KINDS, f"{discriminator}.kind")
        _refuse_unknown(rules.initialisation, {"scheme", "gain"}, fresh)
        _choice(rules.initialisation.get("scheme", SCHEMES[0]), SCHEMES, f"{fresh}.scheme")
        _number(rules.initialisation.get("gain", GAIN), f"{fresh}.gain")
        return rules

    def judge_options(self, inputs: int) -> dict[str, Any]:
        """Options of a fresh discriminator for a generator of `inputs` planes.

        A gradient penalty is of one sample alone, which batch norm mixes with others (Gulrajani et al. §4).
        """
        norm = "instance" if self.mode == "wgangp" else "batch"
        return {"kind": KINDS[0], "norm": norm, **self.discriminator, "input_channels": inputs + 1}


def verdict_loss(mode: str, logits: Tensor, real: bool) -> Tensor:
    """How far logits (any shape) are from calling an image real, or generated."""
    if mode == "wgangp":
        return -logits.mean() if real else logits.mean()
    target = torch.full_like(logits, float(real))
    if mode == "lsgan":
        return functional.mse_loss(logits, target)
    return functional.binary_cross_entropy_with_logits(logits, target)


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
    return weight * (norms - 1).square().mean()


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of values (N, 1, H, W) where the mask is True; 0 where it never is."""
    return (values * mask).sum() / mask.sum().clamp(min=1)


def adversarial_step(
    networks: dict[str, nn.Module], batch: Any, rules: Rules, descend: Descend
) -> dict[str, float]:
    """One step of the discriminator and one of the generator; the losses, in normalised heights.

    `batch` has inputs, target and mask (N, ., H, W); `descend` takes an optimiser's name and a loss. The
    order is pix2pix's: the discriminator sees generated, real and, after its step, generated heights again,
    so that the statistics of its batch norms move three times. Where the mask is False it sees the target.
    """
    generator, judge = networks["network"], networks["discriminator"]
    inputs, target, mask = batch.inputs, batch.target, batch.mask

    def verdict(heights: Tensor) -> Tensor:
        return judge(torch.cat((inputs, heights), dim=1)).float()

    made = generator(inputs).float()
    fake = torch.where(mask, made, target)
    judge.requires_grad_(True)
    terms = {
        "d_fake": verdict_loss(rules.mode, verdict(fake.detach()), False),
        "d_real": verdict_loss(rules.mode, verdict(target), True),
    }
    if rules.mode == "wgangp" and rules.penalty > 0:
        with unmoved_statistics(judge):
            terms["penalty"] = gradient_penalty(verdict, target, fake, rules.penalty)
    descend("discriminator", 0.5 * sum(terms.values(), torch.zeros_like(terms["d_fake"])))
    judge.requires_grad_(False)
    terms["g_gan"] = verdict_loss(rules.mode, verdict(fake), True)
    terms["l1"] = masked_mean((made - target).abs(), mask)
    terms["loss"] = terms["g_gan"] + rules.l1_weight * terms["l1"]
    descend("network", terms["loss"])
    terms["mse"] = masked_mean((made - target).square(), mask)
    return {name: float(value.detach()) for name, value in terms.items()}


@contextmanager
def unmoved_statistics(network: nn.Module) -> Iterator[None]:
    """Leaves the running statistics of batch norms as they are."""
    norms = [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]
    for norm in norms:
        norm.track_running_stats = False
    try:
        yield
    finally:
        for norm in norms:
            norm.track_running_stats = True


def _refuse_unknown(values: Any, known: set[str], path: str) -> None:
    if not isinstance(values, dict):
        raise RooflineError(f"{path} is no object; give names and values in braces.")
    for name in values:
        if name not in known:
            raise RooflineError(f"{path}.{name} is unknown; choose from {', '.join(sorted(known))}.")


def _choice(value: Any, known: tuple[str, ...], path: str) -> None:
    if value not in known:
        raise RooflineError(f"{path} is {value!r}; choose one of {', '.join(known)}.")


def _number(value: Any, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise RooflineError(f"{path} is {value!r}; give a number of at least 0.")
