"""Dense stereo matching of an epipolar image pair: census transform or grey levels, and semi-global matching.

Hirschmueller, "Stereo processing by semiglobal matching and mutual information", PAMI 30(2), 2008;
Zabih and Woodfill, "Non-parametric local transforms for computing visual correspondence", ECCV 1994;
Birchfield and Tomasi, "A pixel dissimilarity measure that is insensitive to image sampling", PAMI 20, 1998.

Satellite pipelines use this matcher, so its failures (fattened roofs, streaks, terraces, blobs) are the
ones a refiner meets. Rows are aggregated as whole (directions, columns, disparities) arrays: no compiled
code is needed, and it runs inside QGIS.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from ..progress import stop_if_cancelled
from ..raster.arrays import Float32Array

ROWS = 64  # that are held together at once, beside the costs
# Of grey levels: how many, the steepest slope that counts, what levels count beside it, the most of a pixel.
GREYS, STEEPEST, GREY_SHARE, LEVELS = 255, 31, 0.25, 63


Cost = Callable[[Float32Array, Float32Array, int, int, "tuple[int, int]"], NDArray]


class Penalties(NamedTuple):
    """Smoothness penalties of SGM in units of census bits: P1 for one disparity step, P2 for larger ones."""

    small: int = 4
    large: int = 24


def census(image: Float32Array, rows: int = 7, columns: int = 9) -> Float32Array:
    """Census signature of every pixel as (H, bits, W) values of -0.5 and +0.5."""
    height, width = image.shape
    down, right = rows // 2, columns // 2
    padded = np.pad(image, ((down, down), (right, right)), mode="edge")
    offsets = [(r, c) for r in range(rows) for c in range(columns) if (r, c) != (down, right)]
    bits = np.empty((height, len(offsets), width), np.float32)
    for k, (r, c) in enumerate(offsets):
        np.greater(padded[r : r + height, c : c + width], image, out=bits[:, k])
    bits -= 0.5
    return bits


def matching_cost(
    left: Float32Array, right: Float32Array, low: int, count: int, window: tuple[int, int]
) -> NDArray:
    """Hamming distances (H, W, count) int16 between left pixel x and right pixel x + low + k.

    The distance of two signatures is affine in their scalar product, so that one matrix product per row
    gives all disparities of the row at once.
    """
    height, width = left.shape
    signature, other = census(left, *window), census(right, *window)
    signature *= -2
    bits = signature.shape[1]
    before, after = max(0, -low), max(0, low + count - 1)
    padded = np.pad(other, ((0, 0), (0, 0), (before, after)))
    cost = np.empty((height, width, count), np.int16)
    products = np.empty((width, padded.shape[2]), np.float32)
    step_row, step_column = products.strides
    band = np.lib.stride_tricks.as_strided(
        products[:, before + low :], (width, count), (step_row + step_column, step_column)
    )
    for row in range(height):
        stop_if_cancelled()
        np.matmul(signature[row].T, padded[row], out=products)
        cost[row] = band
    cost += np.int16(bits // 2)
    return cost


def grey_cost(
    left: Float32Array, right: Float32Array, low: int, count: int, window: tuple[int, int]
) -> NDArray:
    """Differences (H, W, count) int16 of slopes and grey levels 0..1, summed over the window.

    As matching_cost; each is the least over half a pixel, and slopes are cut off at STEEPEST, so that light
    counts little. At most LEVELS a pixel. Where it matches there is less noise than with census, and its
    failures are others.
    """
    cost = np.empty((*left.shape, count), np.int16)
    size = window[0] * window[1]
    pairs = [(_slopes(left), _slopes(right), 1.0), (left * GREYS, right * GREYS, GREY_SHARE)]
    bounds = [(np.pad(a, ((0, 0), (count, count)), mode="edge"), share) for _, a, share in pairs]
    ranges = [(_half(a), share) for a, share in bounds]
    for k in range(count):
        stop_if_cancelled()
        found = np.zeros(left.shape, np.float32)
        begin = np.clip(count + low + k, 0, 2 * count)
        for (own, _, _), ((least, most), share) in zip(pairs, ranges):
            near, far = (each[:, begin : begin + left.shape[1]] for each in (least, most))
            found += np.float32(share) * np.maximum(np.maximum(own - far, near - own), 0)
        summed = ndimage.uniform_filter(found, window, mode="nearest") * size
        cost[..., k] = np.minimum(summed, LEVELS * size)
    return cost


def _slopes(image: Float32Array) -> Float32Array:
    """Slopes along the rows, in grey levels, from -STEEPEST to STEEPEST."""
    return ndimage.sobel(image * np.float32(GREYS), 1, mode="nearest").clip(-STEEPEST, STEEPEST)


def _half(values: Float32Array) -> tuple[Float32Array, Float32Array]:
    """The least and the most of each value within half a pixel along its row."""
    around = np.pad(values, ((0, 0), (1, 1)), mode="edge")
    sides = (around[:, :-2] + values) / 2, (around[:, 2:] + values) / 2
    return np.minimum(np.minimum(*sides), values), np.maximum(np.maximum(*sides), values)


def _sweep(cost: NDArray, total: NDArray, shifts: tuple[int, ...], penalties: Penalties) -> None:
    """Add the path costs of one sweep down the rows; each shift is the path's column step per row."""
    _, width, count = cost.shape
    big = np.int16(16000)
    path = np.zeros((len(shifts), width, count), np.int16)
    padded = np.full((len(shifts), width, count + 2), big, np.int16)
    best = np.empty_like(path)
    for row in range(cost.shape[0]):
        stop_if_cancelled()
        for k, shift in enumerate(shifts):
            previous = padded[k, :, 1:-1]
            if shift == 0:
                previous[:] = path[k]
            elif shift > 0:
                previous[shift:], previous[:shift] = path[k, :-shift], 0
            else:
                previous[:shift], previous[shift:] = path[k, -shift:], 0
        lowest = padded.min(axis=2, keepdims=True)
        np.minimum(padded[..., :-2], padded[..., 2:], out=best)
        best += np.int16(penalties.small)
        np.minimum(best, padded[..., 1:-1], out=best)
        np.minimum(best, lowest + np.int16(penalties.large), out=best)
        best -= lowest
        np.add(best, cost[row], out=path)
        total[row] += path.sum(axis=0, dtype=np.int16)


def aggregate(cost: NDArray, paths: int = 8, penalties: Penalties = Penalties()) -> NDArray:
    """Sum of the path costs of SGM over 4 or 8 directions, (H, W, D) int16."""
    total = np.zeros_like(cost)
    shifts = (-1, 0, 1) if paths == 8 else (0,)
    _sweep(cost, total, shifts, penalties)
    _sweep(cost[::-1], total[::-1], shifts, penalties)
    turned = np.ascontiguousarray(cost.transpose(1, 0, 2))
    turned_total = np.zeros_like(turned)
    _sweep(turned, turned_total, (0,), penalties)
    _sweep(turned[::-1], turned_total[::-1], (0,), penalties)
    total += turned_total.transpose(1, 0, 2)
    return total


def winner(total: NDArray) -> Float32Array:
    """Sub-pixel index of the lowest cost per pixel: parabola through the minimum and its neighbours."""
    count = total.shape[2]
    index = total.argmin(axis=2)
    inner = np.clip(index, 1, count - 2)[..., None]
    below, centre, above = (
        np.take_along_axis(total, inner + k, 2)[..., 0].astype(np.float32) for k in (-1, 0, 1)
    )
    curvature = below + above - 2 * centre
    offset = np.where(curvature > 0, (below - above) / (2 * np.maximum(curvature, 1)), 0)
    return np.where(index == inner[..., 0], index + np.clip(offset, -0.5, 0.5), index).astype(np.float32)


def consistent(
    total: NDArray, disparity: Float32Array, low: int, tolerance: float = 1.0
) -> NDArray[np.bool_]:
    """Left-right check: True where the right image's own best match points back within the tolerance (px)."""
    _, width, count = total.shape
    columns = np.arange(width)[:, None] - low - np.arange(count)
    inside = (columns >= 0) & (columns < width)
    costs = total[:, np.clip(columns, 0, width - 1), np.arange(count)]
    costs[:, ~inside] = np.iinfo(costs.dtype).max
    right_index = costs.argmin(axis=2)
    target = np.rint(np.arange(width) + low + disparity).astype(np.intp)
    valid = (target >= 0) & (target < width)
    back = np.take_along_axis(right_index, np.clip(target, 0, width - 1), 1)
    return valid & (np.abs(back - disparity) <= tolerance)


def without_speckles(
    disparity: Float32Array, valid: NDArray[np.bool_], size: int, step: float = 1.0
) -> NDArray[np.bool_]:
    """Validity without the patches of fewer than `size` pixels that differ from all around them by `step`."""
    number = np.arange(disparity.size).reshape(disparity.shape)
    pairs = []
    for one, other in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        joined = valid[one] & valid[other] & (np.abs(disparity[one] - disparity[other]) <= step)
        pairs.append((number[one][joined], number[other][joined]))
    first, second = (np.concatenate(ends) for ends in zip(*pairs))
    graph = sparse.coo_matrix((np.ones(first.size, bool), (first, second)), (disparity.size,) * 2)
    _, labels = csgraph.connected_components(graph, directed=False)
    return valid & (np.bincount(labels)[labels] >= size).reshape(disparity.shape)


def match(
    left: Float32Array,
    right: Float32Array,
    low: int,
    count: int,
    *,
    window: tuple[int, int] = (7, 9),
    paths: int = 8,
    penalties: Penalties = Penalties(),
    check: bool = True,
    cost: Cost = matching_cost,
) -> Float32Array:
    """Disparity (px) of every left pixel in [low, low + count); NaN where the left-right check fails."""
    total = aggregate(cost(left, right, low, count, window), paths, penalties)
    disparity = np.empty(left.shape, np.float32)
    for row in range(0, len(total), ROWS):  # of which each is matched alone
        stop_if_cancelled()
        part = total[row : row + ROWS]
        index = winner(part)
        disparity[row : row + ROWS] = index + np.float32(low)
        if check:
            disparity[row : row + ROWS][~consistent(part, index, low)] = np.nan
    return disparity
