"""A comparison in parts that several machines measure, joined into what one machine finds.

Parts are cut between the blocks of the bootstrap, and each walks the windows of the whole comparison that lie
in it: every block's sums are added up in one part, in the same order, and all else that is added up are whole
numbers, or sums that are exact. So the joined numbers are those of one machine in every bit; medians and
percentiles those of one that reads the rasters once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from ...formats import archive
from ...progress import Cancel, Progress
from ...raster.gdal_errors import block_cache
from ...raster.grid import Grid, Window
from ...raster.source import RasterPath
from .blocks import Blocks
from .comparison import MASKS, Comparison, error_writer, windows_of
from .evaluate import named_files, say_doubts
from .result import SurfaceResult
from .views import Views

Inputs = Mapping[str, RasterPath]  # the rasters by the names of evaluate's parameters
EMPTY = "empty"  # in a part's archive: the masks that mark no pixel of it


def measures(inputs: Inputs) -> tuple[Grid, Blocks]:
    """The judged grid, and the blocks of the bootstrap, between which it may be cut."""
    with block_cache(), ExitStack() as stack:
        comparison = _opened(stack, inputs, None)
        return comparison.grid, comparison.blocks


def measure(
    inputs: Inputs,
    window: Window,
    target: Path,
    *,
    max_error: float | None = None,
    error_raster: Path | None = None,
    tags: Mapping[str, str] | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> None:
    """Measure a part into an archive, the errors of its window (H, W) into a raster if one is asked for.

    `tags` are texts that both files are marked with. Raises RooflineError, or Cancelled.
    """
    with block_cache(), ExitStack() as stack:
        comparison, views = _opened(stack, inputs, max_error), Views()
        with ExitStack() as files:
            grid = comparison.grid.subgrid(window)
            write, finish = error_writer(files, error_raster, grid, ())

            def placed(error: np.ndarray, at: Window) -> None:
                write(error, at.shifted(-window.col, -window.row))

            comparison.first_round(_inside(comparison.grid, window, progress, cancelled), placed, views)
            finish(tags or {})
    empty = np.array(sorted(comparison.categories.empty), str)
    archive.save(target, {EMPTY: empty, **comparison.tally.state(), **views.state()}, tags or {})


def joined(
    inputs: Inputs,
    parts: Iterable[Path],
    *,
    max_error: float | None = None,
    views: Views | None = None,
) -> SurfaceResult:
    """What `evaluate` gives, from the archives of all parts; `views` looks at the same places."""
    with block_cache(), ExitStack() as stack:
        comparison = _opened(stack, inputs, max_error)
        if views is not None:
            views.begin(comparison.grid)
        for path in parts:
            state = archive.load(path)
            comparison.categories.empty &= set(state[EMPTY].tolist())
            comparison.tally.include(state)
            if views is not None:
                views.include(state)
        comparison.check()
        result = comparison.result(False, views)
    say_doubts(result, comparison.categories.empty, bool(inputs.get("building_mask")))
    result["files"] = named_files(inputs)
    return result


def _opened(stack: ExitStack, inputs: Inputs, max_error: float | None) -> Comparison:
    masks = {name: inputs.get(f"{name}_mask") for name in MASKS}
    surfaces = inputs["source"], inputs["reference"], inputs.get("baseline")
    return Comparison(stack, *surfaces, masks, max_error)


def _inside(
    grid: Grid,
    part: Window,
    progress: Progress,
    cancelled: Cancel,
) -> Iterator[Window]:
    """What lies in a part of the windows of the whole comparison, in their order."""
    done = 0
    for window in windows_of(grid, cancelled=cancelled):
        here = window.intersection(part)
        if here is None:
            continue
        yield here
        done += here.width * here.height
        if progress is not None:
            progress(done / (part.width * part.height))
