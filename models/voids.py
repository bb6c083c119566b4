"""Voids: filled with the nearest height, which keeps walls steep where interpolation would make ramps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Float32Array = NDArray[np.float32]


def fill_voids(heights: Float32Array) -> Float32Array:
    """Heights (H, W) with each NaN replaced by the nearest valid height; zeros where nothing is valid."""
    voids = np.isnan(heights)
    if not voids.any():
        return heights
    if voids.all():
        return np.zeros_like(heights)
    nearest = ndimage.distance_transform_edt(voids, return_distances=False, return_indices=True)
    return heights[tuple(nearest)]
