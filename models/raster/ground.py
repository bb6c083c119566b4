"""Lengths on the ground where a CRS stretches them, as EPSG:3857 does everywhere but at the equator."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

from osgeo import osr

from ..language import Message
from .gdal_errors import silent_gdal

if TYPE_CHECKING:
    from .grid import Grid

LOGGER = logging.getLogger(__name__)
Pair = tuple[float, float]
# Systems made for measuring (UTM, state planes, Gauss-Krueger) keep lengths to 0.1 %, far from their middle
# to some per mille; their metres are used as they are.
NEARLY_TRUE = 0.01
MARGIN = 1.0  # degrees around a CRS's area of use
STEP = 10.0  # units of the CRS: far above what double coordinates resolve, far below where the scale changes


def stretch(crs: osr.SpatialReference | None, place: Pair, axes: tuple[Pair, Pair]) -> Pair:
    """Metres on the ground per metre of a projected CRS along two axes at a place; 1 where nearly so.

    1 also where that cannot be known: no CRS, a local one, a place outside its area of use.
    """
    if crs is None or not crs.IsProjected():
        return 1.0, 1.0
    unit = crs.GetLinearUnits() or 1.0
    try:
        if not _in_use_at(crs, _degrees(crs, [place])[0]):
            return 1.0, 1.0
        along = [_distance(crs, place, axis) / (STEP * unit) for axis in axes]
    except (RuntimeError, ZeroDivisionError, ValueError):
        return 1.0, 1.0
    sane = all(math.isfinite(factor) and factor > 0 for factor in along)
    if not sane or all(abs(factor - 1) <= NEARLY_TRUE for factor in along):
        return 1.0, 1.0
    return along[0], along[1]


def in_use_at(crs: osr.SpatialReference | None, place: Pair) -> bool:
    """Whether a projected CRS of the EPSG register is meant for a place in it; True where none tells."""
    if crs is None or not crs.IsProjected():
        return True
    try:
        return _in_use_at(crs, _degrees(crs, [place])[0])
    except RuntimeError:  # no place on Earth
        return False


def say_stretch(grid: Grid) -> None:
    """Say in the log that lengths on the map are not those on the ground, if so."""
    if grid.stretch != (1.0, 1.0):
        LOGGER.warning(
            "The CRS of %s stretches lengths: its metre is %.3g m on the ground here, which is what counts.",
            grid.name or Message("the data"),
            math.sqrt(math.prod(grid.stretch)),
        )


def _in_use_at(crs: osr.SpatialReference, place: Pair) -> bool:
    """Whether a place (degrees) is where the CRS is meant for; elsewhere its scale means nothing."""
    if crs.GetAuthorityName(None) != "EPSG":
        return True
    registered = osr.SpatialReference()  # WKT as files keep it says nothing of the area
    registered.ImportFromEPSG(int(crs.GetAuthorityCode(None)))
    area = registered.GetAreaOfUse()
    if area is None:
        return True
    inside = area.south_lat_degree - MARGIN <= place[1] <= area.north_lat_degree + MARGIN
    east = (place[0] - area.west_lon_degree + MARGIN) % 360
    return inside and east <= (area.east_lon_degree - area.west_lon_degree) % 360.001 + 2 * MARGIN


def _distance(crs: osr.SpatialReference, place: Pair, axis: Pair) -> float:
    """Metres on the ellipsoid of STEP units of the CRS along an axis, with the place in their middle."""
    length = math.hypot(*axis)
    x, y = (STEP * part / length / 2 for part in axis)
    (lon, lat), (other_lon, other_lat) = _degrees(
        crs, [(place[0] + s * x, place[1] + s * y) for s in (-1, 1)]
    )
    east = math.radians(math.remainder(other_lon - lon, 360.0))
    north = math.radians(other_lat - lat)
    sine = math.sin(math.radians((lat + other_lat) / 2))
    flattening = 1 / crs.GetInvFlattening() if crs.GetInvFlattening() else 0.0
    squared = flattening * (2 - flattening)  # of the eccentricity
    prime = crs.GetSemiMajor() / math.sqrt(1 - squared * sine**2)
    meridian = prime * (1 - squared) / (1 - squared * sine**2)
    return math.hypot(east * prime * math.sqrt(1 - sine**2), north * meridian)


def _degrees(crs: osr.SpatialReference, points: list[Pair]) -> list[Pair]:
    """Longitude and latitude of points, on the CRS's own datum."""
    source, target = crs.Clone(), crs.CloneGeogCS()
    for system in (source, target):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    with silent_gdal():  # places outside the domain are no failure here
        transformation = osr.CoordinateTransformation(source, target)
        moved = [transformation.TransformPoint(x, y)[:2] for x, y in points]
    turn = math.degrees(target.GetAngularUnits())  # some national systems count in grads
    return [(lon * turn, lat * turn) for lon, lat in moved]
