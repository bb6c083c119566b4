"""One step of a painter's training: the discriminator, then the generator, which paints anew.

After P. Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017. Smoothed
labels of real images alone: T. Salimans et al., "Improved techniques for training GANs", NeurIPS 2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ...imagery.masks import CLASSES
from ...raster.arrays import MaskArray
from ..loop.gan import as_terms, step_of_discriminator, unmoved_statistics, verdict_loss
from ..loop.task import Task, Term, combined
from . import losses

SHOWN = 4  # windows of a batch that are shown, as in SatGen-CV
TAGS = {
    "total": "Generator",
    "discriminator": "Discriminator",
    "l1": "L1",
    "g_gan": "GAN",
    "perceptual": "Perceptual",
}


@dataclass(frozen=True)
class Batch:
    """Windows: masks (N, classes, H, W; 1 yes, -1 no, 0 unknown) and further planes of the network in
    `inputs`, images (N, B, H, W) in -1..1, where they count (N, 1, H, W), pixel sizes (N,) in metres.
    """

    inputs: Tensor
    target: Tensor
    mask: Tensor
    gsd: Tensor

    def to(self, kind: str) -> Batch:
        """The same on a torch device."""
        return Batch(*(each.to(kind) for each in (self.inputs, self.target, self.mask, self.gsd)))

    def part(self, indices: Sequence[int]) -> Batch:
        """Some of the windows."""
        chosen = list(indices)
        return Batch(*(each[chosen] for each in (self.inputs, self.target, self.mask, self.gsd)))


@dataclass(frozen=True)
class Weights:
    """Of the terms of the generator's loss, and what goes with them. `real`: what real images are called;
    `block`: pixels a side over which colours are compared; `gan_judged`: that of verdicts in the judgement.
    """

    mode: str = "vanilla"
    gan: float = 1.0
    l1: float = 10.0
    perceptual: float = 0.0
    matching: float = 0.0
    real: float = 0.9
    input_noise: float = 0.02
    block: int = 1
    gan_judged: float = 1.0


class DiscriminatorLoss(nn.Module):
    """A discriminator's loss on real and generated images as one module, which shares gradients once."""

    def __init__(self, judge: nn.Module, weights: Weights) -> None:
        super().__init__()
        self.judge, self._weights = judge, weights

    def forward(self, inputs: Tensor, fake: Tensor, target: Tensor) -> dict[str, Tensor]:
        """Terms of the loss; real images come first."""
        real, _ = losses.verdict(self.judge, inputs, target)
        made, _ = losses.verdict(self.judge, inputs, fake)
        wanted = self._weights.real if self.training else 1.0
        return {
            "d_real": verdict_loss(self._weights.mode, real, wanted),
            "d_fake": verdict_loss(self._weights.mode, made, False),
        }


class ImageryTask(Task[Batch]):
    """A painter and its discriminator, each with an optimiser."""

    # those of SatGen-CV
    tags = {
        **{f"{k.lower()}/{name}": f"{k}/{tag}_Loss" for k in ("Train", "Val") for name, tag in TAGS.items()},
        "learning_rate": "LR/Generator",
    }

    def __init__(
        self,
        *arguments: Any,
        weights: Weights,
        metric: str,
        masks: int,
        vgg: nn.Module | None,
        place: str = "all",
        classes: Sequence[str] = CLASSES,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._place_name, self._classes = place, classes
        self._shown: tuple[Batch, Tensor] | None = None
        self.weights, self.metric, self._masks, self._vgg = weights, metric, masks, vgg
        self._verdicts = DiscriminatorLoss(self.modules["discriminator"], weights)

    def step(self, batch: Batch) -> dict[str, float]:
        """A step of the discriminator, then one of the generator with chance of its own; the losses."""
        self.train()
        self._verdicts.train()
        inputs = self._noisy(batch.inputs)
        fake = torch.where(batch.mask, self._painted(inputs), batch.target)
        told = step_of_discriminator(self, self._verdicts, inputs, fake, batch.target)
        terms = self._terms_of(self._painted(inputs), inputs, batch)
        shares = self._shares(self.weights.gan, terms)
        loss, means = combined(terms, shares)
        self.descend(loss)
        total = sum(weight * means[name] for name, weight in shares.items())
        return {"total": total, "discriminator": sum(told.values()) / 2, **told, **means}

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        """The page's validation: no noise, no smoothing, verdicts that count as `gan_judged`."""
        self.evaluate()
        self._verdicts.eval()
        with self.precision():
            made = self.network(batch.inputs).float()
        self._shown = self._shown or (batch, made)
        fake = torch.where(batch.mask, made, batch.target)
        with self.precision():
            verdicts = self._verdicts(batch.inputs, fake, batch.target)
        terms = self._terms_of(made, batch.inputs, batch)
        shares, count = self._shares(self.weights.gan_judged, terms), float(len(made))
        means = {name: float(total / weight.clamp_min(1)) for name, (total, weight) in terms.items()}
        found = {name: (mean * count, count) for name, mean in means.items()}
        total = sum(weight * means[name] for name, weight in shares.items())
        discriminator = sum(float(each) for each in verdicts.values()) / 2
        colour = losses.absolute_error(made, batch.target, batch.mask, 8)
        found["colour"] = (float(colour[0]), max(float(colour[1]), 1.0))
        return {"total": (total * count, count), "discriminator": (discriminator * count, count), **found}

    def pictures(self) -> dict[str, MaskArray]:
        """Up to four windows of the first batch judged, side by side, by the names of SatGen-CV."""
        if self._shown is None:
            return {}
        (batch, made), self._shown = self._shown, None
        masks = {name.title(): batch.inputs[:, index] for index, name in enumerate(self._classes)}
        shown = {f"Input_{name}": each[:, None].expand(-1, 3, -1, -1) for name, each in masks.items()}
        shown |= {"Generated": made, "Target": batch.target}
        return {f"Val_{self._place_name}/{name}": _side_by_side(each) for name, each in shown.items()}

    def _painted(self, inputs: Tensor) -> Tensor:
        with self.precision():
            made: Tensor = self.modules["network"](inputs)
        return made.float()

    def _noisy(self, inputs: Tensor) -> Tensor:
        """Inputs whose masks have noise, drawn once for both steps."""
        sigma = self.weights.input_noise
        if not sigma:
            return inputs
        masks, rest = inputs[:, : self._masks], inputs[:, self._masks :]
        return torch.cat(((masks + sigma * torch.randn_like(masks)).clamp(-1, 1), rest), dim=1)

    def _terms_of(self, made: Tensor, inputs: Tensor, batch: Batch) -> dict[str, Term]:
        """Terms of the generator's loss."""
        weights, judge = self.weights, self.modules["discriminator"]
        fake = torch.where(batch.mask, made, batch.target)
        with self.precision():
            logits, seen = losses.verdict(judge, inputs, fake)
        means = {"g_gan": verdict_loss(weights.mode, logits, True)}
        if weights.matching:
            # The weights have just been stepped: what they see of real images is looked at anew, and the
            # singular vectors of spectral norms stay as they are.
            with torch.no_grad(), self.precision(), unmoved_statistics(judge), _resting(judge):
                _, wanted = losses.verdict(judge, inputs, batch.target)
            means["matching"] = losses.matching(seen, wanted)
        if weights.perceptual and self._vgg is not None:
            means["perceptual"] = losses.perceptual(self._vgg, fake, batch.target)
        return {
            **as_terms({name: torch.nan_to_num(mean) for name, mean in means.items()}, made),
            "l1": losses.absolute_error(made, batch.target, batch.mask, weights.block),
        }

    def _shares(self, gan: float, terms: dict[str, Term]) -> dict[str, float]:
        weights = self.weights
        known = {
            "g_gan": gan,
            "l1": weights.l1,
            "perceptual": weights.perceptual,
            "matching": weights.matching,
        }
        return {name: known[name] for name in terms}


def _side_by_side(images: Tensor) -> MaskArray:
    """The first SHOWN of images (N, 3, H, W) in -1..1 as one picture (H, SHOWN W, 3)."""
    levels = (127.5 * (images[:SHOWN].detach().float().cpu().numpy() + 1)).round().clip(0, 255)
    return np.concatenate(np.moveaxis(levels, 1, 3), axis=1).astype(np.uint8)


class _resting:  # noqa: N801  (used as a context manager, like those of contextlib)
    """A module in evaluation inside the block."""

    def __init__(self, module: nn.Module) -> None:
        self._module, self._was = module, module.training

    def __enter__(self) -> None:
        self._module.eval()

    def __exit__(self, *error: object) -> None:
        self._module.train(self._was)
