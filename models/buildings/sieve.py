"""Masks without specks, row by row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..raster.arrays import MaskArray

UNDECIDED, BUILDING = 1, 2  # while a building may still grow below, and once it is large enough


class Sieve:
    """Takes a mask (0, 1, NODATA) row by row and drops buildings of fewer than `fewest` pixels.

    Pixels that share an edge are one building. Rows wait only while a building in them may still grow to
    `fewest` pixels: memory follows the small buildings, not the raster.
    """

    def __init__(self, fewest: int, on_rows: Callable[[MaskArray, int], None]) -> None:
        self._fewest, self._on_rows = fewest, on_rows
        self._waiting: MaskArray | None = None
        self._row = 0

    def add(self, rows: MaskArray) -> None:
        """Take rows (h, width) below the ones before."""
        if self._fewest <= 1:
            self._on_rows(rows, self._row)
            self._row += len(rows)
            return
        waiting = rows if self._waiting is None else np.concatenate([self._waiting, rows])
        open_rows = self._decide(waiting, last=False)
        self._hand_over(waiting, int(open_rows[0]) if len(open_rows) else len(waiting) - 1)

    def close(self) -> None:
        """Decide on the remaining rows."""
        if self._waiting is not None:
            waiting = self._waiting
            self._decide(waiting, last=True)
            self._hand_over(waiting, len(waiting))

    def _decide(self, waiting: MaskArray, last: bool) -> NDArray[np.intp]:
        """Mark large buildings, drop small ones in place; rows with buildings that may still grow."""
        undecided = waiting == UNDECIDED
        labels, count = ndimage.label(undecided | (waiting == BUILDING))
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        large = sizes >= self._fewest
        large[labels[waiting == BUILDING]] = True
        large[0] = False
        growing = np.zeros(count + 1, bool)
        if not last:
            growing[labels[-1]] = True
            growing[0] = False
        waiting[large[labels]] = BUILDING
        small = ~(large | growing)
        small[0] = False
        self._settle(waiting, labels, small, last)
        return np.flatnonzero((waiting == UNDECIDED).any(axis=1))

    def _settle(
        self, waiting: MaskArray, labels: NDArray[np.int32], small: NDArray[np.bool_], last: bool
    ) -> None:
        """Drop finished buildings that are small, by their labels."""
        waiting[small[labels]] = 0

    def _hand_over(self, waiting: MaskArray, rows: int) -> None:
        """Pass on the first rows, with buildings as 1; the last row seen always waits for the next ones."""
        done = waiting[:rows].copy()
        done[done == BUILDING] = 1
        if rows:
            self._on_rows(done, self._row)
        self._waiting = waiting[rows:].copy()
        self._row += rows
