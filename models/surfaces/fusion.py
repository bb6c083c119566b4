"""One surface, several sets of guides: a run for each set, and the results fused or side by side."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..bundle import ModelBundle
from ..engine.inputs import Source
from ..engine.output import RefinedOutput
from ..engine.part import Part
from ..formats.atomic import together
from ..formats.scratch import Scratch
from ..predict import Prediction, predict
from ..progress import Cancel, Progress, part_of
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window
from ..raster.paths import check_paths
from ..raster.shapes import files_read
from ..raster.source import RasterPath
from ..raster.windows import strips
from ..raster.writer import RasterWriter, check_raster
from .guides import check_fusion, in_order

CHUNK_PIXELS = 2**20  # 4 MB a float32 band
FUSING = 0.03  # share of the progress


def predict_sets(
    bundle: ModelBundle,
    dsm: str | os.PathLike[str],
    sets: Sequence[Sequence[RasterPath]],
    target: str | os.PathLike[str],
    *,
    fusion: str = "mean",
    progress: Progress = None,
    cancelled: Cancel = None,
    uncertainty: str | os.PathLike[str] | None = None,
    creation_options: Sequence[str] = (),
    buildings: Source | None = None,
    part: Part | None = None,
    **options: Any,
) -> Prediction:
    """Refine a DSM with each set of guides: "mean" or "median" of the results, or "each" as a band.

    `buildings`: a mask or polygons of where buildings stand, for models that take them.
    `options` are those of `predict`. The mean change is that of what is written (for "each": of all bands).
    """
    check_fusion(fusion)
    if len(sets) == 1:
        options.update(progress=progress, cancelled=cancelled, uncertainty=uncertainty, part=part)
        sources = in_order(bundle.spec, dsm, sets[0], buildings)
        return predict(bundle, sources, target, creation_options=creation_options, **options)
    targets = [path for path in (target, uncertainty) if path is not None]
    check_paths(files_read((dsm, *(guide for guides in sets for guide in guides), buildings)), targets)
    if part is None:
        _check_targets(dsm, {target: len(sets) if fusion == "each" else 1, uncertainty: 1}, creation_options)
    with Scratch(Path(target).parent) as folder:
        parts, done = _Parts(folder, len(sets), uncertainty is not None), []
        for index, guides in enumerate(sets):
            share = (1 - FUSING) / len(sets)
            report = part_of(progress, index * share, share)
            options.update(progress=report, cancelled=cancelled, uncertainty=parts.spread[index], part=part)
            sources = in_order(bundle.spec, dsm, guides, buildings)
            done.append(predict(bundle, sources, parts.refined[index], **options))
        change = _Change(dsm, done[0].numbers["voids_filled"])
        with together():
            _fuse(target, parts.refined, fusion, creation_options, cancelled, change, part)
            if uncertainty is not None:
                _fuse(uncertainty, parts.spread, fusion, creation_options, cancelled, None, part)
    if progress is not None:
        progress(1.0)
    numbers = RefinedOutput.numbers_of(change.sums)
    seconds, tiles = sum(part.seconds for part in done), sum(part.tiles for part in done)
    return replace(done[-1], numbers=numbers, seconds=seconds, tiles=tiles)


def _check_targets(
    dsm: str | os.PathLike[str],
    targets: dict[str | os.PathLike[str] | None, int],
    creation_options: Sequence[str],
) -> None:
    """Refuse before the work rasters, each with its bands, that could not be written after it."""
    with Raster.open(dsm) as surface:
        for path, bands in targets.items():
            if path is not None:
                check_raster(path, surface.grid, bands, creation_options=creation_options)


class _Parts:
    """Files of the sets' results; of their uncertainties too, if they are wanted."""

    def __init__(self, folder: Path, count: int, with_spread: bool) -> None:
        self.refined = [folder / f"{index}.tif" for index in range(count)]
        self.spread = [folder / f"{index}-uncertainty.tif" if with_spread else None for index in range(count)]


class _Change:
    """The mean absolute difference to a surface, window by window."""

    def __init__(self, surface: str | os.PathLike[str], filled: float) -> None:
        self._surface, self._filled = surface, filled
        self._total, self._count = 0.0, 0

    @property
    def sums(self) -> dict[str, float]:
        """In the surface's height unit, over its valid pixels; as those of a single run."""
        return {"change": self._total, "valid": self._count, "filled": self._filled}

    def add(self, values: Float32Array, grid: Grid, window: Window) -> None:
        """Count values (bands, H, W) of a window of `grid`, a part of the surface's."""
        with Raster.open(self._surface) as surface:
            shift = grid.offset_in(surface.grid) or (0, 0)
            change = np.abs(values - surface.read(window.shifted(*shift))[:1])
        valid = np.isfinite(change)
        self._total += float(np.sum(change, where=valid, dtype=np.float64))
        self._count += int(np.count_nonzero(valid))


def _fuse(
    target: str | os.PathLike[str],
    parts: Sequence[Path | None],
    fusion: str,
    creation_options: Sequence[str],
    cancelled: Cancel,
    change: _Change | None = None,
    part: Part | None = None,
) -> None:
    """Write the parts as one raster, a few rows at a time."""
    with ExitStack() as stack:
        rasters = [stack.enter_context(Raster.open(part)) for part in parts if part is not None]
        grid, nodata = rasters[0].grid, rasters[0].nodata
        names = _names(rasters[0].data_bands[0].GetDescription(), fusion, len(rasters))
        unit = grid.band_unit(rasters[0].data_bands[0].GetUnitType() or "")
        writer = stack.enter_context(
            RasterWriter(target, grid, len(names), "Float32", nodata, creation_options, names, unit)
        )
        for window in strips(grid.window(), CHUNK_PIXELS, cancelled=cancelled):
            values = _fused(np.concatenate([raster.read(window) for raster in rasters]), fusion)
            if change is not None:
                change.add(values, grid, window)
            _write(writer, values, nodata, window)
        if part is not None:
            part.mark([writer], change.sums if change is not None else {})


def _names(name: str, fusion: str, count: int) -> list[str]:
    """Band descriptions."""
    if fusion == "each":
        return [f"{name}, guide set {index}" for index in range(1, count + 1)]
    return [f"{name}, {fusion} of {count} guide sets"]


def _fused(values: Float32Array, fusion: str) -> Float32Array:
    """Values (sets, H, W) as they are, or their mean or median (1, H, W); voids are the same in every set."""
    if fusion == "each":
        return values
    if fusion == "mean":
        return np.mean(values, axis=0, keepdims=True, dtype=np.float64).astype(np.float32)
    return np.median(values, axis=0, keepdims=True).astype(np.float32)


def _write(writer: RasterWriter, values: Float32Array, nodata: float | None, window: Window) -> None:
    if nodata is not None and not np.isnan(nodata):
        values = np.where(np.isnan(values), np.float32(nodata), values)
    writer.write(values, window)
