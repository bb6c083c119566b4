"""Sums of a comparison by tile, and the measures of tiles and of all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ...raster.arrays import BoolArray
from ...raster.grid import Window
from ...raster.windows import squares
from ..surface.views import reduced
from .boundary import NAMES, boundary_measures
from .metrics import Counts, dice, iou, precision, recall
from .result import TileMeans

SUMS = ("known", "tp", "fp", "fn", "tn", "edge", "true_edge", *NAMES)


class Tiles:
    """The sums of every tile of a raster, from its upper left corner; those at the far edges are smaller."""

    def __init__(self, whole: Window, side: int) -> None:
        self._whole, self.side = whole, side
        shape = -(-whole.height // side), -(-whole.width // side)
        self._sums = {name: np.zeros(shape) for name in SUMS}

    def add(self, window: Window, maps: Mapping[str, BoolArray]) -> None:
        """Add maps (H, W) of a window that begins at a tile."""
        rows, cols = (np.arange(0, size, self.side) for size in (window.height, window.width))
        first = window.row // self.side, window.col // self.side
        place = slice(first[0], first[0] + len(rows)), slice(first[1], first[1] + len(cols))
        for name, each in maps.items():
            self._sums[name][place] += reduced(each.astype(np.int64), rows, cols)

    def parts(self, window: Window) -> Iterator[tuple[slice, slice]]:
        """The tiles of a window as slices of its arrays."""
        for part in squares(Window(0, 0, window.width, window.height), self.side):
            yield slice(part.row, part.row + part.height), slice(part.col, part.col + part.width)

    def window(self, row: int, col: int) -> Window:
        """The window of a tile."""
        tile = Window(col * self.side, row * self.side, self.side, self.side)
        return tile.intersection(self._whole) or tile

    def sums(self, name: str) -> NDArray[np.float64]:
        """A sum by tile (rows, columns)."""
        return self._sums[name]

    def totals(self) -> dict[str, float]:
        """The sums of all tiles."""
        return {name: float(each.sum()) for name, each in self._sums.items()}

    def pooled(self) -> dict[str, float]:
        """The measures of all pixels together, NaN where there is nothing to measure."""
        return _measures(self.totals())

    def means(self) -> TileMeans:
        """Means over tiles: `with_buildings` in the reference, and `all`.

        A measure that a tile does not have counts 0; on tiles without buildings all of them are 1 if none
        was found, else 0.
        """
        filled, empty = [], []
        for _, sums in self._known():
            if sums["tp"] + sums["fn"]:
                found = _measures(sums)
                filled.append({name: 0.0 if np.isnan(value) else value for name, value in found.items()})
            else:
                empty.append(dict.fromkeys(_measures(sums), float(not sums["fp"])))
        return {
            "side": self.side,
            "count": len(filled) + len(empty),
            "count_with_buildings": len(filled),
            "with_buildings": _mean(filled),
            "all": _mean(filled + empty),
        }

    def table(self) -> list[dict[str, float]]:
        """A row per tile that holds known pixels: its place in pixels, counts and measures."""
        rows: list[dict[str, float]] = []
        for (row, col), sums in self._known():
            window = self.window(row, col)
            counts = {name: int(sums[name]) for name in ("tp", "fp", "fn", "tn")}
            rows.append({"column": window.col, "row": window.row, **counts, **_measures(sums)})
        return rows

    def _known(self) -> Iterator[tuple[tuple[int, int], dict[str, float]]]:
        for place in zip(*np.nonzero(self._sums["known"])):
            yield (
                (int(place[0]), int(place[1])),
                {name: float(each[place]) for name, each in self._sums.items()},
            )


def _measures(sums: Mapping[str, float]) -> dict[str, float]:
    """IoU, F1, precision, recall and those of boundaries of some sums; NaN where there is nothing."""
    tp, fp, fn = (sums[name] for name in ("tp", "fp", "fn"))
    counts = Counts(tp, fp, fn, sums["tn"])
    defined = {
        "IoU": (iou, tp + fp + fn),
        "F1": (dice, tp + fp + fn),
        "precision": (precision, tp + fp),
        "recall": (recall, tp + fn),
    }
    found = {name: float(of(counts)) if below else float("nan") for name, (of, below) in defined.items()}
    return {**found, **boundary_measures(dict(sums))}


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    if not rows:
        return {}
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
