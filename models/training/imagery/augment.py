"""Windows as they are changed from epoch to epoch: turned, mirrored, and images made brighter or greyer.

The draws, their order and the arithmetic are those of SatGen-CV's data set.
"""

from __future__ import annotations

from random import Random

import numpy as np

from ...raster.arrays import Float32Array

CHANCE = 0.5  # of each change
MOST = 0.1  # of brightness, contrast and saturation
GREY = np.array((0.2989, 0.587, 0.114), np.float32)[:, None, None]  # ITU-R BT.601, as torchvision rounds it


def changed(
    mask: Float32Array, image: Float32Array, rng: Random, jitter: float = MOST
) -> tuple[Float32Array, Float32Array]:
    """Mask (C, H, W) and image (3, H, W), both in -1..1, changed by chance; windows are square."""
    if rng.random() > CHANCE:
        mask, image = mask[:, :, ::-1], image[:, :, ::-1]
    if rng.random() > CHANCE:
        mask, image = mask[:, ::-1], image[:, ::-1]
    if rng.random() > CHANCE:
        turns = rng.choice([90, 180, 270]) // 90
        mask, image = np.rot90(mask, turns, (1, 2)), np.rot90(image, turns, (1, 2))
    if rng.random() > CHANCE:
        factors = [1 + rng.uniform(-jitter, jitter) for _ in range(3)]
        image = _jittered(image, *factors)
    return np.ascontiguousarray(mask, np.float32), np.ascontiguousarray(image, np.float32)


def _jittered(image: Float32Array, brightness: float, contrast: float, saturation: float) -> Float32Array:
    """An image (3, H, W) in -1..1 with other brightness, contrast and saturation, cut off after each."""
    levels = np.clip((image + 1) / 2 * np.float32(brightness), 0, 1)
    mean = (levels * GREY).sum(axis=0).mean()
    levels = np.clip((levels - mean) * np.float32(contrast) + mean, 0, 1)
    grey = (levels * GREY).sum(axis=0, keepdims=True)
    return np.clip(grey + (levels - grey) * np.float32(saturation), 0, 1) * 2 - 1
