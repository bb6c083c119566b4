"""Hand-made stereo error models and their composition: from a true DSM to a noisy one with voids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Callable

import numpy as np
from scipy import ndimage

from ..errors import RooflineError
from ..progress import stop_if_cancelled
from ..raster.voids import fill_voids
from . import matching_errors as matching
from . import noise_errors as noisy
from . import void_errors as voids
from .filling import fill, fill_membrane
from .noise import Dice, smooth_noise

Model = Callable[[Dice, np.ndarray, float, float], np.ndarray]

GEOMETRY: dict[str, Model] = {
    "fattening": matching.fattening,
    "shrinking": matching.shrinking,
    "lost_details": matching.lost_details,
    "coarse_matching": matching.coarse_matching,
    "occlusion_smears": matching.occlusion_smears,
    "blunder_planes": noisy.blunder_planes,
    "wobble": noisy.wobble,
    "mixed_pixels": matching.mixed_pixels,
    "smoothing": matching.smoothing,
}
NOISE: dict[str, Model] = {
    "disparity_steps": matching.disparity_steps,
    "streaks": matching.streaks,
    "patch_bias": noisy.patch_bias,
    "tile_steps": noisy.tile_steps,
    "tilt": noisy.tilt,
    "speckle": noisy.speckle,
    "correlated_noise": noisy.correlated_noise,
    "white_noise": noisy.white_noise,
    "blobs": noisy.blobs,
    "spikes": noisy.spikes,
    "outliers": noisy.outliers,
    "shift": noisy.shift,
}
VOIDS: dict[str, Model] = {
    "void_scatter": voids.void_scatter,
    "void_blobs": voids.void_blobs,
    "void_occlusion": voids.void_occlusion,
    "void_edges": voids.void_edges,
    "void_binning": voids.void_binning,
}
KINDS: dict[str, Model] = {**GEOMETRY, **NOISE, **VOIDS}
LIKELY = {
    "fattening": 0.6,
    "occlusion_smears": 0.6,
    "correlated_noise": 0.8,
    "white_noise": 0.5,
    "blobs": 0.5,
    "shift": 0.15,
}


def degrade(
    rng: np.random.Generator,
    truth: np.ndarray,
    gsd: float,
    severity: float,
    kinds: Sequence[str] | None = None,
) -> np.ndarray:
    """Noisy DSM (H, W) float32 with NaN voids from a true one in metres.

    Severity 0 changes nothing, 1 is ordinary bad stereo, 1.5 worse. Without `kinds` (names of KINDS) a random
    selection is composed, and its voids are filled in some way more often than not.
    """
    dsm = np.array(truth, np.float32)
    if severity <= 0 or dsm.size == 0:
        return dsm
    unknown = sorted(set(kinds or ()) - set(KINDS))
    if unknown:
        raise RooflineError(
            "There is no error model '{name}'; choose from {known}.", name=unknown[0], known=", ".join(KINDS)
        )
    dice = Dice(rng)
    for name in kinds if kinds is not None else _choose(dice):
        stop_if_cancelled()
        scale = 1.0 if kinds is not None else dice.uniform(0.3, 1.2)
        dsm = apply(dice, KINDS[name], dsm, gsd, severity * scale)
    if kinds is None and dice.chance(0.55):
        dsm = fill(dice, dsm)
    return dsm.astype(np.float32)


def apply(dice: Dice, model: Model, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """One error model on a DSM that may already have voids; they stay voids."""
    void = np.isnan(dsm)
    if not void.any():
        return model(dice, dsm, gsd, severity).astype(np.float32)
    if void.all():
        return dsm
    return np.where(void, np.float32(np.nan), model(dice, fill_voids(dsm), gsd, severity)).astype(np.float32)


def _choose(dice: Dice) -> list[str]:
    """Geometry first, then noise, voids last."""
    names = [name for name in (*GEOMETRY, *NOISE) if dice.chance(LIKELY.get(name, 0.2))]
    names += [name for name in VOIDS if dice.chance(0.25)]
    return names or ["correlated_noise"]


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
