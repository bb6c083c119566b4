"""Outlines with straight walls, right angles where the building has them, never far from what was seen.

A contour is cut into chains (`thinning.py`); chains near a building's one or two dominant
directions, modulo a quarter turn, take it; each wall then lies where the points of its chain put it by least
squares, walls that step sideways are parted, those that a slant explains as well take their own direction
(`jogs.py`), and neighbours are intersected. Of coarser and finer cuts that is taken whose outline is nearest
to the contour for its corners and walls of their own directions, or the rectangle of the same moments
(`rectangle.py`); where all leave it, a plain simplification.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr

from ..progress import Check, patiently, unchecked
from ..raster.grid import Grid
from ..raster.shapes import is_valid
from .contours import Outline, Ring, area_of
from .jogs import LEAST_STEP, is_slope, jogs, raggedness
from .rectangle import rectangle
from .thinning import LONG, Cuts, corners_of

T = TypeVar("T")
# Pixels that a contour may leave its chain by, coarse to fine; noise of a mask is below one pixel.
CUTS = (1.5, 1.0, 0.7)
PLAIN = 0.4  # pixels, of the plain simplification
SNAP = np.radians(25)  # walls turn by this at most
SECOND = 0.35  # share of a building's walls that a second direction must explain
NARROW = np.radians(12)  # walls within this of a direction count for it
AGREED = 1.5  # pixels, end to end, by which walls that give a direction may leave their median
CHAMFER = 5.0  # pixels; shorter walls across a corner are the corner, rounded by the mask
TRIMMED = 1.5  # pixels at both ends of a wall that the mask has rounded; chosen by eye
LEAST_HOLE = 4.0  # square pixels of a courtyard that has a shape
MOST_CHANGED = 0.1  # share of a building's area that straight walls may take away or add
CORNER = 1.5  # square pixels by which an outline must come nearer for a corner more
OWN = 2.0  # corners that a wall is worth which takes none of its building's directions
ALONG = 1e-3  # radians by which the sides of computed corners may be off
# Pixels that a corner may lie beyond the contour: walls that meet at a slant, as along a curve, do so far
# out; a mask rounds right angles by less than a pixel.
SPIKE = 2.0
NEAR = 0.12  # pixels between outline and contour on average that no finer cut is tried below
# Pixels between outline and contour, as their symmetric difference by the contour's length.
FARTHEST = 0.5
EDGE = 0.5  # pixels from the raster's edge within which the outline of a building that it cuts runs
# Points of an outline; with more of them GEOS compares areas for longer than a cancel may wait (1.2 s here).
MOST_POINTS = 200_000
TELLING = 8  # points of walls, below which they do not say how ragged an outline is


class Frame(NamedTuple):
    """Columns and rows of a raster; what runs along its edge is no wall, but where a building is cut.

    `pixel`: how wide one is, where outlines are told more finely; edges, voids and rounded corners are its.
    """

    width: float = float("inf")
    height: float = float("inf")
    pixel: float = 1.0

    @classmethod
    def of(cls, grid: Grid, unit: float) -> Frame:
        """That of a raster in units of so many pixels."""
        return cls(grid.width / unit, grid.height / unit, max(1 / unit, 1.0))

    @property
    def cuts(self) -> tuple[float, ...]:
        """CUTS, the coarsest a pixel or more: it rounds corners however finely walls are told."""
        return max(CUTS[0], self.pixel), *CUTS[1:]

    def runs_along(self, chain: Ring) -> bool:
        """Whether most points of a chain lie at one edge."""
        size, near = np.array([self.width, self.height]), EDGE * self.pixel
        if min(chain.min(), (size - chain).min()) >= near:
            return False  # no point is there, and a median costs more than all else of a short chain
        middle, across = np.median(chain, axis=0), np.abs(chain[-1] - chain[0])
        at_edge = (middle < near) | (middle > size - near)
        return bool((at_edge & (across < np.tan(SNAP) * across[::-1])).any())


NO_FRAME = Frame()


class Ways(NamedTuple):
    """The one or two directions of a building's walls, and the raster that may cut it."""

    directions: list[float]
    frame: Frame


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
    rings = _cuts(outline, check)
    ways = Ways(_dominant(rings, check, frame), frame)
    outer, *holes = (_ring(ring, ways, tolerance, check) for ring in rings)
    check()
    result = Outline(outer, [hole for hole in holes if len(hole) >= 3])
    kept = heard(outline, lambda: _keeps(result, outline), check)
    return result if kept else _simplified(outline, rings, tolerance, check)


def ragged(ring: Ring, check: Check = unchecked) -> float:
    """Pixels (a standard deviation) by which a ring leaves straight walls, each in its own direction.

    One too short to tell, or too long for walls, is as ragged as can be.
    """
    if not TELLING <= len(ring) <= MOST_POINTS:
        return float("inf")
    walls = [_own(chain) for chain in _chains(ring, corners_of(ring, CUTS[2], check), check)]
    away = np.concatenate([wall.away[wall.inner] for wall in walls])
    return raggedness(away) if len(away) >= TELLING else float("inf")


def _cuts(outline: Outline, check: Check) -> list[Cuts]:
    """The cuts of all rings of an outline."""
    made = []
    for ring in (outline.outer, *outline.holes):
        check()
        made.append(Cuts(ring))
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
    return _simplified(outline, _cuts(outline, check), tolerance, check)


def _simplified(outline: Outline, rings: Sequence[Cuts], tolerance: float, check: Check) -> Outline:
    thinned = [_thinned(ring, tolerance, check) for ring in rings]
    result = Outline(thinned[0], [hole for hole in thinned[1:] if len(hole) >= 3])
    fine = len(result.outer) >= 3 and heard(result, lambda: is_valid(polygon(result)), check)
    return result if fine else outline


def _thinned(ring: Cuts, tolerance: float, check: Check) -> Ring:
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
    return _dominant(_cuts(outline, check), check, frame)


def _dominant(rings: Sequence[Cuts], check: Check, frame: Frame) -> list[float]:
    coarse = frame.cuts[0]
    chains = [chain for ring in rings for chain in _chains(ring.ring, ring.corners(coarse, check), check)]
    own = [chain for chain in chains if not frame.runs_along(chain)]
    sides = np.array([_direction(chain) for chain in own or chains])
    weights = (sides**2).sum(axis=1)  # long walls know their direction better
    angles = np.arctan2(sides[:, 1], sides[:, 0])
    first = _mean_direction(angles, weights)
    left = np.abs(_turn(angles, first)) > NARROW
    if weights[left].sum() <= SECOND * weights.sum():
        return [first]
    return [first, _mean_direction(angles[left], weights[left])]


def _mean_direction(angles: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """The strongest direction modulo a quarter turn: of the walls about the angle with most weight around it
    the mean of those that lie at their median.
    """
    quarter = np.pi / 2
    best = int(np.argmax(_weight_around(angles % quarter, weights)))
    turns = _turn(angles, angles[best])
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


def _turn(angles: NDArray[np.float64], to: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """How far angles are from a direction modulo a quarter turn, -pi/4 to pi/4."""
    quarter = np.pi / 2
    return np.asarray((angles - to + quarter / 2) % quarter - quarter / 2)


def _pairs(corners: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Each corner and the next one around the ring."""
    return zip(corners.tolist(), np.roll(corners, -1).tolist())


def _chains(ring: Ring, corners: NDArray[np.intp], check: Check) -> Iterator[Ring]:
    """The points between each corner and the next one."""
    for start, end in _pairs(corners):
        check()
        yield _chain(ring, start, end)


def _direction(chain: Ring) -> NDArray[np.float64]:
    """A chain as a vector: from end to end by length, along the line that fits its points best."""
    across = chain[-1] - chain[0]
    inner = chain[_inner(chain @ (across / max(float(np.hypot(*across)), 1e-9)))]
    if len(inner) < 4:
        return np.asarray(across)
    _, _, axes = np.linalg.svd(inner - inner.mean(axis=0), full_matrices=False)
    return np.asarray(axes[0] * np.hypot(*across))


def _inner(span: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Points that lie away from both ends of a chain, by their positions along it."""
    low, high = sorted((float(span[0]), float(span[-1])))
    return np.asarray((span > low + TRIMMED) & (span < high - TRIMMED))


def _sides(corners: Ring) -> NDArray[np.float64]:
    return np.roll(corners, -1, axis=0) - corners


def _ring(cuts: Cuts, ways: Ways, tolerance: float, check: Check) -> Ring:
    """The ring of straight walls that is nearest to the given one with few corners, or its simplification."""
    ring = cuts.ring
    length = float(np.hypot(*_sides(ring).T).sum())
    given, best = polygon(Outline(ring)), None
    for corners, walled in _drafts(cuts, ways, tolerance, check) if is_valid(given) else ():
        check()
        made = polygon(Outline(corners)) if len(corners) >= 4 else None
        if made is None or not is_valid(made):
            continue
        check()
        apart = given.SymDifference(made).GetArea()
        free = _free(corners, ways) if walled else 0
        price = apart + CORNER * tolerance * (len(corners) + OWN * free)
        if apart <= FARTHEST * max(tolerance, 1.0) * length and (best is None or price < best[0]):
            best = price, corners
            if walled and apart <= NEAR * length:
                break
    return _thinned(cuts, tolerance, check) if best is None else best[1]


def _free(corners: Ring, ways: Ways) -> int:
    """How many sides of a ring take none of its building's directions."""
    sides = _sides(corners)
    angles = np.arctan2(sides[:, 1], sides[:, 0])
    return int(np.all([np.abs(_turn(angles, way)) > ALONG for way in ways.directions], axis=0).sum())


def _drafts(cuts: Cuts, ways: Ways, tolerance: float, check: Check) -> Iterator[tuple[Ring, bool]]:
    """What a ring may become: rectangles, walls of coarser and finer cuts; and whether it is of walls."""
    for direction in (None, *ways.directions):
        corners = rectangle(cuts.ring, direction)
        if corners is not None:
            yield corners, False
    for cut in ways.frame.cuts:
        yield _walls(cuts.ring, cuts.corners(cut * tolerance, check), ways, check), True


def _walls(ring: Ring, corners: NDArray[np.intp], ways: Ways, check: Check) -> Ring:
    """Corners (k, 2) of the walls that the chains between some corners of a ring make."""
    walls = [_wall(chain, ways) for chain in _chains(ring, corners, check)]
    walls = _stepped(_joined(_without_chamfers(walls)))
    if len(walls) < 3:
        return np.empty((0, 2))
    met = _met(walls)
    kept = [wall for wall, first, last in zip(walls, met, met[1:] + met[:1]) if wall.runs(first[-1], last[0])]
    return np.concatenate(_met(kept) if 3 <= len(kept) < len(walls) else met)


def _met(walls: list[_Wall]) -> list[Ring]:
    """The corner at which each wall begins, in one point or two."""
    return [np.array(_corner(before, wall)) for before, wall in zip(walls[-1:] + walls[:-1], walls)]


class _Wall:
    """A straight wall: its direction, the mean of its points, its length (pixels), whether it was aligned."""

    def __init__(self, points: Ring, angle: float, aligned: bool) -> None:
        self.points, self.angle, self.aligned = points, angle, aligned
        self.along = np.array([np.cos(angle), np.sin(angle)])
        self.normal = np.array([-self.along[1], self.along[0]])
        span = points @ self.along
        self.length = float(span.max() - span.min())
        self.inner = (span > span.min() + TRIMMED) & (span < span.max() - TRIMMED)
        trusted = points[self.inner] if np.count_nonzero(self.inner) >= 2 else points
        self.offset = float((trusted @ self.normal).mean())

    def runs(self, first: NDArray[np.float64], last: NDArray[np.float64]) -> bool:
        """Whether it goes forward between its corners; one that is short among slanting ones may not."""
        return bool((last - first) @ self.along > 0)

    @property
    def away(self) -> NDArray[np.float64]:
        """How far its points (n,) lie beside it."""
        return np.asarray(self.points @ self.normal - self.offset)


def _chain(ring: Ring, start: int, end: int) -> Ring:
    """The points of a ring from one to another, around its end if need be."""
    return ring[start : end + 1] if end > start else np.concatenate([ring[start:], ring[: end + 1]])


def _wall(chain: Ring, ways: Ways) -> _Wall:
    """The wall of a chain: along the nearest dominant direction, or along its own, or the raster's edge."""
    own = _own_angle(chain, chain[-1] - chain[0])
    directions = [0.0] if ways.frame.runs_along(chain) else ways.directions
    turns = [float(_turn(np.array(own), direction)) for direction in directions]
    least = min(turns, key=abs)
    # A short wall's own direction is a matter of a pixel or two: it turns farther.
    return _Wall(chain, own - least, True) if abs(least) <= SNAP else _Wall(chain, own, False)


def _own(chain: Ring) -> _Wall:
    """The wall of a chain in its own direction."""
    return _Wall(chain, _own_angle(chain, chain[-1] - chain[0]), False)


def _own_angle(chain: Ring, along: NDArray[np.float64]) -> float:
    """The direction (radians) of the line that fits a chain best, to the side that `along` goes to."""
    fitted = _direction(chain)
    fitted = fitted if fitted @ along >= 0 else -fitted
    return float(np.arctan2(fitted[1], fitted[0]))


def _without_chamfers(walls: list[_Wall]) -> list[_Wall]:
    """Without short oblique walls between two that meet at an angle anyway, or that a step joins."""
    kept = []
    for before, wall, after in zip(walls[-1:] + walls[:-1], walls, walls[1:] + walls[:1]):
        turn = before.angle - after.angle
        meet = abs(np.sin(turn)) > 0.5 or np.cos(turn) > 0.95  # not where a wing ends
        if not (wall.length < CHAMFER and not wall.aligned and meet):
            kept.append(wall)
    return kept


def _joined(walls: list[_Wall]) -> list[_Wall]:
    """With walls that follow each other in one line made one."""
    found: list[_Wall] = []
    for wall in walls:
        if found and _in_line(found[-1], wall):
            found[-1] = _Wall(np.concatenate([found[-1].points, wall.points]), found[-1].angle, True)
        else:
            found.append(wall)
    if len(found) > 1 and _in_line(found[-1], found[0]):
        last = found.pop()
        found[0] = _Wall(np.concatenate([last.points, found[0].points]), found[0].angle, True)
    return found


def _stepped(walls: list[_Wall]) -> list[_Wall]:
    """With walls that step sideways parted there, as far as the outline of the whole ring is less ragged."""
    aligned = [wall.away for wall in walls if wall.aligned]
    ragged = raggedness(np.concatenate(aligned)) if aligned else 0.0
    return [part for wall in walls for part in (_levels(wall, ragged) if wall.aligned else [wall])]


def _levels(wall: _Wall, ragged: float) -> list[_Wall]:
    """A wall in pieces that each lie in one line."""
    inner = np.flatnonzero(wall.inner)
    if not inner.size:
        return [wall]
    along, away = (wall.points @ wall.along)[inner], wall.away[inner]
    found = jogs(along, away, ragged)
    if is_slope(along, away, found):
        return [_sloped(wall)]
    ends = [0, *inner[found].tolist(), len(wall.points) - 1]
    return [_Wall(wall.points[first : last + 1], wall.angle, True) for first, last in zip(ends, ends[1:])]


def _sloped(wall: _Wall) -> _Wall:
    """A wall in the direction of its own points."""
    return _Wall(wall.points, _own_angle(wall.points, wall.along), False)


def _in_line(first: _Wall, second: _Wall) -> bool:
    parallel = abs(np.sin(first.angle - second.angle)) < np.sin(np.radians(5))
    apart = abs(first.offset - float(second.points.mean(axis=0) @ first.normal))
    return bool(parallel and np.cos(first.angle - second.angle) > 0 and apart < 1.0)


def _corner(before: _Wall, wall: _Wall) -> list[NDArray[np.float64]]:
    """Where two walls meet; parallel ones are joined by a step, if it is one, and spikes are cut off."""
    cross = float(np.sin(wall.angle - before.angle))
    between = (before.points[-1] + wall.points[0]) / 2
    ends = [between + (each.offset - between @ each.normal) * each.normal for each in (before, wall)]
    if abs(cross) < np.sin(np.radians(10)):
        bend = not (before.aligned and wall.aligned) and np.hypot(*(ends[1] - ends[0])) < LEAST_STEP
        return [(ends[0] + ends[1]) / 2] if bend else ends
    matrix = np.array([before.normal, wall.normal])
    corner = np.linalg.solve(matrix, np.array([before.offset, wall.offset]))
    seen = np.concatenate([before.points, wall.points])
    rounded = float(np.hypot(*(before.points[-1] - wall.points[0]))) / 2  # of a chamfer that was left out
    if np.hypot(*(seen - corner).T).min() > SPIKE + rounded:
        return [(ends[0] + ends[1]) / 2]
    return [corner]


def polygon(outline: Outline) -> ogr.Geometry:
    """The outline as an OGR polygon, in the coordinates of its points."""
    rings = [np.concatenate([ring, ring[:1]]) for ring in (outline.outer, *outline.holes)]
    words = [struct.pack("<BII", 1, ogr.wkbPolygon, len(rings))]
    for ring in rings:
        words += [struct.pack("<I", len(ring)), ring.astype("<f8").tobytes()]
    return ogr.CreateGeometryFromWkb(b"".join(words))
