"""Buildings as objects: which of the reference were found at an IoU of one half, window by window.

What hangs together by edges in a raster is an object; of polygons each is one. Memory follows the objects,
not the raster: pixels are counted under provisional numbers, which are joined where windows meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ...progress import Check, unchecked
from ...raster.arrays import BoolArray
from ...raster.grid import Window
from ...raster.groups import Groups

LEAST_IOU = 0.5  # more than half: no building can match two
LOOK = 4096  # objects between two looks at a cancel
T = TypeVar("T")


class Labels:
    """Numbers of the objects of one side that are the same in all windows, once `roots` has joined them."""

    def __init__(self, width: int) -> None:
        self._groups = Groups(1)  # 0 is no object
        self._above = np.zeros(width, np.int64)  # numbers in the row above the windows to come
        self._left = np.zeros(0, np.int64)

    def of(
        self, buildings: BoolArray, objects: NDArray[np.int32] | None, window: Window
    ) -> NDArray[np.int64]:
        """Numbers (H, W) of a window's objects, 0 outside; windows come row by row, from the left."""
        if objects is not None:  # of polygons, known beforehand
            return np.where(buildings, objects, 0).astype(np.int64)
        labels, count = ndimage.label(buildings)
        numbers = labels.astype(np.int64)
        numbers[numbers > 0] += self._groups.grow(count) - 1
        columns = slice(window.col, window.col + window.width)
        self._join(numbers[0], self._above[columns])
        if window.col:
            self._join(numbers[:, 0], self._left)
        self._above[columns], self._left = numbers[-1], numbers[:, -1].copy()
        return numbers

    def roots(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The final numbers (n,) of provisional ones."""
        return numbers if len(self._groups) == 1 else self._groups.roots(numbers)  # of polygons: final

    def _join(self, ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> None:
        touching = (ours > 0) & (theirs > 0)
        for one, other in set(zip(ours[touching].tolist(), theirs[touching].tolist())):
            self._groups.join(one, other)


@dataclass(frozen=True)
class Matches:
    """The pairs (n, 2) of objects that match, with their IoU (n,), and how many objects there are."""

    pairs: NDArray[np.int64]
    ious: NDArray[np.float64]
    predicted: int
    reference: int

    def measures(self) -> dict[str, float]:
        """Detection of objects; NaN where there is nothing to detect."""
        hits = len(self.pairs)
        precision = hits / self.predicted if self.predicted else float("nan")
        recall = hits / self.reference if self.reference else float("nan")
        both = self.predicted + self.reference
        return {
            "objects": float(self.predicted),
            "reference_objects": float(self.reference),
            "object_precision": precision,
            "object_recall": recall,
            "object_F1": 2 * hits / both if both else float("nan"),
            "object_IoU": float(self.ious.mean()) if hits else float("nan"),
        }


class Objects:
    """Counts the pixels of objects and of what they share, and matches them at the end."""

    def __init__(self, width: int) -> None:
        self._labels = Labels(width), Labels(width)
        self._areas: tuple[dict[int, int], dict[int, int]] = {}, {}
        self._common: dict[tuple[int, int], int] = {}

    def add(
        self,
        predicted: BoolArray,
        reference: BoolArray,
        numbers: tuple[NDArray[np.int32] | None, NDArray[np.int32] | None],
        window: Window,
    ) -> None:
        """Add a window (H, W) of both sides, with the numbers of polygons where there are some."""
        found = [
            labels.of(mask, known, window)
            for labels, mask, known in zip(self._labels, (predicted, reference), numbers)
        ]
        for areas, part in zip(self._areas, found):
            for number, count in zip(*np.unique(part[part > 0], return_counts=True)):
                areas[int(number)] = areas.get(int(number), 0) + int(count)
        both = (found[0] > 0) & (found[1] > 0)
        if not both.any():
            return
        pairs, counts = np.unique(np.stack([part[both] for part in found]), axis=1, return_counts=True)
        for one, other, count in zip(*pairs.tolist(), counts.tolist()):
            self._common[one, other] = self._common.get((one, other), 0) + count

    def matches(self, check: Check = unchecked) -> Matches:
        """Pairs by falling IoU, each object once; `check` is called now and then, and may raise."""
        areas = [_joined(labels, part, check) for labels, part in zip(self._labels, self._areas)]
        common = self._joined_pairs(check)
        rated = [
            (count / (areas[0][one] + areas[1][other] - count), one, other)
            for (one, other), count in _watched(common.items(), check)
        ]
        chosen: list[tuple[float, int, int]] = []
        used: tuple[set[int], set[int]] = set(), set()
        for iou, one, other in _watched(sorted(rated, reverse=True), check):
            if iou < LEAST_IOU:
                break
            if one not in used[0] and other not in used[1]:
                used[0].add(one)
                used[1].add(other)
                chosen.append((iou, one, other))
        pairs = np.array([pair for _, *pair in chosen], np.int64).reshape(-1, 2)
        ious = np.array([iou for iou, *_ in chosen])
        return Matches(pairs, ious, len(areas[0]), len(areas[1]))

    def _joined_pairs(self, check: Check) -> dict[tuple[int, int], int]:
        if not self._common:
            return {}
        keys = np.array(list(self._common), np.int64)
        ends = [labels.roots(keys[:, side]).tolist() for side, labels in enumerate(self._labels)]
        joined: dict[tuple[int, int], int] = {}
        for one, other, count in _watched(zip(*ends, self._common.values()), check):
            joined[one, other] = joined.get((one, other), 0) + count
        return joined


def _joined(labels: Labels, areas: dict[int, int], check: Check) -> dict[int, int]:
    roots = labels.roots(np.array(list(areas), np.int64)).tolist()
    joined: dict[int, int] = {}
    for number, count in _watched(zip(roots, areas.values()), check):
        joined[number] = joined.get(number, 0) + count
    return joined


def _watched(items: Iterable[T], check: Check) -> Iterator[T]:
    """The items, of which there may be millions; `check` is called now and then."""
    for index, item in enumerate(items):
        if index % LOOK == 0:
            check()
        yield item
