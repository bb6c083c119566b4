"""Masks of roads and buildings from rasters and shapes: two bands, 0..255, on one grid."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from ..errors import RooflineError
from ..formats.scratch import Scratch
from ..language import Message
from ..progress import Cancel, Progress
from ..raster.arrays import MaskArray
from ..raster.dataset import Raster
from ..raster.gdal_errors import block_cache
from ..raster.grid import LARGEST_PIXEL, NO_GEOTRANSFORM, Grid, Window, extent_of, ground_unit_at
from ..raster.ground import say_stretch
from ..raster.paths import check_paths
from ..raster.shapes import Drawn, Extent, Vector, files_read
from ..raster.warp import Aligned
from ..raster.windows import strips
from ..raster.writer import RasterWriter
from . import masks
from .masks import CLASSES, band_classes, open_mask, write_classes

LOGGER = logging.getLogger(__name__)

DEFAULT_PIXEL = 1.0  # metres; what published generators were trained at
WIDEST_ROAD = 1e6  # metres; far wider ones leave GEOS no digits for their ends
MARGIN = 2  # pixels around what a grid meets, for those that it meets by half
CLASS_NAMES = {"roads": Message("roads"), "buildings": Message("buildings")}


def compose(
    sources: Mapping[str, str | os.PathLike[str] | Vector],
    target: str | os.PathLike[str],
    grid: Grid,
    *,
    road_width: float = 7.0,
    channel_order: str = "auto",
    creation_options: Sequence[str] = (),
    progress: Progress = None,
    cancelled: Cancel = None,
) -> None:
    """Write the mask on a grid: band 1 roads, band 2 buildings, 0..255.

    `sources` holds "roads", "buildings" or both: rasters or shapes. Lines are drawn `road_width` metres wide.
    A raster of both classes gives its band of the class; alone it gives both.
    """
    if not sources:
        raise RooflineError("There is nothing to compose; choose roads, buildings or both.")
    if not 0 < road_width <= WIDEST_ROAD:
        raise RooflineError(
            "The road width is {road_width:g} m; give more than 0 and at most {most:g}.",
            road_width=road_width,
            most=WIDEST_ROAD,
        )
    check_paths(files_read(sources.values()), [target])
    say_stretch(grid)
    with block_cache(), ExitStack() as stack:
        folder = stack.enter_context(Scratch())
        layers: dict[str, list[_Layer]] = {name: [] for name in CLASSES}
        drawn: list[Drawn] = []
        for name, source in sources.items():
            if isinstance(source, Vector):
                drawn.append(Drawn(source, grid, road_width / grid.ground_unit, cancelled))
                layers[name].append(drawn[-1])
                continue
            wanted = CLASSES if len(sources) == 1 else (name,)
            for found, layer in _rasters(source, name, wanted, channel_order, grid, folder, stack, cancelled):
                layers[found].append(layer)
        seen = dict.fromkeys(CLASSES, False)
        with RasterWriter(target, grid, 2, "Byte", None, creation_options, CLASSES) as writer:
            for window in strips(grid.window(), masks.CHUNK_PIXELS, progress, cancelled):
                mask = np.stack([_merged(layers[name], window) for name in CLASSES])
                seen = {name: seen[name] or bool(values.any()) for name, values in zip(CLASSES, mask)}
                writer.write(mask, window)
        for shapes in drawn:
            shapes.report()
        _warn_of_nothing(sources, seen)


def grid_of(
    source: str | os.PathLike[str] | None,
    projection: str,
    extent: Extent | None,
    pixel_size: float | None,
) -> Grid:
    """The mask's grid: the raster's own, cut to the extent, or square pixels (metres; 1 m by default).

    A raster without a place is cut by columns and rows, from 0 down or, as QGIS counts, from 0 to minus.
    Without a raster the extent (xmin, ymin, xmax, ymax in the CRS `projection`, WKT) is needed.
    """
    own = open_mask(source).grid if source is not None else None
    if own is not None and extent is not None and own.geotransform == NO_GEOTRANSFORM and extent[3] <= 0:
        extent = extent[0], -extent[3], extent[2], -extent[1]  # QGIS counts rows without a place downwards
    if own is not None and pixel_size is None:
        return _bounded(own if extent is None else own.subgrid(own.window_of_extent(*extent)))
    if own is not None:
        projection, extent = own.projection, extent or extent_of(own)
    if extent is None:
        raise RooflineError(
            "The extent of the mask is not known, the layers are empty or a single point; give EXTENT."
        )
    name = own.name if own is not None else ""
    return _square_grid(projection, extent, pixel_size or DEFAULT_PIXEL, name)


def along_line(extent: Extent, projection: str, road_width: float) -> Extent:
    """The extent of a straight road, which has no width of its own, grown by metres on every side."""
    xmin, ymin, xmax, ymax = extent
    around = road_width / ground_unit_at(projection, ((xmin + xmax) / 2, (ymin + ymax) / 2))
    return xmin - around, ymin - around, xmax + around, ymax + around


def _square_grid(projection: str, extent: Extent, pixel_size: float, name: str) -> Grid:
    if not 0 < pixel_size <= LARGEST_PIXEL:
        raise RooflineError(
            "The pixel size is {pixel_size:g} m; give more than 0 and at most {most:g}.",
            pixel_size=pixel_size,
            most=LARGEST_PIXEL,
        )
    xmin, ymin, xmax, ymax = extent
    middle = (xmin + xmax) / 2, (ymin + ymax) / 2
    size = pixel_size / ground_unit_at(projection, middle, name)  # also refuses degrees
    sides = [(xmax - xmin) / size, (ymax - ymin) / size]
    fits = all(abs(side) <= masks.MOST_PIXELS for side in sides)  # false too where an end is no number
    width, height = (max(math.ceil(side - 1e-6), 1) if fits else masks.MOST_PIXELS for side in sides)
    return _bounded(Grid(width, height, (xmin, size, 0.0, ymax, 0.0, -size), projection, name))


def _bounded(grid: Grid) -> Grid:
    """The grid, unless it is too large for a mask."""
    if grid.width * grid.height > masks.MOST_PIXELS:
        raise RooflineError("The mask would have too many pixels; choose a smaller EXTENT or larger pixels.")
    return grid


def _warn_of_nothing(sources: Mapping[str, object], seen: Mapping[str, bool]) -> None:
    """Layers of another place, or empty ones, look like a plan on which nothing is built."""
    for name in sources:
        if not seen[name]:
            LOGGER.warning(
                "The mask has no pixel of the class %s: check that the layer holds what it should, at this "
                "place.",
                CLASS_NAMES[name],
            )


_Layer = Callable[[Window], MaskArray]


def _rasters(
    source: str | os.PathLike[str],
    name: str,
    wanted: Sequence[str],
    order: str,
    grid: Grid,
    folder: Path,
    stack: ExitStack,
    cancelled: Cancel,
) -> list[tuple[str, _Layer]]:
    """The layers of a raster: the class it was given for, or those of its bands that are wanted."""
    mask = open_mask(source, cancelled)
    given = (name,) if mask.bands == 1 else band_classes(mask, order)
    wanted = [found for found in given if found in wanted]
    bands = [given.index(found) for found in wanted]
    path = write_classes(mask, folder / f"{name}.tif", bands, cancelled, _part(mask.grid, grid))
    raster = stack.enter_context(Raster.open(path))
    raster.name = mask.name
    aligned = Aligned(raster, grid, "nearest")
    return [(found, _Read(aligned, index + 1)) for index, found in enumerate(wanted)]


def _part(own: Grid, grid: Grid) -> Window:
    """What of a mask's pixels can reach another grid: a small place in a vast mask costs little."""
    if not own.same_crs(grid):
        return own.window()
    xmin, ymin, xmax, ymax = extent_of(grid)
    cols, rows = zip(*(own.pixel(x, y) for x in (xmin, xmax) for y in (ymin, ymax)))
    if not all(map(math.isfinite, (*cols, *rows))):
        return own.window()
    col, row = math.floor(min(cols)) - MARGIN, math.floor(min(rows)) - MARGIN
    width, height = math.ceil(max(cols)) + MARGIN - col, math.ceil(max(rows)) + MARGIN - row
    # One pixel of a mask that lies elsewhere lies elsewhere too, which is refused as before.
    return Window(col, row, width, height).intersection(own.window()) or Window(0, 0, 1, 1)


class _Read:
    """A band of a raster of class values; what it does not cover is nothing."""

    def __init__(self, raster: Aligned, band: int) -> None:
        self._raster, self._band = raster, band

    def __call__(self, window: Window) -> MaskArray:
        return np.nan_to_num(self._raster.read(window, [self._band])[0]).astype(np.uint8)


def _merged(layers: Sequence[_Layer], window: Window) -> MaskArray:
    """The largest of the layers' values (H, W)."""
    merged = np.zeros((window.height, window.width), np.uint8)
    for layer in layers:
        np.maximum(merged, layer(window), out=merged)
    return merged
