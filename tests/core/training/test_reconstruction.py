"""Networks of occupancy, trained from points with a reference: a whole training, and its files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, published
from roofline.models.clouds.reconstruct import reconstruct
from roofline.models.errors import Cancelled
from roofline.models.published.implicity_configuration import merged
from roofline.models.training import run
from roofline.models.training.loop import checkpoints
from roofline.models.training.reconstruction import cards, configuration
from roofline.models.training.reconstruction.plan import Plan
from roofline.models.training.reconstruction.samples import Samples
from roofline.models.training.reconstruction.training import ReconstructionTraining
from support import rasters, reconstruction_run
from support import reconstruction_parts as parts


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A training of the town that learns, with all its files."""
    folder = tmp_path_factory.mktemp("trained")
    plan = parts.plan(folder, epochs=12, random_dataset_length=32)
    files = run.Files(folder / "town.pt", report=folder / "page.html", original=folder / "original")
    result = run.run(ReconstructionTraining(plan), files, device="cpu", licence="CC0")
    return folder, plan, result


def test_it_learns_and_beats_chance(trained):
    _, _, result = trained
    losses = [entry["train/total"] for entry in result.outcome.history]
    after = result.judged.metrics["after"]
    assert losses[-1] < 0.6 * losses[0] and after["IOU"] > 0.75
    assert {"MAE", "RMSE", "PRECISION", "RECALL"} <= after.keys() and after["MAE"] < 2.0
    assert result.judged.metrics["grid"]["MAE"] < 1.0


def test_the_model_file_reconstructs(trained):
    folder, _, result = trained
    model = bundle.load(folder / "town.pt")
    assert model.card["task"] == "reconstructdsm" and model.card["provenance"]["licence"] == "CC0"
    metrics = model.card["provenance"]["metrics"]
    assert metrics["validation, this model"]["IOU"] == pytest.approx(
        result.judged.metrics["after"]["IOU"], abs=1e-4
    )
    assert {f"validation, queries: {kind}" for kind in ("uniform", "surface", "walls")} <= metrics.keys()
    assert str(folder) not in json.dumps(model.card)
    reconstruct(model, folder / "points.ply", folder / "dsm.tif", device="cpu")
    made = rasters.read(folder / "dsm.tif")
    offset = np.abs(made[: parts.HEIGHT, : parts.WIDTH] - parts.town())
    assert np.median(offset) < 1.0


def test_the_report_tells_kinds_of_queries(trained):
    page = (trained[0] / "page.html").read_text(encoding="utf-8")
    for word in ("on walls", "near the surface", "uniform in space", "Gridded points", "IoU"):
        assert word in page
    assert "<script" not in page and str(trained[0]) not in page


def test_the_original_s_folder_is_read_back(trained):
    folder, _, result = trained
    again = published.load(folder / "original" / "model_best.pt")
    ours = bundle.load(folder / "town.pt")
    for mine, theirs in zip(ours.network.state_dict().values(), again.network.state_dict().values()):
        assert torch.equal(mine, theirs)
    assert again.card["reconstruction"] == ours.card["reconstruction"]
    assert again.card["inputs"] == ours.card["inputs"]
    content = torch.load(folder / "original" / "model.pt", weights_only=True)
    assert set(content) == {
        "model",
        "optimizer",
        "scheduler",
        "n_iter",
        "loss_val_best",
        "training_time",
    }
    assert content["n_iter"] == result.outcome.history[-1]["step"] == 12 * 16


def test_an_original_checkpoint_goes_on(trained, tmp_path):
    folder, plan, _ = trained
    start = str(folder / "original" / "model_best.pt")
    on = Plan(plan.config, plan.base, start)
    config = merged(plan.config, {"training": {"epochs": 1, "learning_rate": 1e-6}})
    on = Plan(configuration.complete(config), plan.base, start)
    result = run.run(ReconstructionTraining(on), run.Files(tmp_path / "on.pt"), device="cpu")
    one, other = (result.judged.metrics[name]["IOU"] for name in ("start", "after"))
    assert abs(one - other) < 0.02


@pytest.mark.parametrize(
    "scheduler",
    [
        {"type": None, "kwargs": {}},
        {"type": "MultiStepLR", "kwargs": {"milestones": [3, 6], "gamma": 0.1}},
        {
            "type": "CyclicLR",
            "kwargs": {"base_lr": 1e-3, "max_lr": 1e-2, "step_size_up": 3, "step_size_down": 5},
        },
    ],
    ids=["constant", "steps", "cyclic"],
)
def test_a_resumed_training_is_the_same(tmp_path: Path, scheduler):
    def losses(folder: Path, epochs: int, resume: bool = False):
        training = ReconstructionTraining(parts.plan(tmp_path, epochs=epochs, scheduler=scheduler))
        outcome = run.train(training, folder, resume=resume, device="cpu")
        state = checkpoints.read(outcome.last).state["modules"]["network"]
        return [
            (entry["train/total"], entry["val/IOU"], entry["learning_rate"]) for entry in outcome.history
        ], state

    straight, one = losses(tmp_path / "straight", 3)
    losses(tmp_path / "parts", 1)
    resumed, other = losses(tmp_path / "parts", 3, resume=True)
    assert straight == resumed
    assert all(torch.equal(one[name], other[name]) for name in one)
    if scheduler["type"] == "MultiStepLR":  # counted in steps of the optimiser, 4 in an epoch
        assert [rate for _, _, rate in straight] == pytest.approx([1e-2, 1e-3, 1e-4])


def test_cancelled_before_an_epoch_nothing_is_written(tmp_path: Path):
    training = ReconstructionTraining(parts.plan(tmp_path))
    with pytest.raises(Cancelled):
        run.run(training, run.Files(tmp_path / "no.pt"), device="cpu", cancelled=lambda: True)
    assert not (tmp_path / "no.pt").exists()


def test_a_large_cloud_is_cancelled_while_it_is_sorted(tmp_path: Path):
    plan, asked = parts.plan(tmp_path), []

    def cancelled() -> bool:
        asked.append(1)
        return True

    with pytest.raises(Cancelled):
        Samples.open(plan, "train", cards.draft(plan), 1, cancelled)
    assert len(asked) == 1


def test_a_killed_training_resumes_to_the_same_losses(tmp_path: Path):
    """Killed without a warning in an epoch's midst, twice; the log and the weights are those of one go."""

    def command(folder: str, *options: str) -> list[str]:
        (tmp_path / folder).mkdir(exist_ok=True)
        return [sys.executable, reconstruction_run.__file__, str(tmp_path), str(tmp_path / folder), *options]

    def rows(folder: str) -> list[dict[str, str]]:
        with (tmp_path / folder / "log.csv").open() as stream:
            return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(stream)]

    subprocess.run(command("whole"), check=True, capture_output=True, timeout=180)
    for done in (1, 3):
        running = subprocess.Popen(command("part", *["--resume"] * (done > 1)), stderr=subprocess.DEVNULL)
        started, log = time.monotonic(), tmp_path / "part" / "log.csv"
        while not log.exists() or len(log.read_text().splitlines()) <= done:
            assert running.poll() is None and time.monotonic() - started < 120, "it was to be killed"
            time.sleep(0.01)
        running.kill()
        running.wait()
    subprocess.run(command("part", "--resume"), check=True, capture_output=True, timeout=180)
    assert rows("part") == rows("whole") and len(rows("whole")) == 5
    one, other = (checkpoints.read(tmp_path / name / "last.ckpt") for name in ("whole", "part"))
    assert all(torch.equal(value, other.weights[name]) for name, value in one.weights.items())
