"""Straight walls of the chains between the corners of a contour: each in a direction of its building or in
its own, where its points put it by least squares, parted where it steps sideways, met by its neighbours.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..progress import Check, unchecked
from ..raster.grid import Grid
from .chains import TRIMMED, Chain, Chains, direction_of
from .courtyards import Ring
from .jogs import LEAST_STEP, is_slope, jogs, raggedness

# Pixels that a contour may leave its chain by, coarse to fine; noise of a mask is below one pixel.
CUTS = (1.5, 1.0, 0.7)
SNAP = np.radians(25)  # walls turn by this at most
CHAMFER = 5.0  # pixels; shorter walls across a corner are the corner, rounded by the mask
# Pixels that a corner may lie beyond the contour: walls that meet at a slant, as along a curve, do so far
# out; a mask rounds right angles by less than a pixel.
SPIKE = 2.0
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


def ragged(ring: Ring, check: Check = unchecked) -> float:
    """Pixels (a standard deviation) by which a ring leaves straight walls, each in its own direction.

    One too short to tell, or too long for walls, is as ragged as can be.
    """
    if not TELLING <= len(ring) <= MOST_POINTS:
        return float("inf")
    walls = [_own(chain) for chain in Chains(ring).between(CUTS[2], check)]
    away = np.concatenate([wall.away[wall.inner] for wall in walls])
    return raggedness(away) if len(away) >= TELLING else float("inf")


def corners_between(walls: list[Wall]) -> Ring:
    """Corners (k, 2) of the outline that the walls of a ring's chains make."""
    walls = _stepped(_joined(_without_chamfers(walls)))
    if len(walls) < 3:
        return np.empty((0, 2))
    met = _met(walls)
    kept = [wall for wall, first, last in zip(walls, met, met[1:] + met[:1]) if wall.runs(first[-1], last[0])]
    return np.concatenate(_met(kept) if 3 <= len(kept) < len(walls) else met)


def _met(walls: list[Wall]) -> list[Ring]:
    """The corner at which each wall begins, in one point or two."""
    return [np.array(meeting(before, wall)) for before, wall in zip(walls[-1:] + walls[:-1], walls)]


class Wall:
    """A straight wall: its direction, the mean of its points, its length (pixels), whether it was aligned."""

    def __init__(self, points: Ring, angle: float, aligned: bool) -> None:
        self.points, self.angle, self.aligned = points, angle, aligned
        self.along = np.array([np.cos(angle), np.sin(angle)])
        self.normal = np.array([-self.along[1], self.along[0]])
        self.span = points @ self.along
        low, high = self.span.min(), self.span.max()
        self.length = float(high - low)
        self.inner = (self.span > low + TRIMMED) & (self.span < high - TRIMMED)
        trusted = points[self.inner] if np.count_nonzero(self.inner) >= 2 else points
        self.offset = float((trusted @ self.normal).mean())

    def runs(self, first: NDArray[np.float64], last: NDArray[np.float64]) -> bool:
        """Whether it goes forward between its corners; one that is short among slanting ones may not."""
        return bool((last - first) @ self.along > 0)

    @cached_property
    def away(self) -> NDArray[np.float64]:
        """How far its points (n,) lie beside it."""
        return np.asarray(self.points @ self.normal - self.offset)


def turn_to(angles: NDArray[np.float64], to: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """How far angles are from a direction modulo a quarter turn, -pi/4 to pi/4."""
    quarter = np.pi / 2
    return np.asarray((angles - to + quarter / 2) % quarter - quarter / 2)


def wall_of(chain: Chain, ways: Ways) -> Wall:
    """The wall of a chain: along the nearest dominant direction, or along its own, or the raster's edge."""
    own = _angle(chain.direction, chain.across)
    directions = [0.0] if ways.frame.runs_along(chain.points) else ways.directions
    turns = [float(turn_to(np.array(own), direction)) for direction in directions]
    least = min(turns, key=abs)
    # A short wall's own direction is a matter of a pixel or two: it turns farther.
    is_aligned = abs(least) <= SNAP
    return Wall(chain.points, own - least if is_aligned else own, is_aligned)


def _own(chain: Chain) -> Wall:
    """The wall of a chain in its own direction."""
    return Wall(chain.points, _angle(chain.direction, chain.across), False)


def _angle(fitted: NDArray[np.float64], along: NDArray[np.float64]) -> float:
    """The angle (radians) of the line along a vector, to the side that `along` goes to."""
    fitted = fitted if fitted @ along >= 0 else -fitted
    return float(np.arctan2(fitted[1], fitted[0]))


def _without_chamfers(walls: list[Wall]) -> list[Wall]:
    """Without short oblique walls between two that meet at an angle anyway, or that a step joins."""
    kept = []
    for before, wall, after in zip(walls[-1:] + walls[:-1], walls, walls[1:] + walls[:1]):
        turn = before.angle - after.angle
        meet = abs(np.sin(turn)) > 0.5 or np.cos(turn) > 0.95  # not where a wing ends
        if not (wall.length < CHAMFER and not wall.aligned and meet):
            kept.append(wall)
    return kept


def _joined(walls: list[Wall]) -> list[Wall]:
    """With walls that follow each other in one line made one."""
    found: list[Wall] = []
    for wall in walls:
        if found and _in_line(found[-1], wall):
            found[-1] = Wall(np.concatenate([found[-1].points, wall.points]), found[-1].angle, True)
        else:
            found.append(wall)
    if len(found) > 1 and _in_line(found[-1], found[0]):
        last = found.pop()
        found[0] = Wall(np.concatenate([last.points, found[0].points]), found[0].angle, True)
    return found


def _stepped(walls: list[Wall]) -> list[Wall]:
    """With walls that step sideways parted there, as far as the outline of the whole ring is less ragged."""
    aligned = [wall.away for wall in walls if wall.aligned]
    ragged = raggedness(np.concatenate(aligned)) if aligned else 0.0
    return [part for wall in walls for part in (_levels(wall, ragged) if wall.aligned else [wall])]


def _levels(wall: Wall, ragged: float) -> list[Wall]:
    """A wall in pieces that each lie in one line."""
    inner = np.flatnonzero(wall.inner)
    if not inner.size:
        return [wall]
    along, away = wall.span[inner], wall.away[inner]
    found = jogs(along, away, ragged)
    if is_slope(along, away, found):
        return [_sloped(wall)]
    if not found:
        return [wall]
    ends = [0, *inner[found].tolist(), len(wall.points) - 1]
    return [Wall(wall.points[first : last + 1], wall.angle, True) for first, last in zip(ends, ends[1:])]


def _sloped(wall: Wall) -> Wall:
    """A wall in the direction of its own points."""
    return Wall(wall.points, _angle(direction_of(wall.points), wall.along), False)


def _in_line(first: Wall, second: Wall) -> bool:
    turn = first.angle - second.angle
    if not (abs(np.sin(turn)) < np.sin(np.radians(5)) and np.cos(turn) > 0):
        return False  # as most, before their points are looked at
    return abs(first.offset - float(second.points.mean(axis=0) @ first.normal)) < 1.0


def meeting(before: Wall, wall: Wall) -> list[NDArray[np.float64]]:
    """Where two walls meet; parallel ones are joined by a step, if it is one, and spikes are cut off."""
    cross = float(np.sin(wall.angle - before.angle))
    between = (before.points[-1] + wall.points[0]) / 2
    ends = [between + (each.offset - between @ each.normal) * each.normal for each in (before, wall)]
    if abs(cross) < np.sin(np.radians(10)):
        bend = not (before.aligned and wall.aligned) and np.hypot(*(ends[1] - ends[0])) < LEAST_STEP
        return [(ends[0] + ends[1]) / 2] if bend else ends
    matrix = np.array([before.normal, wall.normal])
    corner = np.linalg.solve(matrix, np.array([before.offset, wall.offset]))
    rounded = float(np.hypot(*(before.points[-1] - wall.points[0]))) / 2  # of a chamfer that was left out
    if _distance(before.points[-1:], corner) <= SPIKE + rounded:
        return [corner]
    if _distance(np.concatenate([before.points, wall.points]), corner) > SPIKE + rounded:
        return [(ends[0] + ends[1]) / 2]
    return [corner]


def _distance(points: Ring, corner: NDArray[np.float64]) -> float:
    """Pixels from the nearest of some points to a corner."""
    return float(np.hypot(*(points - corner).T).min())
