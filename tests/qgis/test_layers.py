"""A raster layer means in Roofline what it means in QGIS."""

from __future__ import annotations

import gc
import zipfile
from urllib.parse import quote

import numpy as np
import pytest
from osgeo import gdal, ogr
from support import rasters
from support.fuzz import cases, inputs

SQUARE = "POLYGON((500002 4999998,500020 4999998,500020 4999980,500002 4999980,500002 4999998))"


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


@pytest.mark.parametrize(("code", "words"), [("EPSG:4979", "in degrees"), ("EPSG:4978", "of the Earth")])
def test_a_crs_that_is_no_place_for_a_surface_is_refused_as_what_it_is(qgis, tmp_path, code, words):
    """GDAL's older WKT has no words for ellipsoidal heights: the CRS would be none."""
    from qgis.core import QgsProcessingException

    bare = layer(rasters.write(tmp_path / "bare.tif", rasters.town((32, 32)), epsg=None))
    bare.setCrs(crs(code))
    with pytest.raises(QgsProcessingException, match=words):
        refined(bare, tmp_path, "out")


def test_the_crs_of_a_layer_of_collections(qgis, tmp_path):
    """QGIS takes them for no places, and tells of no CRS."""
    from qgis.core import QgsVectorLayer
    from roofline.algorithms.common.crs import crs_of

    inputs.vector(tmp_path / "a.gpkg", ogr.wkbGeometryCollection, f"GEOMETRYCOLLECTION({SQUARE})")
    made = QgsVectorLayer(str(tmp_path / "a.gpkg"), "a", "ogr")
    assert not made.crs().isValid() and crs_of(made).authid() == "EPSG:32631"


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


def test_nodata_set_in_qgis_is_what_qgis_shows(source_of, tmp_path):
    """Metres, where the file stores centimetres."""
    from qgis.core import QgsRasterRange
    from roofline.models.raster.dataset import Raster

    stored = np.full((96, 96), 5000, np.int16)
    stored[10:20, 10:20], stored[40:50, 40:50] = 5571, 56
    path = rasters.write(tmp_path / "a.tif", stored)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.01)
    dataset = None
    surface = layer(path)
    shown = surface.dataProvider().block(1, surface.extent(), 96, 96).value(12, 12)
    surface.dataProvider().setUserNoDataValue(1, [QgsRasterRange(shown, shown), QgsRasterRange(55.9, 56.1)])
    with Raster.open(source_of(surface)) as raster:
        void = np.isnan(raster.read(raster.grid.window())[0])
    assert void[10:20, 10:20].all() and void.sum() == 100


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


@pytest.mark.parametrize("name", ["houses.gpkg", "a|b.gpkg", "it's.gpkg", "ä ö.gpkg", "layername=b.gpkg"])
def test_the_file_of_a_vector_layer_is_known_by_any_name(qgis, tmp_path, name):
    """Else nothing would keep an output from its place."""
    from qgis.core import QgsVectorLayer
    from roofline.algorithms.common.vectors import VectorSource

    inputs.vector(tmp_path / "plain.gpkg", ogr.wkbPolygon, SQUARE)
    path = (tmp_path / "plain.gpkg").rename(tmp_path / name)
    for source in (path, f"{path}|layername=plain", f"{path}|layername=plain|subset=1=1"):
        made = QgsVectorLayer(str(source), "houses", "ogr")
        assert made.featureCount() == 1
        assert VectorSource.of(made).file == str(path)


def test_the_file_of_a_text_layer_is_known(qgis, tmp_path):
    from qgis.core import QgsVectorLayer
    from roofline.algorithms.common.vectors import VectorSource

    path = tmp_path / "a b%20ö.csv"
    path.write_text("wkt\n" + f'"{SQUARE}"\n')
    layer = QgsVectorLayer(f"file://{quote(str(path))}?delimiter=,&wktField=wkt", "houses", "delimitedtext")
    assert layer.featureCount() == 1 and VectorSource.of(layer).file == str(path)


def gone(kind):
    from qgis.core import QgsRasterLayer, QgsVectorLayer

    return {
        "vector": lambda: QgsVectorLayer("/nowhere/a.gpkg", "gone", "ogr"),
        "raster": lambda: QgsRasterLayer("/nowhere/a.tif", "gone", "gdal"),
    }[kind]()


@pytest.mark.parametrize("kind", ["vector", "raster"])
@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("refinedsm", "INPUT"),
        ("refinedsm", "BUILDINGS"),
        ("refinedsm", "GUIDES"),
        ("evaluatemask", "REFERENCE"),
        ("composemask", "ROADS"),
        ("trainimagery", "BUILDINGS"),
        ("trainbuildingmask", "LABELLED_AREA"),
        ("dsmtobuildingmask", "INPUT"),
    ],
)
def test_layers_whose_source_is_gone_are_named(qgis, kind, name, parameter):
    from qgis.core import QgsProcessingContext
    from roofline.algorithms.common.parameter_errors import fault

    algorithm = qgis.processingRegistry().algorithmById(f"roofline:{name}").create()
    layer = gone(kind)
    value = [layer] if parameter == "GUIDES" else layer
    words = fault(algorithm.parameterDefinition(parameter), value, QgsProcessingContext())
    assert words == f"{parameter}: gone cannot be read as a layer: check that the file exists and is whole."


def test_layers_of_services_and_names_of_gdal_alone_have_their_own_remedies(qgis, tmp_path):
    """No file is missing or broken where a server does not answer, or where QGIS loads no layer by a name."""
    from qgis.core import QgsProcessingContext, QgsRasterLayer
    from roofline.algorithms.common.parameter_errors import fault

    surface = rasters.write(tmp_path / "a.tif", rasters.town())
    service = QgsRasterLayer("crs=EPSG:3857&layers=a&url=http://127.0.0.1:9/", "city", "wms")
    algorithm = qgis.processingRegistry().algorithmById("roofline:refinedsm").create()
    for parameter in ("INPUT", "BUILDINGS"):
        definition = algorithm.parameterDefinition(parameter)
        words = [
            fault(definition, value, QgsProcessingContext())
            for value in (service, f"GTIFF_DIR:1:{surface}", "GTIFF_DIR:1:/nowhere.tif")
        ]
        assert "city cannot be reached: check the connection of the layer, or export it" in words[0]
        alone = f"choose the layer for {parameter}, or save it as a file of its own."
        assert words[1].endswith(alone) or not words[1]  # newer QGIS takes what GDAL takes
        assert "check that the file exists" in words[2]


def test_an_archive_is_not_changed_by_being_named(qgis, tmp_path):
    from qgis.core import QgsProcessingContext, QgsProcessingUtils
    from roofline.algorithms.common.parameter_errors import fault

    surface = rasters.write(tmp_path / "a.tif", rasters.town())
    for name in ("a", "b"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.write(surface, "a.tif")
    if QgsProcessingUtils.mapLayerFromString(f"/vsizip/{tmp_path}/b.zip/a.tif", QgsProcessingContext()):
        pytest.skip("this QGIS loads a layer by such a name before it asks the algorithm")
    before = (tmp_path / "a.zip").read_bytes()
    definition = qgis.processingRegistry().algorithmById("roofline:refinedsm").parameterDefinition("INPUT")
    gdal.SetConfigOption("GDAL_PAM_ENABLED", "YES")  # as in QGIS
    try:
        fault(definition, f"/vsizip/{tmp_path}/a.zip/a.tif", QgsProcessingContext())
        gc.collect()
    finally:
        gdal.SetConfigOption("GDAL_PAM_ENABLED", None)
    assert (tmp_path / "a.zip").read_bytes() == before


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (5, "5 cannot be read as a layer: check that the file exists and is whole."),
        ("mesh", "mesh is no raster and no vector layer: choose one for BUILDINGS."),
        ("text.txt", "text.txt cannot be read as a layer: check that the file exists and is whole."),
    ],
)
def test_what_is_no_layer_for_buildings(qgis, tmp_path, value, words):
    import processing
    from qgis.core import QgsMeshLayer, QgsProcessingException

    surface = rasters.write(tmp_path / "a.tif", rasters.town())
    (tmp_path / "text.txt").write_text("words")
    mesh = QgsMeshLayer("0,0\n1,0\n1,1\n---\n0,1,2", "mesh", "mesh_memory")
    given = {"mesh": mesh, "text.txt": str(tmp_path / "text.txt")}.get(value, value)
    with pytest.raises(QgsProcessingException) as caught:
        processing.run(
            "roofline:refinedsm",
            {"INPUT": str(surface), "BUILDINGS": given, "OUTPUT": str(tmp_path / "o.tif")},
        )
    assert str(caught.value).endswith(words)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("refinedsm", "BUILDINGS"),
        ("evaluatemask", "REFERENCE"),
        ("composemask", "BUILDINGS"),
        ("trainbuildingmask", "LABELS"),
        ("trainimagery", "BUILDINGS"),
    ],
)
@pytest.mark.parametrize("has_crs", [True, False])
def test_a_vector_layer_without_a_crs_is_refused(qgis, tmp_path, name, parameter, has_crs):
    import processing
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsVectorLayer

    inputs.make(tmp_path)
    houses = QgsVectorLayer(str(tmp_path / "houses.gpkg"), "houses", "ogr")
    if not has_crs:
        houses.setCrs(QgsCoordinateReferenceSystem())
    given = {**cases.SOUND[name], parameter: houses}
    for key, value in given.items():
        if isinstance(value, str):
            given[key] = value.replace("in:", f"{tmp_path}/").replace("out:", f"{tmp_path}/out_")
    if has_crs:
        processing.run(f"roofline:{name}", given)
        return
    with pytest.raises(QgsProcessingException, match=r'Layer "houses" has no CRS.* set its CRS first'):
        processing.run(f"roofline:{name}", given)


def test_a_crs_that_is_called_undefined_is_none(qgis, tmp_path):
    """QGIS takes what a GeoPackage says of a layer without a CRS for degrees."""
    import processing

    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "houses.gpkg"))
    table = source.CreateLayer("houses", None, ogr.wkbPolygon)
    feature = ogr.Feature(table.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt(SQUARE))
    table.CreateFeature(feature)
    source = table = feature = None
    given = {"BUILDINGS": str(tmp_path / "houses.gpkg"), "OUTPUT": str(tmp_path / "mask.tif")}
    mask = gdal.Open(processing.run("roofline:composemask", given)["OUTPUT"])
    assert mask.GetGeoTransform() == (500002, 1, 0, 4999998, 0, -1) and not mask.GetProjection()
    assert (mask.GetRasterBand(2).ReadAsArray() == 255).all() and mask.RasterXSize == 18


def test_a_layer_whose_source_is_a_virtual_raster_itself(qgis, tmp_path):
    """QGIS opens the XML of a VRT as it stands: longer than any name of a file."""
    import processing
    from osgeo import gdal
    from qgis.core import QgsRasterLayer

    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town())
    gdal.BuildVRT(str(tmp_path / "dsm.vrt"), [str(dsm)]).FlushCache()
    xml = (tmp_path / "dsm.vrt").read_text().replace('relativeToVRT="1">dsm.tif', f'relativeToVRT="0">{dsm}')
    layer = QgsRasterLayer(xml, "inline", "gdal")
    assert layer.isValid() and len(xml) > 500
    assert processing.run("roofline:evaluatedsm", {"INPUT": layer, "REFERENCE": str(dsm)})["MAE"] == 0
