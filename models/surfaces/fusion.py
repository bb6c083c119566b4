"""One surface, several sets of guides: a run for each set, and the results fused or side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..bundle import ModelBundle
from ..engine.inputs import Source
from ..errors import RooflineError
from ..formats.scratch import Scratch
from ..modelfile.choice import taking
from ..modelfile.parts import inputs_of
from ..options import FUSIONS
from ..predict import Prediction, predict
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window
from ..raster.paths import check_paths
from ..raster.shapes import Vector
from ..raster.windows import strips
from ..raster.writer import RasterWriter, check_raster
from ..tasks import REFINE_DSM

BUILDINGS = "buildings"
CHUNK_PIXELS = 2**20
FUSING = 0.03  # share of the progress


def guide_sets(card: dict[str, Any], guides: Sequence[str]) -> list[list[str]]:
    """The guides in sets of as many as the model takes, in their order; none where all are optional."""
    entries = [entry for entry in inputs_of(card)[1:] if entry.role != BUILDINGS]
    taken, name = len(entries), card.get("name")
    if taken == 0 and guides:
        raise RooflineError("Model {name} works on the DSM alone: leave GUIDES empty.", name=name)
    if taken == 0 or (not guides and all(entry.optional for entry in entries)):
        return [[]]
    if not guides or len(guides) % taken:
        raise RooflineError(
            "Model {name} takes {taken} guide rasters, {guides} given; give one or more such sets.",
            name=name,
            taken=taken,
            guides=len(guides),
        )
    return [list(guides[start : start + taken]) for start in range(0, len(guides), taken)]


def check_buildings(card: dict[str, Any]) -> None:
    """Refuse buildings for a model that takes none, and name installed ones that do."""
    if any(entry.role == BUILDINGS for entry in inputs_of(card)):
        return
    name, others = card.get("name"), taking(REFINE_DSM.id, BUILDINGS)
    if others:
        raise RooflineError(
            "Model {name} takes no buildings: leave BUILDINGS empty, or choose a MODEL that takes them "
            "({models}).",
            name=name,
            models=", ".join(others),
        )
    raise RooflineError(
        "Model {name} takes no buildings, nor does any other installed model: leave BUILDINGS empty, or give "
        "the model file of one that takes them as MODEL.",
        name=name,
    )


def _in_order(
    card: dict[str, Any],
    dsm: str | os.PathLike[str],
    guides: Sequence[str],
    buildings: Source | None,
) -> list[Source | None]:
    """The sources as the card's inputs take them, None for what is not given; too many come last."""
    if buildings is not None:
        check_buildings(card)
    left = list(guides)
    beside = [
        buildings if entry.role == BUILDINGS else left.pop(0) if left else None
        for entry in inputs_of(card)[1:]
    ]
    while beside and beside[-1] is None:  # of a model that needs it, the run says so
        beside.pop()
    return [dsm, *beside, *left]


def predict_sets(
    bundle: ModelBundle,
    dsm: str | os.PathLike[str],
    sets: Sequence[Sequence[str]],
    target: str | os.PathLike[str],
    *,
    fusion: str = "mean",
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    uncertainty: str | os.PathLike[str] | None = None,
    creation_options: Sequence[str] = (),
    buildings: Source | None = None,
    **options: Any,
) -> Prediction:
    """Refine a DSM with each set of guides: "mean" or "median" of the results, or "each" as a band.

    `buildings`: a mask or polygons of where buildings stand, for models that take them.
    `options` are those of `predict`. The mean change is that of what is written (for "each": of all bands).
    """
    if fusion not in FUSIONS:
        raise RooflineError(
            "The fusion '{fusion}' is unknown; choose one of {known}.",
            fusion=fusion,
            known=", ".join(FUSIONS),
        )
    if len(sets) == 1:
        options.update(progress=progress, cancelled=cancelled, uncertainty=uncertainty)
        sources = _in_order(bundle.card, dsm, sets[0], buildings)
        return predict(bundle, sources, target, creation_options=creation_options, **options)
    targets = [path for path in (target, uncertainty) if path is not None]
    beside = buildings.file if isinstance(buildings, Vector) else buildings
    read = [dsm, *(guide for guides in sets for guide in guides), *([beside] if beside else [])]
    check_paths(read, targets)
    with Raster.open(dsm) as surface:
        for path, bands in ((target, len(sets) if fusion == "each" else 1), (uncertainty, 1)):
            if path is not None:
                check_raster(path, surface.grid, bands, creation_options=creation_options)
    with Scratch(Path(target).parent) as folder:
        parts, done = _Parts(folder, len(sets), uncertainty is not None), []
        for index, guides in enumerate(sets):
            report = _share(progress, index, len(sets))
            options.update(progress=report, cancelled=cancelled, uncertainty=parts.spread[index])
            sources = _in_order(bundle.card, dsm, guides, buildings)
            done.append(predict(bundle, sources, parts.refined[index], **options))
        change = _Change(dsm)
        _fuse(target, parts.refined, fusion, creation_options, cancelled, change)
        if uncertainty is not None:
            _fuse(uncertainty, parts.spread, fusion, creation_options, cancelled)
    if progress is not None:
        progress(1.0)
    numbers = {**done[0].numbers, "mean_absolute_change": change.mean}
    seconds, tiles = sum(part.seconds for part in done), sum(part.tiles for part in done)
    return replace(done[-1], numbers=numbers, seconds=seconds, tiles=tiles)


class _Parts:
    """Files of the sets' results; of their uncertainties too, if they are wanted."""

    def __init__(self, folder: Path, count: int, with_spread: bool) -> None:
        self.refined = [folder / f"{index}.tif" for index in range(count)]
        self.spread = [folder / f"{index}-uncertainty.tif" if with_spread else None for index in range(count)]


class _Change:
    """The mean absolute difference to a surface, window by window."""

    def __init__(self, surface: str | os.PathLike[str]) -> None:
        self._surface = surface
        self._total, self._count = 0.0, 0

    @property
    def mean(self) -> float:
        """In the surface's height unit, over its valid pixels."""
        return self._total / self._count if self._count else 0.0

    def add(self, values: Float32Array, grid: Grid, window: Window) -> None:
        """Count values (bands, H, W) of a window of `grid`, a part of the surface's."""
        with Raster.open(self._surface) as surface:
            shift = grid.offset_in(surface.grid) or (0, 0)
            change = np.abs(values - surface.read(window.shifted(*shift))[:1])
        valid = np.isfinite(change)
        self._total += float(np.sum(change, where=valid, dtype=np.float64))
        self._count += int(np.count_nonzero(valid))


def _share(progress: Callable[[float], None] | None, index: int, sets: int) -> Callable[[float], None] | None:
    """The progress of one set as a part of the whole."""
    if progress is None:
        return None
    return lambda fraction: progress((1 - FUSING) * (index + fraction) / sets)


def _fuse(
    target: str | os.PathLike[str],
    parts: Sequence[Path | None],
    fusion: str,
    creation_options: Sequence[str],
    cancelled: Callable[[], bool] | None,
    change: _Change | None = None,
) -> None:
    """Write the parts as one raster, a few rows at a time."""
    with ExitStack() as stack:
        rasters = [stack.enter_context(Raster.open(part)) for part in parts if part is not None]
        grid, nodata = rasters[0].grid, rasters[0].nodata
        names = _names(rasters[0].data_bands[0].GetDescription(), fusion, len(rasters))
        unit = rasters[0].data_bands[0].GetUnitType() or ""
        writer = stack.enter_context(
            RasterWriter(target, grid, len(names), "Float32", nodata, creation_options, names, unit)
        )
        for window in strips(grid.window(), CHUNK_PIXELS, cancelled=cancelled):
            values = _fused(np.concatenate([raster.read(window) for raster in rasters]), fusion)
            if change is not None:
                change.add(values, grid, window)
            _write(writer, values, nodata, window)


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
