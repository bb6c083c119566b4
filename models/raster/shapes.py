"""Shapes drawn as a mask: lines as wide as they are on the ground, polygons filled, invalid ones mended."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from osgeo import ogr

from ..errors import RooflineError
from ..language import Message, tr_noop
from ..progress import Cancel, stop_if
from .arrays import MaskArray
from .burning import Burned, corner_count
from .gdal_errors import gdal_errors, quiet_gdal
from .grid import Grid, Window, extent_of
from .nearby import corners, nearby
from .source import RasterPath

LOGGER = logging.getLogger(__name__)
Extent = tuple[float, float, float, float]  # xmin, ymin, xmax, ymax
Shapes = Callable[[Extent], Iterable[bytes]]
NOBODY = "The shapes"
# GEOS looks at no cancel. Of a star, whose sides lie side by side, it judges 10,000 corners in 0.2 s and
# 100,000 in 21 s; it mends 64 corners at random places in 0.09 s and 250 in 9 s; it widens 64 corners of a
# star in 0.03 s, more of them in the square of their time, and pieces of 8 in 0.2 ms each.
MOST_JUDGED = 10_000
MOST_MENDED = 64
MOST_WIDENED, PIECE = 64, 8
INVALID = tr_noop("%s: invalid polygons were mended before they were drawn (%d).")
ONE_CRS = tr_noop("%s: only one of the layers has a CRS, so both are taken to share it.")
NO_CRS = tr_noop(
    'Layer "{name}" has no CRS, so nobody knows where its shapes lie; set its CRS first (in QGIS: Layer > '
    "Set CRS of Layer(s))."
)


@dataclass(frozen=True)
class Vector:
    """Shapes as WKB in the mask's CRS: `shapes(extent)` yields those that touch an extent.

    `file` is where they are read from, if that is a file; `name` is what people call them; `extent` is that
    of all, if it is known.
    """

    shapes: Shapes
    file: str = ""
    name: str = ""
    extent: Extent | None = None

    def __str__(self) -> str:
        return self.file or self.name

    def meets(self, grid: Grid) -> bool:
        """Whether the shapes may lie on a grid; where their extent is unknown they may."""
        if self.extent is None:
            return True
        left, bottom, right, top = extent_of(grid)
        xmin, ymin, xmax, ymax = self.extent
        return xmin <= right and xmax >= left and ymin <= top and ymax >= bottom


def files_read(sources: Iterable[RasterPath | Vector | None]) -> list[RasterPath]:
    """The files that rasters and shapes are read from; shapes that are in memory have none."""
    files = (source.file if isinstance(source, Vector) else source for source in sources)
    return [file for file in files if file]


def check_crs(name: str, is_known: bool, others: bool) -> None:
    """Refuse shapes without a CRS beside a raster that has one; the other way round it is said in the log.

    Coordinates that lie somewhere on the raster by chance would be drawn in silence.
    """
    if others and not is_known:
        raise RooflineError(NO_CRS, name=name)
    if is_known and not others:
        LOGGER.warning(ONE_CRS, name)


class Drawn:
    """Shapes drawn as 255: polygons filled, lines `width` wide (units of the CRS), points left out.

    With a width of 0 polygons alone are drawn.
    """

    def __init__(
        self,
        vector: Vector,
        grid: Grid,
        width: float,
        cancelled: Cancel = None,
    ) -> None:
        self._cancelled = cancelled
        self._shapes, self._grid, self._width = vector.shapes, grid, width
        self._name = vector.name or NOBODY
        # A shape may touch several windows: it counts once.
        self._mended: set[int] = set()
        self._left_out: set[int] = set()

    def __call__(self, window: Window) -> MaskArray:
        """Values (H, W) of a window."""
        grid = self._grid.subgrid(window)
        burned = Burned(grid, np.uint8, self._cancelled)
        xmin, ymin, xmax, ymax = extent_of(grid)
        around = self._width
        extent = xmin - around, ymin - around, xmax + around, ymax + around
        with gdal_errors(Message("The shapes cannot be drawn; repair their geometries first")):
            for wkb in self._shapes(extent):
                self._add(burned, wkb, extent)
            return np.asarray(burned.values(), np.uint8)

    def report(self) -> None:
        """Say in the log what was mended and what was left out."""
        if self._mended:
            LOGGER.warning(
                INVALID,
                self._name,
                len(self._mended),
            )
        if not self._left_out:
            return
        if self._width:
            LOGGER.warning(
                "%s: shapes that are neither lines nor polygons were left out (%d).",
                self._name,
                len(self._left_out),
            )
        else:
            LOGGER.warning(
                "%s: shapes that are no polygons were left out (%d).", self._name, len(self._left_out)
            )

    def _add(self, burned: Burned, wkb: bytes, extent: Extent) -> None:
        geometry = None
        with quiet_gdal():
            geometry = ogr.CreateGeometryFromWkb(wkb)
        is_drawn = False
        for part in () if geometry is None else parts_of(geometry):
            stop_if(self._cancelled)
            if part.IsEmpty() or part.GetDimension() == 0 or not all(map(math.isfinite, part.GetEnvelope())):
                continue
            for area in self._areas(part, wkb, extent):
                burned.add(area, 255)
                is_drawn = True
        if not is_drawn:
            self._left_out.add(hash(wkb))

    def _areas(self, part: ogr.Geometry, wkb: bytes, extent: Extent) -> Iterator[ogr.Geometry]:
        """What is filled for a line or a polygon."""
        if part.GetDimension() == 1:
            for piece in _pieces(part, extent) if self._width else ():
                stop_if(self._cancelled)
                yield piece.Buffer(self._width / 2)
            return
        if corner_count(part) > MOST_JUDGED:
            filled, was_valid = nearby(part, extent), True
        else:
            filled, was_valid = fillable(part)
        if filled is not None:
            if not was_valid:
                self._mended.add(hash(wkb))
            yield filled


def _pieces(line: ogr.Geometry, extent: Extent) -> Iterator[ogr.Geometry]:
    """A line, or those of the short ones that together are it which may touch an extent: what lies around a
    line lies around one of them.
    """
    if line.GetPointCount() <= MOST_WIDENED:
        yield line
        return
    points = corners(line)
    firsts = np.arange(0, len(points) - 1, PIECE - 1)
    pieces = points[np.minimum(firsts[:, None] + np.arange(PIECE), len(points) - 1)]
    xmin, ymin, xmax, ymax = extent
    touching = (pieces.max(1) >= (xmin, ymin)) & (pieces.min(1) <= (xmax, ymax))
    for first in firsts[touching.all(1)].tolist():
        piece = ogr.Geometry(ogr.wkbLineString)
        for x, y in points[first : first + PIECE].tolist():
            piece.AddPoint_2D(x, y)
        yield piece


def fillable(polygon: ogr.Geometry) -> tuple[ogr.Geometry | None, bool]:
    """What is filled for a polygon, by the even-odd rule, or None; and whether GEOS finds nothing wrong.

    The rule fills of an invalid polygon what GEOS's mending makes of it. So only small ones are mended, which
    may have no area at all; the time of that has no bound for others.
    """
    polygon.CloseRings()
    polygon.FlattenTo2D()
    corners = corner_count(polygon)
    is_fine = corners > MOST_JUDGED or is_valid(polygon)
    if not is_fine and corners <= MOST_MENDED:
        return valid_polygons(polygon), False
    if corners > MOST_MENDED and not _is_finite(polygon):
        return None, False
    return polygon, is_fine


def _is_finite(polygon: ogr.Geometry) -> bool:
    """Whether all corners are numbers; envelopes pass over those that are none."""
    rings = (polygon.GetGeometryRef(index) for index in range(polygon.GetGeometryCount()))
    return all(np.isfinite(np.array(ring.GetPoints(2), np.float64)).all() for ring in rings)


def is_valid(polygon: ogr.Geometry) -> bool:
    """Whether GEOS finds nothing wrong with a polygon; what is wrong is not said anywhere."""
    with quiet_gdal():
        return bool(polygon.IsValid())
    return False  # GEOS found it too bad even for a judgement


def valid_polygons(polygon: ogr.Geometry) -> ogr.Geometry | None:
    """The polygon itself if it is valid, else the polygons that it was meant to be, or None."""
    polygon.CloseRings()
    mended = None
    with quiet_gdal():  # GEOS calls some polygons too bad even for a judgement
        if polygon.IsValid():
            return polygon
        mended = polygon.MakeValid()
    if mended is None:
        return None
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for part in parts_of(mended):
        if part.GetDimension() == 2:
            whole.AddGeometry(part)
    return None if whole.IsEmpty() else whole


def parts_of(geometry: ogr.Geometry) -> Iterator[ogr.Geometry]:
    """Points, lines and polygons without curves that a shape of any kind, also a collection, consists of."""
    straight = geometry.GetLinearGeometry() if geometry.HasCurveGeometry() else geometry
    kind = ogr.GT_Flatten(straight.GetGeometryType())
    if kind in (ogr.wkbPoint, ogr.wkbLineString, ogr.wkbPolygon):
        yield straight
    elif kind == ogr.wkbTriangle:
        yield ogr.ForceToPolygon(straight.Clone())
    else:
        for index in range(straight.GetGeometryCount()):
            yield from parts_of(straight.GetGeometryRef(index).Clone())


def polygons_of(vector: Vector, extent: Extent, cancelled: Cancel = None) -> tuple[list[ogr.Geometry], int]:
    """The polygons, one per shape, that touch an extent, to be filled by the even-odd rule part by part; and
    how many were invalid.
    """
    found, mended = [], 0
    for wkb in vector.shapes(extent):
        geometry = None
        with quiet_gdal():
            geometry = ogr.CreateGeometryFromWkb(wkb)
        whole = ogr.Geometry(ogr.wkbMultiPolygon)
        for part in () if geometry is None else parts_of(geometry):
            stop_if(cancelled)
            if part.IsEmpty() or part.GetDimension() != 2 or not all(map(math.isfinite, part.GetEnvelope())):
                continue
            filled, was_valid = fillable(part)
            mended += filled is not None and not was_valid
            for piece in () if filled is None else parts_of(filled):
                whole.AddGeometry(piece)
        if not whole.IsEmpty():
            found.append(whole)
    return found, mended
