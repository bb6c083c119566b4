"""Footprints as a layer of polygons: its columns, and a GeoPackage of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from osgeo import ogr, osr

from ..formats import atomic
from ..progress import Cancel, stop_if
from ..raster.paths import cannot_write, writable_folder
from .footprints import Footprint

# Columns: name, whether it is text. Areas in square metres, volumes in cubic metres, all else in metres.
COLUMNS = (
    ("area", False),
    ("perimeter", False),
    ("ground", False),
    ("eaves", False),
    ("ridge", False),
    ("mean", False),
    ("height", False),
    ("volume", False),
    ("roof", True),
)
NAME = "footprints"


def row(building: Footprint, said: Callable[[str], str] = str) -> list[float | str | None]:
    """The values of COLUMNS, None where they are not known; `said` translates the word for the roof."""
    heights = building.heights
    if heights is None:
        return [building.area, building.perimeter, *[None] * (len(COLUMNS) - 2)]
    levels = [heights.ground, heights.eaves, heights.ridge, heights.mean, heights.mean - heights.ground]
    return [building.area, building.perimeter, *levels, building.volume, said(heights.roof)]


def write(
    path: str | os.PathLike[str],
    buildings: Sequence[Footprint],
    projection: str,
    cancelled: Cancel = None,
) -> None:
    """Write a GeoPackage with the layer NAME, in a CRS (WKT, "" for none); it appears whole or not at all."""
    target = Path(path)
    scratch = writable_folder(target)
    try:
        with cannot_write(target):
            made = scratch.path / target.name
            _fill(made, buildings, projection, cancelled)
            atomic.to_disk(made)
            made.replace(target)
    finally:
        scratch.close()


def _fill(path: Path, buildings: Sequence[Footprint], projection: str, cancelled: Cancel) -> None:
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    crs = osr.SpatialReference(projection) if projection else None
    layer = dataset.CreateLayer(NAME, crs, ogr.wkbMultiPolygon)
    for name, is_text in COLUMNS:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString if is_text else ogr.OFTReal))
    layer.StartTransaction()
    for building in buildings:
        stop_if(cancelled)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkb(building.wkb)))
        for index, value in enumerate(row(building)):
            if value is not None:
                feature.SetField(index, value)
        layer.CreateFeature(feature)
    layer.CommitTransaction()
