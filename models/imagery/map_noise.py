"""Noise that belongs to places on the map: whatever window is read, a place has the same value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..raster.arrays import Float32Array
from ..raster.grid import Window

BLOCK = 256  # pixels a side; each block draws from its own seed, so that no window needs all before it
FAR = 2.0**38  # pixels from the origin: no place on earth lies there, and blocks still have seeds
KEPT = 64  # blocks, 16 MB: those of a tile, of which the next one has some too
HALF = 2**31  # lifts the numbers of blocks west and north of the origin above 0, as seeds have to be


def map_place(geotransform: Sequence[float]) -> tuple[int, int]:
    """Row and column of a raster's first pixel, counted in its own pixels from the map's origin; 0 where they
    have no such numbers: of turned rasters, and further away than FAR.
    """
    x, width, turn, y, other, height = geotransform
    if turn or other or not (width and height):
        return 0, 0
    row, col = (round(each) if abs(each) < FAR else 0 for each in (y / height, x / width))
    return row, col


def map_noise(seed: int, window: Window) -> Float32Array:
    """Independent normal numbers of mean 0 and variance 1 (H, W) of a window that counts from the origin."""
    found = np.empty((window.height, window.width), np.float32)
    for row in range(window.row // BLOCK, -(-(window.row + window.height) // BLOCK)):
        for col in range(window.col // BLOCK, -(-(window.col + window.width) // BLOCK)):
            block = _block(seed, row, col)
            top, left = row * BLOCK - window.row, col * BLOCK - window.col
            inside = block[max(0, -top) : window.height - top, max(0, -left) : window.width - left]
            into = found[max(0, top) :, max(0, left) :]
            into[: inside.shape[0], : inside.shape[1]] = inside
    return found


@lru_cache(maxsize=KEPT)
def _block(seed: int, row: int, col: int) -> Float32Array:
    """The numbers of a block (BLOCK, BLOCK), which are not to be changed."""
    rng = np.random.default_rng([seed, HALF + row, HALF + col])
    return rng.standard_normal((BLOCK, BLOCK), dtype=np.float32)
