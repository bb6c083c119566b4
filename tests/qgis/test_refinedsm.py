"""Refine DSM through Processing, with models whose result can be told by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest
from support import rasters, toy_models

SHIFT = 1.0  # metres: 2 GSD of 0.5 m


@pytest.fixture
def run(qgis, tmp_path):
    import processing

    model = toy_models.shifting_model(tmp_path / "shift.pt")

    def refine(dsm, feedback=None, **parameters):
        defaults = {"INPUT": str(dsm), "MODEL": str(model), "OUTPUT": str(tmp_path / "refined.tif")}
        return processing.run("roofline:refinedsm", {**defaults, **parameters}, feedback=feedback)

    return refine


@pytest.fixture
def feedback(qgis):
    from qgis.core import QgsProcessingFeedback

    class Recorder(QgsProcessingFeedback):
        def __init__(self):
            super().__init__(False)
            self.fractions = []
            self.progressChanged.connect(self.fractions.append)

        @property
        def lines(self):
            return self.textLog().splitlines()

    return Recorder()


def test_heights_grid_and_nodata(run, tmp_path):
    heights = rasters.town()
    dsm = rasters.write(tmp_path / "dsm.tif", heights, nodata=-32767.0)
    result = run(dsm)
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), heights + SHIFT, atol=2e-3)
    assert rasters.grid_of(result["OUTPUT"]) == rasters.grid_of(dsm)
    assert result["MEAN_ABSOLUTE_CHANGE"] == pytest.approx(SHIFT, abs=2e-3)
    assert result["VOIDS_FILLED"] == 0


@pytest.mark.parametrize("fill", [True, False])
def test_voids(run, tmp_path, fill):
    heights = rasters.town()
    heights[20:26, 70:80] = np.nan
    result = run(rasters.write(tmp_path / "dsm.tif", heights), FILL_VOIDS=fill)
    refined = rasters.read(result["OUTPUT"])
    assert np.isnan(refined[20:26, 70:80]).all() == (not fill)
    assert np.isfinite(refined).all() == fill
    assert result["VOIDS_FILLED"] == (60 if fill else 0)
    valid = np.isfinite(heights)
    np.testing.assert_allclose(refined[valid], heights[valid] + SHIFT, atol=2e-3)


@pytest.mark.parametrize(
    ("given", "left"),
    [({}, 200 * 72), ({"FILL_VOIDS": False}, 0), ({"EXTENT": "500000,500150,4999980,5000000"}, 40 * 72)],
)
def test_what_lies_far_from_a_surface_that_was_cut_out_stays_void(run, tmp_path, feedback, given, left):
    heights = np.pad(rasters.town((200, 100)), ((0, 0), (0, 200)), constant_values=np.nan)
    result = run(rasters.write(tmp_path / "dsm.tif", heights), feedback, **given)
    rows = 40 if "EXTENT" in given else 200
    assert result["VOIDS_FILLED"] == (128 * rows if left else 0)
    assert np.isnan(rasters.read(result["OUTPUT"])).sum() == (left or 200 * rows)
    words = f"Pixels farther than 128 pixels from any height, which stay void: {left}."
    assert any(words in line for line in feedback.lines) == bool(left)


def test_feet(run, tmp_path):
    heights = rasters.town()
    pixel = 0.5 / (1200 / 3937)
    grid = (500000.0, pixel, 0.0, 5000000.0, 0.0, -pixel)
    result = run(rasters.write(tmp_path / "dsm.tif", heights, geotransform=grid, epsg=2263))
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), heights + SHIFT * 3937 / 1200, atol=5e-3)


def test_int16_and_no_crs(run, tmp_path, feedback):
    heights = rasters.town().round().astype(np.int16)
    result = run(rasters.write(tmp_path / "dsm.tif", heights, epsg=None, nodata=-32768), feedback)
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), heights + SHIFT, atol=2e-3)
    assert any("CRS" in line and "metre" in line for line in feedback.lines)


def test_extent(run, tmp_path):
    heights = rasters.town()
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    result = run(dsm, EXTENT="500010,500030,4999960,4999990 [EPSG:32631]")
    refined = rasters.read(result["OUTPUT"])
    np.testing.assert_allclose(refined, heights[20:80, 20:60] + SHIFT, atol=2e-3)
    assert rasters.grid_of(result["OUTPUT"])[2] == (500010.0, 0.5, 0.0, 4999990.0, 0.0, -0.5)


def test_creation_options_and_log(run, tmp_path, feedback):
    from osgeo import gdal

    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town())
    result = run(dsm, feedback, CREATION_OPTIONS="COMPRESS=LZW", DEVICE="cpu", PRECISION="float32")
    assert gdal.Open(result["OUTPUT"]).GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "LZW"
    assert any("cpu" in line.lower() and "float32" in line.lower() for line in feedback.lines)
    assert max(feedback.fractions) == pytest.approx(100)


def test_uncertainty(run, tmp_path):
    heights = rasters.town()
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    model = toy_models.uncertain_model(tmp_path / "uncertain.pt")
    result = run(dsm, MODEL=str(model), UNCERTAINTY=str(tmp_path / "uncertainty.tif"))
    assert np.isfinite(rasters.read(result["OUTPUT"])).all()
    uncertainty = rasters.read(result["UNCERTAINTY"])
    assert (uncertainty > 0).all()
    assert rasters.grid_of(result["UNCERTAINTY"])[:4] == rasters.grid_of(dsm)[:4]


def test_guide_on_another_grid(run, tmp_path):
    heights = rasters.town()
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    grid = (499990.0, 1.0, 0.0, 5000010.0, 0.0, -1.0)
    image = rasters.write(
        tmp_path / "image.tif", np.ones((120, 120), np.uint8), geotransform=grid, nodata=None
    )
    model = toy_models.shifting_model(tmp_path / "guided.pt", guides=1)
    result = run(dsm, MODEL=str(model), GUIDES=[str(image)])
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), heights + SHIFT, atol=2e-3)
    assert "needs a guide raster" in refusal(run, dsm, MODEL=str(model))
    twice = run(dsm, MODEL=str(model), GUIDES=[str(image), str(image)], GUIDE_SETS="median")
    np.testing.assert_allclose(rasters.read(twice["OUTPUT"]), heights + SHIFT, atol=2e-3)


def test_temporary_output(run, tmp_path):
    result = run(rasters.write(tmp_path / "dsm.tif", rasters.town()), OUTPUT="TEMPORARY_OUTPUT")
    assert np.isfinite(rasters.read(result["OUTPUT"])).all()


def test_styled_when_loaded(qgis, run, tmp_path):
    import processing
    from qgis.core import QgsProject

    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town())
    model = toy_models.shifting_model(tmp_path / "again.pt")
    parameters = {"INPUT": str(dsm), "MODEL": str(model), "OUTPUT": "TEMPORARY_OUTPUT"}
    QgsProject.instance().clear()
    processing.runAndLoadResults("roofline:refinedsm", parameters)
    shading, heights = QgsProject.instance().layerTreeRoot().layerOrder()
    assert (shading.renderer().type(), heights.renderer().type()) == ("hillshade", "singlebandpseudocolor")
    assert shading.name() == f"{heights.name()}: shading"
    QgsProject.instance().clear()


def test_runs_as_a_task_in_a_worker_thread(qgis, tmp_path):
    from qgis.core import QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    heights = rasters.town()
    target = tmp_path / "task.tif"
    parameters = {
        "INPUT": str(rasters.write(tmp_path / "dsm.tif", heights)),
        "MODEL": str(toy_models.shifting_model(tmp_path / "shift.pt")),
        "OUTPUT": str(target),
    }
    algorithm = qgis.processingRegistry().createAlgorithmById("roofline:refinedsm")
    context, feedback, loop, done = QgsProcessingContext(), QgsProcessingFeedback(), QEventLoop(), []
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    task.executed.connect(lambda ok, results: (done.append(ok), loop.quit()))
    QTimer.singleShot(200_000, loop.quit)
    qgis.taskManager().addTask(task)
    loop.exec()
    assert done == [True]
    np.testing.assert_allclose(rasters.read(target), heights + SHIFT, atol=2e-3)


def test_cancel_leaves_nothing(run, tmp_path, feedback):
    heights = np.tile(rasters.town(), (4, 4))
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    folder = tmp_path / "out"
    folder.mkdir()
    feedback.progressChanged.connect(lambda value: value > 20 and feedback.cancel())
    result = run(dsm, feedback, OUTPUT=str(folder / "refined.tif"), BATCH_SIZE=1)
    assert 20 < max(feedback.fractions) < 90
    assert result == {}
    assert list(folder.iterdir()) == []


def web_layer(folder):
    from qgis.core import QgsRasterLayer

    # valid without a network: XYZ tiles are only fetched when drawn
    layer = QgsRasterLayer("type=xyz&url=https://localhost/{z}/{x}/{y}.png&zmax=3", "Street map", "wms")
    assert layer.isValid()
    return layer


def complex_raster(folder):
    return rasters.write(folder / "complex.tif", np.ones((64, 64), np.complex64))


def two_bands(folder):
    return rasters.write(folder / "two.tif", np.ones((2, 64, 64), np.float32))


def degrees(folder):
    return rasters.write(
        folder / "wgs84.tif", rasters.town(), geotransform=(2, 1e-5, 0, 48, 0, -1e-5), epsg=4326
    )


def text_file(folder):
    (folder / "text.tif").write_text("no raster")
    return folder / "text.tif"


def truncated_raster(folder):
    path = rasters.write(folder / "cut.tif", np.ones((400, 400), np.float32))
    path.write_bytes(path.read_bytes()[:3000])
    return path


def all_void(folder):
    return rasters.write(folder / "void.tif", np.full((64, 64), np.nan, np.float32))


def missing(folder):
    return folder / "missing.tif"


BAD_INPUTS = {
    web_layer: "export first",
    complex_raster: "complex",
    two_bands: "band",
    degrees: "degrees.*reproject",
    text_file: r"text\.tif cannot be read as a raster",
    truncated_raster: "damaged|cannot be read",
    all_void: "void|no height|no valid",
    missing: r"missing\.tif cannot be read as a raster: check that the file exists",
}


def refusal(run, dsm, **parameters) -> str:
    """The message of a refused run."""
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(dsm, **parameters)
    return str(caught.value).replace("Unable to execute algorithm\n", "")


def is_one_sentence(message: str) -> bool:
    return "Traceback" not in message and "\n" not in message.strip() and len(message) < 400


@pytest.mark.parametrize("make", BAD_INPUTS, ids=lambda make: make.__name__)
def test_bad_input_is_one_sentence(run, tmp_path, make):
    folder = tmp_path / "out"
    folder.mkdir()
    dsm = make(tmp_path)
    message = refusal(
        run, dsm, OUTPUT=str(folder / "refined.tif"), **({"INPUT": dsm} if make is web_layer else {})
    )
    assert is_one_sentence(message), message
    assert re.search(BAD_INPUTS[make], message, re.IGNORECASE), message
    assert list(folder.iterdir()) == []


BAD_PARAMETERS = {
    "model_missing": ({"MODEL": "no-such-model"}, "no-such-model.*neither"),
    "tile_negative": ({"TILE_SIZE": -5}, "TILE_SIZE|tile size"),
    "tile_tiny": ({"TILE_SIZE": 7}, "TILE_SIZE|tile size"),
    "overlap": ({"TILE_SIZE": 640, "OVERLAP": 600}, "overlap"),
    "extent": ({"EXTENT": "0,10,0,10 [EPSG:32631]"}, "extent does not overlap"),
    "guides": ({"GUIDES": ["self"]}, "DSM alone.*GUIDES"),
    "guide_missing": ({"GUIDES": ["/nowhere/image.tif"]}, r"image\.tif cannot be read as a raster"),
    "uncertainty": ({"UNCERTAINTY": "uncertainty.tif"}, "uncertainty"),
    "overwrite": ({"OUTPUT": "self"}, "choose another name"),
    "option": ({"CREATION_OPTIONS": "TILED=YES|BLOCKXSIZE=17"}, "created|creation|written|block"),
    "folder": ({"OUTPUT": "/proc/nowhere/refined.tif"}, "no place on this machine's disks"),
}


@pytest.mark.parametrize("case", BAD_PARAMETERS)
def test_bad_parameter_is_one_sentence(run, tmp_path, case):
    parameters, words = BAD_PARAMETERS[case]
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town())
    places = {"uncertainty.tif": str(tmp_path / "uncertainty.tif"), "self": str(dsm)}
    parameters = {
        key: [places.get(v, v) for v in value] if isinstance(value, list) else places.get(value, value)
        for key, value in parameters.items()
    }
    message = refusal(run, dsm, **parameters)
    assert is_one_sentence(message), message
    assert re.search(words, message, re.IGNORECASE), message
    assert not (tmp_path / "refined.tif").exists()


def test_huge_tile_is_clipped_to_the_raster(run, tmp_path):
    heights = rasters.town()
    result = run(rasters.write(tmp_path / "dsm.tif", heights), TILE_SIZE=100_000)
    np.testing.assert_allclose(rasters.read(result["OUTPUT"]), heights + SHIFT, atol=2e-3)


@pytest.mark.parametrize("kind", ["foreign", "truncated", "hostile"])
def test_bad_model_file(run, tmp_path, kind):
    import pickle

    import torch

    path = tmp_path / f"{kind}.pt"
    marker = tmp_path / "executed"

    class Hostile:
        def __reduce__(self):
            return (open, (str(marker), "w"))

    if kind == "foreign":
        torch.save({"state_dict": {}}, path)
    elif kind == "truncated":
        path.write_bytes(toy_models.shifting_model(tmp_path / "whole.pt").read_bytes()[:5000])
    else:
        torch.save({"card": "{}", "weights": Hostile()}, path)
        assert pickle  # the archive holds a pickle that would open a file
    dsm = rasters.write(tmp_path / "dsm.tif", rasters.town())
    message = refusal(run, dsm, MODEL=str(path))
    assert is_one_sentence(message), message
    assert path.name in message
    assert not marker.exists()
