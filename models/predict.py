"""The engine: a model and rasters in, a raster out, in memory that does not grow with the raster's height."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import device as devices
from .bundle import ModelBundle
from .card import input_bands
from .errors import Cancelled, RooflineError
from .gdalio import block_cache
from .grid import Window
from .inference import Runner, automatic_batch
from .normalise import Normaliser, Sample
from .output import RefinedOutput, output_nodata
from .raster import Aligned, Raster, RasterWriter, single_band
from .tiles import Tile, TileLayout, round_up

LOGGER = logging.getLogger(__name__)
Float32Array = NDArray[np.float32]
CACHE_MEGABYTES = 128
SMALLEST_TILE = 64
LARGEST_TILE = 2048
SECONDS_BETWEEN_ESTIMATES = 15.0
BAND_NAMES = ("Refined height", "Half-width of the 90 % interval")


@dataclass(frozen=True)
class Prediction:
    """What a run did; the change is that of valid heights, in the raster's height unit."""

    mean_absolute_change: float
    voids_filled: int
    device: str
    seconds: float
    tiles: int


def predict(
    bundle: ModelBundle,
    sources: Sequence[str | os.PathLike[str]],
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
) -> Prediction:
    """Run a model over a DSM (sources[0], which defines the grid) and its guides; write float32 heights.

    `uncertainty` names a second raster for the half-width of the 90 % interval; `gsd` (metres) overrides the
    pixel size that heights are measured in. Raises RooflineError, or Cancelled, and then leaves no file.
    """
    started = time.monotonic()
    targets = [path for path in (target, uncertainty) if path is not None]
    _check(bundle, sources, targets, batch_size)
    size, overlap = tile_and_overlap(bundle.card["tile"], tile_size, overlap)
    chosen = devices.choose(device, precision)
    with block_cache(CACHE_MEGABYTES), ExitStack() as stack:
        reader = _Reader(bundle, sources, window, gsd, stack)
        layout = _layout(bundle, reader.area, size, overlap)
        grid, nodata = reader.dsm.grid.subgrid(reader.area), output_nodata(reader.dsm)
        writers = [
            stack.enter_context(RasterWriter(path, grid, 1, "Float32", nodata, creation_options, [name]))
            for path, name in zip(targets, BAND_NAMES)
        ]
        runner = Runner(bundle.network, chosen, batch_size or automatic_batch(chosen, layout.tile_pixels))
        LOGGER.info(chosen.describe())
        output = RefinedOutput(reader.dsm, reader.area, layout, writers, bundle.card, not fill_voids)
        _run(layout, reader, runner, output, _Reporter(len(layout), progress, cancelled))
    if progress is not None:
        progress(1.0)
    seconds = time.monotonic() - started
    return Prediction(
        output.mean_absolute_change, output.voids_filled, runner.device.kind, seconds, len(layout)
    )


def tile_and_overlap(tile: dict[str, Any], size: int = 0, overlap: int = -1) -> tuple[int, int]:
    """Tile size and overlap in pixels: the user's, or the model's own for 0 and -1."""
    multiple = int(tile.get("multiple", 1))
    own_size, own_overlap = int(tile["size"]), int(tile["overlap"])
    if size != 0 and size < SMALLEST_TILE:
        raise RooflineError(
            f"The tile size is {size}; give 0 for the model's own or at least {SMALLEST_TILE} pixels."
        )
    if size > LARGEST_TILE:
        LOGGER.warning("Tiles of %d pixels are too large; using %d.", size, LARGEST_TILE)
    size = round_up(min(size or own_size, LARGEST_TILE), multiple)
    if overlap == -1:
        return size, own_overlap if own_overlap * 2 <= size else size * own_overlap // own_size
    if not 0 <= overlap * 2 < size and not overlap == own_overlap:
        raise RooflineError(
            f"The overlap is {overlap}; give -1 (the model's own) or at most {(size - 1) // 2} (half a tile)."
        )
    return size, overlap


class _Reader:
    """Reads samples of the rasters, tile by tile."""

    def __init__(
        self,
        bundle: ModelBundle,
        sources: Sequence[str | os.PathLike[str]],
        window: Window | None,
        gsd: float | None,
        stack: ExitStack,
    ) -> None:
        self.dsm = single_band(stack.enter_context(Raster.open(sources[0])))
        whole = self.dsm.grid.window()
        area = whole if window is None else window.intersection(whole)
        if area is None:
            raise RooflineError("The chosen extent does not overlap the DSM; choose one that does.")
        self.area = area
        self._normaliser = Normaliser(bundle.card, _gsd(bundle, self.dsm, gsd), self.dsm.height_unit)
        self._guides: list[Aligned] = []
        for path, bands in zip(sources[1:], input_bands(bundle.card)[1:]):
            guide = stack.enter_context(Raster.open(path))
            if guide.bands != bands:
                taken = f"model {bundle.name} takes {bands}"
                raise RooflineError(f"{guide.name} has {guide.bands} bands, {taken}; extract them first.")
            self._guides.append(Aligned(guide, self.dsm.grid))

    def read(self, tile: Tile) -> Sample | None:
        """The tile's sample, or None where it has no heights; beyond the raster the edge is repeated."""
        window = tile.window.shifted(self.area.col, self.area.row)
        heights = self._padded(self.dsm, window)
        if np.isnan(heights).all():
            return None
        return self._normaliser.sample(heights[0], [self._padded(guide, window) for guide in self._guides])

    def _padded(self, raster: Raster | Aligned, window: Window) -> Float32Array:
        inside = window.intersection(self.dsm.grid.window())
        if inside is None or inside == window:
            return raster.read(window)
        missing = ((0, 0), (0, window.height - inside.height), (0, window.width - inside.width))
        return np.pad(raster.read(inside), missing, mode="edge")


class _Reporter:
    """Progress, cancelling and the time left, tile by tile."""

    def __init__(
        self, tiles: int, progress: Callable[[float], None] | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._tiles, self._done = tiles, 0
        self._progress, self._cancelled = progress, cancelled
        self._started = self._last = time.monotonic()

    def check(self) -> None:
        """Raise Cancelled when the user has asked for it."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def done(self, tiles: int) -> None:
        """Count finished tiles; the last step of the progress is kept for the finished file."""
        self._done += tiles
        if self._progress is not None:
            self._progress(self._done / (self._tiles + 1))
        now = time.monotonic()
        if now - self._last > SECONDS_BETWEEN_ESTIMATES:
            left = (now - self._started) / self._done * (self._tiles - self._done)
            LOGGER.info("%d of %d tiles, about %s left.", self._done, self._tiles, _duration(left))
            self._last = now


def _run(
    layout: TileLayout, reader: _Reader, runner: Runner, output: RefinedOutput, reporter: _Reporter
) -> None:
    waiting: list[tuple[Tile, Sample | None]] = []
    for tile in layout:
        reporter.check()
        waiting.append((tile, reader.read(tile)))
        if sum(sample is not None for _, sample in waiting) >= runner.batch_size:
            _refine(waiting, runner, output, reporter)
            waiting = []
    _refine(waiting, runner, output, reporter)
    if not output.has_heights:
        raise RooflineError(
            f"{reader.dsm.name} has no valid heights here; check its nodata value and the extent."
        )
    output.close()
    reporter.check()


def _refine(
    waiting: list[tuple[Tile, Sample | None]], runner: Runner, output: RefinedOutput, reporter: _Reporter
) -> None:
    """Send a batch through the network; tiles without heights pass by, in their turn."""
    reporter.check()
    inputs = [sample.inputs for _, sample in waiting if sample is not None]
    answers = iter(runner(np.stack(inputs)) if inputs else ())
    for tile, sample in waiting:
        if sample is None:
            output.skip(tile)
        else:
            output.add(tile, sample, next(answers))
    if waiting:
        reporter.done(len(waiting))


def _layout(bundle: ModelBundle, area: Window, size: int, overlap: int) -> TileLayout:
    tile = bundle.card["tile"]
    names = tile.get("layout", "even"), tile.get("blend", "taper")
    layout = TileLayout(area.width, area.height, size, overlap, int(tile.get("multiple", 1)), *names)
    LOGGER.info("Tiles of %d x %d pixels: %d.", *reversed(layout.tile_shape), len(layout))
    return layout


def _gsd(bundle: ModelBundle, dsm: Raster, chosen: float | None) -> float:
    """The DSM's pixel size in metres, or the user's; said in the log, with what was assumed."""
    gsd = dsm.grid.gsd  # also refuses degrees
    if dsm.grid.crs is None:
        LOGGER.warning("%s has no CRS; its coordinates and heights are taken to be metres.", dsm.name)
    if chosen is not None:
        if not 0 < chosen < float("inf"):
            raise RooflineError(f"The pixel size is {chosen}; give a positive number of metres.")
        gsd = chosen
    LOGGER.info("Pixel size %.4g m, height unit %.4g m.", gsd, dsm.height_unit)
    trained = bundle.card.get("gsd") or {}
    if not float(trained.get("min", 0)) <= gsd <= float(trained.get("max", "inf")):
        LOGGER.warning(
            "Model %s was made for pixels of %s to %s m.", bundle.name, trained["min"], trained["max"]
        )
    return gsd


def _check(
    bundle: ModelBundle,
    sources: Sequence[str | os.PathLike[str]],
    targets: Sequence[str | os.PathLike[str]],
    batch_size: int,
) -> None:
    roles = [entry["role"] for entry in bundle.card["inputs"]]
    if len(sources) != len(roles):
        wanted = f"these guides: {', '.join(roles[1:])}" if roles[1:] else "no guides"
        raise RooflineError(f"Model {bundle.name} takes {wanted}; {len(sources) - 1} were given.")
    if batch_size < 0:
        raise RooflineError(f"The batch size is {batch_size}; give 0 for automatic or a positive number.")
    if len(targets) == 2 and not bundle.card["output"].get("uncertainty"):
        raise RooflineError(f"Model {bundle.name} does not estimate uncertainty; leave that output empty.")
    inputs = {Path(source).resolve() for source in sources if Path(source).exists()}
    outputs = [Path(target).resolve() for target in targets]
    if inputs.intersection(outputs) or len(set(outputs)) < len(outputs):
        raise RooflineError("An output has the same name as another raster of the run; choose another file.")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
