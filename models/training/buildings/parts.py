"""Which part of a place trains and which validates: by where it is known what is built and layers show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...errors import RooflineError
from ...options import AUTO
from ...progress import Cancel
from ...raster.arrays import BoolArray
from ...raster.grid import Grid, Window
from ...raster.windows import squares
from ..config.datasets import BOTH, ENTIRE
from ..data.regions import STRIPES, stripes
from .plan import Place

BLOCK = 1024  # pixels a side that are looked at together
Shows = Callable[[Window], bool]  # whether layers have a value anywhere in an area


class Known(Protocol):
    """Buildings, and where they are known."""

    def read(self, window: Window) -> tuple[BoolArray, BoolArray]: ...


@dataclass(frozen=True)
class Profile:
    """Pixels that are known and built, along an axis."""

    known: NDArray[Any]
    built: NDArray[Any]

    def reach(self) -> slice:
        """From the first to the last line of which something is known."""
        found = np.flatnonzero(self.known)
        return slice(int(found[0]), int(found[-1]) + 1)

    def share(self, first: int, length: int) -> float:
        """The share of the known pixels of some lines that is built; NaN where none is known."""
        known, built = (int(each[first : first + length].sum()) for each in (self.known, self.built))
        return built / known if known else float("nan")


def areas_of(
    place: Place, labels: Known, grid: Grid, shows: Shows, cancelled: Cancel = None
) -> dict[str, list[Window]]:
    """Rectangles of "train" and "val" (pixels of the grid) of a place: what is known of it where it does one
    of the two, which may be without a building, else its own choice of stripes, or the best.
    """
    if place.area_type == BOTH and place.strategy == AUTO:
        return parts_of(labels, grid, shows, cancelled)
    if place.area_type != BOTH or place.strategy == ENTIRE:
        rows, cols = _profiles(labels, grid, cancelled)
        if not cols.known.any():
            raise nothing()
        down, across = rows.reach(), cols.reach()
        whole = Window(across.start, down.start, across.stop - across.start, down.stop - down.start)
        return {"train": [whole], "val": [whole]}
    parts = stripes(grid.width, grid.height, place.strategy, place.test_stripe, True)
    return {split: [each for each in areas if min(each[2:]) > 0] for split, areas in parts.items()}


def no_pixels() -> RooflineError:
    """What to say where the layers are void."""
    return RooflineError("The layers have no valid pixels; check their nodata values.")


def nothing() -> RooflineError:
    """What to say where there is nothing to learn from."""
    return RooflineError(
        "LABELS show no building within the layers and LABELLED_AREA; check their place, CRS and nodata "
        "value."
    )


def parts_of(labels: Known, grid: Grid, shows: Shows, cancelled: Cancel = None) -> dict[str, list[Window]]:
    """Rectangles of "train" and "val" (pixels of the grid). A fifth of what is known validates: of the
    stripes where the layers show something (`shows`) that which is built about as much as the whole. Raises
    RooflineError where there is nothing to learn from.
    """
    rows, cols = _profiles(labels, grid, cancelled)
    if not cols.built.any():
        raise nothing()
    down, across = rows.reach(), cols.reach()
    height, width = down.stop - down.start, across.stop - across.start
    vertical = width >= height
    along, start = (cols, across.start) if vertical else (rows, down.start)
    strategy = f"5-crossval_{'vertical' if vertical else 'horizontal'}"
    cuts = [stripes(width, height, strategy, k, True) for k in range(STRIPES)]
    held = [cut["val"][0] for cut in cuts]
    spans = [(each.col, each.width) if vertical else (each.row, each.height) for each in held]
    shares = np.array([along.share(start + first, length) for first, length in spans])
    whole = along.share(0, len(along.known))
    usable = [k for k in range(STRIPES) if shares[k] > 0 and _others(shares, k)]
    if not usable:
        raise RooflineError(
            "LABELS show buildings in too small a part to keep some of them aside; outline more of them."
        )
    for k in sorted(usable, key=lambda k: abs(shares[k] - whole)):
        chosen = {
            split: [each._replace(col=each.col + across.start, row=each.row + down.start) for each in areas]
            for split, areas in cuts[k].items()
        }
        if all(any(map(shows, chosen[split])) for split in ("train", "val")):
            return chosen
    raise no_pixels()


def _others(shares: NDArray[Any], kept: int) -> bool:
    """Whether buildings are left to train on without a stripe."""
    return bool((np.nan_to_num(np.delete(shares, kept)) > 0).any())


def _profiles(labels: Known, grid: Grid, cancelled: Cancel) -> tuple[Profile, Profile]:
    """What is known and built by rows and by columns."""
    rows, cols = (Profile(np.zeros(n, np.int64), np.zeros(n, np.int64)) for n in (grid.height, grid.width))
    for window in squares(grid.window(), BLOCK, cancelled):
        buildings, known = labels.read(window)
        down = slice(window.row, window.row + window.height)
        across = slice(window.col, window.col + window.width)
        for profile, part, axis in ((rows, down, 1), (cols, across, 0)):
            profile.known[part] += known.sum(axis)
            profile.built[part] += buildings.sum(axis)
    return rows, cols
