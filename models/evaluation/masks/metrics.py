"""Metrics of building masks: of one tile, as means over tiles, and pooled over the pixels of all tiles.

E-measure after D.-P. Fan et al., "Enhanced-alignment measure for binary foreground map evaluation", IJCAI
2018; S-measure after D.-P. Fan et al., "Structure-measure", ICCV 2017; F-measure with beta^2 = 0.1. A curve
has 256 entries, one per threshold from 255 down to 0, and its mean ("dynamic") is thinned for a mask of two
values by the last threshold, at which everything is foreground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...raster.arrays import BoolArray, Float64Array

EPS = float(np.finfo(np.float64).eps)
BETA_SQUARED = 0.1  # as the program has it whose figures these are: precision counts more
HALF = 128 / 255  # above this, values are foreground
LEVELS = 256


class Counts(NamedTuple):
    """Pixels by prediction and reference: numbers, or one per threshold of a curve."""

    tp: Float64Array | float
    fp: Float64Array | float
    fn: Float64Array | float
    tn: Float64Array | float

    @classmethod
    def of(cls, predicted: BoolArray, reference: BoolArray) -> Counts:
        """Counts of two masks (H, W)."""
        tp = float(np.count_nonzero(predicted & reference))
        fp, fn = np.count_nonzero(predicted) - tp, np.count_nonzero(reference) - tp
        return cls(tp, fp, fn, predicted.size - tp - fp - fn)

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]
        return Counts(*(mine + theirs for mine, theirs in zip(self, other)))


def mask_metrics(
    predicted: NDArray[np.number], reference: NDArray[np.number], largest: float = 255
) -> dict[str, float]:
    """Metrics of a mask or probability (H, W), 0 to `largest`, against a reference of the same coding."""
    p, g = (np.asarray(values, np.float64) / largest for values in (predicted, reference))
    counts = Counts.of(p > HALF, g > HALF)
    values = {"MAE": float(np.abs(g - p).mean()), **overlap(counts)}
    p, mask = _stretched(p), g > HALF
    values["MAE_stretched"] = float(np.abs(p - mask).mean())
    values["S"] = s_measure(p, mask)
    adaptive = Counts.of(p >= min(2 * p.mean(), 1.0), mask)
    curve = _curve(p, mask)
    for name, measure in {"E": e_measure, "F": f_measure, "IoU": iou, "Dice": dice}.items():
        values[f"{name}_adaptive"] = float(measure(adaptive))
        values[f"{name}_dynamic"] = float(np.mean(measure(curve)))
    return values


@dataclass
class MaskTally:
    """Metrics of any number of tiles: the mean of each over the tiles, and those of all pixels together."""

    tiles: list[dict[str, float]] = field(default_factory=list)
    counts: Counts = Counts(0, 0, 0, 0)
    _error: float = 0.0

    def add(self, predicted: NDArray[np.number], reference: NDArray[np.number], largest: float = 255) -> None:
        """Add a tile (H, W); arguments as of `mask_metrics`."""
        values = mask_metrics(predicted, reference, largest)
        self.tiles.append(values)
        self._error += values["MAE"] * predicted.size
        half = HALF * largest
        self.counts += Counts.of(predicted > half, reference > half)

    def result(self) -> dict[str, dict[str, float]]:
        """`mean` over tiles and `pooled` over pixels; empty while no tile was added."""
        if not self.tiles:
            return {"mean": {}, "pooled": {}}
        mean = {
            name: math.fsum(tile[name] for tile in self.tiles) / len(self.tiles) for name in self.tiles[0]
        }
        pooled = {"MAE": self._error / float(sum(self.counts)), **overlap(self.counts)}
        return {"mean": mean, "pooled": {**pooled, "E": float(e_measure(self.counts))}}


def overlap(counts: Counts) -> dict[str, float]:
    """What the agreement of two masks is usually told by."""
    return {
        "IoU": float(iou(counts)),
        "Dice": float(dice(counts)),
        "F": float(f_measure(counts)),
        "precision": float(precision(counts)),
        "recall": float(recall(counts)),
    }


def iou(counts: Counts) -> Float64Array | float:
    """TP / (TP + FP + FN)."""
    return _ratio(counts.tp, counts.tp + counts.fp + counts.fn)


def dice(counts: Counts) -> Float64Array | float:
    """2 TP / (2 TP + FP + FN), which is F1."""
    return _ratio(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn)


def precision(counts: Counts) -> Float64Array | float:
    """TP / (TP + FP)."""
    return _ratio(counts.tp, counts.tp + counts.fp)


def recall(counts: Counts) -> Float64Array | float:
    """TP / (TP + FN)."""
    return _ratio(counts.tp, counts.tp + counts.fn)


def f_measure(counts: Counts) -> Float64Array | float:
    """(1 + beta^2) P R / (beta^2 P + R)."""
    p, r = precision(counts), recall(counts)
    return _ratio((1 + BETA_SQUARED) * p * r, BETA_SQUARED * p + r)


def e_measure(counts: Counts) -> Float64Array | float:
    """Enhanced alignment of two masks, which the four counts determine (Fan et al. 2018, eqs. 2-5)."""
    tp, fp, fn, tn = (np.asarray(count, np.float64) for count in counts)
    size = tp + fp + fn + tn
    b, g = (tp + fp) / size, (tp + fn) / size
    hits = tp * _alignment(1 - b, 1 - g) + tn * _alignment(-b, -g)
    misses = fp * _alignment(1 - b, -g) + fn * _alignment(-b, 1 - g)
    total = np.where(g == 0, tn + fn, np.where(g == 1, tp + fp, hits + misses))
    return total / (size - 1 + EPS)


def s_measure(p: Float64Array, mask: BoolArray) -> float:
    """Structure of a map (H, W) in 0..1 against a mask: half by objects, half by regions."""
    share = float(mask.mean())
    if share in (0, 1):
        return float(p.mean()) if share else 1 - float(p.mean())
    objects = share * _object(p[mask]) + (1 - share) * _object(1 - p[~mask])
    return max(0.0, 0.5 * objects + 0.5 * _regions(p, mask))


def _alignment(a: Any, c: Any) -> Any:
    return (2 * a * c / (a * a + c * c + EPS) + 1) ** 2 / 4


def _object(values: Float64Array) -> float:
    mean = float(values.mean())
    spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return 2 * mean / (mean * mean + 1 + spread + EPS)


def _regions(p: Float64Array, mask: BoolArray) -> float:
    """Similarity of the four parts about the mask's centroid, weighted by their areas."""
    row, col = (int(np.round(np.mean(where))) + 1 for where in np.nonzero(mask))
    parts = [
        (rows, cols) for rows in (slice(row), slice(row, None)) for cols in (slice(col), slice(col, None))
    ]
    return sum(
        mask[part].size / mask.size * _similarity(p[part], mask[part]) for part in parts if mask[part].size
    )


def _similarity(p: Float64Array, mask: BoolArray) -> float:
    x, y, freedom = float(p.mean()), float(mask.mean()), max(p.size - 1, 1)
    spread = (np.sum((p - x) ** 2) + np.sum((mask - y) ** 2)) / freedom
    above = 4 * x * y * float(np.sum((p - x) * (mask - y))) / freedom
    below = (x * x + y * y) * float(spread)
    if above == 0:
        return float(below == 0)
    return above / (below + EPS)


def _curve(p: Float64Array, mask: BoolArray) -> Counts:
    """Counts at thresholds 255 down to 0 on the levels of a map in 0..1."""
    levels = (p * 255).astype(np.uint8)
    tp, fp = (
        np.cumsum(np.bincount(levels[part], minlength=LEVELS)[::-1]).astype(np.float64)
        for part in (mask, ~mask)
    )
    return Counts(tp, fp, tp[-1] - tp, fp[-1] - fp)


def _stretched(p: Float64Array) -> Float64Array:
    lowest, highest = float(p.min()), float(p.max())
    return p if lowest == highest else (p - lowest) / (highest - lowest)


def _ratio(above: Float64Array | float, below: Float64Array | float) -> Float64Array | float:
    """A quotient that is 0 where it would be 0 / 0."""
    below = np.asarray(below, np.float64)
    return np.divide(above, below, out=np.zeros_like(below), where=below != 0)
