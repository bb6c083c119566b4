"""What covers a surface of which only the heights are known: a reflectance to render its image with."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..raster.arrays import Float32Array
from .noise import smooth_noise

STANDS = 2.0  # metres above its surroundings that make an object of a cell
STOREY = 4.0  # roofs whose levels differ by this much are told apart
WIDEST = 60.0  # metres; wider things count as ground


def likely_cover(rng: np.random.Generator, heights: Float32Array, gsd: float) -> Float32Array:
    """Reflectance (H, W) 0..1: every roof its own tone, rough crowns dark, the ground in patches and lanes.

    `imaging.procedural_albedo` changes at every step of the heights; here much changes where no step is, and
    some steps show no change, as in images of towns.
    """
    above = heights - _ground(heights, gsd)
    raised = above > STANDS
    slope = ndimage.generic_gradient_magnitude(heights, ndimage.sobel) / (8 * gsd)
    rough = raised & (ndimage.uniform_filter(np.minimum(slope, 3).astype(np.float32), 5) > 1.2)
    albedo = _patches(rng, heights.shape, gsd)
    level = np.floor((above + rng.uniform(0, STOREY)) / STOREY).astype(np.int32)
    for value in np.unique(level[raised]):
        label, count = ndimage.label(raised & (level == value))
        tones = rng.uniform(0.08, 0.85, count + 1).astype(np.float32)
        albedo = np.where(label > 0, tones[label] + 0.15 * (albedo - 0.4), albedo)
    crowns = 0.12 + 0.08 * smooth_noise(rng, heights.shape, max(1.0, 0.7 / gsd))
    albedo = np.where(rough & (rng.random() < 0.8), crowns, albedo)
    texture = rng.choice([0.02, 0.05, 0.1])
    for metres in (0.3, 1.5, 8.0):
        amount = np.float32(texture * rng.uniform(0.2, 1))
        albedo = albedo + amount * smooth_noise(rng, heights.shape, metres / gsd)
    return np.clip(albedo, 0.02, 1).astype(np.float32)


def _ground(heights: Float32Array, gsd: float) -> Float32Array:
    """The surface under everything narrower than WIDEST, by an opening at a coarse step."""
    step = max(1, round(3.0 / gsd))
    rows, columns = (-(-n // step) for n in heights.shape)
    padded = np.pad(
        heights, ((0, rows * step - heights.shape[0]), (0, columns * step - heights.shape[1])), mode="edge"
    )
    low = padded.reshape(rows, step, columns, step).min(axis=(1, 3))
    low = ndimage.grey_opening(low, max(3, round(WIDEST / (step * gsd))), mode="nearest")
    return low.repeat(step, 0).repeat(step, 1)[: heights.shape[0], : heights.shape[1]]


def _patches(rng: np.random.Generator, shape: tuple[int, ...], gsd: float) -> Float32Array:
    """Lawns, pavements and lanes: sharp-edged areas that no height tells of."""
    cover = np.full(shape, rng.uniform(0.1, 0.6), np.float32)
    for _ in range(rng.integers(1, 6)):
        wavelength = np.exp(rng.uniform(np.log(4), np.log(60))) / gsd
        field = smooth_noise(rng, shape, wavelength)
        area = (
            field > rng.uniform(-0.3, 1.2) if rng.random() < 0.6 else np.abs(field) < rng.uniform(0.05, 0.3)
        )
        cover[area] = rng.uniform(0.08, 0.8)
    return cover
