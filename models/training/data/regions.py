"""Regions: their parts for training and validation, and their rasters, read by window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Union

import numpy as np
from numpy.typing import NDArray

from ...engine.inputs import Layer, Values, checked_gsd
from ...errors import RooflineError
from ...modelfile.parts import Card, Input
from ...raster.arrays import Float32Array
from ...raster.dataset import Raster, single_band, single_mask
from ...raster.grid import Grid, Window
from ...raster.plausible import checked_heights, checked_mask
from ...raster.source import RasterPath, RasterSource
from ...raster.warp import Aligned
from ..config.datasets import BOTH, ENTIRE, Share
from .image_lists import Pairs
from .outlines import Coverage, Outlines
from .raster_cache import Source, Store

STRIPES = 5  # a fifth validates or tests, as in ResDepth's configurations
BUILDINGS = "buildings"  # the role of the last input of a network that is told of them
RasterFile = Union[Path, RasterSource]


@dataclass(frozen=True)
class Region(Share):
    """Rasters of one place and the parts of it that train and validate.

    Without `source` the reference is degraded. Pairs are tuples of indices into `guides`. `buildings` are
    told to the network, `building_mask` says where to draw most windows.
    """

    name: str
    reference: RasterFile
    source: RasterFile | None = None
    guides: tuple[RasterFile, ...] = ()
    pairs_train: Pairs = ()
    pairs_val: Pairs = ()
    building_mask: RasterFile | None = None
    buildings: Outlines | None = None
    area_type: str = BOTH
    strategy: str = "5-crossval_vertical"
    test_stripe: int = 0
    crossval: bool = False
    samples: int = 20_000

    def pairs(self, split: str) -> Pairs:
        """The image pairs of a split ("train" or "val")."""
        return self.pairs_train if split == "train" else self.pairs_val


def sides(raster: Raster, least: int) -> tuple[int, int]:
    """Columns and rows of a raster that has at least so many pixels a side."""
    width, height = raster.grid.width, raster.grid.height
    if min(width, height) < least:
        raise RooflineError(
            "{raster} has {width} x {height} pixels; give at least {least} a side, better some hundreds.",
            raster=raster.name,
            width=width,
            height=height,
            least=least,
        )
    return width, height


def stripes(cols: int, rows: int, strategy: str, test_stripe: int, crossval: bool) -> dict[str, list[Window]]:
    """Rectangles of "train", "val" and "test" in a raster; neighbouring stripes are one.

    Without `crossval` the test stripe and the next one, cyclically, are left out of training; with it the
    test stripe validates and nothing is left to test on.
    """
    if strategy == ENTIRE:
        whole = [Window(0, 0, cols, rows)]
        return {"train": whole, "val": whole, "test": whole}
    following = (test_stripe + 1) % STRIPES
    kept_out = {test_stripe} if crossval else {test_stripe, following}
    chosen = {
        "train": [stripe for stripe in range(STRIPES) if stripe not in kept_out],
        "val": [test_stripe if crossval else following],
        "test": [] if crossval else [test_stripe],
    }
    vertical = strategy == "5-crossval_vertical"
    return {split: _merged(which, cols, rows, vertical) for split, which in chosen.items()}


def areas_of(place: Share, name: str, grid: Grid, split: str, crossval: bool = True) -> list[Window]:
    """The rectangles of a split in a place's raster; RooflineError where that is too small for them."""
    parts = stripes(grid.width, grid.height, place.strategy, place.test_stripe, crossval)
    areas = [area for area in parts[split] if area.width > 0 and area.height > 0]
    if not areas:
        raise RooflineError("Region {region} is too small for stripes; allocate it as entire.", region=name)
    return areas


def _merged(which: list[int], cols: int, rows: int, vertical: bool) -> list[Window]:
    """Rectangles of stripes, of which the last one takes what rounding leaves."""
    length = cols if vertical else rows
    width = round(length / STRIPES)
    edges = [*(stripe * width for stripe in range(STRIPES)), length]
    runs: list[tuple[int, int]] = []
    for stripe in which:
        start, end = edges[stripe], edges[stripe + 1]
        if runs and runs[-1][1] == start:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return [
        Window(start, 0, end - start, rows) if vertical else Window(0, start, cols, end - start)
        for start, end in runs
    ]


class OpenRegion:
    """A region's rasters on the grid of its surface: heights, reference, guides and building mask.

    The store keeps values up to `reach` pixels around the areas of the split in memory, while that lasts.
    """

    def __init__(self, region: Region, card: Card, split: str, store: Store, reach: int) -> None:
        surface = Raster.open(region.source or region.reference)
        self.region, self.grid = region, surface.grid
        self.gsd = checked_gsd(card, surface)
        self.areas = areas_of(region, region.name, self.grid, split, region.crossval)
        self._store, self._around = store, _hull(self.areas, reach)
        self.heights = Layer(surface, card, 0, self.grid)
        self.unit = self.heights.unit
        self.units = [self.unit, *(1.0 for _ in card.inputs[1:])]
        reference = checked_heights(single_band(Raster.open(region.reference)))
        self._to_unit = np.float32(reference.height_unit / self.unit)
        self._reference = self._kept(reference.source, reference, Aligned(reference, self.grid), self.grid)
        self.heights.values = self._reference
        if region.source is not None:
            self.heights.values = self._kept(surface.source, surface, surface)
        self._buildings = self._mask(region.building_mask) if region.building_mask else None
        rasters = [entry for entry in card.inputs if entry.role != BUILDINGS]
        self._slots = _alike(rasters)
        self.coverage = Coverage(region.buildings, card, self.grid, self._held)
        self._guides = {
            (image, slot): self._layer(image, slot, card)
            for image in sorted({image for pair in region.pairs(split) for image in pair})
            for slot in sorted(set(self._slots[1:]))
        }

    def _kept(
        self,
        path: RasterPath,
        raster: Raster,
        values: Values,
        grid: Grid | None = None,
        resampling: str = "bilinear",
    ) -> Values:
        source = Source(path, grid, resampling)
        return self._store.keep(source, raster, values, self.grid.window(), self._around)

    def _held(self, values: Values) -> Values:
        return self._store.hold(values, self.grid.window(), self._around)

    def _mask(self, path: RasterPath) -> Values:
        raster = checked_mask(single_mask(Raster.open(path)))
        return self._kept(path, raster, Aligned(raster, self.grid, "nearest"), self.grid, "nearest")

    def _layer(self, image: int, slot: int, card: Card) -> Layer:
        """An image as the input of a number."""
        path = self.region.guides[image]
        raster = Raster.open(path)
        layer = Layer(raster, card, slot, self.grid)
        layer.values = self._kept(raster.source, raster, layer.values, self.grid, layer.resampling)
        return layer

    def known(self, window: Window) -> NDArray[np.bool_]:
        """Where (H, W) the surface and the reference have heights."""
        return ~np.isnan(self._reference.read(window)[0] + self.heights.values.read(window)[0])

    def reference(self, window: Window) -> Float32Array:
        """True heights (H, W) in the unit of the surface; voids and the outside are NaN."""
        return self._reference.read(window)[0] * self._to_unit

    def guide(self, image: int, slot: int) -> Layer:
        """The image of an index as the input of a number (from 1)."""
        return self._guides[image, self._slots[slot]]

    @property
    def guides_alike(self) -> bool:
        """Whether guides may change places: NDVI is no image."""
        return len(set(self._slots[1:])) == 1

    def has_buildings(self, window: Window) -> bool | None:
        """Whether a building stands in a window; None where no mask tells."""
        if self._buildings is None:
            return None
        return bool((self._buildings.read(window) > 0).any())


def _hull(areas: list[Window], reach: int) -> Window:
    """The window that holds all areas and `reach` pixels around them."""
    left, top = (min(area[axis] for area in areas) - reach for axis in (0, 1))
    right, bottom = (max(area[axis] + area[axis + 2] for area in areas) + reach for axis in (0, 1))
    return Window(left, top, right - left, bottom - top)


def _alike(inputs: list[Input]) -> list[int]:
    """For each input the first one that takes the same kind of raster in the same way."""
    return [
        next(i for i, other in enumerate(inputs) if other == entry and (i or not slot))
        for slot, entry in enumerate(inputs)
    ]
