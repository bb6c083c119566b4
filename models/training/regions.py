"""Regions: their parts for training and validation, and their rasters, read by window."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from ..grid import Window
from ..raster import Aligned, Raster, single_band
from ..reader import Layer, Values, checked_gsd
from .config import Region

log = logging.getLogger(__name__)

Float32Array = NDArray[np.float32]
STRIPES = 5
STRIP_PIXELS = 2**22


def stripes(cols: int, rows: int, strategy: str, test_stripe: int, crossval: bool) -> dict[str, list[Window]]:
    """Rectangles of "train", "val" and "test" in a raster; neighbouring stripes are one.

    Without `crossval` the test stripe and the next one, cyclically, are left out of training; with it the
    test stripe validates and nothing is left to test on.
    """
    if strategy == "entire":
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

    Values up to `reach` pixels around the areas of the split are kept in memory while the budget lasts;
    others are read by window each time.
    """

    def __init__(
        self,
        region: Region,
        card: dict[str, Any],
        split: str,
        stack: ExitStack,
        budget: Budget,
        reach: int,
    ) -> None:
        def opened(path: Path) -> Raster:
            return stack.enter_context(Raster.open(path))

        reference = single_band(opened(region.reference))
        surface = opened(region.source or region.reference)
        self.region, self.grid = region, surface.grid
        self.gsd = checked_gsd(card, surface)
        self.heights = Layer(surface, card, 0, self.grid)
        self.unit = self.heights.unit
        self._reference: Values = Aligned(reference, self.grid)
        self._to_unit = np.float32(reference.height_unit / self.unit)
        self._buildings: Values | None = None
        if region.building_mask is not None:
            self._buildings = Aligned(opened(region.building_mask), self.grid, "nearest")
        self.areas = self._areas(split)
        used = sorted({image for pair in region.pairs(split) for image in pair})
        rasters = {image: opened(region.guides[image]) for image in used}
        self._slots = _alike(card["inputs"])
        self._guides = {
            (image, slot): Layer(raster, card, slot, self.grid)
            for image, raster in rasters.items()
            for slot in sorted(set(self._slots[1:]))
        }
        self.units = [self.unit, *(1.0 for _ in card["inputs"][1:])]
        self._hold(budget, reach)

    def _areas(self, split: str) -> list[Window]:
        region = self.region
        parts = stripes(
            self.grid.width, self.grid.height, region.strategy, region.test_stripe, region.crossval
        )
        areas = [area for area in parts[split] if area.width > 0 and area.height > 0]
        if not areas:
            raise RooflineError(f"Region {region.name} is too small for stripes; allocate it as entire.")
        return areas

    def _hold(self, budget: Budget, reach: int) -> None:
        """Keep what windows in the areas may reach, if memory allows."""
        left, top = (min(area[axis] for area in self.areas) - reach for axis in (0, 1))
        right, bottom = (max(area[axis] + area[axis + 2] for area in self.areas) + reach for axis in (0, 1))
        around = Window(left, top, right - left, bottom - top)

        def held(values: Values) -> Values:
            return budget.held(values, self.grid.window(), around)

        self._reference = held(self._reference)
        if self.region.source is not None:
            self.heights.values = held(self.heights.values)
        if self._buildings is not None:
            self._buildings = held(self._buildings)
        for layer in self._guides.values():
            layer.values = held(layer.values)

    def known(self, window: Window) -> NDArray[np.bool_]:
        """Where (H, W) the surface and the reference have heights."""
        known = ~np.isnan(self._reference.read(window)[0])
        if self.region.source is not None:
            known &= ~np.isnan(self.heights.values.read(window)[0])
        return known

    def reference(self, window: Window) -> Float32Array:
        """True heights (H, W) in the unit of the surface; voids and the outside are NaN."""
        return self._reference.read(window)[0] * self._to_unit

    def guide(self, image: int, slot: int) -> Layer:
        """The image of an index as the input of a number (from 1)."""
        return self._guides[image, self._slots[slot]]

    def has_buildings(self, window: Window) -> bool | None:
        """Whether a building stands in a window; None where no mask tells."""
        if self._buildings is None:
            return None
        return bool((self._buildings.read(window) > 0).any())


class Budget:
    """Bytes of memory for values of rasters that are read again and again."""

    def __init__(self, size: int) -> None:
        self.left = size

    def held(self, values: Values, whole: Window, around: Window) -> Values:
        """The values with a part of the whole grid in memory; as they were where that is too much."""
        part = around.intersection(whole)
        size = 4 * values.bands * part.width * part.height if part is not None else 0
        if part is None or size > self.left:
            return values
        self.left -= size
        return Held(values, whole, part)


class Held:
    """Values with a part of them in memory."""

    def __init__(self, values: Values, whole: Window, part: Window) -> None:
        self.bands, self._values, self._whole, self._part = values.bands, values, whole, part
        self._kept = np.empty((values.bands, part.height, part.width), np.float32)
        step = max(STRIP_PIXELS // part.width, 1)
        for row in range(part.row, part.row + part.height, step):
            strip = Window(part.col, row, part.width, min(step, part.row + part.height - row))
            self._kept[part_of(part, strip)] = values.read(strip)

    def read(self, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window; what lies outside the grid is NaN."""
        inside = window.intersection(self._whole)
        if inside is None or inside.intersection(self._part) != inside:
            return self._values.read(window)
        kept = self._kept[part_of(self._part, inside)]
        if inside == window:
            return kept.copy()
        values = np.full((self.bands, window.height, window.width), np.nan, np.float32)
        values[part_of(window, inside)] = kept
        return values


def part_of(window: Window, inside: Window) -> tuple[Any, ...]:
    """Index of a part of a window in an array (..., H, W) of the window."""
    top, left = inside.row - window.row, inside.col - window.col
    return ..., slice(top, top + inside.height), slice(left, left + inside.width)


def _alike(inputs: list[dict[str, Any]]) -> list[int]:
    """For each input the first one that takes the same kind of raster in the same way."""
    return [
        next(i for i, other in enumerate(inputs) if other == entry and (i or not slot))
        for slot, entry in enumerate(inputs)
    ]
