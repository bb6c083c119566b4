"""Blocks of buildings (LoD1): floor, walls and a level roof as one multi-polygon in space."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr

Ring = NDArray[np.float64]


def solid(wkb: bytes, bottom: float, top: float) -> bytes:
    """A footprint (WKB) raised from `bottom` to `top`: WKB of a MultiPolygonZ whose faces look outwards."""
    faces = ogr.Geometry(ogr.wkbMultiPolygon25D)
    for rings in _polygons(ogr.CreateGeometryFromWkb(wkb)):
        turned = [_turned(ring, clockwise=index > 0) for index, ring in enumerate(rings)]
        faces.AddGeometry(_face(turned, top))
        faces.AddGeometry(_face([ring[::-1] for ring in turned], bottom))
        for ring in turned:
            for start, end in zip(ring, np.roll(ring, -1, axis=0)):
                faces.AddGeometry(_wall(start, end, bottom, top))
    return bytes(faces.ExportToWkb())


def _polygons(shape: ogr.Geometry) -> Iterator[list[Ring]]:
    """The rings of each polygon, not closed."""
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        yield [
            np.array(shape.GetGeometryRef(index).GetPoints(), np.float64)[:-1, :2]
            for index in range(shape.GetGeometryCount())
        ]
        return
    for index in range(shape.GetGeometryCount()):
        yield from _polygons(shape.GetGeometryRef(index))


def _turned(ring: Ring, clockwise: bool) -> Ring:
    x, y = ring.T
    area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return ring[::-1] if (area < 0) != clockwise else ring


def _face(rings: list[Ring], height: float) -> ogr.Geometry:
    face = ogr.Geometry(ogr.wkbPolygon25D)
    for points in rings:
        face.AddGeometry(_ring([(x, y, height) for x, y in points.tolist()]))
    return face


def _wall(start: Ring, end: Ring, bottom: float, top: float) -> ogr.Geometry:
    (x0, y0), (x1, y1) = start.tolist(), end.tolist()
    face = ogr.Geometry(ogr.wkbPolygon25D)
    face.AddGeometry(_ring([(x0, y0, bottom), (x1, y1, bottom), (x1, y1, top), (x0, y0, top)]))
    return face


def _ring(points: list[tuple[float, float, float]]) -> ogr.Geometry:
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y, z in (*points, points[0]):
        ring.AddPoint(x, y, z)
    return ring
