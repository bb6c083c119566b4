"""Hand-made stereo error models and their composition: from a true DSM to a noisy one with voids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

import numpy as np

from ..errors import RooflineError
from ..progress import stop_if_cancelled
from ..raster.voids import fill_voids
from . import matching_errors as matching
from . import noise_errors as noisy
from . import void_errors as voids
from .filling import fill
from .noise import Dice

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
# How often an error occurs in a scene; all others in a fifth of them. Chosen by eye.
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
