"""Sums of errors by spatial block, and intervals from a bootstrap over the blocks.

Errors of neighbouring pixels are alike, so pixels are no independent sample; blocks wider than the errors'
correlation nearly are. Whole blocks are drawn with replacement (block bootstrap: Kuensch 1989, Annals of
Statistics 17(3), 1217-1241; in space: Lahiri 2003, Resampling Methods for Dependent Data, ch. 12), the same
ones for both surfaces (paired), and intervals are percentiles of the results (Efron & Tibshirani 1993, An
Introduction to the Bootstrap, ch. 13).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...raster.grid import Grid, Window
from .metrics import ABOVE
from .result import Bootstrap, Bounds, Gain

MOST_BLOCKS = 32  # along the longer side
USUAL_SIDE = 50.0  # metres: wider than most buildings
SMALL_SCENE_BLOCKS = 100  # where USUAL_SIDE would leave fewer
FEWEST_BLOCKS = 10  # with a category in them; fewer give no interval
REPLICATES = 2000  # of a bootstrap; the ends of a 95 % interval rest on 50 of them each
LEVEL = 0.95  # of the intervals
SEED = 0  # intervals are the same in each run
SUMS = ("count", "sum", "absolute", "square", "above")


class Blocks(NamedTuple):
    """Square blocks over a grid: columns and rows of pixels in each, blocks along both axes."""

    width: int
    height: int
    across: int
    down: int
    side: float  # metres

    @classmethod
    def over(cls, grid: Grid, pixel: tuple[float, float]) -> Blocks:
        """Blocks of 50 m, larger in large scenes, smaller in small ones; `pixel`: row, column size in m."""
        extent = grid.height * pixel[0], grid.width * pixel[1]
        usual = min(USUAL_SIDE, math.sqrt(extent[0] * extent[1] / SMALL_SCENE_BLOCKS))
        side = max(usual, max(extent) / MOST_BLOCKS)
        width, height = max(1, math.ceil(side / pixel[1])), max(1, math.ceil(side / pixel[0]))
        return cls(width, height, -(-grid.width // width), -(-grid.height // height), side)

    def numbers(self, window: Window) -> np.ndarray:
        """Block of every pixel (H, W) of a window, int64."""
        rows = np.arange(window.row, window.row + window.height) // self.height
        cols = np.arange(window.col, window.col + window.width) // self.width
        return rows[:, None] * self.across + cols[None]

    def window(self, block: int) -> Window:
        """The window of a block, which may exceed the grid at the right and the bottom."""
        row, col = divmod(block, self.across)
        return Window(col * self.width, row * self.height, self.width, self.height)

    def neighbour_correlation(self, values: np.ndarray) -> float | None:
        """Correlation of adjacent blocks' values (blocks,), NaN = empty; None where too few are adjacent.

        Near 0 the blocks are independent, as the bootstrap takes them; near 1 its intervals are too narrow.
        """
        field = values.reshape(self.down, self.across)
        first = np.concatenate([field[:, :-1].ravel(), field[:-1].ravel()])
        second = np.concatenate([field[:, 1:].ravel(), field[1:].ravel()])
        known = np.isfinite(first) & np.isfinite(second)
        pairs = np.stack([first[known], second[known]])
        if pairs.shape[1] < FEWEST_BLOCKS or not pairs.std(axis=1).all():
            return None
        return float(np.corrcoef(pairs)[0, 1])

    @property
    def total(self) -> int:
        return self.across * self.down


class BlockSums:
    """Sums of errors per cell (combination of categories) and block, with the extremes per cell."""

    def __init__(self, blocks: int) -> None:
        self._blocks = blocks
        self._sums = np.zeros((len(SUMS), 0, blocks))
        self._lowest = self._highest = np.empty(0)

    def add(self, cells: np.ndarray, blocks: np.ndarray, values: np.ndarray) -> None:
        """Add values (n,) in metres by their cell and block (n,)."""
        self._grow(int(cells.max(initial=-1)) + 1)
        keys = cells.astype(np.int64) * self._blocks + blocks
        size = np.abs(values)
        above = size > ABOVE
        shape = self._sums.shape[1:]
        length = shape[0] * shape[1]
        for index, weights in enumerate((None, values, size, values * values)):
            self._sums[index] += np.bincount(keys, weights, length).reshape(shape)
        self._sums[4] += np.bincount(keys[above], minlength=length).reshape(shape)
        for bounds, better in ((self._lowest, np.less), (self._highest, np.greater)):
            new = better(values, bounds[cells])
            one = np.minimum if better is np.less else np.maximum
            one.at(bounds, cells[new], values[new])

    def of(self, cells: Sequence[int]) -> np.ndarray:
        """Sums (5, blocks) in the order of SUMS over some cells."""
        return self._sums[:, [cell for cell in cells if cell < self._sums.shape[1]]].sum(axis=1)

    def state(self) -> dict[str, np.ndarray]:
        """What was added: `blocks` (b,) that have any, `sums` (5, cells, b), `lowest`, `highest` (cells,)."""
        blocks = np.flatnonzero(self._sums[0].any(axis=0))
        extremes = {"lowest": self._lowest, "highest": self._highest}
        return {"blocks": blocks, "sums": self._sums[:, :, blocks], **extremes}

    def include(self, cells: np.ndarray, state: Mapping[str, np.ndarray]) -> None:
        """Add what `state` has given of other sums, whose cells are these `cells` (n,) here."""
        self._grow(int(cells.max(initial=-1)) + 1)
        self._sums[:, cells[:, None], state["blocks"][None]] += state["sums"]
        self._lowest[cells] = np.minimum(self._lowest[cells], state["lowest"])
        self._highest[cells] = np.maximum(self._highest[cells], state["highest"])

    def extremes(self, cells: Sequence[int]) -> tuple[float, float]:
        """The lowest and the highest error in some cells, which hold at least one."""
        inside = [cell for cell in cells if cell < len(self._lowest)]
        return float(self._lowest[inside].min()), float(self._highest[inside].max())

    def _grow(self, cells: int) -> None:
        missing = cells - self._sums.shape[1]
        if missing > 0:
            self._sums = np.concatenate([self._sums, np.zeros((len(SUMS), missing, self._blocks))], axis=1)
            self._lowest = np.concatenate([self._lowest, np.full(missing, np.inf)])
            self._highest = np.concatenate([self._highest, np.full(missing, -np.inf)])


class Resampling:
    """How often every block is drawn in every replicate; the same draws for all categories and surfaces."""

    def __init__(self, blocks: np.ndarray) -> None:
        """`blocks`: indices of the blocks that hold any pixel."""
        self._blocks = blocks
        chosen = np.random.default_rng(SEED).integers(len(blocks), size=(REPLICATES, len(blocks)))
        self._draws = np.stack([np.bincount(row, minlength=len(blocks)) for row in chosen]).astype(np.float64)

    def summary(self, side: float, likeness: float | None) -> Bootstrap:
        """What a report must say about the bootstrap, of blocks of a side (metres) that are alike so much."""
        return {
            "blocks": len(self._blocks),
            "replicates": REPLICATES,
            "level": LEVEL,
            "seed": SEED,
            "side_m": side,
            "neighbour_correlation": likeness,
        }

    def intervals(self, sums: np.ndarray) -> dict[str, Bounds]:
        """Interval [low, high] of MAE, RMSE, BIAS and share_above_1m from sums (5, blocks)."""
        if not self._enough(sums):
            return {}
        return {name: _interval(values) for name, values in self._replicates(sums).items()}

    def improvement(self, sums: np.ndarray, baseline: np.ndarray) -> dict[str, Gain]:
        """Baseline minus surface of MAE, RMSE and share_above_1m, with intervals if blocks are enough."""
        if not sums[0].sum():
            return {}
        before, after = _figures(baseline.sum(axis=1)), _figures(sums.sum(axis=1))
        draws = (self._replicates(baseline), self._replicates(sums)) if self._enough(sums) else None
        result: dict[str, Gain] = {}
        for name in ("MAE", "RMSE", "share_above_1m"):
            found: Gain = {
                "difference": float(before[name] - after[name]),
                "relative": _ratio(before[name], after[name]),
            }
            if draws:
                first, second = (draw[name] for draw in draws)
                found["interval"] = _interval(first - second)
                found["relative_interval"] = _interval(_relative(first, second))
            result[name] = found
        return result

    def _enough(self, sums: np.ndarray) -> bool:
        return int(np.count_nonzero(sums[0])) >= FEWEST_BLOCKS

    def _replicates(self, sums: np.ndarray) -> dict[str, np.ndarray]:
        return _figures((self._draws @ sums[:, self._blocks].T).T)


def _figures(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Metrics from sums (5, ...), NaN where a draw holds no pixel."""
    count = np.where(sums[0] > 0, sums[0], np.nan)
    return {
        "MAE": sums[2] / count,
        "RMSE": np.sqrt(sums[3] / count),
        "BIAS": sums[1] / count,
        "share_above_1m": sums[4] / count,
    }


def _relative(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return (before - after) / np.where(before > 0, before, np.nan)


def _ratio(before: np.ndarray, after: np.ndarray) -> float | None:
    """The share of the baseline's error that is gone, None where it had none."""
    return float((before - after) / before) if before > 0 else None


def _interval(values: np.ndarray) -> Bounds:
    """Percentiles of replicates that leave half of 1 - LEVEL on both sides; None without replicates."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return None
    tail = 50.0 * (1.0 - LEVEL)
    return [float(value) for value in np.percentile(finite, [tail, 100.0 - tail])]
