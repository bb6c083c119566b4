"""The engine: a model and rasters in, a raster out, in memory that does not grow with the raster's height."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from . import tasks
from .bundle import ModelBundle
from .engine import device as devices
from .engine.inputs import Prepare, Reader, Source, TileSource
from .engine.output import OutputContext, OutputOptions
from .engine.runner import Runner, automatic_batch
from .engine.side_by_side import batches_at_once
from .engine.sweep import sweep
from .engine.tiles import TileLayout, round_up
from .errors import RooflineError
from .language import Message
from .modelfile.card import require_task
from .modelfile.optional import narrowed
from .modelfile.parts import Tiles, tiles_of
from .progress import Reporter
from .raster.gdal_errors import block_cache
from .raster.grid import Window
from .raster.paths import check_paths
from .raster.shapes import Vector

LOGGER = logging.getLogger(__name__)
MEGABYTES = 144  # rows that tiles are blended in, and GDAL's block cache beside them
SMALLEST_CACHE = 64
SMALLEST_TILE = 64
LARGEST_TILE = 2048


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
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
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
) -> Prediction:
    """Run a model over rasters, one per input of its card; the first one defines the grid of the result.

    None stands for an optional input that is not given; the last of those may be left out. Buildings may be
    a mask or polygons (`raster.shapes.Vector`) in the CRS of the first raster.
    `gsd` (metres) overrides the pixel size that heights are measured in; `prepare` may change layers of a
    tile. Surfaces: `fill_voids`; `uncertainty` names a second raster for the half-width of the 90 % interval.
    Building masks: `probability` names a second raster; `threshold` replaces the card's; buildings below
    `min_area` square metres are left out. Raises RooflineError, or Cancelled, and then leaves no file.
    """
    started = time.monotonic()
    named = {"target": target, "uncertainty": uncertainty, "probability": probability}
    targets = {name: path for name, path in named.items() if path is not None}
    bundle, paths = _given(bundle, sources)
    _check(bundle, paths, targets, batch_size)
    size, overlap = tile_and_overlap(tiles_of(bundle.card), tile_size, overlap)
    chosen = devices.for_model(bundle.card, device, precision)
    options = OutputOptions(targets, creation_options, fill_voids, threshold, min_area)
    with block_cache(MEGABYTES), ExitStack() as stack:
        reader = Reader(bundle.card, paths, window, gsd, stack, prepare)
        layout = _layout(bundle, reader.area, size, overlap)
        run = OutputContext(bundle.card, reader.source, reader.area, layout, reader.gsd, options, stack)
        output = tasks.outputs()[bundle.card["task"]](run)
        stack.enter_context(block_cache(max(SMALLEST_CACHE, MEGABYTES - output.megabytes)))
        runner = Runner(bundle.network, chosen, batch_size or automatic_batch(chosen, layout.tile_pixels))
        pixels, batches = runner.batch_size * layout.tile_pixels, -(-len(layout) // runner.batch_size)
        runner.side_by_side = batches_at_once(chosen, bundle.network, pixels, batches)
        LOGGER.info(chosen.describe())
        sweep(TileSource(reader, layout), runner, output, Reporter(len(layout), progress, cancelled))
        reader.report()
    if progress is not None:
        progress(1.0)
    return Prediction(runner.device.kind, time.monotonic() - started, len(layout), output.numbers)


def _given(bundle: ModelBundle, sources: Sequence[Source | None]) -> tuple[ModelBundle, list[Source]]:
    """The model without the optional inputs that are not given, and the sources that are."""
    flags = [source is not None for source in sources]
    missing = len(bundle.card["inputs"]) - len(flags)
    paths = [source for source in sources if source is not None]
    return narrowed(bundle, flags + [False] * missing) if missing >= 0 else bundle, paths


def tile_and_overlap(tile: Tiles, size: int = 0, overlap: int = -1) -> tuple[int, int]:
    """Tile size and overlap in pixels: the user's, or the model's own for 0 and -1.

    A card's `least` is the smallest tile, and the overlap of tiles below the model's own size, with which the
    answer stays what it is with the model's own tiles.
    """
    own_size, own_overlap = tile.size, tile.overlap
    least = tile.least or Tiles(min(SMALLEST_TILE, own_size), own_overlap)
    smallest = min(SMALLEST_TILE, own_size)
    if size != 0 and size < smallest:
        raise RooflineError(
            "The tile size is {size}; give 0 for the model's own or at least {smallest} pixels.",
            size=size,
            smallest=smallest,
        )
    if 0 < size < least.size:
        LOGGER.warning("Tiles of %d pixels are too small for this model; using %d.", size, least.size)
    if size > LARGEST_TILE:
        LOGGER.warning("Tiles of %d pixels are too large; using %d.", size, LARGEST_TILE)
    size = round_up(min(max(size, least.size) if size else own_size, LARGEST_TILE), tile.multiple)
    if size < own_size:
        own_overlap = least.overlap
    if overlap == -1:
        return size, own_overlap if own_overlap * 2 <= size else size * own_overlap // own_size
    most = size // 2 if tile.layout == "stride" else (size - 1) // 2
    if not 0 <= overlap <= most and not overlap == own_overlap:
        raise RooflineError(
            "The overlap is {overlap}; give -1 (the model's own) or at most {most} (half a tile).",
            overlap=overlap,
            most=most,
        )
    return size, overlap


def _layout(bundle: ModelBundle, area: Window, size: int, overlap: int) -> TileLayout:
    tile = tiles_of(bundle.card)
    layout = TileLayout(area.width, area.height, size, overlap, tile.multiple, tile.layout, tile.blend)
    LOGGER.info("Tiles of %d x %d pixels: %d.", *reversed(layout.tile_shape), len(layout))
    return layout


def _check(
    bundle: ModelBundle,
    sources: Sequence[Source],
    targets: Mapping[str, str | os.PathLike[str]],
    batch_size: int,
) -> None:
    card, name = bundle.card, bundle.name
    require_task(card, *tasks.outputs())
    if card.get("untrained"):
        raise RooflineError(
            "Model {name} is for training alone: its {untrained} has learnt nothing.",
            name=name,
            untrained=card["untrained"][0],
        )
    _check_sources(bundle, len(sources))
    if batch_size < 0:
        raise RooflineError(
            "The batch size is {batch_size}; give 0 for automatic or a positive number.",
            batch_size=batch_size,
        )
    if "uncertainty" in targets and not card["output"].get("uncertainty"):
        raise RooflineError("Model {name} does not estimate uncertainty; leave that output empty.", name=name)
    files = [source.file if isinstance(source, Vector) else source for source in sources]
    check_paths([file for file in files if file], list(targets.values()))


def _check_sources(bundle: ModelBundle, given: int) -> None:
    roles = [entry["role"] for entry in bundle.card["inputs"]]
    if given == len(roles):
        return
    if tasks.of(bundle.card["task"]).guides:
        guides = ", ".join(roles[1:])
        wanted = Message("these guides: {guides}", guides=guides) if guides else Message("no guides")
        raise RooflineError(
            "Model {bundle} takes {wanted}; {given} were given: change GUIDES, or choose another MODEL "
            "(refine-geometry takes none, refine-guided one image).",
            bundle=bundle.name,
            wanted=wanted,
            given=given - 1,
        )
    raise RooflineError(
        "Model {bundle} takes {wanted}; {given} rasters were given.",
        bundle=bundle.name,
        wanted=", ".join(roles),
        given=given,
    )
