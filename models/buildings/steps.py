"""Buildings that touch, parted where their roofs differ in height: straight party walls in an outline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr
from scipy import ndimage

from ..progress import Check, patiently, unchecked
from ..raster.arrays import BoolArray, Float32Array
from ..raster.grid import Window
from ..raster.groups import Groups
from ..raster.shapes import is_valid
from .contours import Outline
from .drawn import rasterised
from .regularise import dominant, polygon
from .walls import NO_FRAME, Frame

Labels = NDArray[np.int32]
STEP = 3.0  # metres between roofs of different buildings: a storey
STEEP = (
    2.5  # heights per pixel that a steep roof (51 degrees) has within the two pixels that a step is seen in
)
LEAST_AREA = 12.0  # square metres of a building that is parted off
LEAST_WIDTH = 3.0  # metres that it has somewhere both ways
# Pixels along an outline that tell no roofs: beyond a wall that lies a pixel off, slopes of smeared edges
# lead from roof to roof, and whether they did hung on parts of a pixel.
OUTER = 2
LEAST_PIXELS = 8  # of a roof that has a height of its own
STRAIGHT = 1.0  # pixels that a party wall may wind about its line, as a standard deviation
ON_LINE = 1.0  # pixels from a cut at which a corner of the outline is a corner of the cut
AGREED = 0.85  # share of a roof's pixels that must lie on one side of a cut
TURN = np.radians(20)  # a party wall takes a direction of the building's walls that is no farther
MOST_CUTS = 64  # of one outline: a terrace of houses
# Of one part of an outline: what it takes stays in proportion to its pixels, however many roofs it has.
MOST_LINES = 1024  # borders between roofs that are tried, the longest first
MOST_CENTRES = (
    1 << 18
)  # pixels that tell on which side of a cut the roofs lie, spread evenly where there are more
LONG_PIXELS = 1 << 21  # around an outline: SciPy looks at no cancel, and takes half a second for them
ROOFS = 1 << 31  # more than there can be


class Line(NamedTuple):
    """A straight cut: a point on it and its normal, in pixels."""

    point: NDArray[np.float64]
    normal: NDArray[np.float64]


class Least(NamedTuple):
    """What a building that is parted off must have: an area (square pixels), and a width (pixels)."""

    area: float
    width: float

    def holds(self, shape: ogr.Geometry) -> bool:
        """Whether a polygon is a building."""
        return bool(shape.GetArea() >= self.area and not shape.Buffer(-self.width / 2, 4).IsEmpty())


def parts(
    outline: Outline,
    inside: BoolArray,
    heights: Float32Array,
    corner: tuple[int, int],
    gsd: float,
    step: float = STEP,
    check: Check = unchecked,
    frame: Frame = NO_FRAME,
) -> list[Outline]:
    """The buildings that an outline holds, the outline alone where no step parts it.

    `inside` and `heights` (metres, NaN where void), both (H, W), begin at column and row `corner`; `check`
    raises Cancelled when the user has asked for it; `frame`: the raster that may cut the outline.
    """
    least = Least(LEAST_AREA / gsd**2, LEAST_WIDTH / gsd)
    roofs = _roofs(inside, heights, max(step, STEEP * gsd), least.area, check)
    if roofs.max(initial=0) < 2:
        return [outline]
    directions = dominant(outline, check, frame)
    found, open_parts, cuts = [], [polygon(outline)], 0
    while open_parts:
        whole = open_parts.pop()
        check()
        halves = None if cuts >= MOST_CUTS else _cut(whole, roofs, corner, directions, least, check)
        if halves is None:
            found.append(whole)
        else:
            cuts += 1
            open_parts.extend(halves)
    return [outline] if len(found) == 1 else [_outline(each) for each in found]


def _roofs(inside: BoolArray, heights: Float32Array, step: float, least: float, check: Check) -> Labels:
    """Numbers (H, W) of the roofs that differ by a step from those beside them, 0 outside."""
    known = ndimage.binary_erosion(inside, iterations=OUTER) & np.isfinite(heights)
    check()
    low = ndimage.minimum_filter(np.where(known, heights, np.inf), 3)
    check()
    high = ndimage.maximum_filter(np.where(known, heights, -np.inf), 3)
    with np.errstate(invalid="ignore"):
        level = known & (high - low < step)
    check()
    cores, count = ndimage.label(level)
    sizes = np.bincount(cores.ravel(), minlength=count + 1)
    kept = np.flatnonzero(sizes >= max(LEAST_PIXELS, least / 4))
    kept = kept[kept > 0]
    if len(kept) < 2:
        return np.zeros(inside.shape, np.int32)
    numbers = np.zeros(count + 1, np.int32)
    numbers[kept] = np.arange(1, len(kept) + 1)
    cores = numbers[cores]
    check()
    is_long, beside = inside.size > LONG_PIXELS, cores == 0
    nearest = patiently(
        lambda: ndimage.distance_transform_edt(beside, return_distances=False, return_indices=True),
        check,
        is_long,
    )
    roofs = np.where(inside, cores[tuple(nearest)], 0).astype(np.int32)
    check()
    values, numbers = np.where(known, heights, 0.0), np.arange(1, len(kept) + 1)
    medians = patiently(lambda: ndimage.median(values, cores, numbers), check, is_long)
    return _joined(roofs, np.concatenate([[0.0], medians]), step)


def _joined(roofs: Labels, medians: NDArray[np.float64], step: float) -> Labels:
    """Roofs that touch and are no step apart as one, numbered from 1 without gaps."""
    groups = Groups(len(medians))
    for one, other in _neighbours(roofs):
        if abs(medians[one] - medians[other]) < step:
            groups.join(one, other)
    numbers = np.unique(groups.roots()[1:], return_inverse=True)[1] + 1
    return np.concatenate([[0], numbers]).astype(np.int32)[roofs]


def _neighbours(roofs: Labels) -> list[tuple[int, int]]:
    """The pairs of roofs that share an edge of pixels, those that share most first."""
    keys, counts = np.unique(np.concatenate([_keys(*each[:2]) for each in _edges(roofs)]), return_counts=True)
    return [divmod(key, ROOFS) for key in keys[np.argsort(-counts, kind="stable")].tolist()]


def _borders(roofs: Labels) -> list[NDArray[np.float64]]:
    """The middles (n, 2) of the edges of pixels between two roofs, the longest border first."""
    edges = list(_edges(roofs))
    keys = np.concatenate([_keys(*each[:2]) for each in edges])
    order = np.argsort(keys, kind="stable")
    _, starts, counts = np.unique(keys[order], return_index=True, return_counts=True)
    middles = np.concatenate([each[2] for each in edges])
    longest = np.argsort(-counts, kind="stable")
    return [middles[order[starts[each] : starts[each] + counts[each]]] for each in longest[:MOST_LINES]]


def _keys(one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number for each pair of roofs, whichever is named first."""
    return np.minimum(one, other).astype(np.int64) * ROOFS + np.maximum(one, other)


def _edges(roofs: Labels) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]]:
    """Numbers on both sides of the edges between roofs, and the middles (n, 2) of the edges, by direction."""
    for axis in (0, 1):
        first = roofs[:-1] if axis == 0 else roofs[:, :-1]
        second = roofs[1:] if axis == 0 else roofs[:, 1:]
        rows, cols = np.nonzero((first != second) & (first > 0) & (second > 0))
        shift = np.array([0.5, 1.0]) if axis == 0 else np.array([1.0, 0.5])
        yield first[rows, cols], second[rows, cols], np.stack([cols, rows], axis=1) + shift


def _cut(
    whole: ogr.Geometry,
    roofs: Labels,
    corner: tuple[int, int],
    directions: list[float],
    least: Least,
    check: Check,
) -> list[ogr.Geometry] | None:
    """A polygon in two along a party wall; None where no straight one parts whole roofs."""
    window, roofs = _within(whole, roofs, corner)
    here = np.where(rasterised(_outline(whole), window, check), roofs, 0)
    sizes = np.bincount(here.ravel(), minlength=int(roofs.max()) + 1)
    if np.count_nonzero((sizes[1:] > 0) & (sizes[1:] >= least.area / 2)) < 2:
        return None
    here = np.where(sizes[here] >= least.area / 2, here, 0).astype(np.int32)
    check()
    rows, cols = np.nonzero(here)
    spread = slice(None, None, -(-len(rows) // MOST_CENTRES))
    numbers = here[rows[spread], cols[spread]]
    origin = np.array([window.col, window.row], np.float64)
    centres = np.stack([cols[spread], rows[spread]], axis=1) + 0.5 + origin
    for border in _borders(here):
        check()
        line = _line(border + origin, directions)
        if line is None or not _parts_whole_roofs(numbers, centres, line):
            continue
        halves = _halves(whole, line)
        if len(halves) == 2 and all(is_valid(half) and least.holds(half) for half in halves):
            return halves
    return None


def _within(whole: ogr.Geometry, roofs: Labels, corner: tuple[int, int]) -> tuple[Window, Labels]:
    """The window that a polygon lies in, in columns and rows, and its roofs; `roofs` begin at `corner`."""
    left, right, top, bottom = whole.GetEnvelope()
    cols, rows = (
        slice(max(int(np.floor(low)) - start, 0), min(int(np.ceil(high)) - start, size))
        for low, high, start, size in zip((left, top), (right, bottom), corner, roofs.shape[::-1])
    )
    inner = roofs[rows, cols]
    return Window(corner[0] + cols.start, corner[1] + rows.start, inner.shape[1], inner.shape[0]), inner


def _line(points: NDArray[np.float64], directions: list[float]) -> Line | None:
    """The straight line along the border (n, 2) of two roofs, in a wall's direction if one is near; None if
    it winds.
    """
    if len(points) < 3:
        return None
    middle = np.median(points, axis=0)
    _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    own = float(np.arctan2(axes[0][1], axes[0][0]))
    quarter = np.pi / 2
    turns = [(own - each + quarter / 2) % quarter - quarter / 2 for each in directions]
    least = min(turns, key=abs)
    angle = own - least if abs(least) <= TURN else own
    normal = np.array([-np.sin(angle), np.cos(angle)])
    offsets = points @ normal
    if offsets.std() > STRAIGHT:
        return None
    return Line(middle + normal * (offsets.mean() - middle @ normal), normal)


def _parts_whole_roofs(numbers: Labels, centres: NDArray[np.float64], line: Line) -> bool:
    """Whether each roof lies on one side of a line but for a few pixels (their roofs' `numbers` (n,), their
    `centres` (n, 2)), and both sides have some.
    """
    beyond = (centres - line.point) @ line.normal > 0
    total = np.bincount(numbers)
    shares = np.bincount(numbers, beyond, len(total))[total > 0] / total[total > 0]
    whole = (shares >= AGREED) | (shares <= 1 - AGREED)
    return bool(whole.all() and (shares > 0.5).any() and (shares < 0.5).any())


def _halves(whole: ogr.Geometry, line: Line) -> list[ogr.Geometry]:
    """Both sides of a line, each if it is one polygon; corners within a pixel or so lie on the line then.

    All is done in coordinates across and along the line, which is where the first is 0: no splinters are left
    by rounding, and the halves have the cut in common.
    """
    turn = np.array([line.normal, [-line.normal[1], line.normal[0]]])
    rings = [(ring - line.point) @ turn.T for ring in _rings(whole)]
    for ring in rings:
        ring[np.abs(ring[:, 0]) < ON_LINE, 0] = 0.0
    given = polygon(Outline(rings[0], rings[1:]))
    if not is_valid(given):
        return []
    reach = float(np.abs(np.concatenate(rings)).max()) + 1
    found = []
    for way in (1.0, -1.0):
        box = np.array([[0, -reach], [0, reach], [way * reach, reach], [way * reach, -reach]])
        pieces = _polygons(given.Intersection(polygon(Outline(box))))
        if len(pieces) == 1 and is_valid(pieces[0]):
            back = [_cornered(ring) @ turn + line.point for ring in _rings(pieces[0])]
            found.append(polygon(Outline(back[0], back[1:])))
    return found


def _cornered(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """A ring (n, 2) without points that lie in the middle of its walls."""
    before, after = np.roll(ring, 1, axis=0) - ring, np.roll(ring, -1, axis=0) - ring
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    bends = np.abs(cross) > 1e-6 * np.hypot(*before.T) * np.hypot(*after.T)
    return ring[bends] if np.count_nonzero(bends) >= 3 else ring


def _polygons(shape: ogr.Geometry | None) -> list[ogr.Geometry]:
    """The polygons of what GEOS has made."""
    if shape is None or shape.IsEmpty():
        return []
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        return [shape]
    parts = [shape.GetGeometryRef(index).Clone() for index in range(shape.GetGeometryCount())]
    return [part for part in parts if ogr.GT_Flatten(part.GetGeometryType()) == ogr.wkbPolygon]


def _rings(shape: ogr.Geometry) -> list[NDArray[np.float64]]:
    """A polygon's rings (n, 2), not closed, the outer one first."""
    return [
        np.array(shape.GetGeometryRef(index).GetPoints(), np.float64)[:-1, :2]
        for index in range(shape.GetGeometryCount())
    ]


def _outline(shape: ogr.Geometry) -> Outline:
    """A polygon's rings as an outline."""
    outer, *holes = _rings(shape)
    return Outline(outer, holes)
