"""Where buildings stand, as shares of pixels from 0 to 1, of a mask raster or of polygons."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import RooflineError
from .arrays import Float32Array
from .dataset import Raster
from .grid import Grid, Window
from .shapes import Drawn, Vector
from .windows import strips

LOGGER = logging.getLogger(__name__)
# Probabilities beyond 0..1 by no more than this are rounding of whoever wrote them.
SLACK = 1e-3
FINENESS = 8  # cells along a pixel's side: an edge parallel to it is off by 1/16 of a pixel at most
MOST_CELLS = 2**24  # that are drawn at once, a byte each
SUM_OF_BYTES = np.uint64(0x0101010101010101)  # times this, the highest byte is the sum of all eight


class MaskValues:
    """What the values of a mask mean: shares of a building from 0 to 1, or 0 and one other number."""

    def __init__(self, raster: Raster) -> None:
        self._name, self._fractions = raster.name, raster.dtype.startswith("Float")
        self._others: set[float] = set()

    @property
    def others(self) -> list[float]:
        """The number besides 0 that was seen, if one was, in a mask of whole numbers."""
        return sorted(self._others)

    def shares(self, values: Float32Array) -> Float32Array:
        """Shares (h, w) 0..1 of a part's values, 0 for voids; what is no mask is refused."""
        known = values[~np.isnan(values)]
        if self._fractions:
            self._check_range(known)
            return np.nan_to_num(values).clip(0, 1)
        self._others.update(np.unique(known[known != 0])[:2].tolist())
        if len(self._others) > 1:
            raise RooflineError(
                "{name} has more than one value besides 0 ({values}): give a building mask, or set what is "
                "unknown as its nodata value.",
                name=self._name,
                values=", ".join(f"{value:g}" for value in sorted(self._others)),
            )
        return (np.nan_to_num(values) != 0).astype(np.float32)

    def _check_range(self, known: Float32Array) -> None:
        lowest, highest = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        if lowest < -SLACK or highest > 1 + SLACK:
            raise RooflineError(
                "{name} has values from {lowest:.3g} to {highest:.3g}: give a building mask or a probability "
                "of 0 to 1.",
                name=self._name,
                lowest=lowest,
                highest=highest,
            )


class Mask(Raster):
    """A raster of one band whose windows are shares of a building, 0 where nothing is known."""

    @property
    def is_as_gdal_reads_it(self) -> bool:
        """Never: GDAL does not know what the values mean."""
        return False

    def checked(self) -> Mask:
        """The mask itself, if a sparse sample of its values is one."""
        self._meaning = MaskValues(self)
        self._meaning.shares(self.preview())
        return self

    def read(self, window: Window, bands: Sequence[int] | None = None) -> Float32Array:
        """Shares (1, H, W) of a window, which may exceed the raster."""
        return self._meaning.shares(super().read(window, bands)[0])[None]


def check_meets(polygons: Vector, grid: Grid) -> None:
    """Refuse polygons that lie elsewhere than a surface."""
    if not polygons.meets(grid):
        raise RooflineError(
            "{name} does not overlap the DSM; choose polygons of the same place.",
            name=polygons.name or polygons.file,
        )


class PolygonCoverage:
    """The share of each pixel of a grid that polygons cover; where they overlap they count once."""

    bands = 1

    def __init__(self, polygons: Vector, grid: Grid) -> None:
        self._name = polygons.name or polygons.file
        self._seen = False
        x0, a, b, y0, c, d = grid.geotransform
        steps = x0, a / FINENESS, b / FINENESS, y0, c / FINENESS, d / FINENESS
        fine = replace(
            grid, width=grid.width * FINENESS, height=grid.height * FINENESS, geotransform=tuple(steps)
        )
        self.shapes = Drawn(polygons, fine, 0.0)
        check_meets(polygons, grid)

    def read(self, window: Window) -> Float32Array:
        """Shares (1, H, W) of a window."""
        parts = [self._shares(part) for part in strips(window, MOST_CELLS // FINENESS**2)]
        self._seen = self._seen or any(bool(part.any()) for part in parts)
        return np.concatenate(parts)[None]

    def report(self) -> None:
        """Say in the log what was mended and left out, and whether there was nothing at all."""
        self.shapes.report()
        if not self._seen:
            LOGGER.warning("%s: no polygon touches the surface, which is refined without.", self._name)

    def _shares(self, window: Window) -> Float32Array:
        cells = self.shapes(Window(*(FINENESS * number for number in window))) & 1
        # Eight bytes are added at a time, as one number; none of them comes above 8.
        lanes = cells.reshape(window.height, FINENESS, -1).view(np.uint64).sum(axis=1)
        counts = lanes * SUM_OF_BYTES >> np.uint64(56)
        return counts.astype(np.float32) / np.float32(FINENESS**2)
