"""How results look when QGIS loads them: hillshades for surfaces, colours around zero for errors."""

from __future__ import annotations

from typing import Callable

from qgis.core import (
    QgsBilinearRasterResampler,
    QgsColorRampShader,
    QgsHillshadeRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterBandStats,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from .bridge import tr

SAMPLE = 250_000
ERROR_COLOURS = ("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b")
UNCERTAINTY_COLOURS = ("#fff7ec", "#fdd49e", "#fc8d59", "#d7301f", "#7f0000")


def style_output(path: str, style: str, context: QgsProcessingContext) -> None:
    """Have the layer at `path` styled when QGIS loads it; `style` is a key of STYLES."""
    if context.willLoadLayerOnCompletion(path):
        context.layerToLoadOnCompletionDetails(path).setPostProcessor(_post_processor(style))


def hillshade(layer: QgsRasterLayer) -> None:
    renderer = QgsHillshadeRenderer(layer.dataProvider(), 1, 315.0, 45.0)
    renderer.setMultiDirectional(True)
    layer.setRenderer(renderer)
    layer.resampleFilter().setZoomedOutResampler(QgsBilinearRasterResampler())


def error(layer: QgsRasterLayer) -> None:
    limit = 2.0 * (_statistics(layer).stdDev or 1.0)
    _colour(layer, ERROR_COLOURS, -limit, limit)


def uncertainty(layer: QgsRasterLayer) -> None:
    statistics = _statistics(layer)
    _colour(layer, UNCERTAINTY_COLOURS, 0.0, statistics.mean + 2.0 * statistics.stdDev or 1.0)


def mask(layer: QgsRasterLayer) -> None:
    shown = [QgsPalettedRasterRenderer.Class(1, QColor("#c2452d"), tr("Building"))]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, shown))


STYLES: dict[str, Callable[[QgsRasterLayer], None]] = {
    "hillshade": hillshade,
    "error": error,
    "uncertainty": uncertainty,
    "mask": mask,
}


class _Styler(QgsProcessingLayerPostProcessorInterface):
    def __init__(self, style: Callable[[QgsRasterLayer], None]) -> None:
        super().__init__()
        self._style = style

    def postProcessLayer(
        self, layer: QgsRasterLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if isinstance(layer, QgsRasterLayer):
            self._style(layer)
            layer.triggerRepaint()


# QGIS keeps only a bare pointer: one styler per style, without state, lives as long as the plugin.
_STYLERS: dict[str, _Styler] = {}


def _post_processor(style: str) -> _Styler:
    return _STYLERS.setdefault(style, _Styler(STYLES[style]))


def _statistics(layer: QgsRasterLayer) -> QgsRasterBandStats:
    return layer.dataProvider().bandStatistics(1, QgsRasterBandStats.Stats.All, layer.extent(), SAMPLE)


def _colour(layer: QgsRasterLayer, colours: tuple[str, ...], low: float, high: float) -> None:
    step = (high - low) / (len(colours) - 1)
    items = [
        QgsColorRampShader.ColorRampItem(low + i * step, QColor(colour), f"{low + i * step:.2f} m")
        for i, colour in enumerate(colours)
    ]
    ramp = QgsColorRampShader(low, high)
    ramp.setColorRampItemList(items)
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)
