"""Hand-made stereo errors that add to the heights: noise, blobs, spikes, biases, shifts.

Every model is a function (dice, dsm (H, W) float32 metres without voids, gsd metres, severity 0..1.5) -> dsm.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from .matching_errors import edges, patches
from .noise import Dice, smooth_noise


def white_noise(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Independent normal noise per pixel."""
    sigma = np.float32(gsd * dice.uniform(0.05, 0.6) * severity)
    return dsm + sigma * dice.rng.standard_normal(dsm.shape, dtype=np.float32)


def correlated_noise(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Noise of several scales, stronger where texture is missing."""
    total = np.zeros(dsm.shape, np.float32)
    for wavelength, low, high in ((3, 0.1, 1.0), (7, 0.1, 0.8), (20, 0.0, 0.6), (80, 0.0, 0.6)):
        if dice.chance(0.75):
            amplitude = np.float32(gsd * dice.uniform(low, high) * severity)
            total += amplitude * smooth_noise(dice.rng, dsm.shape, wavelength * dice.uniform(0.7, 1.4))
    if dice.chance(0.6):
        poor = 1 / (1 + np.exp(-2 * smooth_noise(dice.rng, dsm.shape, dice.uniform(10, 60))))
        total *= np.float32(0.3) + np.float32(1.7) * poor
    return dsm + total


def _spots(
    dice: Dice, dsm: np.ndarray, gsd: float, count: int, near_edges: float
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of `count` places, a share of them beside height jumps."""
    rng = dice.rng
    row, col = (rng.integers(0, n, count) for n in dsm.shape)
    walls = np.flatnonzero(edges(dsm, 3 * gsd))
    chosen = rng.random(count) < near_edges
    if walls.size:
        at = walls[rng.integers(0, walls.size, int(chosen.sum()))]
        row[chosen], col[chosen] = np.divmod(at, dsm.shape[1])
    return row, col


def _count(dice: Dice, shape: tuple[int, ...], per_megapixel: float) -> int:
    return int(dice.rng.poisson(per_megapixel * shape[0] * shape[1] / 1e6))


def blobs(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Wrong matches that hang together: bumps and pits of some pixels, up to 40 GSD high."""
    out = dsm.copy()
    count = _count(dice, dsm.shape, dice.uniform(80, 1500) * severity)
    largest = dice.uniform(5, 40) * severity * gsd
    rows, cols = _spots(dice, dsm, gsd, count, dice.uniform(0.2, 0.9))
    for row, col in zip(rows.tolist(), cols.tolist()):
        radius = math.exp(dice.uniform(0, math.log(2 + 9 * severity)))
        stretch, angle = dice.uniform(0.4, 1), dice.uniform(0, math.pi)
        height = largest * dice.random() ** 2 * (1 if dice.chance(0.6) else -1)
        add_blob(out, row, col, radius, stretch, angle, height, dice.chance(0.5))
    return out


def add_blob(
    out: np.ndarray,
    row: int,
    col: int,
    radius: float,
    stretch: float,
    angle: float,
    height: float,
    plateau: bool,
) -> None:
    reach = math.ceil(radius)
    top, left = max(0, row - reach), max(0, col - reach)
    window = out[top : row + reach + 1, left : col + reach + 1]
    y = (np.arange(window.shape[0], dtype=np.float32) + (top - row))[:, None]
    x = np.arange(window.shape[1], dtype=np.float32) + (left - col)
    cosine, sine = math.cos(angle), math.sin(angle)
    squared = ((x * cosine + y * sine) / radius) ** 2 + ((y * cosine - x * sine) / (radius * stretch)) ** 2
    inside = squared < 1
    if plateau:
        window[inside] += np.float32(height)
    else:
        window += np.float32(height) * np.where(inside, 1 - squared, 0).astype(np.float32)


def spikes(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Gross outliers of one to three pixels beside roof edges, both signs, the higher ones mostly upwards."""
    out = dsm.copy()
    count = _count(dice, dsm.shape, dice.uniform(200, 8000) * severity)
    rows, cols = _spots(dice, dsm, gsd, count, 0.85)
    size = np.abs(dice.rng.standard_cauchy(count)).clip(0, 8) / 8 * 40 * gsd * min(1.0, severity)
    sign = np.where(dice.rng.random(count) < np.where(size > 10 * gsd, 0.85, 0.5), 1, -1)
    for _ in range(dice.pick((1, 1, 2, 3))):
        out[rows, cols] += (size * sign).astype(np.float32)
        rows = np.clip(rows + dice.rng.integers(-1, 2, count), 0, dsm.shape[0] - 1)
        cols = np.clip(cols + dice.rng.integers(-1, 2, count), 0, dsm.shape[1] - 1)
    return out


def outliers(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Isolated pixels, up to +-10 GSD, anywhere."""
    out = dsm.copy()
    count = _count(dice, dsm.shape, dice.uniform(500, 20000) * severity)
    rows, cols = _spots(dice, dsm, gsd, count, 0.0)
    out[rows, cols] += dice.rng.uniform(-1, 1, count).astype(np.float32) * np.float32(10 * gsd)
    return out


def speckle(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Zones (glass, water, white roofs) where most matches are wrong and hang together over 5 to 15 px."""
    zone = patches(dice, dsm.shape, min(0.5, dice.uniform(0.01, 0.15) * severity), dice.uniform(15, 70))
    wild = smooth_noise(dice.rng, dsm.shape, dice.uniform(3, 15))
    wild = np.sign(wild) * wild * wild + 0.3 * dice.rng.standard_normal(dsm.shape, dtype=np.float32)
    wild *= np.float32(gsd * dice.uniform(2, 12) * severity)
    wrong = zone & (dice.rng.random(dsm.shape, dtype=np.float32) < dice.uniform(0.6, 1.0))
    return np.where(wrong, dsm + wild, dsm).astype(np.float32)


def patch_bias(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Blotches that lie too high or too low as a whole."""
    out = dsm
    for _ in range(dice.pick((1, 2, 3))):
        bias = np.float32(dice.sign() * gsd * dice.uniform(0.5, 6) * severity)
        out = out + bias * patches(dice, dsm.shape, dice.uniform(0.02, 0.25))
    return out


def tile_steps(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Stereo tiles put together with small steps at their seams."""
    size = int(dice.uniform(60, 250))
    rows = (np.arange(dsm.shape[0]) + int(dice.uniform(0, size))) // size
    cols = (np.arange(dsm.shape[1]) + int(dice.uniform(0, size))) // size
    steps = dice.rng.standard_normal((rows[-1] + 1, cols[-1] + 1)).astype(np.float32)
    return dsm + np.float32(gsd * dice.uniform(0.2, 1.2) * severity) * steps[rows][:, cols]


def tilt(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """A slight slope of the whole model."""
    amplitude = gsd * dice.uniform(0.2, 2.0) * severity
    angle = dice.uniform(0, 2 * math.pi)
    y = np.linspace(-0.5, 0.5, dsm.shape[0], dtype=np.float32)[:, None]
    x = np.linspace(-0.5, 0.5, dsm.shape[1], dtype=np.float32)
    return dsm + np.float32(amplitude) * (np.float32(math.cos(angle)) * x + np.float32(math.sin(angle)) * y)


def blunder_planes(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Polygons replaced by a wrong plane: a courtyard or a street closed by the matcher."""
    out = dsm.copy()
    rows, cols = dsm.shape
    for _ in range(_count(dice, dsm.shape, dice.uniform(5, 60) * severity)):
        high, wide = (int(dice.uniform(5, 10 + 40 * severity)) for _ in range(2))
        top, left = int(dice.uniform(0, max(1, rows - high))), int(dice.uniform(0, max(1, cols - wide)))
        window = out[top : top + high, left : left + wide]
        level = np.quantile(window, dice.uniform(0.05, 0.95)) + dice.uniform(-3, 3) * gsd * severity
        y, x = np.ogrid[-1 : 1 : 1j * window.shape[0], -1 : 1 : 1j * window.shape[1]]
        slope_x, slope_y = (dice.uniform(-2, 2) * gsd * severity for _ in range(2))
        inside = np.abs(x + dice.uniform(-0.5, 0.5) * y) + np.abs(y) * dice.uniform(0.2, 1) < 1
        window[inside] = (level + slope_x * x + slope_y * y)[inside].astype(np.float32)
    return out


def shift(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """The whole model moved sideways by up to two pixels, often by part of one."""
    reach = 1.3 * severity
    offset = (dice.uniform(-reach, reach), dice.uniform(-reach, reach))
    return ndimage.shift(dsm, offset, order=dice.pick((0, 1)), mode="nearest").astype(np.float32)


def wobble(dice: Dice, dsm: np.ndarray, gsd: float, severity: float) -> np.ndarray:
    """Outlines become ragged: pixels fetched from a neighbour that varies smoothly along the wall."""
    rows, cols = dsm.shape
    scale = np.float32(dice.uniform(0.4, 1.6) * severity)
    wavelength = dice.uniform(2, 9)
    dy, dx = (
        np.rint(scale * smooth_noise(dice.rng, dsm.shape, wavelength)).astype(np.intp) for _ in range(2)
    )
    row = np.clip(np.arange(rows)[:, None] + dy, 0, rows - 1)
    col = np.clip(np.arange(cols) + dx, 0, cols - 1)
    return dsm[row, col]
