"""Outlines as pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr

from ..progress import Check, unchecked
from ..raster.burning import MOST_WORK
from ..raster.containers import in_memory
from ..raster.gdal_errors import silent_gdal
from ..raster.grid import Window
from .contours import Outline
from .courtyards import Ring
from .regularise import polygon

STRIP_PIXELS = 2**20


def rasterised(outline: Outline, window: Window, check: Check = unchecked) -> NDArray[np.bool_]:
    """The pixels (H, W) of a window whose centres an outline, in pixels of the whole raster, holds."""
    corners = sum(map(len, (outline.outer, *outline.holes)))
    if corners * window.height > MOST_WORK:  # GDAL would look at every corner in each row
        return _filled((outline.outer, *outline.holes), window, check)
    target = gdal.GetDriverByName("MEM").Create("", window.width, window.height, 1, gdal.GDT_Byte)
    corner = np.array([window.col, window.row], np.float64)
    shape = polygon(Outline(outline.outer - corner, [hole - corner for hole in outline.holes]))
    store = in_memory()
    layer = store.CreateLayer("outline", geom_type=ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)
    with silent_gdal():  # of neither having a CRS: both are in pixels
        gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    return np.asarray(target.ReadAsArray() > 0)


def _filled(rings: tuple[Ring, ...], window: Window, check: Check) -> NDArray[np.bool_]:
    """What GDAL fills of rings, in time that follows their points and the pixels.

    A side that crosses the middle of a row changes, from the pixel on whose centre lies beyond it, whether
    pixels are inside.
    """
    rows, cols = _crossings(rings, window, check)
    order = np.argsort(rows, kind="stable")
    rows, cols = rows[order], cols[order]
    filled = np.zeros((window.height, window.width), bool)
    height = max(1, STRIP_PIXELS // window.width)
    for top in range(0, window.height, height):
        check()
        first, end = np.searchsorted(rows, (top, top + height))
        strip = filled[top : top + height]
        places = (rows[first:end] - top) * (window.width + 1) + cols[first:end]
        counts = np.bincount(places, minlength=len(strip) * (window.width + 1))
        changes = (counts & 1).astype(np.uint8).reshape(len(strip), -1)
        strip[:] = np.bitwise_xor.accumulate(changes, axis=1)[:, :-1]
    return filled


def _crossings(
    rings: tuple[Ring, ...], window: Window, check: Check
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of a window whose middle a side of the rings crosses, and the first column beyond it."""
    found = []
    for ring in rings:
        check()
        start = ring - (window.col, window.row)
        end = np.roll(start, -1, axis=0)
        down = (start[:, 1] < end[:, 1])[:, None]
        high, low = np.where(down, start, end), np.where(down, end, start)
        first, last = (np.ceil(each[:, 1] - 0.5).clip(0, window.height).astype(int) for each in (high, low))
        side = np.repeat(np.arange(len(ring)), last - first)
        rows = np.arange(len(side)) - np.repeat(np.cumsum(last - first) - last, last - first)
        (x, y), (next_x, next_y) = high[side].T, low[side].T
        at = (rows + 0.5 - y) * (next_x - x) / (next_y - y) + x
        found.append((rows, np.floor(at + 0.5).clip(0, window.width).astype(np.int64)))
    rows, cols = (np.concatenate(each) for each in zip(*found))
    return rows, cols
