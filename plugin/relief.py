"""Surfaces to be compared: shaded relief over the same colours of heights."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsHillshadeRenderer,
    QgsRasterBandStats,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QPainter

from ..algorithms.styles import colour

COLOURS = ("#3f6b64", "#8fae8b", "#ece2c0", "#d29b6a", "#a5533c")
BELOW, ABOVE = 2.0, 2.5  # standard deviations around the mean that get colours of their own
SUN, HEIGHT, FACTOR = 315.0, 45.0, 0.6  # walls of a town are steep: less of their shadow shows more
SAMPLE = 100_000


def reliefs(paths: list[str], crs: QgsCoordinateReferenceSystem) -> list[list[QgsRasterLayer]]:
    """For each file its layers from the top; the last file's heights decide on everybody's colours."""
    stacks = [[QgsRasterLayer(path, "", "gdal") for _ in ("shades", "colours")] for path in paths]
    provider = stacks[-1][0].dataProvider()
    wanted = QgsRasterBandStats.Stats.Mean | QgsRasterBandStats.Stats.StdDev
    heights = provider.bandStatistics(1, wanted, provider.extent(), SAMPLE)
    spread = heights.stdDev or 1.0
    for shades, colours in stacks:
        shades.setCrs(crs)
        colours.setCrs(crs)
        _shade(shades)
        colour(colours, COLOURS, heights.mean - BELOW * spread, heights.mean + ABOVE * spread)
    return stacks


def _shade(layer: QgsRasterLayer) -> None:
    renderer = QgsHillshadeRenderer(layer.dataProvider(), 1, SUN, HEIGHT)
    renderer.setZFactor(FACTOR)
    layer.setRenderer(renderer)
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
