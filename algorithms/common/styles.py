"""How results look when QGIS loads them: shaded reliefs for surfaces, colours around zero for errors."""

from __future__ import annotations

import math
from typing import Any, Callable

import numpy as np
from qgis.core import (
    Qgis,
    QgsBilinearRasterResampler,
    QgsColorRampLegendNodeSettings,
    QgsColorRampShader,
    QgsContrastEnhancement,
    QgsHillshadeRenderer,
    QgsMapLayer,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QColor, QPainter

from ...models.errors import RooflineError
from ...models.raster.dataset import Raster
from .bridge import tr
from .polygon_styles import footprints, solids
from .translation import figure

SAMPLE = 250_000
RELIEF_COLOURS = ("#3f6b64", "#8fae8b", "#ece2c0", "#d29b6a", "#a5533c")
ERROR_COLOURS = ("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b")
UNCERTAINTY_COLOURS = ("#fff7ec", "#fdd49e", "#fc8d59", "#d7301f", "#7f0000")
PROBABILITY_COLOURS = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
NDVI_COLOURS = ("#4b6584", "#b08d57", "#e8dcb5", "#a6c96a", "#3f8f3a", "#12511f")
TREE_COLOURS = ("#00b7d99b", "#b7d99b", "#5fa052", "#2c6e37", "#123d22")
STRETCH = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
LEAST_RELIEF = 1.0  # metres, or what heights are in, from the coldest colour to the warmest
OUTLIERS = 0.005  # share of a surface's pixels, at either end, that do not decide on its colours
DARKEST, BRIGHTEST = 0.02, 0.98  # shares of an image's pixels that a stretch leaves out
MOST_LABELS = 4096
UNITS = (("m", 1.0), ("ft", 0.3048))  # metres; feet of surveyors are 2e-6 longer
GAMMA = 1.6  # reflectance looks darker than pictures, which have this in them
SAME_FILE = "|option:NUM_THREADS=1"  # names the file again: QGIS loads a name once


def style_output(path: str, style: str, context: QgsProcessingContext) -> None:
    """Have the layer at `path` styled when QGIS loads it; `style` is a key of STYLES.

    A relief gets a second layer on top, its shading: no renderer of QGIS does both.
    """
    if not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    details.setPostProcessor(_post_processor(style))
    if style == "relief":
        shading = QgsProcessingContext.LayerDetails(details.name, details.project)
        if hasattr(details, "groupName"):  # QGIS 3.32 and later
            shading.groupName = details.groupName
        shading.setPostProcessor(_post_processor("shading"))
        context.addLayerToLoadOnCompletion(path + SAME_FILE, shading)


def relief(layer: QgsRasterLayer) -> None:
    """Heights in colours, the ground's in the cold ones."""
    heights = _sample(layer)
    middle, spread = float(heights.mean()), float(heights.std()) or 1.0
    low = max(float(heights[0]), middle - 2.0 * spread)
    high = min(float(heights[-1]), middle + 2.5 * spread)
    if high - low < LEAST_RELIEF:  # colours of a level surface's noise would mean nothing
        low, high = (low + high - LEAST_RELIEF) / 2, (low + high + LEAST_RELIEF) / 2
    grain = _grain(high - low)
    low = grain * math.floor(low / grain)
    colour(layer, RELIEF_COLOURS, low, max(low + grain, grain * math.ceil(high / grain)), _unit(layer))
    _smooth(layer)


def shading(layer: QgsRasterLayer) -> None:
    """The shading of a relief, to lie on its colours."""
    shade(layer)
    layer.setName(tr("{}: shading").format(layer.name()))


def shade(layer: QgsRasterLayer) -> None:
    """A hillshade that darkens what lies below it."""
    renderer = QgsHillshadeRenderer(layer.dataProvider(), 1, 315.0, 45.0)
    renderer.setZFactor(0.6)  # walls of a town are steep: less of their shadow shows more
    layer.setRenderer(renderer)
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
    layer.brightnessFilter().setBrightness(30)  # level ground keeps its colour
    _smooth(layer)


def error(layer: QgsRasterLayer) -> None:
    limit = _rounded(2.0 * (float(np.sqrt(np.mean(_sample(layer) ** 2))) or 1.0))
    colour(layer, ERROR_COLOURS, -limit, limit)


def uncertainty(layer: QgsRasterLayer) -> None:
    widths = _sample(layer)
    colour(
        layer,
        UNCERTAINTY_COLOURS,
        0.0,
        _rounded(float(widths.mean() + 2.0 * widths.std()) or 1.0),
        _unit(layer),
    )


def probability(layer: QgsRasterLayer) -> None:
    colour(layer, PROBABILITY_COLOURS, 0.0, 1.0, "")


def mask(layer: QgsRasterLayer) -> None:
    _classes(layer, "#c2452d", tr("Building"))


def roads(layer: QgsRasterLayer) -> None:
    _classes(layer, "#5b5b66", tr("Road"))


def plan(layer: QgsRasterLayer) -> None:
    """Roads (band 1) in red and buildings (band 2) in green, as in SatGen-CV's pictures."""
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 1, 2, -1))


def image(layer: QgsRasterLayer) -> None:
    """Red, green and blue under one stretch, so that grey stays grey."""
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, 1, 2, 3)
    cuts = [_cut(layer, band) for band in (1, 2, 3)]
    darkest, brightest = min(low for low, _ in cuts), max(high for _, high in cuts)
    setters = (
        renderer.setRedContrastEnhancement,
        renderer.setGreenContrastEnhancement,
        renderer.setBlueContrastEnhancement,
    )
    for band, setter in enumerate(setters, start=1):
        setter(_stretch(provider.dataType(band), darkest, brightest))
    layer.setRenderer(renderer)
    if provider.dataType(1) != Qgis.DataType.Byte:
        layer.brightnessFilter().setGamma(GAMMA)


def grey(layer: QgsRasterLayer) -> None:
    renderer = QgsSingleBandGrayRenderer(layer.dataProvider(), 1)
    renderer.setContrastEnhancement(_stretch(layer.dataProvider().dataType(1), *_cut(layer, 1)))
    layer.setRenderer(renderer)


def ndvi(layer: QgsRasterLayer) -> None:
    colour(layer, NDVI_COLOURS, -0.2, 0.8, "")


def trees(layer: QgsRasterLayer) -> None:
    colour(layer, TREE_COLOURS, 0.0, 25.0)


def labels(layer: QgsRasterLayer) -> None:
    """A colour to each label, far from those of the labels next to it; one bar as legend."""
    last = max(2.0, float(_sample(layer, outliers=0.0)[-1]))
    count = min(MOST_LABELS, int(last))
    wheel = tuple(
        QColor.fromHsvF(0.618034 * i % 1.0, 0.35 + 0.2 * (i % 3), 0.92 - 0.12 * (i % 2)).name()
        for i in range(count)
    )
    colour(layer, wheel, 1.0, last, "")


STYLES: dict[str, Callable[[Any], None]] = {
    "relief": relief,
    "shading": shading,
    "error": error,
    "uncertainty": uncertainty,
    "probability": probability,
    "mask": mask,
    "roads": roads,
    "plan": plan,
    "image": image,
    "grey": grey,
    "ndvi": ndvi,
    "trees": trees,
    "labels": labels,
    "footprints": footprints,
    "solids": solids,
}


class _Styler(QgsProcessingLayerPostProcessorInterface):
    def __init__(self, style: Callable[[Any], None]) -> None:
        super().__init__()
        self._style = style

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if isinstance(layer, (QgsRasterLayer, QgsVectorLayer)):
            self._style(layer)
            layer.triggerRepaint()


# The context deletes its stylers, but only a reference from Python keeps their Python half alive until then.
_STYLERS: list[_Styler] = []


def _post_processor(style: str) -> _Styler:
    _STYLERS[:] = [styler for styler in _STYLERS if not sip.isdeleted(styler)]
    _STYLERS.append(_Styler(STYLES[style]))
    return _STYLERS[-1]


def _classes(layer: QgsRasterLayer, colour: str, label: str) -> None:
    """One class in a colour, the rest see-through."""
    shown = [
        QgsPalettedRasterRenderer.Class(1, QColor(colour), label),
        QgsPalettedRasterRenderer.Class(0, QColor(0, 0, 0, 0), tr("Elsewhere")),
    ]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, shown))


def _sample(layer: QgsRasterLayer, band: int = 1, outliers: float = OUTLIERS) -> np.ndarray:
    """Values of some SAMPLE pixels of a band, sorted, without voids and outliers; a zero if all are voids."""
    part = min(1.0, math.sqrt(SAMPLE / max(1, layer.width() * layer.height())))
    columns, rows = (max(1, round(part * size)) for size in (layer.width(), layer.height()))
    block = layer.dataProvider().block(band, layer.extent(), columns, rows)
    block.convert(Qgis.DataType.Float64)
    values = np.frombuffer(bytes(block.data()), np.float64)
    known = np.isfinite(values)
    if block.hasNoDataValue():
        known &= values != block.noDataValue()
    values = np.sort(values[known])
    few = int(outliers * values.size)
    return values[few : values.size - few] if values.size else np.zeros(1)


def _cut(layer: QgsRasterLayer, band: int) -> tuple[float, float]:
    """The values that an image's stretch begins and ends at."""
    low, high = layer.dataProvider().cumulativeCut(band, DARKEST, BRIGHTEST, layer.extent(), SAMPLE)
    if low < high:
        return low, high
    values = _sample(layer, band, DARKEST)  # QGIS's histogram has no room for constants and outliers
    return float(values[0]), float(values[-1])


def _stretch(kind: Qgis.DataType, low: float, high: float) -> QgsContrastEnhancement:
    stretch = QgsContrastEnhancement(kind)
    stretch.setContrastEnhancementAlgorithm(STRETCH)
    stretch.setMinimumValue(low)
    stretch.setMaximumValue(high if high > low else low + 1.0)
    return stretch


def colour(
    layer: QgsRasterLayer, colours: tuple[str, ...], low: float, high: float, unit: str = " m"
) -> None:
    """Show a layer's first band in evenly spaced colours from `low` to `high`."""
    step = (high - low) / (len(colours) - 1)
    items = [
        QgsColorRampShader.ColorRampItem(
            low + i * step, QColor(colour), f"{figure(low + i * step, '.2f')}{unit}"
        )
        for i, colour in enumerate(colours)
    ]
    ramp = QgsColorRampShader(low, high)
    ramp.setColorRampItemList(items)
    legend = QgsColorRampLegendNodeSettings()
    legend.setSuffix(unit)
    ramp.setLegendSettings(legend)
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)


def _unit(layer: QgsRasterLayer) -> str:
    """How a legend calls the unit of a layer's heights; "" where that is none of the usual ones."""
    try:
        with Raster.open(layer.source().split("|")[0]) as raster:
            metres = raster.height_unit
    except RooflineError:
        return ""
    return next((f" {name}" for name, one in UNITS if math.isclose(one, metres, rel_tol=1e-5)), "")


def _smooth(layer: QgsRasterLayer) -> None:
    """No stairs, however near the map is."""
    layer.resampleFilter().setZoomedInResampler(QgsBilinearRasterResampler())
    layer.resampleFilter().setZoomedOutResampler(QgsBilinearRasterResampler())


def _rounded(limit: float) -> float:
    """A limit of a legend without digits that mean nothing."""
    return round(limit / _grain(limit)) * _grain(limit)


def _grain(span: float) -> float:
    """A power of ten, 10 to 100 of which are in the span."""
    return 10.0 ** (math.floor(math.log10(span)) - 1) if span > 0 else 1.0
