"""Where a wall steps sideways by less than the cut of its outline sees: bays, recesses, rows that shift.

A binary segmentation (Scott and Knott 1974, "A cluster analysis method for grouping means in the analysis
of variance", Biometrics 30): the place where two levels explain a wall's points best parts it, if the step
is more than the raster's own ragged edge, and both sides are looked at again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Pixels. The edge of a mask along a straight oblique wall is a saw of half a pixel either way, whose
# halves differ by half a pixel on average: a step must be more.
LEAST_STEP = 0.6
RAGGED = 1.5  # and this many standard deviations of the outline about its walls
SHORTEST = 4.0  # pixels; shorter pieces of a wall are corners, rounded by the mask
# A step's square by the length of the shorter side, in cubic pixels: short pieces must step farther.
LEAST_WEIGHT = 6.0
# Pixels, end to end, by which a wall may leave its building's direction and still take it; and square pixels
# that the stairs of a slanting wall leave of a slant at most: a saw of a pixel has a twelfth.
TURNED = 1.5
SAW = 0.1

Numbers = NDArray[np.float64]


def raggedness(away: Numbers) -> float:
    """The standard deviation of an outline about its walls, by the mean distance: few steps count little."""
    return float(np.sqrt(np.pi / 2) * np.abs(away).mean()) if away.size else 0.0


def jogs(along: Numbers, away: Numbers, ragged: float) -> list[int]:
    """Indices of points (n,) before which a wall steps, by their places along and beside it (pixels)."""
    found, todo = [], [(0, len(along))]
    while todo:
        first, last = todo.pop()
        step = _step(along[first:last], away[first:last], max(LEAST_STEP, RAGGED * ragged))
        if step:
            found.append(first + step)
            todo += [(first, first + step), (first + step, last)]
    return sorted(found)


def is_slope(along: Numbers, away: Numbers, steps: list[int]) -> bool:
    """Whether points (n,) lie along a slant, that a direction of others has missed, as well as on levels.

    Pixels that are small beside a wall make stairs of it where it is off by a degree.
    """
    across, beside = along - along.mean(), away - away.mean()
    slope = float(across @ beside) / max(float(across @ across), 1e-9)
    if abs(slope) * float(np.ptp(along)) <= TURNED:
        return False
    left = sum(float(((level - level.mean()) ** 2).sum()) for level in np.split(away, steps))
    saw = SAW * len(along) if len(steps) > 1 else 0.0  # a single step may well be one
    return bool(((beside - slope * across) ** 2).sum() <= max(saw, left))


def _step(along: Numbers, away: Numbers, least: float) -> int:
    """The index that parts points best into two levels, 0 where no step is above the least one."""
    count = len(along)
    if count < 2:
        return 0
    before = np.arange(1, count)
    total = np.cumsum(away)
    steps = (total[-1] - total[:-1]) / (count - before) - total[:-1] / before
    shorter = np.minimum(np.abs(along[:-1] - along[0]), np.abs(along[-1] - along[1:]))
    explained = steps**2 * before * (count - before) * (shorter >= SHORTEST)
    best = int(np.argmax(explained))
    step = abs(float(steps[best]))
    wide = step**2 * shorter[best] >= LEAST_WEIGHT
    return best + 1 if explained[best] > 0 and step >= least and wide else 0
