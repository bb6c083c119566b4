"""Point clouds as a source of samples for networks that look at pixels: tile by tile of the result."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from ..bundle import ModelBundle
from ..engine.inputs import warn_of_gsd
from ..engine.normalise import Sample, gsd_plane, middle
from ..engine.setup import tile_and_overlap
from ..engine.tiles import Axis, Tile, TileLayout
from ..errors import RooflineError, Unfit
from ..modelfile.parts import Card
from ..modelfile.reconstruction import Lengths, Reconstruction
from ..networks.cloud_unet import CloudUNet
from ..progress import Cancel, Reporter
from ..raster.grid import Window
from .cells import COUNT, HIGH, Cells, Pieces, planes, statistics, statistics_of_crowd
from .gridding import (
    area_of,
    chosen_crs,
    height_unit,
    in_parts,
    in_pixels,
    index_cell,
    pixel_by_density,
    true_unit,
)
from .index import PointIndex
from .readers import Bounds, PointCloud, Points

LOGGER = logging.getLogger(__name__)


def looks_at_cells(card: Card) -> bool:
    """Whether a model of reconstructdsm looks at pixels; others look at the points themselves."""
    return card.reconstruction is not None and card.reconstruction.looks_at_cells


class CellSource:
    """The tiles of a point cloud's pixels: a `Source`."""

    def __init__(
        self,
        bundle: ModelBundle,
        cloud: PointCloud,
        stack: ExitStack,
        pixel_size: float,
        extent: Bounds | None,
        crs: str,
        tile: tuple[int, int],
        cancelled: Cancel,
    ) -> None:
        self._name, self._check = cloud.name, Reporter(1, None, cancelled).check
        own_pixel, self._reach = _rules(bundle)
        projection = chosen_crs(cloud, crs)
        unit = true_unit(cloud, projection)
        tiles = bundle.spec.tile
        size, overlap = tile_and_overlap(tiles, *tile)
        pixel = pixel_size or own_pixel / unit
        within = _wider(extent, overlap * pixel)
        heights = height_unit(projection)
        self.index = stack.enter_context(PointIndex(cloud, index_cell(pixel), within, cancelled, heights))
        pixel = pixel or pixel_by_density(self.index)
        self.grid, _ = area_of(cloud, self.index, extent, (pixel, pixel), projection)
        # What lies about an extent is seen: as much as neighbouring tiles share.
        self._margin = 0 if extent is None else overlap
        width, height = (side + 2 * self._margin for side in (self.grid.width, self.grid.height))
        self.layout = TileLayout(width, height, size, overlap, tiles.multiple, tiles.layout, tiles.blend)
        self._step = pixel * unit / heights  # a pixel, in the unit of heights
        self._octaves = gsd_plane(np.full((1, 1, 1), pixel * unit, np.float32))
        warn_of_gsd(bundle.spec, pixel * unit)
        shape = self.grid.width, self.grid.height
        LOGGER.info("%s, %d x %d pixels of %.4g.", self.index.told, *shape, pixel)

    def __len__(self) -> int:
        return len(self.layout)

    def __iter__(self) -> Iterator[tuple[Tile, Sample | None]]:
        for tile in self.layout:
            window = tile.window.shifted(-self._margin, -self._margin)
            yield tile._replace(window=window), self._read(window)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """Where tiles lie along columns and rows of the grid."""
        cols, rows = (
            replace(axis, origins=tuple(origin - self._margin for origin in axis.origins))
            for axis in (self.layout.cols, self.layout.rows)
        )
        return cols, rows

    def only(self, window: Window) -> None:
        """Leave out all tiles but those that reach into a window."""
        self.layout = self.layout.meeting(window.shifted(self._margin, self._margin))

    def no_data(self) -> RooflineError:
        """What to say when no tile has points."""
        return RooflineError(
            "{cloud} has no points in the chosen extent; check the file and the extent.", cloud=self._name
        )

    def _read(self, window: Window) -> Sample | None:
        """What a network gets of a window (PLANES + 1, H, W); None where there are no points."""
        cells = self._cells(window)
        heights = cells[HIGH][cells[COUNT] > 0]
        if not len(heights):
            return None
        offset = middle(heights)
        found, distance = planes(cells, offset, self._step)
        inputs = np.concatenate([found, np.broadcast_to(self._octaves, found[:1].shape)])
        return Sample(inputs, found[:1], offset, self._step, distance > self._reach)

    def _cells(self, window: Window) -> Cells:
        def moved(found: Cells, part: Window) -> Cells:
            found[-2:] += np.reshape([part.col - window.col, part.row - window.row], (2, 1, 1))
            return found

        def made(points: Points, part: Window) -> Cells:
            shape = part.height, part.width
            return moved(statistics(in_pixels(points, self.grid, part), shape), part)

        def of_crowd(pieces: Pieces, pixel: Window) -> Cells:
            return moved(statistics_of_crowd(pieces), pixel)

        return in_parts(self.index, self.grid, window, made, of_crowd, self._check)


def _rules(bundle: ModelBundle) -> tuple[float, float]:
    """A card's own pixel size (metres; 0 = by the density) and its reach (pixels)."""
    try:
        said = bundle.spec.reconstruction or Reconstruction()
        pixel, reach = _length(said.pixel_size), float(said.needed("reach"))
        if pixel < 0 or reach < 0:
            raise Unfit("its entry '{entry}' is wrong", entry="pixel_size and reach")
        if not isinstance(bundle.network, CloudUNet):
            raise Unfit("its entry '{entry}' is wrong", entry="network")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise RooflineError(
            "Model {name} does not say how to reconstruct ({reason}); get a new copy.",
            name=bundle.name,
            reason=error,
        ) from error
    return pixel, reach


def _length(said: Lengths | None) -> float:
    """A pixel size of a card in metres, 0 where it tells none; TypeError where it is told by axis."""
    if isinstance(said, tuple):
        raise Unfit("its entry '{entry}' is wrong", entry="pixel_size")
    return float(said or 0)


def _wider(extent: Bounds | None, margin: float) -> Bounds | None:
    """An extent with what is seen about it."""
    if extent is None:
        return None
    left, bottom, right, top = extent
    return left - margin, bottom - margin, right + margin, top + margin
