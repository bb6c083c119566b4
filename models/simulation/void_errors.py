"""Voids as stereo and point-cloud binning leave them: NaN where nothing was matched.

Every model is a function (dice, dsm (H, W) float32 metres, gsd metres, severity 0..1.5) -> dsm with NaN.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from ..raster.voids import fill_voids
from .matching_errors import edges, occluded, patches
from .noise import Dice

NAN = np.float32(np.nan)


def void_scatter(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Single missing pixels."""
    share = min(0.6, dice.uniform(0.002, 0.15) * severity)
    return np.where(dice.rng.random(dsm.shape, dtype=np.float32) < share, NAN, dsm)


def void_blobs(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Missing blotches of any size."""
    share = min(0.5, dice.uniform(0.005, 0.2) * severity)
    return np.where(
        patches(dice, dsm.shape, share, math.exp(dice.uniform(math.log(3), math.log(60)))), NAN, dsm
    )


def void_occlusion(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Strips hidden behind roofs, as a left-right check removes them."""
    angle = dice.uniform(0, 2 * math.pi)
    hidden, _ = occluded(fill_voids(dsm), gsd, angle, dice.uniform(0.1, 0.6) * severity)
    if dice.chance(0.5):
        hidden = ndimage.binary_dilation(hidden, iterations=dice.pick((1, 2)))
    return np.where(hidden, NAN, dsm)


def void_edges(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Outlines rejected by a consistency check."""
    walls = edges(fill_voids(dsm), dice.uniform(2, 5) * gsd)
    drop = dice.rng.random(dsm.shape, dtype=np.float32) < dice.uniform(0.2, 0.8) * severity
    return np.where(walls & drop, NAN, dsm)


def void_binning(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Cells without a point, where the cloud is thinner than the grid."""
    density = dice.uniform(0.8, 4.0) / max(severity, 0.1)
    expected = density * np.where(patches(dice, dsm.shape, 0.4), np.float32(0.5), np.float32(1.2))
    return np.where(dice.rng.random(dsm.shape, dtype=np.float32) < np.exp(-expected), NAN, dsm)
