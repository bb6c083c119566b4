"""Metrics of height errors and their names.

NMAD after Hoehle & Hoehle (2009, ISPRS J. Photogramm. 64, 398-406): 1.4826 * median(|e - median(e)|). Some
published programs subtract median(|e|) instead, which gives other numbers: that is NMAD_PUBLISHED here, for
comparisons with their tables and for nothing else. LE68, LE90 and LE95 are quantiles of |e|.
"""

from __future__ import annotations

import math

import numpy as np

NMAD_FACTOR = 1.4826  # makes it the standard deviation of normal errors: 1 / 0.6745
ABOVE = 1.0  # metres
QUANTILES = {"MEDIAN_AE": 0.5, "LE68": 0.683, "LE90": 0.9, "LE95": 0.95}  # of |e|
KEYS = (
    *("count", "MAE", "RMSE", "MEDIAN_AE", "NMAD", "NMAD_PUBLISHED", "BIAS", "MEDIAN", "STD"),
    *("LE68", "LE90", "LE95", "MAX", "LOWEST", "HIGHEST", "share_above_1m"),
)
PUBLISHED = {
    "diff_max": "HIGHEST",
    "diff_min": "LOWEST",
    "MAE": "MAE",
    "RMSE": "RMSE",
    "absolute_median": "MEDIAN_AE",
    "median": "MEDIAN",
    "NMAD": "NMAD_PUBLISHED",
    "count_total": "count",
}


def surface_metrics(error: np.ndarray, mask: np.ndarray | None = None) -> dict[str, float]:
    """Metrics of height errors in metres (any shape; NaN and pixels where `mask` is False are left out)."""
    values = np.asarray(error, dtype=np.float64)
    if mask is not None:
        values = values[np.asarray(mask, dtype=bool)]
    values = values[np.isfinite(values)]
    if values.size == 0:
        return empty()
    size = np.abs(values)
    median = float(np.median(values))
    found = {name: float(np.quantile(size, share)) for name, share in QUANTILES.items()}
    found["MEDIAN"] = median
    found["NMAD"] = NMAD_FACTOR * float(np.median(np.abs(values - median)))
    found["NMAD_PUBLISHED"] = NMAD_FACTOR * float(np.median(np.abs(values - found["MEDIAN_AE"])))
    return ordered(
        {
            **moments(values.size, float(values.sum()), float(size.sum()), float(np.sum(values**2))),
            **found,
            **extremes(float(values.min()), float(values.max())),
            "share_above_1m": float(np.mean(size > ABOVE)),
        }
    )


def moments(count: float, total: float, absolute: float, square: float) -> dict[str, float]:
    """What follows from the sums of e, |e| and e squared."""
    bias = total / count
    return {
        "count": float(count),
        "MAE": absolute / count,
        "RMSE": math.sqrt(square / count),
        "BIAS": bias,
        "STD": math.sqrt(max(square / count - bias**2, 0.0)),
    }


def extremes(lowest: float, highest: float) -> dict[str, float]:
    """The lowest and the highest error, and the largest in size."""
    return {"MAX": max(-lowest, highest), "LOWEST": lowest, "HIGHEST": highest}


def ordered(metrics: dict[str, float]) -> dict[str, float]:
    """The metrics in the order of KEYS."""
    return {key: metrics[key] for key in KEYS}


def empty() -> dict[str, float]:
    """Metrics of no pixel: a count of 0 and NaN."""
    return {key: 0.0 if key == "count" else math.nan for key in KEYS}


def published_names(metrics: dict[str, float]) -> dict[str, float]:
    """The metrics under the names, and with the NMAD, of ResDepth's own evaluation."""
    return {name: metrics[key] for name, key in PUBLISHED.items()}
