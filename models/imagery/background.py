"""Noise that gives an image generator something to paint where a mask is nearly empty, by published rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..raster.arrays import MaskArray

Noise = Callable[..., NDArray[np.float64]]
EMPTY_VARIANCE = 0.01  # of values 0..1, as published


def is_empty(mask: NDArray[np.generic], threshold: float = EMPTY_VARIANCE) -> bool:
    """Whether a mask (bands, H, W) of 0..255 is nearly of one value: variance on a scale of 0..1."""
    return bool(np.var(mask.astype(np.float32) / np.float32(255)) < threshold)


def add_noise(
    mask: NDArray[np.generic], strategy: str, rng: np.random.RandomState, **options: object
) -> MaskArray:
    """A mask (bands, H, W) of 0..255 with the noise of a strategy, cut off to whole grey levels.

    Options, in grey levels: gaussian: mean, std; uniform: low, high; sparse: density (of pixels), magnitude;
    per_channel: mean, std_range.
    """
    name = strategy.lower()
    if name == "none":
        return mask.astype(np.uint8)
    shape = mask.shape[1], mask.shape[2], mask.shape[0]
    noise = np.moveaxis(STRATEGIES[name](shape, rng, **options), 2, 0)
    return np.clip(mask.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def _gaussian(
    shape: tuple[int, int, int], rng: np.random.RandomState, mean: float = 0.0, std: float = 10.0
) -> NDArray[np.float64]:
    return rng.normal(mean, std, shape)


def _uniform(
    shape: tuple[int, int, int], rng: np.random.RandomState, low: float = -10.0, high: float = 10.0
) -> NDArray[np.float64]:
    return rng.uniform(low, high, shape)


def _sparse(
    shape: tuple[int, int, int],
    rng: np.random.RandomState,
    density: float = 0.1,
    magnitude: float = 20.0,
) -> NDArray[np.float64]:
    """Gaussian noise at a share of the pixels, the same ones in all bands."""
    chosen = rng.random_sample(shape[:2]) < min(max(density, 0.0), 1.0)
    return rng.normal(0, magnitude, shape) * chosen[..., None]


def _per_channel(
    shape: tuple[int, int, int],
    rng: np.random.RandomState,
    mean: float = 0.0,
    std_range: tuple[float, float] = (5.0, 15.0),
) -> NDArray[np.float64]:
    """Gaussian noise of another strength in each band."""
    bands = [rng.normal(mean, rng.uniform(*std_range), shape[:2]) for _ in range(shape[2])]
    return np.stack(bands, axis=2)


STRATEGIES: dict[str, Noise] = {
    "gaussian": _gaussian,
    "uniform": _uniform,
    "sparse": _sparse,
    "per_channel": _per_channel,
}
BACKGROUNDS = ("none", *STRATEGIES)
