"""What a report of buildings shows: a small map of hits and misses, and a few tiles looked at closely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...raster.arrays import BoolArray
from ...raster.grid import Grid, Window
from ..surface.views import Views
from .tiles import Tiles

# Colours that people who see no red or green tell apart as well: hit, found where none is, missed.
HIT, FALSE, MISSED = (90, 174, 97), (230, 97, 1), (69, 117, 180)
# Greys beside which the colours of hits and misses are told apart.
NOTHING, UNKNOWN = (247, 247, 247), (205, 205, 210)
COLOURS = {"tp": HIT, "fp": FALSE, "fn": MISSED}
LEAST_KNOWN = 0.5  # share of the fullest tile's pixels that a tile which is shown knows at least


class Place(NamedTuple):
    """A tile looked at: RGB (H, W, 3), why it was chosen ("typical", "missed", "false"), its window, IoU."""

    chosen: str
    image: NDArray[np.uint8]
    window: Window
    iou: float


class MaskViews:
    """Map and places, collected while the windows of a comparison pass by."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.map = Views()

    def begin(self, grid: Grid) -> None:
        """Take the measures of the compared grid."""
        self._south_up = grid.geotransform[5] > 0
        self.map.begin(grid)

    def add(self, window: Window, maps: Mapping[str, BoolArray]) -> None:
        """Add a window's maps (H, W) of hits and misses."""
        for name in COLOURS:
            self.map.add_map(name, window, maps[name].astype(np.float64), maps["known"])

    def overview(self) -> NDArray[np.uint8]:
        """The whole place as RGB (H, W, 3), north up."""
        shares = {name: self.map.map(name) for name in COLOURS}
        image = np.empty((*shares["tp"].shape, 3))
        image[:] = NOTHING
        for name, share in shares.items():
            image += np.nan_to_num(share)[..., None] * (np.array(COLOURS[name], float) - NOTHING)
        image[np.isnan(shares["tp"])] = UNKNOWN
        return image.clip(0, 255).astype(np.uint8)

    def visit(self, tiles: Tiles, seen: Callable[[Window], tuple[BoolArray, BoolArray, BoolArray]]) -> None:
        """Look at a typical tile and at those with most misses and most false alarms."""
        for chosen, row, col in _chosen(tiles):
            window = tiles.window(row, col)
            predicted, reference, known = seen(window)
            image = np.empty((*known.shape, 3), np.uint8)
            image[:] = NOTHING
            image[predicted & reference], image[predicted & ~reference] = HIT, FALSE
            image[reference & ~predicted], image[~known] = MISSED, UNKNOWN
            common = float((predicted & reference).sum())
            united = float((predicted | reference).sum())
            self.places.append(
                Place(chosen, image[::-1] if self._south_up else image, window, common / max(united, 1.0))
            )


def _chosen(tiles: Tiles) -> list[tuple[str, int, int]]:
    """What tiles are shown for, with their row and column, each once."""
    tp, fp, fn, known = (tiles.sums(name) for name in ("tp", "fp", "fn", "known"))
    full = known >= LEAST_KNOWN * known.max()
    filled = full & (tp + fn > 0)
    merits: dict[str, NDArray[np.float64]] = {}
    if filled.any():
        ious = tp / np.maximum(tp + fp + fn, 1)
        merits["typical"] = np.where(filled, -np.abs(ious - np.median(ious[filled])), -np.inf)
    merits["missed"] = np.where(full & (fn > 0), fn, -np.inf)
    merits["false"] = np.where(full & (fp > 0), fp, -np.inf)
    chosen: dict[tuple[int, int], str] = {}
    for name, merit in merits.items():
        for index in np.argsort(-merit, axis=None, kind="stable"):
            row, col = np.unravel_index(index, merit.shape)
            if merit[row, col] == -np.inf:
                break
            if (row, col) not in chosen:
                chosen[int(row), int(col)] = name
                break
    return [(name, row, col) for (row, col), name in chosen.items()]
