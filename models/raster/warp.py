"""Rasters on another grid: read as they are where the lattices agree, else warped lazily."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from ..errors import RooflineError
from ..language import Message
from .arrays import Float32Array
from .bands import ABSURD, apply_scale
from .dataset import Raster
from .gdal_errors import gdal_errors, silent_gdal
from .grid import Grid, Window

LOGGER = logging.getLogger(__name__)
MOST_VALUES = 2**24  # 64 MiB
TIE_BREAK = 1e-5  # pixels


class Aligned:
    """A raster on another grid: read directly where the lattices agree, else warped per window.

    Warping is exact (no approximated transformer, one kernel size for all windows): a pixel's value does not
    depend on the window it is read in.
    """

    def __init__(self, raster: Raster, grid: Grid, resampling: str = "bilinear") -> None:
        self.raster = raster
        self.grid = grid
        self.bands = raster.bands
        self._resampling = {"nearest": "near"}.get(resampling, resampling)
        has_crs = bool(raster.grid.projection) or raster.grid.by_points  # which have one of their own
        if has_crs != bool(grid.projection):
            LOGGER.warning(
                "%s: only one of the rasters has a CRS, so both are taken to share it.", raster.name
            )
        self._offset = grid.offset_in(raster.grid)
        self.coverage = self._covered_fraction()
        if self.coverage == 0:
            raise RooflineError(
                "{raster} does not overlap the input raster; choose one of the same place.",
                raster=raster.name,
            )
        if self.coverage < 0.999:
            LOGGER.warning("%s covers only %.1f %% of the input raster.", raster.name, 100 * self.coverage)
        self._reach = 2  # pixels of the raster around a place
        self._kernel = [] if self._offset is not None else self._kernel_options()

    def read(self, window: Window, bands: Sequence[int] | None = None) -> Float32Array:
        """Values (bands, H, W) of a window of the target grid; voids and the outside are NaN."""
        if self._offset is not None:
            return self.raster.read(window.shifted(*self._offset), bands)
        values = self._warp(window)
        return values if bands is None else values[[band - 1 for band in bands]]

    def _warp(self, window: Window) -> Float32Array:
        """Values of a window; what GDAL's warper does not know of is read first, in parts of bounded size."""
        grid = self.grid.subgrid(window)
        if self.raster.is_as_gdal_reads_it:
            values = self._warped(self.raster.dataset, grid)
            for layer, band in zip(values, self.raster.data_bands):
                apply_scale(layer, band)
            return values
        around = self._window_around(window)
        if around is None:
            return np.full((self.bands, window.height, window.width), np.nan, np.float32)
        if around.width * around.height * self.bands > MOST_VALUES and max(window[2:]) > 1:
            beside = window.width > window.height
            parts = [self._warp(part) for part in window.halves(beside)]
            return np.concatenate(parts, axis=2 if beside else 1)
        part = _memory(self.raster.grid.subgrid(around), self.bands)
        for index, values in enumerate(self.raster.read(around)):
            part.GetRasterBand(index + 1).WriteArray(values)
        return self._warped(part, grid)

    def _warped(self, source: gdal.Dataset, grid: Grid) -> Float32Array:
        target = _memory(grid, self.bands)
        options = gdal.WarpOptions(
            resampleAlg=self._resampling,
            errorThreshold=0,
            warpOptions=["INIT_DEST=NO_DATA", *self._kernel],
            options=["-ovr", "NONE", "-novshift"],
        )
        if self._resampling == "near":  # centres on the edges of source pixels would be rounded either way
            target.SetGeoTransform(grid.shifted(TIE_BREAK).geotransform)
        with gdal_errors(
            Message(
                "{raster} cannot be warped onto the input's grid; check its CRS and the file",
                raster=self.raster.name,
            )
        ):
            gdal.Warp(target, source, options=options)
            values: Float32Array = target.ReadAsArray().reshape(self.bands, grid.height, grid.width)
        values[~(np.abs(values) < ABSURD)] = np.nan
        return values

    def _window_around(self, window: Window) -> Window | None:
        """The part of the raster that a window's values depend on, None if there is none."""
        cols, rows = (
            start + np.linspace(0, size, min(size, 32) + 1)
            for start, size in ((window.col, window.width), (window.row, window.height))
        )
        positions = self._transform([(col, row) for row in rows for col in cols], to_raster=True)
        known = positions[np.isfinite(positions).all(axis=1)]
        if not len(known):
            return None
        # Between the points that were asked, curved borders bulge by less than the distance of two points.
        margin = self._reach + np.ceil(np.ptp(known, axis=0).max() / 64)
        (left, top), (right, bottom) = np.floor(known.min(axis=0) - margin), known.max(axis=0) + margin
        around = Window(int(left), int(top), math.ceil(right - left), math.ceil(bottom - top))
        return around.intersection(self.raster.grid.window())

    def _covered_fraction(self) -> float:
        """Share of the target grid inside the raster; rasters that fall between the samples count as tiny."""
        if self._offset is not None:
            shared = self.grid.window().shifted(*self._offset).intersection(self.raster.grid.window())
            return shared.width * shared.height / (self.grid.width * self.grid.height) if shared else 0.0
        inside = _inside(self._transform(_lattice(self.grid), to_raster=True), self.raster.grid)
        if inside > 0:
            return inside
        touching = _inside(self._transform(_lattice(self.raster.grid), to_raster=False), self.grid)
        return 1e-6 if touching > 0 else 0.0

    def _kernel_options(self) -> list[str]:
        """Fix the kernel to the scale at the grid's centre; GDAL would derive it from each window anew."""
        col, row = self.grid.width / 2, self.grid.height / 2
        points = [(col - 0.5, row), (col + 0.5, row), (col, row - 0.5), (col, row + 0.5)]
        left, right, up, down = self._transform(points, to_raster=True)
        x_step, y_step = np.hypot(right - left, down - up)  # raster pixels per target pixel
        if not (np.isfinite(x_step) and np.isfinite(y_step)):
            return []
        x_step, y_step = max(x_step, 1.0), max(y_step, 1.0)
        extra = self._reach = math.ceil(max(x_step, y_step)) + 2
        return [f"XSCALE={1 / x_step:.12g}", f"YSCALE={1 / y_step:.12g}", f"SOURCE_EXTRA={extra}"]

    def _transform(self, points: Sequence[tuple[float, float]], to_raster: bool) -> NDArray[np.float64]:
        """Positions (n, 2) of the target grid's pixels in the raster, or the reverse; NaN where undefined."""
        name = self.raster.name
        with gdal_errors(
            Message("{name} cannot be brought onto the CRS of the input; check the CRS of both", name=name)
        ):
            own = self.raster.is_as_gdal_reads_it
            source = self.raster.dataset if own else _memory(self.raster.grid, 0)
            transformer = gdal.Transformer(source, _memory(self.grid, 0), [])
        with silent_gdal():  # points outside a projection's domain are no failure
            moved, success = transformer.TransformPoints(int(to_raster), [list(point) for point in points])
        positions = np.array([point[:2] for point in moved], np.float64)
        positions[~np.array(success, bool)] = np.nan
        return positions


def _memory(grid: Grid, bands: int) -> gdal.Dataset:
    """An in-memory float32 dataset on a grid, NaN for nodata."""
    dataset = gdal.GetDriverByName("MEM").Create("", grid.width, grid.height, bands, gdal.GDT_Float32)
    dataset.SetGeoTransform(grid.geotransform)
    if grid.projection:
        dataset.SetProjection(grid.projection)
    for index in range(bands):
        dataset.GetRasterBand(index + 1).SetNoDataValue(math.nan)
    return dataset


def _lattice(grid: Grid) -> list[tuple[float, float]]:
    """Up to 64 x 64 pixel positions spread over a grid."""
    cols, rows = min(grid.width, 64), min(grid.height, 64)
    return [
        ((i + 0.5) * grid.width / cols, (j + 0.5) * grid.height / rows)
        for j in range(rows)
        for i in range(cols)
    ]


def _inside(positions: NDArray[np.float64], grid: Grid) -> float:
    """Share of pixel positions (n, 2) that lie inside a grid."""
    cols, rows = positions.T
    return float(np.mean((cols >= 0) & (cols <= grid.width) & (rows >= 0) & (rows <= grid.height)))
