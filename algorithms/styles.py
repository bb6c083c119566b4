"""How results look when QGIS loads them: hillshades for surfaces, colours around zero for errors."""

from __future__ import annotations

from typing import Callable

from qgis.core import (
    QgsBilinearRasterResampler,
    QgsColorRampShader,
    QgsContrastEnhancement,
    QgsHillshadeRenderer,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterBandStats,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
    QgsRasterShader,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QColor

from .bridge import tr

SAMPLE = 250_000
ERROR_COLOURS = ("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b")
UNCERTAINTY_COLOURS = ("#fff7ec", "#fdd49e", "#fc8d59", "#d7301f", "#7f0000")
NDVI_COLOURS = ("#4b6584", "#b08d57", "#e8dcb5", "#a6c96a", "#3f8f3a", "#12511f")
TREE_COLOURS = ("#00000000", "#b7d99b", "#5fa052", "#2c6e37", "#123d22")
STRETCH = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
CUT = QgsRasterMinMaxOrigin.Limits.CumulativeCut


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
    colour(layer, ERROR_COLOURS, -limit, limit)


def uncertainty(layer: QgsRasterLayer) -> None:
    statistics = _statistics(layer)
    colour(layer, UNCERTAINTY_COLOURS, 0.0, statistics.mean + 2.0 * statistics.stdDev or 1.0)


def mask(layer: QgsRasterLayer, colour: str = "#c2452d", label: str = "Building") -> None:
    shown = [QgsPalettedRasterRenderer.Class(1, QColor(colour), tr(label))]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, shown))


def roads(layer: QgsRasterLayer) -> None:
    mask(layer, "#5b5b66", "Road")


def image(layer: QgsRasterLayer) -> None:
    """Red, green and blue under one stretch, so that grey stays grey."""
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, 1, 2, 3)
    levels = [_statistics(layer, band) for band in (1, 2, 3)]
    brightest = max(level.mean + 3.0 * level.stdDev for level in levels)
    setters = (
        renderer.setRedContrastEnhancement,
        renderer.setGreenContrastEnhancement,
        renderer.setBlueContrastEnhancement,
    )
    for band, setter in enumerate(setters, start=1):
        stretch = QgsContrastEnhancement(provider.dataType(band))
        stretch.setContrastEnhancementAlgorithm(STRETCH)
        stretch.setMinimumValue(0.0)
        stretch.setMaximumValue(brightest or 1.0)
        setter(stretch)
    layer.setRenderer(renderer)


def grey(layer: QgsRasterLayer) -> None:
    layer.setRenderer(QgsSingleBandGrayRenderer(layer.dataProvider(), 1))
    layer.setContrastEnhancement(STRETCH, CUT)


def ndvi(layer: QgsRasterLayer) -> None:
    colour(layer, NDVI_COLOURS, -0.2, 0.8, "")


def trees(layer: QgsRasterLayer) -> None:
    colour(layer, TREE_COLOURS, 0.0, 25.0)


def labels(layer: QgsRasterLayer) -> None:
    """A colour wheel: the labels' order is of no meaning, and neighbours differ."""
    wheel = tuple(QColor.fromHsv(30 * i, 150 + 50 * (i % 3), 235).name() for i in range(12))
    colour(layer, wheel, 1.0, max(2.0, _statistics(layer).maximumValue), "")


STYLES: dict[str, Callable[[QgsRasterLayer], None]] = {
    "hillshade": hillshade,
    "error": error,
    "uncertainty": uncertainty,
    "mask": mask,
    "roads": roads,
    "image": image,
    "grey": grey,
    "ndvi": ndvi,
    "trees": trees,
    "labels": labels,
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


# The context deletes its stylers, but only a reference from Python keeps their Python half alive until then.
_STYLERS: list[_Styler] = []


def _post_processor(style: str) -> _Styler:
    _STYLERS[:] = [styler for styler in _STYLERS if not sip.isdeleted(styler)]
    _STYLERS.append(_Styler(STYLES[style]))
    return _STYLERS[-1]


def _statistics(layer: QgsRasterLayer, band: int = 1) -> QgsRasterBandStats:
    return layer.dataProvider().bandStatistics(band, QgsRasterBandStats.Stats.All, layer.extent(), SAMPLE)


def colour(
    layer: QgsRasterLayer, colours: tuple[str, ...], low: float, high: float, unit: str = " m"
) -> None:
    """Show a layer's first band in evenly spaced colours from `low` to `high`."""
    step = (high - low) / (len(colours) - 1)
    items = [
        QgsColorRampShader.ColorRampItem(low + i * step, QColor(colour), f"{low + i * step:.2f}{unit}")
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
