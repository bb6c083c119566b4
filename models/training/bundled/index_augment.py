"""How a vegetation index misleads: crowns over roofs, bare trees, green roofs, coarse pixels, other dates.

The index of a simulated scene knows too well what is no building; a network that learned from it alone
believes any index.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ...raster.arrays import Float32Array
from ...simulation.noise import smooth_noise

# Shares of windows whose index is changed so.
OVERHUNG, BARE, PLANTED, DULL, COARSE, BESIDE = 0.5, 0.35, 0.4, 0.3, 0.35, 0.35
OVERHANG = (0.5, 3.0)  # metres that crowns reach over roofs
FARTHEST = 3.0  # metres that an index lies beside its surface at most


def seen(rng: np.random.Generator, index: Float32Array, built: NDArray[np.bool_], gsd: float) -> Float32Array:
    """An index (H, W), -1..1, of a scene with buildings (H, W), as another camera and date may give it."""
    low, high = (float(level) for level in np.quantile(index, (0.1, 0.9)))
    if rng.random() < OVERHUNG:
        reach = 1 + 2 * round(float(rng.uniform(*OVERHANG)) / gsd)
        grown = ndimage.grey_dilation(index, size=(reach, reach))
        index = np.where(_patches(rng, index.shape, rng.uniform(-0.5, 1.0)), grown, index)
    if rng.random() < BARE:
        bare = low + (index - low) * rng.uniform(0.0, 0.6)
        index = np.where(_patches(rng, index.shape, rng.uniform(0.0, 1.2)) & (index > low), bare, index)
    if rng.random() < PLANTED:
        planted = built & _patches(rng, index.shape, rng.uniform(0.5, 1.5))
        index = np.where(planted, index + rng.uniform(0.3, 1.0) * (high - index), index)
    if rng.random() < DULL:
        index = np.where(built, index + rng.normal(0, 0.1), index)
    if rng.random() < COARSE:
        index = ndimage.uniform_filter(index, int(rng.integers(2, 6)))
    if rng.random() < BESIDE:
        index = ndimage.shift(index, rng.uniform(-FARTHEST, FARTHEST, 2) / gsd, order=1, mode="nearest")
    return np.asarray(index.clip(-1, 1), np.float32)


def _patches(rng: np.random.Generator, shape: tuple[int, ...], above: float) -> NDArray[np.bool_]:
    """Some parts of a window, of 8 to 60 pixels."""
    return np.asarray(smooth_noise(rng, shape, float(rng.uniform(8, 60))) > above)
