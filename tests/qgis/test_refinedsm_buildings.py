"""Refine DSM with buildings: layers as QGIS has them, of any CRS and kind, or a mask."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import ogr
from scipy import ndimage
from support import rasters, toy_models

RISE = 5.0  # metres: 10 GSD of 0.5 m
SHAPE = (96, 128)
HOUSE = (10, 10, 30, 22)  # left, top, right, bottom in metres from the raster's upper left corner
BARN = (40, 30, 52, 44)
EPSG = 32631


def text(box, z=""):
    left, top, right, bottom = 500000 + box[0], 5000000 - box[1], 500000 + box[2], 5000000 - box[3]
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return "((" + ", ".join(f"{x} {y}{z}" for x, y in corners) + "))"


def layer(*shapes, kind="Polygon", epsg=EPSG):
    """A layer in memory of shapes as WKT in the raster's CRS, brought to another one."""
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsFeature,
        QgsGeometry,
        QgsProject,
        QgsVectorLayer,
    )

    made = QgsVectorLayer(f"{kind}?crs=EPSG:{epsg}", "houses", "memory")
    own, wanted = (QgsCoordinateReferenceSystem(f"EPSG:{code}") for code in (EPSG, epsg))
    for shape in shapes:
        feature, geometry = QgsFeature(), QgsGeometry.fromWkt(shape)
        geometry.transform(QgsCoordinateTransform(own, wanted, QgsProject.instance()))
        feature.setGeometry(geometry)
        assert made.dataProvider().addFeature(feature)
    return made


@pytest.fixture
def run(qgis, tmp_path):
    import processing

    model = toy_models.raising_model(tmp_path / "raise.pt")
    heights = rasters.town(SHAPE)
    dsm = rasters.write(tmp_path / "dsm.tif", heights)

    def refine(buildings, **parameters):
        given = {"INPUT": str(dsm), "MODEL": str(model), "BUILDINGS": buildings, "PRECISION": "float32"}
        given = {**given, "OUTPUT": str(tmp_path / "refined.tif"), **parameters}
        result = processing.run("roofline:refinedsm", given)
        return (rasters.read(result["OUTPUT"]) - heights) / RISE

    return refine


def expected(*boxes):
    shares = np.zeros(SHAPE)
    for left, top, right, bottom in boxes:
        shares[2 * top : 2 * bottom, 2 * left : 2 * right] = 1
    return shares


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        (("POLYGON" + text(HOUSE), "POLYGON" + text(BARN)), "Polygon"),
        ((f"MULTIPOLYGON({text(HOUSE)}, {text(BARN)})",), "MultiPolygon"),
        (("POLYGON Z" + text(HOUSE, " 12"), "POLYGON Z" + text(BARN, " 7")), "PolygonZ"),
        ((f"MULTISURFACE({'POLYGON' + text(HOUSE)}, CURVEPOLYGON{text(BARN)})",), "MultiSurface"),
    ],
)
def test_polygons_of_every_kind(run, shapes, kind):
    np.testing.assert_allclose(run(layer(*shapes, kind=kind)), expected(HOUSE, BARN), atol=1e-3)


@pytest.mark.parametrize("epsg", [4326, 3857])
def test_polygons_in_another_crs(run, epsg):
    shares = run(layer("POLYGON" + text(HOUSE), "POLYGON" + text(BARN), epsg=epsg))
    np.testing.assert_allclose(shares, expected(HOUSE, BARN), atol=0.13)  # an eighth of a cell at the edges
    assert shares.sum() == pytest.approx(expected(HOUSE, BARN).sum(), rel=0.01)


def test_invalid_polygons_are_mended(run):
    left, top, right, bottom = 500000 + 10, 5000000 - 10, 500000 + 30, 5000000 - 22
    bow = f"POLYGON(({left} {top}, {right} {bottom}, {right} {top}, {left} {bottom}, {left} {top}))"
    assert run(layer(bow)).sum() == pytest.approx(expected(HOUSE).sum() / 2, rel=0.01)


def test_filter_and_selection_are_heeded(run, tmp_path):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    path = tmp_path / "houses.gpkg"
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    crs = ogr.osr.SpatialReference()
    crs.ImportFromEPSG(EPSG)
    table = source.CreateLayer("houses", crs, ogr.wkbPolygon)
    for box in (HOUSE, BARN):
        feature = ogr.Feature(table.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON" + text(box)))
        table.CreateFeature(feature)
    del feature, table, source
    np.testing.assert_allclose(run(str(path)), expected(HOUSE, BARN), atol=1e-3)
    shown = QgsVectorLayer(str(path), "houses", "ogr")
    shown.setSubsetString("fid = 2")
    np.testing.assert_allclose(run(shown), expected(BARN), atol=1e-3)
    shown.setSubsetString("")
    QgsProject.instance().addMapLayer(shown)
    shown.selectByIds([1])
    chosen = QgsProcessingFeatureSourceDefinition(shown.id(), True)
    np.testing.assert_allclose(run(chosen), expected(HOUSE), atol=1e-3)
    QgsProject.instance().removeMapLayer(shown.id())


def test_a_mask_does_as_well(run, tmp_path):
    mask = rasters.write(tmp_path / "mask.tif", (255 * expected(HOUSE)).astype(np.uint8), nodata=None)
    np.testing.assert_allclose(run(str(mask)), expected(HOUSE), atol=1e-3)


def refusal(run, *arguments, **parameters):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as refused:
        run(*arguments, **parameters)
    return str(refused.value)


def test_the_bundled_model_takes_buildings(run, tmp_path):
    """With walls where they stand another surface than without; far from them about the same."""
    smeared = rasters.town(SHAPE) + 9 * ndimage.gaussian_filter(expected(HOUSE), 3)
    noisy = smeared + np.random.default_rng(0).normal(0, 1.5, SHAPE)
    dsm = str(rasters.write(tmp_path / "stereo.tif", noisy.astype(np.float32)))
    house = layer("POLYGON" + text(HOUSE))
    plain, told = (run(each, MODEL="refine-geometry", INPUT=dsm) for each in (None, house))
    moved = np.abs(plain - told)
    near = ndimage.binary_dilation(expected(HOUSE) > 0, iterations=4)
    assert moved.max() > 0.01
    assert moved[:, 110:].mean() < moved[near].mean() / 5


def test_refusals(run, tmp_path):
    model = str(toy_models.shifting_model(tmp_path / "plain.pt"))
    house = layer("POLYGON" + text(HOUSE))
    assert "Model plain takes no buildings" in refusal(run, house, MODEL=model)
    line = layer("LINESTRING(500001 4999999, 500009 4999991)", kind="LineString")
    assert 'Layer "houses" has no polygons; choose one that has.' in refusal(run, line)
    away = layer("POLYGON" + text((9000, 9000, 9010, 9010)))
    assert "houses does not overlap the DSM; choose polygons of the same place." in refusal(run, away)
    classes = np.array([[1, 2], [3, 0]], np.uint8)
    assert "more than one value besides 0" in refusal(
        run, str(rasters.write(tmp_path / "classes.tif", classes, nodata=None))
    )
    assert not (tmp_path / "refined.tif").exists()


def test_a_chain_passes_them_on(qgis, tmp_path):
    import processing

    heights = rasters.town(SHAPE)
    done = processing.run(
        "roofline:refineandevaluate",
        {
            "INPUT": str(rasters.write(tmp_path / "dsm.tif", heights)),
            "REFERENCE": str(tmp_path / "dsm.tif"),
            "MODEL": str(toy_models.raising_model(tmp_path / "raise.pt")),
            "BUILDINGS": layer("POLYGON" + text(HOUSE), epsg=3857),
            "REFINED_DSM": str(tmp_path / "refined.tif"),
        },
    )
    rise = rasters.read(done["REFINED_DSM"]) - heights
    np.testing.assert_allclose(rise / RISE, expected(HOUSE), atol=0.13)
