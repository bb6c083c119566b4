"""Building masks of surfaces that images were matched for: what matching has spoilt is refined first.

A finder of buildings knows walls and roofs as laser shows them, and misses many where matching has smeared
them. The refiner leaves clean surfaces as they are: how much it changes one tells whether it is needed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import bundle
from ..bundle import ModelBundle
from ..engine.inputs import Source
from ..errors import RooflineError
from ..formats.scratch import Scratch
from ..predict import Prediction, check, predict
from ..progress import Cancel, Progress, part_of, unsaid
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window
from ..raster.shapes import Vector

LOGGER = logging.getLogger(__name__)
FINDER, REFINER = "buildings-surface", "refine-geometry"
# Pixel sizes by which refining changes a surface in the mean. Of places kept aside most laser surfaces change
# by less than 0.02, Lake Zurich's by 0.24, whose mask gets worse by it; masks gain from 0.4 on.
NOISY = 0.35
SAMPLE = 512  # pixels of the side of what is refined to see that
SHARE = 0.6  # of the time that refining takes


def find(
    model: ModelBundle,
    sources: Sequence[Source | None],
    target: str | os.PathLike[str],
    *,
    window: Window | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
    device: str = "auto",
    precision: str = "auto",
    **options: Any,
) -> Prediction:
    """`predict` for a building mask; for the bundled finder in surfaces a noisy one is refined before."""
    where: dict[str, Any] = {"cancelled": cancelled, "device": device, "precision": precision}
    surface = sources[0]
    if model.spec.name != FINDER or surface is None or isinstance(surface, Vector):
        return predict(model, sources, target, window=window, progress=progress, **where, **options)
    # What cannot be found in, or written, is refused before a surface is refined for hours; later its copy
    # would hide that an output is the surface's own file.
    check(model, sources, target, window=window, **options)
    with Scratch() as folder:
        refiner = bundle.load(REFINER)
        with Raster.open(surface) as raster:
            name, grid, unit = raster.name, raster.grid, raster.height_unit
        samples = _samples(grid, window or grid.window())
        change = _change(refiner, surface, samples, folder, where) * unit
        if change < NOISY * grid.gsd:
            return predict(model, sources, target, window=window, progress=progress, **where, **options)
        LOGGER.info(
            "%s is noisy, as surfaces of image matching are: it is refined first, which changes it by %.2f m "
            "in the mean.",
            *(name, change),
        )
        refined = folder / f"{Path(name).stem}.tif"  # later sentences name it
        predict(refiner, [surface], refined, window=window, progress=part_of(progress, 0, SHARE), **where)
        rest = part_of(progress, SHARE, 1 - SHARE)
        return predict(model, [refined, *sources[1:]], target, progress=rest, **where, **options)


def _change(
    refiner: ModelBundle, surface: Source, samples: Iterable[Window], folder: Path, where: dict[str, Any]
) -> float:
    """By how much refining changes heights in the mean, in the first sample that has some; 0 without one."""
    for part in samples:
        # It may be void; what else is wrong, the run will say.
        with suppress(RooflineError), unsaid():
            done = predict(refiner, [surface], folder / "sample.tif", window=part, **where)
            return done.mean_absolute_change
    return 0.0


def _samples(grid: Grid, window: Window) -> Iterator[Window]:
    """Squares of a window that meets a grid: in its middle, and in those of its quarters."""
    area = window.intersection(grid.window())
    if area is None:  # which the run will say
        return
    for down, across in ((0.5, 0.5), (0.25, 0.25), (0.75, 0.75), (0.25, 0.75), (0.75, 0.25)):
        row, col = (
            start + max(0, min(round(length * share - SAMPLE / 2), length - SAMPLE))
            for start, length, share in ((area.row, area.height, down), (area.col, area.width, across))
        )
        yield Window(col, row, min(SAMPLE, area.width), min(SAMPLE, area.height))
