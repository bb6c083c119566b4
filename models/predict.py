"""The engine: a model and rasters in, a raster out, in memory that does not grow with the raster's height."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace

from . import tasks
from .bundle import ModelBundle
from .engine import device as devices
from .engine.coarser import at_its_pixels
from .engine.inputs import Prepare, Reader, Source, TileSource
from .engine.output import OutputContext, OutputOptions
from .engine.part import Part
from .engine.setup import check_model, opened, reach_of
from .engine.side_by_side import runner_of
from .engine.sweep import sweep
from .engine.tiles import TileLayout
from .formats.atomic import together
from .modelfile.optional import narrowed
from .progress import Cancel, Progress, Reporter, said_after, unsaid
from .raster.gdal_errors import block_cache
from .raster.grid import Window
from .raster.paths import check_paths
from .raster.shapes import files_read

LOGGER = logging.getLogger(__name__)
MEGABYTES = 144  # rows that tiles are blended in, and GDAL's block cache beside them
SMALLEST_CACHE = 64  # MB that GDAL needs for the blocks of a few inputs


@dataclass(frozen=True)
class Prediction:
    """What a run did; `numbers` are what its task's output counted."""

    device: str
    seconds: float
    tiles: int
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def mean_absolute_change(self) -> float:
        """Mean change of valid heights, in the raster's height unit."""
        return self.numbers["mean_absolute_change"]

    @property
    def voids_filled(self) -> int:
        """Voids of a surface that were given a height."""
        return int(self.numbers["voids_filled"])


def predict(
    bundle: ModelBundle,
    sources: Sequence[Source | None],
    target: str | os.PathLike[str],
    *,
    window: Window | None = None,
    progress: Progress = None,
    cancelled: Cancel = None,
    tile_size: int = 0,
    overlap: int = -1,
    batch_size: int = 0,
    device: str = "auto",
    precision: str = "auto",
    creation_options: Sequence[str] = (),
    fill_voids: bool = True,
    uncertainty: str | os.PathLike[str] | None = None,
    gsd: float | None = None,
    probability: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
    min_area: float = 0.0,
    prepare: Prepare | None = None,
    part: Part | None = None,
) -> Prediction:
    """Run a model over rasters, one per input of its card; the first one defines the grid of the result.

    None stands for an optional input that is not given; the last of those may be left out. Buildings may be
    a mask or polygons (`raster.shapes.Vector`) in the CRS of the first raster.
    `gsd` (metres) overrides the pixel size that heights are measured in; `prepare` may change layers of a
    tile. Surfaces: `fill_voids`; `uncertainty` names a second raster for the half-width of the 90 % interval.
    Building masks: `probability` names a second raster; `threshold` replaces the card's; buildings below
    `min_area` square metres are left out. `part`: write that part alone, in every bit as the whole run would.
    Raises RooflineError, or Cancelled, and then leaves no file.
    """
    started = time.monotonic()
    named = {"target": target, "uncertainty": uncertainty, "probability": probability}
    targets = _wanted(named, part)
    bundle, paths = _checked(bundle, sources, targets, batch_size)
    chosen = devices.for_model(bundle.spec, device, precision)
    tags = part.tags if part is not None else {}
    options = OutputOptions(targets, creation_options, fill_voids, threshold, min_area, tags)
    with block_cache(MEGABYTES), together(), ExitStack() as stack:
        sizes = tile_size, overlap, reach_of(bundle.spec, fill_voids)
        with said_after():  # a refusal comes alone
            reader, layout = opened(bundle.spec, paths, stack, window, gsd, prepare, *sizes)
            run = _context(bundle, reader, layout, options, stack, part)
            output = tasks.outputs()[bundle.spec.task](run)
        stack.enter_context(block_cache(max(SMALLEST_CACHE, MEGABYTES - output.megabytes)))
        source = TileSource(reader, layout if part is None else layout.meeting(part.window))
        network = at_its_pixels(bundle.network, bundle.spec)
        ranges = bundle.spec.network.ranges
        runner = runner_of(network, chosen, batch_size, layout, len(source), part is not None, ranges)
        LOGGER.info(chosen.describe())
        sweep(source, runner, output, Reporter(len(source), progress, cancelled), part is not None)
        reader.report()
        if part is not None:
            part.check(chosen, runner.device)
            part.mark(run.writers, output.sums)
    if progress is not None:
        progress(1.0)
    return Prediction(runner.device.kind, time.monotonic() - started, len(source), output.numbers)


def check(
    bundle: ModelBundle,
    sources: Sequence[Source | None],
    target: str | os.PathLike[str],
    *,
    window: Window | None = None,
    tile_size: int = 0,
    overlap: int = -1,
    batch_size: int = 0,
    creation_options: Sequence[str] = (),
    probability: str | os.PathLike[str] | None = None,
    threshold: float | None = None,
    min_area: float = 0.0,
    **_beside: object,
) -> None:
    """Refuse what `predict` with these parameters would refuse before its first tile, and log nothing.

    For runs whose first input is made by a longer one: `sources` then have in its place what it is made of.
    What concerns the work alone, such as the device, is not looked at.
    """
    targets = _wanted({"target": target, "probability": probability}, None)
    bundle, paths = _checked(bundle, sources, targets, batch_size)
    outputs = tasks.outputs()  # which imports them: a module's log keeps still when it is there
    options = OutputOptions(targets, creation_options, False, threshold, min_area)
    with unsaid(), suppress(_Enough), together(), ExitStack() as stack:
        reader, layout = opened(bundle.spec, paths, stack, window, None, None, tile_size, overlap)
        outputs[bundle.spec.task](_context(bundle, reader, layout, options, stack, None))
        raise _Enough  # so that no writer takes its file for a finished one


class _Enough(Exception):  # noqa: N818 - nothing is wrong
    """All is looked at."""


def _checked(
    bundle: ModelBundle,
    sources: Sequence[Source | None],
    targets: Mapping[str, str | os.PathLike[str]],
    batch_size: int,
) -> tuple[ModelBundle, list[Source]]:
    """The model and the sources that it is run with, which go together with the targets."""
    bundle, paths = given(bundle, sources)
    check_model(bundle.spec, len(paths), batch_size, "uncertainty" in targets)
    check_paths(files_read(paths), list(targets.values()))
    return bundle, paths


def _wanted(
    named: Mapping[str, str | os.PathLike[str] | None], part: Part | None
) -> dict[str, str | os.PathLike[str]]:
    """The rasters that are written: those that have a name, and what a part writes beside them."""
    targets = {name: path for name, path in named.items() if path is not None}
    return {**targets, **(part.beside if part is not None else {})}


def _context(
    bundle: ModelBundle,
    reader: Reader,
    layout: TileLayout,
    options: OutputOptions,
    stack: ExitStack,
    part: Part | None,
) -> OutputContext:
    """What the output is told, of the whole area or of a part of it."""
    run = OutputContext(bundle.spec, reader.source, reader.area, layout, reader.gsd, options, stack)
    if part is None:
        return run
    part.check_layout(layout.digest)
    area = part.window.shifted(reader.area.col, reader.area.row)
    return replace(run, area=area, corner=part.window[:2], reference=part.reference)


def given(bundle: ModelBundle, sources: Sequence[Source | None]) -> tuple[ModelBundle, list[Source]]:
    """The model without the optional inputs that are not given, and the sources that are."""
    flags = [source is not None for source in sources]
    missing = len(bundle.spec.inputs) - len(flags)
    paths = [source for source in sources if source is not None]
    return narrowed(bundle, flags + [False] * missing) if missing >= 0 else bundle, paths
