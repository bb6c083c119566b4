"""The rectangle that an outline is most like: sheds have too few points for walls of their own.

Its middle, its area and the ratio of its sides are those of the outline's moments (as of equivalent ellipses:
M.-K. Hu, "Visual pattern recognition by moment invariants", IRE Transactions on Information Theory 8, 1962):
a saw of pixels at a wall moves them little, where a least enclosing rectangle grows by it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def rectangle(ring: Points, direction: float | None = None) -> Points | None:
    """The corners (4, 2) of the rectangle with the moments of a ring (n, 2), None if it has no area.

    `direction`: of two of its sides, in radians; None: of the ring's own longest extent.
    """
    area, middle, spread = _moments(ring)
    if abs(area) <= 0 or not np.isfinite(spread).all():
        return None
    if direction is None:
        direction = 0.5 * float(np.arctan2(2 * spread[0, 1], spread[0, 0] - spread[1, 1]))
    axes = np.array([[np.cos(direction), np.sin(direction)], [-np.sin(direction), np.cos(direction)]])
    variances = np.einsum("ij,jk,ik->i", axes, spread, axes)
    if variances.min() <= 0:
        return None
    sides = np.sqrt(variances)  # of a rectangle: its sides by the root of 12
    sides *= np.sqrt(abs(area) / sides.prod())
    around = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])[:: 1 if area > 0 else -1]
    return np.asarray(middle + (around * sides / 2) @ axes)


def _moments(ring: Points) -> tuple[float, Points, Points]:
    """The signed area of a ring, its middle (2,) and the covariance (2, 2) of what it encloses (Green)."""
    corner = ring.mean(axis=0)  # near it, products lose no digits
    x, y = (ring - corner).T
    u, v = np.roll(x, -1), np.roll(y, -1)
    cross = x * v - u * y
    area = float(cross.sum()) / 2
    if area == 0:
        return 0.0, corner, np.zeros((2, 2))
    mean = np.array([((x + u) * cross).sum(), ((y + v) * cross).sum()]) / (6 * area)
    mixed = (cross * (x * v + 2 * x * y + 2 * u * v + u * y)).sum() / (24 * area)
    squares = [(cross * (a * a + a * b + b * b)).sum() / (12 * area) for a, b in ((x, u), (y, v))]
    spread = np.array([[squares[0], mixed], [mixed, squares[1]]]) - np.outer(mean, mean)
    return area, mean + corner, spread
