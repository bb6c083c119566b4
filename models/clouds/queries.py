"""Rasters asked at points: heights above or below a surface, and masks grown by some pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..raster.dataset import Raster
from ..raster.grid import Window
from .readers import Points

CROSS = ndimage.generate_binary_structure(2, 1)  # dilation by single pixels along rows and columns
BLOCK = 1024  # pixels


def values_at(raster: Raster, points: Points) -> NDArray[np.float32]:
    """The first band's value (N,) in the pixel that holds each point; 0 outside and in voids."""
    places = np.array([raster.grid.pixel(x, y) for x, y in points[:, :2]]).reshape(-1, 2)
    cols, rows = np.floor(places).astype(np.int64).T
    values = np.zeros(len(points), np.float32)
    inside = (cols >= 0) & (cols < raster.grid.width) & (rows >= 0) & (rows < raster.grid.height)
    blocks = np.stack([rows // BLOCK, cols // BLOCK], axis=1)
    for row, col in np.unique(blocks[inside], axis=0):
        here = inside & (blocks[:, 0] == row) & (blocks[:, 1] == col)
        block = raster.read(Window(int(col) * BLOCK, int(row) * BLOCK, BLOCK, BLOCK), [1])[0]
        values[here] = block[rows[here] - row * BLOCK, cols[here] - col * BLOCK]
    return np.nan_to_num(values)


def grown(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """A mask (H, W) grown by some pixels along rows and columns."""
    return ndimage.binary_dilation(mask, CROSS, pixels) if pixels else mask
