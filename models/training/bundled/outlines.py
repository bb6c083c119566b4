"""Building polygons as people have them: displaced, generalised, missing, demolished, of walls or eaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ...raster.arrays import Float32Array

WITHHELD = 0.4  # share of windows without their buildings: it must do without
# Bounds (metres) of how far a town's polygons lie off, and how often.
DISPLACED = ((0.0, 0.0), (0.0, 1.0), (1.0, 3.0), (3.0, 6.0))
SHARES = (0.3, 0.3, 0.22, 0.18)  # of windows, by DISPLACED: most layers lie well
OF_ITS_OWN = 1.5  # metres that a part of the buildings is off besides
FARTHEST = 64.0  # pixels


def as_given(
    rng: np.random.Generator, buildings: Float32Array, gsd: float, withheld: float = WITHHELD
) -> Float32Array:
    """A layer's coverage (H, W) 0..1 of true buildings (H, W) 0..1; zeros where it is withheld."""
    if rng.random() < withheld or not buildings.any():
        return np.zeros_like(buildings)
    mask = _drawn(rng, _known(rng, buildings > 0.5), gsd)
    labels, count = ndimage.label(mask)
    town = _offset(rng, gsd, *DISPLACED[int(rng.choice(len(DISPLACED), p=SHARES))])
    groups = rng.integers(0, 3 if rng.random() < 0.35 else 1, count + 1)
    groups[0] = -1
    given = np.zeros_like(buildings)
    for group in range(int(groups.max()) + 1):
        own = _offset(rng, gsd, 0.0, OF_ITS_OWN) if group else np.zeros(2)
        moved = (groups[labels] == group).astype(np.float32)
        given = np.maximum(given, ndimage.shift(moved, np.clip(town + own, -FARTHEST, FARTHEST), order=1))
    return np.asarray(given.clip(0, 1), np.float32)


def _offset(rng: np.random.Generator, gsd: float, low: float, high: float) -> NDArray[np.float64]:
    """Rows and columns of a displacement by low to high metres in any direction."""
    turn, length = rng.uniform(0, 2 * np.pi), rng.uniform(low, high) / gsd
    return length * np.array([np.sin(turn), np.cos(turn)])


def _known(rng: np.random.Generator, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Some buildings are missing, some that are shown stand no more."""
    missing = float(rng.choice((0.0, 0.1, 0.3), p=(0.55, 0.3, 0.15)))
    if missing:
        labels, count = ndimage.label(mask)
        kept = rng.random(count + 1) >= missing
        kept[0] = False
        mask = kept[labels]
    for _ in range(int(rng.choice((0, 1, 3), p=(0.7, 0.2, 0.1)))):
        high, wide = (int(n) for n in rng.integers(6, 50, 2))
        row, col = (int(rng.integers(n)) for n in mask.shape)
        mask[row : row + high, col : col + wide] = True
    return mask


def _drawn(rng: np.random.Generator, mask: NDArray[np.bool_], gsd: float) -> NDArray[np.bool_]:
    """Outlines of walls or of eaves, corners generalised, courtyards lost."""
    if rng.random() < 0.2:
        mask = ndimage.binary_fill_holes(mask)
    if rng.random() < 0.3:
        size = 2 * min(6, round(rng.uniform(0.5, 2.0) / gsd)) + 1
        change = ndimage.binary_opening if rng.random() < 0.5 else ndimage.binary_closing
        mask = change(mask, np.ones((1, size))) if size > 1 else mask
        mask = change(mask, np.ones((size, 1))) if size > 1 else mask
    steps = min(8, round(float(rng.uniform(0.2, 1.0)) / gsd))
    if steps and rng.random() < 0.5:
        change = ndimage.binary_erosion if rng.random() < 0.75 else ndimage.binary_dilation
        mask = change(mask, np.ones((3, 3)), iterations=steps)
    return np.asarray(mask, np.bool_)
