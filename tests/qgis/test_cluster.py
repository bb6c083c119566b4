"""CLUSTER: the algorithms' work done by the workers of a dask scheduler."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr
from roofline.models.evaluation import Views, evaluate
from roofline.models.evaluation.files import as_json
from roofline.models.evaluation.surface.report import surface_report
from support import cloud_parts, las_parts
from support.dask_processes import MISSING, package_in, scheduler, worker
from support.rasters import grid_of, read, town, write
from support.toy_models import finding_model, uncertain_model

SETTLED = {"DEVICE": "cpu", "PRECISION": "float32", "BATCH_SIZE": 1}


def run(name: str, parameters: dict, feedback=None):
    import processing

    return processing.run(f"roofline:{name}", parameters, feedback=feedback)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler with one worker."""
    pytest.importorskip("distributed", reason=MISSING)
    place = package_in(tmp_path_factory.mktemp("cluster"))
    with ExitStack() as stack:
        address = scheduler(place, stack)
        worker(place, address, stack)
        yield address


def test_refine_dsm(qgis, cluster: str, tmp_path: Path):
    dsm = write(tmp_path / "dsm.tif", town((300, 320)))
    parameters = {"INPUT": str(dsm), "MODEL": str(uncertain_model(tmp_path / "model.pt")), **SETTLED}
    here = run(
        "refinedsm",
        {**parameters, "OUTPUT": str(tmp_path / "a.tif"), "UNCERTAINTY": str(tmp_path / "b.tif")},
    )
    there = run(
        "refinedsm",
        {
            **parameters,
            "CLUSTER": cluster,
            "OUTPUT": str(tmp_path / "c.tif"),
            "UNCERTAINTY": str(tmp_path / "d.tif"),
        },
    )
    for one, other in (("a", "c"), ("b", "d")):
        np.testing.assert_array_equal(read(tmp_path / f"{one}.tif"), read(tmp_path / f"{other}.tif"))
        assert grid_of(tmp_path / f"{one}.tif") == grid_of(tmp_path / f"{other}.tif")
    assert there["VOIDS_FILLED"] == here["VOIDS_FILLED"]
    assert there["MEAN_ABSOLUTE_CHANGE"] == pytest.approx(here["MEAN_ABSOLUTE_CHANGE"], rel=1e-12)
    assert {file.name for file in tmp_path.iterdir() if file.is_dir()} == set(), "blocks are gone at the end"


def test_building_mask(qgis, cluster: str, tmp_path: Path):
    dsm = write(tmp_path / "dsm.tif", town((200, 220)))
    model = str(finding_model(tmp_path, "tall", ("dsm",)))
    parameters = {"DSM": str(dsm), "MODEL": model, "MIN_AREA": 20, **SETTLED}
    here = run("buildingmask", {**parameters, "OUTPUT": str(tmp_path / "a.tif")})
    there = run("buildingmask", {**parameters, "CLUSTER": cluster, "OUTPUT": str(tmp_path / "b.tif")})
    np.testing.assert_array_equal(read(tmp_path / "a.tif"), read(tmp_path / "b.tif"))
    assert there["BUILDING_AREA"] == pytest.approx(here["BUILDING_AREA"], rel=1e-12) and here["BUILDING_AREA"]


def test_reconstruct_dsm(qgis, cluster: str, tmp_path: Path):
    """Points that were chosen by their class here are those that the workers use."""
    points = cloud_parts.town()
    trees = np.arange(len(points)) % 4 == 0
    points[trees, 2] += 30
    cloud = las_parts.write(tmp_path / "cloud.las", points, classes=np.where(trees, 5, 2))
    cloud_parts.gridding_bundle(0.5).save(tmp_path / "model.pt")
    parameters = {"POINTS": str(cloud), "MODEL": str(tmp_path / "model.pt"), "CRS": "EPSG:32631", **SETTLED}
    parameters["CLASSES"] = "2"
    outputs = [
        {"OUTPUT": str(tmp_path / f"{name}.tif"), "UNCERTAINTY": str(tmp_path / f"{name}-u.tif")}
        for name in "ab"
    ]
    here = run("reconstructdsm", {**parameters, **outputs[0]})
    there = run("reconstructdsm", {**parameters, **outputs[1], "CLUSTER": cluster})
    for name in outputs[0]:
        np.testing.assert_array_equal(read(outputs[0][name]), read(outputs[1][name]))
        assert grid_of(outputs[0][name]) == grid_of(outputs[1][name])
    assert there["POINT_COUNT"] == here["POINT_COUNT"] == np.count_nonzero(~trees)


def test_gridding_is_done_here(qgis, tmp_path: Path):
    from qgis.core import QgsProcessingException

    cloud = las_parts.write(tmp_path / "cloud.las", cloud_parts.town())
    parameters = {"POINTS": str(cloud), "MODEL": "grid", "CRS": "EPSG:32631", "CLUSTER": "tcp://127.0.0.1:9"}
    with pytest.raises(QgsProcessingException, match="Gridding is done on this machine"):
        run("reconstructdsm", {**parameters, "OUTPUT": str(tmp_path / "a.tif")})


def test_evaluate_dsm(qgis, cluster: str, tmp_path: Path):
    """The report of a raster that is read once, as one machine reads large ones."""
    import json

    truth = town((300, 320))
    surface = write(
        tmp_path / "dsm.tif", truth + np.random.default_rng(1).normal(0, 0.3, truth.shape).astype("f4")
    )
    reference = write(tmp_path / "truth.tif", truth)
    outputs = {"METRICS": str(tmp_path / "there.json"), "REPORT": str(tmp_path / "there.html")}
    parameters = {"INPUT": str(surface), "REFERENCE": str(reference), "CLUSTER": cluster}
    there = run("evaluatedsm", {**parameters, **outputs, "ERROR": str(tmp_path / "there.tif")})
    views = Views()
    here = evaluate(surface, reference, exact=False, error_raster=tmp_path / "here.tif", views=views)
    assert json.loads((tmp_path / "there.json").read_text()) == json.loads(as_json(here))
    assert (tmp_path / "there.html").read_text("utf-8") == surface_report(here, views)
    np.testing.assert_array_equal(read(tmp_path / "there.tif"), read(tmp_path / "here.tif"))
    assert there["MAE"] == here["source"]["all"]["MAE"] > 0.2
    assert {file.name for file in tmp_path.iterdir() if file.is_dir()} == set()


def test_building_footprints(qgis, cluster: str, tmp_path: Path):
    heights = town((300, 320))
    dsm, mask = write(tmp_path / "dsm.tif", heights), tmp_path / "mask.tif"
    write(mask, (heights > np.median(heights) + 3).astype(np.uint8), nodata=255)
    parameters = {"INPUT": str(mask), "DSM": str(dsm), "MIN_AREA": 4}
    here = run("buildingfootprints", {**parameters, "OUTPUT": str(tmp_path / "a.gpkg")})
    there = run("buildingfootprints", {**parameters, "OUTPUT": str(tmp_path / "b.gpkg"), "CLUSTER": cluster})
    one, other = (features(tmp_path / f"{name}.gpkg") for name in "ab")
    assert one == other and len(one) == here["COUNT"] == there["COUNT"] > 0
    assert {file.name for file in tmp_path.iterdir() if file.is_dir()} == set()


def features(path: Path) -> list[tuple]:
    """Shape and columns of each feature of a layer, in its order."""
    dataset = ogr.Open(str(path))
    layer = dataset.GetLayer(0)
    columns = range(1, layer.GetLayerDefn().GetFieldCount())
    return [
        (bytes(each.GetGeometryRef().ExportToWkb()), *(each.GetField(column) for column in columns))
        for each in layer
    ]


def test_footprints_on_a_cluster_need_a_file(qgis, tmp_path: Path):
    from qgis.core import QgsProcessingException

    mask = write(tmp_path / "mask.tif", np.ones((20, 20), np.uint8), nodata=255)
    parameters = {"INPUT": str(mask), "CLUSTER": "tcp://127.0.0.1:9", "OUTPUT": "TEMPORARY_OUTPUT"}
    with pytest.raises(QgsProcessingException, match="With CLUSTER, give OUTPUT a file"):
        run("buildingfootprints", parameters)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "With CLUSTER, give one of the outputs a file"),
        ({"COMPATIBILITY": True}, "COMPATIBILITY needs exact medians, which one machine finds"),
    ],
)
def test_what_no_cluster_evaluates(qgis, tmp_path: Path, changes: dict, sentence: str):
    from qgis.core import QgsProcessingException

    dsm = write(tmp_path / "dsm.tif", town())
    parameters = {"INPUT": str(dsm), "REFERENCE": str(dsm), "CLUSTER": "tcp://127.0.0.1:9", **changes}
    with pytest.raises(QgsProcessingException, match=sentence):
        run("evaluatedsm", parameters)


def test_without_distributed_one_sentence(qgis, tmp_path: Path, monkeypatch):
    from qgis.core import QgsProcessingException

    monkeypatch.setitem(sys.modules, "distributed", None)  # as where it is not installed
    dsm = write(tmp_path / "dsm.tif", town())
    parameters = {"INPUT": str(dsm), "CLUSTER": "tcp://127.0.0.1:9", "OUTPUT": str(tmp_path / "a.tif")}
    with pytest.raises(QgsProcessingException, match="The Python package distributed is missing"):
        run("refinedsm", parameters)
    assert {file.name for file in tmp_path.iterdir()} == {"dsm.tif"}


def test_nobody_at_the_address(qgis, tmp_path: Path):
    pytest.importorskip("distributed", reason=MISSING)
    from qgis.core import QgsProcessingException

    dsm = write(tmp_path / "dsm.tif", town())
    parameters = {"INPUT": str(dsm), "CLUSTER": "nonsense", "OUTPUT": str(tmp_path / "a.tif"), **SETTLED}
    with pytest.raises(QgsProcessingException, match="The scheduler nonsense cannot be reached"):
        run("refinedsm", parameters)
    assert {file.name for file in tmp_path.iterdir()} == {"dsm.tif"}
