"""Where samples come from: the original's chunks with their queries, or points with a reference surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ...clouds.ahead import grid_ahead
from ...clouds.gridding import chosen_crs, height_unit, true_unit
from ...clouds.index import PointIndex
from ...clouds.occupancy import Queries, Random, drawn
from ...clouds.patches import PatchImages, Rules, grid_of
from ...clouds.query_files import QueryFiles
from ...clouds.readers import Bounds, PointCloud, Selection, crs_wkt, open_points
from ...clouds.readers.chunks import INFO, POINTS, chunks_of
from ...clouds.reference import Reference, Surface
from ...clouds.roofs import Roofs, write_reference
from ...errors import RooflineError
from ...formats.names import is_there
from ...formats.scratch import Scratch
from ...modelfile.parts import Card
from ...progress import Cancel
from ...published.implicity_configuration import pair
from ...raster.dataset import Raster
from ...raster.grid import Grid, extent_of
from ...raster.source import RasterPath
from ...raster.vector_files import is_vector, with_heights
from ..data.levels import Offset
from .plan import Plan
from .sections import PlaceEntry

CELLS_PER_PATCH = 4  # as in clouds/source.py
FARTHEST = 10.0  # metres between points and a surface of one place whose heights count from the same level
# Of an area's height and width: the middle of it, and those of its quarters.
SAMPLED = ((0.5, 0.5), (0.25, 0.25), (0.75, 0.75), (0.25, 0.75), (0.75, 0.25))
Reader = Callable[[Bounds, Random], Queries]


@dataclass(frozen=True)
class Place:
    """Points, queries, and images of one place; `regions`: what belongs to a split, in the points' unit.

    `surface` gives known heights about an area, where there is a reference.
    """

    name: str
    index: PointIndex
    rules: Rules
    unit: float
    regions: dict[str, tuple[Bounds, ...]]
    queries: Reader
    projection: str = ""
    images: PatchImages | None = None
    surface: Callable[[Bounds], Surface] | None = None


def open_places(plan: Plan, card: Card, stack: ExitStack, cancelled: Cancel = None) -> list[Place]:
    """The places of a plan, open until the stack ends."""
    if not plan.places:
        return _chunks(plan, card, stack, cancelled)
    return [_place(plan, number, card, stack, cancelled) for number in range(len(plan.places))]


def _place(plan: Plan, number: int, card: Card, stack: ExitStack, cancelled: Cancel) -> Place:
    """A place of points with a reference."""
    entry, layers = plan.places[number], plan.layers.get(number)
    reference: RasterPath = layers.reference if layers else _reference_file(plan, entry, stack, cancelled)
    guides = layers.guides if layers else [plan.path(guide) for guide in entry["guides"]]
    cloud = open_points(plan.path(entry["points"]), Selection.from_words(entry))
    raster = stack.enter_context(Raster.open(reference))
    rasters = [stack.enter_context(Raster.open(guide)).in_colours() for guide in guides]
    projection = chosen_crs(cloud, entry["crs"], [raster, *rasters])
    unit = true_unit(cloud, projection)
    rules = Rules.of(card, unit, 0.0, -1)
    _check_bands(card, rasters)
    ahead = grid_ahead(plan.path(entry["points"]), entry["crs"])
    if ahead is not None and ahead.same_crs(raster.grid):  # before points are sorted, for minutes
        _common(extent_of(ahead), extent_of(raster.grid), cloud, raster)
    cell = min(rules.patch) / CELLS_PER_PATCH
    heights = height_unit(projection)
    cloud = cloud.with_heights(heights / unit)
    index = stack.enter_context(PointIndex(cloud, cell, None, cancelled, heights))
    surface = Reference(raster, projection, index.bounds, unit)
    area = _common(index.bounds, extent_of(surface.grid), cloud, raster)
    _check_levels(index, surface, area, rules, unit, (cloud.name, raster.name))
    numbers = plan.config["queries"]

    def queries(bounds: Bounds, rng: Random) -> Queries:
        return drawn(surface.around(bounds), bounds, numbers, rng, unit)

    return Place(
        name=entry["name"] or Path(entry["reference"]).stem,
        index=index,
        rules=rules,
        unit=unit,
        regions=parted(area, rules, entry["split"], float(plan.config["validation"]), unit),
        queries=queries,
        projection=projection,
        images=_images(card, rasters, rules, surface.grid),
        surface=surface.around,
    )


def _reference_file(plan: Plan, entry: PlaceEntry, stack: ExitStack, cancelled: Cancel) -> Path:
    """The raster of a place's reference; of polygons with heights one is made, which lasts as the stack."""
    path, points = plan.path(entry["reference"]), plan.path(entry["points"])
    if not is_vector(path):
        return path
    selection = Selection.from_words(entry)
    target = stack.enter_context(Scratch()) / "reference.tif"
    grid = Grid(1, 1, projection=open_points(points).crs or crs_wkt(entry["crs"]))
    write_reference(
        points,
        Roofs(with_heights(path, grid, entry["height_field"]), path.name),
        target,
        pixel_size=min(pair(plan.config, "dsm_generation.pixel_size")),
        crs=entry["crs"],
        selection=selection,
        cancelled=cancelled,
    )
    return target


def _common(points: Bounds, reference: Bounds, cloud: PointCloud, raster: Raster) -> Bounds:
    left, bottom, right, top = (
        pick(one, other) for pick, one, other in zip((max, max, min, min), points, reference)
    )
    if left > right or bottom > top:
        raise RooflineError(
            "{points} and {reference} do not overlap; give points and a reference of the same place.",
            points=cloud.name,
            reference=raster.name,
        )
    return left, bottom, right, top


def _check_levels(
    index: PointIndex, surface: Reference, area: Bounds, rules: Rules, unit: float, names: tuple[str, str]
) -> None:
    """Refuse points whose heights count from another level than the reference's, by a sample of patches:
    nothing can be learnt from them, in however many hours. `unit`: metres per unit of the points.
    """
    found = []
    for down, across in SAMPLED:
        centre = area[0] + across * (area[2] - area[0]), area[1] + down * (area[3] - area[1])
        left, bottom = (each - side / 2 for each, side in zip(centre, rules.patch))
        bounds = left, bottom, left + rules.patch[0], bottom + rules.patch[1]
        points = index.read(bounds)
        found.append(points[:, 2] - surface.around(bounds).at(points))
    differences = np.concatenate(found) * unit
    if not np.isfinite(differences).any():
        return
    offset = Offset.of(differences)
    if offset.is_of_levels(FARTHEST):
        raise RooflineError(
            "{points} lies {offset:+.1f} m from {reference}, as if their heights counted from different "
            "levels (geoid and ellipsoid?); bring them to one vertical reference first.",
            points=names[0],
            reference=names[1],
            offset=offset.median,
        )


def parted(
    area: Bounds, rules: Rules, split: str, share: float, unit: float
) -> dict[str, tuple[Bounds, ...]]:
    """What trains and what judges: all of an area, or for the latter a share at the longer side's end.

    `unit`: metres on the ground per unit of the area and the rules.
    """
    sides = area[2] - area[0], area[3] - area[1]
    axis = 0 if sides[0] >= sides[1] else 1
    alone = split != "train+val"
    needed = [rules.patch[0], rules.patch[1]]
    needed[axis] *= 1 if alone else 2
    if any(side < least for side, least in zip(sides, needed)):
        raise RooflineError(
            "Points and reference have {width:.4g} x {height:.4g} m in common; with patches of {patch:g} m "
            "it takes {least:g} x {other:g}: give a larger area or smaller patches.",
            width=sides[0] * unit,
            height=sides[1] * unit,
            patch=max(rules.patch) * unit,
            least=needed[0] * unit,
            other=needed[1] * unit,
        )
    if alone:
        return {name: (area,) if name == split else () for name in ("train", "val")}
    length = max(share * sides[axis], rules.patch[axis])
    cut = area[2 + axis] - min(length, sides[axis] - rules.patch[axis])
    first, last = list(area), list(area)
    first[2 + axis] = last[axis] = cut
    return {"train": (_bounds(first),), "val": (_bounds(last),)}


def _bounds(values: Sequence[float]) -> Bounds:
    left, bottom, right, top = values
    return left, bottom, right, top


def _check_bands(card: Card, rasters: Sequence[Raster]) -> None:
    """Refuse a number of image bands that the network cannot use."""
    wanted, given = len(card.inputs) - 1, sum(raster.bands for raster in rasters)
    if given != wanted:
        raise RooflineError(
            "The network takes {wanted} single-band images, but {given} bands were given; change the guides.",
            wanted=wanted,
            given=given,
        )


def _images(card: Card, rasters: Sequence[Raster], rules: Rules, grid: Grid) -> PatchImages | None:
    normalisations = [entry.rule for entry in card.inputs[1:]]
    if not rasters:
        return None
    multiple = 4 * 2 ** int(card.network.options.get("image_num_hourglass", 2))
    return PatchImages(rasters, normalisations, rules.patch, multiple, grid)


def _chunks(plan: Plan, card: Card, stack: ExitStack, cancelled: Cancel) -> list[Place]:
    """The chunks of the original's data set that train or judge; a chunk may do both."""
    dataset = plan.dataset
    folder = plan.path(str(dataset["path"]))
    info = folder / INFO
    if not is_there(info):
        raise RooflineError("{folder} holds no chunk_info.yaml; correct dataset.path.", folder=folder)
    known = chunks_of(info)
    rasters = _images_of_chunks(plan, stack)
    rules = Rules.of(card, 1.0, 0.0, -1)
    known_surface = _surface_of_chunks(plan, [bounds for _, bounds in known.values()], stack)
    wanted = {
        split: list(dict.fromkeys(numbers))
        for split, numbers in (("train", dataset["train_chunks"]), ("val", dataset["val_chunks"]))
    }
    places = []
    for number in list(dict.fromkeys([*wanted["train"], *wanted["val"]])):
        if number not in known:
            raise RooflineError(
                "{file} has no chunk {number}; correct dataset.train_chunks and dataset.val_chunks.",
                file=info.name,
                number=number,
            )
        name, bounds = known[number]
        of_splits: dict[str, tuple[Bounds, ...]] = {
            split: (bounds,) if number in numbers else () for split, numbers in wanted.items()
        }
        place = _chunk(folder / name, bounds, rules, card, rasters, plan, stack, cancelled)
        places.append(replace(place, regions=of_splits, surface=known_surface))
    return places


def _chunk(
    folder: Path,
    bounds: Bounds,
    rules: Rules,
    card: Card,
    rasters: Sequence[Raster],
    plan: Plan,
    stack: ExitStack,
    cancelled: Cancel,
) -> Place:
    name = folder.name
    if bounds[2] - bounds[0] < rules.patch[0] or bounds[3] - bounds[1] < rules.patch[1]:
        raise RooflineError("{name} is smaller than a patch; choose a smaller dataset.patch_size.", name=name)
    kinds = ("uniform", *plan.dataset["use_surface"])
    files = [(kind, folder / f"query--{kind}.npz") for kind in kinds]
    for path in (folder / POINTS, *(path for _, path in files)):
        if not is_there(path):
            raise RooflineError(
                "{file} of {name} is missing; correct dataset.use_surface or get a new copy.",
                file=path.name,
                name=name,
            )
    cloud = open_points(folder / POINTS)
    cell = min(rules.patch) / CELLS_PER_PATCH
    index = stack.enter_context(PointIndex(cloud, cell, None, cancelled))
    queries = stack.enter_context(QueryFiles(files))
    _check_bands(card, rasters)
    grid = grid_of([bounds], rules.pixel, "")
    images = _images(card, rasters, rules, grid)
    return Place(name, index, rules, 1.0, {}, lambda area, _: queries.read(area), images=images)


def _surface_of_chunks(
    plan: Plan, chunks: Sequence[Bounds], stack: ExitStack
) -> Callable[[Bounds], Surface] | None:
    """The reference surface that a configuration names for its own evaluation, where it is there."""
    named = plan.config["dataset"].get("dsm_gt_path")
    path = plan.path(str(named)) if named else None
    if path is None or not is_there(path):
        return None
    lefts, bottoms, rights, tops = zip(*chunks)
    bounds = min(lefts), min(bottoms), max(rights), max(tops)
    return Reference(stack.enter_context(Raster.open(path)), "", bounds).around


def _images_of_chunks(plan: Plan, stack: ExitStack) -> list[Raster]:
    images = plan.dataset["satellite_image"]
    if not plan.images:
        return []
    folder = plan.path(str(images["folder"] or "."))
    return [stack.enter_context(Raster.open(folder / name)).in_colours() for name in images["pairs"]]
