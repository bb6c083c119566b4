"""Buildings at the borders of blocks: small ones wait until all that they reach into is known.

A block decides on buildings inside it. One that touches the block's border and is small keeps its pixels in
the mask, and a list of them beside it; when all blocks are done, union-find joins what touches across borders
(Galler and Fischer 1964), and those that stay too small together are taken out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..formats import archive
from ..raster.arrays import MaskArray
from ..raster.groups import Groups
from .sieve import Sieve

WAITING = 3  # in the mask: a finished building at the border, which may be part of a larger one
LARGE = -1  # in a border: a building of which it is known that it stays
SPECKS = "specks"  # the name of what a block of a larger mask has at its border
SIDES = ("top", "bottom", "left", "right")


@dataclass(frozen=True)
class Borders:
    """What a block has at its border.

    `sides`: the pixels along each of SIDES, 0 where there is no building, LARGE, or a speck's number from 1;
    `pixels` (n, 3): number, row and column in the block of all pixels of specks.
    """

    sides: Mapping[str, NDArray[np.int32]]
    pixels: NDArray[np.int32]

    @property
    def sizes(self) -> NDArray[np.intp]:
        """Pixels of each speck, by its number; 0 for number 0."""
        return np.bincount(self.pixels[:, 0], minlength=1)

    def save(self, path: str | os.PathLike[str], tags: Mapping[str, str]) -> None:
        """Write a NumPy archive; `tags` are texts that the archive is marked with."""
        archive.save(path, {"pixels": self.pixels, **self.sides}, tags)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Borders:
        """Read what was saved."""
        arrays = archive.load(path)
        return cls({side: arrays[side] for side in SIDES}, arrays["pixels"])


@dataclass
class _Found:
    """Specks as they are found, row by row."""

    count: int = 0
    pixels: list[NDArray[np.int32]] = field(default_factory=list)


class BorderSieve(Sieve):
    """A sieve for a block of `height` rows: what touches its border is kept, and told by `borders`."""

    def __init__(self, fewest: int, height: int, on_rows: Callable[[MaskArray, int], None]) -> None:
        super().__init__(fewest, self._pass_on)
        self._to, self._height = on_rows, height
        self._found = _Found()
        self._edges: dict[str, list[NDArray[np.bool_]]] = {side: [] for side in SIDES}

    def borders(self) -> Borders:
        """What is at the border, when all rows have been handed over."""
        empty = np.empty((0, 3), np.int32)
        pixels = np.concatenate([empty, *self._found.pixels])
        edges = {side: np.concatenate(parts) for side, parts in self._edges.items()}
        sides = {side: np.where(edge, LARGE, 0).astype(np.int32) for side, edge in edges.items()}
        number, row, col = pixels.T
        width = len(sides["top"])
        for side, along, across, place in (
            ("top", col, row, 0),
            ("bottom", col, row, self._height - 1),
            ("left", row, col, 0),
            ("right", row, col, width - 1),
        ):
            here = across == place
            sides[side][along[here]] = number[here]
        return Borders(sides, pixels)

    def _settle(
        self, waiting: MaskArray, labels: NDArray[np.int32], small: NDArray[np.bool_], last: bool
    ) -> None:
        """Of finished small buildings, those that touch the border wait; the others are dropped."""
        touching = np.zeros(len(small), bool)
        touching[labels[:, 0]] = touching[labels[:, -1]] = True
        if self._row == 0:
            touching[labels[0]] = True
        if last:
            touching[labels[-1]] = True
        kept = np.flatnonzero(touching & small)
        numbers = np.zeros(len(small), np.int32)
        numbers[kept] = np.arange(self._found.count + 1, self._found.count + 1 + len(kept))
        self._found.count += len(kept)
        rows, cols = np.nonzero(numbers[labels])
        found = np.stack([numbers[labels[rows, cols]], rows + self._row, cols], axis=1)
        self._found.pixels.append(found.astype(np.int32))
        waiting[small[labels]] = 0
        waiting[rows, cols] = WAITING

    def _pass_on(self, rows: MaskArray, row: int) -> None:
        rows[rows == WAITING] = 1
        is_building = rows == 1
        self._edges["left"].append(is_building[:, 0])
        self._edges["right"].append(is_building[:, -1])
        if row == 0:
            self._edges["top"].append(is_building[0])
        if row + len(rows) == self._height:
            self._edges["bottom"].append(is_building[-1])
        self._to(rows, row)


def too_small(blocks: Sequence[Sequence[Borders]], fewest: int) -> dict[tuple[int, int], NDArray[np.int32]]:
    """The pixels (n, 2; row, column in the block) to be taken out of blocks, by the block's row and column.

    `blocks` are rows of blocks from the north; those beside each other have borders of equal length.
    """
    joined = _Joined(blocks)
    for i, row in enumerate(blocks):
        for j, block in enumerate(row):
            if j + 1 < len(row):
                joined.touch((i, j), block.sides["right"], (i, j + 1), row[j + 1].sides["left"])
            if i + 1 < len(blocks):
                joined.touch((i, j), block.sides["bottom"], (i + 1, j), blocks[i + 1][j].sides["top"])
    found = {}
    for i, row in enumerate(blocks):
        for j, block in enumerate(row):
            small = joined.small((i, j), len(block.sizes), fewest)
            pixels = block.pixels[small[block.pixels[:, 0]], 1:]
            if len(pixels):
                found[i, j] = pixels
    return found


class _Joined:
    """The specks of all blocks in groups, each with its pixels; node 0 is all that is large."""

    def __init__(self, blocks: Sequence[Sequence[Borders]]) -> None:
        self._first: dict[tuple[int, int], int] = {}
        sizes: list[int] = [0]
        for i, row in enumerate(blocks):
            for j, block in enumerate(row):
                self._first[i, j] = len(sizes) - 1  # so that speck 1 is the next node
                sizes += block.sizes[1:].tolist()
        self._sizes, self._groups = sizes, Groups(len(sizes))

    def touch(
        self, one: tuple[int, int], side: NDArray[np.int32], other: tuple[int, int], facing: NDArray[np.int32]
    ) -> None:
        """Join what lies pixel by pixel along both sides of a border."""
        both = (side != 0) & (facing != 0)
        for a, b in np.unique(np.stack([side[both], facing[both]], axis=1), axis=0).tolist():
            joined = self._groups.join(self._node(one, a), self._node(other, b))
            if joined:  # the lower one stays: 0 of what is large
                self._sizes[joined[0]] += self._sizes[joined[1]]

    def small(self, block: tuple[int, int], count: int, fewest: int) -> NDArray[np.bool_]:
        """For each number of a block's specks, whether it is too small with all that it touches."""
        first = self._first[block] + 1
        roots = self._roots[first : first + count - 1].tolist()
        return np.array([False, *(root != 0 and self._sizes[root] < fewest for root in roots)])

    @cached_property
    def _roots(self) -> NDArray[np.int64]:
        """What all go by when no more borders are to come."""
        return self._groups.roots()

    def _node(self, block: tuple[int, int], number: int) -> int:
        return 0 if number == LARGE else self._first[block] + number
