"""Building footprints through Processing: layers with heights, empty ones, and blocks."""

from __future__ import annotations

import numpy as np
import pytest
from support import rasters, two_houses
from support.blocks import clamping, symbol_of
from support.two_houses import layer, run


@pytest.fixture
def scene(tmp_path):
    return two_houses.scene(tmp_path)


@pytest.mark.parametrize("name", ["b.gpkg", "b.geojson", "b.shp", "B.SHP"])
def test_polygons_with_heights(qgis, scene, tmp_path, name):
    mask, dsm = scene
    result = run(INPUT=mask, DSM=dsm, OUTPUT=tmp_path / name)
    found = sorted(layer(result).getFeatures(), key=lambda feature: -feature["area"])
    assert result["COUNT"] == 2 and [round(feature["area"]) for feature in found] == [240, 80]
    assert [feature["height"] for feature in found] == pytest.approx([6, 9], abs=0.1)
    assert [feature["ground"] for feature in found] == pytest.approx([50, 50], abs=0.1)
    assert [feature["volume"] for feature in found] == pytest.approx([1440, 720], rel=0.03)
    assert all(feature["roof"] == "flat" and feature.geometry().isGeosValid() for feature in found)
    assert found[0].geometry().boundingBox().width() == pytest.approx(20, abs=0.1)
    assert layer(run(INPUT=mask, OUTPUT=tmp_path / "plain.gpkg")).crs().authid() == "EPSG:32631"


def test_without_heights_columns_are_empty(qgis, scene, tmp_path):
    result = run(INPUT=scene[0], OUTPUT=tmp_path / "b.gpkg", REGULARIZE=False, MIN_AREA=100)
    (feature,) = layer(result).getFeatures()
    assert not feature["height"] and not feature["roof"]


def test_nothing_found_is_an_empty_layer_that_is_said(qgis, tmp_path):
    from qgis.core import QgsProcessingFeedback

    empty = rasters.write(tmp_path / "e.tif", np.zeros((20, 20), np.uint8), nodata=None)
    feedback = QgsProcessingFeedback()
    result = run(feedback, INPUT=empty, OUTPUT=tmp_path / "b.gpkg")
    assert result["COUNT"] == 0 and layer(result).featureCount() == 0
    assert "no buildings" in feedback.textLog() and "0 buildings" not in feedback.textLog()


def test_heights_are_no_mask(qgis, scene, tmp_path):
    from qgis.core import QgsProcessingException

    with pytest.raises(
        QgsProcessingException, match="has values from 50 to 59, as heights have: give a mask"
    ):
        run(INPUT=scene[1], OUTPUT=tmp_path / "b.gpkg")
    assert not (tmp_path / "b.gpkg").exists()


def test_blocks_as_a_second_layer(qgis, scene, tmp_path):
    """Floor, roof and four walls in space; columns and style are those of the footprints."""
    import processing
    from qgis.core import QgsProcessingException, QgsProject, QgsWkbTypes

    mask, dsm = scene
    given = {"INPUT": str(mask), "DSM": str(dsm), "OUTPUT": str(tmp_path / "a.gpkg")}
    QgsProject.instance().clear()
    for target in ("TEMPORARY_OUTPUT", str(tmp_path / "blocks.gpkg")):
        processing.runAndLoadResults("roofline:buildingfootprints", {**given, "SOLIDS": target})
        found = {each.name(): each for each in QgsProject.instance().mapLayers().values()}
        blocks = found.get("Building blocks") or found["blocks"]  # a setting of QGIS: by output or by file
        assert blocks.wkbType() == QgsWkbTypes.Type.MultiPolygonZ and blocks.featureCount() == 2
        heights = set()
        for each in blocks.getFeatures():
            assert each.geometry().constGet().numGeometries() == 6
            heights |= {round(point.z()) for point in each.geometry().vertices()}
        assert heights == {50, 56, 59}
        symbol = symbol_of(blocks)
        assert not symbol.dataDefinedProperties().propertyKeys() and symbol.extrusionHeight() == 0
        assert clamping(symbol) == "Absolute"
        QgsProject.instance().clear()
        (tmp_path / "a.gpkg").unlink()
    with pytest.raises(QgsProcessingException, match="give a DSM"):
        run(INPUT=mask, OUTPUT=tmp_path / "b.gpkg", SOLIDS=tmp_path / "c.gpkg")
    with pytest.raises(QgsProcessingException, match="same name as another file"):
        run(INPUT=mask, DSM=dsm, OUTPUT=tmp_path / "b.gpkg", SOLIDS=tmp_path / "b.gpkg")
    assert not (tmp_path / "b.gpkg").exists()
