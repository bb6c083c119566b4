"""How well polygons of the same buildings agree: their distance, their number of corners, their angles.

PoLiS after J. Avbelj et al., "A metric for polygon comparison and building extraction evaluation", IEEE GRSL
2015: the mean distance of each polygon's corners to the other's outline, both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr

from ...progress import Check, unchecked

Points = NDArray[np.float64]
STRAIGHT = 10.0  # degrees; a smaller turn is a point on a wall
MOST_PAIRS = 2**20  # of a point and a side, that are held at once
RIGHT = 5.0  # degrees that a right angle may be off


def polygon_measures(
    pairs: Iterable[tuple[ogr.Geometry, ogr.Geometry]], unit: float, check: Check = unchecked
) -> dict[str, float]:
    """Means over pairs of polygons and their references; `unit`: metres per unit of the coordinates.

    `PoLiS` in metres; `vertex_ratio`: corners by those of the reference; `right_angles` and
    `right_angles_reference`: shares of all corners that are right angles. Empty without pairs. `check` is
    called now and then, and may raise.
    """
    distances, counts, rights = [], np.zeros(2), np.zeros(2)
    for pair in pairs:
        rings = [list(rings_of(polygon)) for polygon in pair]
        distances.append(polis(rings[0], rings[1], check) * unit)
        for side, found in enumerate(rings):
            angles = np.concatenate([turns(ring) for ring in found])
            corners = angles[angles > STRAIGHT]
            counts[side] += len(corners)
            rights[side] += np.count_nonzero(np.abs(corners - 90) <= RIGHT)
    if not distances:
        return {}
    shares = rights / np.maximum(counts, 1)
    return {
        "polygons": float(len(distances)),
        "PoLiS": float(np.mean(distances)),
        "vertex_ratio": float(counts[0] / max(counts[1], 1)),
        "right_angles": float(shares[0]),
        "right_angles_reference": float(shares[1]),
    }


def polis(first: list[Points], second: list[Points], check: Check = unchecked) -> float:
    """The PoLiS distance of two polygons, each its rings (n, 2) without a repeated end."""
    return 0.5 * (_mean_distance(first, second, check) + _mean_distance(second, first, check))


def turns(ring: Points) -> NDArray[np.float64]:
    """By how many degrees (n,) a ring turns at each of its points."""
    sides = np.roll(ring, -1, axis=0) - ring
    sides = sides[np.hypot(*sides.T) > 0]
    heading = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    return np.abs((heading - np.roll(heading, 1) + 180) % 360 - 180)


def rings_of(polygon: ogr.Geometry) -> Iterator[Points]:
    """The rings (n, 2) of a polygon or multi-polygon, not closed."""
    if ogr.GT_Flatten(polygon.GetGeometryType()) == ogr.wkbPolygon:
        for index in range(polygon.GetGeometryCount()):
            points = np.array(polygon.GetGeometryRef(index).GetPoints(), np.float64)[:, :2]
            yield points[:-1] if len(points) > 1 and np.array_equal(points[0], points[-1]) else points
        return
    for index in range(polygon.GetGeometryCount()):
        yield from rings_of(polygon.GetGeometryRef(index))


def _mean_distance(corners: list[Points], outline: list[Points], check: Check) -> float:
    """The mean distance of some rings' points to the sides of others; a few points at a time."""
    points = np.concatenate(corners)
    starts = np.concatenate(outline)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in outline])
    along = ends - starts
    length = np.maximum((along**2).sum(axis=1), 1e-30)
    total, step = 0.0, max(1, MOST_PAIRS // len(starts))
    for first in range(0, len(points), step):
        check()
        to_points = points[first : first + step, None] - starts[None]
        share = ((to_points * along[None]).sum(axis=2) / length).clip(0, 1)
        away = to_points - share[..., None] * along[None]
        total += float(np.sqrt((away**2).sum(axis=2).min(axis=1)).sum())
    return total / len(points)
