"""Shapes drawn as a mask: lines as wide as they are on the ground, polygons filled, invalid ones mended."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import Cancelled
from ..language import Message, tr_noop
from .arrays import MaskArray
from .gdal_errors import gdal_errors, quiet_gdal
from .grid import Grid, Window, extent_of

LOGGER = logging.getLogger(__name__)
Extent = tuple[float, float, float, float]  # xmin, ymin, xmax, ymax
Shapes = Callable[[Extent], Iterable[bytes]]
NOBODY = "The shapes"
ONE_CRS = tr_noop("%s: only one of the layers has a CRS, so both are taken to share it.")


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


class Drawn:
    """Shapes drawn as 255: polygons filled, lines `width` wide (units of the CRS), points left out.

    With a width of 0 polygons alone are drawn.
    """

    def __init__(
        self,
        vector: Vector,
        grid: Grid,
        width: float,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._cancelled = cancelled
        self._shapes, self._grid, self._width = vector.shapes, grid, width
        self._name = vector.name or NOBODY
        self._crs = osr.SpatialReference()
        if grid.projection:
            self._crs.ImportFromWkt(grid.projection)
        # A shape may touch several windows: it counts once.
        self._mended: set[int] = set()
        self._left_out: set[int] = set()

    def __call__(self, window: Window) -> MaskArray:
        """Values (H, W) of a window."""
        grid = self._grid.subgrid(window)
        dataset = gdal.GetDriverByName("MEM").Create("", window.width, window.height, 1, gdal.GDT_Byte)
        dataset.SetGeoTransform(grid.geotransform)
        dataset.SetProjection(grid.projection)
        memory = ogr.GetDriverByName("Memory").CreateDataSource("")
        layer = memory.CreateLayer("shapes", self._crs if self._grid.projection else None, ogr.wkbUnknown)
        xmin, ymin, xmax, ymax = extent_of(grid)
        around = self._width
        with gdal_errors(Message("The shapes cannot be drawn; repair their geometries first")):
            for wkb in self._shapes((xmin - around, ymin - around, xmax + around, ymax + around)):
                if self._cancelled is not None and self._cancelled():
                    raise Cancelled
                self._add(layer, wkb)
            gdal.RasterizeLayer(dataset, [1], layer, burn_values=[255])
            return np.asarray(dataset.ReadAsArray(), np.uint8)

    def report(self) -> None:
        """Say in the log what was mended and what was left out."""
        if self._mended:
            LOGGER.warning(
                "%s: invalid polygons were mended before they were drawn (%d).",
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

    def _add(self, layer: ogr.Layer, wkb: bytes) -> None:
        geometry = None
        with quiet_gdal():
            geometry = ogr.CreateGeometryFromWkb(wkb)
        areas = [] if geometry is None else [self._area(part, wkb) for part in parts_of(geometry)]
        drawn = [area for area in areas if area is not None]
        if not drawn:
            self._left_out.add(hash(wkb))
        for area in drawn:
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(area)
            layer.CreateFeature(feature)

    def _area(self, part: ogr.Geometry, wkb: bytes) -> ogr.Geometry | None:
        """What is filled for a line or a polygon; None for all else."""
        if part.IsEmpty() or part.GetDimension() == 0 or not all(map(math.isfinite, part.GetEnvelope())):
            return None
        if part.GetDimension() == 1:
            return part.Buffer(self._width / 2) if self._width else None
        mended = valid_polygons(part)
        if mended is not None and mended is not part:
            self._mended.add(hash(wkb))
        return mended


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


def polygons_of(
    vector: Vector, extent: Extent, cancelled: Callable[[], bool] | None = None
) -> tuple[list[ogr.Geometry], int]:
    """The valid polygons, one per shape, that touch an extent, and how many had to be mended."""
    found, mended = [], 0
    for wkb in vector.shapes(extent):
        if cancelled is not None and cancelled():
            raise Cancelled
        geometry = None
        with quiet_gdal():
            geometry = ogr.CreateGeometryFromWkb(wkb)
        whole = ogr.Geometry(ogr.wkbMultiPolygon)
        for part in () if geometry is None else parts_of(geometry):
            if part.IsEmpty() or part.GetDimension() != 2 or not all(map(math.isfinite, part.GetEnvelope())):
                continue
            part.FlattenTo2D()
            valid = valid_polygons(part)
            mended += valid is not None and valid is not part
            for piece in () if valid is None else parts_of(valid):
                whole.AddGeometry(piece)
        if not whole.IsEmpty():
            found.append(whole)
    return found, mended
