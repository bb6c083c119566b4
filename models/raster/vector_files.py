"""Vector files as shapes in the CRS of a grid, for work outside QGIS: configurations name files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from osgeo import gdal, ogr, osr

from ..errors import RooflineError
from ..language import Message
from .bands import number
from .gdal_errors import gdal_errors, quiet_gdal
from .grid import Grid, known_crs
from .named_files import holds_shapes
from .shapes import Extent, Vector, check_crs


def is_vector(source: object) -> bool:
    """Whether a path is that of a file with shapes and without a raster."""
    return isinstance(source, Path) and holds_shapes(source)


def vector_of(path: Path, grid: Grid) -> Vector:
    """The shapes of a file's first layer in the CRS of a grid; RooflineError if only the grid has one."""
    _check_crs(path, grid)

    def shapes(extent: Extent) -> Iterable[bytes]:
        return (wkb for _, wkb in _features(path, grid, extent))

    return Vector(shapes, str(path), path.name)


def with_heights(
    path: Path, grid: Grid, field: str = ""
) -> Callable[[Extent], Iterable[tuple[bytes, float | None]]]:
    """As the shapes of `vector_of`, each with the number in a field; without one None, and without the
    features that have no number there.
    """
    _check_crs(path, grid)

    def shapes(extent: Extent) -> Iterable[tuple[bytes, float | None]]:
        for feature, wkb in _features(path, grid, extent):
            if not field:
                yield wkb, None
                continue
            if feature.GetFieldIndex(field) < 0:
                raise RooflineError(
                    'Layer "{name}" has no field {field}; choose one of {known}.',
                    name=path.name,
                    field=field,
                    known=", ".join(feature.keys()),
                )
            height = number(feature.GetField(field))  # which may be a text of a number, or of something else
            if height is not None and math.isfinite(height):
                yield wkb, height

    return shapes


def _features(path: Path, grid: Grid, extent: Extent) -> Iterator[tuple[ogr.Feature, bytes]]:
    """Features of the first layer with their geometry in the CRS of a grid; all where it must be moved."""
    with gdal_errors(Message("{file} cannot be read; the file seems damaged", file=path.name)):
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    layer: ogr.Layer = dataset.GetLayer(0)
    moved = _transformation(_crs(layer), grid.crs)
    if moved is None:
        layer.SetSpatialFilterRect(*extent)
    for feature in layer:
        shape = feature.GetGeometryRef()
        if shape is not None and (moved is None or shape.Transform(moved) == 0):
            yield feature, bytes(shape.ExportToWkb())


def _crs(layer: ogr.Layer) -> osr.SpatialReference | None:
    found = layer.GetSpatialRef()
    return found if found is not None and known_crs(found.ExportToWkt()) else None


def _transformation(
    source: osr.SpatialReference | None, target: osr.SpatialReference | None
) -> osr.CoordinateTransformation | None:
    if source is None or target is None or source.IsSame(target):
        return None
    for crs in (source, target):
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(source, target)


def _check_crs(path: Path, grid: Grid) -> None:
    crs = grid.crs
    with quiet_gdal():
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
        layer = None if dataset is None else dataset.GetLayer(0)
        if layer is not None:
            crs = _crs(layer)
    check_crs(path.name, crs is not None, grid.crs is not None)
