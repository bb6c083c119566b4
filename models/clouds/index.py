"""Point clouds of any size, sorted into square cells on disk: a patch costs the memory of its own points."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from ..formats.scratch import Scratch
from ..language import Message
from ..progress import Cancel, stop_if
from .extent import FARTHEST, HIGHEST, ExtentSample
from .readers import PIECE, Bounds, PointCloud, Points
from .void_heights import VoidHeights

LOGGER = logging.getLogger(__name__)
MOST_CELLS = 2**22  # the table of their first points takes 32 MB then
POINTS_PER_CELL = 2**16  # on average at most: a patch reads whole cells
BYTES = 24  # of a point: three float64


class PointIndex:
    """Points sorted by cell in a temporary file; `bounds` is their bounding box, `count` their number.

    `within` keeps the points of an area alone; without one, and where the cloud names no area itself, points
    that lie far from all others are left out. `height_unit`: metres per unit of the file's heights. Use it
    as a context: the file goes with it.
    """

    def __init__(
        self,
        cloud: PointCloud,
        cell: float,
        within: Bounds | None = None,
        cancelled: Cancel = None,
        height_unit: float = 1.0,
    ) -> None:
        self._folder = Scratch()
        self._cancelled = cancelled
        self._voids = VoidHeights(cloud.factor, height_unit)
        self._fence: Bounds | None = None
        with self._folder.filling():
            fence = self._spool(cloud, within)
            if self.count == 0:
                raise RooflineError(
                    Message(
                        "{cloud} has no points in the chosen extent; check the file and the extent.",
                        cloud=cloud.name,
                    )
                    if within
                    else Message("{cloud} has no points; choose another file.", cloud=cloud.name)
                )
            if fence is not None and within is None and not cloud.regions:
                self._leave_out_strays(cloud.name, fence)
            self._plan_cells(cell)
            self._sort()

    def __enter__(self) -> PointIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary file."""
        self._folder.close()

    def read(self, bounds: Bounds) -> Points:
        """Points (n, 3) strictly inside bounds (xmin, ymin, xmax, ymax)."""
        return np.concatenate([np.empty((0, 3)), *self.pieces(bounds)])

    def pieces(self, bounds: Bounds) -> Iterator[Points]:
        """The same, at most PIECE of them at a time."""
        left, bottom, right, top = bounds
        with self._sorted.open("rb") as file:
            for first, last in self._runs(self._window(bounds)):
                for begin in range(first, last, PIECE):
                    file.seek(begin * BYTES)
                    points = np.fromfile(file, np.float64, 3 * min(PIECE, last - begin)).reshape(-1, 3)
                    x, y = points[:, 0], points[:, 1]
                    yield points[(x > left) & (x < right) & (y > bottom) & (y < top)]

    @property
    def told(self) -> Message:
        """The number of points in words."""
        return Message("1 point") if self.count == 1 else Message("{count} points", count=self.count)

    @property
    def _raw(self) -> Path:
        return self._folder.path / "points"

    @property
    def _sorted(self) -> Path:
        return self._folder.path / "sorted"

    def is_crowded(self, bounds: Bounds, most: int) -> bool:
        """Whether more points may lie inside bounds; of few cells they are counted."""
        first_col, last_col, first_row, last_row = cells = self._window(bounds)
        if sum(end - begin for begin, end in self._runs(cells)) <= most:
            return False
        several = last_col - first_col > 1 or last_row - first_row > 1
        return several or sum(map(len, self.pieces(bounds))) > most

    def _spool(self, cloud: PointCloud, within: Bounds | None) -> Bounds | None:
        """Copy the cloud's points to a file and count them; where they should be, None if there are none."""
        count = impossible = void = unknown = 0
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        sample, is_doubtful = ExtentSample(), False
        with self._raw.open("wb") as file:
            for points in cloud.pieces():
                self._check()
                given = _with_heights(points)
                possible = _possible(given)
                known = _kept(possible, ~self._voids.are_certain(possible))
                unknown += len(points) - len(given)
                impossible += len(given) - len(possible)
                void += len(possible) - len(known)
                points = known if within is None else _kept(known, inside(known, within))
                if len(points):
                    count += len(points)
                    sample.add(points)
                    low, high = np.minimum(low, points[:, :2].min(0)), np.maximum(high, points[:, :2].max(0))
                    is_doubtful = is_doubtful or self._voids.are_doubtful(points)
                    file.write(np.ascontiguousarray(points).data)  # NumPy's tofile hides a full disk
        self._spooled = self.count = count
        self.bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        if is_doubtful:
            self._voids.settle(sample)
            self._count()
        _say_left_out(cloud.name, impossible, unknown, void + count - self.count)
        return sample.fence() if count else None

    def _count(self) -> None:
        """Count the points that are not left out, and find their bounding box."""
        self.count = 0
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        for points in self._pieces():
            if len(points):
                self.count += len(points)
                low, high = np.minimum(low, points[:, :2].min(0)), np.maximum(high, points[:, :2].max(0))
        self.bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    def _leave_out_strays(self, name: str, fence: Bounds) -> None:
        """Forget the points outside a fence."""
        left, bottom, right, top = self.bounds
        if fence[0] <= left and fence[1] <= bottom and right <= fence[2] and top <= fence[3]:
            return
        before, self._fence = self.count, fence
        self._count()
        strays = before - self.count
        LOGGER.warning(
            "%d point of %s lies far from all others; it is left out. Choose an extent to keep it."
            if strays == 1
            else "%d points of %s lie far from all others; they are left out. Choose an extent to keep them.",
            strays,
            name,
        )

    def _plan_cells(self, cell: float) -> None:
        left, bottom, right, top = self.bounds
        width, height = right - left, top - bottom
        crowded = math.sqrt(width * height / self.count * POINTS_PER_CELL)
        cell = min(cell, crowded) if crowded else cell
        most = min(MOST_CELLS, self.count)
        self._cell = max(cell, math.sqrt(width * height / most), max(width, height) / most)
        self._cols, self._rows = int(width / self._cell) + 1, int(height / self._cell) + 1

    def _sort(self) -> None:
        """Sort the points by cell, a piece at a time; mapped pages are let go after each."""
        if self._spooled <= PIECE:
            self._sort_at_once()
        else:
            self._sort_by_pieces()
        self._raw.unlink()

    def _sort_at_once(self) -> None:
        """A cloud of one piece needs one look, and nothing is put in its place on disk."""
        (points,) = self._pieces()
        cells = self._cell_index(points)
        self._starts = self._starts_of(np.bincount(cells, minlength=self._cols * self._rows))
        with self._sorted.open("wb") as file:
            file.write(np.take(points, _order(cells, len(self._starts)), axis=0).data)

    def _sort_by_pieces(self) -> None:
        counts = np.zeros(self._cols * self._rows, np.int64)
        for points in self._pieces():
            counts += np.bincount(self._cell_index(points), minlength=len(counts))
        self._starts = self._starts_of(counts)
        filled = self._starts[:-1].copy()
        with self._sorted.open("wb") as file:
            file.truncate(self.count * BYTES)
            if hasattr(os, "posix_fallocate"):  # where there is no room, writing to the map ends the program
                os.posix_fallocate(file.fileno(), 0, self.count * BYTES)
        for points in self._pieces():
            cells = self._cell_index(points)
            order = _order(cells, len(counts))
            cells = cells[order]
            present, firsts, sizes = np.unique(cells, return_index=True, return_counts=True)
            places = np.repeat(filled[present] - firsts, sizes) + np.arange(len(cells))
            mapped = np.memmap(self._sorted, np.float64, "r+", shape=(self.count, 3))
            mapped[places] = points[order]
            del mapped
            filled[present] += sizes

    @staticmethod
    def _starts_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where each cell's points begin in the file, and where the last one's end."""
        return np.concatenate([[0], np.cumsum(counts)])

    def _pieces(self) -> Iterator[Points]:
        with self._raw.open("rb") as file:
            for done in range(0, self._spooled, PIECE):
                self._check()
                points = np.fromfile(file, np.float64, 3 * min(PIECE, self._spooled - done)).reshape(-1, 3)
                points = _kept(points, self._voids.are_known(points))
                yield points if self._fence is None else _kept(points, inside(points, self._fence))

    def _cell_index(self, points: Points) -> NDArray[np.int64]:
        cols = ((points[:, 0] - self.bounds[0]) / self._cell).astype(np.int64)
        rows = ((points[:, 1] - self.bounds[1]) / self._cell).astype(np.int64)
        return rows * self._cols + cols

    def _window(self, bounds: Bounds) -> tuple[int, int, int, int]:
        """First and last column, first and last row of the cells that bounds touch."""
        left, bottom, right, top = bounds
        cols = self._cells_of(left, right, self.bounds[0], self._cols)
        return (*cols, *self._cells_of(bottom, top, self.bounds[1], self._rows))

    def _runs(self, cells: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
        """Where the points of some cells lie in the file: from one point up to another, by row."""
        first_col, last_col, first_row, last_row = cells
        for row in range(first_row, last_row + 1 if first_col <= last_col else first_row):
            begin = int(self._starts[row * self._cols + first_col])
            end = int(self._starts[row * self._cols + last_col + 1])
            if begin < end:
                yield begin, end

    def _cells_of(self, low: float, high: float, origin: float, count: int) -> tuple[int, int]:
        """First and last cell along an axis that an interval touches; the last before the first if none."""
        first, last = math.floor((low - origin) / self._cell), math.floor((high - origin) / self._cell)
        return max(first, 0), min(last, count - 1)

    def _check(self) -> None:
        stop_if(self._cancelled)


def _say_left_out(name: str, impossible: int, unknown: int, void: int) -> None:
    """Say in the log how many points lack a place or a height, or have one that stands for voids."""
    if impossible:
        LOGGER.warning(
            "%d point of %s has impossible coordinates; it is left out."
            if impossible == 1
            else "%d points of %s have impossible coordinates; they are left out.",
            impossible,
            name,
        )
    if unknown:
        LOGGER.warning(
            "%d point of %s has no height; it is left out."
            if unknown == 1
            else "%d points of %s have no height; they are left out.",
            unknown,
            name,
        )
    if void:
        LOGGER.warning(
            "%d point of %s has a height that stands for voids, such as -9999; it is left out."
            if void == 1
            else "%d points of %s have heights that stand for voids, such as -9999; they are left out.",
            void,
            name,
        )


def inside(points: Points, bounds: Bounds) -> NDArray[np.bool_]:
    """Which points (n, 3) lie in bounds (xmin, ymin, xmax, ymax)."""
    x, y = points[:, 0], points[:, 1]
    return (x >= bounds[0]) & (x <= bounds[2]) & (y >= bounds[1]) & (y <= bounds[3])


def _with_heights(points: Points) -> Points:
    """The points (n, 3) that have a height, or no place either."""
    missing = np.isnan(points[:, 2])
    return _kept(points, ~missing | np.isnan(points[:, :2]).any(axis=1)) if missing.any() else points


def _possible(points: Points) -> Points:
    """The points (n, 3) whose coordinates may be true ones."""
    limits = np.array([FARTHEST, FARTHEST, HIGHEST])
    if len(points) and (np.maximum(-points.min(0), points.max(0)) <= limits).all():  # NaN is not
        return points
    return points[(np.abs(points) <= limits).all(axis=1)]


def _kept(points: Points, kept: NDArray[np.bool_]) -> Points:
    """Some of the points (n, 3), without copying where it is all of them."""
    return points if kept.all() else points[kept]


def _order(cells: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """What sorts points by their cell, of `count`, in the order they had."""
    small = cells.astype(np.int16) if count <= np.iinfo(np.int16).max else cells
    return np.argsort(small, kind="stable")  # by digits for 16 bits, in a fifth of the time
