"""Surfaces from point clouds: patches through an occupancy network, blended; memory follows a patch."""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import cast

from ..bundle import ModelBundle
from ..engine import device as devices
from ..engine.runner import automatic_batch
from ..engine.sweep import sweep
from ..errors import RooflineError
from ..modelfile.card import require_task
from ..networks.implicity import ImpliCity
from ..progress import Reporter
from ..raster.gdal_errors import block_cache
from ..raster.paths import check_paths
from ..raster.writer import RasterWriter
from .gridding import NODATA
from .height_search import SCHEDULES, PatchRunner
from .output import SurfaceSink
from .patches import Rules
from .readers import USUAL, Bounds, Selection, open_points
from .source import CloudSource

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reconstruction:
    """What a run did: patches in all and those without points, points that were read."""

    patches: int
    empty_patches: int
    points: int
    device: str
    seconds: float


def reconstruct(
    bundle: ModelBundle,
    points: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    guides: Sequence[str | os.PathLike[str]] = (),
    pixel_size: float = 0.0,
    extent: Bounds | None = None,
    crs: str = "",
    selection: Selection = USUAL,
    schedule: str = "fast",
    tile_size: int = 0,
    overlap: int = -1,
    batch_size: int = 0,
    device: str = "auto",
    precision: str = "auto",
    creation_options: Sequence[str] = (),
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reconstruction:
    """Write the surface that a model sees in a point cloud and its guides (images, in the model's order).

    `pixel_size` and `extent` (xmin, ymin, xmax, ymax) are in the unit of the coordinates; `crs` (WKT or code)
    is for clouds that do not state theirs; `selection` says which points of LAS files are used. The original
    schedule is slower, and equal but for rounding.
    Raises RooflineError, or Cancelled, and then leaves no file.
    """
    started = time.monotonic()
    require_task(bundle.card, "reconstructdsm")
    _check_schedule(schedule)
    check_paths([points, *guides], [target])
    chosen = devices.for_model(bundle.card, device, precision)
    with block_cache(), ExitStack() as stack:
        cloud = open_points(points, selection)
        source = CloudSource(bundle, cloud, guides, stack, pixel_size, extent, crs, overlap, cancelled)
        rules = source.rules
        _check_sizes(rules, tile_size, batch_size)
        batch = batch_size or automatic_batch(chosen, math.prod(rules.shape))
        runner = PatchRunner(cast(ImpliCity, bundle.network), chosen, batch, rules, schedule)
        LOGGER.info(chosen.describe())
        grid = source.grid
        writer = RasterWriter(
            target, grid, 1, "Float32", NODATA, creation_options, ["Height"], grid.band_unit()
        )
        surface = SurfaceSink(source.grid, rules, stack.enter_context(writer))
        sweep(source, runner, surface, Reporter(len(source), progress, cancelled))
    if progress is not None:
        progress(1.0)
    if surface.empty:
        LOGGER.info("%d patches have no points; they are left out.", surface.empty)
    seconds = time.monotonic() - started
    return Reconstruction(len(source), surface.empty, source.index.count, runner.device.kind, seconds)


def _check_schedule(schedule: str) -> None:
    if schedule not in SCHEDULES:
        raise RooflineError(
            "Schedule '{schedule}' is unknown; choose one of {known}.",
            schedule=schedule,
            known=", ".join(SCHEDULES),
        )


def _check_sizes(rules: Rules, tile_size: int, batch_size: int) -> None:
    if tile_size not in (0, *rules.shape):
        raise RooflineError(
            "The model's patches are {patch:g} wide, {size} pixels; leave the tile size at 0.",
            patch=rules.patch[0],
            size=rules.shape[1],
        )
    if batch_size < 0:
        raise RooflineError(
            "The batch size is {batch_size}; give 0 for automatic or a positive number.",
            batch_size=batch_size,
        )
