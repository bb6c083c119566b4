"""Heights of points that are none: they stand for the voids of a raster that a cloud was made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..raster import plausible
from .extent import ExtentSample, ends_of
from .readers import Points

DECIMALS = 6  # of heights that are compared with these
USUAL = np.array(plausible.USUAL_VOIDS)


class VoidHeights:
    """Which heights stand for voids, in a file of units of `unit` metres, multiplied by `factor`.

    Some are of no place at all. Others are of some place, as -99 m is: they are doubtful, and void where
    nearly all else lies far from them, as a raster's would. What is far, and what no place has, is told in
    metres.
    """

    def __init__(self, factor: float, unit: float) -> None:
        self._factor, self._unit = factor, unit
        metres = USUAL * unit
        is_doubtful = (metres >= plausible.LOWEST) & (metres <= plausible.HIGHEST)
        self._certain, self._doubtful = USUAL[~is_doubtful], USUAL[is_doubtful]
        self._settled = np.empty(0)  # those of the doubtful ones that turned out as voids

    def are_certain(self, points: Points) -> NDArray[np.bool_]:
        """Which points (n, 3) have a height that is of no place."""
        return self._are(points, self._certain)

    def are_doubtful(self, points: Points) -> bool:
        """Whether some of the points (n, 3) have a height that may stand for voids."""
        return bool(self._are(points, self._doubtful).any())

    def settle(self, sample: ExtentSample) -> None:
        """Tell of a sample of the whole cloud which doubtful heights are voids."""
        heights = np.round(sample.heights / self._factor, DECIMALS)
        others = heights[~np.isin(heights, self._doubtful)]
        if len(others):
            low, high = ends_of(others)
            distance = np.maximum(low - self._doubtful, self._doubtful - high) * self._unit
            self._settled = self._doubtful[distance > plausible.GAP]

    def are_known(self, points: Points) -> NDArray[np.bool_]:
        """Which points (n, 3) have none of the doubtful heights that turned out as voids."""
        return ~self._are(points, self._settled)

    def _are(self, points: Points, usual: NDArray[np.float64]) -> NDArray[np.bool_]:
        heights = points[:, 2] / self._factor
        low, high = (heights.min(), heights.max()) if len(points) else (0.0, 0.0)
        within = usual[(usual > low - 1) & (usual < high + 1)]
        if not len(within):  # as with nearly all clouds
            return np.zeros(len(points), np.bool_)
        return np.isin(np.round(heights, DECIMALS), within)
