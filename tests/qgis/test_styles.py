"""How results look: drawn, and judged by the picture's pixels."""

from __future__ import annotations

import time

import numpy as np
import pytest
from osgeo import gdal
from support import rasters

TWO_BANDS = np.zeros((2, 64, 64), np.uint8)
TWO_BANDS[0, :32, :32] = TWO_BANDS[1, 32:, 32:] = 255


@pytest.fixture
def draw(qgis, tmp_path):
    """The picture (H, W, 3) of a raster of this array in a style, on white, and its layers.

    `zoom` pixels of the picture are as wide as one of the raster.
    """
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRasterLayer
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage
    from roofline.algorithms.common import styles

    def call(array, *names, nodata=None, zoom=1):
        path = rasters.write(tmp_path / "raster.tif", array, nodata=nodata)
        layers = [QgsRasterLayer(str(path), "DSM", "gdal") for _ in names]
        for layer, name in zip(layers, names):
            styles.STYLES[name](layer)
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setExtent(layers[0].extent())
        settings.setDestinationCrs(layers[0].crs())
        settings.setOutputSize(QSize(zoom * array.shape[-1], zoom * array.shape[-2]))
        settings.setBackgroundColor(QColor("white"))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        image = job.renderedImage().convertToFormat(QImage.Format.Format_RGB888)
        bits = image.constBits()
        bits.setsize(image.byteCount() if hasattr(image, "byteCount") else image.sizeInBytes())
        rows = np.frombuffer(bits, np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int), layers

    return call


def test_relief_is_shaded_and_coloured(draw):
    """Roofs are warm, streets are cold, walls away from the light are dark."""
    heights = np.full((96, 96), 40, np.float32)
    heights[32:64, 32:64] = 60
    picture, (shading, colours) = draw(heights, "shading", "relief")
    roof, street = picture[48, 48], picture[10, 10]
    assert roof[0] > roof[2] + 30 and street[1] > street[0]
    assert picture[64, 48].sum() < 0.5 * min(roof.sum(), street.sum())
    assert shading.name() == "DSM: shading" and colours.name() == "DSM"
    shader = colours.renderer().shader().rasterShaderFunction()
    assert (shader.minimumValue(), shader.maximumValue()) == (40, 58), "round numbers in the legend"
    assert shader.legendSettings().suffix() == " m"
    assert [item for _, item in colours.renderer().legendSymbologyItems()], "a legend in metres"


@pytest.mark.parametrize("style", ["relief", "uncertainty"])
@pytest.mark.parametrize(("epsg", "unit"), [(32631, " m"), (2263, " ft")])
def test_legends_tell_the_unit_of_the_heights(qgis, tmp_path, style, epsg, unit):
    from qgis.core import QgsRasterLayer
    from roofline.algorithms.common import styles

    heights = np.linspace(1, 90, 64 * 64, dtype=np.float32).reshape(64, 64)
    layer = QgsRasterLayer(str(rasters.write(tmp_path / "h.tif", heights, epsg=epsg)), "DSM", "gdal")
    styles.STYLES[style](layer)
    assert layer.renderer().shader().rasterShaderFunction().legendSettings().suffix() == unit


def test_low_trees_are_not_black(draw):
    """Colours between none and the first one are that one's."""
    picture, _ = draw(np.full((32, 32), 0.8, np.float32), "trees")
    assert picture.min() > 200


def test_relief_has_no_stairs_when_near(draw, rng):
    """Neighbours within a pixel of the raster differ as much as those of two pixels."""
    picture, _ = draw(rng.normal(40, 3, (48, 48)).astype(np.float32), "shading", "relief", zoom=4)
    steps = np.abs(np.diff(picture.sum(axis=2), axis=1)).mean(axis=0)
    assert steps[1::4].mean() == pytest.approx(steps[3::4].mean(), rel=0.5)


def test_level_surfaces_have_a_colour(draw):
    picture, _ = draw(np.full((32, 32), 7, np.float32), "shading", "relief")
    assert picture.std(axis=(0, 1)).max() < 1 and picture.min() > 20


def ends(layer) -> tuple[float, float]:
    """The values of a renderer's first and last colour."""
    renderer = layer.renderer()
    if hasattr(renderer, "shader"):
        ramp = renderer.shader().rasterShaderFunction()
        return ramp.minimumValue(), ramp.maximumValue()
    one = renderer.redContrastEnhancement if hasattr(renderer, "redBand") else renderer.contrastEnhancement
    return one().minimumValue(), one().maximumValue()


def odd(kind: str) -> np.ndarray:
    values = np.full((40, 60), 7 if kind == "constant" else np.nan, np.float32)
    if kind == "one pixel":
        values[3, 4] = 7
    return np.repeat(values[None], 3, axis=0)


@pytest.mark.parametrize("kind", ["constant", "one pixel", "no pixel"])
@pytest.mark.parametrize("name", ["relief", "error", "uncertainty", "grey", "image", "labels"])
def test_legends_of_next_to_nothing_can_be_read(draw, name, kind):
    _, (layer,) = draw(odd(kind), name, nodata=-9999.0)
    low, high = ends(layer)
    assert low < high and max(abs(low), abs(high)) < 20


@pytest.mark.parametrize("outlier", [1e6, -1e6, 3e38, np.inf])
@pytest.mark.parametrize("name", ["relief", "error", "uncertainty", "grey", "image"])
def test_outliers_do_not_decide_on_the_colours(draw, name, outlier):
    heights = rasters.town()
    _, (layer,) = draw(np.repeat(heights[None], 3, axis=0), name)
    expected = ends(layer)
    heights[[3, 40, 90], [4, 50, 60]] = outlier
    _, (layer,) = draw(np.repeat(heights[None], 3, axis=0), name)
    assert ends(layer) == pytest.approx(expected, rel=0.05)


def test_errors_of_one_sign_do_not_hide_each_other(draw):
    """A bias is part of what the colours show."""
    error = np.full((40, 60), 5, np.float32)
    error[:20] = 6
    picture, (layer,) = draw(error, "error")
    assert layer.renderer().classificationMax() > 6 and (picture[5, 5] != picture[35, 5]).any()


def test_noise_of_a_level_surface_is_not_coloured(draw, rng):
    heights = rng.normal(7, 0.01, (40, 60)).astype(np.float32)
    _, (layer,) = draw(heights, "relief")
    assert ends(layer) == pytest.approx((6.5, 7.5), abs=0.15)


def test_errors_diverge_from_zero(draw):
    error = np.zeros((64, 64), np.float32)
    error[:, :16], error[:, -16:] = -2.0, 2.0
    error[0, 0] = 50
    picture, (layer,) = draw(error, "error")
    low, zero, high = picture[32, 4], picture[32, 32], picture[32, 60]
    assert low[2] > low[0] + 20 and high[0] > high[2] + 20 and zero.min() > 240
    assert layer.renderer().classificationMin() == -layer.renderer().classificationMax()


def test_masks_are_classes_with_a_legend(draw):
    mask = np.zeros((64, 64), np.uint8)
    mask[16:48, 16:48] = 1
    mask[:8] = 255
    picture, (layer,) = draw(mask, "mask", nodata=255)
    assert tuple(picture[32, 32]) == (0xC2, 0x45, 0x2D)
    assert (picture[2, 2] == 255).all() and (picture[60, 60] == 255).all()
    assert [label for label, _ in layer.renderer().legendSymbologyItems()] == ["Building", "Elsewhere"]


@pytest.mark.parametrize("name", ["uncertainty", "probability"])
def test_sequences_darken(draw, name):
    picture, _ = draw(np.tile(np.linspace(0, 1, 64, dtype=np.float32), (64, 1)), name)
    brightness = picture[32].sum(axis=1)
    assert (np.diff(brightness) <= 0).all() and brightness[0] > 2.5 * brightness[-1]


def test_images_are_stretched_together(draw):
    """Grey stays grey, and single bright pixels do not make the rest dark."""
    picture = np.tile(np.linspace(0.05, 0.2, 64, dtype=np.float32), (3, 64, 1))
    picture[:, 0, :8] = 30.0
    shown, _ = draw(picture, "image")
    assert (shown.max(axis=2) - shown.min(axis=2)).max() <= 1
    assert shown[32, 60].min() > 220 and shown[32, 2].max() < 60


def test_plans_are_red_and_green(draw):
    picture, _ = draw(TWO_BANDS, "plan")
    assert [tuple(picture[i, i]) for i in (8, 56)] == [(255, 0, 0), (0, 255, 0)]


def test_labels_next_to_each_other_differ(draw):
    """At once also where there are ten thousand of them."""
    labels = np.repeat(np.arange(1, 65, dtype=np.float32), 16).reshape(8, 128).repeat(16, axis=0)
    picture, _ = draw(labels, "labels")
    colours = picture[8::16, 8::16].reshape(-1, 3)
    assert (np.abs(np.diff(colours, axis=0)).max(axis=1) > 50).all()
    assert len({tuple(colour) for colour in colours}) == 64
    began = time.process_time()
    draw(np.arange(1, 10001, dtype=np.float32).reshape(100, 100), "labels")
    assert time.process_time() - began < 2


def test_two_layers_of_a_surface_when_loaded(qgis, tmp_path):
    """The shading lies on the colours, also in the modeler's and the task's hands."""
    from qgis.core import QgsProcessingContext, QgsProject
    from roofline.algorithms.common import styles

    path = str(rasters.write(tmp_path / "dsm.tif", rasters.town()))
    context = QgsProcessingContext()
    styles.style_output(path, "relief", context)
    assert not context.layersToLoadOnCompletion(), "nothing is loaded that nobody wants"
    details = QgsProcessingContext.LayerDetails("DSM", QgsProject.instance(), "OUTPUT")
    context.addLayerToLoadOnCompletion(path, details)
    styles.style_output(path, "relief", context)
    first, second = context.layersToLoadOnCompletion()
    assert first == path and gdal.Open(second.split("|")[0]) is not None
