"""Surfaces from point clouds: patches through an occupancy network, blended; memory follows a patch."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..bundle import ModelBundle
from ..engine import device as devices
from ..engine.runner import automatic_batch
from ..engine.tiles import BandAccumulator, Tile
from ..errors import RooflineError
from ..modelfile.card import require_task
from ..networks.implicity import ImpliCity
from ..progress import Reporter
from ..raster.dataset import Raster
from ..raster.gdal_errors import block_cache
from ..raster.grid import Grid, Window
from ..raster.writer import RasterWriter, check_paths
from .gridding import NODATA, area_of, chosen_crs
from .height_search import SCHEDULES, PatchRunner
from .index import PointIndex
from .patches import Patch, PatchImages, PatchSample, Rules, check_images, plan, sample
from .readers import Bounds, PointCloud, open_points

LOGGER = logging.getLogger(__name__)
Float32Array = NDArray[np.float32]
CELLS_PER_PATCH = 4


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
    is for clouds that do not state theirs. The original schedule is slower, and equal but for rounding.
    Raises RooflineError, or Cancelled, and then leaves no file.
    """
    started = time.monotonic()
    require_task(bundle.card, "reconstructdsm")
    _check_schedule(schedule)
    check_paths([points, *guides], [target])
    chosen = devices.for_model(bundle.card, device, precision)
    with block_cache(), ExitStack() as stack:
        place = _Place(bundle, Path(points), guides, stack, pixel_size, extent, crs, overlap, cancelled)
        rules = place.rules
        _check_sizes(rules, tile_size, batch_size)
        batch = batch_size or automatic_batch(chosen, rules.size**2)
        runner = PatchRunner(cast(ImpliCity, bundle.network), chosen, batch, rules, schedule)
        LOGGER.info(chosen.describe())
        writer = RasterWriter(target, place.grid, 1, "Float32", NODATA, creation_options, ["Height"])
        surface = _Blend(place.grid, rules, stack.enter_context(writer))
        reporter = Reporter(len(place.patches), progress, cancelled)
        empty = _run(place.samples(), runner, surface, reporter)
        surface.close()
        reporter.check()
    if progress is not None:
        progress(1.0)
    if empty:
        LOGGER.info("%d patches have no points; they are left out.", empty)
    seconds = time.monotonic() - started
    return Reconstruction(len(place.patches), empty, place.index.count, runner.device.kind, seconds)


class _Place:
    """Where a model is asked: the indexed points, the images, the grid and its patches."""

    def __init__(
        self,
        bundle: ModelBundle,
        points: Path,
        guides: Sequence[str | os.PathLike[str]],
        stack: ExitStack,
        pixel_size: float,
        extent: Bounds | None,
        crs: str,
        overlap: int,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        cloud = open_points(points)
        rasters = [stack.enter_context(Raster.open(guide)) for guide in guides]
        check_images(rasters, len(bundle.card["inputs"]) - 1, bundle.name)
        projection = chosen_crs(cloud, crs, rasters, _own_crs(bundle, cloud))
        unit = Grid(1, 1, projection=projection, name=cloud.name).unit_in_metres
        self.rules = Rules.of(bundle.card, unit, pixel_size, overlap)
        cell = self.rules.patch / CELLS_PER_PATCH
        self.index = stack.enter_context(PointIndex(cloud, cell, _reach(extent, self.rules), cancelled))
        self.grid, regions = area_of(cloud, self.index, extent, self.rules.pixel, projection)
        self.patches = plan(regions, self.rules, self.grid)
        self._images = _images(bundle, rasters, self.rules, self.grid)
        LOGGER.info("%d points, %d patches of %.4g.", self.index.count, len(self.patches), self.rules.patch)

    def samples(self) -> Iterator[tuple[Patch, PatchSample | None]]:
        """Each patch with what the network is given of it, None where it has no points."""
        for patch in self.patches:
            points = sample(patch, self.index, self.rules)
            if points is not None and self._images is not None:
                points = replace(points, images=self._images.read(patch))
            yield patch, points


def _own_crs(bundle: ModelBundle, cloud: PointCloud) -> str:
    """The CRS that a published configuration gives to its own data set."""
    code = bundle.card.get("compatibility", {}).get("crs_epsg")
    return f"EPSG:{int(code)}" if code and cloud.regions else ""


def _reach(extent: Bounds | None, rules: Rules) -> Bounds | None:
    """The area whose points can matter: patches may begin before an extent that is smaller than they are."""
    if extent is None:
        return None
    left, bottom, right, top = extent
    return left - rules.patch, bottom - rules.patch, right, top


def _check_schedule(schedule: str) -> None:
    if schedule not in SCHEDULES:
        raise RooflineError(
            "Schedule '{schedule}' is unknown; choose one of {known}.",
            schedule=schedule,
            known=", ".join(SCHEDULES),
        )


def _check_sizes(rules: Rules, tile_size: int, batch_size: int) -> None:
    if tile_size not in (0, rules.size):
        raise RooflineError(
            "The model's patches are {patch:g} wide, {size} pixels; leave the tile size at 0.",
            patch=rules.patch,
            size=rules.size,
        )
    if batch_size < 0:
        raise RooflineError(
            "The batch size is {batch_size}; give 0 for automatic or a positive number.",
            batch_size=batch_size,
        )


def _images(bundle: ModelBundle, rasters: Sequence[Raster], rules: Rules, grid: Grid) -> PatchImages | None:
    if not rasters:
        return None
    network = cast(ImpliCity, bundle.network)
    normalisations = [entry["normalisation"] for entry in bundle.card["inputs"][1:]]
    return PatchImages(rasters, normalisations, rules.patch, network.image_encoder.multiple, grid)


def _run(
    samples: Iterator[tuple[Patch, PatchSample | None]],
    runner: PatchRunner,
    surface: _Blend,
    reporter: Reporter,
) -> int:
    """Send patches through the network in batches; the number of those without points."""
    waiting: list[tuple[Patch, PatchSample]] = []
    empty = 0
    for patch, points in samples:
        reporter.check()
        if points is None:
            empty += 1
            reporter.done(1)
            continue
        waiting.append((patch, points))
        if len(waiting) >= runner.batch_size:
            _infer(waiting, runner, surface, reporter)
            waiting = []
    _infer(waiting, runner, surface, reporter)
    return empty


def _infer(
    waiting: Sequence[tuple[Patch, PatchSample]],
    runner: PatchRunner,
    surface: _Blend,
    reporter: Reporter,
) -> None:
    if not waiting:
        return
    answers = runner(cast(Any, [points for _, points in waiting]))
    for (patch, points), answer in zip(waiting, answers):
        surface.add(patch, points, answer)
    reporter.done(len(waiting))


class _Blend:
    """Weighted means of overlapping patches; heights are summed about the first patch's reference height."""

    def __init__(self, grid: Grid, rules: Rules, writer: RasterWriter) -> None:
        self._grid, self._rules, self._writer = grid, rules, writer
        self._ramp = rules.ramp
        self._reference: float | None = None
        self._bands = BandAccumulator(grid.width, grid.height, rules.size, 2, self._write)

    def add(self, patch: Patch, points: PatchSample, answer: Float32Array) -> None:
        """Add a patch's normalised heights and emptiness (2, n, n)."""
        if self._reference is None:
            self._reference = float(np.float32(points.z_shift))
        heights = answer[0] * np.float32(self._rules.z_std) + np.float32(points.z_shift)
        counted = np.isfinite(heights)
        if not self._rules.fill_empty:
            counted &= answer[1] == 0
        values = np.where(counted, heights - np.float32(self._reference), np.float32(0))
        window = patch.window.intersection(self._grid.window())
        if window is None:
            return
        rows = slice(window.row - patch.window.row, window.row - patch.window.row + window.height)
        cols = slice(window.col - patch.window.col, window.col - patch.window.col + window.width)
        stacked = np.stack([values, counted.astype(np.float32)])[:, rows, cols]
        self._bands.add(Tile(window, self._ramp[rows], self._ramp[cols]), stacked)

    def close(self) -> None:
        """Write the remaining rows."""
        self._bands.close()

    def _write(self, rows: Float32Array, row: int) -> None:
        sums, weights = rows
        heights = np.full(sums.shape, NODATA, np.float32)
        np.divide(sums, weights, out=heights, where=weights > 0)
        heights[weights > 0] += np.float32(self._reference or 0.0)
        self._writer.write(heights[None], Window(0, row, sums.shape[1], sums.shape[0]))
