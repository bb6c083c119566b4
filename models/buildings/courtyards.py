"""Which outline a courtyard belongs to, in time that follows the points of all rings.

Just left of a courtyard's northernmost point is its building, and farther left what is met first: the
building's outer ring, or another of its courtyards, which begins further north and so is known already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..progress import Cancel, stop_if

Ring = NDArray[np.float64]
NONE = -1
# Rows of edges are half a pixel high: contours of masks change their way in the middle between two pixels.
ROWS = 2
# Steps of the points of rings to a pixel: coarse enough that rounding of a point by its place in a raster
# never shows, as shares have less than 2 ** 16 steps and rasters less than 2 ** 24 pixels.
FINENESS = 2**12
WIDEST = 2**38  # more than a raster's width in that fineness
FRAME = 1.0  # pixels that rings may reach beyond their raster
BAND = 2**20  # edges that are sorted at once: a tenth of a second
QUERIES = 2**14  # points that are looked for at once


class _Edges(NamedTuple):
    """Sides of rings with a building to their right, by half rows and from left to right: the rows and the
    left ends as one key (n,), both ends (n, 2), the ring (n,).
    """

    keys: NDArray[np.int64]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    rings: NDArray[np.int64]


def owners(rings: Sequence[Ring], areas: NDArray[np.float64], cancelled: Cancel = None) -> NDArray[np.int64]:
    """The index (n,) of the outer ring that each courtyard lies in; NONE of outer rings, and where none is.

    `rings` (k, 2), the northernmost first, each from its northernmost and of these westernmost point, with
    `areas` (n,) above 0 of outer ones and below 0 of courtyards.
    """
    holes = np.flatnonzero(areas < 0)
    found = np.full(len(rings), NONE, np.int64)
    if not holes.size:
        return found
    beside = _left_of(rings, areas, holes, cancelled)
    for hole, ring in zip(holes.tolist(), beside.tolist()):
        found[hole] = ring if ring == NONE or areas[ring] > 0 else found[ring]
    return found


def _left_of(
    rings: Sequence[Ring], areas: NDArray[np.float64], holes: NDArray[np.int64], cancelled: Cancel
) -> NDArray[np.int64]:
    """The first ring to the left of each hole's first point, NONE where there is none."""
    points = np.array([rings[hole][0] for hole in holes.tolist()])
    rows = np.floor((points[:, 1] + FRAME) * ROWS).astype(np.int64)
    wanted = np.zeros(int(rows.max()) + 1, bool)
    wanted[rows] = True
    counts, chunks = np.zeros(len(wanted), np.int64), []
    for edges, row in _edges(rings, areas, wanted, cancelled):
        chunks.append((edges, row))
        counts += np.bincount(row, minlength=len(wanted))
    found = np.full(len(holes), NONE, np.int64)
    for first, end in _bands(counts):
        asked = np.flatnonzero((rows >= first) & (rows < end))
        if asked.size:
            sorted_edges = _sorted(chunks, first, end)
            for start in range(0, len(asked), QUERIES):
                stop_if(cancelled)
                part = asked[start : start + QUERIES]
                found[part] = _nearest(sorted_edges, points[part], rows[part], holes[part])
    return found


def _edges(
    rings: Sequence[Ring], areas: NDArray[np.float64], wanted: NDArray[np.bool_], cancelled: Cancel
) -> list[tuple[_Edges, NDArray[np.int64]]]:
    """The edges with a building to their right in the rows that are asked for, and these rows, in parts."""
    made, start, count = [], 0, 0
    for index, ring in enumerate(rings):
        count += len(ring)
        if count < BAND and index + 1 < len(rings):
            continue
        stop_if(cancelled)
        made.append(_of_rings(rings[start : index + 1], areas, start, wanted))
        start, count = index + 1, 0
    return made


def _of_rings(
    rings: Sequence[Ring], areas: NDArray[np.float64], first: int, wanted: NDArray[np.bool_]
) -> tuple[_Edges, NDArray[np.int64]]:
    """What `_edges` gives of some rings, not sorted; `first`: the index of the first one."""
    lengths = np.array([len(ring) for ring in rings])
    starts = np.concatenate(rings)
    numbers = np.repeat(np.arange(first, first + len(rings)), lengths)
    ends = np.roll(starts, -1, axis=0)
    last = np.cumsum(lengths) - 1
    ends[last] = starts[last - lengths + 1]
    kept = (ends[:, 1] < starts[:, 1]) & (areas[numbers] != 0)
    starts, ends, numbers = starts[kept], ends[kept], numbers[kept]
    low = np.floor((ends[:, 1] + FRAME) * ROWS).astype(np.int64)
    times = np.ceil((starts[:, 1] + FRAME) * ROWS).astype(np.int64) - low
    which = np.repeat(np.arange(len(low)), times)
    rows = low[which] + np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    asked = (rows >= 0) & (rows < len(wanted))
    asked[asked] = wanted[rows[asked]]
    which, rows = which[asked], rows[asked]
    left = np.minimum(starts[which, 0], ends[which, 0])
    return _Edges(_keys(rows, left), starts[which], ends[which], numbers[which]), rows


def _keys(rows: NDArray[np.int64], left: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows and columns as one whole number."""
    return rows * WIDEST + np.rint((left + FRAME) * FINENESS).astype(np.int64)


def _bands(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Rows, first and end, that have about BAND edges together."""
    until = np.cumsum(counts)
    numbers = (until - counts) // BAND
    firsts = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
    return list(zip(firsts, [*firsts[1:], len(counts)]))


def _sorted(chunks: list[tuple[_Edges, NDArray[np.int64]]], first: int, end: int) -> _Edges:
    """The edges of some rows in order."""
    inside = [(edges, np.flatnonzero((rows >= first) & (rows < end))) for edges, rows in chunks]
    keys = np.concatenate([edges.keys[which] for edges, which in inside])
    order = np.argsort(keys, kind="stable")
    starts = np.concatenate([edges.starts[which] for edges, which in inside])
    ends = np.concatenate([edges.ends[which] for edges, which in inside])
    rings = np.concatenate([edges.rings[which] for edges, which in inside])
    return _Edges(keys[order], starts[order], ends[order], rings[order])


def _nearest(
    edges: _Edges, points: NDArray[np.float64], rows: NDArray[np.int64], holes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The rings (n,) of the nearest edges at or left of points (n, 2) that earlier rings have."""
    found, best = np.full(len(points), NONE, np.int64), np.full(len(points), -np.inf)
    if not len(edges.keys):
        return found
    widest = float(np.abs(edges.ends[:, 0] - edges.starts[:, 0]).max())
    at = np.searchsorted(edges.keys, _keys(rows, points[:, 0]), side="right") - 1
    active = np.arange(len(points))
    while True:
        here = at[active]
        lefts = edges.keys[here] - rows[active] * WIDEST  # below 0: another row
        goes_on = (here >= 0) & (lefts >= 0) & (lefts / FINENESS - FRAME + widest >= best[active])
        active, here = active[goes_on], here[goes_on]
        if not active.size:
            return found
        (x, y), (next_x, next_y) = edges.starts[here].T, edges.ends[here].T
        row = points[active, 1]
        crossing = x + (row - y) * (next_x - x) / (next_y - y)
        meets = (next_y <= row) & (row < y) & (edges.rings[here] < holes[active])
        nearer = meets & (crossing <= points[active, 0]) & (crossing > best[active])
        best[active[nearer]], found[active[nearer]] = crossing[nearer], edges.rings[here[nearer]]
        at[active] -= 1
