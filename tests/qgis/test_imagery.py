"""Compose mask and Synthesize imagery through Processing."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from support import engine_parts, rasters
from support.satgen_parts import ABSENT, PARITY, checkpoint, town_mask

needs_cases = pytest.mark.skipif(not PARITY.exists(), reason=ABSENT)
GRID = (600000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.fixture
def run(qgis, tmp_path):
    import processing

    def call(name, **parameters):
        target = str(tmp_path / f"{name}.tif")
        return processing.run(f"roofline:{name}", {"OUTPUT": target, **parameters})["OUTPUT"]

    return call


@pytest.fixture
def imported(qgis, tmp_path):
    """Import a checkpoint through the toolbox; returns the model file."""
    import processing

    def call(path):
        target = str(tmp_path / "model.pt")
        return processing.run("roofline:importmodel", {"INPUT": str(path), "OUTPUT": target})["OUTPUT"]

    return call


def layer(geometry, *wkts):
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    made = QgsVectorLayer(f"{geometry}?crs=EPSG:32631", "shapes", "memory")
    features = []
    for wkt in wkts:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    made.dataProvider().addFeatures(features)
    made.updateExtents()
    return made


@needs_cases
def test_published_raster_end_to_end(run, imported, tmp_path):
    """Case 3 of the stitching cases: import, run with defaults, compare."""
    cases = np.load(PARITY / "blend" / "stitch.npz")
    mask = np.ascontiguousarray(np.moveaxis(cases["case3_mask"], 2, 0))
    source = rasters.write(tmp_path / "mask.tif", mask, nodata=None, epsg=None, geotransform=GRID)
    model = imported(PARITY / "net" / "f4_checkpoint.pth")
    image = read(run("synthesizeimagery", INPUT=str(source), MODEL=model))
    difference = np.moveaxis(image, 0, 2).astype(int) - cases["case3_out"]
    assert np.abs(difference).max() <= 1


def test_from_shapes_to_an_image(run, imported, tmp_path):
    mask = run(
        "composemask",
        ROADS=layer("LineString", "LINESTRING(600000 4999900.5,600300 4999900.5)"),
        BUILDINGS=layer("Polygon", "POLYGON((600020 4999920,600060 4999920,600060 4999980,600020 4999920))"),
        EXTENT="600000,600300,4999744,5000000 [EPSG:32631]",
    )
    roads, buildings = read(mask)
    assert rasters.grid_of(mask)[:4] == (300, 256, GRID, "32631")
    assert list(np.flatnonzero(roads[:, 100])) == list(range(96, 103))
    assert 0.9 < (buildings > 0).sum() / 1200 < 1.1
    model = imported(checkpoint(tmp_path / "small.pth"))
    image = run("synthesizeimagery", INPUT=mask, MODEL=model, DIVERSITY=0.5, SEED=3, BACKGROUND="sparse")
    assert read(image).shape == (3, 256, 300)
    assert rasters.grid_of(image)[:4] == rasters.grid_of(mask)[:4]


def test_extent_of_the_layers(run):
    from qgis.core import QgsCoordinateReferenceSystem

    shapes = layer("Polygon", "POLYGON((600000 4999900,600040 4999900,600040 4999930,600000 4999930))")
    assert read(run("composemask", BUILDINGS=shapes)).shape == (2, 30, 40)
    assert read(run("composemask", BUILDINGS=shapes, PIXEL_SIZE=0.5)).shape == (2, 60, 80)
    shapes.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    assert "degrees" in refusal(run, "composemask", BUILDINGS=shapes)


def test_a_layer_in_metres_decides_the_crs(run):
    """Of the roads in degrees and the buildings in metres, whichever is asked for first."""
    from qgis.core import QgsCoordinateReferenceSystem

    roads = layer("LineString", "LINESTRING(4.27 45.14,4.271 45.14)")
    roads.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    houses = layer("Polygon", "POLYGON((600000 4999900,600040 4999900,600040 4999930,600000 4999930))")
    assert rasters.grid_of(run("composemask", ROADS=roads, BUILDINGS=houses))[3] == "32631"


def test_a_mask_replaces_none_of_its_layers(run, tmp_path):
    from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter

    shapes = layer("Polygon", "POLYGON((600000 4999900,600040 4999900,600040 4999930,600000 4999930))")
    houses = tmp_path / "houses.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(shapes, str(houses), QgsCoordinateTransformContext(), options)
    raster = rasters.write(tmp_path / "roads.tif", town_mask(40, 50), nodata=None, geotransform=GRID)
    for given in (houses, raster):
        before = given.read_bytes()
        message = refusal(run, "composemask", BUILDINGS=str(given), OUTPUT=str(given))
        words = "has the same name as another file of the run; choose another name."
        assert message.removeprefix("Unable to execute algorithm\n") == f"{given} {words}"
        assert given.read_bytes() == before


def test_vector_onto_a_raster(run, tmp_path):
    mask = town_mask(100, 120)
    raster = rasters.write(tmp_path / "roads.tif", mask[0], nodata=None, geotransform=GRID)
    shapes = layer("Polygon", "POLYGON((600010 4999950,600020 4999950,600020 4999960,600010 4999960))")
    roads, buildings = read(run("composemask", ROADS=str(raster), BUILDINGS=shapes))
    np.testing.assert_array_equal(roads, mask[0])
    assert (buildings > 0).sum() == 100 and buildings[40:50, 10:20].all()


def test_extent(run, imported, tmp_path):
    source = rasters.write(tmp_path / "mask.tif", town_mask(300, 400), nodata=None, geotransform=GRID)
    model = imported(checkpoint(tmp_path / "small.pth"))
    part = "600100,600200,4999800,4999900 [EPSG:32631]"
    image = run("synthesizeimagery", INPUT=str(source), MODEL=model, EXTENT=part)
    assert rasters.grid_of(image)[:3] == (100, 100, (600100.0, 1.0, 0.0, 4999900.0, 0.0, -1.0))


def test_extent_of_a_raster_without_a_place(run, tmp_path):
    """A label file with a page per row too, which QGIS cannot open as a layer."""
    mask = town_mask(80, 60)
    labels = tmp_path / "labels.tiff"
    for index, page in enumerate(np.moveaxis(mask, 0, 2)):
        options = ["APPEND_SUBDATASET=YES"] if index else []
        made = gdal.GetDriverByName("GTiff").Create(str(labels), 2, 60, 1, gdal.GDT_Byte, options)
        made.GetRasterBand(1).WriteArray(page)
        made = None
    bands = engine_parts.make(tmp_path / "bands.tif", mask, geotransform=None, crs=None)
    for source in (labels, bands):
        part = run("composemask", ROADS=str(source), EXTENT="20,45,-70,-30")
        np.testing.assert_array_equal(read(part), mask[:, 30:70, 20:45])


def refusal(run, name, **parameters) -> str:
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(name, **parameters)
    return str(caught.value)


def test_refusals(run, imported, tmp_path):
    single = rasters.write(tmp_path / "single.tif", town_mask(64, 64)[0], nodata=None, geotransform=GRID)
    model = imported(checkpoint(tmp_path / "small.pth"))
    assert "nothing to compose" in refusal(run, "composemask")
    for missing in ({}, {"MODEL": ""}):
        message = refusal(run, "synthesizeimagery", INPUT=str(single), **missing)
        assert "single.tif has one band" in message and "Compose mask" in message  # by the bundled model
    message = refusal(run, "synthesizeimagery", INPUT=str(single), MODEL=model)
    assert "single.tif has one band" in message and "Compose mask" in message
    message = refusal(run, "refinedsm", INPUT=str(single), MODEL=model)
    assert "roofline:synthesizeimagery" in message


EXTENT = "600000,600100,4999900,5000000 [EPSG:32631]"
BOW = "POLYGON((600010 4999910,600030 4999930,600030 4999910,600010 4999930,600010 4999910))"
HOUSE = "POLYGON((600050 4999950,600060 4999950,600060 4999960,600050 4999960,600050 4999950))"
BARN = "POLYGON((600070 4999970,600090 4999970,600090 4999990,600070 4999990,600070 4999970))"


def composed(source, **parameters):
    """Pixels of buildings and what was said in the log."""
    import processing
    from qgis.core import QgsProcessingFeedback

    class Feedback(QgsProcessingFeedback):
        warnings: list[str] = []

        def pushWarning(self, text):
            self.warnings.append(text)

    feedback = Feedback()
    feedback.warnings = []
    given = {"EXTENT": EXTENT, "BUILDINGS": source, "OUTPUT": "TEMPORARY_OUTPUT", **parameters}
    made = processing.run("roofline:composemask", given, feedback=feedback)["OUTPUT"]
    return int((read(made)[1] > 0).sum()), " ".join(feedback.warnings)


def test_invalid_polygons_are_mended(qgis):
    for _ in range(2):  # the session goes on as if nothing had happened
        pixels, said = composed(layer("Polygon", BOW, HOUSE))
        assert abs(pixels - 300) <= 10 and "mended before they were drawn (1)" in said


def test_a_layer_is_what_qgis_shows(qgis, tmp_path):
    """Subset, edits that are not saved, and the selection."""
    from qgis.core import (
        QgsCoordinateTransformContext,
        QgsFeature,
        QgsGeometry,
        QgsProcessingFeatureSourceDefinition,
        QgsProject,
        QgsVectorFileWriter,
        QgsVectorLayer,
    )

    houses = tmp_path / 'it\'s a "name" | with, all.gpkg'
    options = QgsVectorFileWriter.SaveVectorOptions()
    both = layer("Polygon", HOUSE, BARN)
    QgsVectorFileWriter.writeAsVectorFormatV3(both, str(houses), QgsCoordinateTransformContext(), options)
    shown = QgsVectorLayer(str(houses), "houses", "ogr")
    shown.setSubsetString("fid = 1")
    assert composed(shown)[0] == 100
    shown.setSubsetString("")
    assert composed(shown)[0] == 500
    QgsProject.instance().addMapLayer(shown)
    shown.selectByIds([2])
    selected = QgsProcessingFeatureSourceDefinition(shown.id(), True)
    assert composed(selected)[0] == 400
    assert composed(selected, EXTENT=None)[0] == 400  # the mask reaches as far as the selection
    shown.startEditing()
    shown.deleteFeature(2)
    added = QgsFeature(shown.fields())
    added.setGeometry(QgsGeometry.fromWkt(HOUSE.replace("6000", "6004")))
    shown.addFeature(added)
    assert composed(shown)[0] == 100
    assert composed(shown, EXTENT=None)[0] == 200  # unsaved shapes beyond the saved extent count
    shown.rollBack()
    QgsProject.instance().removeMapLayer(shown.id())


def test_a_straight_road_has_an_extent(qgis):
    road = layer("LineString", "LINESTRING(600000 4999900,600100 4999900)")
    assert composed(None, ROADS=road, EXTENT=None)[1] == ""


def test_layers_that_nothing_can_be_drawn_of(run):
    assert 'Layer "shapes" has points' in refusal(
        run, "composemask", BUILDINGS=layer("Point", "POINT(600050 4999950)"), EXTENT=EXTENT
    )
    assert 'Layer "shapes" has no geometry' in refusal(
        run, "composemask", BUILDINGS=layer("None"), EXTENT=EXTENT
    )
    elsewhere = layer("Polygon", HOUSE.replace("60005", "70005").replace("60006", "70006"))
    pixels, said = composed(elsewhere)
    assert pixels == 0 and "no pixel of the class buildings" in said
