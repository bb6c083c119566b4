"""Where a raster is cut into blocks: where the fewest tiles have to be computed on both sides."""

from __future__ import annotations

import numpy as np

from ..engine.tiles import Axis

ALIGNED = 64  # pixels; blocks that begin at multiples of it have overviews that meet


def cuts(axis: Axis, length: int, block: int) -> tuple[int, ...]:
    """The edges of blocks of about `block` pixels along an axis of `length`, from 0 to `length`.

    Each is moved by at most half a tile to where the fewest tiles lie across it: between the blends, where
    one tile alone has all the weight, that is one.
    """
    count = -(-length // max(block, axis.size))
    edges = [0]
    for i in range(1, count):
        edges.append(_best(axis, length, round(i * length / count), edges[-1]))
    return (*edges, length)


def multiples(length: int, piece: int, block: int) -> tuple[int, ...]:
    """The edges of blocks of about `block` pixels: whole pieces of `piece` pixels but for the last one."""
    step = max(1, round(block / piece)) * piece
    return (*range(0, length, step), length)


def _best(axis: Axis, length: int, wished: int, last: int) -> int:
    reach = axis.size // 2
    found = np.arange(max(wished - reach, last + 1), min(wished + reach, length - 1) + 1)
    origins = np.asarray(axis.origins)
    # A tile lies across an edge if it begins before it and ends after it.
    across = np.searchsorted(origins, found, "left") - np.searchsorted(origins + axis.size, found, "right")
    order = np.lexsort((np.abs(found - wished), found % ALIGNED != 0, across))
    return int(found[order[0]])
