"""Where samples lie: all windows of a size inside rectangles, numbered, and the grid that covers them.

Nothing is listed: a window follows from its number, so that large rasters take no memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...engine.tiles import Axis
from ...raster.arrays import BoolArray
from ...raster.grid import Window
from .opened import Numbers


class Patch(NamedTuple):
    """A window to read, which may reach beyond the raster, and the part of it that counts in the loss."""

    window: Window
    counted: Window


class Span(NamedTuple):
    """First pixels that a window may have along an axis: the lowest, and how many."""

    first: int
    places: int


def span(start: int, length: int, size: int, whole: int) -> Span:
    """Places of a window along `length` pixels from `start`; a larger window holds them all.

    It then stays inside the axis of `whole` pixels if that is long enough.
    """
    first, last = sorted((start, start + length - size))
    if length < size <= whole:
        first, last = max(first, 0), min(last, whole - size)
    return Span(first, last - first + 1)


class Candidates:
    """All windows of size x size pixels in rectangles of a raster (cols, rows), row by row."""

    def __init__(self, rectangles: Sequence[Window], size: int, cols: int, rows: int) -> None:
        self.rectangles, self.size = tuple(rectangles), size
        self._cols = [span(r.col, r.width, size, cols) for r in rectangles]
        self._rows = [span(r.row, r.height, size, rows) for r in rectangles]
        self._numbers = Numbers([a.places * d.places for a, d in zip(self._cols, self._rows)])

    def __len__(self) -> int:
        return len(self._numbers)

    def patch(self, number: int) -> Patch:
        """The window of a number; the rectangle that it lies in counts."""
        index, local = self._numbers.place(number)
        across, down = self._cols[index], self._rows[index]
        row, col = divmod(local, across.places)
        window = Window(across.first + col, down.first + row, self.size, self.size)
        return Patch(window, self.rectangles[index])


def within(window: Window, rectangles: Sequence[Window]) -> BoolArray:
    """Where (H, W) a window lies in one of some rectangles."""
    mask = np.zeros((window.height, window.width), bool)
    for rectangle in rectangles:
        inside = window.intersection(rectangle)
        if inside is not None:
            mask[window.part(inside)] = True
    return mask


def covering(rectangles: Sequence[Window], size: int, cols: int, rows: int) -> list[Patch]:
    """Windows that cover rectangles without a gap; each pixel counts in one of them.

    The last ones are moved inwards, and only what the ones before left over counts in them.
    """
    return [
        Patch(Window(col, row, size, size), Window(left, top, width, height))
        for rectangle in rectangles
        for row, top, height in _steps(rectangle.row, rectangle.height, size, rows)
        for col, left, width in _steps(rectangle.col, rectangle.width, size, cols)
    ]


def _steps(start: int, length: int, size: int, whole: int) -> list[tuple[int, int, int]]:
    """First pixel of each window along an axis, first pixel and number of pixels that count in it."""
    if length < size:
        possible = span(start, length, size, whole)
        return [(possible.first + possible.places // 2, start, length)]
    steps, counted = [], start
    for origin in Axis.plan(length, size, 0, layout="shifted", blend="none").origins:
        end = start + origin + size
        steps.append((start + origin, counted, end - counted))
        counted = end
    return steps
