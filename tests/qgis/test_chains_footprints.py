"""Chains that end with footprints: houses as polygons with heights, from surfaces and point clouds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import implicity_parts, rasters, toy_models
from support.blocks import clamping, symbol_of
from support.chain_parts import GRID, failure


def found_in(path: Path) -> list:
    """The features of a layer of footprints."""
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "", "ogr")
    assert layer.isValid() and layer.crs().authid() == "EPSG:32631"
    return sorted(layer.getFeatures(), key=lambda each: -each["area"])


def block(folder: Path) -> Path:
    """A house of 30 x 20 m, 10 m higher than what the models hold for buildings, on level ground."""
    heights = np.full((96, 112), toy_models.TALL - 10, np.float32)
    heights[30:50, 40:70] = toy_models.TALL + 10
    return rasters.write(folder / "dsm.tif", heights, geotransform=GRID)


def test_dsm_to_footprints(run, models, tmp_path):
    """Heights are those of the refined surface, which lies a metre higher; a terrain model counts."""
    dsm, target = block(tmp_path), tmp_path / "houses.gpkg"
    done = run("dsmtofootprints", INPUT=dsm, **models, FOOTPRINTS=target)
    assert done["FOOTPRINTS"] == str(target) and not {"REFINED_DSM", "BUILDING_PROBABILITY"} & set(done)
    (house,) = found_in(target)
    assert house["area"] == pytest.approx(600, rel=0.01) and house["height"] == pytest.approx(20, abs=0.05)
    assert house["ground"] == pytest.approx(toy_models.TALL - 9, abs=0.05)
    terrain = rasters.write(
        tmp_path / "dtm.tif", np.full((96, 112), toy_models.TALL - 14, np.float32), geotransform=GRID
    )
    run("dsmtofootprints", INPUT=dsm, DTM=terrain, **models, FOOTPRINTS=tmp_path / "other.gpkg")
    (house,) = found_in(tmp_path / "other.gpkg")
    assert house["height"] == pytest.approx(25, abs=0.05)
    run("dsmtofootprints", INPUT=dsm, MIN_AREA=700, **models, FOOTPRINTS=tmp_path / "none.gpkg")
    assert found_in(tmp_path / "none.gpkg") == []


def test_what_lies_between_can_be_kept(run, models, tmp_path):
    between = {name: tmp_path / f"{name}.tif" for name in ("REFINED_DSM", "BUILDING_PROBABILITY")}
    dsm = block(tmp_path)
    done = run("dsmtofootprints", INPUT=dsm, **models, **between, FOOTPRINTS=tmp_path / "a.gpkg")
    assert {name: done[name] for name in between} == {name: str(path) for name, path in between.items()}
    shares = rasters.read(between["BUILDING_PROBABILITY"])
    assert ((shares > 0.5) == (rasters.read(between["REFINED_DSM"]) > toy_models.TALL)).mean() > 0.99


@pytest.mark.parametrize("name", ["a.tif", "a.dxf", "a.csv", "a.kml", "no/a.gpkg"])
def test_polygons_that_cannot_be_written_are_refused_before_the_work(qgis, models, tmp_path, name):
    given = {key: str(path) for key, path in models.items()}
    given |= {"INPUT": str(block(tmp_path)), "REFINED_DSM": str(tmp_path / "refined.tif")}
    said = failure("dsmtofootprints", {**given, "FOOTPRINTS": str(tmp_path / name)})
    assert "name that ends with .gpkg" in said or "does not exist" in said
    assert not (tmp_path / "refined.tif").exists()


def test_point_cloud_to_footprints(run, models, tmp_path):
    points = implicity_parts.flat_points(z=20.0)
    inside = (abs(points[:, 0] - 500020) < 8) & (abs(points[:, 1] - 5000012) < 6)
    points[inside, 2] = 60.0
    cloud = implicity_parts.write_ply(tmp_path / "cloud.ply", points)
    target = tmp_path / "houses.geojson"
    run("pointcloudtofootprints", POINTS=cloud, CRS="EPSG:32631", PIXEL_SIZE=0.5, **models, FOOTPRINTS=target)
    (house,) = found_in(target)
    assert house["area"] == pytest.approx(16 * 12, rel=0.1)
    assert house["height"] == pytest.approx(40, abs=0.5)


def test_footprints_are_styled_and_named(qgis, models, tmp_path):
    """By height on the map, as blocks in 3D; as a file, and in memory as the toolbox's default is."""
    import processing
    from qgis.core import QgsGraduatedSymbolRenderer, QgsProject

    dsm = block(tmp_path)
    given = {name: str(path) for name, path in models.items()}
    for target in ("TEMPORARY_OUTPUT", str(tmp_path / "houses.gpkg")):
        QgsProject.instance().clear()
        processing.runAndLoadResults(
            "roofline:dsmtofootprints", {**given, "INPUT": str(dsm), "FOOTPRINTS": target}
        )
        (layer,) = QgsProject.instance().mapLayers().values()
        # A file's layer may have the file's name: a setting of QGIS.
        assert layer.name() in ("Footprints", Path(target).stem) and layer.featureCount() == 1
        assert isinstance(layer.renderer(), QgsGraduatedSymbolRenderer)
        (house,) = layer.getFeatures()
        assert layer.renderer().rangeForValue(house["height"]).label() == "14 to 25 m"
        symbol = symbol_of(layer)
        properties = symbol.dataDefinedProperties()
        expressions = {properties.property(key).expressionString() for key in properties.propertyKeys()}
        assert expressions == {'"height"'}
        assert clamping(symbol) == "Terrain"  # a view's flat one lies at 0, wherever the ground is
    QgsProject.instance().clear()


def test_a_layer_gets_no_name_of_two_lines(qgis, models, tmp_path):
    """QGIS would write it, and not find it: after all the work."""
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town((64, 72)))
    given = {
        "INPUT": str(dsm),
        "FOOTPRINTS": str(tmp_path / "a\nb.gpkg"),
        "REFINED_DSM": str(tmp_path / "r.tif"),
    }
    said = failure("dsmtofootprints", {**given, **{name: str(path) for name, path in models.items()}})
    assert (
        "a b.gpkg cannot be a file's name; choose another name." in said and not (tmp_path / "r.tif").exists()
    )
