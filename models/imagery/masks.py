"""Masks of roads and buildings (0..255) in the forms that GIS and published systems keep them in."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Union

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from ..errors import RooflineError
from ..language import Message
from ..options import AUTO, CHANNEL_ORDERS
from ..progress import Cancel, stop_if
from ..raster.arrays import MaskArray
from ..raster.bands import apply_scale, is_absent, masks_of, within
from ..raster.dataset import Raster
from ..raster.gdal_errors import block_cache, gdal_errors, metadata_of
from ..raster.grid import NO_GEOTRANSFORM, Grid, Window
from ..raster.paths import cannot_write
from ..raster.plausible import checked_mask
from ..raster.windows import spread, strips
from ..raster.writer import RasterWriter

LOGGER = logging.getLogger(__name__)
CLASSES = ("roads", "buildings")
ORDERS = {name: tuple(name.split("_")) for name in CHANNEL_ORDERS if name != AUTO}
COLOURS = {"roads": (255, 0, 0), "buildings": (0, 255, 0)}  # of published pictures of masks
CHUNK_PIXELS = 2**22  # 16 MB a float32 band
WIDEST = 2**16  # pixels of a row that is read whole, as files keep rows together
MOST_PIXELS = 2**34  # 131,072 a side: more is a mistaken unit, or a mosaic of a whole country
FAINT = 32  # of 255: masks of classes or numbers end below, those of levels reach 255
MANY = 1000  # pixels of 1 that are no noise of a lossy compression of 0 to 255
SPARSE = ("TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "SPARSE_OK=TRUE")
Masks = tuple[gdal.Band, ...]  # whose zeros are voids


class BandMask:
    """One band per class; 0/1 masks and other numbers are brought to 0..255, voids count as nothing."""

    def __init__(self, raster: Raster, cancelled: Cancel = None) -> None:
        self.grid, self.name = raster.grid, raster.name
        self._bands = raster.data_bands
        self._masks = [masks_of(raster.dataset, band) for band in self._bands]
        self._raster, self._source = raster, raster.source
        self.classes = _described(self._bands)
        self.bands = len(self._bands)
        self._cancelled = cancelled

    @cached_property
    def _factor(self) -> float:
        """What brings values to 0..255, known when pixels are asked for; heights are refused.

        A sample tells it where it has levels above 1, or many ones, else all of the file is looked at.
        """
        checked_mask(self._raster)
        bands = list(zip(self._bands, self._masks))
        samples = [_sampled(*band, self.name) for band in bands]
        largest = max(top for top, _ in samples)
        if largest <= 1 and max(ones for _, ones in samples) < MANY:
            largest = max(_maximum(*band, self.name, self._cancelled) for band in bands)
        if 1 < largest <= FAINT:
            largest = max(_maximum(*band, self.name, self._cancelled, FAINT) for band in bands)
        if 1 < largest <= FAINT:
            LOGGER.warning(
                "%s has no value above %g, which counts as next to nothing of 255: give a mask of 0 and 1, "
                "or of 0 to 255.",
                *(self.name, largest),
            )
        if largest <= 0:
            _say_empty(self.name)
        return 255.0 if 0 < largest <= 1 else 1.0

    def read(self, window: Window) -> MaskArray:
        """Values (bands, H, W) of a window inside the raster."""
        return np.stack([self._read(index, window) for index in range(self.bands)])

    def _read(self, index: int, window: Window) -> MaskArray:
        band = self._bands[index]
        number = band.GetBand() - 1
        ranges = self._source.ranges(number)
        values = _pixels(band, window, self.name)
        nodata = band.GetNoDataValue() if self._source.heeds_nodata(number) else None
        masks = self._masks[index]
        if values.dtype == np.uint8 and self._factor == 1 and nodata is None and not ranges and not masks:
            return values.astype(np.uint8, copy=False)
        numbers = values.astype(np.float32)
        if nodata is not None:
            numbers[numbers == np.float32(nodata)] = 0
        if ranges:
            shown = numbers.copy()
            apply_scale(shown, band)
            numbers[within(shown, ranges, band)] = 0
        for mask in masks:
            numbers[_pixels(mask, window, self.name) == 0] = 0
        return np.clip(np.nan_to_num(numbers) * self._factor, 0, 255).astype(np.uint8)


class ColourMask:
    """A picture in which pure red is road, pure green is building, and all else is nothing."""

    bands = 2
    classes: Sequence[str] = CLASSES

    def __init__(self, raster: Raster) -> None:
        self.grid, self.name = raster.grid, raster.name
        self._raster = raster  # its bands live as long as it does
        self._drawn = self._coloured = False

    def read(self, window: Window) -> MaskArray:
        """Values (2, H, W), 0 or 255, of a window inside the raster."""
        picture = np.stack([_pixels(band, window, self.name) for band in self._raster.data_bands[:3]], axis=2)
        mask = np.stack([(picture == COLOURS[name]).all(axis=2) for name in CLASSES])
        self._drawn = self._drawn or bool(mask.any())
        self._coloured = self._coloured or bool((picture != picture[:, :, :1]).any())
        return 255 * mask.astype(np.uint8)

    def check(self) -> None:
        """Refuse a picture of which nothing that was read is drawn, though it has colours: it is no plan."""
        if self._coloured and not self._drawn:
            raise RooflineError(
                "{name} has no pixel in pure red, as roads are, or pure green, as buildings are: give a mask "
                "of two bands, or a picture in these colours.",
                name=self.name,
            )
        if not self._drawn:
            _say_empty(self.name)


class PagedMask:
    """A TIFF that holds each row of the mask as a page, and each pixel as a row of that page.

    Label files of SatGen-CV are written so; GDAL sees many rasters as wide as there are classes.
    """

    classes: Sequence[str] = ()

    def __init__(self, raster: Raster) -> None:
        self.name = raster.name
        self.bands = raster.dataset.RasterXSize
        self._pages = len(metadata_of(raster.dataset, "SUBDATASETS")) // 2
        self._path = raster.path
        self.grid = Grid(raster.dataset.RasterYSize, self._pages, NO_GEOTRANSFORM, "")

    def read(self, window: Window) -> MaskArray:
        """Values (bands, H, W) of a window inside the raster; whole rows are read at once."""
        rows = np.empty((self.bands, window.height, window.width), np.uint8)
        for index in range(window.height):
            page = Raster.open(f"GTIFF_DIR:{window.row + index + 1}:{self._path}")
            if page.dataset.RasterXSize != self.bands or page.dataset.RasterYSize != self.grid.width:
                raise RooflineError(
                    "{name} has pages of different sizes; save it as a two-band GeoTIFF.", name=self.name
                )
            part = Window(0, window.col, self.bands, window.width)
            rows[:, index] = _pixels(page.dataset.GetRasterBand(1), part, self.name).T
        return rows


ClassMask = Union[BandMask, ColourMask, PagedMask]


def open_mask(path: str | os.PathLike[str], cancelled: Cancel = None) -> ClassMask:
    """Open a mask of any kind: bands (0/1 or 0..255), a picture in pure colours, or a page per row."""
    raster = Raster.open(path)
    raster.grid.check_placed()  # its classes are written anew, on its grid
    if _is_paged(raster.dataset):
        return PagedMask(raster)
    if raster.bands in (3, 4) and raster.dtype == "Byte":
        return ColourMask(raster)
    return BandMask(raster, cancelled)


def write_classes(
    mask: ClassMask,
    path: Path,
    bands: Sequence[int],
    cancelled: Cancel = None,
    area: Window | None = None,
) -> Path:
    """Write some bands (from 0) of a mask, in that order, as a GeoTIFF of Byte bands, sparse if an `area` is
    given; of less than the whole mask a virtual raster on its grid is given back.
    """
    grid, whole = mask.grid, mask.grid.window()
    part = whole if area is None else area.intersection(whole) or whole
    if part.width * part.height > MOST_PIXELS:
        raise RooflineError("{mask} has too many pixels; cut it to the place that is wanted.", mask=mask.name)
    kept = grid if part == whole else _cut(grid, part)
    options = () if area is None else SPARSE
    # What waits in GDAL's cache is written when the file is closed, after a cancel too.
    with block_cache(), RasterWriter(path, kept, len(bands), "Byte", None, options) as writer:
        for window in strips(part, CHUNK_PIXELS, cancelled=cancelled):
            writer.write(mask.read(window)[list(bands)], window.shifted(-part.col, -part.row))
        if isinstance(mask, ColourMask) and part == whole:
            mask.check()
    return path if part == whole else _on_grid(path, grid, part)


def _cut(grid: Grid, part: Window) -> Grid:
    """The grid of a part; where a raster has no place, a part has none either."""
    if grid.geotransform == NO_GEOTRANSFORM:
        return Grid(part.width, part.height, NO_GEOTRANSFORM, grid.projection)
    return grid.subgrid(part)


def _on_grid(path: Path, grid: Grid, part: Window) -> Path:
    """A part of a raster as the whole, 0 elsewhere: a file's table of its tiles would grow with its size."""
    target = path.with_suffix(".vrt")
    with cannot_write(target):
        made = gdal.Translate(
            str(target), str(path), format="VRT", srcWin=[-part.col, -part.row, grid.width, grid.height]
        )
        if made is not None:
            made.SetGeoTransform(grid.geotransform)  # the part's corner is rounded
        made = None
    return target


def band_classes(mask: ClassMask, order: str) -> tuple[str, ...]:
    """The classes of a mask's bands; order "auto": by their descriptions, else roads first."""
    if mask.bands != len(CLASSES):
        raise RooflineError(
            "{mask} has {bands} bands; a mask has one or two, so extract them first.",
            mask=mask.name,
            bands=mask.bands,
        )
    return in_order(mask, order)


def in_order(mask: ClassMask, order: str) -> tuple[str, ...]:
    """The classes of bands in an order by its name, however many bands there are; a picture's are its own."""
    if order != AUTO and order not in ORDERS:
        raise RooflineError(
            "Channel order '{order}' is unknown; choose auto or one of {known}.",
            order=order,
            known=", ".join(ORDERS),
        )
    if order == AUTO or isinstance(mask, ColourMask):
        return tuple(mask.classes) or CLASSES
    return ORDERS[order]


def _is_paged(dataset: gdal.Dataset) -> bool:
    pages = len(metadata_of(dataset, "SUBDATASETS")) // 2
    if dataset.GetDriver().ShortName != "GTiff" or dataset.RasterCount != 1 or pages < 2:
        return False
    try:
        said = json.loads(dataset.GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION") or "{}")
    except ValueError:
        said = {}
    shape = [pages, dataset.RasterYSize, dataset.RasterXSize]
    return bool(isinstance(said, dict) and said.get("shape", shape) == shape and dataset.RasterXSize <= 4)


def _described(bands: Sequence[gdal.Band]) -> Sequence[str]:
    """The classes that the bands' descriptions name, () where they do not."""
    names = [str(band.GetDescription() or "").strip().lower() for band in bands]
    found = [next((name for name in CLASSES if text.startswith(name[:-1])), "") for text in names]
    return tuple(found) if sorted(found) == sorted(CLASSES) else ()


def _sampled(band: gdal.Band, masks: Masks, name: str) -> tuple[float, int]:
    """The largest value of a sample, and how many of its pixels are 1."""
    largest, ones = 0.0, 0
    for window in spread(Window(0, 0, band.XSize, band.YSize)):
        if not is_absent(band, window):
            values = _known(band, masks, window, name)
            largest, ones = max(largest, float(values.max(initial=0.0))), ones + int((values == 1).sum())
    return largest, ones


def _say_empty(name: str) -> None:
    LOGGER.warning(
        "%s has no pixel above 0, so all of it counts as empty: check that it is the right one.", name
    )


def _maximum(band: gdal.Band, masks: Masks, name: str, cancelled: Cancel = None, enough: float = 1) -> float:
    """The largest value, or the first strip's that is above `enough`; 0 where all pixels are nodata."""
    largest = 0.0
    for window in _present(band, Window(0, 0, band.XSize, band.YSize), cancelled):
        if largest > enough:
            break  # these are levels of 0 to 255, whatever follows
        largest = max(largest, float(_known(band, masks, window, name).max(initial=0.0)))
    return largest


def _present(band: gdal.Band, window: Window, cancelled: Cancel = None) -> Iterator[Window]:
    """The parts of a window of which a sparse file, or a mosaic, has anything, until a cancel.

    They are halves of halves, so that what is absent costs little however large it is.
    """
    stop_if(cancelled)
    if is_absent(band, window):
        return
    if window.width * window.height <= CHUNK_PIXELS:
        yield window
        return
    for half in window.halves(window.width > WIDEST):
        yield from _present(band, half, cancelled)


def _known(band: gdal.Band, masks: Masks, window: Window, name: str) -> NDArray[np.float32]:
    """The values (n,) of a window that are no voids."""
    values = _pixels(band, window, name)
    hidden: NDArray[np.bool_] = np.zeros(values.shape, np.bool_)
    for mask in (band.GetMaskBand(), *masks):  # the first one knows of nodata
        hidden |= _pixels(mask, window, name) == 0
    known: NDArray[np.float32] = values[~hidden].astype(np.float32)
    return np.nan_to_num(known) if values.dtype.kind == "f" else known


def _pixels(band: gdal.Band, window: Window, name: str) -> NDArray[Any]:
    what = Message("{file} cannot be read; the file seems damaged", file=name)
    with gdal_errors(what):
        values = band.ReadAsArray(window.col, window.row, window.width, window.height)
    if values is None:
        raise RooflineError("{what}.", what=what)
    return values
