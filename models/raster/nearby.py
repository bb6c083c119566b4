"""Polygons of very many corners, without those that no pixel of a window depends on."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr

Points = NDArray[np.float64]


def nearby(polygon: ogr.Geometry, extent: tuple[float, float, float, float]) -> ogr.Geometry | None:
    """A polygon, perhaps empty, that the even-odd rule fills alike within an extent (xmin, ymin, xmax, ymax);
    None where one has corners that are no numbers.

    Of corners that follow each other beyond the same side of the extent the first and the last are left:
    the lines between do not cross it, whichever way they go there.
    """
    rings = []
    for ring in _rings(polygon):
        if not np.isfinite(ring).all():
            return None
        xmin, ymin, xmax, ymax = extent
        for axis, sign, bound in ((0, 1, xmin), (0, -1, xmax), (1, 1, ymin), (1, -1, ymax)):
            inside = sign * ring[:, axis] >= sign * bound
            ring = ring[inside | np.roll(inside, 1) | np.roll(inside, -1)]
        if len(ring) > 2:
            rings.append(np.concatenate([ring, ring[:1]]))
    parts = (struct.pack("<I", len(ring)) + ring.astype("<f8").tobytes() for ring in rings)
    return ogr.CreateGeometryFromWkb(struct.pack("<BII", 1, ogr.wkbPolygon, len(rings)) + b"".join(parts))


def corners(line: ogr.Geometry) -> Points:
    """The corners (n, 2) of a line; asked one by one a million take a second."""
    line.FlattenTo2D()
    return np.frombuffer(bytes(line.ExportToWkb(ogr.wkbNDR)), "<f8", offset=5 + 4).reshape(-1, 2)


def _rings(polygon: ogr.Geometry) -> Iterator[Points]:
    """The corners (n, 2) of each ring, each once."""
    polygon.CloseRings()
    polygon.FlattenTo2D()
    wkb = bytes(polygon.ExportToWkb(ogr.wkbNDR))
    place = 5 + 4  # byte order and kind, number of rings
    for _ in range(polygon.GetGeometryCount()):
        (count,) = struct.unpack_from("<I", wkb, place)
        yield np.frombuffer(wkb, "<f8", 2 * count, place + 4).reshape(-1, 2)[:-1]
        place += 4 + 16 * count
