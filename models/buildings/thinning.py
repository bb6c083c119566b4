"""Fewer points for an outline: the cut of D. Douglas and T. Peucker, "Algorithms for the reduction of the
number of points required to represent a digitized line or its caricature", Cartographica 10, 1973.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from ..progress import Check, unchecked

Piece = tuple[int, int, int, float]  # both ends, where it is cut, and by tolerances below which
CHECKED = 64  # cuts between two looks at a cancel
LONG = 20_000  # points, from which on GEOS takes longer than a cancel may wait


class Cuts:
    """The cuts of a ring (n, 2) by any number of tolerances: each takes up what others have found.

    Where a piece is cut does not depend on the tolerance, only whether it is.
    """

    def __init__(self, ring: NDArray[np.float64]) -> None:
        self.ring = ring
        start = int(np.argmax(((ring - ring.mean(axis=0)) ** 2).sum(axis=1)))
        opposite = int(np.argmax(((ring - ring[start]) ** 2).sum(axis=1)))
        self._closed = np.concatenate([ring, ring])
        self._least = np.zeros(len(ring))  # tolerance below which a point counts
        self._least[[start, opposite]] = np.inf
        first, second = sorted((start, opposite))
        ends = (first, second), (second, first + len(ring))
        self._open = [piece for piece in (self._piece(*each, np.inf) for each in ends) if piece]

    def corners(self, tolerance: float, check: Check = unchecked) -> NDArray[np.intp]:
        """Indices (k,) of the points without which the ring is off by more than a tolerance (0 or more).

        `check` is called now and then; where it raises, the cuts cannot be used any more.
        """
        check()
        todo, self._open = self._open, []
        for count in itertools.count(1):
            if not todo:
                break
            piece = todo.pop()
            low, high, middle, least = piece
            if least <= tolerance:
                self._open.append(piece)
                continue
            if count % CHECKED == 0 or high - low > LONG:
                check()
            self._least[middle % len(self.ring)] = least
            todo += [made for ends in ((low, middle), (middle, high)) if (made := self._piece(*ends, least))]
        return np.flatnonzero(self._least > tolerance)

    def _piece(self, low: int, high: int, most: float) -> Piece | None:
        """What lies between two points, if there is any point; `most`: the tolerance that has cut it out."""
        if high - low < 2:
            return None
        base = self._closed[high] - self._closed[low]
        from_low = self._closed[low + 1 : high] - self._closed[low]
        length = float(np.hypot(*base))
        away = (
            np.abs(base[0] * from_low[:, 1] - base[1] * from_low[:, 0]) / length
            if length > 0
            else np.hypot(*from_low.T)
        )
        farthest = int(away.argmax())
        return low, high, low + 1 + farthest, min(float(away[farthest]), most)
