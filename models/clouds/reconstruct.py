"""Surfaces from point clouds: patches of points or tiles of pixels through a network, blended; memory follows
a patch.
"""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from ..bundle import ModelBundle
from ..engine import device as devices
from ..engine.device import Device
from ..engine.part import Part
from ..engine.runner import BatchRunner, automatic_batch
from ..engine.setup import check_batch, no_uncertainty
from ..engine.side_by_side import runner_of
from ..engine.sweep import sweep
from ..errors import RooflineError
from ..formats.atomic import together
from ..modelfile.card import require_task
from ..modelfile.parts import Card, Uncertainty
from ..networks.implicity import ImpliCity
from ..progress import Cancel, Progress, Reporter
from ..raster.gdal_errors import block_cache
from ..raster.grid import Grid
from ..raster.paths import check_paths
from ..raster.voids import NODATA
from ..raster.writer import RasterWriter
from ..tasks import RECONSTRUCT_DSM
from .cell_source import CellSource, looks_at_cells
from .gridding import check_pixel_size, check_surfaces
from .height_search import SCHEDULES, PatchRunner
from .output import CellSink, PatchSink, SurfaceSink
from .parts import PartSource, Whole
from .readers import USUAL, Bounds, PointCloud, Selection, open_points
from .source import CloudSource

LOGGER = logging.getLogger(__name__)
Parts = tuple[PartSource, BatchRunner[Any], SurfaceSink[Any]]  # of one kind of sample


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
    uncertainty: str | os.PathLike[str] | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
    part: Part | None = None,
) -> Reconstruction:
    """Write the surface that a model sees in a point cloud and its guides (images, in the model's order).

    `pixel_size` and `extent` (xmin, ymin, xmax, ymax) are in the unit of the coordinates; `crs` (WKT or code)
    is for clouds that do not state theirs; `selection` says which points of LAS files are used. The original
    schedule is slower, and equal but for rounding. `uncertainty` names a second raster for the half-width of
    the 90 % interval. `part`: write that part alone, in every bit as the whole run would.
    Raises RooflineError, or Cancelled, and then leaves no file.
    """
    started = time.monotonic()
    check_asked(bundle.spec, len(guides), uncertainty is not None, pixel_size, batch_size, schedule)
    targets = [target] if uncertainty is None else [target, uncertainty]
    check_paths([points, *guides], targets)
    check_surfaces(targets, creation_options)
    chosen = devices.for_model(bundle.spec, device, precision)
    with block_cache(), together(), ExitStack() as stack:
        cloud = open_points(points, selection)
        place = Place(
            cloud, guides, pixel_size, extent, crs, (tile_size, overlap), batch_size, cancelled, part
        )
        made = _cells if looks_at_cells(bundle.spec) else partial(_patches, schedule=schedule)
        files = Files(targets, creation_options, stack)
        source, runner, surface = made(bundle, chosen, place, files)
        LOGGER.info(chosen.describe())
        sweep(source, runner, surface, Reporter(len(source), progress, cancelled), part is not None)
        if part is not None:
            part.check(chosen, runner.device)
            # Each part sorts all points: the first one tells how many there are, for all of them together.
            first = part.window[:2] == (0, 0)
            part.mark(files.made, {"points": source.index.count if first else 0})
    if progress is not None:
        progress(1.0)
    _say_empty(surface.empty)
    seconds = time.monotonic() - started
    return Reconstruction(len(source), surface.empty, source.index.count, runner.device.kind, seconds)


def _say_empty(count: int) -> None:
    if count:
        LOGGER.info(
            "%d patch has no points; it is left out."
            if count == 1
            else "%d patches have no points; they are left out.",
            count,
        )


@dataclass(frozen=True)
class Place:
    """What is reconstructed, and how: a cloud, images, pixel size, extent, CRS, size and overlap of tiles."""

    cloud: PointCloud
    guides: Sequence[str | os.PathLike[str]]
    pixel_size: float
    extent: Bounds | None
    crs: str
    tile: tuple[int, int]
    batch_size: int
    cancelled: Cancel
    part: Part | None = None

    def tiles(self, source: Whole) -> PartSource:
        """The tiles of what is reconstructed."""
        return PartSource(source, self.part)

    @property
    def reference(self) -> float | None:
        """The height that sums are about, where it is settled."""
        return self.part.reference if self.part is not None else None


@dataclass(frozen=True)
class Files:
    """The rasters to write, heights first."""

    targets: Sequence[str | os.PathLike[str]]
    creation_options: Sequence[str]
    stack: ExitStack
    made: list[RasterWriter] = field(default_factory=list)

    def writers(self, grid: Grid) -> list[RasterWriter]:
        """One for each target."""
        names = ("Height", "Half-width of the 90 % interval")
        self.made.extend(
            self.stack.enter_context(
                RasterWriter(
                    target, grid, 1, "Float32", NODATA, self.creation_options, [name], grid.band_unit()
                )
            )
            for target, name in zip(self.targets, names)
        )
        return self.made


def _patches(bundle: ModelBundle, chosen: Device, place: Place, files: Files, schedule: str) -> Parts:
    """What an occupancy network needs: patches of points."""
    source = CloudSource(
        bundle,
        place.cloud,
        place.guides,
        files.stack,
        place.pixel_size,
        place.extent,
        place.crs,
        place.tile,
        place.cancelled,
    )
    rules = source.rules
    batch = place.batch_size or automatic_batch(chosen, math.prod(rules.shape))
    runner = PatchRunner(cast(ImpliCity, bundle.network), chosen, batch, rules, schedule)
    tiles = place.tiles(source)
    (heights,) = files.writers(tiles.grid)
    return tiles, runner, PatchSink(tiles.grid, rules, heights, place.reference)


def _cells(bundle: ModelBundle, chosen: Device, place: Place, files: Files) -> Parts:
    """What a network needs that looks at pixels: tiles of them."""
    rule = bundle.spec.output.uncertainty
    where = place.pixel_size, place.extent, place.crs, place.tile, place.cancelled
    source = CellSource(bundle, place.cloud, files.stack, *where)
    layout, tiles = source.layout, place.tiles(source)
    runner = runner_of(bundle.network, chosen, place.batch_size, layout, len(tiles))
    writers = files.writers(tiles.grid)
    factor = (rule or Uncertainty()).at(tiles.grid.gsd)
    widths = writers[1] if len(writers) > 1 else None
    sink = CellSink(tiles.grid, layout.tile_shape[0], writers[0], factor, widths, place.reference)
    return tiles, runner, sink


def check_asked(
    card: Card, guides: int, uncertainty: bool, pixel_size: float, batch_size: int, schedule: str
) -> None:
    """Refuse before the points are sorted, which takes minutes, what a model cannot do; so many guides."""
    require_task(card, RECONSTRUCT_DSM.id)
    if guides and looks_at_cells(card):
        raise RooflineError(
            "Model {name} takes no images; leave GUIDES empty or choose another MODEL.", name=card.label
        )
    if uncertainty and (card.output.uncertainty is None or not looks_at_cells(card)):
        raise no_uncertainty(card.label)
    check_pixel_size(pixel_size)
    check_batch(batch_size)
    if schedule not in SCHEDULES:
        raise RooflineError(
            "Schedule '{schedule}' is unknown; choose one of {known}.",
            schedule=schedule,
            known=", ".join(SCHEDULES),
        )
