"""Hand-made stereo errors that come from matching: windows, occlusions, disparity steps, mixed pixels.

Every model is a function (dice, dsm (H, W) float32 metres without voids, gsd metres, severity 0..1.5) -> dsm.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from .filling import fill
from .noise import Dice, smooth_noise


def patches(dice: Dice, shape: tuple[int, ...], share: float, size: float | None = None) -> np.ndarray:
    """Random blotches (H, W) bool that cover about `share` of the raster; size in pixels."""
    if share >= 1:
        return np.ones(shape, bool)
    field = smooth_noise(dice.rng, shape, size or math.exp(dice.uniform(math.log(6), math.log(60))))
    return field > np.quantile(field[::4, ::4], 1 - share)


def shifted(values: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """Values (H, W) moved by whole pixels, border repeated."""
    height, width = values.shape
    source_rows = np.clip(np.arange(height) - rows, 0, height - 1)
    source_cols = np.clip(np.arange(width) - cols, 0, width - 1)
    return values[source_rows][:, source_cols]


def edges(dsm: np.ndarray, jump: float) -> np.ndarray:
    """Pixels (H, W) bool within a pixel of a height jump of more than `jump` metres."""
    return (ndimage.maximum_filter(dsm, 3) - ndimage.minimum_filter(dsm, 3)) > jump


def _dilated(dsm: np.ndarray, radius: int, disc: bool) -> np.ndarray:
    if not disc or radius < 2:
        return ndimage.maximum_filter(dsm, 2 * radius + 1)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return ndimage.maximum_filter(dsm, footprint=x * x + y * y <= (radius + 0.3) ** 2)


def fattening(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Roofs grow by half a matching window, more here and less there."""
    out = dsm
    for _ in range(2):
        radius = min(6, max(1, round(dice.uniform(0.5, 3.2) * severity)))
        grown = _dilated(dsm, radius, dice.chance(0.6))
        out = np.where(
            patches(dice, dsm.shape, min(1.0, dice.uniform(0.2, 0.8) * severity)), np.maximum(grown, out), out
        )
    return out


def shrinking(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Roofs lose their rims in places."""
    radius = max(1, round(dice.uniform(0.4, 2.5) * severity))
    where = patches(dice, dsm.shape, min(1.0, dice.uniform(0.1, 0.5) * severity))
    return np.where(where, ndimage.minimum_filter(dsm, 2 * radius + 1), dsm)


def occluded(dsm: np.ndarray, gsd: float, angle: float, tangent: float) -> tuple[np.ndarray, np.ndarray]:
    """Pixels hidden from a view inclined by `tangent` to `angle` (H, W) bool, and the sight line's height."""
    fall = gsd / max(tangent, 1e-3)
    horizon, step = dsm, 1
    reach = float(dsm.max() - dsm.min()) / fall
    while step < max(2.0, reach) and step < 256:
        rows, cols = round(step * math.sin(angle)), round(step * math.cos(angle))
        length = math.hypot(rows, cols)
        horizon = np.maximum(horizon, shifted(horizon, rows, cols) - np.float32(length * fall))
        step *= 2
    return horizon > dsm + np.float32(max(0.5 * gsd, 0.2)), horizon


def occlusion_smears(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Strips beside walls, wide in proportion to the jump, filled with something plausible and wrong."""
    angle = dice.uniform(0, 2 * math.pi)
    out = dsm
    for direction in (angle, angle + math.pi) if dice.chance(0.4) else (angle,):
        hidden, horizon = occluded(dsm, gsd, direction, dice.uniform(0.1, 0.5) * severity)
        if dice.chance(0.5):
            hidden &= patches(dice, dsm.shape, dice.uniform(0.4, 0.9), dice.uniform(20, 80))
        if dice.chance(0.3):
            out = np.where(hidden, horizon, out)
            continue
        out = fill(
            dice, np.where(hidden, np.float32(np.nan), out), dice.pick(("nearest", "low", "membrane", "rows"))
        )
    return out


def disparity_steps(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Terraces of whole (or part) disparities, everywhere or in patches."""
    step = np.float32(gsd * dice.uniform(0.3, 2.2) * severity)
    dither = np.float32(dice.uniform(0, 0.4)) * step * smooth_noise(dice.rng, dsm.shape, dice.uniform(1, 8))
    stepped = (
        np.floor((dsm + dither) / step + np.float32(dice.random())) * step + step / 2 - step * np.float32(0.5)
    )
    if dice.chance(0.5):
        return np.where(patches(dice, dsm.shape, dice.uniform(0.2, 0.8)), stepped, dsm)
    return stepped.astype(np.float32)


def mixed_pixels(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Heights between roof and ground along walls."""
    size = 2 * max(1, round(dice.uniform(0.5, 1.8) * severity)) + 1
    low, high = ndimage.minimum_filter(dsm, size), ndimage.maximum_filter(dsm, size)
    at = (high - low > 2 * gsd) & (dice.rng.random(dsm.shape, dtype=np.float32) < min(1.0, 0.7 * severity))
    share = smooth_noise(dice.rng, dsm.shape, dice.pick((1.0, 2.0, 4.0)))
    share = np.clip(0.5 + 0.35 * share, 0, 1)
    return np.where(at, low + share * (high - low), dsm).astype(np.float32)


def smoothing(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Gaussian or median smoothing of everything or of patches."""
    sigma = dice.uniform(0.4, 2.0) * severity
    if dice.chance(0.25):
        smooth = ndimage.median_filter(dsm, 3 if sigma < 1.6 else 5)
    else:
        smooth = ndimage.gaussian_filter(dsm, sigma, truncate=3)
    return (
        np.where(patches(dice, dsm.shape, dice.uniform(0.3, 1.0)), smooth, dsm)
        if dice.chance(0.4)
        else smooth
    )


def lost_details(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Narrow things vanish (opening) or narrow gaps close (closing), as regularised matching does."""
    size = 2 * max(1, round(dice.uniform(0.6, 3.5) * severity)) + 1
    if dice.chance(0.5):
        changed = ndimage.maximum_filter(ndimage.minimum_filter(dsm, size), size)
    else:
        changed = ndimage.minimum_filter(ndimage.maximum_filter(dsm, size), size)
    return np.where(patches(dice, dsm.shape, min(1.0, dice.uniform(0.2, 0.9) * severity)), changed, dsm)


def coarse_matching(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Patches known at half to quarter resolution only."""
    factor = 2 if severity < 0.6 or dice.chance(0.5) else dice.pick((3, 4))
    rows, cols = dsm.shape
    start = int(dice.uniform(0, factor))
    coarse = (
        ndimage.uniform_filter(dsm, factor)[start::factor, start::factor]
        if dice.chance(0.5)
        else dsm[::factor, ::factor]
    )
    row = np.clip((np.arange(rows) - start) // factor, 0, coarse.shape[0] - 1)
    col = np.clip((np.arange(cols) - start) // factor, 0, coarse.shape[1] - 1)
    blocky = coarse[row][:, col]
    if dice.chance(0.7):
        blocky = ndimage.uniform_filter(blocky, factor + 1)
    return np.where(patches(dice, dsm.shape, min(1.0, dice.uniform(0.2, 0.8) * severity)), blocky, dsm)


def streaks(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Stripes along the scan lines of a path-wise matcher."""
    shape = dsm.shape if dice.chance(0.5) else dsm.shape[::-1]
    noise = dice.rng.standard_normal(shape, dtype=np.float32)
    length = int(dice.uniform(8, 40))
    noise = ndimage.uniform_filter1d(noise, length, axis=1) * np.float32(math.sqrt(length))
    noise = np.where(np.abs(noise) > 1, noise, 0) * np.float32(gsd * dice.uniform(0.2, 1.5) * severity)
    noise = noise if shape == dsm.shape else noise.T
    if noise.shape != dsm.shape:
        return dsm
    return (dsm + noise * patches(dice, dsm.shape, dice.uniform(0.1, 0.6))).astype(np.float32)
