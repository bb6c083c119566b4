"""The two layers that a plan is drawn on, and what of them is painted."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import NamedTuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDefaultValue,
    QgsFeature,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsLineSymbol,
    QgsMapSettings,
    QgsProject,
    QgsProperty,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
)

from ..algorithms.common.bridge import tr

PIXELS = (0.3, 0.5, 1.0)  # metres; what imagery-demo is made for
MOST_PIXELS = 1024  # along a side: a second or two on a usual machine
USUAL_WIDTH = 7.0  # metres of a road with two lanes, as in Compose mask
WIDTH = "width"
ROUND = 8  # segments of a quarter circle at a road's end
METRES = QgsUnitTypes.DistanceUnit.DistanceMeters


class Area(NamedTuple):
    """A part of the map in the plan's CRS, on whole pixels, and their size in metres."""

    rectangle: QgsRectangle
    pixel: float


def metric_crs(shown: QgsMapSettings) -> QgsCoordinateReferenceSystem:
    """The map's CRS if it counts in metres, else the UTM zone of the middle of the view."""
    crs, middle = shown.destinationCrs(), shown.visibleExtent().center()
    if crs.isValid() and not crs.isGeographic() and crs.mapUnits() == METRES:
        return crs
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    with suppress(QgsCsException):  # what is no place on Earth gets some zone
        middle = QgsCoordinateTransform(crs, degrees, QgsProject.instance()).transform(middle)
    zone = int(min(max(math.floor((middle.x() + 180) / 6) + 1, 1), 60))
    return QgsCoordinateReferenceSystem(f"EPSG:{(32600 if middle.y() >= 0 else 32700) + zone}")


def buildings(crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    """An empty layer of polygons."""
    layer = QgsVectorLayer("Polygon", tr("Buildings of the plan"), "memory")
    layer.setCrs(crs)
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": "#00b050", "outline_width": "0.5"}  # the image shows through
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def roads(crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    """An empty layer of lines with a width in metres, which they are drawn with."""
    layer = QgsVectorLayer(f"LineString?field={WIDTH}:double", tr("Roads of the plan"), "memory")
    layer.setCrs(crs)
    index = layer.fields().indexOf(WIDTH)
    layer.setDefaultValueDefinition(index, QgsDefaultValue(str(USUAL_WIDTH)))
    layer.setFieldAlias(index, tr("Width (m)"))
    symbol = QgsLineSymbol.createSimple(
        {"color": "255,0,0,45", "width_unit": "MapUnit", "width": str(USUAL_WIDTH), "capstyle": "round"}
    )
    width = QgsProperty.fromExpression(f'coalesce("{WIDTH}", {USUAL_WIDTH})')
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertyStrokeWidth, width)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def as_wide_as_said(lines: QgsVectorLayer, area: QgsRectangle) -> QgsVectorLayer:
    """The roads that can be seen in an area as polygons, with all edits; each as wide as it says."""
    layer = QgsVectorLayer("Polygon", lines.name(), "memory")
    layer.setCrs(lines.crs())
    widest = 1.0 + max((_width(feature) for feature in lines.getFeatures()), default=USUAL_WIDTH)
    request = QgsFeatureRequest().setFilterRect(area.buffered(widest))
    drawn = []
    for feature in lines.getFeatures(request):
        if feature.hasGeometry():
            drawn.append(QgsFeature())
            drawn[-1].setGeometry(QgsGeometry(feature.geometry()).buffer(_width(feature) / 2, ROUND))
    layer.dataProvider().addFeatures(drawn)
    layer.updateExtents()
    return layer


def _width(feature: QgsFeature) -> float:
    """A road's width in metres; the usual one where it says none, or none that is possible."""
    value = feature[WIDTH] if feature.fieldNameIndex(WIDTH) >= 0 else None  # people may delete the field
    if isinstance(value, (int, float)) and 0 < value < math.inf:
        return float(value)
    return USUAL_WIDTH


def in_view(shown: QgsMapSettings, crs: QgsCoordinateReferenceSystem) -> Area | None:
    """What is in view, in the smallest pixels that are not too many; None where even the largest are.

    Corners are at multiples of the pixel size, so that an image stays where it is when the map is moved.
    """
    to_plan = QgsCoordinateTransform(shown.destinationCrs(), crs, QgsProject.instance())
    try:
        view = to_plan.transformBoundingBox(shown.visibleExtent())
    except QgsCsException:
        return None
    if not view.isFinite() or view.isEmpty():
        return None
    fitting = (size for size in PIXELS if max(view.width(), view.height()) <= MOST_PIXELS * size)
    pixel = next(fitting, None)
    if pixel is None:
        return None
    low = [math.floor(edge / pixel) * pixel for edge in (view.xMinimum(), view.yMinimum())]
    high = [math.ceil(edge / pixel) * pixel for edge in (view.xMaximum(), view.yMaximum())]
    return Area(QgsRectangle(*low, *high), pixel)
