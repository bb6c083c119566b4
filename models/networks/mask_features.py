"""What tells a building from the ground and from trees in a DSM: heights above the lowest ground around,
relief and roughness, in metres and in pixels, for any pixel size.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .candidates import compressed

CHANNELS = 7  # planes that `features` makes
# Ground is sought on cells of about this many metres: finer ones cost more and find no lower ground.
CELL = 3.0
# Widths (metres) within which some ground must lie open: houses and yards, blocks, halls and closed courts.
WINDOWS = (30.0, 100.0, 240.0)
# Metres within which heights above these grounds count in full; beyond, by their logarithm.
SOFTNESS = (2.0, 4.0, 6.0)


def features(heights: Tensor, void: Tensor, gsd: Tensor) -> Tensor:
    """Feature planes (N, CHANNELS, H, W) of heights (N, 1, H, W) in GSD units, voids (N, 1, H, W; 1 = void)
    and pixel sizes (N,) in metres.
    """
    return torch.cat(planes(heights, void, gsd), dim=1)


def planes(heights: Tensor, void: Tensor, gsd: Tensor) -> list[Tensor]:
    """The feature planes, each (N, 1, H, W)."""
    metres = heights * gsd[:, None, None, None]
    each = [_grounds(one[None], float(size)) for one, size in zip(metres, gsd)]
    grounds = each[0] if len(each) == 1 else [torch.cat(same) for same in zip(*each)]
    above = [_asinh((metres - ground).div_(soft)) for ground, soft in zip(grounds, SOFTNESS)]
    low = functional.avg_pool2d(metres, 16, ceil_mode=True, count_include_pad=False)
    low = functional.interpolate(low, size=heights.shape[2:], mode="bilinear", align_corners=False)
    relief = [compressed(heights - _mean(heights, 2)), compressed((metres - low) / 3)]
    return [*above, *relief, void, _roughness(heights)]


def _grounds(metres: Tensor, gsd: float) -> list[Tensor]:
    """Openings of heights (1, 1, H, W), one per window: lowest ground, grown back to where it rises."""
    size = metres.shape[2:]
    cell = max(1, min(round(CELL / gsd), *size))
    # A closing of 3 x 3 first: single low pixels are errors, not ground.
    closed = -_highest(-_highest(metres, 3), 3)
    lowest = -functional.max_pool2d(-closed, cell, stride=cell, ceil_mode=True)
    return [
        functional.interpolate(
            _opened(lowest, width / (cell * gsd)), size=size, mode="bilinear", align_corners=False
        )
        for width in WINDOWS
    ]


def _opened(values: Tensor, width: float) -> Tensor:
    """A grey opening of values (1, 1, h, w) with a square of about `width` cells, smoothed a little."""
    most = 2 * max(values.shape[2:]) - 1
    side = min(2 * int(width / 2) + 1, most)
    opened = _highest(-_highest(-values, side), side)
    return functional.avg_pool2d(opened, 3, stride=1, padding=1, count_include_pad=False)


def _highest(values: Tensor, side: int) -> Tensor:
    """The highest value within a square around each, by squares of twice the side: pooling walks through all
    of a square at each pixel, which takes ten times as long and more.
    """
    reach = side // 2
    values = functional.pad(values, (reach, reach, reach, reach), value=float("-inf"))
    for axis in (2, 3):
        width = 1
        while width < side:
            step = min(width, side - width)
            left = values.shape[axis] - step
            values = torch.maximum(values.narrow(axis, 0, left), values.narrow(axis, step, left))
            width += step
    return values


def _mean(values: Tensor, reach: int) -> Tensor:
    """The mean of the values within a square around each; what lies beyond the border counts for nothing."""
    size, side = values.shape[2:], 2 * reach + 1
    values = functional.pad(values, (reach, reach, reach, reach))
    known = [
        functional.pad(values.new_ones(length), (reach, reach)).unfold(0, side, 1).sum(1) for length in size
    ]
    for axis, length in zip((2, 3), size):
        total = values.narrow(axis, 0, length) + values.narrow(axis, 1, length)
        for shift in range(2, side):
            total += values.narrow(axis, shift, length)
        values = total
    return values / (known[0][:, None] * known[1])


def _asinh(values: Tensor) -> Tensor:
    """Their inverse hyperbolic sine to the last digits, by functions that are computed in vectors, in place:
    log(1 + |x| + x^2 / (1 + sqrt(1 + x^2))) with the sign of x.
    """
    size = values.abs()
    square = size * size
    root = (square + 1).sqrt_().add_(1)
    return square.div_(root).add_(size).log1p_().copysign_(values)


def _roughness(heights: Tensor) -> Tensor:
    """How uneven a surface is (N, 1, H, W), walls left out: crowns are rough inside, roofs only at rims."""
    padded = functional.pad(heights, (1, 1, 1, 1), mode="replicate")
    twice = 2 * heights
    down = (padded[:, :, 2:, 1:-1] + padded[:, :, :-2, 1:-1]).sub_(twice)
    across = (padded[:, :, 1:-1, 2:] + padded[:, :, 1:-1, :-2]).sub_(twice)
    bent = _mean(down.abs_().add_(across.abs_()), 1)
    return _highest(bent.neg_(), 3).neg_().log1p_()
