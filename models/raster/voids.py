"""Voids: of heights filled with the nearest one, which keeps walls steep where interpolation would make
ramps; of images mirrored.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .arrays import Float32Array

NODATA = -9999.0  # of heights that are written: far below any, and what most programs take for void
REACH = 128  # pixels, as wide as a block of houses: what is farther from any height would be a guess
FAR = 2**14  # rows; farther than any height in a tile, and its square is still an int32


def fill_voids(heights: Float32Array) -> Float32Array:
    """Heights (H, W) with each NaN replaced by the nearest valid height; zeros where nothing is valid."""
    voids = np.isnan(heights)
    if not voids.any():
        return heights
    if voids.all():
        return np.zeros_like(heights)
    filled = _fill_small(heights, voids) if max(heights.shape) < FAR else None
    if filled is None:
        nearest = ndimage.distance_transform_edt(voids, return_distances=False, return_indices=True)
        filled = heights[tuple(nearest)]
    return filled


def mirror_voids(values: Float32Array) -> Float32Array:
    """An image (bands, H, W) whose NaN show what lies as far on the other side of their band's border.

    As np.pad mirrors at the border of an array, for voids of any shape: the pixel mirrored at the nearest one
    that has a value, or that one where the mirrored has none. Bands without any value stay as they are.
    """
    voids = np.isnan(values)
    if not voids.any():
        return values
    mirrored = values.copy()
    nearest: NDArray[np.intp] | None = None
    for band, (values_of, hidden) in enumerate(zip(values, voids)):
        if hidden.all() or not hidden.any():
            continue
        if nearest is None or (hidden != voids[band - 1]).any():  # mostly all bands have the same voids
            nearest = ndimage.distance_transform_edt(hidden, return_distances=False, return_indices=True)
        mirrored[band][hidden] = _across(values_of, hidden, nearest)
    return mirrored


def _across(band: Float32Array, voids: NDArray[np.bool_], nearest: NDArray[np.intp]) -> Float32Array:
    """What each void pixel of a band (H, W) sees in the mirror; `nearest` (2, H, W): pixels with values."""
    here, edge = np.array(np.nonzero(voids)), nearest[:, voids]
    there = 2 * edge - here
    inside = ((there >= 0) & (there < np.array(band.shape)[:, None])).all(axis=0)
    there = np.where(inside, there, edge)
    return np.where(np.isnan(band[tuple(there)]), band[tuple(edge)], band[tuple(there)])


def has_far(voids: NDArray[np.bool_], reach: int) -> bool:
    """Whether some voids (H, W) may be farther than `reach` pixels from all that is none; else none is."""
    if not _may_have_far(voids, reach):
        return False
    side = int(reach * math.sqrt(2)) | 1  # of a square inside the circle, which is void for each of those
    return bool(ndimage.minimum_filter(voids.view(np.uint8), side, mode="nearest").any())


def _may_have_far(voids: NDArray[np.bool_], reach: int) -> bool:
    """Whether four neighbours of a sparse sample of voids (H, W) are void, as in a quarter of that square."""
    step = max(reach // 4, 1)
    sample = voids[step // 2 :: step, step // 2 :: step]
    if min(sample.shape) < 2:
        return bool(voids.any())
    return bool((sample[:-1, :-1] & sample[1:, :-1] & sample[:-1, 1:] & sample[1:, 1:]).any())


def fill_near(heights: Float32Array, reach: int) -> Float32Array:
    """Heights (H, W) with each NaN replaced by the nearest valid height within `reach` pixels."""
    voids = np.isnan(heights)
    if voids.all():
        return heights
    distance, nearest = ndimage.distance_transform_edt(voids, return_indices=True)
    return np.where(distance <= reach, heights[tuple(nearest)], np.float32(np.nan))


def _fill_small(heights: Float32Array, voids: NDArray[np.bool_]) -> Float32Array | None:
    """The same several times faster for small voids; None where voids are so large that it would be slower.

    Starts from the nearest height in each void pixel's own column and looks at the columns beside it, one
    step farther at a time, until no farther column can hold a nearer height.
    """
    nearest = _nearest_in_column(voids)
    rows, cols = np.nonzero(voids)
    source_rows, source_cols = nearest[rows, cols], cols.copy()
    best = (source_rows - rows) ** 2
    pending = np.flatnonzero(best > 1)
    step = work = 0
    while pending.size:
        step += 1
        work += pending.size
        if work > heights.size // 2:
            return None
        for side in (-step, step):
            beside = cols[pending] + side
            inside = (beside >= 0) & (beside < heights.shape[1])
            pixels, beside = pending[inside], beside[inside]
            there = nearest[rows[pixels], beside]
            distance = (there - rows[pixels]) ** 2 + step * step
            nearer = distance < best[pixels]
            pixels = pixels[nearer]
            best[pixels] = distance[nearer]
            source_rows[pixels], source_cols[pixels] = there[nearer], beside[nearer]
        pending = pending[best[pending] > (step + 1) ** 2]
    filled = heights.copy()
    filled[rows, cols] = heights[source_rows, source_cols]
    return filled


def _nearest_in_column(voids: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Row of the nearest valid pixel in the same column (H, W), at least FAR away where there is none."""
    row = np.arange(len(voids), dtype=np.int32)[:, None]
    above = np.where(voids, np.int32(-FAR), row)
    below = np.where(voids, np.int32(2 * FAR), row)
    for index in range(1, len(voids)):  # row by row: numpy's accumulate runs down the columns, and slowly
        np.maximum(above[index], above[index - 1], out=above[index])
        np.minimum(below[-1 - index], below[-index], out=below[-1 - index])
    return np.where(row - above <= below - row, above, below)
