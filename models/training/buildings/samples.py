"""Windows of a place with its buildings: inputs as the engine makes them, buildings, what is known."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
import torch

from ...engine.inputs import Reader
from ...engine.normalise import Sample
from ...engine.tiles import Tile
from ...errors import RooflineError
from ...raster.arrays import BoolArray, Float32Array
from ...raster.coverage import PolygonCoverage
from ...raster.dataset import Raster, single_band
from ...raster.gdal_errors import block_cache
from ...raster.grid import Grid, Window
from ...raster.shapes import Vector
from ...raster.warp import Aligned
from ..data.batch import Batch
from .cards import planned_model
from .parts import parts_of
from .plan import Labels, MaskPlan, fitted

CACHE = 128  # MB that GDAL keeps
ORDER, PLACES = 1, 2  # what random numbers are for
TRIES = 4  # draws of a window until it shows a building
LEAST_KNOWN = 0.2  # share of a window's pixels whose label is known
HALF = 0.5


class Labelled:
    """Buildings on a grid: polygons, or a raster (0: none, nodata: unknown); an area bounds both."""

    def __init__(self, labels: Labels, area: Labels | None, grid: Grid, stack: ExitStack) -> None:
        self._grid = grid
        self._labels, self._drawn = _values(labels, grid, stack), isinstance(labels, Vector)
        self._area = None if area is None else _values(area, grid, stack)

    def read(self, window: Window) -> tuple[BoolArray, BoolArray]:
        """Buildings, and where that is known (both H, W), of a window that may hang over the grid."""
        shape = (window.height, window.width)
        buildings, known = np.zeros(shape, bool), np.zeros(shape, bool)
        inside = window.intersection(self._grid.window())
        if inside is None:
            return buildings, known
        row, col = inside.row - window.row, inside.col - window.col
        part = slice(row, row + inside.height), slice(col, col + inside.width)
        values = self._labels.read(inside)[0]
        buildings[part] = values >= HALF if self._drawn else np.nan_to_num(values) > 0
        known[part] = ~np.isnan(values)
        if self._area is not None:
            known[part] &= np.nan_to_num(self._area.read(inside)[0]) >= HALF
        return buildings & known, known


def _values(labels: Labels, grid: Grid, stack: ExitStack) -> Any:
    if isinstance(labels, Vector):
        return PolygonCoverage(labels, grid)
    return Aligned(single_band(stack.enter_context(Raster.open(labels))), grid, "nearest")


class Samples:
    """The samples of a split ("train" or "val"); each depends on (seed, epoch, index) alone."""

    def __init__(self, plan: MaskPlan, split: str, card: dict[str, Any], stack: ExitStack) -> None:
        self.plan, self.split, self._stack = plan, split, stack
        paths = (
            fitted(planned_model(plan), plan)[1]
            if plan.architecture != "pix2pix"
            else [*plan.layers.values()]
        )
        self.reader = Reader(card, paths, None, None, stack)
        grid = self.reader.source.grid
        self.labels = Labelled(plan.labels, plan.area, grid, stack)
        self.side = int(plan.tile_size)
        self._areas = parts_of(self.labels, grid)[split]
        self._windows = self._grid_of_windows() if split == "val" else []
        self._planes = 0

    @classmethod
    def open(cls, plan: MaskPlan, split: str, card: dict[str, Any]) -> Samples:
        """Open the layers; use it in a `with`."""
        with ExitStack() as stack:
            stack.enter_context(block_cache(CACHE))
            samples = cls(plan, split, card, stack)
            samples._stack = stack.pop_all()
            return samples

    def __enter__(self) -> Samples:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _grid_of_windows(self) -> list[Window]:
        """Windows that cover the areas, the last ones of a row or column moved inwards."""
        found = []
        for area in self._areas:
            for row in _starts(area.row, area.height, self.side):
                found += [
                    Window(col, row, self.side, self.side) for col in _starts(area.col, area.width, self.side)
                ]
        return found

    def __len__(self) -> int:
        return len(self._windows) if self.split == "val" else int(self.plan.samples)

    def order(self, epoch: int) -> Sequence[int]:
        """As they are drawn: each epoch draws new windows."""
        return range(len(self))

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """The samples of some indices, equal in every run and process."""
        made = [self._sample(index, epoch) for index in indices]
        inputs, targets, masks = (np.stack(part) for part in zip(*made))
        ones = torch.ones(len(made))
        gsd = torch.full((len(made),), float(self.reader.gsd))
        first = torch.from_numpy(inputs), torch.from_numpy(targets), torch.from_numpy(masks)
        return Batch(*first, torch.zeros(len(made)), ones, gsd)

    def window(self, index: int, epoch: int) -> Window:
        """Where a sample lies: in the training part at random, rather where buildings are."""
        if self.split == "val":
            return self._windows[index]
        rng = np.random.default_rng([int(self.plan.seed), PLACES, epoch, index])
        sizes = np.array([area.width * area.height for area in self._areas], float)
        found = self._windows_at(rng, sizes)
        for _ in range(TRIES):
            buildings, known = self.labels.read(found)
            if known.mean() >= LEAST_KNOWN and buildings.any():
                break
            found = self._windows_at(rng, sizes)
        return found

    def _windows_at(self, rng: np.random.Generator, sizes: np.ndarray) -> Window:
        area = self._areas[rng.choice(len(sizes), p=sizes / sizes.sum())]
        row = area.row + int(rng.integers(0, max(1, area.height - self.side + 1)))
        col = area.col + int(rng.integers(0, max(1, area.width - self.side + 1)))
        return Window(col, row, self.side, self.side)

    def _sample(self, index: int, epoch: int) -> tuple[Float32Array, Float32Array, BoolArray]:
        window = self.window(index, epoch)
        made = self.read(window)
        buildings, known = self.labels.read(window)
        known &= self._within(window)
        if made is None:
            inputs, known = np.zeros((self.planes(), self.side, self.side), np.float32), known & False
        else:
            inputs, known = made.inputs, known & ~np.asarray(made.voids)
        target = buildings.astype(np.float32)
        if self.split == "train" and self.plan.augment:
            rng = np.random.default_rng([int(self.plan.seed), ORDER, epoch, index])
            turns, mirrored = int(rng.integers(4)), bool(rng.random() < HALF)
            inputs, target, known = (_turned(each, turns, mirrored) for each in (inputs, target, known))
        return np.ascontiguousarray(inputs, np.float32), target[None], known[None]

    def _within(self, window: Window) -> BoolArray:
        """Where (H, W) a window lies in the split's own part."""
        mask = np.zeros((window.height, window.width), bool)
        for area in self._areas:
            inside = window.intersection(area)
            if inside is not None:
                row, col = inside.row - window.row, inside.col - window.col
                mask[row : row + inside.height, col : col + inside.width] = True
        return mask

    def read(self, window: Window) -> Sample | None:
        """A window as the engine reads it; None where it is void."""
        ones = np.ones(self.side, np.float32)
        return self.reader.read(Tile(window, ones, ones))

    def planes(self) -> int:
        """How many planes the network gets, found on the first window with data."""
        if not self._planes:
            made = next((made for made in map(self.read, self._all_windows()) if made is not None), None)
            if made is None:
                raise RooflineError("The layers have no valid pixels; check their nodata values.")
            self._planes = len(made.inputs)
        return self._planes

    def _all_windows(self) -> list[Window]:
        return self._windows or self._grid_of_windows()


def _starts(first: int, length: int, side: int) -> list[int]:
    """First pixels of windows that cover a length."""
    if length <= side:
        return [first]
    return sorted({*range(first, first + length - side, side), first + length - side})


def _turned(values: Any, turns: int, mirrored: bool) -> Any:
    """Planes (..., H, W) turned by right angles and mirrored."""
    turned = np.rot90(values, turns, (-2, -1))
    return np.ascontiguousarray(turned[..., ::-1] if mirrored else turned)
