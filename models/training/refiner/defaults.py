"""A plan from a few rasters: what a first training needs is chosen from what the rasters are."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ... import bundle
from ...errors import RooflineError
from ...formats.objects import JsonObject
from ...modelfile.choice import taking
from ...options import AUTO
from ...raster.dataset import Raster, single_band
from ...raster.grid import Window
from ...raster.plausible import checked_heights
from ...raster.source import RasterPath, RasterSource
from ...raster.warp import Aligned
from ...tasks import REFINE_DSM
from ..data.levels import Offset
from ..data.outlines import Outlines
from ..data.regions import BUILDINGS, STRIPES, Region, sides
from ..start import FRESH, named
from ..start import asked as start_asked
from . import cards
from .architectures import ARCHITECTURES, TUNING, of_family
from .options import LOSSES, OPTIONS
from .plan import Plan, from_dict, read

log = logging.getLogger(__name__)

USUAL_ARCHITECTURE = "compact"
USUAL_STARTS = {0: "refine-geometry", 1: "refine-guided"}  # by the number of guides
MOST_IMAGES = 5  # of the published 5-view network
CELLS = 2 * STRIPES  # along each axis, looked at one window each
WINDOW = 64  # pixels
TILE, SMALLEST_TILE = 256, 64  # pixels, usual and least
SMALLEST_SIDE = 16  # pixels; of less a fifth tells nothing
# Of an epoch, which takes minutes; how often it covers what trains.
MOST_SAMPLES, LEAST_SAMPLES, ROUNDS = 1000, 32, 4
# Simulated inputs are rendered and matched, a fifth of a second each, besides hand-made errors.
SIMULATED = {"clean": 0.15, "stereo": 0.6, "mask_told": 1.0, "severity": [0.5, 1.5], "relief": 2.0}
MOST_SIMULATED = 200
FARTHEST = 5.0  # metres between two surfaces of one place whose heights count from the same level
NOTHING: Mapping[str, Any] = MappingProxyType({})  # is asked for
LOSS_TERMS = tuple(row.name for row in LOSSES)


class Survey(NamedTuple):
    """What a look at CELLS x CELLS windows tells: shares of pixels with heights in the surface, in the
    reference and in both; difference and relief (metres), NaN where there is nothing. All (CELLS, CELLS).
    """

    source: NDArray[np.float64]
    reference: NDArray[np.float64]
    both: NDArray[np.float64]
    difference: NDArray[np.float64]
    relief: NDArray[np.float64]


def plan_of(
    source: RasterPath | None,
    reference: RasterPath | None,
    guides: Sequence[RasterPath] = (),
    building_mask: RasterPath | None = None,
    overrides: Mapping[str, Any] = NOTHING,
    buildings: Outlines | None = None,
) -> Plan:
    """The plan of training on one place; without `source` the reference is degraded. `overrides` are values
    by the names of options; what is left out is chosen by the rasters and the architecture. `buildings` are a
    mask or polygons that the network is told of, `building_mask` says where most windows are drawn.

    Raises RooflineError where the rasters do not fit together.
    """
    if not reference:
        raise RooflineError("There is no reference surface; give REFERENCE, or a CONFIG file.")
    if source and Path(source).resolve() == Path(reference).resolve():
        raise RooflineError("INPUT and REFERENCE are one file, so there is nothing to learn; give two.")
    with Raster.open(source or reference) as raster:
        size = sides(raster, SMALLEST_SIDE)
        survey = _survey(raster, reference)
    check(survey, bool(source))
    axis = 0 if size[0] >= size[1] else 1
    stripe = validation_stripe(survey, axis)
    simulated, told = not source or "degrade" in overrides, buildings is not None
    values = _configuration(overrides, size, axis, len(guides), simulated, told)
    values["datasets"] = [
        {
            "name": Path(source or reference).stem,
            "raster_in": source,
            "raster_gt": reference,
            "area_type": "train+val",
            "allocation_strategy": f"5-crossval_{('vertical', 'horizontal')[axis]}",
            "test_stripe": stripe,
            "crossval_training": True,
            **({"image_list": list(guides)} if guides else {}),
            **({"building_mask": building_mask} if building_mask else {}),
        }
    ]
    plan = from_dict(values)
    region = _with_layers(plan.regions[0], source, reference, guides, building_mask)
    return replace(plan, regions=(replace(region, buildings=buildings),))


def _with_layers(
    region: Region,
    source: RasterPath | None,
    reference: RasterPath,
    guides: Sequence[RasterPath],
    building_mask: RasterPath | None,
) -> Region:
    """The region with what QGIS knows of its layers: a configuration knows paths alone."""
    given = {"source": source, "reference": reference, "building_mask": building_mask}
    known: JsonObject = {name: path for name, path in given.items() if isinstance(path, RasterSource)}
    images = tuple(
        path if isinstance(path, RasterSource) else own for path, own in zip(guides, region.guides)
    )
    return replace(region, guides=images, **known)


def plan_of_file(path: str, overrides: Mapping[str, Any] = NOTHING) -> Plan:
    """The plan of a configuration file; overrides, by the names of options, replace what it says."""
    plan = read(path)
    values, asked = plan.to_dict(), dict(overrides)
    architecture, start = asked.pop("architecture", plan.architecture), asked.pop("start", AUTO)
    if architecture != plan.architecture:
        values["model"] = {"architecture": architecture}
        if architecture == "resdepth":
            values["model"]["input_channels"] = _variant(plan.guides)
            values["multiview"] = {"config": f"{max(plan.guides, 3)}-view"}
    if start_asked(start) != AUTO:
        values["model"]["start"] = starting_model(start, plan.architecture)
    if "samples" in asked:
        for dataset in values["datasets"]:
            dataset["n_training_samples"] = asked["samples"]
    if any(name in asked for name in LOSS_TERMS):
        values["training_settings"]["loss"] = {"l1": 1.0}
    return from_dict(OPTIONS.configuration(asked, values))


def _survey(raster: Raster, reference: RasterPath) -> Survey:
    """Look at windows spread evenly over the surface."""
    grid = checked_heights(single_band(raster)).grid
    log.info("Pixel size %.4g m.", grid.gsd)  # degrees are refused here
    cells = [np.full((CELLS, CELLS), np.nan) for _ in Survey._fields]
    with Raster.open(reference) as other:
        truth = Aligned(checked_heights(single_band(other)), grid)
        for row in range(CELLS):
            for col in range(CELLS):
                window = _cell(grid.width, grid.height, row, col)
                noisy = raster.read(window)[0].astype(np.float64) * raster.height_unit
                true = truth.read(window)[0].astype(np.float64) * other.height_unit
                for plane, value in zip(cells, _look(noisy, true)):
                    plane[row, col] = value
    return Survey(*cells)


def _cell(width: int, height: int, row: int, col: int) -> Window:
    """The middle of a cell, at most WINDOW pixels wide and high."""
    left, right = col * width // CELLS, max((col + 1) * width // CELLS, col * width // CELLS + 1)
    top, bottom = row * height // CELLS, max((row + 1) * height // CELLS, row * height // CELLS + 1)
    wide, high = min(WINDOW, right - left), min(WINDOW, bottom - top)
    return Window((left + right - wide) // 2, (top + bottom - high) // 2, wide, high)


def _look(noisy: NDArray[np.float64], true: NDArray[np.float64]) -> tuple[float, ...]:
    known = np.isfinite(noisy), np.isfinite(true)
    both = known[0] & known[1]
    difference = float(np.median((noisy - true)[both])) if both.any() else np.nan
    relief = float(np.std(true[both])) if both.any() else np.nan
    return known[0].mean(), known[1].mean(), both.mean(), difference, relief


def check(survey: Survey, has_source: bool = True) -> None:
    """Refuse rasters from which nothing can be learnt."""
    for name, share in (("INPUT", survey.source), ("REFERENCE", survey.reference)):
        if not share.any() and (has_source or name == "REFERENCE"):
            raise RooflineError(
                "{name} has no valid heights here; check its nodata value and its extent.", name=name
            )
    if not survey.both.any():
        raise RooflineError(
            "INPUT and REFERENCE have heights in different parts only; choose surfaces of the same place."
        )
    offset = Offset.of(survey.difference)
    if offset.is_of_levels(FARTHEST):
        raise RooflineError(
            "INPUT lies {offset:+.1f} m from REFERENCE, as if their heights counted from different levels "
            "(geoid and ellipsoid?); bring them to one vertical reference first.",
            offset=offset.median,
        )
    if abs(offset.median) > max(1.0, offset.spread):
        log.warning(
            "INPUT lies %+.2f m from REFERENCE in the median; the network will learn that too.", offset.median
        )


def validation_stripe(survey: Survey, axis: int) -> int:
    """The first or the last fifth along an axis (0 = columns): the one that is more like the whole.

    A stripe at the border leaves the training one connected part, which small rasters need.
    """
    shares = survey.both.mean(axis=axis).reshape(STRIPES, -1).mean(axis=1)
    with np.errstate(invalid="ignore"):
        known = np.where(survey.both > 0, survey.relief, np.nan)
    whole = float(np.nanmean(known))
    halves = np.split(np.moveaxis(known, 1 - axis, 0), STRIPES)
    reliefs = [float(np.nanmean(half)) if np.isfinite(half).any() else np.inf for half in halves]
    enough = [stripe for stripe in (0, STRIPES - 1) if shares[stripe] >= 0.5 * shares.mean()]
    if not enough:
        return int(np.argmax(shares))
    return min(enough, key=lambda stripe: abs(reliefs[stripe] - whole))


def _configuration(
    overrides: Mapping[str, Any],
    size: tuple[int, int],
    axis: int,
    guides: int,
    simulated: bool = False,
    buildings: bool = False,
) -> JsonObject:
    """All sections but the data sets, as a configuration file has them."""
    asked = dict(overrides)
    start = asked.pop("start", AUTO)
    architecture = asked.pop("architecture", None) or _architecture(start)
    if architecture == "resdepth" and guides > MOST_IMAGES:
        raise RooflineError(
            "resdepth takes {most} guides at most, {guides} were given; leave some out.",
            most=MOST_IMAGES,
            guides=guides,
        )
    start = starting_model(start, architecture, guides, buildings)
    known = ARCHITECTURES[architecture]
    usual = {**known.usual, **TUNING} if start and architecture == USUAL_ARCHITECTURE else known.usual
    tile = asked.get("tile_size") or tile_size(architecture, size, axis)
    chosen: JsonObject = {
        **usual,
        "architecture": architecture,
        "start": start,
        "tile_size": tile,
        "samples": sample_count(size, tile, MOST_SIMULATED if simulated else MOST_SAMPLES),
        "loss": {"l1": 1.0},
        "degradation": dict(SIMULATED) if simulated else {},
    }
    if architecture == "resdepth":
        chosen["variant"] = _variant(guides)
        chosen["multiview"] = f"{max(guides, 3)}-view"
    return OPTIONS.configuration({**chosen, **asked}, copy.deepcopy(known.descent))


def _architecture(start: str) -> str:
    """What the model to start from is, else compact."""
    name = named(start)
    if name is None:
        return USUAL_ARCHITECTURE
    family = cards.start_model(name).spec.network.family
    return of_family(family) or USUAL_ARCHITECTURE


def _variant(guides: int) -> str:
    """ResDepth's name for a surface and some images."""
    return {0: "geom", 1: "geom-mono", 2: "geom-stereo"}.get(guides, "geom-multiview")


def starting_model(name: str, architecture: str, guides: int = 0, buildings: bool = False) -> str | None:
    """The model that a name stands for: "auto" is the bundled one where it fits, "none" fresh weights."""
    if named(name) or start_asked(name) == FRESH:
        return named(name)
    usual = USUAL_STARTS.get(guides)
    if usual is None or architecture != USUAL_ARCHITECTURE or usual not in bundle.available():
        return None
    return usual if not buildings or usual in taking(REFINE_DSM.id, BUILDINGS) else None


def tile_size(architecture: str, size: tuple[int, int], axis: int) -> int:
    """The largest usual window that fits the shorter side and the part that trains; 256 px at most."""
    if ARCHITECTURES[architecture].tile:
        return ARCHITECTURES[architecture].tile
    room = min(size[1 - axis], size[axis] * (STRIPES - 1) // STRIPES)
    fitting = [tile for tile in (TILE, 192, 160, 128, 96) if tile <= room]
    tile = fitting[0] if fitting else SMALLEST_TILE
    return tile if architecture == "compact" else max(1 << tile.bit_length() - 1, 128)


def sample_count(size: tuple[int, int], tile: int, most: int = MOST_SAMPLES) -> int:
    """Samples of an epoch: the area that trains ROUNDS times, within bounds."""
    area = size[0] * size[1] * (STRIPES - 1) / STRIPES
    return int(np.clip(round(ROUNDS * area / tile**2), LEAST_SAMPLES, most))
