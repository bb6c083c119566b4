"""Tile indexes as GDAL's driver GTI (GDAL 3.9) reads them: a vector layer names the rasters of a mosaic."""

from __future__ import annotations

from pathlib import Path

from osgeo import gdal, ogr

from .gdal_errors import quiet_gdal

PREFIX, ENDING, FIELD = "GTI:", ".gti.", "location"
MOST = 2**20  # tiles


def is_index(text: str) -> bool:
    """Whether GDAL takes a source's name for that of a tile index."""
    return text.upper().startswith(PREFIX) or ENDING in Path(text).name.lower()


def tiles_of(file: str) -> list[str]:
    """The rasters that the layers of an index name; relative ones count from its folder, or from here."""
    found: list[str] = []
    with quiet_gdal():
        dataset = gdal.OpenEx(file, gdal.OF_VECTOR | gdal.OF_READONLY)
        count = 0 if dataset is None else dataset.GetLayerCount()
        for index in range(count):
            found += _named(dataset.GetLayer(index), MOST - len(found))
    beside = [str(Path(file).parent / name) for name in found if not Path(name).is_absolute()]
    return [*found, *beside]


def _named(layer: ogr.Layer, most: int) -> list[str]:
    if layer.GetLayerDefn().GetFieldIndex(FIELD) < 0:
        return []
    names: list[str] = []
    for feature in layer:
        if len(names) >= most:
            break
        names.append(feature.GetField(FIELD) or "")
    return [name for name in names if name]
