"""Land-cover categories of an evaluation, from masks on any grid."""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from ..grid import Grid, Window
from ..raster import Aligned

BUILDING_GROWTH = 2  # pixels: facades and eaves belong to the buildings
EDGE_WIDTH = 2.0  # metres on both sides of an outline
CROSS = ndimage.generate_binary_structure(2, 1)


class Mask:
    """A mask raster on the judged grid: 1 inside, 0 outside, NaN unknown.

    Where 0 is the nodata value, as in many building masks, it still means outside.
    """

    def __init__(self, raster: Aligned, zero_is_void: bool = False) -> None:
        self._raster = raster
        self._zero_is_void = zero_is_void

    def read(self, window: Window) -> np.ndarray:
        """Float32 (H, W) of a window, which may exceed the grid."""
        values = self._raster.read(window, [1])[0]
        if self._zero_is_void:
            values = np.nan_to_num(values)
        return np.where(np.isnan(values), values, values != 0)


class CategoryMasks:
    """Boolean masks per category on a grid; `masks` may hold valid, building, water and forest."""

    def __init__(self, grid: Grid, masks: dict[str, Mask]) -> None:
        self._masks = masks
        self._pixel = _pixel_size(grid)
        self.halo = 0
        if "building" in masks:
            self.halo = max(BUILDING_GROWTH, math.ceil(EDGE_WIDTH / min(self._pixel)) + 1)

    def read(self, window: Window) -> dict[str, np.ndarray]:
        """Category -> (H, W) bool; "all" first, the others only where their masks were given."""
        shape = (window.height, window.width)
        usable = self._flag("valid", window) if "valid" in self._masks else np.ones(shape, dtype=bool)
        categories = {"all": usable}
        if "building" not in self._masks:
            return categories
        building, terrain, edge = self._building(window)
        categories.update(building=building & usable, terrain=terrain & usable, edge=edge & usable)
        land = categories["terrain"]
        for name, key in (("water", "terrain_nowater"), ("forest", "terrain_nowater_noforest")):
            if name in self._masks:
                land = land & ~self._flag(name, window)
                categories[key] = land
        return categories

    def _building(self, window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        halo = self.halo
        wide = Window(window.col - halo, window.row - halo, window.width + 2 * halo, window.height + 2 * halo)
        values = self._masks["building"].read(wide)
        known, building = np.isfinite(values), values == 1
        grown = ndimage.binary_dilation(building, CROSS, BUILDING_GROWTH)
        edge = edge_band(building, known, self._pixel)
        inner = slice(halo, halo + window.height), slice(halo, halo + window.width)
        return grown[inner], (~grown & known)[inner], edge[inner]

    def _flag(self, name: str, window: Window) -> np.ndarray:
        return self._masks[name].read(window) == 1


def edge_band(building: np.ndarray, known: np.ndarray, pixel: tuple[float, float]) -> np.ndarray:
    """Pixels (H, W) within EDGE_WIDTH of a building outline; `pixel` = row, column size in metres."""
    inside, outside = building & known, known & ~building
    reach = EDGE_WIDTH + 0.5 * min(pixel)  # the outline runs half a pixel before the first pixel beyond it
    return (inside & _near(outside, pixel, reach)) | (outside & _near(inside, pixel, reach))


def _near(target: np.ndarray, pixel: tuple[float, float], reach: float) -> np.ndarray:
    if not target.any():
        return np.zeros(target.shape, dtype=bool)
    return ndimage.distance_transform_edt(~target, sampling=pixel) <= reach


def _pixel_size(grid: Grid) -> tuple[float, float]:
    _, col_x, row_x, _, col_y, row_y = grid.geotransform
    unit = grid.unit_in_metres
    return math.hypot(row_x, row_y) * unit, math.hypot(col_x, col_y) * unit
