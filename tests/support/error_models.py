"""Error models that benchmarks spoil true surfaces by, apart from those that models train on."""

from __future__ import annotations

import math

import numpy as np
from roofline.models.raster.voids import fill_voids
from roofline.models.simulation import matching_errors as matching
from roofline.models.simulation import noise_errors as noisy
from roofline.models.simulation.filling import fill_membrane
from roofline.models.simulation.noise import Dice, smooth_noise
from scipy import ndimage


def fattening_and_smears(rng: np.random.Generator, truth: np.ndarray, gsd: float) -> np.ndarray:
    """Benchmark error model E1 (H, W) float32: fattened roofs, smears, correlated noise, blobs, salt.

    Sizes are in pixels and amplitudes in multiples of the GSD: the same model at any resolution. The
    occlusion strips are 0.35 of the height jump wide.
    """
    dice, unit = Dice(rng), np.float32(gsd)
    truth = np.asarray(truth, np.float32)
    known = fill_voids(truth)
    dsm = known
    for radius in (1, 2, 3):
        grown = ndimage.maximum_filter(known, 2 * radius + 1)
        dsm = np.where(matching.patches(dice, known.shape, 0.14, 40), grown, dsm)
    hidden, _ = matching.occluded(known, gsd, dice.uniform(0, 2 * math.pi), 0.35)
    dsm = fill_membrane(np.where(hidden, np.float32(np.nan), dsm))
    dsm = ndimage.gaussian_filter(dsm, 1.3)
    texture = np.clip(0.7 + 0.5 * smooth_noise(rng, dsm.shape, 40), 0.1, 1.5)
    dsm = dsm + unit * np.float32(0.55) * texture * _gaussian_noise(rng, dsm.shape, 3)
    for sigma, amplitude in ((9, 0.35), (60, 0.3), (0, 0.12)):
        dsm = dsm + unit * np.float32(amplitude) * _gaussian_noise(rng, dsm.shape, sigma)
    for _ in range(rng.poisson(140 * dsm.size / 384**2)):
        row, col = (int(rng.integers(0, n)) for n in dsm.shape)
        height = float(unit) * dice.uniform(3, 15) * dice.sign()
        noisy.add_blob(
            dsm, row, col, dice.uniform(1, 6), dice.uniform(0.5, 1), dice.uniform(0, 3.1), height, False
        )
    salt = rng.random(dsm.shape, dtype=np.float32) < 0.006
    dsm[salt] += unit * rng.uniform(-12, 12, int(salt.sum())).astype(np.float32)
    return np.where(np.isnan(truth), truth, dsm).astype(np.float32)


def _gaussian_noise(rng: np.random.Generator, shape: tuple[int, ...], sigma: float) -> np.ndarray:
    """Gaussian-filtered white noise (H, W) of unit standard deviation; sigma in pixels."""
    if sigma <= 0:
        return rng.standard_normal(shape, dtype=np.float32)
    if sigma > 12:
        return smooth_noise(rng, shape, 2.5 * sigma)
    noise = ndimage.gaussian_filter(rng.standard_normal(shape, dtype=np.float32), sigma, mode="wrap")
    return noise * np.float32(2 * math.sqrt(math.pi) * sigma)


def nex_gerke(rng: np.random.Generator, truth: np.ndarray, gsd: float) -> np.ndarray:
    """Benchmark error model E2 (H, W) float32, after the recipe of Nex and Gerke (2014).

    Noise of +-2 GSD, gross outliers of up to 40 GSD beside roof sides (the higher ones mostly upwards),
    isolated outliers of up to +-10 GSD on one pixel in a hundred, mixed pixels along building outlines.
    """
    truth = np.asarray(truth, np.float32)
    known = fill_voids(truth)
    low, high = ndimage.minimum_filter(known, 3), ndimage.maximum_filter(known, 3)
    walls = high - low > max(2.0, 2 * gsd)
    mix = rng.random(known.shape, dtype=np.float32)
    dsm = np.where(walls, low + mix * (high - low), known)
    dsm = dsm + rng.uniform(-2 * gsd, 2 * gsd, dsm.shape).astype(np.float32)
    at = np.flatnonzero(ndimage.binary_dilation(walls, iterations=2))
    at = at[rng.random(at.size) < 0.08]
    size = rng.uniform(2, 40, at.size) * gsd
    size *= np.where(rng.random(at.size) < np.where(size > 10 * gsd, 0.85, 0.5), 1, -1)
    dsm.reshape(-1)[at] += size.astype(np.float32)
    salt = rng.random(dsm.shape, dtype=np.float32) < 0.01
    dsm[salt] += rng.uniform(-10 * gsd, 10 * gsd, int(salt.sum())).astype(np.float32)
    return np.where(np.isnan(truth), truth, dsm).astype(np.float32)
