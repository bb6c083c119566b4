"""Distributions of errors of any number of pixels in bounded memory, with medians and percentiles.

Errors are counted in steps of 1 mm per cell (a cell is a combination of categories), which gives medians and
percentiles to half a step (NMAD: to one and a half). A second reading makes them exact: an order statistic
is known to lie within a few steps, so only the values of those are kept, equal ones once with their number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from .metrics import NMAD_FACTOR, QUANTILES

STEP = 0.001  # metres
REACH = 16384  # steps on both sides of the centre that are counted in an array; others are counted singly
WIDTH = 2 * REACH + 1
FARTHEST = 2.0**46  # steps
MARGIN = 3.0  # steps: rounding of value and centre, twice
PENDING = 1_000_000  # values
KEPT_BITS = 16  # of cells, in the keys of what is counted singly


class Histogram:
    """Counts of 1 mm steps per cell; `centre` in metres is where most errors are expected."""

    def __init__(self, centre: float = 0.0) -> None:
        self._centre = round(centre / STEP)
        self._near = np.zeros((0, WIDTH), dtype=np.int64)
        self._far = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        self._pending: list[np.ndarray] = []

    def add(self, cells: np.ndarray, values: np.ndarray) -> None:
        """Count values (n,) in metres by their cell (n,)."""
        steps = steps_of(values)
        place = steps - (self._centre - REACH)
        near = (place >= 0) & (place < WIDTH)
        if not near.all():
            self._add_far(cells[~near], steps[~near])
            cells, place = cells[near], place[near]
        if place.size:
            self._grow(int(cells.max()) + 1)
            keys = cells.astype(np.int64) * WIDTH + place
            self._near += np.bincount(keys, minlength=self._near.size).reshape(-1, WIDTH)

    def of(self, cells: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Steps (k,) that occur in some cells, ascending, and their counts."""
        self._merge()
        inside = [cell for cell in cells if cell < len(self._near)]
        sums = self._near[inside].sum(axis=0)
        found = np.flatnonzero(sums)
        keys, counts = self._far
        chosen = np.isin(keys & ((1 << KEPT_BITS) - 1), np.asarray(cells, dtype=np.int64))
        steps = np.concatenate([found + (self._centre - REACH), keys[chosen] >> KEPT_BITS])
        return _summed(steps, np.concatenate([sums[found], counts[chosen]]))

    def state(self, cells: int) -> dict[str, np.ndarray]:
        """What was added: `owners`, `steps` and `counts` (n,) of the steps that occur in so many cells."""
        found = [self.of([cell]) for cell in range(cells)]
        owners = np.repeat(np.arange(cells), [len(steps) for steps, _ in found])
        none = np.empty(0, np.int64)
        steps, counts = (np.concatenate([none, *(each[index] for each in found)]) for index in (0, 1))
        return {"owners": owners, "steps": steps, "counts": counts}

    def include(self, cells: np.ndarray, state: Mapping[str, np.ndarray]) -> None:
        """Add what `state` has given of another, whose cells are these `cells` (n,) here."""
        self._merge()
        keys = (state["steps"] << KEPT_BITS) | cells.astype(np.int64)[state["owners"]]
        self._far = _summed(*(np.concatenate(pair) for pair in zip(self._far, (keys, state["counts"]))))

    def _grow(self, cells: int) -> None:
        missing = cells - len(self._near)
        if missing > 0:
            self._near = np.concatenate([self._near, np.zeros((missing, WIDTH), dtype=np.int64)])

    def _add_far(self, cells: np.ndarray, steps: np.ndarray) -> None:
        self._pending.append((steps << KEPT_BITS) | cells.astype(np.int64))
        if sum(map(len, self._pending)) > PENDING:
            self._merge()

    def _merge(self) -> None:
        if self._pending:
            new = np.concatenate(self._pending)
            keys, counts = self._far
            self._far = _summed(
                np.concatenate([keys, new]), np.concatenate([counts, np.ones(len(new), dtype=np.int64)])
            )
            self._pending = []


class Kept:
    """Values near the order statistics, with their cells; equal ones once with their number."""

    def __init__(self, wanted: dict[int, np.ndarray]) -> None:
        """`wanted`: the steps (k,), ascending, whose values are kept, for each cell."""
        self._wanted = {cell: steps for cell, steps in wanted.items() if len(steps)}
        self._pending: list[tuple[np.ndarray, np.ndarray]] = []
        self._values = np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)

    def add(self, cells: np.ndarray, values: np.ndarray) -> None:
        """Keep what is wanted of values (n,) by their cell (n,)."""
        steps = steps_of(values)
        for cell in np.flatnonzero(np.bincount(cells)):
            wanted = self._wanted.get(int(cell))
            if wanted is not None:
                mine = np.flatnonzero(cells == cell)
                kept = mine[_contains(wanted, steps[mine])]
                self._pending.append((values[kept], cells[kept].astype(np.int64)))
        if sum(len(values) for values, _ in self._pending) > PENDING:
            self._merge()

    def of(self, cells: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Values (k,) of some cells and their counts."""
        self._merge()
        values, theirs, counts = self._values
        chosen = np.isin(theirs, np.asarray(cells, dtype=np.int64))
        return values[chosen], counts[chosen]

    def _merge(self) -> None:
        if not self._pending:
            return
        old, old_cells, old_counts = self._values
        values = np.concatenate([old, *(new for new, _ in self._pending)])
        cells = np.concatenate([old_cells, *(theirs for _, theirs in self._pending)])
        counts = np.concatenate([old_counts, np.ones(len(values) - len(old), dtype=np.int64)])
        order = np.lexsort((values, cells))
        values, cells, counts = values[order], cells[order], counts[order]
        changed = (np.diff(values) != 0) | (np.diff(cells) != 0)
        first = np.concatenate([[0], np.flatnonzero(changed) + 1])[: len(values)]
        self._values = values[first], cells[first], np.add.reduceat(counts, first) if len(first) else counts
        self._pending = []


class Quantity(NamedTuple):
    """A quantile of e (centre None), of |e| (centre "zero") or of |e - another quantile| (its name)."""

    centre: str | None
    share: float
    factor: float = 1.0


QUANTITIES = {
    "MEDIAN": Quantity(None, 0.5),
    **{name: Quantity("zero", share) for name, share in QUANTILES.items()},
    "NMAD": Quantity("MEDIAN", 0.5, NMAD_FACTOR),
    "NMAD_PUBLISHED": Quantity("MEDIAN_AE", 0.5, NMAD_FACTOR),
}


class Ranks:
    """Medians and percentiles of a distribution: steps (k,) and counts, or exact with the kept values."""

    def __init__(self, steps: np.ndarray, counts: np.ndarray) -> None:
        self._steps, self._counts = steps.astype(np.float64), counts
        self._total = int(counts.sum())
        self._coarse: dict[str, float] = {"zero": 0.0}
        self._places: dict[str, list[tuple[int, float]]] = {}
        for name, quantity in QUANTITIES.items():
            sizes = self._sizes(self._steps, quantity)
            (low, high), part = self._positions(quantity.share)
            picks = _pick(sizes, counts, (low, high))
            self._places[name] = list(zip((low, high), picks))
            self._coarse[name] = picks[0] + part * (picks[1] - picks[0])

    def approximate(self) -> dict[str, float]:
        """Each quantity in metres, to half a step; the two NMADs to one and a half."""
        return {name: STEP * one.factor * self._coarse[name] for name, one in QUANTITIES.items()}

    def wanted(self) -> np.ndarray:
        """The steps whose values must be kept for `exact`, ascending."""
        chosen = np.zeros(len(self._steps), dtype=bool)
        for name, quantity in QUANTITIES.items():
            sizes = self._sizes(self._steps, quantity)
            for _, place in self._places[name]:
                chosen |= np.abs(sizes - place) <= MARGIN
        return self._steps[chosen].astype(np.int64)

    def exact(self, values: np.ndarray, counts: np.ndarray) -> dict[str, float]:
        """Each quantity in metres, from the kept values (m,) and their counts."""
        found = {"zero": 0.0}
        steps = steps_of(values).astype(np.float64)
        for name, quantity in QUANTITIES.items():
            kept = self._sizes(steps, quantity)
            sizes = values if quantity.centre is None else np.abs(values - found[quantity.centre])
            picks = [self._exact(quantity, kept, sizes, counts, *place) for place in self._places[name]]
            _, part = self._positions(quantity.share)
            found[name] = picks[0] + part * (picks[1] - picks[0])
        return {name: one.factor * found[name] for name, one in QUANTITIES.items()}

    def counts(self, edges: np.ndarray) -> np.ndarray:
        """Numbers (n,) of errors between edges (n + 1,) in metres, to half a step."""
        return np.histogram(STEP * self._steps, bins=edges, weights=self._counts)[0]

    def at(self, shares: np.ndarray) -> np.ndarray:
        """Quantiles (n,) of the errors in metres to half a step, for plots."""
        ends = np.cumsum(self._counts)
        ranks = np.clip((shares * self._total).astype(np.int64), 0, self._total - 1)
        return STEP * self._steps[np.searchsorted(ends, ranks, side="right")]

    def _exact(
        self,
        quantity: Quantity,
        kept: np.ndarray,
        sizes: np.ndarray,
        counts: np.ndarray,
        rank: int,
        place: float,
    ) -> float:
        """The value of a rank, among the kept values within the margin of its step."""
        below = int(self._counts[self._sizes(self._steps, quantity) < place - MARGIN].sum())
        near = np.abs(kept - place) <= MARGIN
        return _pick(sizes[near], counts[near], (rank - below,))[0]

    def _sizes(self, steps: np.ndarray, quantity: Quantity) -> np.ndarray:
        return steps if quantity.centre is None else np.abs(steps - self._coarse[quantity.centre])

    def _positions(self, share: float) -> tuple[tuple[int, int], float]:
        """The two ranks that numpy's default quantile lies between, and how far it is from the first."""
        position = share * (self._total - 1)
        low = math.floor(position)
        return (low, min(low + 1, self._total - 1)), position - low


def steps_of(values: np.ndarray) -> np.ndarray:
    """The 1 mm steps (n,) int64 of values in metres."""
    return np.clip(np.rint(values / STEP), -FARTHEST, FARTHEST).astype(np.int64)


def _pick(sizes: np.ndarray, counts: np.ndarray, ranks: Sequence[int]) -> list[float]:
    """The values of some ranks (from 0) among sizes (k,) with counts."""
    order = np.argsort(sizes, kind="stable")
    ends = np.cumsum(counts[order])
    return [float(sizes[order[np.searchsorted(ends, rank, side="right")]]) for rank in ranks]


def _contains(wanted: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Which steps (n,) are among the wanted ones (k,), ascending."""
    span = int(wanted[-1] - wanted[0])
    if span > PENDING:
        return wanted[np.minimum(np.searchsorted(wanted, steps), len(wanted) - 1)] == steps
    table = np.zeros(span + 2, dtype=bool)  # the last is for all others
    table[wanted - wanted[0]] = True
    place = steps - wanted[0]
    return table[np.where((place >= 0) & (place <= span), place, span + 1)]


def _summed(keys: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each key once, ascending, with the sum of its counts."""
    unique, place = np.unique(keys, return_inverse=True)
    return unique, np.bincount(place, weights=counts, minlength=len(unique)).astype(np.int64)
