"""Comparison of a DSM with a reference, window by window in bounded memory."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

from ...language import Message
from ...progress import Cancel, Progress
from ...raster.gdal_errors import block_cache
from ...raster.grid import Grid, Window
from ...raster.named_files import AnyPath
from ...raster.paths import check_paths
from ...raster.source import RasterPath
from .comparison import MASKS, Comparison, error_writer, windows_of
from .metrics import published_names
from .result import ByCategory, Published, SurfaceResult, Surfaces, judged
from .views import Views

LOGGER = logging.getLogger(__name__)
EXACT_PIXELS = 25_000_000  # 5000 x 5000: up to there all is read twice, for exact medians
OFFSET = 2.0  # metres: a median error that looks like another height system
MASKED = {"water": Message("water"), "forest": Message("forest")}


def evaluate(
    source: RasterPath,
    reference: RasterPath,
    *,
    baseline: RasterPath | None = None,
    valid_mask: RasterPath | None = None,
    building_mask: RasterPath | None = None,
    water_mask: RasterPath | None = None,
    forest_mask: RasterPath | None = None,
    max_error: float | None = None,
    error_raster: AnyPath | None = None,
    files: Sequence[AnyPath] = (),
    creation_options: Sequence[str] = (),
    compatibility: bool = False,
    exact: bool | None = None,
    views: Views | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
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
        job = Comparison(stack, source, reference, baseline, masks, max_error, compatibility)
        grid = job.grid
        twice = compatibility or (grid.width * grid.height <= EXACT_PIXELS if exact is None else exact)
        steps = _Steps(grid, 2 if twice else 1, progress, cancelled)
        write, _ = error_writer(stack, error_raster, grid, creation_options)
        job.first_round(steps.windows(), write, views)
        job.check()
        if twice:
            job.second_round(steps.windows())
        result = job.result(twice, views)
    say_doubts(result, job.categories.empty, bool(building_mask))
    if compatibility:
        result["published"] = _published(result)
    named = {"source": source, "reference": reference, "baseline": baseline}
    result["files"] = named_files({**named, **{f"{name}_mask": masks[name] for name in MASKS}})
    return result


def named_files(inputs: Mapping[str, RasterPath | None]) -> dict[str, str]:
    """The paths of the rasters that there are, by their names."""
    return {name: str(path) for name, path in inputs.items() if path}


def say_doubts(result: SurfaceResult, empty: set[str], has_buildings: bool) -> None:
    """Warn of what looks like a mistake of the inputs; `empty`: masks that mark no pixel."""
    _warn_of_offset(result["source"]["all"])
    if has_buildings and not result["source"]["building"]["count"]:
        LOGGER.warning("No pixel that counts is a building: check the building mask, and where it lies.")
    _say_unused(empty, has_buildings)


def _say_unused(empty: set[str], has_buildings: bool) -> None:
    """Masks of another place, or of nothing, change no number: say which, for they look like a success."""
    for name in sorted(empty & {"water", "forest"}):
        if has_buildings:
            LOGGER.warning("The mask of %s marks no pixel here: check it, and where it lies.", MASKED[name])
        else:
            LOGGER.warning("The mask of %s counts with a mask of buildings alone: give one.", MASKED[name])


class _Steps:
    """Windows of one or two rounds, with progress and cancelling."""

    def __init__(
        self,
        grid: Grid,
        rounds: int,
        progress: Progress,
        cancelled: Cancel,
    ) -> None:
        self._grid, self._progress, self._cancelled = grid, progress, cancelled
        self._rounds, self._round = rounds, 0

    def windows(self) -> Iterator[Window]:
        """The windows of the next round."""
        before, self._round = self._round, self._round + 1

        def tell(share: float) -> None:
            if self._progress is not None:
                self._progress((before + share) / self._rounds)

        return windows_of(self._grid, tell, self._cancelled)


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
