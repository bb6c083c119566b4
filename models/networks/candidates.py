"""Classical surfaces that a refiner chooses from, as a few dozen minima and maxima of whole tensors.

A median of five values along rows, then along columns, with taps that move apart from pass to pass
(1, 2, 4, 8, 16 px), reaches the error of a 17 x 17 median or TV-L1 at a hundredth of their cost. The second
lowest and the second highest of five move the edges of fattened or eroded roofs by one tap.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

# Residuals beyond this many GSD are not a refinement any more: tanh saturates there.
LARGEST_CORRECTION = 60.0
MEDIAN_STEPS = (1, 2, 4, 8, 16)  # pixels: the cascade reaches 62 px on each side
RANK_STEPS = (1, 3)  # pixels between the taps whose ranks lower or raise an edge
REFERENCE = 3  # the candidate that others are compared with
# Pixels that are ordered at a time on a processor, which holds their taps in its caches: a quarter faster.
BLOCK = 2**17
COUNT = 1 + len(MEDIAN_STEPS) + 2 * len(RANK_STEPS)


class Taps(NamedTuple):
    """Five values each of pixels, `step` px apart along `dim`: the first two and the next two in order, and
    the last. Pairs that a pixel shares with another one are ordered once, which saves a fifth of the work.
    """

    low: Tensor
    high: Tensor
    next_low: Tensor
    next_high: Tensor
    last: Tensor

    @classmethod
    def of(cls, padded: Tensor, step: int, dim: int) -> Taps:
        """The taps of a surface (N, 1, H, W) that goes on by 2 `step` px at either end of `dim`."""
        reach = 2 * step
        length = padded.shape[dim] - 2 * reach
        pairs = padded.narrow(dim, 0, length + reach), padded.narrow(dim, step, length + reach)
        low, high = torch.minimum(*pairs), torch.maximum(*pairs)
        return cls(
            low.narrow(dim, 0, length),
            high.narrow(dim, 0, length),
            low.narrow(dim, reach, length),
            high.narrow(dim, reach, length),
            padded.narrow(dim, 2 * reach, length),
        )

    def median(self) -> Tensor:
        """Median of five: that of the second lowest and the second highest of four, and the last."""
        near = torch.maximum(self.low, self.next_low)
        far = torch.minimum(self.high, self.next_high)
        return near.clamp_(torch.minimum(far, self.last), torch.maximum(far, self.last))

    def second(self, lowest: bool) -> Tensor:
        """Second lowest (or second highest) of five: the last, held between the first two of the others."""
        low, high, next_low, next_high, last = self
        if lowest:
            first, second = torch.minimum(low, next_low), torch.maximum(low, next_low)
            return torch.clamp(last, first, second.minimum(torch.minimum(high, next_high)))
        first, second = torch.maximum(high, next_high), torch.minimum(high, next_high)
        return torch.clamp(last, second.maximum(torch.maximum(low, next_low)), first)


def median(surface: Tensor, step: int) -> Tensor:
    """Separable median of five taps, `step` px apart: (N, 1, H, W) to the same shape."""
    return _along(_along(surface, step, 3, Taps.median), step, 2, Taps.median)


def ranks(surface: Tensor, step: int) -> list[Tensor]:
    """Separable second lowest and second highest of five taps, `step` px apart."""
    found = []
    for lowest in (True, False):
        second = functools.partial(Taps.second, lowest=lowest)
        found.append(_along(_along(surface, step, 3, second), step, 2, second))
    return found


def _along(surface: Tensor, step: int, dim: int, rule: Callable[[Taps], Tensor]) -> Tensor:
    """What a rule makes of each pixel's taps along `dim`, the borders repeated (N, 1, H, W)."""
    reach, (rows, width) = 2 * step, surface.shape[2:]
    pad = (reach, reach, 0, 0) if dim == 3 else (0, 0, reach, reach)
    padded = functional.pad(surface, pad, mode="replicate")
    beside = 0 if dim == 3 else 2 * reach
    height = rows if surface.device.type != "cpu" else max(BLOCK // width, 1)
    found = torch.empty_like(surface)
    for first in range(0, rows, height):
        last = min(first + height, rows)
        taps = Taps.of(padded[:, :, first : last + beside], step, dim)
        found[:, :, first:last] = rule(taps)
    return found


def candidates(surface: Tensor) -> list[Tensor]:
    """The surface, its cascade of medians, then lowered and raised edges: COUNT tensors (N, 1, H, W).

    They stay apart: work on one of them fits a processor's cache, work on a stack of all does not.
    """
    surfaces = [surface]
    for step in MEDIAN_STEPS:
        surfaces.append(median(surfaces[-1], step))
    smooth = surfaces[1]
    for step in RANK_STEPS:
        surfaces.extend(ranks(smooth, step))
    return surfaces


def compressed(differences: Tensor) -> Tensor:
    """Linear near zero, a square root far from it: noise of 0.1 GSD and towers of 100 GSD in one number."""
    return differences.abs().add_(1).rsqrt_() * differences


def blended(logits: Sequence[Tensor], surfaces: Sequence[Tensor]) -> Tensor:
    """Mean of surfaces by the softmax of their logits, all (N, 1, H, W).

    Plane by plane: a softmax across a stack of planes takes three times as long on a processor.
    """
    highest = functools.reduce(torch.maximum, logits).detach()
    total = weighted = torch.zeros_like(highest)
    for logit, surface in zip(logits, surfaces):
        weight = (logit - highest).exp_()
        total = total + weight
        weighted = torch.addcmul(weighted, weight, surface)
    return weighted / total


def surroundings(surfaces: Sequence[Tensor]) -> Tensor:
    """How high a place lies (N, 1, H, W): means of 16 x 16 px of its fourth median, blended."""
    smooth = surfaces[REFERENCE + 1]
    low = functional.avg_pool2d(smooth, 16, ceil_mode=True, count_include_pad=False)
    return functional.interpolate(low, size=smooth.shape[2:], mode="bilinear", align_corners=False)
