"""Places that are read: layers as the engine reads them, buildings, and which windows train or validate."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...buildings.preparation import Preparation
from ...engine.inputs import Reader
from ...engine.normalise import Sample
from ...engine.tiles import Tile
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.arrays import BoolArray
from ...raster.coverage import PolygonCoverage
from ...raster.dataset import Raster, single_mask
from ...raster.grid import Grid, Window
from ...raster.plausible import checked_mask, with_zeros
from ...raster.shapes import Vector
from ...raster.source import RasterPath
from ...raster.vector_files import is_vector, vector_of
from ...raster.warp import Aligned
from ...raster.windows import squares
from ..data.windows import Candidates, Patch, covering, within
from .parts import BLOCK, areas_of, no_pixels
from .plan import Labels, MaskPlan, Place

TRIES = 4  # draws of a window until it shows a building
LEAST_KNOWN = 0.2  # share of a window's pixels whose label is known
HALF = 0.5  # a pixel is built where half of it is
NEAREST = "nearest"


class Labelled:
    """Buildings on a grid: polygons, or a raster (0: none, nodata: unknown); an area bounds both."""

    def __init__(self, labels: Labels, area: Labels | None, grid: Grid, stack: ExitStack) -> None:
        self._grid = grid
        self._labels = _values(labels, grid, stack)
        self._drawn = isinstance(self._labels, PolygonCoverage)
        self._area = None if area is None else _values(area, grid, stack)
        drawn = (each for each in (self._labels, self._area) if isinstance(each, PolygonCoverage))
        self._shapes = [each.shapes for each in drawn]

    def read(self, window: Window) -> tuple[BoolArray, BoolArray]:
        """Buildings, and where that is known (both H, W), of a window that may hang over the grid."""
        shape = (window.height, window.width)
        buildings, known = np.zeros(shape, bool), np.zeros(shape, bool)
        inside = window.intersection(self._grid.window())
        if inside is None:
            return buildings, known
        part = window.part(inside)
        values = self._labels.read(inside)[0]
        buildings[part] = values >= HALF if self._drawn else np.nan_to_num(values) > 0
        known[part] = ~np.isnan(values)
        if self._area is not None:
            known[part] &= np.nan_to_num(self._area.read(inside)[0]) >= HALF
        return buildings & known, known

    def report(self) -> None:
        """Say in the log what was mended and left out of what was read."""
        for shapes in self._shapes:
            shapes.report()


def _values(labels: Labels, grid: Grid, stack: ExitStack) -> Any:
    if is_vector(labels):
        labels = vector_of(Path(str(labels)), grid)
    if isinstance(labels, Vector):
        return PolygonCoverage(labels, grid)
    raster = checked_mask(single_mask(stack.enter_context(Raster.open(labels))))
    return Aligned(with_zeros(raster), grid, NEAREST)


class Opened:
    """The part of a place that belongs to a split ("train" or "val"), with its windows.

    `folder` is for virtual rasters of prepared places. Raises RooflineError where there is nothing to learn.
    """

    def __init__(
        self,
        plan: MaskPlan,
        place: Place,
        split: str,
        card: Card,
        folder: Path,
        stack: ExitStack,
        cancelled: Cancel = None,
    ) -> None:
        self.place, self._training, self.side = place, split == "train", plan.chosen["tile_size"]
        preparation = Preparation.of(plan.chosen["preparation"])
        paths = list(place.layers.values())
        labels, area = place.labels, place.area
        if preparation is not None:
            first = paths[0]
            paths = [preparation.prepared(first, _virtual(folder, first)), *paths[1:]]
            nearest = replace(preparation, filter=NEAREST)
            labels = _like(first, labels, nearest, folder)
            area = None if area is None else _like(first, area, nearest, folder)
        self.reader = Reader(card, paths, None, None, stack)
        self.grid = self.reader.source.grid
        self.labels = Labelled(labels, area, self.grid, stack)
        if self._training or not place.has("train"):  # both splits read the same shapes: they count once
            stack.callback(self.labels.report)
        shows = partial(self._shows, cancelled)
        self.areas = areas_of(place, self.labels, self.grid, shows, cancelled)[split]
        shape = self.side, self.grid.width, self.grid.height
        self._candidates = Candidates(self.areas, *shape)
        self._spots: Sequence[Patch] = []
        if preparation is not None:
            self._spots = self._squares(preparation.windows(self.grid))
        elif not self._training:
            self._spots = covering(self.areas, *shape)

    def _shows(self, cancelled: Cancel, area: Window) -> bool:
        """Whether the first layer has a value anywhere in an area."""
        parts = squares(area, BLOCK, cancelled)
        return any(not np.isnan(self.reader.source.read(part)).all() for part in parts)

    def is_built(self, cancelled: Cancel = None) -> bool:
        """Whether there is a building anywhere; most places show one at once."""
        parts = squares(self.grid.window(), BLOCK, cancelled)
        return any(self.labels.read(part)[0].any() for part in parts)

    def _squares(self, every: Sequence[Window]) -> list[Patch]:
        """Squares that meet the split's areas; to be judged, once for each area."""
        if self._training:
            return [Patch(each, each) for each in every if any(map(each.intersection, self.areas))]
        return [Patch(each, area) for each in every for area in self.areas if each.intersection(area)]

    def __len__(self) -> int:
        """Windows of an epoch; of a prepared place all its squares, or as many as are asked for."""
        if self._training and (self.place.samples or not self._spots):
            return int(self.place.samples or 1)
        return len(self._spots)

    def spot(self, index: int, rng: np.random.Generator) -> Patch:
        """Where the window of a number lies, and the part of it that counts; to train rather at buildings."""
        if self._spots and not (self._training and self.place.samples):
            return self._spots[index]
        for _ in range(TRIES):
            found = self._drawn(rng)
            buildings, known = self.labels.read(found.window)
            if known.mean() >= LEAST_KNOWN and buildings.any():
                break
        return found

    def _drawn(self, rng: np.random.Generator) -> Patch:
        if self._spots:
            return self._spots[int(rng.integers(len(self._spots)))]
        return self._candidates.patch(int(rng.integers(len(self._candidates))))

    def within(self, spot: Patch) -> BoolArray:
        """Where (H, W) a window lies in what counts."""
        return within(spot.window, self.areas if self._training else [spot.counted])

    def read(self, window: Window) -> Sample | None:
        """A window as the engine reads it; None where it is void."""
        ones = np.ones(self.side, np.float32)
        return self.reader.read(Tile(window, ones, ones))

    def planes(self) -> int:
        """How many planes the network gets, found on the first window with data."""
        spots = self._spots or covering(self.areas, self.side, self.grid.width, self.grid.height)
        made = next((made for made in (self.read(spot.window) for spot in spots) if made is not None), None)
        if made is None:
            raise no_pixels()
        return len(made.inputs)


def _virtual(folder: Path, source: RasterPath) -> Path:
    """A file of its own for a virtual raster, which messages call as its source."""
    own = folder / str(sum(1 for _ in folder.iterdir()))
    own.mkdir()
    return own / f"{Path(str(source)).stem}.vrt"


def _like(first: RasterPath, given: Labels, rule: Preparation, folder: Path) -> Labels:
    """Labels of the first layer's own grid, prepared as it is: rasters without a place have no other way."""
    if isinstance(given, Vector) or is_vector(given):
        return given
    with Raster.open(first) as raster, Raster.open(given) as other:
        same = raster.grid.window() == other.grid.window() and raster.grid.offset_in(other.grid) == (0, 0)
    return rule.prepared(given, _virtual(folder, given)) if same else given
