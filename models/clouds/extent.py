"""Where a cloud lies: an extent that a few stray points do not stretch, and heights that are none."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..raster import plausible
from .readers import Bounds, Points

FARTHEST = 1e9  # no projected CRS has larger coordinates, even in millimetres of a city
HIGHEST = 1e7  # Everest in millimetres
# Heights that no place has, and that programs write for voids: a cloud may come from a raster with some.
VOIDS = np.array([z for z in plausible.USUAL_VOIDS if not plausible.LOWEST <= z <= plausible.HIGHEST])
DECIMALS = 6  # of heights that are compared with these
MOST_SAMPLED = 2**18  # places
TRIMMED = 1e-3  # share of places at either end that do not count
FEWEST_TRIMMED = 3  # a small cloud has stray points too
REACH = 3.0  # widths of the trimmed extent; what lies farther off is stray


class ExtentSample:
    """A sample of the places of points that arrive in pieces: each n-th of all."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float64]] = []
        self._step = 1

    def add(self, points: Points) -> None:
        """Take some of the points (n, 3) in."""
        self._parts.append(points[:: self._step, :2].copy())
        if sum(map(len, self._parts)) > MOST_SAMPLED:
            self._parts = [np.concatenate(self._parts)[::2]]
            self._step *= 2

    def fence(self) -> Bounds:
        """The area in which points count: that of nearly all, and REACH times its width about it."""
        places = np.concatenate(self._parts)
        trimmed = max(int(TRIMMED * len(places)), min(FEWEST_TRIMMED, len(places) // 10))
        last = len(places) - 1
        ends = [np.partition(axis, (trimmed, last - trimmed))[[trimmed, last - trimmed]] for axis in places.T]
        margin = REACH * max(float(high - low) for low, high in ends)
        if margin == 0:  # nearly all points in one place: no measure of what is far
            return -math.inf, -math.inf, math.inf, math.inf
        (left, right), (bottom, top) = ends
        return left - margin, bottom - margin, right + margin, top + margin


def are_voids(points: Points, factor: float) -> NDArray[np.bool_]:
    """Which points (n, 3) stand for voids by their heights, of a file whose heights were multiplied."""
    heights = points[:, 2] / factor
    found: NDArray[np.bool_] = np.zeros(len(points), np.bool_)
    if len(points) and (heights.min() < plausible.LOWEST or heights.max() > plausible.HIGHEST):
        found = np.isin(np.round(heights, DECIMALS), VOIDS)
    return found
