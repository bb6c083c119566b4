"""Ways in which stereo software fills voids (NaN) of a DSM: none of them knows the truth."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..raster.voids import fill_voids
from .noise import Dice

FILLINGS = ("nearest", "low", "membrane", "rows", "plateau")


def fill_membrane(dsm: np.ndarray) -> np.ndarray:
    """Smooth interpolation by push-pull: averages of ever coarser cells, blended upwards."""
    void = np.isnan(dsm)
    if not void.any():
        return dsm
    weight = (~void).astype(np.float32)
    filled = _push_pull(np.where(void, np.float32(0), dsm), weight)
    return np.where(void, filled, dsm)


def _push_pull(total: np.ndarray, weight: np.ndarray) -> np.ndarray:
    rows, cols = total.shape
    if min(rows, cols) <= 2:
        mean = total.sum() / max(float(weight.sum()), 1e-6)
        return np.where(weight > 0, total / np.maximum(weight, 1e-6), np.float32(mean))
    pad = ((0, rows % 2), (0, cols % 2))
    quads = [
        np.pad(a, pad).reshape((rows + 1) // 2, 2, (cols + 1) // 2, 2).sum((1, 3)) for a in (total, weight)
    ]
    share = np.minimum(quads[1], 1)
    scale = share / np.maximum(quads[1], 1e-6)
    coarse = _push_pull(quads[0] * scale, share)
    fine = coarse.repeat(2, 0).repeat(2, 1)[:rows, :cols]
    fine = ndimage.uniform_filter(fine, 3)
    return total + (1 - weight) * fine


def fill_low(dsm: np.ndarray, reach: int = 15) -> np.ndarray:
    """Voids take a low height of their surroundings: background filling behind roofs."""
    void = np.isnan(dsm)
    if not void.any() or void.all():
        return fill_voids(dsm)
    low = ndimage.minimum_filter(np.where(void, np.float32(np.inf), dsm), 2 * reach + 1)
    low = np.where(np.isfinite(low), low, fill_voids(dsm))
    return np.where(void, low, dsm)


def fill_rows(dsm: np.ndarray) -> np.ndarray:
    """Linear interpolation along the image rows: the streaks of line-wise matchers."""
    void = np.isnan(dsm)
    flat = dsm.ravel().copy()
    known = np.flatnonzero(~void.ravel())
    if known.size:
        missing = np.flatnonzero(void.ravel())
        flat[missing] = np.interp(missing, known, flat[known])
        return flat.reshape(dsm.shape)
    return np.zeros_like(dsm)


def fill_plateau(dsm: np.ndarray) -> np.ndarray:
    """Each connected void takes one height: the mean of its rim."""
    void = np.isnan(dsm)
    if not void.any() or void.all():
        return fill_voids(dsm)
    labels, count = ndimage.label(void)
    near = fill_voids(dsm)
    means = ndimage.mean(near, labels, np.arange(count + 1))
    return np.where(void, np.asarray(means, np.float32)[labels], dsm)


def fill(dice: Dice, dsm: np.ndarray, kind: str | None = None) -> np.ndarray:
    """Fill voids (H, W) in one of the FILLINGS, at random when no kind is given."""
    name = kind if kind is not None else dice.pick(FILLINGS)
    if name == "nearest":
        return fill_voids(dsm)
    if name == "low":
        return fill_low(dsm, int(dice.uniform(4, 20)))
    if name == "membrane":
        return fill_membrane(dsm)
    return fill_rows(dsm) if name == "rows" else fill_plateau(dsm)
