"""The algorithms from the command line, in an empty profile."""

from __future__ import annotations

import signal
import subprocess
import time

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from roofline.models import bundle
from roofline.resources.demo import qgis_cli
from support import processes, rasters, reconstruction_parts, toy_models

pytestmark = pytest.mark.skipif(processes.QGIS_PROCESS is None, reason="qgis_process is not installed")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An empty home where the plugin has been enabled."""
    folder = tmp_path_factory.mktemp("home")
    enabled = processes.qgis_process(folder, "plugins", "enable", "roofline")
    assert enabled.returncode == 0, enabled.stdout + enabled.stderr
    return folder


@pytest.fixture
def refine(home, tmp_path):
    model = toy_models.shifting_model(tmp_path / "shift.pt")

    def run(dsm, **parameters):
        defaults = {"INPUT": dsm, "MODEL": model, "OUTPUT": tmp_path / "refined.tif"}
        return processes.run_algorithm(home, "refinedsm", **{**defaults, **parameters})

    return run


def test_list_and_help(home):
    listed = processes.qgis_process(home, "list").stdout
    for name in ("refinedsm", "evaluatedsm", "simulatecity"):
        assert f"roofline:{name}" in listed or name in listed
    text = processes.qgis_process(home, "help", "roofline:refinedsm").stdout
    for word in ("Refine DSM", "TILE_SIZE", "FILL_VOIDS", "bfloat16"):
        assert word in text


def test_simulate_refine_evaluate(home, refine, tmp_path):
    names = ("TRUTH", "STEREO", "BUILDINGS", "IMAGES", "ROOF_PLANES")
    paths = {key: tmp_path / f"{key}.tif" for key in names}
    sun = {"SUN_AZIMUTH": 150, "SUN_ELEVATION": 45}
    scene = processes.run_algorithm(home, "simulatecity", WIDTH=128, HEIGHT=128, SEED=2, **sun, **paths)
    assert scene.returncode == 0, scene.stdout + scene.stderr
    assert "sun" in scene.stdout
    assert gdal.Open(str(paths["IMAGES"])).RasterCount == 6
    assert rasters.grid_of(paths["ROOF_PLANES"])[:3] == rasters.grid_of(paths["TRUTH"])[:3]
    refined = refine(paths["STEREO"])
    assert refined.returncode == 0, refined.stdout + refined.stderr
    before = rasters.read(paths["STEREO"])
    valid = np.isfinite(before)
    np.testing.assert_allclose(rasters.read(tmp_path / "refined.tif")[valid], before[valid] + 1, atol=5e-3)
    judged = processes.run_algorithm(
        home,
        "evaluatedsm",
        INPUT=tmp_path / "refined.tif",
        REFERENCE=paths["TRUTH"],
        BUILDING_MASK=paths["BUILDINGS"],
        REPORT=tmp_path / "report.html",
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert processes.results(judged)["MAE"] > 0.2
    assert (tmp_path / "report.html").is_file()


def test_json_has_the_numbers(refine, tmp_path):
    found = processes.results(refine(rasters.write(tmp_path / "dsm.tif", rasters.town())))
    assert found["MEAN_ABSOLUTE_CHANGE"] == pytest.approx(1.0, abs=2e-3)
    assert found["VOIDS_FILLED"] == 0
    assert found["OUTPUT"] == str(tmp_path / "refined.tif")


@pytest.fixture
def houses(tmp_path):
    """Two houses of 20 x 12 m in degrees, of which the second is planned; the cells (H, W) of the first."""
    own, degrees = (osr.SpatialReference() for _ in range(2))
    own.ImportFromEPSG(32631)
    degrees.ImportFromEPSG(4326)
    way = osr.CoordinateTransformation(own, degrees)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "houses.gpkg"))
    table = source.CreateLayer("houses", degrees, ogr.wkbPolygon)
    table.CreateField(ogr.FieldDefn("state", ogr.OFTString))
    for state, top in (("built", 10), ("planned", 30)):
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in ((10, top), (30, top), (30, top + 12), (10, top + 12), (10, top)):
            latitude, longitude, _ = way.TransformPoint(500000 + x, 5000000 - y)
            ring.AddPoint_2D(longitude, latitude)
        house = ogr.Geometry(ogr.wkbPolygon)
        house.AddGeometry(ring)
        feature = ogr.Feature(table.GetLayerDefn())
        feature["state"] = state
        feature.SetGeometry(house)
        table.CreateFeature(feature)
    cells = np.zeros((96, 128))
    cells[20:44, 20:60] = 1
    return tmp_path / "houses.gpkg", cells


def test_refine_with_some_of_the_buildings_of_a_layer_in_degrees(refine, houses, tmp_path):
    path, built = houses
    heights = rasters.town(built.shape)
    given = {"MODEL": toy_models.raising_model(tmp_path / "raise.pt"), "PRECISION": "float32"}
    given["BUILDINGS"] = f"{path}|layername=houses|subset=state = 'built'"
    done = refine(rasters.write(tmp_path / "dsm.tif", heights), **given)
    assert done.returncode == 0, done.stdout + done.stderr
    shares = (rasters.read(tmp_path / "refined.tif") - heights) / 5  # the model raises by 10 GSD of 0.5 m
    np.testing.assert_allclose(shares, built, atol=0.13)  # an eighth of a cell at the edges
    assert shares.sum() == pytest.approx(built.sum(), rel=0.01)


def test_train_and_refine(home, tmp_path):
    """A model of one's own from two rasters, on the command line."""
    truth = rasters.town((96, 160))
    noise = np.random.default_rng(3).normal(0, 1, truth.shape).astype(np.float32)
    dsm = rasters.write(tmp_path / "dsm.tif", truth + noise)
    lidar = rasters.write(tmp_path / "lidar.tif", truth)
    short = {"EPOCHS": 1, "SAMPLES": 4, "TILE_SIZE": 64}
    files = {"OUTPUT": tmp_path / "mine.pt", "REPORT": tmp_path / "report.html"}
    trained = processes.run_algorithm(home, "traindsmrefiner", INPUT=dsm, REFERENCE=lidar, **short, **files)
    assert trained.returncode == 0, trained.stdout + trained.stderr
    found = processes.results(trained)
    assert found["MAE"] < found["MAE_BEFORE"]
    assert (tmp_path / "report.html").is_file() and (tmp_path / "mine-training" / "log.csv").is_file()
    refined = processes.run_algorithm(
        home, "refinedsm", INPUT=dsm, MODEL=tmp_path / "mine.pt", OUTPUT=tmp_path / "out.tif"
    )
    assert refined.returncode == 0, refined.stdout + refined.stderr


def test_train_a_building_mask_and_find_with_it(home, tmp_path):
    """The bundled model is adapted on the command line; two epochs, as those of the defaults take long."""
    truth = np.zeros((200, 320), np.uint8)
    for row in range(20, 160, 60):
        for col in range(15, 280, 50):
            truth[row : row + 25, col : col + 25] = 1
    noise = np.random.default_rng(3).normal(0, 0.05, truth.shape)
    dsm = rasters.write(tmp_path / "dsm.tif", (100 + 8.0 * truth + noise).astype(np.float32))
    mask = rasters.write(tmp_path / "mask.tif", truth, nodata=None)
    files = {"OUTPUT": tmp_path / "mine.pt", "REPORT": tmp_path / "report.html"}
    given = {"DSM": dsm, "LABELS": mask, "EPOCHS": 2}
    trained = processes.run_algorithm(home, "trainbuildingmask", **given, **files)
    assert trained.returncode == 0, trained.stdout + trained.stderr
    assert processes.results(trained)["IOU"] > 0.9 and (tmp_path / "report.html").is_file()
    options = {"MODEL": tmp_path / "mine.pt", "OUTPUT": tmp_path / "found.tif"}
    found = processes.run_algorithm(home, "buildingmask", DSM=dsm, **options)
    assert found.returncode == 0, found.stdout + found.stderr
    pixels = rasters.read(tmp_path / "found.tif") > 0
    assert (pixels & (truth > 0)).sum() > 0.8 * (pixels | (truth > 0)).sum()


def test_train_a_reconstruction_and_run_it(home, tmp_path):
    """Points and a reference become a model of one's own, on the command line."""
    place = {"POINTS": reconstruction_parts.points(tmp_path)}
    short = {
        "EPOCHS": 1,
        "SAMPLES": 2,
        "PATCH_SIZE": 16,
        "REFERENCE": reconstruction_parts.reference(tmp_path),
    }
    files = {"OUTPUT": tmp_path / "mine.pt", "REPORT": tmp_path / "report.html"}
    trained = processes.run_algorithm(home, "trainreconstruction", **place, **short, **files)
    assert trained.returncode == 0, trained.stdout + trained.stderr
    assert 0 < processes.results(trained)["IOU"] <= 1 and (tmp_path / "report.html").is_file()
    options = {"MODEL": tmp_path / "mine.pt", "CRS": "EPSG:32632", "OUTPUT": tmp_path / "dsm.tif"}
    made = processes.run_algorithm(home, "reconstructdsm", **place, **options)
    assert made.returncode == 0, made.stdout + made.stderr


def test_ctrl_c_keeps_the_best_model(home, tmp_path):
    """The signal reaches the training, which ends as a cancelled one does."""
    truth = rasters.town((96, 160))
    long = {"EPOCHS": 100_000, "SAMPLES": 4, "TILE_SIZE": 64, "OUTPUT": tmp_path / "mine.pt"}
    long["INPUT"] = rasters.write(tmp_path / "dsm.tif", truth + np.float32(0.3))
    long["REFERENCE"] = rasters.write(tmp_path / "lidar.tif", truth)
    command = [processes.QGIS_PROCESS, *qgis_cli.run_arguments("traindsmrefiner", long)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    with subprocess.Popen(command, env=qgis_cli.environment(home), text=True, **pipes) as run:
        try:
            while not (tmp_path / "mine-training" / "last.ckpt").exists() and run.poll() is None:
                time.sleep(0.1)
            run.send_signal(signal.SIGINT)
            said, _ = run.communicate(timeout=300)
        finally:
            run.kill()
    assert run.returncode == 0, said
    assert bundle.read_card(tmp_path / "mine.pt")["provenance"]["recipe"]["ended early"]


REFUSED = {
    "text": ("text.tif", {}, "text.tif cannot be read as a raster"),
    "degrees": ("degrees.tif", {}, "reproject"),
    "void": ("void.tif", {}, "void"),
    "model": ("dsm.tif", {"MODEL": "no-such-model"}, "neither a file nor an installed model"),
    "tile": ("dsm.tif", {"TILE_SIZE": -5}, "tile size is -5"),
}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "text.tif").write_text("no raster")
    rasters.write(tmp_path / "dsm.tif", rasters.town())
    rasters.write(tmp_path / "void.tif", np.full((64, 64), np.nan, np.float32))
    grid = (2, 1e-5, 0, 48, 0, -1e-5)
    rasters.write(tmp_path / "degrees.tif", rasters.town(), geotransform=grid, epsg=4326)
    return tmp_path


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_ends_with_an_error_code_and_a_sentence(refine, files, case):
    name, parameters, words = REFUSED[case]
    run = refine(files / name, **parameters)
    said = run.stdout + run.stderr
    assert run.returncode != 0
    assert "Traceback" not in said
    assert words.lower() in said.lower(), said
    assert not (files / "refined.tif").exists()
    assert not list(files.glob(".*"))


def test_a_painter_is_trained_and_paints(home, tmp_path):
    rng = np.random.default_rng(0)
    image, mask = tmp_path / "image.tif", tmp_path / "mask.tif"
    rasters.write(image, rng.integers(0, 256, (3, 96, 160)).astype(np.uint8), nodata=None)
    rasters.write(mask, (255 * (rng.random((2, 96, 160)) < 0.3)).astype(np.uint8), nodata=None)
    short = {"EPOCHS": 1, "SAMPLES": 2, "TILE_SIZE": 64, "BATCH_SIZE": 2, "DEVICE": "cpu"}
    model, painted = tmp_path / "mine.pt", tmp_path / "painted.tif"
    processes.run_algorithm(home, "trainimagery", **{"IMAGE": image, "MASK": mask, "OUTPUT": model, **short})
    processes.run_algorithm(home, "synthesizeimagery", INPUT=mask, MODEL=model, OUTPUT=painted)
    assert gdal.Open(str(painted)).RasterCount == 3
    assert rasters.read(painted).std() > 0
