"""How polygons of buildings look when QGIS loads them: by height on the map, as blocks in 3D views."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsProperty,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from .bridge import tr
from .early import views_3d
from .translation import figure

# Metres above the ground: sheds, two storeys, four, a town's usual most, towers; the last one is open.
CLASSES = ((0.0, "#f6d7b8"), (4.0, "#eeab7b"), (8.0, "#dd7c4f"), (14.0, "#b94f33"), (25.0, "#7d2b23"))
TALLEST = 1e4
PLAIN, OUTLINE = "#dd7c4f", "#5e2f26"
ROOF = "#d8b9a4"  # of blocks
HEIGHT = "height"


def footprints(layer: QgsVectorLayer) -> None:
    """Colours by height above the ground where it is known; in 3D views blocks from the ground up."""
    column = layer.fields().indexOf(HEIGHT)
    known = column >= 0 and bool(layer.dataProvider().maximumValue(column))
    layer.setRenderer(_by_height() if known else QgsSingleSymbolRenderer(_symbol(PLAIN)))
    if known:
        _raise(layer)


def solids(layer: QgsVectorLayer) -> None:
    """Blocks that have their heights in their geometries."""
    layer.setRenderer(_by_height())
    _raise(layer, extruded=False)


def _symbol(colour: str) -> QgsFillSymbol:
    return QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": OUTLINE, "outline_width": "0.2", "joinstyle": "miter"}
    )


def _by_height() -> QgsGraduatedSymbolRenderer:
    ends = [low for low, _ in CLASSES[1:]] + [TALLEST]
    ranges = [
        QgsRendererRange(
            low,
            high,
            _symbol(colour),
            tr("{} to {} m").format(figure(low), figure(high))
            if high < TALLEST
            else tr("above {} m").format(figure(low)),
        )
        for (low, colour), high in zip(CLASSES, ends)
    ]
    return QgsGraduatedSymbolRenderer(HEIGHT, ranges)


def _raise(layer: QgsVectorLayer, extruded: bool = True) -> None:
    """Blocks in 3D views, of the mean height above the ground; QGIS may be built without 3D.

    Extruded ones stand on the view's terrain: unless people choose one it is flat and at 0, high above which
    blocks at their true altitude would hover. Solids have their altitude.
    """
    if views_3d is None:
        return
    symbol, material = views_3d.QgsPolygon3DSymbol(), views_3d.QgsPhongMaterialSettings()
    material.setDiffuse(QColor(ROOF))
    material.setAmbient(QColor(ROOF).darker(140))
    # Named so since QGIS 3.30.
    (symbol.setMaterialSettings if hasattr(symbol, "setMaterialSettings") else symbol.setMaterial)(material)
    symbol.setEdgesEnabled(True)
    properties = symbol.dataDefinedProperties()
    if extruded:
        tall = QgsProperty.fromExpression(f'"{HEIGHT}"')
        properties.setProperty(_property(symbol, "ExtrusionHeight"), tall)
    symbol.setDataDefinedProperties(properties)
    if hasattr(Qgis, "AltitudeClamping"):  # QGIS 3.30
        ground, own = Qgis.AltitudeClamping.Terrain, Qgis.AltitudeClamping.Absolute
    else:
        ground, own = views_3d.Qgs3DTypes.AltClampTerrain, views_3d.Qgs3DTypes.AltClampAbsolute
    symbol.setAltitudeClamping(ground if extruded else own)
    layer.setRenderer3D(views_3d.QgsVectorLayer3DRenderer(symbol))


def _property(symbol: Any, name: str) -> int:
    """The number of a symbol's property that data may define; its names have changed with QGIS 3.36."""
    kinds = type(symbol).Property
    key = getattr(kinds, name) if hasattr(kinds, name) else getattr(symbol, f"Property{name}")
    return int(getattr(key, "value", key))
