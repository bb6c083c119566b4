"""Bad clouds in a training: a usable model or one sentence, never a trace, and nothing half-written."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models import bundle
from roofline.models.clouds.readers import crs_wkt
from roofline.models.errors import RooflineError
from roofline.models.training import run
from roofline.models.training.reconstruction import configuration
from roofline.models.training.reconstruction.plan import Plan
from roofline.models.training.reconstruction.training import ReconstructionTraining
from support import las_parts as las
from support import rasters
from support import reconstruction_parts as parts

RNG = np.random.default_rng(2)
CORNER = np.array([parts.LEFT, parts.TOP - parts.HEIGHT, 0.0])
UTM = las.keys((1024, 0, 1, 1), (3072, 0, 1, 32632))


def good(count=6000):
    xy = RNG.random((count, 2)) * [parts.WIDTH, parts.HEIGHT]
    rows = (parts.HEIGHT - xy[:, 1]).astype(int).clip(0, parts.HEIGHT - 1)
    return np.column_stack([xy, parts.town()[rows, xy[:, 0].astype(int)]]) + CORNER


def outliers():
    points = good()
    points[:5, 2] = [9000, -9000, 500, 1e5, -300]
    points[5:8, 0] += 90000
    return points


def gap():
    points = good()
    return points[(points[:, 0] < parts.LEFT + 20) | (points[:, 0] > parts.LEFT + 44)]


# A cloud, what its header says otherwise, and what is said; nothing where a model is made.
CLOUDS = {
    "good": (good, {}, ""),
    "outliers": (outliers, {}, ""),
    "empty area": (gap, {}, ""),
    "duplicates": (lambda: np.repeat(good(1500), 4, axis=0), {}, ""),
    "no CRS": (good, {"records": ()}, ""),
    "degrees": (good, {"records": (las.record(2112, crs_wkt("EPSG:4326").encode()),)}, "degrees; reproject"),
    "one point": (lambda: good(1), {}, "in common"),
    "no points": (lambda: good(0), {}, "has no points"),
    "all noise": (good, {"classes": 7}, "None of the 6000 points"),
    "billions declared": (good, {"count": 10**9}, "shorter than its header says"),
    "far away": (lambda: good() + np.array([0, 50000, 0]), {}, "do not overlap"),
    "another level": (lambda: good() + np.array([0, 0, 47]), {}, r"lies \+47\.\d m from"),
    "metres off": (lambda: good() + np.array([0, 0, 4]), {}, ""),
    "one place": (lambda: np.repeat(good(1), 500, axis=0), {}, "in common"),
    "a line": (lambda: good() * [1, 0, 1] + np.array([0, parts.TOP - 9, 0]), {}, "in common"),
}


@pytest.mark.parametrize("name", CLOUDS)
def test_a_model_or_a_sentence(tmp_path, name):
    make, changes, words = CLOUDS[name]
    path = las.write(tmp_path / "cloud.las", make(), **{"records": (UTM,), **changes})
    config = json.loads(json.dumps(parts.config(tmp_path, epochs=1, random_dataset_length=4)))
    config["places"][0]["points"] = str(path)
    training = ReconstructionTraining(Plan(configuration.complete(config), tmp_path))
    files = run.Files(tmp_path / "mine.pt")
    if not words:
        result = run.run(training, files, device="cpu")
        assert np.isfinite(result.judged.metrics["after"]["IOU"])
        assert np.isfinite(result.judged.metrics["after"]["MAE"])
        assert bundle.load(files.model).card["task"] == "reconstructdsm"
        return
    with pytest.raises(RooflineError, match=words) as caught:
        run.run(training, files, device="cpu")
    assert "\n" not in str(caught.value) and not files.model.exists()


@pytest.mark.parametrize("size", [100, 230, 4000])
def test_a_file_that_ends_early(tmp_path, size):
    path = las.write(tmp_path / "cloud.las", good(), records=(UTM,))
    path.write_bytes(path.read_bytes()[:size])
    config = parts.config(tmp_path, epochs=1)
    config["places"][0]["points"] = str(path)
    training = ReconstructionTraining(Plan(configuration.complete(config), tmp_path))
    with pytest.raises(RooflineError, match="cannot be read as a point cloud"):
        run.run(training, run.Files(tmp_path / "mine.pt"), device="cpu")


def test_images_that_no_network_takes_are_told_before_points_are_sorted(tmp_path):
    """Which takes minutes; a cancel is heeded from there on."""
    image = rasters.write(tmp_path / "image.tif", np.full((3, 40, 96), 90, np.uint8), nodata=None)
    config = parts.config(tmp_path, epochs=1)
    config["model"] = {**config["model"], "method": "implicity_onet"}
    config["places"][0]["guides"] = [str(image)]
    training = ReconstructionTraining(Plan(configuration.complete(config), tmp_path))
    with pytest.raises(RooflineError, match="takes 1 single-band images, but 3 bands were given"):
        run.run(training, run.Files(tmp_path / "mine.pt"), device="cpu", cancelled=lambda: True)


def test_a_reference_elsewhere_is_told_before_points_are_sorted(tmp_path):
    """By the header of the cloud; a cancel is heeded from the sorting on."""
    far = good() + np.array([0, 50000, 0])
    path = las.write(tmp_path / "cloud.las", far, records=(UTM,), bounds=True)
    config = parts.config(tmp_path, epochs=1)
    config["places"][0]["points"] = str(path)
    training = ReconstructionTraining(Plan(configuration.complete(config), tmp_path))
    with pytest.raises(RooflineError, match="do not overlap"):
        run.run(training, run.Files(tmp_path / "mine.pt"), device="cpu", cancelled=lambda: True)
