"""Where a cloud lies: an extent that a few stray points do not stretch."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .readers import Bounds, Points

FARTHEST = 1e9  # no projected CRS has larger coordinates, even in millimetres of a city
HIGHEST = 1e7  # Everest in millimetres
MOST_SAMPLED = 2**18  # places
TRIMMED = 1e-3  # share of places at either end that do not count
FEWEST_TRIMMED = 3  # a small cloud has stray points too
REACH = 3.0  # widths of the trimmed extent; what lies farther off is stray


class ExtentSample:
    """A sample of points that arrive in pieces: each n-th of all."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float64]] = []
        self._step = 1

    def add(self, points: Points) -> None:
        """Take some of the points (n, 3) in."""
        self._parts.append(points[:: self._step].copy())
        if sum(map(len, self._parts)) > MOST_SAMPLED:
            self._parts = [np.concatenate(self._parts)[::2]]
            self._step *= 2

    def fence(self) -> Bounds:
        """The area in which points count: that of nearly all, and REACH times its width about it."""
        ends = [ends_of(axis) for axis in np.concatenate(self._parts)[:, :2].T]
        margin = REACH * max(float(high - low) for low, high in ends)
        if margin == 0:  # nearly all points in one place: no measure of what is far
            return -math.inf, -math.inf, math.inf, math.inf
        (left, right), (bottom, top) = ends
        return left - margin, bottom - margin, right + margin, top + margin

    @property
    def heights(self) -> NDArray[np.float64]:
        """The heights (n,) of the sample."""
        return np.concatenate(self._parts)[:, 2]


def ends_of(numbers: NDArray[np.float64]) -> tuple[float, float]:
    """Where nearly all of the numbers (n,) begin and end."""
    trimmed = max(int(TRIMMED * len(numbers)), min(FEWEST_TRIMMED, len(numbers) // 10))
    last = len(numbers) - 1
    low, high = np.partition(numbers, (trimmed, last - trimmed))[[trimmed, last - trimmed]]
    return float(low), float(high)
