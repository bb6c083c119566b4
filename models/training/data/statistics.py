"""Spread of heights in windows, mean and spread of image values, of any amount of data."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ...errors import RooflineError
from ...raster.arrays import Float32Array

TRIMMED = (5, 95)  # per cent


def heights_spread(spreads: Iterable[float]) -> float:
    """Mean of windows' standard deviations without the lowest and the highest 5 %."""
    found = np.array([spread for spread in spreads if math.isfinite(spread)])
    if found.size == 0:
        raise RooflineError("The input surfaces have no heights in the training area; check nodata values.")
    low, high = np.percentile(found, TRIMMED)
    middle = found[(found >= low) & (found <= high)]
    spread = float((middle if middle.size else found).mean())  # of two windows neither lies within
    if spread <= 0:
        raise RooflineError("The input surfaces are level in the training area; choose other ones.")
    return spread


def window_spread(values: Float32Array) -> float:
    """Sample standard deviation of the values that are no void; NaN where fewer than two are left."""
    valid = values[~np.isnan(values)].astype(np.float64)
    return float(valid.std(ddof=1)) if valid.size > 1 else math.nan


def image_statistics(blocks: Iterable[Float32Array]) -> tuple[float | None, float]:
    """Mean and population standard deviation of all values that are no void, block by block.

    Sums of each block's squares about its own mean are merged (Chan, Golub and LeVeque, 1979).
    """
    count, mean, squares = 0, 0.0, 0.0
    for block in blocks:
        valid = block[~np.isnan(block)].astype(np.float64)
        if valid.size == 0:
            continue
        own = float(valid.mean())
        total = count + valid.size
        squares += float(np.square(valid - own).sum()) + (own - mean) ** 2 * count * valid.size / total
        mean += (own - mean) * valid.size / total
        count = total
    if count == 0:
        raise RooflineError("The images have no values in the training area; check that they overlap it.")
    return mean, math.sqrt(squares / count)
