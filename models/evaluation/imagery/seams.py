"""Seams: how much neighbouring pixels differ where tiles of an image meet, and how much inside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.tiles import Axis
from ...raster.arrays import Float32Array, Float64Array
from ...raster.grid import Window

NEAR = 24  # pixels on either side of a border that it is compared with
APART = 3  # pixels: what is nearer to a border belongs to it
LEAST_STEPS = 64  # ratios elsewhere that their range needs
MOST_DISTANCES = 100  # to either side, at which it is
RANGE = (5.0, 95.0)  # per cent of them


class Borders(NamedTuple):
    """Where tiles meet along an axis: pixels whose step from the one before is a border's, and whether a
    pixel (n,) is blended of two tiles.
    """

    places: tuple[int, ...]
    blended: NDArray[np.bool_]


def borders(axis: Axis, length: int) -> Borders:
    """The borders of tiles along an axis of `length` pixels: where a tile's weight begins, ends, and passes
    the half.
    """
    places: set[int] = set()
    shares = np.zeros(length)
    for origin, weights in zip(axis.origins, axis.weights):
        weight = weights[: length - origin]
        used = np.flatnonzero(weight > 0)
        inside = np.flatnonzero(weight >= 0.5)
        places |= {origin + int(each) for each in (used[0], used[-1] + 1, inside[0])}
        shares[origin : origin + len(weight)] += weight > 0
    return Borders(tuple(sorted(place for place in places if 0 < place < length)), shares > 1)


class Steps:
    """Mean absolute differences of neighbouring pixels, by column and by row (grey levels)."""

    def __init__(self, width: int, height: int) -> None:
        self._sums = np.zeros(width), np.zeros(height)
        self._counts = np.zeros(width), np.zeros(height)

    def add(self, window: Window, values: Float32Array) -> None:
        """Add a window's values (bands, H + 1, W + 1), with the row above and the column before it."""
        for axis, (first, size) in enumerate(((window.col, window.width), (window.row, window.height))):
            rows, cols = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
            steps = np.abs(np.diff(values[:, rows, cols], axis=2 - axis)).mean(axis=0)
            part = slice(first, first + size)
            known = np.isfinite(steps)
            self._sums[axis][part] += np.where(known, steps, 0).sum(axis=axis)
            self._counts[axis][part] += known.sum(axis=axis)

    def columns(self) -> Float64Array:
        """The mean step from the column before to each column (W,), NaN at the first."""
        return self._mean(0)

    def rows(self) -> Float64Array:
        """The mean step from the row above to each row (H,), NaN at the first."""
        return self._mean(1)

    def _mean(self, axis: int) -> Float64Array:
        return np.asarray(self._sums[axis] / np.where(self._counts[axis] > 0, self._counts[axis], np.nan))


def measures(steps: tuple[Float64Array, Float64Array], found: tuple[Borders, Borders]) -> dict[str, float]:
    """What steps (columns, rows) say of borders; NaN where there is nothing to measure.

    ratio: steps at borders by those around them, 1 = no seam; low, high: what this ratio is at places of the
    same spacing without borders; blended: steps where tiles are blended by those where they are not, below 1
    where blending blurs.
    """
    pairs = list(zip(steps, found))
    ratio = _mean_ratio([_ratios(values, each.places, each.places) for values, each in pairs])
    elsewhere = [_mean_ratio(moved) for moved in _moved(pairs)]
    known = [value for value in elsewhere if np.isfinite(value)]
    low, high = np.percentile(known, RANGE) if len(known) >= LEAST_STEPS else (np.nan, np.nan)
    blended = [
        np.nanmean(values[each.blended]) / np.nanmean(values[~each.blended])
        for values, each in pairs
        if np.isfinite(values[each.blended]).any() and np.isfinite(values[~each.blended]).any()
    ]
    return {
        "borders": float(sum(len(each.places) for each in found)),
        "ratio": ratio,
        "low": float(low),
        "high": float(high),
        "blended": float(np.mean(blended)) if blended else float("nan"),
    }


def profile(values: Float64Array, places: tuple[int, ...]) -> Float64Array:
    """Mean steps (2 NEAR + 1,) around borders, by the mean of all of them; NaN where there are none."""
    rows = [values[place - NEAR : place + NEAR + 1] for place in places if NEAR < place < len(values) - NEAR]
    if not rows:
        return np.full(2 * NEAR + 1, np.nan)
    mean = np.nanmean(np.stack(rows), axis=0)
    return np.asarray(mean / np.nanmean(mean))


def _ratios(values: Float64Array, places: tuple[int, ...], borders: tuple[int, ...]) -> list[float]:
    """The step at each place by the mean step around it, away from all borders."""
    free = np.isfinite(values)
    for border in borders:
        free[max(border - APART, 0) : border + APART + 1] = False
    found = []
    for place in places:
        part = slice(max(place - NEAR, 0), place + NEAR + 1)
        around = values[part][free[part]]
        if len(around) and around.mean() > 0 and np.isfinite(values[place]):
            found.append(float(values[place] / around.mean()))
    return found


def _moved(pairs: list[tuple[Float64Array, Borders]]) -> list[list[list[float]]]:
    """The ratios at places as far from each other as borders are, moved by distances that meet none."""
    gaps = [int(gap) for _, each in pairs for gap in np.diff(each.places) if gap > 2 * APART]
    most = min(gaps, default=max(len(values) for values, _ in pairs) // 4)
    distances = np.arange(APART + 1, max(most, APART + 2))
    distances = distances[:: -(-len(distances) // MOST_DISTANCES)]
    moved = []
    for distance in (*-distances, *distances):
        ratios = []
        for values, each in pairs:
            free = np.ones(len(values), bool)
            for border in each.places:
                free[max(border - APART, 0) : border + APART + 1] = False
            wanted = [place + int(distance) for place in each.places]
            places = tuple(place for place in wanted if 0 < place < len(values) and free[place])
            ratios.append(_ratios(values, places, (*each.places, *places)))
        moved.append(ratios)
    return moved


def _mean_ratio(found: list[list[float]]) -> float:
    """The mean of the ratios of both axes."""
    every = [ratio for ratios in found for ratio in ratios]
    return float(np.mean(every)) if every else float("nan")
