"""What a report shows of a comparison: small maps of mean errors and a few places looked at closely."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...raster.grid import Grid, Window
from .blocks import Blocks
from .classes import pixel_size

MAP_PIXELS = 640  # of the longer side
PLACE_METRES = 120.0  # a side: a block of houses
PLACE_PIXELS = (120, 360)  # fewest and most along a side
MANTISSA = 53  # bits of a float64
HIGHEST = 2.0**12  # metres: few heights or errors on a map are larger
FULL = 0.5  # of the fullest block's pixels: blocks with fewer are not visited


class Place(NamedTuple):
    """A place looked at: heights (H, W) in metres by surface, and the row of its profile.

    It was chosen for being "typical", "gained" most over the baseline, or having the "worst" errors.
    """

    chosen: str
    window: Window
    heights: dict[str, np.ndarray]
    row: int
    ends: tuple[tuple[float, float], tuple[float, float]]  # CRS coordinates of the profile
    pixel: tuple[float, float]  # row and column size in metres


@dataclass
class _Map:
    """Sums and counts of the cells of a small map."""

    sums: np.ndarray
    counts: np.ndarray

    @classmethod
    def empty(cls, shape: tuple[int, int]) -> _Map:
        return cls(np.zeros(shape), np.zeros(shape))

    def mean(self) -> np.ndarray:
        """The cells' means, NaN where there are none."""
        return self.sums / np.where(self.counts > 0, self.counts, np.nan)


class Views:
    """Maps and places, collected while the windows of a comparison pass by."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self._maps: dict[str, _Map] = {}

    def begin(self, grid: Grid) -> None:
        """Take the measures of the compared grid."""
        self._grid, self.pixel = grid, pixel_size(grid)
        extent = grid.height * self.pixel[0], grid.width * self.pixel[1]
        cell = max(max(extent) / MAP_PIXELS, *self.pixel)
        self._rows, self._cols = (max(1, round(cell / size)) for size in self.pixel)
        # Sums of multiples of this are exact for a cell's pixels: they do not depend on the windows' order.
        self._step = 2.0 ** math.ceil(math.log2(self._rows * self._cols * HIGHEST) - MANTISSA)
        self.cell = self._rows * self.pixel[0]
        self.extent = extent
        self._south_up = grid.geotransform[5] > 0

    def add(
        self, window: Window, errors: dict[str, np.ndarray], reference: np.ndarray, usable: np.ndarray
    ) -> None:
        """Add a window's errors by surface and reference heights (H, W), where `usable`."""
        counted = np.isfinite(errors["source"]) & usable
        for name, error in errors.items():
            self.add_map(name, window, error, counted)
        self.add_map("reference", window, reference, np.isfinite(reference))

    def state(self) -> dict[str, np.ndarray]:
        """The small maps so far, as arrays that `include` takes."""
        return {f"map:{name}": np.stack([small.sums, small.counts]) for name, small in self._maps.items()}

    def include(self, state: Mapping[str, np.ndarray]) -> None:
        """Add the maps of other windows of the same grid."""
        for key, values in state.items():
            kind, _, name = key.partition(":")
            if kind == "map":
                small = self._maps.setdefault(name, _Map(np.zeros_like(values[0]), np.zeros_like(values[1])))
                small.sums += values[0]
                small.counts += values[1]

    def map(self, name: str) -> np.ndarray:
        """Mean errors of a surface, or mean heights of the reference, on the small map; north is up."""
        return self._upright(self._maps[name].mean())

    def visit(
        self,
        heights: Callable[[Window], dict[str, np.ndarray]],
        blocks: Blocks,
        counts: np.ndarray,
        means: dict[str, np.ndarray],
    ) -> None:
        """Look at the blocks (blocks,) that say most: `counts` of pixels, `means` of |e| by surface."""
        full = np.flatnonzero(counts >= FULL * counts.max())
        for name, block in _choices(full, {key: mean[full] for key, mean in means.items()}):
            window = self._around(blocks.window(block))
            found = heights(window)
            row = _liveliest(found["reference"])
            y = window.row + row + 0.5
            ends = self._grid.position(window.col, y), self._grid.position(window.col + window.width, y)
            if self._south_up:
                found, row = {key: array[::-1] for key, array in found.items()}, window.height - 1 - row
            self.places.append(Place(name, window, found, row, ends, self.pixel))

    def _around(self, block: Window) -> Window:
        """A window around a block's centre, inside the grid."""
        sides = [
            min(max(PLACE_PIXELS[0], round(PLACE_METRES / pixel)), PLACE_PIXELS[1], size)
            for pixel, size in zip(self.pixel, (self._grid.height, self._grid.width))
        ]
        middle = block.row + block.height // 2, block.col + block.width // 2
        row, col = (
            min(max(0, centre - side // 2), size - side)
            for centre, side, size in zip(middle, sides, (self._grid.height, self._grid.width))
        )
        return Window(col, row, sides[1], sides[0])

    def add_map(self, name: str, window: Window, values: np.ndarray, counted: np.ndarray) -> None:
        """Add a window's values (H, W) to the small map of a name, where they are `counted`."""
        shape = -(-self._grid.height // self._rows), -(-self._grid.width // self._cols)
        small = self._maps.setdefault(name, _Map.empty(shape))
        rows = _starts(window.row, window.height, self._rows)
        cols = _starts(window.col, window.width, self._cols)
        first = window.row // self._rows, window.col // self._cols
        place = slice(first[0], first[0] + len(rows)), slice(first[1], first[1] + len(cols))
        small.sums[place] += reduced(
            np.where(counted, self._step * np.rint(values / self._step), 0.0), rows, cols
        )
        small.counts[place] += reduced(counted.astype(np.float64), rows, cols)

    def _upright(self, image: np.ndarray) -> np.ndarray:
        return image[::-1] if self._south_up else image


def _choices(full: np.ndarray, means: dict[str, np.ndarray]) -> list[tuple[str, int]]:
    """What blocks are chosen for, and the blocks, each once, the worst last."""
    errors = means["source"]
    wanted = {"worst": errors, "typical": -np.abs(errors - np.median(errors))}
    if "baseline" in means and (means["baseline"] > errors).any():
        wanted["gained"] = means["baseline"] - errors
    chosen: dict[int, str] = {}
    for name, merit in wanted.items():
        free = [index for index in np.argsort(-merit, kind="stable") if index not in chosen]
        if free:
            chosen[free[0]] = name
    worst, *others = ((name, int(full[index])) for index, name in chosen.items())
    return [*others, worst]


def _liveliest(heights: np.ndarray) -> int:
    """The row of heights (H, W) that varies most, of those in the middle half with few voids."""
    height = len(heights)
    rows = slice(height // 4, max(height - height // 4, height // 4 + 1))
    known = np.isfinite(heights[rows])
    count = np.maximum(known.sum(axis=1), 1)
    values = np.where(known, heights[rows], 0.0)
    mean = values.sum(axis=1) / count
    spread = np.sum(np.where(known, values - mean[:, None], 0.0) ** 2, axis=1)
    return rows.start + int(np.argmax(spread))


def _starts(first: int, length: int, cell: int) -> np.ndarray:
    """Where new cells begin in a window's rows or columns, beginning with 0."""
    begins = np.arange(first // cell * cell, first + length, cell) - first
    return np.maximum(begins, 0)


def reduced(values: np.ndarray, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Sums of the cells of values (H, W) that begin at some rows and columns."""
    return np.asarray(np.add.reduceat(np.add.reduceat(values, rows, axis=0), cols, axis=1))
