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
# Others are heights of some place: -99 is void where all else lies far from it, as a raster's is.
DOUBTFUL = np.array([z for z in plausible.USUAL_VOIDS if plausible.LOWEST <= z <= plausible.HIGHEST])
DECIMALS = 6  # of heights that are compared with these
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
        ends = [_ends(axis) for axis in np.concatenate(self._parts)[:, :2].T]
        margin = REACH * max(float(high - low) for low, high in ends)
        if margin == 0:  # nearly all points in one place: no measure of what is far
            return -math.inf, -math.inf, math.inf, math.inf
        (left, right), (bottom, top) = ends
        return left - margin, bottom - margin, right + margin, top + margin

    def void_heights(self, factor: float) -> NDArray[np.float64]:
        """Those of DOUBTFUL (n,) that lie far from nearly all other heights, which were multiplied."""
        heights = np.concatenate(self._parts)[:, 2] / factor
        others = heights[~_are(heights, DOUBTFUL)]
        if not len(others):
            return np.empty(0)
        low, high = _ends(others)
        is_far = np.maximum(low - DOUBTFUL, DOUBTFUL - high) > plausible.GAP
        return np.asarray(DOUBTFUL[is_far])


def _ends(numbers: NDArray[np.float64]) -> tuple[float, float]:
    """Where nearly all of the numbers (n,) begin and end."""
    trimmed = max(int(TRIMMED * len(numbers)), min(FEWEST_TRIMMED, len(numbers) // 10))
    last = len(numbers) - 1
    low, high = np.partition(numbers, (trimmed, last - trimmed))[[trimmed, last - trimmed]]
    return float(low), float(high)


def are_doubtful(points: Points, factor: float) -> bool:
    """Whether some of the points (n, 3) have a height that may stand for voids."""
    heights = points[:, 2] / factor
    if not len(points) or heights.min() > DOUBTFUL.max() + 1 or heights.max() < DOUBTFUL.min() - 1:
        return False
    return bool(_are(heights, DOUBTFUL).any())


def known_heights(points: Points, voids: NDArray[np.float64], factor: float) -> NDArray[np.bool_]:
    """Which points (n, 3) have none of the heights that stand for voids."""
    return ~_are(points[:, 2] / factor, voids)


def _are(heights: NDArray[np.float64], usual: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.isin(np.round(heights, DECIMALS), usual)


def are_voids(points: Points, factor: float) -> NDArray[np.bool_]:
    """Which points (n, 3) stand for voids by their heights, of a file whose heights were multiplied."""
    heights = points[:, 2] / factor
    found: NDArray[np.bool_] = np.zeros(len(points), np.bool_)
    if len(points) and (heights.min() < plausible.LOWEST or heights.max() > plausible.HIGHEST):
        found = _are(heights, VOIDS)
    return found
