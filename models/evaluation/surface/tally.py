"""The metrics of surfaces by category, from errors that arrive window by window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np

from .blocks import Blocks, BlockSums, Resampling
from .classes import NAMES
from .distribution import Histogram, Kept, Ranks
from .metrics import empty, extremes, moments, ordered
from .result import ByCategory, Counts, Metrics, Quantiles, SurfaceResult, Truncated

WITHIN = len(NAMES)  # the bit of errors up to the limit, after those of the categories
CODES = 1 << (len(NAMES) + 1)  # a number for each set of categories and the limit
BINS = 80  # bars of a histogram that are wide enough to see
PLOT_QUANTILES = 201  # points of a curve, which looks smooth then
REACH = 3.0  # standard deviations in the QQ plot


class Cells:
    """Numbers the combinations of categories that occur; a code has bit i where NAMES[i] applies."""

    def __init__(self) -> None:
        self._codes: list[int] = []
        self._numbers = np.full(CODES, -1, dtype=np.int32)

    def of(self, codes: np.ndarray) -> np.ndarray:
        """Cell (n,) int32 of each code (n,)."""
        found = np.flatnonzero(np.bincount(codes, minlength=CODES))
        for code in found[self._numbers[found] < 0]:
            self._numbers[code] = len(self._codes)
            self._codes.append(int(code))
        return self._numbers[codes]

    def having(self, bits: int) -> list[int]:
        """The cells with all of some bits, in the order of their codes, whatever came first."""
        found = [(code, cell) for cell, code in enumerate(self._codes) if code & bits == bits]
        return [cell for _, cell in sorted(found)]

    @property
    def codes(self) -> np.ndarray:
        """The code (cells,) uint16 of each cell."""
        return np.array(self._codes, np.uint16)


class Errors:
    """The errors of one surface: sums by block, distributions, and in a second round the values that make
    medians and percentiles exact."""

    def __init__(self, blocks: Blocks, limit: float | None) -> None:
        self._limit = limit
        self._cells = Cells()
        self._sums = BlockSums(blocks.total)
        self._histogram: Histogram | None = None
        self._ranks: dict[int, Ranks] = {}
        self._kept: Kept | None = None

    def add(self, values: np.ndarray, codes: np.ndarray, blocks: np.ndarray) -> None:
        """Add errors (n,) in metres with the code of their categories and their block (n,)."""
        if not values.size:
            return
        if self._histogram is None:
            self._histogram = Histogram(float(np.median(values)))
        cells = self._cells.of(self._coded(values, codes))
        self._sums.add(cells, blocks, values)
        self._histogram.add(cells, values)

    def add_again(self, values: np.ndarray, codes: np.ndarray) -> None:
        """The second round: the same errors once more."""
        if self._kept is None:
            self._kept = Kept(self._wanted())
        if values.size:
            self._kept.add(self._cells.of(self._coded(values, codes)), values)

    def state(self) -> dict[str, np.ndarray]:
        """What was added, as arrays that `include` takes."""
        histogram = self._histogram or Histogram()
        codes = self._cells.codes
        return {"codes": codes, **self._sums.state(), **histogram.state(len(codes))}

    def include(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another has counted, in other blocks."""
        if self._histogram is None:
            self._histogram = Histogram()
        cells = self._cells.of(state["codes"])
        self._sums.include(cells, state)
        self._histogram.include(cells, state)

    def metrics(self, bits: int) -> dict[str, float]:
        """Metrics of the errors that have all of some bits."""
        sums = self.sums(bits).sum(axis=1)
        if not sums[0]:
            return empty()
        ranks, cells = self.ranks(bits), self._cells.having(bits)
        found = ranks.exact(*self._kept.of(cells)) if self._kept else ranks.approximate()
        share = {"share_above_1m": sums[4] / sums[0]}
        numbers = {**moments(*sums[:4]), **found, **extremes(*self._sums.extremes(cells)), **share}
        return ordered({name: float(value) for name, value in numbers.items()})

    def sums(self, bits: int) -> np.ndarray:
        """Sums (5, blocks) of the errors that have all of some bits."""
        return self._sums.of(self._cells.having(bits))

    def ranks(self, bits: int) -> Ranks:
        """The distribution of the errors that have all of some bits; there is at least one."""
        if bits not in self._ranks:
            histogram = self._histogram or Histogram()
            self._ranks[bits] = Ranks(*histogram.of(self._cells.having(bits)))
        return self._ranks[bits]

    def _coded(self, values: np.ndarray, codes: np.ndarray) -> np.ndarray:
        if self._limit is None:
            return codes
        return codes | ((np.abs(values) <= self._limit).astype(np.uint16) << np.uint16(WITHIN))

    def _wanted(self) -> dict[int, np.ndarray]:
        """For each cell the steps that any of its categories needs."""
        wanted: dict[int, list[np.ndarray]] = {}
        for bits in self._combinations():
            cells = self._cells.having(bits)
            if cells and self.sums(bits)[0].any():
                steps = self.ranks(bits).wanted()
                for cell in cells:
                    wanted.setdefault(cell, []).append(steps)
        return {cell: np.unique(np.concatenate(steps)) for cell, steps in wanted.items()}

    def _combinations(self) -> list[int]:
        each = [1 << bit for bit in range(len(NAMES))]
        return each if self._limit is None else [*each, *(bits | 1 << WITHIN for bits in each)]


class Tally:
    """Errors of all surfaces, with truncated twins if there is a limit, and the bootstrap."""

    def __init__(self, names: list[str], blocks: Blocks, limit: float | None) -> None:
        self._limit, self._blocks = limit, blocks
        self._errors = {name: Errors(blocks, limit) for name in names}
        self._categories: list[str] = []

    def add(
        self, errors: dict[str, np.ndarray], categories: dict[str, np.ndarray], blocks: np.ndarray
    ) -> None:
        """Errors (H, W) by surface with NaN where they do not count, masks (H, W), blocks (H, W)."""
        self._categories = list(categories)
        counted, codes = self._codes(errors, categories)
        for name, error in errors.items():
            self._errors[name].add(error[counted], codes, blocks[counted])

    def add_again(self, errors: dict[str, np.ndarray], categories: dict[str, np.ndarray]) -> None:
        """The second round, for exact medians and percentiles."""
        counted, codes = self._codes(errors, categories)
        for name, error in errors.items():
            self._errors[name].add_again(error[counted], codes)

    def state(self) -> dict[str, np.ndarray]:
        """What was added in the first round, as arrays that `include` takes."""
        found = {"categories": np.array(self._categories, str)}
        for name, errors in self._errors.items():
            found.update({f"{name}:{key}": array for key, array in errors.state().items()})
        return found

    def include(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another tally has counted, whose blocks are others."""
        self._categories = self._categories or state["categories"].tolist()
        for name, errors in self._errors.items():
            own = {key.split(":")[1]: array for key, array in state.items() if key.startswith(f"{name}:")}
            errors.include(own)

    @property
    def count(self) -> int:
        """Pixels that count."""
        return int(self._errors["source"].sums(_bit("all"))[0].sum())

    def result(self) -> SurfaceResult:
        """Metrics by surface and category, truncated twins, intervals, improvement, plots' numbers."""
        found = self._metrics()
        result = cast(SurfaceResult, {**found})
        if self._limit is not None:
            result["truncated"] = cast(Truncated, {"limit": self._limit, **self._metrics(1 << WITHIN)})
        result.update(self._resampled())
        result["histogram"] = self._histogram([each["all"] for each in found.values()])
        result["quantiles"] = self._quantiles()
        return result

    def _metrics(self, more: int = 0) -> dict[str, ByCategory]:
        """By surface and category, of the pixels that have further bits too."""
        return {
            name: {category: errors.metrics(_bit(category) | more) for category in self._categories}
            for name, errors in self._errors.items()
        }

    def block_means(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Pixels in every block (blocks,), and mean absolute errors by surface; NaN where there are none."""
        sums = {name: errors.sums(_bit("all")) for name, errors in self._errors.items()}
        count = sums["source"][0]
        return count, {name: one[2] / np.where(count > 0, count, np.nan) for name, one in sums.items()}

    def _resampled(self) -> SurfaceResult:
        occupied = np.flatnonzero(self._errors["source"].sums(_bit("all"))[0])
        resampling = Resampling(occupied)
        sums = {
            name: {category: errors.sums(_bit(category)) for category in self._categories}
            for name, errors in self._errors.items()
        }
        alike = self._blocks.neighbour_correlation(self._compared())
        found: SurfaceResult = {
            "bootstrap": resampling.summary(self._blocks.side, alike),
            "intervals": {
                name: {category: resampling.intervals(one) for category, one in theirs.items()}
                for name, theirs in sums.items()
            },
        }
        if "baseline" in sums:
            found["improvement"] = {
                category: resampling.improvement(one, sums["baseline"][category])
                for category, one in sums["source"].items()
            }
        return found

    def _compared(self) -> np.ndarray:
        """What the bootstrap is about, in every block: the gain in MAE, or without a baseline the MAE."""
        _, means = self.block_means()
        return means["baseline"] - means["source"] if "baseline" in means else means["source"]

    def _histogram(self, metrics: list[Metrics]) -> Counts:
        """Counts of errors in equal bins for plots: 1.5 times LE95, but not far beyond the bulk of them."""
        limit = max(min(1.5 * one["LE95"], abs(one["MEDIAN"]) + 8.0 * one["NMAD"]) for one in metrics)
        limit = max(limit, 0.1)
        edges = np.linspace(-limit, limit, BINS + 1)
        counts = {
            name: errors.ranks(_bit("all")).counts(edges).tolist() for name, errors in self._errors.items()
        }
        return cast(Counts, {"limit": limit, **counts})

    def _quantiles(self) -> Quantiles:
        """Quantiles of the errors at equal distances of the normal distribution's from -3 to 3."""
        normal = np.linspace(-REACH, REACH, PLOT_QUANTILES)
        shares = normal_shares(normal)
        found = {name: errors.ranks(_bit("all")).at(shares).tolist() for name, errors in self._errors.items()}
        return cast(Quantiles, {"normal": normal.tolist(), **found})

    def _codes(
        self, errors: dict[str, np.ndarray], categories: dict[str, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pixels that count (H, W) bool, and the codes (n,) uint16 of their categories."""
        counted = np.isfinite(errors["source"]) & categories["all"]
        codes = np.zeros(int(np.count_nonzero(counted)), dtype=np.uint16)
        for name, mask in categories.items():
            codes |= mask[counted].astype(np.uint16) << np.uint16(NAMES.index(name))
        return counted, codes


def normal_shares(quantiles: np.ndarray) -> np.ndarray:
    """The standard normal distribution function."""
    from scipy.special import ndtr

    return np.asarray(ndtr(quantiles))


def _bit(category: str) -> int:
    return 1 << NAMES.index(category)
