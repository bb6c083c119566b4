"""Rasters as float32 windows with NaN for voids."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np
from osgeo import gdal

from ..errors import RooflineError
from ..formats.names import refuse_folder
from ..language import Message
from .arrays import Float32Array
from .bands import COLOURS, DataBand, Palette, data_bands, number
from .gdal_errors import gdal_errors
from .grid import Grid, Window
from .named_files import WEB, holds_shapes
from .source import RasterPath, RasterSource
from .units import metres_per, vertical_unit

LOGGER = logging.getLogger(__name__)
WEB_PREFIXES = ("wms:", "wmts:", "wcs:", "http:", "https:", "ogcapi:", "<gdal_wms", "<gdal_wmts", "<wcs_gdal")
SAMPLE = 256  # pixels along each axis
MOST_AT_ONCE = 2**26  # pixels of a picture; three bands of it take 768 MiB
R = TypeVar("R", bound="Raster")


class Raster:
    """An open raster: grid, number of bands (without alpha), nodata and GDAL type name of the first band."""

    def __init__(self, dataset: gdal.Dataset, source: RasterSource) -> None:
        self.dataset = dataset
        self.source, self.path = source, source.path
        self.name = _short(source.path)
        grid = Grid.of(dataset, self.name)
        self.grid = replace(grid, projection=source.crs) if source.crs else grid
        self.data_bands = data_bands(dataset)
        self._bands = [DataBand.of(dataset, band, self.name, source) for band in self.data_bands]
        self._palette: Palette | None = None
        self._has_own_crs = not source.crs
        self.bands = len(self.data_bands)
        self.nodata = self._bands[0].void_value
        self.dtype = gdal.GetDataTypeName(self.data_bands[0].DataType)
        if source.in_colours:
            self.in_colours()

    @classmethod
    def open(cls: type[R], path: RasterPath) -> R:
        """Open a raster file for reading; web layers and complex types are refused."""
        source = RasterSource.of(path)
        text = source.path
        _refuse_web(text)
        dataset = _opened(source)
        if dataset.RasterCount == 0:
            raise RooflineError(
                "{file} has no bands of its own; choose one of its subdatasets.", file=_short(text)
            )
        if any(gdal.DataTypeIsComplex(band.DataType) for band in data_bands(dataset)):
            raise RooflineError(
                "{file} has complex values; convert it to a real type such as Float32.", file=_short(text)
            )
        return cls(dataset, source)

    def __enter__(self: R) -> R:
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
        """Take pixels of some heights as voids, besides those that the file declares."""
        more = tuple((value, value) for value in values)
        ranges = tuple((*self.source.ranges(index), *more) for index in range(self.dataset.RasterCount))
        self._know(replace(self.source, nodata=ranges))

    def take_zeros(self) -> None:
        """Take 0 for a value, though the file or its user declares it void."""
        every = [self.dataset.GetRasterBand(index + 1) for index in range(self.dataset.RasterCount)]
        ranges = (self.source.ranges(index) for index in range(len(every)))
        own = (number(band.GetNoDataValue()) != 0 for band in every)
        self._know(
            replace(
                self.source,
                nodata=tuple(tuple(span for span in spans if span != (0, 0)) for spans in ranges),
                own_nodata=tuple(is_other and self.source.heeds_nodata(i) for i, is_other in enumerate(own)),
            )
        )

    def _know(self, source: RasterSource) -> None:
        """Read the bands as a source of other voids says."""
        self.source = source
        self._bands = [DataBand.of(self.dataset, band, self.name, source) for band in self.data_bands]
        self.nodata = self._bands[0].void_value

    def undeclared_voids(self, window: Window) -> list[float]:
        """Values of the first band, within a window, that are too large for heights and declared nowhere."""
        inside = window.intersection(self.grid.window())
        return [] if inside is None else self._bands[0].undeclared(inside)

    def heights_of(self, stored: Sequence[float]) -> Float32Array:
        """What numbers that the first band stores mean (n,), in its unit."""
        return self._bands[0].heights(np.array(stored, np.float32))

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
    def has_palette(self) -> bool:
        """Whether the numbers of the first band stand for colours, grey levels aside."""
        palette = Palette.of(self.data_bands[0])
        return palette is not None and palette.bands > 1

    @property
    def tells_colours(self) -> bool:
        """Whether the file says which bands are red, green and blue: they are the first three then."""
        return [band.GetColorInterpretation() for band in self.data_bands[:3]] == list(COLOURS)

    @property
    def order(self) -> list[int]:
        """The bands' numbers in the file (from 1), where colours may be in another order."""
        return [band.GetBand() for band in self.data_bands]

    @property
    def is_as_gdal_reads_it(self) -> bool:
        """Whether GDAL's warper knows all that makes pixels void, the CRS, the colours and their order."""
        if self.grid.by_points:
            return True
        if self.order != list(range(1, self.bands + 1)) and self._palette is None:
            return False
        return self._has_own_crs and self._palette is None and all(b.is_as_gdal_reads_it for b in self._bands)

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
        if crs is not None and crs.IsGeographic() and not vertical_unit(crs):
            LOGGER.info("%s is in degrees and names no height unit, so metres are assumed.", self.name)
            return 1.0
        return self.grid.height_unit

    def read(self, window: Window, bands: Sequence[int] | None = None) -> Float32Array:
        """Values (bands, H, W) of a window, which may exceed the raster; voids and the outside are NaN."""
        bands = bands or range(1, self.bands + 1)
        values = np.full((len(bands), window.height, window.width), np.nan, np.float32)
        inside = window.intersection(self.grid.window())
        if inside is not None:
            part = window.part(inside)[1:]
            if self._palette is not None:
                values[(slice(None), *part)] = self._palette.colours(self._bands[0].read(inside))[
                    [band - 1 for band in bands]
                ]
                return values
            for index, band in enumerate(bands):
                values[(index, *part)] = self._bands[band - 1].read(inside)
        return values

    def is_absent(self, window: Window) -> bool:
        """Whether all bands are void in a window since nothing was ever written there; reads no pixels."""
        inside = window.intersection(self.grid.window())
        return inside is None or all(band.is_absent(inside) for band in self._bands)

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


def _opened(source: RasterSource) -> gdal.Dataset:
    """GDAL's dataset of a source; what holds none is refused, by its name if it holds shapes instead."""
    name = _short(source.path)
    what = Message("{file} cannot be read as a raster; check the path and the file", file=name)
    flags = gdal.OF_RASTER | gdal.OF_READONLY
    try:
        with gdal_errors(what):
            dataset = gdal.OpenEx(source.path, flags, open_options=list(source.open_options))
        if dataset is None:
            raise RooflineError("{what}.", what=what)
    except RooflineError:
        refuse_folder(source.path)  # some formats are folders
        if holds_shapes(source.path):
            raise RooflineError(
                "{file} is a vector layer, not a raster; give a raster, or rasterize it first.", file=name
            ) from None
        raise
    return dataset


def single_band(raster: Raster) -> Raster:
    """The raster itself, if it has one band of heights."""
    if raster.bands != 1:
        raise RooflineError(
            "{raster} has {bands} bands; a DSM has one, so extract the band of heights first.",
            raster=raster.name,
            bands=raster.bands,
        )
    return raster


def single_mask(raster: Raster) -> Raster:
    """The raster itself, if it has one band of a mask or of shares."""
    if raster.bands != 1:
        raise RooflineError(
            "{name} has {bands} bands; a mask has one, so extract it first.",
            name=raster.name,
            bands=raster.bands,
        )
    return raster


def all_at_once(grid: Grid, name: str) -> Window:
    """All of a picture that is read as one array; what is too large for that is refused."""
    if grid.width * grid.height > MOST_AT_ONCE:
        raise RooflineError(
            "{image} has {cols} x {rows} pixels, too many to be read at once; cut it into smaller ones.",
            image=name,
            cols=grid.width,
            rows=grid.height,
        )
    return grid.window()


def _refuse_web(text: str) -> None:
    """Web layers change with zoom and connection, and would be fetched tile by tile."""
    lowered = text.strip().lower()
    web = lowered.startswith(WEB_PREFIXES) or "url=http" in lowered
    with gdal_errors(
        Message("{file} cannot be read as a raster; check the path and the file", file=_short(text))
    ):
        driver = None if web else gdal.IdentifyDriver(text)
    if web or (driver is not None and driver.ShortName in WEB):
        raise RooflineError(
            "{file} is a web layer; export first: save it as a GeoTIFF and use that file.", file=_short(text)
        )


def _short(text: str) -> str:
    name = Path(text).name if len(text) < 1000 else text
    return (name or text or "The empty path")[:80]
