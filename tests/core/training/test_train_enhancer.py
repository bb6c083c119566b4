"""The enhancer's training from rasters to a model file: data, course, start, killed and resumed."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from contextlib import ExitStack

import numpy as np
import pytest
import torch
from roofline.models import bundle, networks, published
from roofline.models.engine import device as devices
from roofline.models.engine.inputs import Reader
from roofline.models.engine.tiles import Tile
from roofline.models.predict import predict
from roofline.models.simulation import city
from roofline.models.training import run
from roofline.models.training.judging import Judgement
from roofline.models.training.loop import checkpoints
from roofline.models.training.refiner import adversarial, cards
from roofline.models.training.refiner import plan as config
from roofline.models.training.refiner.samples import Samples
from roofline.models.training.refiner.training import RefinerTraining
from support import paths, rasters, weight_recipe

TESTS = paths.TESTS
TRAIN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import conftest
from roofline.models.training.refiner import plan
from roofline.models.training import run
from roofline.models.training.refiner.training import RefinerTraining
run.train(RefinerTraining(plan.read(sys.argv[2])), Path(sys.argv[3]), device="cpu")
"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A simulated town: its true surface, a bad stereo surface with voids, and NDVI."""
    folder = tmp_path_factory.mktemp("scene")
    rng = np.random.default_rng(4)
    town = city.generate(rng, (300, 520), 0.5, "quarter")
    noisy = town.heights + rng.normal(0, 1.5, town.heights.shape).astype(np.float32)
    noisy[40:50, 60:90] = np.nan
    ndvi = np.where(town.trees > 0, 0.7, -0.1).astype(np.float32)
    truth = town.heights.copy()
    truth[200:220, 10:40] = np.nan
    for name, values in {"truth": truth, "stereo": noisy, "ndvi": ndvi}.items():
        rasters.write(folder / f"{name}.tif", values)
    return folder


def plan_file(path, scene, *, model=None, **sections):
    """A configuration of a tiny enhancer on the scene."""
    pairs = {f"image_pairs_{split}": [[0]] for split in ("train", "val")}
    dataset = {"raster_gt": str(scene / "truth.tif"), "raster_in": str(scene / "stereo.tif"), **pairs}
    dataset |= {"area_type": "train+val", "image_list": [str(scene / "ndvi.tif")]}
    training = {"tile_size": 256, "batch_size": 2, "n_epochs": 2, "n_training_samples": 4}
    values = {
        "datasets": [dataset],
        "model": {"architecture": "enhancer", "options": {"width": 4}, **(model or {})},
        "training_settings": {**training, **sections.pop("training_settings", {})},
        "general": {"random_seed": 3},
        "adversarial": {"discriminator": {"width": 4}},
    }
    for name, section in sections.items():
        values[name] = {**values.get(name, {}), **section}
    path.write_text(json.dumps(values))
    return path


def test_training_lowers_the_error_and_its_model_runs(scene, tmp_path):
    plan = config.read(
        plan_file(
            tmp_path / "plan.json",
            scene,
            model={"options": {"width": 8, "dropout": False}},
            training_settings={"n_epochs": 4, "n_training_samples": 16},
            optimizer={"name": "Adam", "learning_rate": 0.003},
        )
    )
    outcome = run.train(RefinerTraining(plan), tmp_path / "logs", device="cpu")
    first, last = outcome.history[0], outcome.history[-1]
    assert last["train/l1"] < 0.5 * first["train/l1"]
    assert last["val/MAE"] < 0.5 * first["val/MAE"]
    assert {"train/d_fake", "train/d_real", "train/g_gan", "train/mse", "val/before"} <= last.keys()
    rates = [entry["learning_rate"] / 0.003 for entry in outcome.history]
    assert rates == pytest.approx([1, 1, 2 / 3, 1 / 3])

    RefinerTraining(plan).export(outcome, tmp_path / "town.pt", Judgement())
    model = bundle.load(tmp_path / "town.pt")
    assert model.discriminator is not None
    source = [scene / "stereo.tif", scene / "ndvi.tif"]
    predict(model, source, tmp_path / "refined.tif", device="cpu")
    refined, truth = rasters.read(tmp_path / "refined.tif"), rasters.read(scene / "truth.tif")
    assert np.isfinite(refined).all()
    error = float(np.nanmean(np.abs(refined - truth)))
    assert error < 1.5 * last["val/MAE"]
    raised = rasters.write(tmp_path / "raised.tif", rasters.read(scene / "stereo.tif") + np.float32(1000))
    predict(model, [raised, source[1]], tmp_path / "higher.tif", device="cpu")
    np.testing.assert_allclose(rasters.read(tmp_path / "higher.tif") - 1000, refined, atol=5e-3)


def numbers(history):
    """All of a history but the time."""
    return [{name: value for name, value in entry.items() if name != "seconds"} for entry in history]


def test_killed_and_resumed_is_the_same_to_the_last_bit(scene, tmp_path):
    """With dropout, averaged weights and the penalty's random samples."""
    path = plan_file(
        tmp_path / "plan.json",
        scene,
        training_settings={"n_epochs": 4, "ema": 0.9},
        adversarial={"mode": "wgangp"},
    )
    plan = config.read(path)
    straight = run.train(RefinerTraining(plan), tmp_path / "straight", device="cpu")
    folder = tmp_path / "killed"
    started = subprocess.Popen([sys.executable, "-c", TRAIN, str(TESTS), str(path), str(folder)])
    deadline = time.monotonic() + 120
    while not (folder / "last.ckpt").exists() and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    started.kill()
    started.wait()
    done = checkpoints.read(folder / "last.ckpt").history
    assert 1 <= len(done) < 4
    resumed = run.train(RefinerTraining(plan), folder, resume=True, device="cpu")
    assert numbers(resumed.history) == numbers(straight.history)
    one, other = (checkpoints.read(outcome.last).state for outcome in (straight, resumed))
    for name, weights in one["modules"].items():
        for key, value in weights.items():
            assert torch.equal(value, other["modules"][name][key]), key


def imported(folder, family="dsm_enhancer", **discriminator):
    """A model file of published weights, with a discriminator beside them where asked."""
    options = {"input_channels": 2, "output_channels": 1, "width": 2}
    stock = {"variant": "unet"} if family == "pix2pix" else {}
    generator = weight_recipe.filled(networks.build(family, {**options, **stock}), "start")
    torch.save(generator.state_dict(), folder / "latest_net_G.pth")
    if discriminator:
        judge = weight_recipe.filled(networks.build("patchgan", discriminator), "start")
        torch.save(judge.state_dict(), folder / "latest_net_D.pth")
    published.load(folder / "latest_net_G.pth").save(folder / "start.pt")
    return folder / "start.pt"


def started(scene, tmp_path, **settings):
    path = plan_file(tmp_path / "plan.json", scene, model={"options": {}, **settings})
    plan = config.read(path)
    return plan, cards.draft(plan)


@pytest.mark.parametrize("coding", ["metres", "bytes"])
def test_what_is_trained_on_is_what_is_run_on(scene, tmp_path, coding):
    """Inputs as the engine makes them of the same window; the target by the same way to metres, not cut."""
    plan, card = started(scene, tmp_path, **({"start": str(imported(tmp_path))} if coding == "bytes" else {}))
    with Samples.open(plan, "val", card) as samples, ExitStack() as stack:
        reader = Reader(card, [scene / "stereo.tif", scene / "ndvi.tif"], None, None, stack)
        for index, position in enumerate(samples.positions()):
            batch, sample = samples.batch([index], 0), reader.read(Tile(position.window, *[np.ones(1)] * 2))
            np.testing.assert_array_equal(batch.inputs[0].numpy(), sample.inputs)
            col, row, width, height = position.window
            truth = rasters.read(scene / "truth.tif")[row : row + height, col : col + width]
            heights = batch.target[0, 0].numpy() * float(batch.scale) + float(batch.offset)
            known = np.isfinite(truth)
            np.testing.assert_allclose(heights[known], truth[known], atol=2e-4)
            assert not batch.mask[0, 0].numpy()[~known].any()
    rule = card.to_json()["inputs"][0]["normalisation"]
    assert ("truncate" in rule, "level" in rule) == (coding == "bytes", coding == "metres")


@pytest.mark.parametrize(
    "judge", [{"kind": "n_layers", "layers": 2, "width": 3}, {}], ids=["with", "without"]
)
def test_training_goes_on_from_published_weights(scene, tmp_path, judge):
    start = imported(tmp_path, **judge)
    plan, card = started(scene, tmp_path, start=str(start), freeze_encoder=True, freeze_norms=True)
    made = adversarial.adversarial_task(plan, card, devices.choose("cpu", "float32"))
    model = bundle.load(start)
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    assert all(torch.equal(made.modules["network"].state_dict()[name], before[name]) for name in before)
    if judge:
        theirs = model.discriminator.state_dict()
        found = made.modules["discriminator"].state_dict()
        assert all(torch.equal(found[name], theirs[name]) for name in theirs)
    outcome = run.train(RefinerTraining(plan), tmp_path / "logs", device="cpu")
    after = checkpoints.read(outcome.last).state["modules"]["network"]
    for name, value in before.items():
        stays = name.startswith("downblock_") or "running" in name or "tracked" in name
        assert torch.equal(after[name], value) == stays, name
    assert all(math.isfinite(value) for value in outcome.history[-1].values())


def test_a_stock_generator_is_trained_too(scene, tmp_path):
    plan, card = started(scene, tmp_path, start=str(imported(tmp_path, "pix2pix")))
    outcome = run.train(RefinerTraining(plan), tmp_path / "logs", device="cpu")
    assert card.network.family == "pix2pix"
    assert outcome.history[-1]["train/l1"] < outcome.history[0]["train/l1"]
