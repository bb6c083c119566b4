"""Tiles over a raster and their blending, in memory that grows with the raster's width alone.

Blending weights are separable and sum to one along each axis, so no raster of weights is kept.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from ..raster.arrays import Float32Array
from ..raster.grid import Window

LAYOUTS = ("even", "shifted", "stride")
# Tiles whose weights are made together when one of them is asked for: a header may claim millions of tiles.
TOGETHER = 256
# Tiles along an axis beyond which no run begins: their places alone would take the memory of a real raster.
MOST_TILES = 2**22
# Bytes of a row of tiles (in all bands) beyond which no run begins.
LARGEST_BAND = 16 * 2**30
BLENDS = ("taper", "linear", "ramp", "cosine", "none")


class Tile(NamedTuple):
    """A window, which may hang over the raster's right and lower edge, and its weights along both axes."""

    window: Window
    row_weights: Float32Array
    col_weights: Float32Array

    @property
    def core(self) -> Window:
        """What has weights above 0, counted from the tile's first pixel: the result takes nothing else."""
        (row, height), (col, width) = (_extent(each) for each in (self.row_weights, self.col_weights))
        return Window(col, row, width, height)


def _extent(weights: Float32Array) -> tuple[int, int]:
    """The first pixel with a weight above 0, and how many lie between it and the last one."""
    above = np.flatnonzero(weights)
    return (int(above[0]), int(above[-1] - above[0]) + 1) if above.size else (0, len(weights))


@dataclass(frozen=True)
class Axis:
    """The tiles along one axis: their common size, first pixels and weights (each (size,))."""

    size: int
    origins: tuple[int, ...]
    weights: Sequence[Float32Array]

    @classmethod
    def plan(
        cls,
        length: int,
        size: int,
        overlap: int,
        multiple: int = 1,
        layout: str = "even",
        blend: str = "taper",
    ) -> Axis:
        """Cover `length` pixels by tiles of at most `size` pixels that overlap by at least `overlap`.

        RooflineError where that takes more than MOST_TILES.
        """
        padded = round_up(length, multiple)
        size = min(round_up(size, multiple), padded)
        if padded <= size:
            return cls(size, (0,), (np.ones(size, np.float32),))
        if length > MOST_TILES * max(size - overlap, multiple):
            raise RooflineError(
                "A raster of {pixels} pixels a side has too many tiles; give a smaller EXTENT, or a larger "
                "TILE_SIZE.",
                pixels=length,
            )
        if layout == "shifted":
            origins = _shifted_origins(length, size, overlap)
        elif layout == "stride":
            origins = _stride_origins(length, size, overlap)
        else:
            size, origins = _even_origins(padded, size, overlap, multiple)
        return cls(size, origins, Weights(length, size, origins, overlap, layout, blend))

    def meeting(self, first: int, length: int) -> Axis:
        """The tiles that reach into `length` pixels from `first` on."""
        begin, end = bisect_right(self.origins, first - self.size), bisect_left(self.origins, first + length)
        return Axis(self.size, self.origins[begin:end], tuple(self.weights[i] for i in range(begin, end)))


class TileLayout:
    """Tiles over a raster of width x height pixels, row by row.

    "even": tiles start at multiples of `multiple`, so that a network's poolings fall on the same pixels in
    every tile, and are no larger than evenly spread tiles need to be. "shifted": constant stride, the last
    tile moved inwards, and "stride": the last one hanging over the edge, as published systems do.
    """

    def __init__(
        self,
        width: int,
        height: int,
        size: int,
        overlap: int,
        multiple: int = 1,
        layout: str = "even",
        blend: str = "taper",
    ) -> None:
        if layout not in LAYOUTS or blend not in BLENDS:
            raise RooflineError(
                "The model asks for an unknown tile layout ({layout}, {blend}); update the plugin.",
                layout=layout,
                blend=blend,
            )
        self.cols = Axis.plan(width, size, overlap, multiple, layout, blend)
        self.rows = Axis.plan(height, size, overlap, multiple, layout, blend)

    @property
    def tile_shape(self) -> tuple[int, int]:
        """Rows and columns of every tile."""
        return self.rows.size, self.cols.size

    @property
    def tile_pixels(self) -> int:
        """Pixels of a tile."""
        return self.rows.size * self.cols.size

    @property
    def digest(self) -> str:
        """What tells one layout from another: sizes, first pixels and weights along both axes."""
        return digest_of(self.cols, self.rows)

    def meeting(self, window: Window) -> TileLayout:
        """The layout of those tiles alone that reach into a window, in order: they decide its pixels."""
        part = copy(self)
        part.cols = self.cols.meeting(window.col, window.width)
        part.rows = self.rows.meeting(window.row, window.height)
        return part

    def __len__(self) -> int:
        return len(self.cols.origins) * len(self.rows.origins)

    def __iter__(self) -> Iterator[Tile]:
        for row, row_weights in zip(self.rows.origins, self.rows.weights):
            for col, col_weights in zip(self.cols.origins, self.cols.weights):
                yield Tile(Window(col, row, self.cols.size, self.rows.size), row_weights, col_weights)


def digest_of(*axes: Axis) -> str:
    """What tells tiles along some axes from others."""
    found = hashlib.sha256()
    for axis in axes:
        found.update(json.dumps([axis.size, axis.origins]).encode())
        for weights in axis.weights:
            found.update(weights.tobytes())
    return found.hexdigest()[:16]


def round_up(value: int, multiple: int) -> int:
    """The smallest multiple that is not below the value."""
    return -(-value // multiple) * multiple


def _even_origins(padded: int, size: int, overlap: int, multiple: int) -> tuple[int, tuple[int, ...]]:
    """The smallest size that covers the axis with as few tiles as `size` does, and their origins."""
    overlap = min(round_up(overlap, multiple), size - multiple)
    count = 1 + -(-(padded - size) // (size - overlap))
    size = round_up(-(-(padded + (count - 1) * overlap) // count), multiple)
    spacing = (padded - size) / (count - 1)
    return size, tuple(int(i * spacing / multiple + 1e-9) * multiple for i in range(count))


def _stride_origins(length: int, size: int, overlap: int) -> tuple[int, ...]:
    stride = size - overlap
    count = 1 + -(-max(length - size, 0) // stride)
    return tuple(i * stride for i in range(count))


def _shifted_origins(length: int, size: int, overlap: int) -> tuple[int, ...]:
    return tuple(min(origin, length - size) for origin in _stride_origins(length, size, overlap))


class Weights(Sequence[Float32Array]):
    """The weights (size,) of all tiles of an axis, made when they are asked for; they sum to 1 everywhere."""

    def __init__(
        self, length: int, size: int, origins: tuple[int, ...], overlap: int, layout: str, blend: str
    ) -> None:
        self._length, self._size, self._origins = length, size, origins
        self._how = overlap, layout, blend
        self._made: dict[int, tuple[Float32Array, ...]] = {}

    def __len__(self) -> int:
        return len(self._origins)

    @overload
    def __getitem__(self, index: int) -> Float32Array: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Float32Array]: ...
    def __getitem__(self, index: int | slice) -> Float32Array | Sequence[Float32Array]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        part, place = divmod(range(len(self))[index], TOGETHER)
        if part not in self._made:
            self._made[part] = self._of(part * TOGETHER, min((part + 1) * TOGETHER, len(self)))
        return self._made[part][place]

    def _of(self, first: int, last: int) -> tuple[Float32Array, ...]:
        """Those of some tiles: of the others only what they share pixels with, and what these fade into."""
        origins, size = self._origins, self._size
        begin = max(bisect_right(origins, origins[first] - size) - 1, 0)
        end = min(bisect_left(origins, origins[last - 1] + size) + 1, len(origins))
        near = tuple(origin - origins[begin] for origin in origins[begin:end])
        return _weights(self._length - origins[begin], size, near, *self._how)[first - begin : last - begin]


def _weights(
    length: int, size: int, origins: tuple[int, ...], overlap: int, layout: str, blend: str
) -> tuple[Float32Array, ...]:
    weights = [np.ones(size) for _ in origins]
    for i in range(len(origins) - 1):
        end, following = origins[i] + size, origins[i + 1]
        ramp = _ramp(min(overlap, end - following), blend)
        start = end - len(ramp) if layout == "shifted" else (end + following - len(ramp)) // 2
        _fade(weights[i], start - origins[i], 1 - ramp)
        _fade(weights[i + 1][::-1], size - (start - following) - len(ramp), ramp[::-1])
    total = np.zeros(max(length, origins[-1] + size))
    for origin, weight in zip(origins, weights):
        total[origin : origin + size] += weight
    return tuple((w / total[o : o + size]).astype(np.float32) for o, w in zip(origins, weights))


def _fade(weights: NDArray[np.float64], start: int, falling: NDArray[np.float64]) -> None:
    """Multiply by a falling ramp from `start` on, and by zero after it."""
    weights[start : start + len(falling)] *= falling
    weights[start + len(falling) :] = 0


def _ramp(length: int, blend: str) -> NDArray[np.float64]:
    """Weights rising from 0 to 1; the taper is 0 in the outer quarter, where networks see the tile's end.

    "linear" reaches 1 within its length; "ramp" and "cosine" would with one more step; "none" cuts midway.
    """
    if blend == "linear":
        return np.linspace(0, 1, length)
    if blend in ("ramp", "cosine"):
        share = np.arange(length) / max(length, 1)
        return share if blend == "ramp" else 0.5 - 0.5 * np.cos(np.pi * share)
    if blend == "none":
        return (2 * np.arange(length) >= length).astype(np.float64)
    ramp = np.zeros(length)
    first, last = length // 4, length - length // 4
    steps = (np.arange(last - first) + 0.5) / max(last - first, 1)
    ramp[first:last] = 0.5 - 0.5 * np.cos(np.pi * steps)
    ramp[last:] = 1
    return ramp


def crop(tile: Tile, values: NDArray[Any], window: Window) -> tuple[Tile, NDArray[Any]] | None:
    """The part of a tile and of its values (bands, H, W) inside a window, and placed in it; None if outside.

    Weights and values stay what they are: sums in a window are the whole raster's in every bit.
    """
    inside = tile.window.intersection(window)
    if inside is None:
        return None
    row, col = inside.row - tile.window.row, inside.col - tile.window.col
    rows, cols = slice(row, row + inside.height), slice(col, col + inside.width)
    part = Tile(inside.shifted(-window.col, -window.row), tile.row_weights[rows], tile.col_weights[cols])
    return part, values[:, rows, cols]


class Block(NamedTuple):
    """A finished piece of a raster: its window and blended values (bands, H, W), float32.

    `kept` (H, W) is what the sink keeps of the samples beside them, where it does.
    """

    window: Window
    values: Float32Array
    kept: NDArray[Any] | None = None


def merge(blocks: Iterable[Block], width: int) -> Iterator[Block]:
    """Join finished blocks to whole rows of a raster `width` pixels wide.

    The blocks come row by row, from left to right, as workers that share nothing may have made them; one
    row of blocks is held at a time. Raises ValueError where they leave a gap or overlap.
    """
    top = 0
    for row, beside in groupby(blocks, key=lambda block: block.window.row):
        found = list(beside)
        edges = np.cumsum([0, *(block.window.width for block in found)]).tolist()
        heights = {block.window.height for block in found}
        if row != top or [block.window.col for block in found] != edges[:-1] or edges[-1] != width:
            raise ValueError(f"the blocks at row {row} leave a gap or overlap")
        if len(heights) > 1:
            raise ValueError(f"the blocks at row {row} have different heights")
        values = np.concatenate([block.values for block in found], axis=2)
        kept = [block.kept for block in found if block.kept is not None]
        window = Window(0, row, width, heights.pop())
        yield Block(window, values, np.concatenate(kept, axis=1) if kept else None)
        top += window.height


class BandAccumulator:
    """Weighted sums of tiles in a band of rows; rows that are finished go to `on_rows(values, row)`."""

    def __init__(
        self,
        width: int,
        height: int,
        tile_height: int,
        bands: int,
        on_rows: Callable[[Float32Array, int], None],
    ) -> None:
        if bands * tile_height * width * np.float32().itemsize > LARGEST_BAND:
            raise RooflineError(
                "A raster {width} pixels wide needs too much memory; give a smaller EXTENT, or "
                "divide the work among machines.",
                width=width,
            )
        self._sums = np.zeros((bands, tile_height, width), np.float32)
        self._height = height
        self._top = 0
        self._on_rows = on_rows

    @property
    def nbytes(self) -> int:
        """Bytes held, the same from first to last row."""
        return self._sums.nbytes

    def add(self, tile: Tile, values: Float32Array) -> None:
        """Add a tile's values (bands, H, W); tiles come row by row."""
        self._finish(tile.window.row)
        col, row, width, height = tile.window
        width = min(width, self._sums.shape[2] - col)
        height = min(height, self._height - row)
        weighted = values[:, :height, :width] * tile.row_weights[:height, None]
        weighted *= tile.col_weights[:width]
        self._sums[:, row - self._top : row - self._top + height, col : col + width] += weighted

    def pass_on(self, values: Float32Array, row: int) -> None:
        """Hand over rows (bands, h, width) that were finished elsewhere, in place of tiles."""
        self._on_rows(values, row)
        self._top = row + values.shape[1]

    def close(self) -> None:
        """Hand over the remaining rows."""
        self._finish(self._height)

    def _finish(self, row: int) -> None:
        rows = min(row, self._height) - self._top
        if rows <= 0:
            return
        self._on_rows(self._sums[:, :rows], self._top)
        _slide(self._sums, rows, 0)
        self._top += rows


class LatestRows:
    """What samples say of single pixels, in step with a BandAccumulator; `fill` where none has come."""

    def __init__(self, width: int, tile_height: int, dtype: type[np.generic], fill: float) -> None:
        self._values = np.full((1, tile_height, width), fill, dtype)
        self._fill, self._top = fill, 0

    @property
    def nbytes(self) -> int:
        """Bytes held, the same from first to last row."""
        return self._values.nbytes

    def put(self, window: Window, values: NDArray[Any] | float) -> None:
        """Take values (H, W), or one for all; windows come row by row, when the rows above them are done."""
        if window.row > self._top:
            _slide(self._values, window.row - self._top, self._fill)
            self._top = window.row
        part = self._values[0, : window.height, window.col : window.col + window.width]
        part[...] = values if np.isscalar(values) else np.asarray(values)[: part.shape[0], : part.shape[1]]

    def rows(self, row: int, count: int) -> NDArray[Any]:
        """Rows (count, width) from a row on."""
        return self._values[0, row - self._top : row - self._top + count]


def _slide(band: NDArray[Any], rows: int, fill: float) -> None:
    """Move a band (bands, H, W) down a raster: its first rows leave, and new ones come in below."""
    kept = max(band.shape[1] - rows, 0)
    band[:, :kept] = band[:, band.shape[1] - kept :]
    band[:, kept:] = fill
