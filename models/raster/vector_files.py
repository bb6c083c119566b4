"""Vector files as shapes in the CRS of a grid, for work outside QGIS: configurations name files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from osgeo import gdal, ogr, osr

from ..language import Message
from .gdal_errors import gdal_errors
from .grid import Grid
from .paths import holds_shapes
from .shapes import Extent, Vector


def is_vector(source: object) -> bool:
    """Whether a path is that of a file with shapes and without a raster."""
    return isinstance(source, Path) and holds_shapes(source)


def vector_of(path: Path, grid: Grid) -> Vector:
    """The shapes of a file's first layer in the CRS of a grid."""

    def shapes(extent: Extent) -> Iterable[bytes]:
        with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=path.name)):
            dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
        layer: ogr.Layer = dataset.GetLayer(0)
        moved = _transformation(layer.GetSpatialRef(), grid.crs)
        if moved is None:
            layer.SetSpatialFilterRect(*extent)
        for feature in layer:
            shape = feature.GetGeometryRef()
            if shape is not None and (moved is None or shape.Transform(moved) == 0):
                yield bytes(shape.ExportToWkb())

    return Vector(shapes, str(path), path.name)


def _transformation(
    source: osr.SpatialReference | None, target: osr.SpatialReference | None
) -> osr.CoordinateTransformation | None:
    if source is None or target is None or source.IsSame(target):
        return None
    for crs in (source, target):
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, target)
