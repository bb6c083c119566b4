"""Rasters as float32 windows with NaN for voids, read as they are or warped lazily onto another grid."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr

from ..errors import RooflineError
from ..language import Message
from .bands import ABSURD, DataBand, Palette, apply_scale, data_bands, number
from .gdal_errors import gdal_errors
from .grid import Grid, Window
from .source import RasterPath, RasterSource
from .units import metres_per
from .writer import RasterWriter

__all__ = ["Aligned", "Raster", "RasterWriter", "single_band"]

LOGGER = logging.getLogger(__name__)
Float32Array = NDArray[np.float32]
WEB_DRIVERS = {
    "WMS",
    "WMTS",
    "WCS",
    "OGCAPI",
    "EEDAI",
    "PLMOSAIC",
    "PLSCENES",
    "NGW",
    "DAAS",
    "HTTP",
    "RASTERLITE",
}
WEB_PREFIXES = ("wms:", "wmts:", "wcs:", "http:", "https:", "ogcapi:", "<gdal_wms", "<gdal_wmts", "<wcs_gdal")
MOST_VALUES = 2**24  # 64 MiB
TIE_BREAK = 1e-5  # pixels
SAMPLE = 256  # pixels along each axis


class Raster:
    """An open raster: grid, number of bands (without alpha), nodata and GDAL type name of the first band."""

    def __init__(self, dataset: gdal.Dataset, source: RasterSource) -> None:
        self.dataset = dataset
        self.source, self.path = source, source.path
        self.name = _short(source.path)
        grid = Grid.of(dataset, self.name)
        self.grid = replace(grid, projection=source.crs) if source.crs else grid
        self.data_bands = data_bands(dataset)
        self._bands = [DataBand.of(band, self.name, source, i) for i, band in enumerate(self.data_bands)]
        self._palette: Palette | None = None
        self._has_own_crs = not source.crs
        self.bands = len(self.data_bands)
        self.nodata = self._bands[0].void_value
        self.dtype = gdal.GetDataTypeName(self.data_bands[0].DataType)
        if source.in_colours:
            self.in_colours()

    @classmethod
    def open(cls, path: RasterPath) -> Raster:
        """Open a raster file for reading; web layers and complex types are refused."""
        source = RasterSource.of(path)
        text = source.path
        _refuse_web(text)
        what = Message("{file} cannot be read as a raster; check the path and the file", file=_short(text))
        with gdal_errors(what):
            flags = gdal.OF_RASTER | gdal.OF_READONLY
            dataset = gdal.OpenEx(text, flags, open_options=list(source.open_options))
        if dataset is None:
            raise RooflineError("{what}.", what=what)
        if dataset.RasterCount == 0:
            raise RooflineError(
                "{file} has no bands of its own; choose one of its subdatasets.", file=_short(text)
            )
        if any(gdal.DataTypeIsComplex(band.DataType) for band in data_bands(dataset)):
            raise RooflineError(
                "{file} has complex values; convert it to a real type such as Float32.", file=_short(text)
            )
        return cls(dataset, source)

    def __enter__(self) -> Raster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the raster cannot be read afterwards."""
        self.data_bands, self._bands = [], []
        self.dataset = None

    def make_void(self, values: Sequence[float]) -> None:
        """Take pixels of some values as voids, besides those that the file declares."""
        more = tuple((value, value) for value in values)
        ranges = tuple((*self.source.ranges(index), *more) for index in range(len(self.data_bands)))
        self.source = replace(self.source, nodata=ranges)
        self._bands = [
            DataBand.of(band, self.name, self.source, index) for index, band in enumerate(self.data_bands)
        ]
        self.nodata = self._bands[0].void_value

    def in_colours(self) -> Raster:
        """The raster itself, to be read in the colours of its palette, if it has one."""
        if self._palette is not None:
            return self
        palette = Palette.of(self.data_bands[0]) if len(self.data_bands) == 1 else None
        if palette is not None:
            LOGGER.info("%s is read as the colours of its palette.", self.name)
            self._palette, self.bands, self.dtype, self.nodata = palette, palette.bands, "Byte", None
            self.source = replace(self.source, in_colours=True)
        return self

    @property
    def is_as_gdal_reads_it(self) -> bool:
        """Whether GDAL's warper knows all that makes pixels void, and the CRS and the colours."""
        if self.has_control_points:
            return True
        return self._has_own_crs and self._palette is None and all(b.is_as_gdal_reads_it for b in self._bands)

    @property
    def has_control_points(self) -> bool:
        """Whether points or sensor models alone, and no geotransform, say where the raster lies."""
        placed = self.dataset.GetGeoTransform(can_return_null=True) is not None
        return not placed and bool(self.dataset.GetGCPCount() or self.dataset.GetMetadata("RPC"))

    @cached_property
    def height_unit(self) -> float:
        """Metres per unit of height: the band's, else the vertical CRS's, else the horizontal unit.

        Heights over degrees that have no unit of their own are taken to be metres.
        """
        named = self.data_bands[0].GetUnitType() or ""
        unit = metres_per(named)
        if unit is None:
            raise RooflineError(
                '{raster} gives its heights in "{unit}", which is no known unit of length; convert them to '
                "metres, or correct the unit of the band.",
                raster=self.name,
                unit=named,
            )
        if unit:
            return unit
        crs = self.grid.crs
        vertical = _vertical_unit(crs) if crs is not None else 0.0
        if not vertical and crs is not None and crs.IsGeographic():
            LOGGER.info("%s is in degrees and names no height unit, so metres are assumed.", self.name)
            return 1.0
        return vertical or self.grid.unit_in_metres

    def read(self, window: Window, bands: Sequence[int] | None = None) -> Float32Array:
        """Values (bands, H, W) of a window, which may exceed the raster; voids and the outside are NaN."""
        bands = bands or range(1, self.bands + 1)
        values = np.full((len(bands), window.height, window.width), np.nan, np.float32)
        inside = window.intersection(self.grid.window())
        if inside is not None:
            top, left = inside.row - window.row, inside.col - window.col
            part = (slice(top, top + inside.height), slice(left, left + inside.width))
            if self._palette is not None:
                values[(slice(None), *part)] = self._palette.colours(self._bands[0].read(inside))[
                    [band - 1 for band in bands]
                ]
                return values
            for index, band in enumerate(bands):
                values[(index, *part)] = self._bands[band - 1].read(inside)
        return values

    def preview(self, most: int = SAMPLE, band: int = 1) -> Float32Array:
        """A sparse sample (h, w) of a band, at most `most` pixels along each axis; voids are NaN."""
        shrink = max(1.0, max(self.grid.width, self.grid.height) / most)
        size = max(1, round(self.grid.width / shrink)), max(1, round(self.grid.height / shrink))
        if self._palette is not None:
            return self._palette.colours(self._bands[0].sample(*size))[band - 1]
        return self._bands[band - 1].sample(*size)

    def largest(self, bands: int = 1) -> float:
        """The largest magnitude of valid values in a sparse sample of the first bands, 0 if none are."""
        samples = (np.abs(self.preview(band=band + 1)) for band in range(bands))
        return max(float(values.max(where=~np.isnan(values), initial=0.0)) for values in samples)

    @property
    def has_fractions(self) -> bool:
        """Whether the first band's values need not be whole numbers."""
        return self.dtype.startswith("Float") or self.data_bands[0].GetScale() not in (None, 0.0, 1.0)


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
        if bool(raster.grid.projection) != bool(grid.projection):
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
            axis, parts = _halves(window)
            return np.concatenate([self._warp(part) for part in parts], axis=axis)
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
        gdal.PushErrorHandler("CPLQuietErrorHandler")  # points outside a projection's domain are no failure
        try:
            moved, success = transformer.TransformPoints(int(to_raster), [list(point) for point in points])
        finally:
            gdal.PopErrorHandler()
        positions = np.array([point[:2] for point in moved], np.float64)
        positions[~np.array(success, bool)] = np.nan
        return positions


def single_band(raster: Raster) -> Raster:
    """The raster itself, if it has one band of heights."""
    if raster.bands != 1:
        raise RooflineError(
            "{raster} has {bands} bands; a DSM has one, so extract the band of heights first.",
            raster=raster.name,
            bands=raster.bands,
        )
    return raster


def _vertical_unit(crs: osr.SpatialReference) -> float:
    """Metres per unit of the vertical CRS; 0 where there is none."""
    name, metres = (crs.GetAttrValue("VERT_CS|UNIT", index) for index in (0, 1))
    return number(metres) or metres_per(name or "") or 0.0


def _refuse_web(text: str) -> None:
    """Web layers change with zoom and connection, and would be fetched tile by tile."""
    lowered = text.strip().lower()
    web = lowered.startswith(WEB_PREFIXES) or "url=http" in lowered
    with gdal_errors(
        Message("{file} cannot be read as a raster; check the path and the file", file=_short(text))
    ):
        driver = None if web else gdal.IdentifyDriver(text)
    if web or (driver is not None and driver.ShortName in WEB_DRIVERS):
        raise RooflineError(
            "{file} is a web layer; export first: save it as a GeoTIFF and use that file.", file=_short(text)
        )


def _short(text: str) -> str:
    name = Path(text).name if len(text) < 1000 else text
    return (name or text or "The empty path")[:80]


def _memory(grid: Grid, bands: int) -> gdal.Dataset:
    """An in-memory float32 dataset on a grid, NaN for nodata."""
    dataset = gdal.GetDriverByName("MEM").Create("", grid.width, grid.height, bands, gdal.GDT_Float32)
    dataset.SetGeoTransform(grid.geotransform)
    if grid.projection:
        dataset.SetProjection(grid.projection)
    for index in range(bands):
        dataset.GetRasterBand(index + 1).SetNoDataValue(math.nan)
    return dataset


def _halves(window: Window) -> tuple[int, list[Window]]:
    """A window cut across its longer side, and the axis of values (bands, H, W) that the parts lie along."""
    col, row, width, height = window
    if width > height:
        left = width // 2
        return 2, [Window(col, row, left, height), Window(col + left, row, width - left, height)]
    top = height // 2
    return 1, [Window(col, row, width, top), Window(col, row + top, width, height - top)]


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
