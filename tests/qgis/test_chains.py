"""Chains: listed, opened as models, and run in one go with models that can be predicted."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from osgeo import gdal
from support import implicity_parts, processes, rasters, toy_models
from support.chain_parts import GRID, failure

CHAINS = {
    "refineandevaluate": (
        "INPUT GUIDES MODEL REFERENCE BUILDING_MASK BUILDINGS",
        "ERROR METRICS REFINED_DSM REPORT",
    ),
    "dsmtobuildingmask": (
        "INPUT GUIDES MODEL BUILDINGS IMAGERY MASK_MODEL MIN_AREA",
        "BUILDING_MASK REFINED_DSM",
    ),
    "pointcloudtobuildingmask": (
        "POINTS CRS PIXEL_SIZE RECONSTRUCTION_MODEL GUIDES MODEL REFINE_GUIDES BUILDINGS MASK_MODEL MIN_AREA",
        "BUILDING_MASK REFINED_DSM",
    ),
    "dsmtofootprints": (
        "INPUT GUIDES MODEL BUILDINGS IMAGERY MASK_MODEL DTM MIN_AREA",
        "BUILDING_PROBABILITY FOOTPRINTS REFINED_DSM",
    ),
    "pointcloudtofootprints": (
        "POINTS CRS PIXEL_SIZE RECONSTRUCTION_MODEL GUIDES MODEL REFINE_GUIDES BUILDINGS MASK_MODEL DTM "
        "MIN_AREA",
        "BUILDING_PROBABILITY FOOTPRINTS REFINED_DSM",
    ),
    "plantoimagery": ("ROADS BUILDINGS ROAD_WIDTH EXTENT PIXEL_SIZE MODEL SEED", "IMAGE"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_listed(provider, name):
    chain = provider.algorithm(name)
    assert (chain.id(), chain.group(), chain.groupId()) == (f"roofline:{name}", "Chains", "chains")
    assert chain.displayName().lower().replace(" ", "") == name
    assert chain.canExecute() == (True, "") and chain.shortDescription() and chain.tags()
    assert not chain.icon().isNull() and Path(chain.svgIconPath()).stem == name
    for one in (chain, chain.create()):
        names = [each.name() for each in one.parameterDefinitions()]
        assert [*names[: -len(CHAINS[name][1].split())]] == CHAINS[name][0].split()
        assert sorted(each.name() for each in one.outputDefinitions()) == CHAINS[name][1].split()


@pytest.mark.parametrize("name", CHAINS)
def test_opens_as_a_model(qgis, name):
    """In the graphical modeler: valid, every box in its place, every step with a note."""
    from qgis.core import QgsProcessingModelAlgorithm

    path = ROOT / "resources" / "chains" / f"{name}.model3"
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path))
    assert model.validate() == (True, [])
    children = model.childAlgorithms().values()
    outputs = [output for child in children for output in child.modelOutputs().values()]
    boxes = [*model.parameterComponents().values(), *children, *outputs]
    assert all(box.comment().description() for box in children)
    notes = [child.comment() for child in children]
    spots = [(box.position().x(), box.position().y(), box.size()) for box in (*boxes, *notes)]
    for index, (x, y, size) in enumerate(spots):
        for other_x, other_y, other in spots[:index]:
            wide, high = (size.width() + other.width()) / 2, (size.height() + other.height()) / 2
            assert abs(x - other_x) >= wide or abs(y - other_y) >= high
    assert str(ROOT) not in path.read_text(encoding="utf-8")


def test_nothing_but_what_the_oldest_qgis_writes(qgis):
    """Newer programs read these keys; keys that only they write would be lost or refused in older ones."""
    written = (
        "children designerParameterValues groupBoxes help modelVariables model_group model_name "
        "parameterDefinitions parameterOrder parameters"
    )
    for path in (ROOT / "resources" / "chains").glob("*.model3"):
        top = ET.parse(path).getroot().findall("./Option")
        assert {each.get("name") for each in top} == set(written.split())


def test_refine_and_evaluate(run, models, tmp_path):
    truth = rasters.town()
    dsm, lidar = rasters.write(tmp_path / "dsm.tif", truth - 2), rasters.write(tmp_path / "lidar.tif", truth)
    files = {name: tmp_path / name for name in ("error.tif", "report.html", "metrics.json", "refined.tif")}
    result = run(
        "refineandevaluate",
        INPUT=dsm,
        REFERENCE=lidar,
        MODEL=models["MODEL"],
        REFINED_DSM=files["refined.tif"],
        ERROR=files["error.tif"],
        REPORT=files["report.html"],
        METRICS=files["metrics.json"],
    )
    assert result["REFINED_DSM"] == str(files["refined.tif"])
    shift = float(np.nanmean(rasters.read(files["refined.tif"]) - rasters.read(dsm)))
    np.testing.assert_allclose(rasters.read(files["error.tif"]), shift - 2, atol=0.01)
    metrics = json.loads(files["metrics.json"].read_text())
    assert metrics["source"]["all"]["MAE"] == pytest.approx(abs(shift - 2), abs=0.01)
    assert metrics["baseline"]["all"]["MAE"] == pytest.approx(2, abs=1e-4)
    assert "Improvement over the baseline" in files["report.html"].read_text(encoding="utf-8")


def test_dsm_to_building_mask(run, models, tmp_path):
    """What is higher than TALL after refinement: more than before."""
    heights = rasters.town((150, 170))
    dsm = rasters.write(tmp_path / "dsm.tif", heights, geotransform=GRID)
    target, refined = tmp_path / "mask.tif", tmp_path / "refined.tif"
    done = run("dsmtobuildingmask", INPUT=dsm, **models, BUILDING_MASK=target, REFINED_DSM=refined)
    assert (done["BUILDING_MASK"], done["REFINED_DSM"]) == (str(target), str(refined))
    np.testing.assert_allclose(rasters.read(refined), heights + 1, atol=0.01)
    found = gdal.Open(str(target)).ReadAsArray()
    assert set(np.unique(found)) == {0, 1}
    assert (found == (heights + 1 > toy_models.TALL)).mean() > 0.99
    assert rasters.grid_of(target)[:4] == rasters.grid_of(dsm)[:4]


@pytest.mark.parametrize("name", [name for name in CHAINS if "REFINED_DSM" in CHAINS[name][1]])
def test_the_refined_surface_need_not_be_kept(provider, name):
    from qgis.core import QgsProcessingParameterDefinition

    chain = provider.algorithm(name).create()
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    left_out = [each.name() for each in chain.destinationParameterDefinitions() if each.flags() & optional]
    assert "REFINED_DSM" in left_out and not {"BUILDING_MASK", "FOOTPRINTS"} & set(left_out)


@pytest.fixture
def defaults(models, tmp_path, monkeypatch):
    """The models, installed and settled as the defaults of their tasks."""
    from qgis.core import QgsSettings
    from roofline.algorithms.common import settings
    from roofline.models.modelfile import store

    monkeypatch.setenv(store.FOLDER, str(tmp_path))
    settings.set_default_model("refinedsm", models["MODEL"].stem)
    settings.set_default_model("buildingmask", models["MASK_MODEL"].stem)
    yield models
    QgsSettings().remove("roofline")


@pytest.mark.parametrize("left_empty", [{}, {"MODEL": "", "MASK_MODEL": ""}])
def test_without_a_model_the_settled_ones_are_used(run, defaults, tmp_path, left_empty):
    """With other ones as MODEL nothing of a metre more would be seen."""
    heights = rasters.town((150, 170))
    dsm = rasters.write(tmp_path / "dsm.tif", heights, geotransform=GRID)
    targets = {name: tmp_path / f"{name}.tif" for name in ("BUILDING_MASK", "REFINED_DSM")}
    run("dsmtobuildingmask", INPUT=dsm, **left_empty, **targets)
    np.testing.assert_allclose(rasters.read(targets["REFINED_DSM"]), heights + 1, atol=0.01)
    found = gdal.Open(str(targets["BUILDING_MASK"])).ReadAsArray()
    assert (found == (heights + 1 > toy_models.TALL)).mean() > 0.99


def test_point_cloud_to_building_mask(run, models, tmp_path):
    """A block on flat ground, as a PLY without a CRS."""
    points = implicity_parts.flat_points(z=20.0)
    inside = (abs(points[:, 0] - 500020) < 8) & (abs(points[:, 1] - 5000012) < 6)
    points[inside, 2] = 60.0
    cloud = implicity_parts.write_ply(tmp_path / "cloud.ply", points)
    files = {"BUILDING_MASK": tmp_path / "mask.tif", "REFINED_DSM": tmp_path / "dsm.tif"}
    run("pointcloudtobuildingmask", POINTS=cloud, CRS="EPSG:32631", PIXEL_SIZE=0.5, **models, **files)
    found = gdal.Open(str(files["BUILDING_MASK"])).ReadAsArray()
    assert found.shape == rasters.read(files["REFINED_DSM"]).shape == (48, 80)
    assert 0.9 < found.sum() / (32 * 24) < 1.1
    assert found[24, 40] == 1 and found[2, 2] == 0
    assert rasters.grid_of(files["REFINED_DSM"])[3] == "32631"


def test_point_cloud_with_a_model_that_takes_an_image(run, models, tmp_path):
    """The image goes to the model that refines, not to the one that makes the surface."""
    cloud = implicity_parts.write_ply(tmp_path / "cloud.ply", implicity_parts.flat_points(z=20.0))
    guided = {"MODEL": toy_models.shifting_model(tmp_path / "guided.pt", 1.0, guides=1)}
    grid = (499990.0, 1.0, 0.0, 5000040.0, 0.0, -1.0)
    image = rasters.write(
        tmp_path / "image.tif", np.full((60, 90), 9, np.uint8), geotransform=grid, nodata=None
    )
    given = {"POINTS": cloud, "CRS": "EPSG:32631", "PIXEL_SIZE": 0.5, "REFINE_GUIDES": [str(image)]}
    files = {"BUILDING_MASK": tmp_path / "mask.tif", "REFINED_DSM": tmp_path / "dsm.tif"}
    run("pointcloudtobuildingmask", **given, **{**models, **guided}, **files)
    np.testing.assert_allclose(np.nanmedian(rasters.read(files["REFINED_DSM"])), 20.5, atol=0.02)


def _plan(folder: Path) -> dict[str, Path]:
    """A road and a house."""
    shapes = {
        "ROADS": {"type": "LineString", "coordinates": [[600000, 4999900.5], [600200, 4999900.5]]},
        "BUILDINGS": {
            "type": "Polygon",
            "coordinates": [[[600020, 4999920], [600060, 4999920], [600060, 4999980], [600020, 4999920]]],
        },
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32631"}}
    for name, geometry in shapes.items():
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        content = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
        (folder / f"{name}.geojson").write_text(json.dumps(content))
    return {name: folder / f"{name}.geojson" for name in shapes}


@pytest.fixture
def painter(qgis, tmp_path):
    import processing
    from support.satgen_parts import checkpoint

    given = {"INPUT": str(checkpoint(tmp_path / "small.pth")), "OUTPUT": str(tmp_path / "painter.pt")}
    return processing.run("roofline:importmodel", given)["OUTPUT"]


def test_plan_to_imagery(run, painter, tmp_path):
    extent = "600000,600200,4999800,5000000 [EPSG:32631]"
    target = tmp_path / "image.tif"
    run("plantoimagery", **_plan(tmp_path), EXTENT=extent, PIXEL_SIZE=1.0, MODEL=painter, IMAGE=target)
    image = gdal.Open(str(target)).ReadAsArray()
    assert image.shape == (3, 200, 200) and image.std() > 0


def test_plan_to_imagery_at_once(run, tmp_path):
    """Without a model the bundled one paints: a road and a house stand out from the lawn."""
    extent, target = "600000,600200,4999800,5000000 [EPSG:32631]", tmp_path / "image.tif"
    run("plantoimagery", **_plan(tmp_path), EXTENT=extent, PIXEL_SIZE=0.5, IMAGE=target)
    image = gdal.Open(str(target)).ReadAsArray().astype(float)
    house, road, lawn = image[:, 130:150, 90:110], image[:, 194:204, 200:380], image[:, 300:380, 200:380]
    colours = [part.mean(axis=(1, 2)) for part in (house, road, lawn)]
    assert min(np.abs(one - colours[2]).max() for one in colours[:2]) > 10


@pytest.mark.parametrize("given", [None, "TEMPORARY_OUTPUT"])
def test_what_is_between_steps_has_a_name_that_people_know(qgis, models, tmp_path, given):
    """QGIS calls every such file OUTPUT.tif."""
    import processing
    from qgis.core import QgsProcessingFeedback

    points = tmp_path / "points.xyz"
    points.write_text("".join(f"{x} {y} {x % 7}\n" for x in range(12) for y in range(9)))
    names = {key: str(value) for key, value in models.items()}
    target, feedback = {"BUILDING_MASK": str(tmp_path / "m.tif")}, QgsProcessingFeedback(False)
    asked = {"POINTS": str(points), "PIXEL_SIZE": 1, "REFINED_DSM": given, **names, **target}
    processing.run("roofline:pointcloudtobuildingmask", asked, feedback=feedback)
    said = feedback.textLog()
    for name in ('"Surface"', "Refined DSM.tif"):
        assert f"{name} has no CRS; its coordinates and heights are taken to be metres." in said

    degrees = {"epsg": 4326, "geotransform": (3, 1e-5, 0, 45, 0, -1e-5), "nodata": None}
    mask = rasters.write(tmp_path / "d.tif", np.ones((8, 8), np.uint8), **degrees)
    said = failure("plantoimagery", {"BUILDINGS": str(mask), "IMAGE": str(tmp_path / "i.tif")})
    assert 'Synthesize imagery: The CRS of "Mask" is in degrees; reproject it' in said
    assert "OUTPUT" not in said


def test_results_are_styled_and_named(qgis, models, tmp_path):
    """Loaded from the toolbox, as the single algorithms' results are."""
    import processing
    from qgis.core import QgsPalettedRasterRenderer, QgsProject

    QgsProject.instance().clear()
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town((150, 170)), geotransform=GRID)
    given = {name: str(path) for name, path in models.items()}
    processing.runAndLoadResults(
        "roofline:dsmtobuildingmask", {**given, "INPUT": str(dsm), "BUILDING_MASK": "TEMPORARY_OUTPUT"}
    )
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.name() == "Building mask"
    assert isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    QgsProject.instance().clear()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An empty home where the plugin has been enabled."""
    folder = tmp_path_factory.mktemp("home")
    assert processes.qgis_process(folder, "plugins", "enable", "roofline").returncode == 0
    return folder


@pytest.mark.skipif(processes.QGIS_PROCESS is None, reason="qgis_process is not installed")
def test_from_the_command_line(home, painter, models, tmp_path):
    """Every chain through qgis_process, from an empty profile."""
    assert "roofline:plantoimagery" in processes.qgis_process(home, "list").stdout
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town((150, 170)), geotransform=GRID)
    cloud = implicity_parts.write_ply(tmp_path / "cloud.ply", implicity_parts.flat_points())
    outputs = {key: tmp_path / f"{key}.tif" for key in ("BUILDING_MASK", "REFINED_DSM", "IMAGE")}
    outputs["FOOTPRINTS"] = tmp_path / "houses.gpkg"
    mask, refined, image, houses = ({key: path} for key, path in outputs.items())
    plans = {
        "refineandevaluate": {"INPUT": dsm, "REFERENCE": dsm, "MODEL": models["MODEL"], **refined},
        "dsmtobuildingmask": {"INPUT": dsm, **models, **mask},
        "pointcloudtobuildingmask": {"POINTS": cloud, "CRS": "EPSG:32631", **models, **mask, **refined},
        "dsmtofootprints": {"INPUT": dsm, **models, **houses},
        "pointcloudtofootprints": {"POINTS": cloud, "CRS": "EPSG:32631", **models, **houses},
        "plantoimagery": {**_plan(tmp_path), "MODEL": painter, **image},
    }
    for name, parameters in plans.items():
        done = processes.run_algorithm(home, name, **parameters)
        assert done.returncode == 0, done.stdout + done.stderr
        for key in outputs.keys() & parameters.keys():
            assert processes.results(done)[key] == str(outputs[key])
            assert gdal.OpenEx(str(outputs[key])) is not None
            outputs[key].unlink()


@pytest.mark.skipif(processes.QGIS_PROCESS is None, reason="qgis_process is not installed")
def test_settled_models_from_the_command_line(home, models, tmp_path, monkeypatch):
    """What people have settled in the profile counts there, too."""
    from roofline.models.modelfile import store

    monkeypatch.setenv(store.FOLDER, str(tmp_path))
    shutil.copytree(home / "profile", tmp_path / "profile")
    (ini,) = (tmp_path / "profile").rglob("QGIS3.ini")
    with ini.open("a") as stream:
        stream.write("\n[roofline]\ndefault_model\\refinedsm=shift\ndefault_model\\buildingmask=heights\n")
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town((150, 170)), geotransform=GRID)
    targets = {name: tmp_path / f"{name}.tif" for name in ("BUILDING_MASK", "REFINED_DSM")}
    done = processes.run_algorithm(tmp_path, "dsmtobuildingmask", INPUT=dsm, **targets)
    assert done.returncode == 0, done.stdout + done.stderr
    np.testing.assert_allclose(rasters.read(targets["REFINED_DSM"]), rasters.read(dsm) + 1, atol=0.01)
