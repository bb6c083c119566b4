"""Data sets in the original's form: chunks of points with queries that a reference surface answers.

The original's builder draws its queries from meshes; these are drawn from a raster, in the same files:
uniform ones, `terrain` for those near the surface (roofs too, which a raster does not tell from ground),
`facade` for those on walls.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...clouds import query_files
from ...clouds.occupancy import KINDS, Queries, joined, thinned
from ...clouds.patches import anchors
from ...clouds.readers import Bounds
from ...clouds.readers.chunks import INFO, POINTS
from ...errors import RooflineError
from ...formats import atomic
from ...formats.objects import JsonObject
from ...formats.yaml_subset import text_of
from ...progress import PATCHES_LEFT, Cancel, Progress, Reporter
from ...raster.gdal_errors import block_cache
from ...raster.vector_files import is_vector
from . import cards, configuration
from .places import Place, open_places
from .plan import Plan

log = logging.getLogger(__name__)
LARGEST = 448.0  # metres along a chunk, as published
FILES = {"uniform": ("uniform",), "terrain": ("surface",), "facade": ("walls",)}
DENSER = 16  # times the queries that a sample draws: the same ones serve all epochs
CLOSEST = 0.1  # metres between queries near surfaces, as published


class Chunk(NamedTuple):
    """A part of a place that becomes a chunk of one split."""

    place: Place
    split: str
    bounds: Bounds


def build(
    plan: Plan,
    folder: str | os.PathLike[str],
    *,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Write the plan's places as a data set with a configuration that trains on it; the number of chunks.

    Raises RooflineError where the folder holds a data set already: nothing is replaced.
    """
    folder = Path(folder)
    if not plan.places:
        raise RooflineError("The data set has the original's form already; leave DATASET empty.")
    if (folder / INFO).exists():
        raise RooflineError("{folder} holds a data set already; choose another folder.", folder=folder)
    with ExitStack() as stack:
        stack.enter_context(block_cache())
        chunks = [chunk for place in _places(plan, stack, cancelled) for chunk in _chunks(place)]
        _make(folder)
        windows = [_windows(chunk) for chunk in chunks]
        reporter = Reporter(sum(map(len, windows)), progress, cancelled, PATCHES_LEFT)
        told = {
            number: _written(folder, number, chunk, parts, plan, reporter)
            for number, (chunk, parts) in enumerate(zip(chunks, windows))
        }
    config = _configuration(plan, chunks)
    atomic.write_text(folder / "config.yaml", text_of(config))
    atomic.write_text(folder / INFO, text_of(told))  # the last one: with it the data set is complete
    log.info("%d chunks are in %s.", len(chunks), folder)
    return len(chunks)


def _places(plan: Plan, stack: ExitStack, cancelled: Cancel) -> list[Place]:
    """The plan's places, all of them in metres."""
    places = open_places(plan, cards.draft(plan), stack, cancelled)
    for place in places:
        if place.unit != 1:
            raise RooflineError(
                "The coordinates of {name} are no metres, which the original's data sets are in; reproject "
                "its points.",
                name=place.name,
            )
    return places


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RooflineError(
            "The folder {folder} cannot be written; choose another.", folder=folder
        ) from error


def _chunks(place: Place) -> Iterator[Chunk]:
    """The regions of a place in parts of at most LARGEST a side, none smaller than a patch."""
    for split, regions in place.regions.items():
        for left, bottom, right, top in regions:
            xs, ys = (
                _edges(low, high, place, axis)
                for axis, (low, high) in enumerate(((left, right), (bottom, top)))
            )
            for x, next_x in zip(xs, xs[1:]):
                for y, next_y in zip(ys, ys[1:]):
                    yield Chunk(place, split, (x, y, next_x, next_y))


def _edges(low: float, high: float, place: Place, axis: int) -> list[float]:
    longest = max(LARGEST / place.unit, place.rules.patch[axis])
    count = math.ceil((high - low) / longest)
    while count > 1 and (high - low) / count < place.rules.patch[axis]:
        count -= 1
    return [float(edge) for edge in np.linspace(low, high, count + 1)]


def _windows(chunk: Chunk) -> list[Bounds]:
    """Patches side by side over a chunk; the last ones may overlap those before."""
    left, bottom, right, top = chunk.bounds
    rules = chunk.place.rules
    width, height = rules.patch
    return [
        (x, y, x + width, y + height)
        for y in anchors(bottom, top, rules, 1, height)
        for x in anchors(left, right, rules, 0, width)
    ]


def _written(
    folder: Path, number: int, chunk: Chunk, windows: list[Bounds], plan: Plan, reporter: Reporter
) -> JsonObject:
    """Write a chunk's files; what the file of chunks tells of it."""
    place, name = chunk.place, f"chunk_{number:03d}"
    rng = np.random.default_rng([int(plan.training["random_seed"]), number])
    parts = []
    for window in windows:
        reporter.check()
        found = [place.queries(window, rng) for _ in range(DENSER)]
        parts.append(_apart(joined(found), place.unit))
        reporter.done(1)
    queries = joined(parts)
    points = place.index.read(chunk.bounds)
    if not len(points):
        raise RooflineError(
            "{name} has no points in a part of its area; choose another place.", name=place.name
        )
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    with atomic.writing(target / POINTS) as stream:
        np.savez_compressed(stream, pts=points)
    told: JsonObject = {"name": name}
    for kind, ours in FILES.items():
        chosen = queries.take(np.isin(queries.kinds, [KINDS.index(each) for each in ours]))
        query_files.write(target / f"query--{kind}.npz", chosen)
        told[f"n_query_pts-{kind}"] = len(chosen.points)
    heights = float(points[:, 2].min()), float(points[:, 2].max())
    told["min_bound"] = [*map(float, chunk.bounds[:2]), heights[0]]
    told["max_bound"] = [*map(float, chunk.bounds[2:]), heights[1]]
    return told


def _apart(queries: Queries, unit: float) -> Queries:
    """Queries without those near the surface that others stand close to."""
    near = queries.kinds != KINDS.index("uniform")
    kept = ~near
    kept[np.nonzero(near)[0][thinned(queries.points[near], CLOSEST / unit)]] = True
    return queries.take(kept)


def _configuration(plan: Plan, chunks: list[Chunk]) -> JsonObject:
    """The plan's configuration with the original's keys, on the chunks that were written."""
    config = configuration.of_original(plan.to_dict())
    numbers = {
        split: [number for number, chunk in enumerate(chunks) if chunk.split == split]
        for split in ("train", "val")
    }
    reference = plan.path(plan.places[0]["reference"]).absolute()
    config["dataset"] = {
        **config["dataset"],
        "path": ".",
        "train_chunks": numbers["train"],
        "val_chunks": numbers["val"],
        "test_chunks": numbers["val"],
        "vis_chunks": numbers["val"],
        "use_surface": [kind for kind in FILES if kind != "uniform"],
        "dsm_gt_path": None if is_vector(reference) else str(reference),
    }
    guides = [plan.path(guide).absolute() for guide in plan.places[0]["guides"]]
    if guides:
        images = {
            **config["dataset"]["satellite_image"],
            "folder": ".",
            "pairs": [str(each) for each in guides],
        }
        config["dataset"]["satellite_image"] = images
    return config
