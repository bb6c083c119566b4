"""Polygons burned into the pixels of a window, a bounded piece at a time, so that a cancel is heard."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, gdal_array, ogr

from ..progress import Cancel
from .containers import in_memory
from .gdal_errors import silent_gdal
from .grid import Grid, Window
from .windows import strips

# GDAL looks at every corner of a polygon in each of its rows, some 3e8 a second, and at no cancel meanwhile.
MOST_WORK = 2**27
MOST_HELD = 20_000  # polygons that wait to be burned
NUMBER = "number"


class Burned:
    """Polygons in the CRS of a grid, burned into its pixels: a pixel belongs to those that hold its centre.

    A polygon is filled by the even-odd rule of its rings, as GEOS mends an invalid one. Later polygons lie
    above earlier ones.
    """

    def __init__(self, grid: Grid, dtype: type[np.generic], cancelled: Cancel = None) -> None:
        """`dtype`: of the values. Burning raises Cancelled."""
        self._grid, self._cancelled = grid, cancelled
        self._values: NDArray[Any] = np.zeros((grid.height, grid.width), dtype)
        self._store: ogr.DataSource | None = None
        self._held, self._work = 0, 0

    def add(self, polygon: ogr.Geometry, value: int) -> None:
        """Burn a value where a polygon, or one of several parts without a common pixel, lies."""
        if polygon.IsEmpty():
            return
        work = corner_count(polygon) * self._rows(polygon)
        if self._held >= MOST_HELD or self._work + work > MOST_WORK:
            self._burn()
        if self._store is None:
            self._store = in_memory()
            self._store.CreateLayer("polygons", None, ogr.wkbUnknown).CreateField(
                ogr.FieldDefn(NUMBER, ogr.OFTInteger)
            )
        layer = self._store.GetLayer(0)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(polygon)
        feature.SetField(0, value)
        layer.CreateFeature(feature)
        self._held += 1
        self._work += work

    def values(self) -> NDArray[Any]:
        """The pixels (H, W), 0 where there is no polygon."""
        self._burn()
        return self._values

    def _rows(self, polygon: ogr.Geometry) -> int:
        """About how many rows of the grid a polygon reaches into."""
        _, _, low, high = polygon.GetEnvelope()
        tall = abs(self._grid.geotransform[5])
        return self._grid.height if tall == 0 else int(min((high - low) / tall + 1, self._grid.height))

    def _burn(self) -> None:
        if self._store is None:
            return
        rows = max(1, self._grid.height * MOST_WORK // max(self._work, MOST_WORK))
        for window in strips(self._grid.window(), rows * self._grid.width, cancelled=self._cancelled):
            self._burn_rows(window, self._store.GetLayer(0))
        self._store, self._held, self._work = None, 0, 0

    def _burn_rows(self, window: Window, layer: ogr.Layer) -> None:
        values = self._values[window.row : window.row + window.height]
        kind = gdal_array.NumericTypeCodeToGDALTypeCode(values.dtype.type)
        target = gdal.GetDriverByName("MEM").Create("", window.width, window.height, 1, kind)
        target.SetGeoTransform(self._grid.subgrid(window).geotransform)
        target.WriteArray(values)
        with silent_gdal():  # of neither having a CRS: both are in that of the grid
            gdal.RasterizeLayer(target, [1], layer, options=[f"ATTRIBUTE={NUMBER}"])
        values[:] = target.ReadAsArray()


def corner_count(polygon: ogr.Geometry) -> int:
    """How many points the rings of a polygon, or of several, have together."""
    parts = polygon.GetGeometryCount()
    if not parts:
        return int(polygon.GetPointCount())
    return sum(corner_count(polygon.GetGeometryRef(index)) for index in range(parts))
