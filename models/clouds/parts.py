"""A part of a surface that several machines reconstruct: its tiles, told on the part's own grid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Union

import numpy as np

from ..engine.normalise import Sample
from ..engine.part import Part
from ..engine.tiles import Tile, digest_of
from ..errors import RooflineError
from .cell_source import CellSource
from .index import PointIndex
from .source import CloudSource

Whole = Union[CloudSource, CellSource]


class PartSource:
    """The tiles of a source that reach into a part, or all of them where there is none: a `Source`."""

    def __init__(self, source: Whole, part: Part | None) -> None:
        self._source, self.grid, self._corner = source, source.grid, (0, 0)
        if part is not None:
            part.check_layout(digest_of(*source.axes))
            source.only(part.window)
            self.grid = source.grid.subgrid(part.window)
            self._corner = part.window.col, part.window.row

    @property
    def index(self) -> PointIndex:
        """The points."""
        return self._source.index

    def __len__(self) -> int:
        return len(self._source)

    def __iter__(self) -> Iterator[tuple[Tile, Any]]:
        col, row = self._corner
        for tile, sample in self._source:
            yield tile._replace(window=tile.window.shifted(-col, -row)), sample

    def no_data(self) -> RooflineError:
        """What to say when no tile has points."""
        return self._source.no_data()


def first_level(source: Whole) -> float:
    """The height of the first tile with points, which a run on one machine sums its heights about."""
    for _, sample in source:
        if sample is not None:
            return float(np.float32(sample.offset if isinstance(sample, Sample) else sample.z_shift))
    raise source.no_data()
