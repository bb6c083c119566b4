"""Chains: the points of a ring from one corner of a cut to the next, and the directions they run in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..progress import Check, unchecked
from .courtyards import Ring
from .thinning import Cuts

TRIMMED = 1.5  # pixels at both ends of a wall that the mask has rounded; chosen by eye


class Chain:
    """The points (n, 2) of a ring between two corners."""

    def __init__(self, points: Ring) -> None:
        self.points = points

    @property
    def across(self) -> NDArray[np.float64]:
        """The vector (2,) from end to end."""
        return np.asarray(self.points[-1] - self.points[0])

    @cached_property
    def direction(self) -> NDArray[np.float64]:
        """The chain as a vector: from end to end by length, along the line that fits its points best."""
        return direction_of(self.points)


class Chains:
    """The chains of a ring (n, 2) by cuts of any tolerance; finer ones share most with coarser ones."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._cuts = Cuts(ring)
        self._known: dict[tuple[int, int], Chain] = {}

    def corners(self, tolerance: float, check: Check = unchecked) -> NDArray[np.intp]:
        """Indices (k,) of the corners of a cut; see `Cuts`."""
        return self._cuts.corners(tolerance, check)

    def between(self, tolerance: float, check: Check = unchecked) -> Iterator[Chain]:
        """The chains between each corner of a cut and the next one."""
        corners = self.corners(tolerance, check)
        for ends in zip(corners.tolist(), np.roll(corners, -1).tolist()):
            check()
            if ends not in self._known:
                self._known[ends] = Chain(self._points(*ends))
            yield self._known[ends]

    def _points(self, start: int, end: int) -> Ring:
        """The points from one to another, around the ring's end if need be."""
        if end > start:
            return self.ring[start : end + 1]
        return np.concatenate([self.ring[start:], self.ring[: end + 1]])


def direction_of(points: Ring) -> NDArray[np.float64]:
    """Points (n, 2) as a vector: from end to end by length, along the line that fits them best."""
    across = points[-1] - points[0]
    inner = points[_inner(points @ (across / max(float(np.hypot(*across)), 1e-9)))]
    if len(inner) < 4:
        return np.asarray(across)
    _, _, axes = np.linalg.svd(inner - inner.mean(axis=0), full_matrices=False)
    return np.asarray(axes[0] * np.hypot(*across))


def _inner(span: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Points that lie away from both ends of a chain, by their positions along it."""
    low, high = sorted((float(span[0]), float(span[-1])))
    return np.asarray((span > low + TRIMMED) & (span < high - TRIMMED))
