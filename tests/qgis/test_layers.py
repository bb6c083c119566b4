"""A raster layer means in Roofline what it means in QGIS."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from support import rasters


@pytest.fixture
def source_of(qgis):
    """What the core is given for a layer."""
    from roofline.algorithms.common.bridge import LayerSource

    return lambda layer: LayerSource.of(layer, "layer").file()


def layer(path):
    from qgis.core import QgsRasterLayer

    made = QgsRasterLayer(str(path), "surface", "gdal")
    assert made.isValid(), path
    return made


def crs(code):
    from qgis.core import QgsCoordinateReferenceSystem

    return QgsCoordinateReferenceSystem(code)


def refined(source, tmp_path, name):
    import processing

    target = str(tmp_path / f"{name}.tif")
    return processing.run("roofline:refinedsm", {"INPUT": source, "OUTPUT": target})["OUTPUT"]


def test_an_untouched_layer_is_its_path(source_of, tmp_path):
    path = rasters.write(tmp_path / "a.tif", rasters.town())
    assert source_of(layer(path)) == str(path)


@pytest.mark.parametrize(
    "name",
    [
        "it's.tif",
        'a "quoted" name.tif',
        "a|b.tif",
        "a|layername=b.tif",
        "a, b;c.tif",
        "ä ö €.tif",
        "a\nb.tif",
    ],
)
def test_names_with_any_character(source_of, tmp_path, name):
    heights = rasters.town((64, 64))
    path = rasters.write(tmp_path / "plain.tif", heights).rename(tmp_path / name)
    from roofline.models.raster.dataset import Raster

    with Raster.open(source_of(layer(path))) as raster:
        np.testing.assert_array_equal(raster.read(raster.grid.window())[0], heights)


def test_subdatasets(source_of, tmp_path):
    from roofline.models.raster.dataset import Raster

    heights = rasters.town((64, 64))
    plain = rasters.write(tmp_path / "plain.tif", heights)
    pack = tmp_path / "pack.gpkg"
    gdal.Translate(str(pack), str(plain), format="GPKG", creationOptions=["RASTER_TABLE=dsm"])
    with Raster.open(source_of(layer(f"GPKG:{pack}:dsm"))) as raster:
        np.testing.assert_array_equal(raster.read(raster.grid.window())[0], heights)


def test_crs_set_in_qgis(qgis, tmp_path):
    """As if the file said so: feet, and the CRS on the output."""
    heights = rasters.town((96, 96)) / np.float32(0.3048)
    told = rasters.write(tmp_path / "told.tif", heights, epsg=2225)
    bare = layer(rasters.write(tmp_path / "bare.tif", heights, epsg=None))
    bare.setCrs(crs("EPSG:2225"))
    wanted, found = (refined(source, tmp_path, str(i)) for i, source in enumerate((str(told), bare)))
    np.testing.assert_array_equal(rasters.read(found), rasters.read(wanted))
    assert rasters.grid_of(found) == rasters.grid_of(wanted)
    wrong = layer(rasters.write(tmp_path / "degrees.tif", heights, epsg=4326))
    wrong.setCrs(crs("EPSG:2225"))
    np.testing.assert_array_equal(rasters.read(refined(wrong, tmp_path, "2")), rasters.read(wanted))


def test_nodata_set_in_qgis(source_of, tmp_path):
    from qgis.core import QgsRasterRange
    from roofline.models.raster.dataset import Raster

    heights = rasters.town((96, 96))
    heights[10:20, 10:20] = -500
    heights[30, 30] = -9999
    surface = layer(rasters.write(tmp_path / "a.tif", heights))
    surface.dataProvider().setUserNoDataValue(1, [QgsRasterRange(-600, -400), QgsRasterRange(7, 7)])
    with Raster.open(source_of(surface)) as raster:
        void = np.isnan(raster.read(raster.grid.window())[0])
        assert void[10:20, 10:20].all() and void[30, 30] and void.sum() == 101
    surface.dataProvider().setUserNoDataValue(1, [])
    surface.dataProvider().setUseSourceNoDataValue(1, False)
    with Raster.open(source_of(surface)) as raster:
        assert not np.isnan(raster.read(raster.grid.window())).any()


def test_open_options_of_a_layer(source_of, tmp_path):
    path = rasters.write(tmp_path / "a.tif", rasters.town())
    source = source_of(layer(f"{path}|option:NUM_THREADS=2|option:GEOREF_SOURCES=INTERNAL"))
    assert source.path == str(path)
    assert source.open_options == ("NUM_THREADS=2", "GEOREF_SOURCES=INTERNAL")


def test_a_vector_file_for_a_raster_is_named_as_what_it_is(qgis, tmp_path):
    import processing
    from qgis.core import QgsProcessingException

    path = tmp_path / "houses.geojson"
    path.write_text('{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}')
    with pytest.raises(QgsProcessingException, match="is no raster layer: choose one for INPUT"):
        processing.run("roofline:refinedsm", {"INPUT": str(path), "OUTPUT": str(tmp_path / "o.tif")})
