"""Numbers that turn out to stand for one thing, such as objects that meet where windows do: union-find."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Groups:
    """Numbers from 0 on, each in a group of its own until it is joined; a group goes by its least number."""

    def __init__(self, count: int = 0) -> None:
        self._parents = np.arange(count, dtype=np.int64)
        self._count = count

    def __len__(self) -> int:
        return self._count

    def grow(self, count: int) -> int:
        """Make so many numbers more; the first of them."""
        first = self._count
        self._count += count
        while self._count > len(self._parents):
            more = np.arange(len(self._parents), 2 * len(self._parents) + 1)
            self._parents = np.concatenate([self._parents, more])
        return first

    def root(self, number: int) -> int:
        """The number that the group of one goes by."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = int(self._parents[number])
        return number

    def join(self, one: int, other: int) -> tuple[int, int] | None:
        """Make the groups of two numbers one: what they went by, first what stays; None if they are one."""
        first, second = sorted((self.root(one), self.root(other)))
        if first == second:
            return None
        self._parents[second] = first
        return first, second

    def roots(self, numbers: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """What the groups of numbers (n,), or of all, go by."""
        parents = self._parents[: self._count]
        while True:
            above = parents[parents]
            if np.array_equal(above, parents):
                return parents if numbers is None else parents[numbers]
            parents = above
