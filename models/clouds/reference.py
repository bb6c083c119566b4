"""A reference surface in the CRS of points: known heights about an area of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..raster.arrays import Float32Array
from ..raster.dataset import Raster, single_band
from ..raster.grid import Grid, Window
from ..raster.plausible import checked_heights
from ..raster.warp import Aligned
from .patches import grid_of, snapped
from .readers import Bounds, Points

AROUND = 2  # pixels of the reference around a patch: queries near walls are moved a little


class Surface(NamedTuple):
    """Known heights (H, W) around a patch, NaN where nothing is known; row 0 is the north.

    left and top: the north-west corner; right and down: the pixel's sides; all in the unit of the points.
    """

    heights: Float32Array
    left: float
    top: float
    right: float
    down: float

    def at(self, points: Points) -> Float32Array:
        """The height (N,) in the pixel of each point; NaN outside and where nothing is known."""
        cols = np.floor((points[:, 0] - self.left) / self.right).astype(np.int64)
        rows = np.floor((self.top - points[:, 1]) / self.down).astype(np.int64)
        height, width = self.heights.shape
        inside = (cols >= 0) & (cols < width) & (rows >= 0) & (rows < height)
        found = np.full(len(points), np.nan, np.float32)
        found[inside] = self.heights[rows[inside], cols[inside]]
        return found


class Reference:
    """A reference surface in the CRS of the points, read around patches; heights in the unit of x and y."""

    def __init__(self, raster: Raster, projection: str, bounds: Bounds, unit: float = 1.0) -> None:
        raster = checked_heights(single_band(raster))
        grid = raster.grid
        self._factor = np.float32(raster.height_unit / unit)
        _, a, b, _, c, d = grid.geotransform
        target = Grid(1, 1, projection=projection)
        if b or c or a <= 0 or d >= 0 or not grid.same_crs(target):
            side = grid.gsd / unit
            grid = grid_of([snapped(bounds, (side, side))], (side, side), projection)
        self.grid = grid
        self._aligned = Aligned(raster, grid)

    def around(self, bounds: Bounds) -> Surface:
        """Known heights of an area and AROUND pixels about it."""
        left, bottom, right, top = bounds
        (col, row), (last_col, last_row) = self.grid.pixel(left, top), self.grid.pixel(right, bottom)
        first = math.floor(col) - AROUND, math.floor(row) - AROUND
        size = math.ceil(last_col) + AROUND - first[0], math.ceil(last_row) + AROUND - first[1]
        heights = self._aligned.read(Window(*first, *size))[0] * self._factor
        _, a, _, _, _, d = self.grid.geotransform
        return Surface(heights, *self.grid.position(*first), a, -d)
