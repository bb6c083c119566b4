"""Evaluate mask through Processing: numbers and files, layers as QGIS sees them, refusals."""

from __future__ import annotations

import csv
import json
import sqlite3

import numpy as np
import pytest
from osgeo import ogr, osr
from support import rasters

ALGORITHM = "evaluatemask"
GRID = (500000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)
NUMBERS = {"IOU", "F1", "PRECISION", "RECALL", "BOUNDARY_IOU", "BOUNDARY_F1"}


@pytest.fixture
def mask(tmp_path):
    """A house of 20 x 20 m, found 5 m too far east."""
    found = np.zeros((64, 80), np.uint8)
    found[10:30, 15:35] = 1
    return rasters.write(tmp_path / "mask.tif", found, geotransform=GRID, nodata=255)


def houses(path, *corners, side=20, epsg=32631):
    """Squares by their upper left corners, in columns and rows of the mask."""
    crs, own = osr.SpatialReference(), osr.SpatialReference()
    crs.ImportFromEPSG(epsg), own.ImportFromEPSG(32631)
    for each in (crs, own):
        each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("houses", crs, ogr.wkbPolygon)
    for col, row in corners:
        x, y = 500000 + col, 5000000 - row
        ends = [(x, y), (x + side, y), (x + side, y - side), (x, y - side), (x, y)]
        shape = ogr.CreateGeometryFromWkt(f"POLYGON(({', '.join(f'{a} {b}' for a, b in ends)}))")
        shape.Transform(osr.CoordinateTransformation(own, crs))
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(shape)
        layer.CreateFeature(feature)
    return path


def test_numbers_and_files(run, mask, tmp_path):
    reference = houses(tmp_path / "houses.gpkg", (10, 10))
    files = {name: tmp_path / f"{name}.out" for name in ("REPORT", "METRICS", "TABLE")}
    result = run(INPUT=mask, REFERENCE=reference, TILE_SIZE=32, **files)
    assert result["IOU"] == pytest.approx(0.6) and result["F1"] == pytest.approx(0.75)
    assert set(result) == {*NUMBERS, *files} and result["RECALL"] == pytest.approx(0.75)
    metrics = json.loads(files["METRICS"].read_text())
    assert metrics["objects"]["object_recall"] == 1 and metrics["pooled"]["IoU"] == result["IOU"]
    assert "<h1>Accuracy of buildings</h1>" in files["REPORT"].read_text(encoding="utf-8")
    with files["TABLE"].open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[0]["IoU"]) == result["IOU"] and sum(row["scope"] == "tile" for row in rows) == 6
    assert set(run(INPUT=mask, REFERENCE=reference)) == NUMBERS


def test_where_nothing_is_built_there_are_no_numbers(qgis, tmp_path):
    """0 of 0 buildings are found, which is no share: JSON knows no NaN."""
    import processing
    from qgis.core import QgsProcessingFeedback

    empty = str(
        rasters.write(tmp_path / "empty.tif", np.zeros((64, 80), np.uint8), geotransform=GRID, nodata=255)
    )
    feedback = QgsProcessingFeedback()
    found = processing.run(f"roofline:{ALGORITHM}", {"INPUT": empty, "REFERENCE": empty}, feedback=feedback)
    assert all(np.isfinite(value) for value in found.values())
    assert "Without a value here, and left out of the results: IOU" in feedback.textLog()
    assert "these numbers" not in feedback.textLog()  # that they have no value is said once


def test_layers_as_qgis_sees_them(run, mask, tmp_path):
    """Another CRS, a filter, a selection, edits, and nodata that people have set."""
    from qgis.core import (
        QgsFeatureRequest,
        QgsProcessingFeatureSourceDefinition,
        QgsProject,
        QgsRasterLayer,
        QgsRasterRange,
        QgsVectorLayer,
    )

    turned = houses(tmp_path / "degrees.gpkg", (15, 10), epsg=4326)
    assert run(INPUT=mask, REFERENCE=turned)["IOU"] > 0.97
    layer = QgsVectorLayer(str(houses(tmp_path / "two.gpkg", (15, 10), (50, 40))), "two", "ogr")
    assert run(INPUT=mask, REFERENCE=layer)["RECALL"] == pytest.approx(0.5, abs=1e-6)
    layer.setSubsetString("fid = 1")
    assert run(INPUT=mask, REFERENCE=layer)["IOU"] == 1
    layer.setSubsetString("")
    first = next(layer.getFeatures(QgsFeatureRequest().setLimit(1)))
    layer.selectByIds([first.id()])
    QgsProject.instance().addMapLayer(layer)
    only = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    assert run(INPUT=mask, REFERENCE=only)["IOU"] == 1
    layer.startEditing()
    layer.deleteFeature(first.id())
    assert run(INPUT=mask, REFERENCE=layer)["IOU"] == 0
    layer.rollBack()
    known = QgsRasterLayer(str(mask), "mask")
    known.dataProvider().setUserNoDataValue(1, [QgsRasterRange(0, 0)])
    assert run(INPUT=known, REFERENCE=layer)["PRECISION"] == 1
    QgsProject.instance().clear()


def test_polygons_against_polygons(run, tmp_path):
    ours = houses(tmp_path / "a.gpkg", (15, 10), (50, 40))
    theirs = houses(tmp_path / "b.gpkg", (10, 10), (50, 40))
    result = run(INPUT=ours, REFERENCE=theirs, PIXEL_SIZE=0.5, METRICS=tmp_path / "m.json")
    assert result["IOU"] == pytest.approx(700 / 900, abs=1e-6)
    polygons = json.loads((tmp_path / "m.json").read_text())["polygons"]
    assert polygons["polygons"] == 2 and polygons["PoLiS"] == pytest.approx(2.5 / 2)


def test_two_layers_without_polygons_are_refused(run, tmp_path):
    from qgis.core import QgsProcessingException

    empty = houses(tmp_path / "empty.gpkg")
    with pytest.raises(QgsProcessingException, match=r"^Neither of the two layers has a polygon; choose one"):
        run(INPUT=empty, REFERENCE=empty, PIXEL_SIZE=0.5)
    assert run(INPUT=houses(tmp_path / "a.gpkg", (9, 9)), REFERENCE=empty, PIXEL_SIZE=0.5)["IOU"] == 0


def test_pixels_of_two_layers_are_metres_on_the_ground(run, tmp_path):
    """The same houses in EPSG:3857, whose metre is 0.71 m here, and in UTM: as many pixels of 0.5 m."""
    sizes = []
    for epsg in (32631, 3857):
        made = [houses(tmp_path / f"{name}{epsg}.gpkg", (10, 10), epsg=epsg) for name in "ab"]
        metrics = tmp_path / f"{epsg}.json"
        run(INPUT=made[0], REFERENCE=made[1], PIXEL_SIZE=0.5, METRICS=metrics)
        told = json.loads(metrics.read_text())
        assert told["gsd"] == pytest.approx(0.5, rel=1e-3)
        sizes.append(told["size"])
    assert sizes[0] == [40, 40] and np.abs(np.subtract(*sizes)).max() <= 1


def test_polygons_without_a_crs_lie_nowhere_beside_a_mask_that_has_one(run, mask, tmp_path):
    """GeoPackages name a CRS for those, "Undefined geographic SRS", in which metres would be degrees."""
    from qgis.core import QgsProcessingException

    found = rasters.read(mask).astype(np.uint8)
    bare = rasters.write(tmp_path / "bare.tif", found, geotransform=GRID, nodata=255, epsg=None)
    for kind in (0, -1):  # geographic, Cartesian
        reference = houses(tmp_path / f"houses{kind}.gpkg", (10, 10))
        database = sqlite3.connect(reference)
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"UPDATE {table} SET srs_id = {kind}")
        database.commit()
        database.close()
        assert run(INPUT=bare, REFERENCE=reference)["IOU"] == pytest.approx(0.6), kind
        with pytest.raises(QgsProcessingException, match=r"has no CRS.* set its CRS first"):
            run(INPUT=mask, REFERENCE=reference)


@pytest.mark.parametrize("compatibility", ["dsm_enhancer", "pix2pix"])
def test_as_published_programs_evaluate(run, mask, tmp_path, compatibility):
    run(INPUT=mask, REFERENCE=mask, COMPATIBILITY=compatibility, METRICS=tmp_path / "m.json")
    published = json.loads((tmp_path / "m.json").read_text())["published"]["mean"]
    assert published["IoU" if compatibility == "dsm_enhancer" else "mean_iou"] == 1


def test_refusals(qgis, run, mask, tmp_path):
    from qgis.core import QgsProcessingException, QgsVectorLayer

    houses(tmp_path / "h.gpkg", (10, 10))
    elsewhere = houses(tmp_path / "elsewhere.gpkg", (9000, 10))
    roads = QgsVectorLayer("LineString?crs=EPSG:32631", "roads", "memory")
    heights = rasters.write(tmp_path / "dsm.tif", rasters.town((64, 80)), geotransform=GRID)
    degrees = rasters.write(
        tmp_path / "d.tif", np.zeros((9, 9), np.uint8), geotransform=(3, 1e-5, 0, 45, 0, -1e-5), epsg=4326
    )
    for words, given in {
        "give PIXEL_SIZE": {"INPUT": tmp_path / "h.gpkg", "REFERENCE": tmp_path / "h.gpkg"},
        "building mask or a probability": {"INPUT": heights, "REFERENCE": mask},
        "degrees": {"INPUT": degrees, "REFERENCE": mask},
        "elsewhere does not overlap the input": {"INPUT": elsewhere, "REFERENCE": mask},
        "elsewhere does not overlap": {"INPUT": mask, "REFERENCE": elsewhere},
        'Layer "roads" has no polygons': {"INPUT": roads, "REFERENCE": mask},
        "same name|would replace": {"INPUT": mask, "REFERENCE": mask, "METRICS": mask},
    }.items():
        with pytest.raises(QgsProcessingException, match=words):
            run(**given)
