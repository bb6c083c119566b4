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
    metres = heights * gsd[:, None, None, None]
    grounds = torch.cat([_grounds(one[None], float(size)) for one, size in zip(metres, gsd)])
    above = [torch.asinh((metres - grounds[:, [k]]) / soft) for k, soft in enumerate(SOFTNESS)]
    around = functional.avg_pool2d(heights, 5, stride=1, padding=2, count_include_pad=False)
    low = functional.avg_pool2d(metres, 16, ceil_mode=True, count_include_pad=False)
    low = functional.interpolate(low, size=heights.shape[2:], mode="bilinear", align_corners=False)
    return torch.cat(
        [*above, compressed(heights - around), compressed((metres - low) / 3), void, _roughness(heights)],
        dim=1,
    )


def _grounds(metres: Tensor, gsd: float) -> Tensor:
    """Openings (1, windows, H, W) of heights (1, 1, H, W): lowest ground, grown back to where it rises."""
    size = metres.shape[2:]
    cell = max(1, min(round(CELL / gsd), *size))
    # A closing of 3 x 3 first: single low pixels are errors, not ground.
    closed = -functional.max_pool2d(-functional.max_pool2d(metres, 3, 1, 1), 3, 1, 1)
    lowest = -functional.max_pool2d(-closed, cell, stride=cell, ceil_mode=True)
    found = [
        functional.interpolate(
            _opened(lowest, width / (cell * gsd)), size=size, mode="bilinear", align_corners=False
        )
        for width in WINDOWS
    ]
    return torch.cat(found, dim=1)


def _opened(values: Tensor, width: float) -> Tensor:
    """A grey opening of values (1, 1, h, w) with a square of about `width` cells, smoothed a little."""
    most = 2 * max(values.shape[2:]) - 1
    side = min(2 * int(width / 2) + 1, most)
    opened = _highest(-_highest(-values, side), side)
    return functional.avg_pool2d(opened, 3, stride=1, padding=1, count_include_pad=False)


def _highest(values: Tensor, side: int) -> Tensor:
    """The highest value within a square, row by row and then column by column."""
    reach = side // 2
    rows = (
        functional.pad(values, (reach, reach, reach, reach), value=float("-inf")).unfold(2, side, 1).amax(-1)
    )
    return rows.unfold(3, side, 1).amax(-1)


def _roughness(heights: Tensor) -> Tensor:
    """How uneven a surface is (N, 1, H, W), walls left out: crowns are rough inside, roofs only at rims."""
    padded = functional.pad(heights, (1, 1, 1, 1), mode="replicate")
    down = padded[:, :, 2:, 1:-1] + padded[:, :, :-2, 1:-1] - 2 * heights
    across = padded[:, :, 1:-1, 2:] + padded[:, :, 1:-1, :-2] - 2 * heights
    bent = functional.avg_pool2d(down.abs() + across.abs(), 3, stride=1, padding=1, count_include_pad=False)
    return torch.log1p(-functional.max_pool2d(-bent, 3, stride=1, padding=1))
