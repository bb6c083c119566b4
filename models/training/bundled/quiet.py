"""True surfaces with noise alone, and thin and tall things on them, of which a refiner must lose none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import ndimage

from ...raster.arrays import Float32Array

METRES = (0.015, 1.5)  # the least and the largest noise
PIXELS = (0.02, 1.5)  # the same in GSD: half of the draws go by each
LARGEST = 4.0  # GSD; beyond it nothing of a small pixel's surface is left
KINDS = {"white": 0.3, "correlated": 0.2, "mixed": 0.12, "quantised": 0.23, "thinned": 0.15}
NOISES = {kind: share for kind, share in KINDS.items() if kind != "thinned"}
SPARSEST = 0.2  # share of cells that have a point, where a surface is thinned
THIN_THINGS = 6  # on average, on a window that has any


def noise_alone(
    rng: np.random.Generator, truth: Float32Array, gsd: float, kinds: Mapping[str, float] = KINDS
) -> Float32Array:
    """The truth (H, W) in GSD with white, correlated, mixed or quantised noise; its strength may vary.

    Or thinned: cells without a point have the height of the nearest one, as in grids of sparse LiDAR.
    `kinds` tells how often each is drawn, as shares of their sum.
    """
    kind = rng.choice(list(kinds), p=np.divide(list(kinds.values()), sum(kinds.values())))
    if kind == "thinned":
        return thinned(rng, truth, float(rng.uniform(SPARSEST, 1)))
    bounds = METRES if rng.random() < 0.5 else (PIXELS[0] * gsd, PIXELS[1] * gsd)
    sigma = np.float32(min(np.exp(rng.uniform(*np.log(bounds))) / gsd, LARGEST))
    if kind == "quantised":  # steps whose error has this spread
        step = sigma * np.float32(12**0.5)
        return np.asarray(np.rint(truth / step) * step, np.float32)
    noise = np.zeros_like(truth)
    if kind != "correlated":
        noise += rng.standard_normal(truth.shape, dtype=np.float32)
    if kind != "white":
        noise += _correlated(rng, truth.shape)
    if rng.random() < 0.3:
        noise *= np.float32(0.2) + np.abs(_correlated(rng, truth.shape, 25.0))
    return truth + sigma * noise


def thinned(rng: np.random.Generator, truth: Float32Array, share: float) -> Float32Array:
    """The truth (H, W) at a share of its cells, elsewhere that of the nearest one of these."""
    known = rng.random(truth.shape) < share
    known[tuple(rng.integers(truth.shape))] = True
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    return truth[tuple(nearest)]


def _correlated(rng: np.random.Generator, shape: tuple[int, ...], width: float = 0.0) -> Float32Array:
    """Noise of unit spread, correlated over `width` px (0 = 0.6 to 8 at random)."""
    noise = rng.standard_normal(shape, dtype=np.float32)
    smooth = ndimage.gaussian_filter(noise, width or float(np.exp(rng.uniform(*np.log((0.6, 8.0))))))
    return np.asarray(smooth / max(float(smooth.std()), 1e-6), np.float32)


def thin_things(rng: np.random.Generator, shape: tuple[int, ...], gsd: float) -> Float32Array:
    """What masts, cranes, parapets and towers (H, W) add to a surface, in GSD; 0 where there is none."""
    added = np.zeros(shape, np.float32)
    makers = (_mast, _line, _line, _tower)
    for _ in range(1 + rng.poisson(THIN_THINGS - 1)):
        row, col = (int(rng.integers(n)) for n in shape)
        makers[int(rng.integers(len(makers)))](rng, added, row, col, gsd)
    return added


def _metres(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(*np.log((low, high)))))


def _mast(rng: np.random.Generator, added: Float32Array, row: int, col: int, gsd: float) -> None:
    side = int(rng.integers(1, 3))
    added[row : row + side, col : col + side] = _metres(rng, 1.5, 60) / gsd


def _tower(rng: np.random.Generator, added: Float32Array, row: int, col: int, gsd: float) -> None:
    high, wide = (max(2, round(_metres(rng, 2, 25) / gsd)) for _ in range(2))
    added[row : row + high, col : col + wide] = _metres(rng, 2, 90) / gsd


def _line(rng: np.random.Generator, added: Float32Array, row: int, col: int, gsd: float) -> None:
    """A parapet, a wall, or the boom of a crane, one or two pixels wide."""
    crane = rng.random() < 0.3
    length = _metres(rng, 20, 70) / gsd if crane else _metres(rng, 3, 60) / gsd
    height = _metres(rng, 15, 60) / gsd if crane else _metres(rng, 0.4, 6) / gsd
    turn = rng.uniform(0, np.pi) if rng.random() < 0.5 else rng.choice((0, np.pi / 2))
    along = np.arange(min(length, 2 * max(added.shape)))
    for beside in range(int(rng.integers(1, 3))):
        rows = np.rint(row + np.sin(turn) * along).astype(np.intp) + beside
        cols = np.rint(col + np.cos(turn) * along).astype(np.intp) + beside * (abs(np.sin(turn)) > 0.7)
        inside = (rows >= 0) & (rows < added.shape[0]) & (cols >= 0) & (cols < added.shape[1])
        added[rows[inside], cols[inside]] = height
