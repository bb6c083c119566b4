"""Outlines with straight walls, right angles where the building has them, never far from what was seen.

A contour is cut into chains (`thinning.py`); chains near a building's one or two dominant
directions, modulo a quarter turn, take it; each wall then lies where the points of its chain put it by least
squares, walls that step sideways are parted, those that a slant explains as well take their own direction
(`jogs.py`), and neighbours are intersected (`walls.py`). Of coarser and finer cuts that is taken whose
outline is nearest to the contour for its corners and walls of their own directions, or the rectangle of the
same moments (`rectangle.py`); where all leave it, a plain simplification.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr

from ..progress import Check, patiently, unchecked
from ..raster.shapes import is_valid
from .chains import Chains
from .contours import Outline, area_of
from .courtyards import Ring
from .rectangle import rectangle
from .thinning import LONG
from .walls import MOST_POINTS, NO_FRAME, Frame, Ways, corners_between, turn_to, wall_of

T = TypeVar("T")
PLAIN = 0.4  # pixels, of the plain simplification
SECOND = 0.35  # share of a building's walls that a second direction must explain
NARROW = np.radians(12)  # walls within this of a direction count for it
AGREED = 1.5  # pixels, end to end, by which walls that give a direction may leave their median
LEAST_HOLE = 4.0  # square pixels of a courtyard that has a shape
MOST_CHANGED = 0.1  # share of a building's area that straight walls may take away or add
CORNER = 1.5  # square pixels by which an outline must come nearer for a corner more
OWN = 2.0  # corners that a wall is worth which takes none of its building's directions
ALONG = 1e-3  # radians by which the sides of computed corners may be off
NEAR = 0.12  # pixels between outline and contour on average that no finer cut is tried below
# Pixels between outline and contour, as their symmetric difference by the contour's length.
FARTHEST = 0.5


def regularised(
    outline: Outline, tolerance: float = 1.0, check: Check = unchecked, frame: Frame = NO_FRAME
) -> Outline:
    """An outline with straight walls; `tolerance` scales how coarse it may be (1 = as the pixels suggest).

    One of very many points is simplified instead. `check` is called now and then, and may raise. `frame`: the
    raster that may cut it.
    """
    if _points(outline) > MOST_POINTS:
        return simplified(outline, tolerance, check)
    # First of all: hundreds of single pixels, as voids leave them, would count as area, and cost the walls.
    least = LEAST_HOLE * frame.pixel**2
    outline = Outline(outline.outer, [hole for hole in outline.holes if abs(area_of(hole)) >= least])
    rings = _chains(outline, check)
    ways = Ways(_dominant(rings, check, frame), frame)
    outer, *holes = (_ring(ring, ways, tolerance, check) for ring in rings)
    check()
    result = Outline(outer, [hole for hole in holes if len(hole) >= 3])
    kept = heard(outline, lambda: _keeps(result, outline), check)
    return result if kept else _simplified(outline, rings, tolerance, check)


def _chains(outline: Outline, check: Check) -> list[Chains]:
    """The chains of all rings of an outline."""
    made = []
    for ring in (outline.outer, *outline.holes):
        check()
        made.append(Chains(ring))
    return made


def _keeps(result: Outline, outline: Outline) -> bool:
    """Whether an outline is valid, and neither loses nor wins more than a share of the given one's area."""
    made, given = polygon(result), polygon(outline)
    if not is_valid(made):
        return False
    if not is_valid(given):
        return True  # there is nothing to compare with
    common, allowed = made.Intersection(given).GetArea(), MOST_CHANGED * given.GetArea()
    return bool(given.GetArea() - common <= allowed and made.GetArea() - common <= allowed)


def simplified(outline: Outline, tolerance: float = 1.0, check: Check = unchecked) -> Outline:
    """An outline with fewer points; as it is where that would cross itself."""
    return _simplified(outline, _chains(outline, check), tolerance, check)


def _simplified(outline: Outline, rings: Sequence[Chains], tolerance: float, check: Check) -> Outline:
    thinned = [_thinned(ring, tolerance, check) for ring in rings]
    result = Outline(thinned[0], [hole for hole in thinned[1:] if len(hole) >= 3])
    fine = len(result.outer) >= 3 and heard(result, lambda: is_valid(polygon(result)), check)
    return result if fine else outline


def _thinned(ring: Chains, tolerance: float, check: Check) -> Ring:
    """The points of a ring's plain simplification."""
    return ring.ring[ring.corners(PLAIN * tolerance, check)]


def heard(outline: Outline, work: Callable[[], T], check: Check) -> T:
    """What GEOS makes of an outline; `check` is called meanwhile where that takes long."""
    return patiently(work, check, _points(outline) > LONG)


def _points(outline: Outline) -> int:
    return sum(map(len, (outline.outer, *outline.holes)))


def dominant(outline: Outline, check: Check = unchecked, frame: Frame = NO_FRAME) -> list[float]:
    """One or two directions (radians, modulo a quarter turn) of a building's walls, the main one first.

    What runs along the edge of the raster tells nothing of them, unless there is nothing else.
    """
    return _dominant(_chains(outline, check), check, frame)


def _dominant(rings: Sequence[Chains], check: Check, frame: Frame) -> list[float]:
    chains = [chain for ring in rings for chain in ring.between(frame.cuts[0], check)]
    own = [chain for chain in chains if not frame.runs_along(chain.points)]
    sides = np.array([chain.direction for chain in own or chains])
    weights = (sides**2).sum(axis=1)  # long walls know their direction better
    angles = np.arctan2(sides[:, 1], sides[:, 0])
    first = _mean_direction(angles, weights)
    left = np.abs(turn_to(angles, first)) > NARROW
    if weights[left].sum() <= SECOND * weights.sum():
        return [first]
    return [first, _mean_direction(angles[left], weights[left])]


def _mean_direction(angles: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """The strongest direction modulo a quarter turn: of the walls about the angle with most weight around it
    the mean of those that lie at their median.
    """
    quarter = np.pi / 2
    best = int(np.argmax(_weight_around(angles % quarter, weights)))
    turns = turn_to(angles, angles[best])
    close = np.abs(turns) < NARROW
    order = np.flatnonzero(close)[np.argsort(turns[close])]
    until = np.cumsum(weights[order])
    middle = turns[order[np.searchsorted(until, until[-1] / 2)]]
    close &= np.abs(turns - middle) * np.sqrt(weights) <= AGREED
    return float((angles[best] + np.average(turns[close], weights=weights[close])) % quarter)


def _weight_around(angles: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weight within NARROW of each angle (0 to pi/2), in memory that follows their number."""
    order = np.argsort(angles)
    turns = np.concatenate([angles[order] + around for around in (-np.pi / 2, 0, np.pi / 2)])
    until = np.concatenate([[0.0], np.cumsum(np.tile(weights[order], 3))])
    first, last = np.searchsorted(turns, angles - NARROW), np.searchsorted(turns, angles + NARROW)
    return np.asarray(until[last] - until[first])


def _sides(corners: Ring) -> NDArray[np.float64]:
    return np.roll(corners, -1, axis=0) - corners


def _ring(chains: Chains, ways: Ways, tolerance: float, check: Check) -> Ring:
    """The ring of straight walls that is nearest to the given one with few corners, or its simplification."""
    ring = chains.ring
    length = float(np.hypot(*_sides(ring).T).sum())
    given, best = polygon(Outline(ring)), None
    for corners, walled in _drafts(chains, ways, tolerance, check) if is_valid(given) else ():
        check()
        if len(corners) < 4:
            continue
        free = _free(corners, ways) if walled else 0
        least = CORNER * tolerance * (len(corners) + OWN * free)
        if best is not None and least >= best[0]:
            continue  # dearer, however near it is
        made = polygon(Outline(corners))
        if not is_valid(made):
            continue
        check()
        apart = given.SymDifference(made).GetArea()
        price = apart + least
        if apart <= FARTHEST * max(tolerance, 1.0) * length and (best is None or price < best[0]):
            best = price, corners
            if walled and apart <= NEAR * length:
                break
    return _thinned(chains, tolerance, check) if best is None else best[1]


def _free(corners: Ring, ways: Ways) -> int:
    """How many sides of a ring take none of its building's directions."""
    sides = _sides(corners)
    angles = np.arctan2(sides[:, 1], sides[:, 0])
    return int(np.all([np.abs(turn_to(angles, way)) > ALONG for way in ways.directions], axis=0).sum())


def _drafts(chains: Chains, ways: Ways, tolerance: float, check: Check) -> Iterator[tuple[Ring, bool]]:
    """What a ring may become: rectangles, walls of coarser and finer cuts; and whether it is of walls."""
    for direction in (None, *ways.directions):
        corners = rectangle(chains.ring, direction)
        if corners is not None:
            yield corners, False
    wall = cache(lambda chain: wall_of(chain, ways))
    for cut in ways.frame.cuts:
        yield corners_between([wall(chain) for chain in chains.between(cut * tolerance, check)]), True


def polygon(outline: Outline) -> ogr.Geometry:
    """The outline as an OGR polygon, in the coordinates of its points."""
    rings = [np.concatenate([ring, ring[:1]]) for ring in (outline.outer, *outline.holes)]
    words = [struct.pack("<BII", 1, ogr.wkbPolygon, len(rings))]
    for ring in rings:
        words += [struct.pack("<I", len(ring)), ring.astype("<f8").tobytes()]
    return ogr.CreateGeometryFromWkb(b"".join(words))
