"""Comparison of a DSM with a reference, in row bands of bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable, Union

import numpy as np

from ..errors import Cancelled, RooflineError
from ..grid import Grid, Window
from ..raster import Aligned, Raster, RasterWriter, single_band
from .classes import CategoryMasks, Mask
from .metrics import ErrorAccumulator

BAND_PIXELS = 2_000_000
ERROR_NODATA = -9999.0
Source = Union[str, Path]


def evaluate(
    source: Source,
    reference: Source,
    *,
    baseline: Source | None = None,
    valid_mask: Source | None = None,
    building_mask: Source | None = None,
    water_mask: Source | None = None,
    forest_mask: Source | None = None,
    max_error: float | None = None,
    error_raster: Source | None = None,
    creation_options: Sequence[str] = (),
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Metrics of source minus reference in metres, on the source's grid, by category.

    Masks mark their class with any value but 0. With a baseline both surfaces are judged on the pixels that
    both have. `max_error` adds "truncated" metrics of the errors up to that size. `error_raster`: in metres.
    """
    masks = {"valid": valid_mask, "building": building_mask, "water": water_mask, "forest": forest_mask}
    with ExitStack() as stack:
        surfaces = _Surfaces(stack, source, reference, baseline)
        grid = surfaces.grid
        categories = CategoryMasks(
            grid, {key: _mask(stack, path, grid) for key, path in masks.items() if path}
        )
        write = _error_writer(stack, error_raster, grid, creation_options)
        tally = _Tally(max_error)
        for window in row_bands(grid):
            if cancelled and cancelled():
                raise Cancelled("Cancelled.")
            errors = surfaces.errors(window)
            tally.add(errors, categories.read(window))
            write(errors["source"], window)
            if progress:
                progress((window.row + window.height) / grid.height)
        result = tally.result()
    return {**result, "gsd": grid.gsd, "files": {"source": str(source), "reference": str(reference)}}


def row_bands(grid: Grid) -> Iterator[Window]:
    """Windows of whole rows, of about BAND_PIXELS pixels, from the top."""
    rows = max(1, BAND_PIXELS // grid.width)
    for row in range(0, grid.height, rows):
        yield Window(0, row, grid.width, min(rows, grid.height - row))


class _Surfaces:
    """The judged surfaces and the reference, all in metres on the source's grid."""

    def __init__(self, stack: ExitStack, source: Source, reference: Source, baseline: Source | None) -> None:
        raster = stack.enter_context(Raster.open(source))
        single_band(raster)
        self.grid = raster.grid
        self._judged: dict[str, tuple[Any, float]] = {"source": (raster, raster.height_unit)}
        if baseline:
            self._judged["baseline"] = self._aligned(stack, baseline)
        self._reference = self._aligned(stack, reference)

    def errors(self, window: Window) -> dict[str, np.ndarray]:
        """Name -> (H, W) float64 errors in metres, NaN wherever any of the surfaces has no height."""
        truth = self._metres(self._reference, window)
        errors = {name: self._metres(surface, window) - truth for name, surface in self._judged.items()}
        void = np.logical_or.reduce([np.isnan(error) for error in errors.values()])
        for error in errors.values():
            error[void] = np.nan
        return errors

    def _aligned(self, stack: ExitStack, path: Source) -> tuple[Aligned, float]:
        raster = stack.enter_context(Raster.open(path))
        single_band(raster)
        return Aligned(raster, self.grid, "bilinear"), raster.height_unit

    @staticmethod
    def _metres(surface: tuple[Any, float], window: Window) -> np.ndarray:
        raster, unit = surface
        return raster.read(window)[0].astype(np.float64) * unit


class _Tally:
    """Accumulators by surface and category, with truncated twins if there is a limit."""

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._sums: dict[tuple[str, str, bool], ErrorAccumulator] = {}

    def add(self, errors: dict[str, np.ndarray], categories: dict[str, np.ndarray]) -> None:
        for name, error in errors.items():
            finite = np.isfinite(error)
            for category, mask in categories.items():
                values = error[finite & mask]
                self._of(name, category, False).add(values)
                if self._limit:
                    self._of(name, category, True).add(values[np.abs(values) <= self._limit])

    def result(self) -> dict[str, Any]:
        """{"source": {category: metrics}, "baseline": ..., "truncated": {"limit", "source", "baseline"}}."""
        if not self._of("source", "all", False).metrics()["count"]:
            raise RooflineError(
                "No pixel can be compared: check that surfaces and valid mask overlap and are not void."
            )
        result: dict[str, Any] = {}
        if self._limit:
            result["truncated"] = {"limit": self._limit}
        for (name, category, truncated), sums in self._sums.items():
            place = result["truncated"] if truncated else result
            place.setdefault(name, {})[category] = sums.metrics()
        result["histogram"] = self._histogram()
        return result

    def _histogram(self) -> dict[str, Any]:
        """Counts of errors in 80 bins over twice the LE90, for plots."""
        limit = max(2.0 * self._of("source", "all", False).metrics()["LE90"], 0.1)
        names = dict.fromkeys(name for name, _, _ in self._sums)
        counts = {name: self._of(name, "all", False).histogram(limit, 80).tolist() for name in names}
        return {"limit": limit, **counts}

    def _of(self, name: str, category: str, truncated: bool) -> ErrorAccumulator:
        return self._sums.setdefault((name, category, truncated), ErrorAccumulator())


def _mask(stack: ExitStack, path: Source, grid: Grid) -> Mask:
    raster = stack.enter_context(Raster.open(path))
    return Mask(Aligned(raster, grid, "nearest"), zero_is_void=raster.nodata == 0)


def _error_writer(
    stack: ExitStack, path: Source | None, grid: Grid, creation_options: Sequence[str]
) -> Callable[[np.ndarray, Window], None]:
    if not path:
        return lambda error, window: None
    writer = stack.enter_context(RasterWriter(path, grid, 1, "Float32", ERROR_NODATA, creation_options))

    def write(error: np.ndarray, window: Window) -> None:
        writer.write(np.where(np.isnan(error), ERROR_NODATA, error).astype(np.float32)[None], window)

    return write
