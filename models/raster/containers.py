"""What holds several layers: files such as a GeoPackage, whether one more will do for them, and memory."""

from __future__ import annotations

from pathlib import Path

from osgeo import gdal, ogr

from ..errors import RooflineError
from ..formats.names import is_there
from .gdal_errors import quiet_gdal
from .paths import writable_folder

NEW = (".gpkg", ".sqlite")  # what QGIS makes where there is no file yet


def check_new_layer(file: str, layer: str) -> None:
    """Refuse before the work a layer that a container has already, or cannot take."""
    path, can_take, has_one = Path(file), False, False
    if not is_there(path, Path.exists):
        writable_folder(path).close()
        can_take = path.suffix.lower() in NEW
    with quiet_gdal():
        dataset = gdal.OpenEx(file, gdal.OF_VECTOR | gdal.OF_UPDATE) if is_there(path) else None
        if dataset is not None:
            can_take = bool(dataset.TestCapability(ogr.ODsCCreateLayer))
            names = (dataset.GetLayer(index).GetName() for index in range(dataset.GetLayerCount()))
            has_one = layer.lower() in (name.lower() for name in names)
    if has_one:
        raise RooflineError(
            "{file} has a layer {layer} already, which would be lost; choose another name.",
            file=file,
            layer=layer,
        )
    if not can_take:
        raise RooflineError(
            "{file} cannot take one more layer; choose a GeoPackage (.gpkg) that can be written.", file=file
        )


def has_columns(driver: str) -> bool:
    """Whether a format of GDAL says that its layers have columns of numbers and texts; others are not tried,
    for some of their writers end the whole program when they are given polygons.
    """
    found = gdal.GetDriverByName(driver) if driver else None
    kinds = "" if found is None else found.GetMetadataItem("DMD_CREATIONFIELDDATATYPES") or ""
    return {"Real", "String"} <= set(kinds.split())


def remove_layer(file: str, layer: str) -> None:
    """Delete a layer of a container; the others stay."""
    with quiet_gdal():
        dataset = gdal.OpenEx(file, gdal.OF_VECTOR | gdal.OF_UPDATE)
        count = 0 if dataset is None else dataset.GetLayerCount()
        for index in range(count):
            if dataset.GetLayer(index).GetName().lower() == layer.lower():
                dataset.DeleteLayer(index)
                return


def in_memory() -> ogr.DataSource:
    """A store of layers in memory. GDAL has had a driver of its own for them until 3.11, and warns of it."""
    both = gdal.GetDriverByName("MEM")
    holds_shapes = both is not None and both.GetMetadataItem("DCAP_VECTOR") == "YES"
    return ogr.GetDriverByName("MEM" if holds_shapes else "Memory").CreateDataSource("")
