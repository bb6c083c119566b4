"""What lies in each pixel of a point cloud, and simple surfaces through all pixels: what a network looks at.

Positions are in pixels from a window's upper left corner, columns to the right and rows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import Delaunay, QhullError

from ..raster.arrays import Float32Array

# Of `statistics`: number of points, heights, their spread, and where in the window the highest one lies.
COUNT, LOW, MEAN, HIGH, SPREAD, COL, ROW = range(7)
PERCENTILE = 90.0  # what a pixel's height is, as `gridding` has it
PLANES = 7  # of `planes`; the pixel size comes after them
LEAST = 3  # corners of a triangle
NEIGHBOURS = np.ones((3, 3), bool)  # a void touches what is across a corner too
DIGIT = 16  # bits of a height that are found at once, of 64
Cells = NDArray[np.float64]
Pieces = Callable[[], Iterable[NDArray[np.float64]]]  # points (n, 3), as often as they are asked for


def ranked(pixels: NDArray[np.int64], heights: NDArray[np.float64], percentile: float) -> tuple[NDArray, ...]:
    """Points sorted by pixel, then by height: their order, the pixels that have any, where each one's points
    begin, their number, and where the percentile (nearest rank) is among all.
    """
    order = np.lexsort((heights, pixels))
    present, starts, counts = np.unique(pixels[order], return_index=True, return_counts=True)
    ranks = np.maximum(np.ceil(counts * percentile / 100).astype(np.int64) - 1, 0)
    return order, present, starts, counts, starts + ranks


def statistics(points: NDArray[np.float64], shape: tuple[int, int]) -> Cells:
    """What is known of the points (n, 3: column, row, height) in each pixel (7, H, W); NaN without points.

    Points outside are left out. The numbers are COUNT to ROW; without points the count is 0.
    """
    rows, cols = shape
    inside = (points[:, 0] >= 0) & (points[:, 0] < cols) & (points[:, 1] >= 0) & (points[:, 1] < rows)
    points = points[inside]
    pixels = points[:, 1].astype(np.int64) * cols + points[:, 0].astype(np.int64)
    order, present, starts, counts, highest = ranked(pixels, points[:, 2], PERCENTILE)
    found = np.full((7, rows * cols), np.nan)
    found[COUNT] = 0
    if not len(points):
        return found.reshape(7, rows, cols)
    points = points[order]
    heights = points[:, 2]
    mean = np.add.reduceat(heights, starts) / counts
    squares = np.add.reduceat((heights - mean.repeat(counts)) ** 2, starts) / counts
    top = points[highest]
    each = (counts, heights[starts], mean, top[:, 2], np.sqrt(squares), top[:, 0], top[:, 1])
    found[:, present] = each
    return found.reshape(7, rows, cols)


def statistics_of_crowd(pieces: Pieces, percentile: float = PERCENTILE) -> Cells:
    """`statistics` (7, 1, 1) of one pixel with more points than memory should hold; `pieces` gives them, some
    at a time, always in the same order.

    The percentile is found as a radix sort would do it, digit by digit (D. E. Knuth, The Art of Computer
    Programming 3, 5.2.5), so that only numbers of points are held.
    """
    count, low, total, squares, mean = 0, math.inf, 0.0, 0.0, 0.0
    known, rank = 0, 0  # the digits found, and where among the points that have them the wanted one is
    for shift in range(64 - DIGIT, -1, -DIGIT):
        table = np.zeros(2**DIGIT, np.int64)
        for points in pieces():
            keys = _sortable(points[:, 2])
            if shift == 64 - DIGIT:
                heights = points[:, 2]
                count, total = count + len(heights), total + float(heights.sum())
                low = min(low, float(heights.min(initial=math.inf)))
            else:
                keys = keys[keys >> np.uint64(shift + DIGIT) == known]
            if shift == 0:
                squares += float(((points[:, 2] - mean) ** 2).sum())
            digits = (keys >> np.uint64(shift)) & np.uint64(2**DIGIT - 1)
            table += np.bincount(digits.astype(np.int64), minlength=2**DIGIT)
        if not count:
            return np.array([0.0] + 6 * [np.nan]).reshape(7, 1, 1)
        if shift == 64 - DIGIT:
            rank, mean = _rank(count, percentile), total / count
        upto = np.cumsum(table)
        digit = int(np.searchsorted(upto, rank, "right"))
        rank -= int(upto[digit] - table[digit])
        known = known << DIGIT | digit
    col, row, high = _at(pieces, known, rank)
    found = (count, low, mean, high, math.sqrt(squares / count), col, row)
    return np.array(found, np.float64).reshape(7, 1, 1)


def _rank(count: int, percentile: float) -> int:
    """Where the percentile (nearest rank) is among so many, as `ranked` has it."""
    return max(math.ceil(count * percentile / 100) - 1, 0)


def _at(pieces: Pieces, key: int, rank: int) -> tuple[float, float, float]:
    """Which one, counted from 0, of the points whose heights are a key."""
    for points in pieces():
        same = points[_sortable(points[:, 2]) == key]
        if rank < len(same):
            col, row, height = same[rank].tolist()
            return col, row, height
        rank -= len(same)
    raise RuntimeError("the points are others than before")


def _sortable(heights: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Whole numbers in the order of heights: their bits, all of them turned where the sign is negative."""
    bits = (heights + 0.0).view(np.uint64)  # no -0.0, which is not less than 0.0
    sign = np.uint64(2**63)
    return np.where(bits & sign, ~bits, bits | sign)


def planes(cells: Cells, offset: float, pixel: float) -> tuple[Float32Array, Float32Array]:
    """What a network gets of cells (PLANES, H, W), and how far each pixel is from the next point (H, W), px.

    Heights in pixel sizes about the offset, all voids filled: the percentile by the nearest pixel and in
    triangles, lowest and mean; then the number of points (log2(1 + n)), the distance to the next pixel that
    has any, and the spread of heights. At least one pixel must have points.
    """
    voids = cells[COUNT] == 0
    distance, nearest = ndimage.distance_transform_edt(voids, return_indices=True)
    low, mean, high = (((cells[k] - offset) / pixel)[tuple(nearest)] for k in (LOW, MEAN, HIGH))
    spread = np.where(voids, 0, cells[SPREAD] / pixel)
    ramps = triangulated(cells, high)
    found = [high, ramps, low, mean, np.log2(1 + cells[COUNT]), distance, spread]
    return np.stack(found).astype(np.float32), distance.astype(np.float32)


def triangulated(cells: Cells, nearest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights (H, W) with those of pixels without points taken from triangles of points, those beyond all
    triangles as they are.

    Linear in the triangles of B. Delaunay (1934). Corners are the points at the rim of voids alone.
    """
    voids = cells[COUNT] == 0
    corners = ndimage.binary_dilation(voids, NEIGHBOURS) & ~voids
    if not voids.any() or corners.sum() < LEAST:
        return nearest
    places = np.stack([cells[COL][corners], cells[ROW][corners]], axis=1)
    try:
        triangles = Delaunay(places)
    except QhullError:  # all in a line
        return nearest
    rows, cols = np.nonzero(voids)
    between = LinearNDInterpolator(triangles, nearest[corners])(np.stack([cols, rows], axis=1) + 0.5)
    filled = nearest.copy()
    filled[voids] = np.where(np.isnan(between), nearest[voids], between)
    return filled
