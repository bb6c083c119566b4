"""When a refiner keeps its input: where its answer is no surer, above all on surfaces that are good already.

Scales are natural logarithms of the Laplace scale of an error in GSD.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from .guidance import FAR, box, cells, enlarged

# How fast trust goes from the input to the answer, as the answer's expected error falls below the input's,
# and caution goes, as the input's expected error around a cell rises above GOOD: e-folds of odds.
SHARPNESS = 4.0
GRADUALLY = 1.75
# Chosen with the model's bounds on places that measure nothing (tests/benchmarks/bounds.py): an expected
# error of 1.3 GSD, noise of 2.7 GSD, and corrections of 1.1 times the error that the input should have.
GOOD = 0.25
FAINT = 1.0
SLIGHT = 0.1
WIDE = 14  # cells of COARSE pixels: wood on a good surface is good too, as what lies around it tells
NONE = 1e-4  # GSD; a surface without any noise still has a logarithm


class Bounds(NamedTuple):
    """By how much an answer must be surer than the input to stand, each in e-folds of the expected error.

    `margin` everywhere; on good surfaces `caution` more, and `faint` for each e-fold of their noise below
    FAINT; everywhere `slight` for each e-fold by which a correction is below SLIGHT of the expected error: so
    small a change of a bad cell is a guess.
    """

    margin: float = 0.0
    caution: float = 0.0
    faint: float = 0.0
    slight: float = 0.0

    def least(self, change: Tensor, scale: Tensor, rough: Tensor) -> Tensor:
        """For a change (N, 1, H, W) in GSD of an input with that scale; `rough` as `quietest` takes it."""
        needed = goodness(scale)
        if self.faint:
            noise = (quietest(rough) + NONE).log_()
            needed = needed * (self.caution + self.faint * (FAINT - noise).clamp_min_(0))
        else:
            needed = needed * self.caution
        needed = enlarged(needed, scale.shape[2:])
        if self.slight:
            share = (change.abs() + NONE).log_().sub_(scale)
            needed = needed.add_((SLIGHT - share).clamp_min_(0), alpha=self.slight)
        return needed.add_(self.margin)


def kept(
    before: Tensor, after: Tensor, scale_before: Tensor, scale_after: Tensor, margin: Tensor | float
) -> tuple[Tensor, Tensor]:
    """Heights and scales (N, 1, H, W), those before where those after are not surer by `margin`."""
    share = (scale_before - scale_after).sub_(margin).mul_(SHARPNESS).sigmoid_()
    return torch.lerp(before, after, share), torch.lerp(scale_before, scale_after, share)


def goodness(scale: Tensor) -> Tensor:
    """1 where the input's expected error is below GOOD within about 116 px, else 0 (N, 1, H / 8, W / 8).

    Noise alone is below it nearly everywhere, what comes from matching mostly above.
    """
    around = box(cells(scale), WIDE)
    return torch.sigmoid(GRADUALLY * (GOOD - around))


def quietest(rough: Tensor) -> Tensor:
    """The input's noise in GSD as its quietest 8 x 8 px within about 28 px have it (N, 1, H / 8, W / 8).

    `rough` (N, 1, H, W) is how far heights are from the median of their neighbours: noise and, at trees and
    walls, much more. Noise is everywhere, so the least is nearest to it.
    """
    return box(-functional.max_pool2d(-cells(rough), 2 * FAR + 1, 1, FAR), 1)
