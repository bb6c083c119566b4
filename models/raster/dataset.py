"""Rasters as float32 windows with NaN for voids, read as they are or warped lazily onto another grid."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr

from ..errors import RooflineError
from ..language import Message
from .gdal_errors import gdal_errors
from .grid import Grid, Window
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
TIE_BREAK = 1e-5  # pixels
ABSURD = 1e30  # no height, but a typical nodata value
SAMPLE = 256  # pixels along each axis


class Raster:
    """An open raster: grid, number of bands (without alpha), nodata and GDAL type name of the first band."""

    def __init__(self, dataset: gdal.Dataset, path: str) -> None:
        self.dataset = dataset
        self.path = path
        self.name = _short(path)
        self.grid = Grid.of(dataset, self.name)
        self.data_bands = _data_bands(dataset)
        first = self.data_bands[0]
        self.bands = len(self.data_bands)
        self.nodata = _number(first.GetNoDataValue())
        self.dtype = gdal.GetDataTypeName(first.DataType)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Raster:
        """Open a raster file for reading; web layers and complex types are refused."""
        text = os.fspath(path)
        _refuse_web(text)
        what = Message("{file} cannot be read as a raster; check the path and the file", file=_short(text))
        with gdal_errors(what):
            dataset = gdal.OpenEx(text, gdal.OF_RASTER | gdal.OF_READONLY)
        if dataset is None:
            raise RooflineError("{what}.", what=what)
        if dataset.RasterCount == 0:
            raise RooflineError(
                "{file} has no bands of its own; choose one of its subdatasets.", file=_short(text)
            )
        if any(gdal.DataTypeIsComplex(band.DataType) for band in _data_bands(dataset)):
            raise RooflineError(
                "{file} has complex values; convert it to a real type such as Float32.", file=_short(text)
            )
        return cls(dataset, text)

    def __enter__(self) -> Raster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the raster cannot be read afterwards."""
        self.data_bands = []
        self.dataset = None

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
            for index, band in enumerate(bands):
                block = self._read_band(self.data_bands[band - 1], inside)
                values[index, top : top + inside.height, left : left + inside.width] = block
        return values

    def preview(self, most: int = SAMPLE) -> Float32Array:
        """A sparse sample (h, w) of the first band, at most `most` pixels along each axis; voids are NaN."""
        band, grid = self.data_bands[0], self.grid
        shrink = max(1.0, max(grid.width, grid.height) / most)
        size = max(1, round(grid.width / shrink)), max(1, round(grid.height / shrink))
        with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=self.name)):
            values = band.ReadAsArray(buf_xsize=size[0], buf_ysize=size[1], buf_type=gdal.GDT_Float32)
        voids = ~(np.abs(values) < ABSURD)
        nodata = _number(band.GetNoDataValue())
        if nodata is not None:
            voids |= values == np.float32(nodata)
        _apply_scale(values, band)
        values[voids] = np.nan
        return values

    def largest(self) -> float:
        """The largest magnitude of valid values in a sparse sample of the first band; 0 if there are none."""
        values = self.preview()
        return float(np.abs(values).max(where=~np.isnan(values), initial=0.0))

    @property
    def has_fractions(self) -> bool:
        """Whether the first band's values need not be whole numbers."""
        return self.dtype.startswith("Float") or self.data_bands[0].GetScale() not in (None, 0.0, 1.0)

    def _read_band(self, band: gdal.Band, window: Window) -> Float32Array:
        box = (window.col, window.row, window.width, window.height)
        with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=self.name)):
            values = band.ReadAsArray(*box, buf_type=gdal.GDT_Float32)
            mask = band.GetMaskBand().ReadAsArray(*box) if _has_own_mask(band) else None
        if values is None:
            raise RooflineError("{file} cannot be read; the file seems damaged.", file=self.name)
        voids = ~(np.abs(values) < ABSURD)
        nodata = _number(band.GetNoDataValue())
        if nodata is not None and abs(nodata) < ABSURD:
            voids |= values == np.float32(nodata)
        if mask is not None:
            voids |= mask == 0
        _apply_scale(values, band)
        values[voids] = np.nan
        return values


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
        self._kernel = [] if self._offset is not None else self._kernel_options()

    def read(self, window: Window, bands: Sequence[int] | None = None) -> Float32Array:
        """Values (bands, H, W) of a window of the target grid; voids and the outside are NaN."""
        if self._offset is not None:
            return self.raster.read(window.shifted(*self._offset), bands)
        values = self._warp(self.grid.subgrid(window))
        return values if bands is None else values[[band - 1 for band in bands]]

    def _warp(self, grid: Grid) -> Float32Array:
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
            gdal.Warp(target, self.raster.dataset, options=options)
            values = target.ReadAsArray().reshape(self.bands, grid.height, grid.width)
        voids = ~(np.abs(values) < ABSURD)
        for layer, band in zip(values, self.raster.data_bands):
            _apply_scale(layer, band)
        values[voids] = np.nan
        return values

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
        extra = math.ceil(max(x_step, y_step)) + 2
        return [f"XSCALE={1 / x_step:.12g}", f"YSCALE={1 / y_step:.12g}", f"SOURCE_EXTRA={extra}"]

    def _transform(self, points: Sequence[tuple[float, float]], to_raster: bool) -> NDArray[np.float64]:
        """Positions (n, 2) of the target grid's pixels in the raster, or the reverse; NaN where undefined."""
        name = self.raster.name
        with gdal_errors(
            Message("{name} cannot be brought onto the CRS of the input; check the CRS of both", name=name)
        ):
            transformer = gdal.Transformer(self.raster.dataset, _memory(self.grid, 0), [])
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


def _data_bands(dataset: gdal.Dataset) -> list[gdal.Band]:
    """All bands but a trailing alpha band, which is a mask."""
    bands = [dataset.GetRasterBand(index + 1) for index in range(dataset.RasterCount)]
    has_alpha = len(bands) > 1 and bands[-1].GetColorInterpretation() == gdal.GCI_AlphaBand
    return bands[:-1] if has_alpha else bands


def _has_own_mask(band: gdal.Band) -> bool:
    flags = band.GetMaskFlags()
    return bool(flags & gdal.GMF_PER_DATASET) and not flags & (gdal.GMF_NODATA | gdal.GMF_ALL_VALID)


def _apply_scale(values: Float32Array, band: gdal.Band) -> None:
    """Integer heights may carry a scale and offset, for example decimetres."""
    scale, offset = band.GetScale(), band.GetOffset()
    if scale not in (None, 0.0, 1.0):
        values *= np.float32(scale)
    if offset:
        values += np.float32(offset)


def _vertical_unit(crs: osr.SpatialReference) -> float:
    """Metres per unit of the vertical CRS; 0 where there is none."""
    name, metres = (crs.GetAttrValue("VERT_CS|UNIT", index) for index in (0, 1))
    return _number(metres) or metres_per(name or "") or 0.0


def _number(value: object) -> float | None:
    """A float, or None for what is no number."""
    try:
        return float(str(value))
    except ValueError:
        return None


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
