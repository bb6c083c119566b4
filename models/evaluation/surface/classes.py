"""Categories of an evaluation: land cover from masks on any grid, bands along outlines, bands of slope."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...raster.grid import Grid, Window
from ...raster.warp import Aligned

BUILDING_GROWTH = 2  # pixels: facades and eaves belong to the buildings
EDGE_WIDTH = 2.0  # metres on both sides of an outline
SLOPES = (0, 5, 15, 30, 60, 90)  # degrees
SLOPE_HALO = 1  # pixels around a window that slopes by Horn's rule depend on
NAMES = (
    *("all", "building", "edge", "edge_inside", "edge_outside"),
    *("terrain", "terrain_nowater", "terrain_nowater_noforest"),
    *(f"slope_{low}_{high}" for low, high in zip(SLOPES, SLOPES[1:])),
)


class Mask:
    """A mask raster on the judged grid: 1 inside, 0 outside, NaN unknown.

    Any value but 0 is inside, or only 1 where `ones_only`, as ResDepth reads its masks. Where 0 is the nodata
    value, as in many building masks, it still means outside.
    """

    def __init__(self, raster: Aligned, zero_is_void: bool = False, ones_only: bool = False) -> None:
        self._raster = raster
        self._zero_is_void = zero_is_void
        self._ones_only = ones_only

    def read(self, window: Window) -> np.ndarray:
        """Float32 (H, W) of a window, which may exceed the grid."""
        values = self._raster.read(window, [1])[0]
        if self._zero_is_void:
            values = np.nan_to_num(values)
        inside = values == 1 if self._ones_only else values != 0
        return np.where(np.isnan(values), values, inside)


class CategoryMasks:
    """Boolean masks per category on a grid; `masks` may hold valid, building, water and forest."""

    def __init__(self, grid: Grid, masks: dict[str, Mask]) -> None:
        self._masks = masks
        self.empty = set(masks)  # those that have marked no pixel of the grid so far
        self.pixel = pixel_size(grid)
        self._halo = max(BUILDING_GROWTH, math.ceil(EDGE_WIDTH / min(self.pixel)) + 1)

    def read(self, window: Window, heights: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Category -> (H, W) bool; "all" first, the others only where they are known.

        `heights` (H + 2, W + 2): the reference in metres around the window, for the bands of slope.
        """
        shape = (window.height, window.width)
        usable = self._flag("valid", window) if "valid" in self._masks else np.ones(shape, dtype=bool)
        categories = {"all": usable}
        if "building" in self._masks:
            categories.update(self._building(window))
            land = categories["terrain"]
            for name, key in (("water", "terrain_nowater"), ("forest", "terrain_nowater_noforest")):
                if name in self._masks:
                    land = land & ~self._flag(name, window)
                    categories[key] = land
        if heights is not None:
            categories.update(slope_bands(steepness(heights, self.pixel)))
        return {name: categories[name] & usable for name in NAMES if name in categories}

    def _building(self, window: Window) -> dict[str, np.ndarray]:
        halo = self._halo
        wide = window.grown(halo)
        values = self._masks["building"].read(wide)
        known, building = np.isfinite(values), values == 1
        if building.any():
            self.empty.discard("building")
        grown = dilated(building, [BUILDING_GROWTH - abs(row) for row in range(BUILDING_GROWTH + 1)])
        inside, outside = edge_bands(building, known, self.pixel)
        masks = {
            "building": grown,
            "edge": inside | outside,
            "edge_inside": inside,
            "edge_outside": outside,
            "terrain": ~grown & known,
        }
        inner = slice(halo, halo + window.height), slice(halo, halo + window.width)
        return {name: mask[inner] for name, mask in masks.items()}

    def _flag(self, name: str, window: Window) -> np.ndarray:
        marked = self._masks[name].read(window) == 1
        if marked.any():
            self.empty.discard(name)
        return marked


def edge_bands(
    building: np.ndarray, known: np.ndarray, pixel: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (H, W) within EDGE_WIDTH of an outline, in buildings and outside; `pixel`: row, column size."""
    inside, outside = building & known, known & ~building
    reach = EDGE_WIDTH + 0.5 * min(pixel)  # the outline runs half a pixel before the first pixel beyond it
    rows = range(math.floor(reach / pixel[0] + 1e-9) + 1)
    widths = [
        math.floor(math.sqrt(max(reach**2 - (row * pixel[0]) ** 2, 0.0)) / pixel[1] + 1e-9) for row in rows
    ]
    return inside & dilated(outside, widths), outside & dilated(inside, widths)


def dilated(mask: np.ndarray, widths: Sequence[int]) -> np.ndarray:
    """A mask (H, W) grown by a shape: widths[k] pixels to both sides in the k-th rows above and below.

    The widths must not grow with k. A disc of a few pixels takes a hundredth of a distance transform's time.
    """
    result = np.zeros_like(mask)
    grown, done = mask.copy(), 0
    for row in range(len(widths) - 1, -1, -1):
        while done < widths[row]:
            wider = grown.copy()
            wider[:, 1:] |= grown[:, :-1]
            wider[:, :-1] |= grown[:, 1:]
            grown, done = wider, done + 1
        result[row:] |= grown[: max(len(mask) - row, 0)]
        if row:
            result[:-row] |= grown[row:]
    return result


def steepness(heights: np.ndarray, pixel: tuple[float, float]) -> np.ndarray:
    """Squared tangent of the slope (H, W) of heights (H + 2, W + 2); Horn (1981, Proc. IEEE 69(1), 14-47)."""
    columns = heights[:-2] + 2 * heights[1:-1] + heights[2:]
    east = (columns[:, 2:] - columns[:, :-2]) / (8 * pixel[1])
    rows = heights[2:] - heights[:-2]
    north = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / (8 * pixel[0])
    return np.asarray(east * east + north * north)


def slope_bands(steep: np.ndarray) -> dict[str, np.ndarray]:
    """Category -> (H, W) bool of squared tangents; a band holds its lower limit, voids are in none."""
    bounds = [math.tan(math.radians(limit)) ** 2 for limit in SLOPES[:-1]]
    above = [steep >= bound for bound in bounds]
    names = [name for name in NAMES if name.startswith("slope_")]
    steeper = [*above[1:], np.zeros_like(above[0])]
    return {name: low & ~high for name, low, high in zip(names, above, steeper)}


def pixel_size(grid: Grid) -> tuple[float, float]:
    """Distance of rows and of columns in metres."""
    columns, rows = grid.pixel_sides
    return rows, columns
