"""The recipe of the bundled reconstruction: scenes, weights, and a short training to a model that runs."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.clouds import cells
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.networks.cloud_unet import CloudUNet
from roofline.models.training.bundled import cloud_places, cloud_scenes, pool, reconstruct_points
from roofline.models.training.bundled.scenetask import Budget, in_gsd
from roofline.models.training.refiner.losses import RIM
from support import cloud_parts, paths, rasters
from support import implicity_parts as parts

TRAIN = paths.SHARED / "data" / "train"


@pytest.fixture(scope="module")
def scene():
    return cloud_scenes.sample(np.random.default_rng(5), [], [])


def test_a_scene_depends_on_its_seed_alone(scene):
    again = cloud_scenes.sample(np.random.default_rng(5), [], [])
    np.testing.assert_array_equal(scene.planes, again.planes)
    np.testing.assert_array_equal(scene.truth, again.truth)
    size = cloud_scenes.SIZE
    assert scene.planes.shape == (cells.PLANES, size, size) and np.isfinite(scene.planes).all()
    assert np.nanmedian(np.abs(scene.planes[0] - scene.truth)) < 3


def test_what_is_stored_comes_back(scene):
    inputs, truth = cloud_scenes.unpacked(cloud_scenes.packed([scene]))
    assert inputs.shape[:2] == (1, cells.PLANES + 1)
    np.testing.assert_allclose(inputs[0, :-1], scene.planes, atol=0.6 / cloud_scenes.STEPS)
    np.testing.assert_allclose(truth[0, 0], scene.truth, atol=0.6 / cloud_scenes.STEPS)
    assert float(inputs[0, -1, 0, 0]) == pytest.approx(np.log2(scene.gsd / 0.5), abs=0.01)


def test_what_is_not_known_does_not_count(scene):
    truth = scene.truth.copy()
    truth[:, 100:] = np.nan
    batch = in_gsd(*cloud_scenes.unpacked(cloud_scenes.packed([scene, scene._replace(truth=truth)])))
    counted = reconstruct_points.counted(batch)
    assert not counted.mask[1, 0, :, 100:].any() and not counted.mask[:, :, :RIM].any()
    assert counted.mask[0, 0, RIM:-RIM, RIM:-RIM].all() and torch.isfinite(counted.target).all()
    error = np.abs(scene.planes[0] - scene.truth)[RIM:-RIM, RIM:-RIM].mean()
    assert float(counted.scale[0]) == pytest.approx(1 / (reconstruct_points.LEAST + error), rel=0.02)


def test_a_step_learns_and_judges(scene):
    torch.manual_seed(0)
    from roofline.models.engine import device

    task = reconstruct_points.CloudTask(
        CloudUNet(**cloud_parts.OPTIONS), Budget(batch=2, rate=5e-3), device.choose("cpu")
    )
    stored = cloud_scenes.packed([scene])[:, :, :96, :96]
    batch = in_gsd(*cloud_scenes.unpacked(np.concatenate([stored, stored])))
    task.schedule.before_step(0.1)
    losses = [task.step(batch)["l1"] for _ in range(12)]
    assert losses[-1] < 0.8 * losses[0]
    judged = {name: total / count for name, (total, count) in task.validate(batch).items()}
    assert judged["ratio"] >= judged["grid"] > 0 and judged["error"] > 0


@pytest.mark.skipif(not TRAIN.is_dir(), reason="needs the clouds beside the checkout")
def test_scenes_of_places_kept_aside_train_nothing():
    pytest.importorskip("lazrs", reason="lazrs is an optional extra")
    aside = cloud_places.load(TRAIN, validation=True)
    names = {cloud.name for cloud in cloud_places.load(TRAIN)}
    assert aside and not names & {cloud.name for cloud in aside}
    made = cloud_scenes._of_cloud(np.random.default_rng(3), aside)
    assert made is not None and np.isnan(made.truth).any() and not np.isnan(made.truth).all()
    assert all(10 < cloud.density < 30 for cloud in aside)


def test_a_short_training_makes_a_model_that_runs(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(pool, "SHARD", 2)
    monkeypatch.setattr(reconstruct_points, "OPTIONS", cloud_parts.OPTIONS)
    budget = Budget(steps=2, batch=2, crop=64)
    monkeypatch.setattr(reconstruct_points, "BUDGET", budget)
    given = {"work": tmp_path, "data": None, "shards": 1, "minutes": 0.0, "rate": 0.0, "name": "main"}
    given["metrics"] = []
    output = tmp_path / "made.pt"
    reconstruct_points.generate(argparse.Namespace(seed=1, output=output, **given))
    (tmp_path / "validation").mkdir()  # without places there is nothing to keep aside
    (tmp_path / "shards" / "001-00000.npy").rename(tmp_path / "validation" / "900-00000.npy")
    reconstruct_points.generate(argparse.Namespace(seed=2, output=output, **given))
    reconstruct_points.train(argparse.Namespace(seed=0, output=output, start="", **given))
    given["name"] = "further"
    for action in (reconstruct_points.train, reconstruct_points.finish):
        action(argparse.Namespace(seed=0, output=output, start="main", **given))
    model = bundle.load(str(output))
    assert "4 steps of AdamW in 0 minutes, in 2 trainings of 2 and 2 steps" in str(model.card)
    assert model.card["output"]["uncertainty"]["factor"] > 0
    cloud = parts.write_ply(tmp_path / "cloud.ply", cloud_parts.town())
    reconstruct(model, cloud, tmp_path / "dsm.tif", pixel_size=0.5, crs="EPSG:32631")
    heights = rasters.read(tmp_path / "dsm.tif")
    assert np.nanmin(heights) > 295 and np.nanmax(heights) < 320
