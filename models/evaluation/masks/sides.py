"""The two sides of a comparison of buildings: a mask, a probability, or polygons, on one grid."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from typing import NamedTuple, Union

import numpy as np
from numpy.typing import NDArray

from ...buildings.contours import level_of
from ...errors import RooflineError
from ...progress import Cancel
from ...raster.arrays import BoolArray, Float32Array
from ...raster.burning import Burned
from ...raster.coverage import MaskValues
from ...raster.dataset import Raster, single_mask
from ...raster.grey import grey_of
from ...raster.grid import Grid, Window, extent_of
from ...raster.plausible import say_void_buildings, with_zeros
from ...raster.shapes import INVALID, Vector, parts_of, polygons_of
from ...raster.warp import Aligned

Source = Union[str, "os.PathLike[str]", Vector]
LOGGER = logging.getLogger(__name__)


class Seen(NamedTuple):
    """A window of one side: shares of a building 0..1, buildings, what is known, and numbers of objects.

    All (H, W); without polygons `objects` is None, for what hangs together is an object.
    """

    shares: Float32Array
    buildings: BoolArray
    known: BoolArray
    objects: NDArray[np.int32] | None


class RasterSide:
    """A mask or probability; values that are no mask are refused, or taken as grey levels if asked."""

    polygons: None = None

    def __init__(self, stack: ExitStack, path: str | os.PathLike[str], grid: Grid | None, grey: bool) -> None:
        raster = with_zeros(stack.enter_context(Raster.open(path)))
        self.grid, self.name = raster.grid, raster.name
        self._grey = grey and raster.dtype == "Byte" and raster.largest() > 1  # else a mask of 0 and 1
        if not (self._grey and raster.bands >= 3):
            single_mask(raster)
        self._values, self._raster, self._is_empty = MaskValues(raster), raster, not self._grey
        self._level = level_of(raster)
        smooth = raster.dtype.startswith("Float")
        self._read = raster if grid is None else Aligned(raster, grid, "bilinear" if smooth else "nearest")

    def read(self, window: Window) -> Seen:
        """What a window holds."""
        values = self._read.read(window)
        known = ~np.isnan(values).any(axis=0)
        if self._grey:
            bands = values[:3] if len(values) >= 3 else values[:1]
            level = np.rint(grey_of(bands)) if len(bands) == 3 else bands[0]
            shares = np.nan_to_num(level / np.float32(255))
            return Seen(shares, shares > np.float32(128 / 255), known, None)
        shares = self._values.shares(values[0])
        self._is_empty = self._is_empty and not shares.any()
        return Seen(shares, (shares > self._level) & known, known, None)

    def report(self) -> None:
        """Say in the log why there may be no buildings."""
        if self._is_empty:
            say_void_buildings(self._raster)


class PolygonSide:
    """Polygons: each is an object, a pixel belongs to the one that holds its centre; all is known."""

    def __init__(self, vector: Vector, grid: Grid, cancelled: Cancel = None) -> None:
        self.grid, self.name = grid, vector.name or vector.file
        self._cancelled = cancelled
        self.polygons, self._mended = polygons_of(vector, extent_of(grid), cancelled)
        boxes = [polygon.GetEnvelope() for polygon in self.polygons]
        self._boxes = np.array(boxes, np.float64).reshape(-1, 4)

    def read(self, window: Window) -> Seen:
        """What a window holds; objects have the polygons' numbers from 1."""
        grid = self.grid.subgrid(window)
        xmin, ymin, xmax, ymax = extent_of(grid)
        left, right, low, high = self._boxes.T
        touching = np.flatnonzero((left <= xmax) & (right >= xmin) & (low <= ymax) & (high >= ymin))
        burned = Burned(grid, np.int32, self._cancelled)
        for number in touching:
            for part in parts_of(self.polygons[number]):  # overlapping ones would part each other
                burned.add(part, int(number) + 1)
        objects = burned.values()
        buildings = objects > 0
        return Seen(buildings.astype(np.float32), buildings, np.ones(buildings.shape, bool), objects)

    def report(self) -> None:
        """Say in the log what was mended."""
        if self._mended:
            LOGGER.warning(INVALID, self.name, self._mended)


Side = Union[RasterSide, PolygonSide]


def sides(
    stack: ExitStack,
    source: Source,
    reference: Source,
    grid: Grid | None,
    grey: bool = False,
    cancelled: Cancel = None,
) -> tuple[Side, Side]:
    """The judged side and the reference on one grid: `grid`, else the first raster's.

    `grey`: bytes are grey levels, and pictures are taken as grey. Raises RooflineError.
    """
    opened: dict[int, RasterSide] = {}
    for place, each in enumerate((source, reference)):
        if not isinstance(each, Vector):
            opened[place] = side = RasterSide(stack, each, grid, grey)
            grid = grid or side.grid
            _ = grid.gsd  # refuses degrees
    if grid is None:
        raise RooflineError("Two layers of polygons have no pixels: give PIXEL_SIZE.")
    _ = grid.gsd  # refuses degrees
    for each in (source, reference):
        if isinstance(each, Vector) and opened and not each.meets(grid):
            raise RooflineError(
                "{raster} does not overlap the input raster; choose one of the same place.",
                raster=each.name or each.file,
            )
    made = [
        PolygonSide(each, grid, cancelled) if isinstance(each, Vector) else opened[place]
        for place, each in enumerate((source, reference))
    ]
    return made[0], made[1]
