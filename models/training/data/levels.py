"""Whether the heights of what trains together count from the same level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...evaluation.surface.metrics import NMAD_FACTOR

SURE = 3.0  # spreads: what lies less far off may be what the surfaces differ by


class Offset(NamedTuple):
    """How far one surface lies above another, in metres, and how much that differs from place to place."""

    median: float
    spread: float  # NMAD

    @classmethod
    def of(cls, differences: NDArray[np.floating]) -> Offset:
        """By differences in metres, of which at least one is a number."""
        known = differences[np.isfinite(differences)]
        median = float(np.median(known))
        return cls(median, NMAD_FACTOR * float(np.median(np.abs(known - median))))

    def is_of_levels(self, farthest: float) -> bool:
        """Whether it is as between geoid and ellipsoid: more than `farthest` metres, and alike everywhere."""
        return abs(self.median) > max(farthest, SURE * self.spread)
