"""Fewer points for an outline: the cut of D. Douglas and T. Peucker, "Algorithms for the reduction of the
number of points required to represent a digitized line or its caricature", Cartographica 10, 1973.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Check = Callable[[], None]
# How often a ring of very many points is looked up from: corners found, points of a chain.
CHECKED, LONG = 64, 20_000


def unchecked() -> None:
    """Nobody cancels."""


def corners_of(ring: NDArray[np.float64], tolerance: float, check: Check = unchecked) -> NDArray[np.intp]:
    """Indices (k,) of the points of a ring (n, 2) without which it is off by more than a tolerance.

    `check` is called now and then, and may raise.
    """
    check()
    start = int(np.argmax(((ring - ring.mean(axis=0)) ** 2).sum(axis=1)))
    opposite = int(np.argmax(((ring - ring[start]) ** 2).sum(axis=1)))
    closed = np.concatenate([ring, ring])
    first, second = sorted((start, opposite))
    kept = {first, second}
    todo = [(first, second), (second, first + len(ring))]
    while todo:
        low, high = todo.pop()
        if len(kept) % CHECKED == 0 or high - low > LONG:
            check()
        if high - low < 2:
            continue
        base = closed[high] - closed[low]
        from_low = closed[low + 1 : high] - closed[low]
        length = float(np.hypot(*base))
        away = (
            np.abs(base[0] * from_low[:, 1] - base[1] * from_low[:, 0]) / length
            if length > 0
            else np.hypot(*from_low.T)
        )
        farthest = int(np.argmax(away))
        if away[farthest] > tolerance:
            middle = low + 1 + farthest
            kept.add(middle % len(ring))
            todo += [(low, middle), (middle, high)]
    return np.array(sorted(kept), np.intp)
