"""What 3D views make of layers."""

from __future__ import annotations


def clamping(symbol) -> str:
    """What the blocks of a 3D view stand on: `Terrain`, or `Absolute` where their altitude is their own."""
    from qgis import _3d
    from qgis.core import Qgis

    names = ("Absolute", "Relative", "Terrain")
    kinds = getattr(Qgis, "AltitudeClamping", None)
    values = (getattr(kinds, n) if kinds else getattr(_3d.Qgs3DTypes, f"AltClamp{n}") for n in names)
    return dict(zip(values, names))[symbol.altitudeClamping()]


def symbol_of(layer):
    """The polygons' symbol of a layer in 3D views; QGIS 3.44 gives it by the name of all symbols."""
    from qgis import _3d
    from qgis.PyQt import sip

    renderer = sip.cast(layer.renderer3D(), _3d.QgsVectorLayer3DRenderer)
    return sip.cast(renderer.symbol(), _3d.QgsPolygon3DSymbol)
