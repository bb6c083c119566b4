"""Comparison of a DSM with a reference, window by window in bounded memory."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable, Union, cast

import numpy as np

from ...errors import RooflineError
from ...language import Message
from ...raster.dataset import Raster, single_band
from ...raster.gdal_errors import block_cache
from ...raster.grid import Grid, Window
from ...raster.ground import say_stretch
from ...raster.paths import check_paths
from ...raster.plausible import checked_heights, checked_mask, say_other_level
from ...raster.warp import Aligned
from ...raster.windows import strips
from ...raster.writer import RasterWriter
from .blocks import Blocks
from .classes import SLOPE_HALO, CategoryMasks, Mask
from .distribution import STEP
from .metrics import published_names
from .result import ByCategory, Facts, Published, SurfaceResult, Surfaces, judged
from .tally import Tally
from .views import Views

LOGGER = logging.getLogger(__name__)
WINDOW_PIXELS = 500_000
WINDOW_WIDTH = 4096
EXACT_PIXELS = 25_000_000
ERROR_NODATA = -9999.0
OFFSET = 2.0  # metres: a median error that looks like another height system
MASKED = {"water": Message("water"), "forest": Message("forest")}
Source = Union[str, Path]
Write = Callable[[np.ndarray, Window], None]


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
    files: Sequence[Source] = (),
    creation_options: Sequence[str] = (),
    compatibility: bool = False,
    exact: bool | None = None,
    views: Views | None = None,
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SurfaceResult:
    """Metrics of source minus reference in metres, on the source's grid, by category.

    Masks mark their class with any value but 0. With a baseline both surfaces are judged on the pixels that
    both have. `max_error` adds "truncated" metrics of the errors up to that size. `error_raster`: in metres.
    `files` will be written by the caller: whether they can be is known before the work.
    Medians and percentiles are exact where the rasters are read twice: with `exact`, by default for grids of
    up to 25 million pixels; else they are right to 0.5 mm (NMAD: 1.5 mm). All else is exact always.
    `compatibility`: masks mark their class with 1 only, everything is exact, and "published" holds the
    numbers under ResDepth's names with its NMAD. `views` collects what a report shows.
    """
    masks = {"valid": valid_mask, "building": building_mask, "water": water_mask, "forest": forest_mask}
    read = [source, reference, baseline, *masks.values()]
    check_paths([path for path in read if path], [*([error_raster] if error_raster else []), *files])
    with ExitStack() as stack:
        stack.enter_context(block_cache())
        surfaces = _Surfaces(stack, source, reference, baseline)
        grid = surfaces.grid
        opened = {key: _mask(stack, path, grid, compatibility) for key, path in masks.items() if path}
        categories = CategoryMasks(grid, opened)
        job = _Job(surfaces, categories, max_error or None)
        twice = compatibility or (grid.width * grid.height <= EXACT_PIXELS if exact is None else exact)
        steps = _Steps(grid, 2 if twice else 1, progress, cancelled)
        write = _error_writer(stack, error_raster, grid, creation_options)
        job.run(steps, twice, write, views)
        result = job.tally.result()
        result.update(cast(SurfaceResult, _described(surfaces, job, twice)))
    _warn_of_offset(result["source"]["all"])
    if building_mask and not result["source"]["building"]["count"]:
        LOGGER.warning("No pixel that counts is a building: check the building mask, and where it lies.")
    _say_unused(categories.empty, bool(building_mask))
    if compatibility:
        result["published"] = _published(result)
    named = {"source": source, "reference": reference, "baseline": baseline}
    named.update({f"{name}_mask": path for name, path in masks.items()})
    result["files"] = {name: str(path) for name, path in named.items() if path}
    return result


def _say_unused(empty: set[str], has_buildings: bool) -> None:
    """Masks of another place, or of nothing, change no number: say which, for they look like a success."""
    for name in sorted(empty & {"water", "forest"}):
        if has_buildings:
            LOGGER.warning("The mask of %s marks no pixel here: check it, and where it lies.", MASKED[name])
        else:
            LOGGER.warning("The mask of %s counts with a mask of buildings alone: give one.", MASKED[name])


class _Surfaces:
    """The judged surfaces and the reference, all in metres on the source's grid."""

    def __init__(self, stack: ExitStack, source: Source, reference: Source, baseline: Source | None) -> None:
        raster = stack.enter_context(Raster.open(source))
        self.grid = single_band(raster).grid
        _ = self.grid.gsd  # refuses degrees
        checked_heights(raster)
        say_stretch(self.grid)
        self._read: dict[str, tuple[Any, float]] = {"source": (raster, raster.height_unit)}
        if baseline:
            self._read["baseline"] = self._aligned(stack, baseline)
        self._read["reference"] = self._aligned(stack, reference)
        self.judged = [name for name in self._read if name != "reference"]

    def heights(self, window: Window) -> dict[str, np.ndarray]:
        """Name -> (H, W) float64 heights in metres of all surfaces, NaN where void or outside."""
        return {name: self._metres(name, window) for name in self._read}

    def errors(self, window: Window) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Errors (H, W) by surface, NaN wherever any surface has no height; the reference (H + 2, W + 2)."""
        halo = SLOPE_HALO
        wide = Window(window.col - halo, window.row - halo, window.width + 2 * halo, window.height + 2 * halo)
        truth = self._metres("reference", wide)
        inner = truth[halo:-halo, halo:-halo]
        errors = {name: self._metres(name, window) - inner for name in self.judged}
        if len(errors) > 1:
            void = np.logical_or.reduce([np.isnan(error) for error in errors.values()])
            for error in errors.values():
                error[void] = np.nan
        return errors, truth

    def description(self) -> Facts:
        """Metres per unit of height, and whether a surface had to be resampled."""
        units = {name: unit for name, (_, unit) in self._read.items()}
        warped = [
            name
            for name, (raster, _) in self._read.items()
            if isinstance(raster, Aligned) and self.grid.offset_in(raster.raster.grid) is None
        ]
        return {"metres_per_unit": units, "resampled": warped}

    def _aligned(self, stack: ExitStack, path: Source) -> tuple[Aligned, float]:
        raster = stack.enter_context(Raster.open(path))
        checked_heights(single_band(raster))
        say_other_level(self._read["source"][0], raster)
        return Aligned(raster, self.grid, "bilinear"), raster.height_unit

    def _metres(self, name: str, window: Window) -> np.ndarray:
        raster, unit = self._read[name]
        return np.asarray(raster.read(window)[0].astype(np.float64) * unit)


class _Job:
    """What happens in both rounds, window by window."""

    def __init__(self, surfaces: _Surfaces, categories: CategoryMasks, limit: float | None) -> None:
        self._surfaces, self._categories = surfaces, categories
        self.blocks = Blocks.over(surfaces.grid, categories.pixel)
        self.pixel_area = math.prod(categories.pixel)
        self.tally = Tally(surfaces.judged, self.blocks, limit)

    def run(self, steps: _Steps, twice: bool, write: Write, views: Views | None) -> None:
        """One or two rounds over the windows, then the places to look at."""
        if views is not None:
            views.begin(self._surfaces.grid)
        for window in steps.windows():
            self._first(window, write, views)
        if not self.tally.count and "valid" in self._categories.empty:
            raise RooflineError("The valid mask marks no pixel here: check it, and where it lies.")
        if not self.tally.count:
            raise RooflineError(
                "No pixel can be compared: check that surfaces and valid mask overlap and are not void."
            )
        for window in steps.windows() if twice else ():
            self._second(window)
        if views is not None:
            views.visit(self._surfaces.heights, self.blocks, *self.tally.block_means())

    def _first(self, window: Window, write: Write, views: Views | None) -> None:
        """Sums, distributions, error raster and maps."""
        errors, truth = self._surfaces.errors(window)
        categories = self._categories.read(window, truth)
        self.tally.add(errors, categories, self.blocks.numbers(window))
        write(errors["source"], window)
        if views is not None:
            halo = SLOPE_HALO
            views.add(window, errors, truth[halo:-halo, halo:-halo], categories["all"])

    def _second(self, window: Window) -> None:
        """The values that exact medians and percentiles need."""
        errors, truth = self._surfaces.errors(window)
        self.tally.add_again(errors, self._categories.read(window, truth))


class _Steps:
    """Windows of one or two rounds, with progress and cancelling."""

    def __init__(
        self,
        grid: Grid,
        rounds: int,
        progress: Callable[[float], Any] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._grid, self._progress, self._cancelled = grid, progress, cancelled
        self._rounds, self._round = rounds, 0

    def windows(self) -> Iterator[Window]:
        """The windows of one round: whole rows unless the grid is very wide."""
        before, self._round = self._round, self._round + 1

        def tell(share: float) -> None:
            if self._progress is not None:
                self._progress((before + share) / self._rounds)

        return strips(self._grid.window(), WINDOW_PIXELS, tell, self._cancelled, WINDOW_WIDTH)


def _described(surfaces: _Surfaces, job: _Job, exact: bool) -> Facts:
    """What was compared, and how exactly."""
    grid = surfaces.grid
    return {
        "gsd": grid.gsd,
        "area_km2": job.tally.count * job.pixel_area / 1e6,
        "size": [grid.width, grid.height],
        "crs": grid.crs.GetName() if grid.crs is not None else "",
        "quantile_bound_m": 0.0 if exact else STEP / 2,
        **surfaces.description(),
    }


def _published(result: SurfaceResult) -> Published:
    """The numbers under ResDepth's names, by surface and category."""

    def renamed(part: Surfaces) -> dict[str, ByCategory]:
        return {
            name: {category: published_names(metrics) for category, metrics in figures.items()}
            for name, figures in judged(part).items()
        }

    truncated = result.get("truncated")
    if not truncated:
        return {**renamed(result)}
    return {**renamed(result), "truncated": {"threshold": truncated["limit"], **renamed(truncated)}}


def _warn_of_offset(metrics: dict[str, float]) -> None:
    """Heights of another system, or in another unit, look like a bad surface."""
    median = metrics["MEDIAN"]
    if abs(median) > max(OFFSET, 3 * metrics["NMAD"]):
        LOGGER.warning(
            "The surface lies %.2f m %s the reference nearly everywhere: check that both have the same "
            "height system and unit.",
            abs(median),
            Message("above") if median > 0 else Message("below"),
        )


def _mask(stack: ExitStack, path: Source, grid: Grid, ones_only: bool) -> Mask:
    raster = checked_mask(stack.enter_context(Raster.open(path)))
    return Mask(Aligned(raster, grid, "nearest"), zero_is_void=raster.nodata == 0, ones_only=ones_only)


def _error_writer(
    stack: ExitStack, path: Source | None, grid: Grid, creation_options: Sequence[str]
) -> Write:
    if not path:
        return lambda error, window: None
    writer = stack.enter_context(RasterWriter(path, grid, 1, "Float32", ERROR_NODATA, creation_options))

    def write(error: np.ndarray, window: Window) -> None:
        writer.write(np.where(np.isnan(error), ERROR_NODATA, error).astype(np.float32)[None], window)

    return write
