"""Bands read as float32 with NaN for voids: by nodata, masks, alpha and the user; scale, palettes heeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from ..errors import RooflineError
from ..language import Message
from .arrays import Float32Array
from .gdal_errors import gdal_errors
from .grid import Window
from .source import Range, RasterSource

ABSURD = 1e30  # no height, but a typical nodata value
ROUNDED = 4 * float(np.finfo(np.float32).eps)  # by which scaled heights of two programs differ, as a share
COLOURS = gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand
TRANSPARENT = np.array([np.nan] * 4, np.float32)  # a colour of alpha 0 is void


@dataclass(frozen=True)
class DataBand:
    """A band with what makes its pixels void: a stored number, ranges of heights, zeros of masks."""

    band: gdal.Band
    name: str  # of the raster
    nodata: float | None  # as it is stored
    ranges: tuple[Range, ...]  # of what the stored numbers mean, as QGIS shows it
    masks: tuple[gdal.Band, ...]

    @classmethod
    def of(cls, dataset: gdal.Dataset, band: gdal.Band, name: str, source: RasterSource) -> DataBand:
        """A band of a source, which tells what is void by the band's number in the file."""
        index = band.GetBand() - 1
        own = number(band.GetNoDataValue()) if source.heeds_nodata(index) else None
        return cls(band, name, own, source.ranges(index), masks_of(dataset, band))

    @property
    def is_as_gdal_reads_it(self) -> bool:
        """Whether GDAL's warper knows all that makes pixels void; beside a nodata value it heeds no mask."""
        heeds_nodata = self.nodata is not None or number(self.band.GetNoDataValue()) is None
        return heeds_nodata and not self.masks and not self.ranges

    @property
    def void_value(self) -> float | None:
        """The value that stands for voids, if there is one."""
        single = (low for low, high in self.ranges if low == high)
        return self.nodata if self.nodata is not None else next(single, None)

    def read(self, window: Window) -> Float32Array:
        """Values (H, W) of a window inside the raster."""
        return self._read(**_box(window))

    def is_absent(self, window: Window) -> bool:
        """Whether a window is void as a sparse file, or a mosaic, has nothing there; costs no reading."""
        return self.nodata is not None and is_absent(self.band, window)

    def undeclared(self, window: Window) -> list[float]:
        """Values of a window too large for heights, which are void though nothing declares them so."""
        if self.nodata is not None and not abs(self.nodata) < ABSURD:
            return []
        values, masks = self._raw(**_box(window))
        unknown = self.heights(values[(np.abs(values) >= ABSURD) & ~self._declared(values, masks)])
        return [float(value) for value in np.unique(unknown[~within(unknown, self.ranges, self.band)])]

    def heights(self, stored: Float32Array) -> Float32Array:
        """What stored numbers mean."""
        heights = stored.copy()
        apply_scale(heights, self.band)
        return heights

    def sample(self, width: int, height: int) -> Float32Array:
        """Values (height, width) of pixels spread over the whole raster."""
        return self._read(buf_xsize=width, buf_ysize=height)

    def _read(self, **box: int) -> Float32Array:
        values, masks = self._raw(**box)
        voids = ~(np.abs(values) < ABSURD) | self._declared(values, masks)
        apply_scale(values, self.band)
        voids |= within(values, self.ranges, self.band)
        values[voids] = np.nan
        return np.asarray(values)

    def _raw(self, **box: int) -> tuple[Float32Array, list[Any]]:
        """Values as they are stored, and those of each mask (0: void)."""
        with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=self.name)):
            values = self.band.ReadAsArray(**box, buf_type=gdal.GDT_Float32)
            masks = [mask.ReadAsArray(**box) for mask in self.masks]
        if values is None or any(mask is None for mask in masks):
            raise RooflineError("{file} cannot be read; the file seems damaged.", file=self.name)
        return values, masks

    def _declared(self, values: Float32Array, masks: Sequence[Any]) -> NDArray[np.bool_]:
        """What the file says is void, of stored values."""
        voids: NDArray[np.bool_] = np.zeros(values.shape, np.bool_)
        if self.nodata is not None and abs(self.nodata) < ABSURD:
            voids |= values == np.float32(self.nodata)
        for mask in masks:
            voids |= mask == 0
        return voids


def _box(window: Window) -> dict[str, int]:
    """A window in GDAL's words."""
    return {"xoff": window.col, "yoff": window.row, "win_xsize": window.width, "win_ysize": window.height}


class Palette:
    """Colours (or grey levels) of the numbers in a band; a number without a colour is void."""

    def __init__(self, table: gdal.ColorTable) -> None:
        entries = [table.GetColorEntry(index) for index in range(table.GetCount())]
        colours = np.array(entries, np.float32).reshape(-1, 4)
        colours[colours[:, 3] == 0] = TRANSPARENT
        is_grey = bool(np.all((colours[:, :1] == colours[:, :3]) | np.isnan(colours[:, :3])))
        self.bands = 1 if is_grey else 3
        self._colours = colours[:, : self.bands].T

    @classmethod
    def of(cls, band: gdal.Band) -> Palette | None:
        """The palette of a band, None if it has none."""
        table = band.GetRasterColorTable()
        has_one = table is not None and table.GetPaletteInterpretation() == gdal.GPI_RGB
        return cls(table) if has_one and table.GetCount() else None

    def colours(self, numbers: Float32Array) -> Float32Array:
        """Values (bands, H, W), 0..255, of numbers (H, W)."""
        count = self._colours.shape[1]
        void = np.isnan(numbers) | (numbers < 0) | (numbers >= count)
        values = self._colours[:, np.where(void, 0, numbers).astype(np.intp)]
        values[:, void] = np.nan
        return values


def data_bands(dataset: gdal.Dataset) -> list[gdal.Band]:
    """All bands but alpha, which is a mask; red, green and blue first where the file says which these are."""
    bands = [dataset.GetRasterBand(index + 1) for index in range(dataset.RasterCount)]
    kinds = [band.GetColorInterpretation() for band in bands]
    shown = [index for index, kind in enumerate(kinds) if kind != gdal.GCI_AlphaBand] or [0]
    if all(kinds.count(colour) == 1 for colour in COLOURS):
        first = [kinds.index(colour) for colour in COLOURS]
        shown = [*first, *(index for index in shown if index not in first)]
    return [bands[index] for index in shown]


def apply_scale(values: Float32Array, band: gdal.Band) -> None:
    """Integer heights may carry a scale and offset, for example decimetres."""
    scale, offset = _scale(band)
    if scale != 1.0:
        values *= np.float32(scale)
    if offset:
        values += np.float32(offset)


def within(heights: Float32Array, ranges: Sequence[Range], band: gdal.Band) -> NDArray[np.bool_]:
    """Which heights of a band, already scaled, lie in any of some ranges."""
    slack = 0.0 if _scale(band) == (1.0, 0.0) else ROUNDED
    found: NDArray[np.bool_] = np.zeros(heights.shape, np.bool_)
    for low, high in ranges:
        lowest, highest = np.float32(low - slack * abs(low)), np.float32(high + slack * abs(high))
        found |= (heights >= lowest) & (heights <= highest)
    return found


def _scale(band: gdal.Band) -> tuple[float, float]:
    """Scale and offset; a scale of 0 is none."""
    return band.GetScale() or 1.0, band.GetOffset() or 0.0


def number(value: object) -> float | None:
    """A float, or None for what is no number."""
    try:
        return float(str(value))
    except ValueError:
        return None


def is_absent(band: gdal.Band, window: Window) -> bool:
    """Whether a sparse file has nothing in a window, which costs nothing to know."""
    flags = band.GetDataCoverageStatus(*window)
    return bool(flags[0] == gdal.GDAL_DATA_COVERAGE_STATUS_EMPTY)


def masks_of(dataset: gdal.Dataset, band: gdal.Band) -> tuple[gdal.Band, ...]:
    """Bands whose zeros say what is void: a mask in the file or beside it, of all bands or one, and alpha.

    GDAL itself heeds alpha of 8 or 16 bits alone, as the second of two bands or the fourth of four, and where
    there is no nodata value; heights and images of more bands have it as well. In newer GDAL bands end with
    the object that they were asked of: that of `band.GetDataset()` would be gone at once.
    """
    flags, number = band.GetMaskFlags(), band.GetBand()
    is_own = flags not in (gdal.GMF_ALL_VALID, gdal.GMF_NODATA) and not flags & gdal.GMF_ALPHA
    others = (dataset.GetRasterBand(i) for i in range(1, dataset.RasterCount + 1) if i != number)
    alpha = (each for each in others if each.GetColorInterpretation() == gdal.GCI_AlphaBand)
    return (*([band.GetMaskBand()] if is_own else []), *alpha)
