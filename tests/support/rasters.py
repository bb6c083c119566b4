"""Tiny rasters for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal, osr

GEOTRANSFORM = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)


def wkt(epsg: int | None) -> str:
    """WKT of an EPSG code, empty for None."""
    if epsg is None:
        return ""
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    return crs.ExportToWkt()


def write(
    path: Path,
    array: np.ndarray,
    *,
    geotransform: tuple[float, ...] = GEOTRANSFORM,
    epsg: int | None = 32631,
    nodata: float | None = -9999.0,
    unit: str = "",
) -> Path:
    """Write (H, W) or (bands, H, W) as a GeoTIFF; NaN becomes nodata where there is one."""
    bands = array[None] if array.ndim == 2 else array
    kinds = {
        "float32": gdal.GDT_Float32,
        "uint8": gdal.GDT_Byte,
        "int16": gdal.GDT_Int16,
        "complex64": gdal.GDT_CFloat32,
    }
    count, height, width = bands.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, kinds[str(bands.dtype)])
    dataset.SetGeoTransform(geotransform)
    dataset.SetProjection(wkt(epsg))
    for index, values in enumerate(bands):
        band = dataset.GetRasterBand(index + 1)
        if nodata is not None and values.dtype.kind != "c":
            band.SetNoDataValue(nodata)
            values = np.where(np.isnan(values), nodata, values) if values.dtype.kind == "f" else values
        if unit:
            band.SetUnitType(unit)
        band.WriteArray(values)
    return path


def read(path: Path | str) -> np.ndarray:
    """First band as float32 with NaN for nodata."""
    dataset = gdal.Open(str(path))
    values = dataset.GetRasterBand(1).ReadAsArray().astype(np.float32)
    nodata = dataset.GetRasterBand(1).GetNoDataValue()
    return values if nodata is None else np.where(values == np.float32(nodata), np.nan, values)


def grid_of(path: Path | str) -> tuple:
    """Size, geotransform, CRS and nodata of a raster."""
    dataset = gdal.Open(str(path))
    crs = osr.SpatialReference(dataset.GetProjection()) if dataset.GetProjection() else None
    code = crs.GetAuthorityCode(None) if crs else None
    nodata = dataset.GetRasterBand(1).GetNoDataValue()
    return dataset.RasterXSize, dataset.RasterYSize, dataset.GetGeoTransform(), code, nodata


def town(shape: tuple[int, int] = (96, 128), seed: int = 0) -> np.ndarray:
    """A slope with three boxes on it and noise, float32 metres."""
    rows, cols = np.indices(shape)
    heights = 40 + 0.02 * rows + 0.01 * cols
    for row, col, size, height in ((10, 12, 24, 9.0), (50, 30, 30, 14.0), (30, 80, 20, 6.0)):
        heights[row : row + size, col : col + size] += height
    return (heights + np.random.default_rng(seed).normal(0, 0.3, shape)).astype(np.float32)
