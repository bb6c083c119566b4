"""How right answers about occupancy are: counts of queries, and the figures that are made of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]  # 0 free, 1 building (or anything that is occupied), 2 terrain


@dataclass(frozen=True)
class Tally:
    """Queries that are occupied and found so, said to be, in truth; and those told right of all."""

    both: int = 0
    predicted: int = 0
    true: int = 0
    right: int = 0
    count: int = 0

    @classmethod
    def of(cls, predicted: Labels, true: Labels) -> Tally:
        """Counts of labels (M,), where any class above 0 is occupied."""
        said, held = predicted > 0, true > 0
        both, predicted_, true_, right = (
            int(np.count_nonzero(part)) for part in (said & held, said, held, predicted == true)
        )
        return cls(both, predicted_, true_, right, len(true))

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.both + other.both,
            self.predicted + other.predicted,
            self.true + other.true,
            self.right + other.right,
            self.count + other.count,
        )

    @property
    def iou(self) -> float:
        """Intersection over union of what is occupied; NaN where nothing is or is said to be."""
        union = self.predicted + self.true - self.both
        return self.both / union if union else math.nan

    @property
    def precision(self) -> float:
        """Share of what is said to be occupied that is; 0 where nothing is said to be."""
        return self.both / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of what is occupied that is found; 0 where nothing is."""
        return self.both / self.true if self.true else 0.0

    @property
    def accuracy(self) -> float:
        """Share of queries whose class is told; NaN without queries."""
        return self.right / self.count if self.count else math.nan

    def figures(self) -> dict[str, float]:
        """All figures by their names."""
        return {
            "IOU": self.iou,
            "PRECISION": self.precision,
            "RECALL": self.recall,
            "ACCURACY": self.accuracy,
            "count": float(self.count),
        }
