"""Outlines as pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr

from ..raster.gdal_errors import silent_gdal
from ..raster.grid import Window
from .contours import Outline
from .regularise import polygon


def rasterised(outline: Outline, window: Window) -> NDArray[np.bool_]:
    """The pixels (H, W) of a window whose centres an outline, in pixels of the whole raster, holds."""
    target = gdal.GetDriverByName("MEM").Create("", window.width, window.height, 1, gdal.GDT_Byte)
    corner = np.array([window.col, window.row], np.float64)
    shape = polygon(Outline(outline.outer - corner, [hole - corner for hole in outline.holes]))
    store = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = store.CreateLayer("outline", geom_type=ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)
    with silent_gdal():  # of neither having a CRS: both are in pixels
        gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    return np.asarray(target.ReadAsArray() > 0)
