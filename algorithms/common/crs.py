"""CRSs of QGIS's layers, as the core takes them."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsVectorLayer

from ...models.raster.grid import known_crs


def wkt_of(crs: QgsCoordinateReferenceSystem) -> str:
    """WKT of a CRS, "" of none; in WKT 2 where WKT 1 knows no words for it, as for ellipsoidal heights."""
    if not crs.isValid():
        return ""
    return crs.toWkt() or crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED)


def crs_of(layer: QgsMapLayer | None) -> QgsCoordinateReferenceSystem:
    """A layer's CRS, none where it is named "Undefined", which QGIS takes for degrees.

    Where QGIS has none for a raster, its file's counts; that of collections of geometries, which QGIS
    takes for no places, its provider alone tells.
    """
    if layer is None or layer.dataProvider() is None:
        return QgsCoordinateReferenceSystem()
    asks_layer = layer.isSpatial() if isinstance(layer, QgsVectorLayer) else layer.crs().isValid()
    found = layer.crs() if asks_layer else layer.dataProvider().crs()
    return found if known_crs(wkt_of(found)) else QgsCoordinateReferenceSystem()
