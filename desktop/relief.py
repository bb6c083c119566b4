"""Surfaces to be compared: shaded relief over the same colours of heights."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

from ..algorithms.common.styles import relief, shade

PARTS = ("shades", "colours")  # of a relief, from the top


def reliefs(paths: list[str], crs: QgsCoordinateReferenceSystem) -> list[QgsRasterLayer]:
    """For each file its PARTS; the last file's heights decide on everybody's colours."""
    options = QgsRasterLayer.LayerOptions(False)
    options.skipCrsValidation = True  # nobody is asked about the CRS of a copy
    stacks = [[QgsRasterLayer(path, "", "gdal", options) for _ in PARTS] for path in paths]
    for shades, colours in reversed(stacks):
        shades.setCrs(crs)
        colours.setCrs(crs)
        shade(shades)
        if colours is stacks[-1][1]:
            relief(colours)
        else:
            colours.setRenderer(stacks[-1][1].renderer().clone())
    return [layer for stack in stacks for layer in stack]
