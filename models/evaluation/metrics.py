"""Metrics of height errors, of an array at once or accumulated block by block.

NMAD after Hoehle & Hoehle (2009, ISPRS J. 64): 1.4826 * median(|e - median(e)|). Some published programs
subtract median(|e|) instead, which makes theirs larger; numbers of the two kinds cannot be compared.
"""

from __future__ import annotations

import math

import numpy as np

NMAD_FACTOR = 1.4826
KEYS = ("count", "MAE", "RMSE", "MEDIAN_AE", "NMAD", "BIAS", "MEDIAN", "LE90", "MAX", "share_above_1m")


def surface_metrics(error: np.ndarray, mask: np.ndarray | None = None) -> dict[str, float]:
    """Metrics of height errors in metres (any shape; NaN and pixels where `mask` is False are left out)."""
    values = np.asarray(error, dtype=np.float64)
    if mask is not None:
        values = values[np.asarray(mask, dtype=bool)]
    values = values[np.isfinite(values)]
    if values.size == 0:
        return _empty()
    size = np.abs(values)
    median = float(np.median(values))
    return {
        "count": float(values.size),
        "MAE": float(size.mean()),
        "RMSE": math.sqrt(float(np.mean(values**2))),
        "MEDIAN_AE": float(np.median(size)),
        "NMAD": NMAD_FACTOR * float(np.median(np.abs(values - median))),
        "BIAS": float(values.mean()),
        "MEDIAN": median,
        "LE90": float(np.quantile(size, 0.9)),
        "MAX": float(size.max()),
        "share_above_1m": float(np.mean(size > 1.0)),
    }


def _empty() -> dict[str, float]:
    return {key: 0.0 if key == "count" else math.nan for key in KEYS}


class ErrorAccumulator:
    """The metrics of `surface_metrics` of any number of blocks.

    Sums are exact; the medians and LE90 come from a histogram of 1 mm steps that only holds the steps that
    occur, so errors of any size fit and memory is bounded by the range of the errors, not by their number.
    """

    STEP = 0.001

    def __init__(self) -> None:
        self._count = self._sum = self._absolute = self._square = self._max = 0.0
        self._above = 0
        self._steps = np.empty(0, dtype=np.int64)
        self._counts = np.empty(0, dtype=np.int64)

    def add(self, error: np.ndarray) -> None:
        """Add finite errors in metres, any shape."""
        values = np.asarray(error, dtype=np.float64).ravel()
        if values.size == 0:
            return
        size = np.abs(values)
        self._count += values.size
        self._sum += float(values.sum())
        self._absolute += float(size.sum())
        self._square += float(np.dot(values, values))
        self._max = max(self._max, float(size.max()))
        self._above += int(np.count_nonzero(size > 1.0))
        self._merge(np.rint(values / self.STEP).astype(np.int64))

    def metrics(self) -> dict[str, float]:
        """The same keys as `surface_metrics`; medians and LE90 to half a millimetre."""
        if not self._count:
            return _empty()
        steps, counts = self._steps, self._counts
        median = _median(steps, counts)
        return {
            "count": float(self._count),
            "MAE": self._absolute / self._count,
            "RMSE": math.sqrt(self._square / self._count),
            "MEDIAN_AE": self.STEP * _median(np.abs(steps), counts),
            "NMAD": self.STEP * NMAD_FACTOR * _median(np.abs(steps - median), counts),
            "BIAS": self._sum / self._count,
            "MEDIAN": self.STEP * median,
            "LE90": self.STEP * _quantile(np.abs(steps), counts, 0.9),
            "MAX": self._max,
            "share_above_1m": self._above / self._count,
        }

    def histogram(self, limit: float, bins: int) -> np.ndarray:
        """Counts of errors in `bins` equal bins over -limit..limit metres."""
        edges = np.linspace(-limit, limit, bins + 1)
        return np.histogram(self._steps * self.STEP, bins=edges, weights=self._counts)[0]

    def _merge(self, steps: np.ndarray) -> None:
        found, counts = np.unique(steps, return_counts=True)
        self._steps, place = np.unique(np.concatenate([self._steps, found]), return_inverse=True)
        both = np.concatenate([self._counts, counts])
        self._counts = np.bincount(place, weights=both).astype(np.int64)


def _median(values: np.ndarray, counts: np.ndarray) -> float:
    return _quantile(values, counts, 0.5)


def _quantile(values: np.ndarray, counts: np.ndarray, share: float) -> float:
    """Quantile of weighted values, between neighbours as numpy's default does."""
    order = np.argsort(values, kind="stable")
    ends = np.cumsum(counts[order])
    position = share * (ends[-1] - 1)
    low = math.floor(position)
    first, second = (
        values[order][np.searchsorted(ends, index, side="right")]
        for index in (low, min(low + 1, ends[-1] - 1))
    )
    return float(first + (position - low) * (second - first))
