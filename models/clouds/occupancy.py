"""Queries of occupancy: places with what is known of them, drawn from a known surface."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .readers import Bounds, Points
from .reference import Surface

Random = np.random.Generator
# Those of the original's files, then those that are drawn from a reference surface.
KINDS = ("uniform", "roof", "facade", "terrain", "surface", "walls")
MASKS = ("gt", "building", "forest", "water")
BELOW, ABOVE, LEAST_ROOM = 10.0, 20.0, 60.0  # metres around a patch's surface that uniform queries fill
WALL = 2.0  # metres between neighbours that make a wall: storeys are higher, and so are few bushes


class Queries(NamedTuple):
    """Points (M, 3) in world coordinates; occupied (M,) 0 free, 1 building (or anything), 2 terrain;
    masks (M, 4) bool as MASKS; kinds (M,) indices of KINDS.
    """

    points: Points
    occupied: NDArray[np.uint8]
    masks: NDArray[np.bool_]
    kinds: NDArray[np.uint8]

    @classmethod
    def none(cls) -> Queries:
        """No queries."""
        return cls(np.empty((0, 3)), np.empty(0, np.uint8), np.empty((0, 4), bool), np.empty(0, np.uint8))

    def take(self, chosen: Any) -> Queries:
        """Some of them, by indices or a mask."""
        return Queries(*(part[chosen] for part in self))


def joined(parts: Sequence[Queries]) -> Queries:
    """Queries of several kinds, one after the other."""
    return Queries(*(np.concatenate(columns) for columns in zip(*parts))) if parts else Queries.none()


def drawn(
    surface: Surface, bounds: Bounds, numbers: Mapping[str, float], rng: Random, unit: float = 1.0
) -> Queries:
    """Queries in a patch of a known surface: uniform in space, near the surface, and on its walls.

    numbers: how many of each, and `offset`, the standard deviation (m) by which those of surface and walls
    are moved. What is on or below the surface is occupied. `unit` is that of the coordinates, in metres.
    """
    known = surface.heights[np.isfinite(surface.heights)]
    if not len(known):
        return Queries.none()
    low, high = float(known.min()), float(known.max())
    floor, ceiling = low - BELOW / unit, max(high, low + LEAST_ROOM / unit) + ABOVE / unit
    walls = _on_walls(surface, bounds, int(numbers["walls"]), rng, unit)
    wanted = int(numbers["surface"]) + int(numbers["walls"]) - len(walls)
    uniform = _spread(bounds, int(numbers["uniform"]), rng)
    uniform[:, 2] = rng.uniform(floor, ceiling, len(uniform))
    near = _spread(bounds, wanted, rng)
    near[:, 2] = surface.at(near)
    near = near[np.isfinite(near[:, 2])]
    offset = float(numbers["offset"]) / unit
    parts = [
        ("uniform", uniform),
        ("surface", _moved(near, offset, rng)),
        ("walls", _moved(walls, offset, rng)),
    ]
    return joined([labelled(surface, points, kind) for kind, points in parts])


def labelled(surface: Surface, points: Points, kind: str) -> Queries:
    """Points with what a surface tells of them; where it tells nothing they do not count."""
    heights = surface.at(points)
    masks = np.zeros((len(points), len(MASKS)), bool)
    masks[:, 0] = np.isfinite(heights)
    occupied = (points[:, 2] <= np.where(masks[:, 0], heights, -np.inf)).astype(np.uint8)
    return Queries(points, occupied, masks, np.full(len(points), KINDS.index(kind), np.uint8))


def _spread(bounds: Bounds, count: int, rng: Random) -> Points:
    """Points evenly at random in an area, at height 0."""
    left, bottom, right, top = bounds
    places = rng.uniform((left, bottom), (right, top), (max(count, 0), 2))
    return np.column_stack([places, np.zeros(len(places))])


def _moved(points: Points, offset: float, rng: Random) -> Points:
    return points + rng.normal(0, offset, points.shape) if offset else points


def _on_walls(surface: Surface, bounds: Bounds, count: int, rng: Random, unit: float) -> Points:
    """Points on the upright faces between neighbouring pixels, evenly over their area."""
    heights = surface.heights.astype(np.float64)
    found = []
    for axis in (0, 1):  # faces that run from west to east, then from south to north
        one = heights[:-1] if axis == 0 else heights[:, :-1]
        other = heights[1:] if axis == 0 else heights[:, 1:]
        rows, cols = np.nonzero(np.abs(one - other) > WALL / unit)
        low, high = (pick(one, other)[rows, cols] for pick in (np.minimum, np.maximum))
        x, y = surface.left + cols * surface.right, surface.top - rows * surface.down
        lengths = (surface.right, 0.0) if axis == 0 else (0.0, surface.down)
        x, y = (x, y - surface.down) if axis == 0 else (x + surface.right, y - surface.down)
        area = (high - low) * (surface.right if axis == 0 else surface.down)
        found.append(np.column_stack([x, y, low, high, *np.broadcast_to([[*lengths]], (len(x), 2)).T, area]))
    faces = np.concatenate(found)
    left, bottom, right, top = bounds
    x, y = faces[:, 0] + faces[:, 4] / 2, faces[:, 1] + faces[:, 5] / 2
    faces = faces[(x > left) & (x < right) & (y > bottom) & (y < top)]
    if not len(faces) or count < 1:
        return np.empty((0, 3))
    ends = np.cumsum(faces[:, 6])
    chosen = faces[np.minimum(np.searchsorted(ends, rng.uniform(0, ends[-1], count)), len(faces) - 1)]
    along, up = rng.random((2, count))
    return np.column_stack(
        [
            chosen[:, 0] + along * chosen[:, 4],
            chosen[:, 1] + along * chosen[:, 5],
            chosen[:, 2] + up * (chosen[:, 3] - chosen[:, 2]),
        ]
    )


def thinned(points: Points, length: float) -> NDArray[np.intp]:
    """Indices of one point for each cube of this side that has any, as voxel down-sampling keeps them."""
    if not length or not len(points):
        return np.arange(len(points))
    cells = np.floor((points - points.min(axis=0)) / length).astype(np.int64)
    sides = cells.max(axis=0) + 1
    if math.prod(int(side) for side in sides) >= 2**62:
        _, first = np.unique(cells, axis=0, return_index=True)
    else:
        _, first = np.unique(
            (cells[:, 0] * sides[1] + cells[:, 1]) * sides[2] + cells[:, 2], return_index=True
        )
    return np.sort(first)
