"""Trainings in processes of their own: killed and resumed, and several that train together."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import ROOT
from roofline.models import bundle
from roofline.models.training import __main__ as trained
from roofline.models.training.loop import checkpoints
from support import engine_parts, training_parts
from support.training_parts import long_run

SCRIPT = Path(training_parts.__file__)
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
PATIENCE = 120  # seconds


def command(folder: Path, *options: object) -> list[str]:
    return [str(part) for part in (SCRIPT, folder, *options)]


def finished(*arguments: str, cwd: Path) -> None:
    """Run Python in a folder to its end."""
    options = {"env": ENVIRONMENT, "cwd": cwd, "timeout": PATIENCE}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr


def killed_after(folder: Path, epochs: int, *options: object) -> None:
    """Start a training and kill it, without a warning, in the midst of the epoch after some."""
    running = subprocess.Popen([sys.executable, *command(folder, *options)], env=ENVIRONMENT)
    started = time.monotonic()
    log = folder / "log.csv"
    while not log.exists() or len(log.read_text().splitlines()) <= epochs:
        assert running.poll() is None and time.monotonic() - started < PATIENCE, "it was to be killed"
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    running.wait()
    assert running.returncode != 0


def table(folder: Path) -> list[dict[str, str]]:
    """The log as it is written, without the time."""
    with (folder / "log.csv").open() as stream:
        return [
            {name: text for name, text in row.items() if name != "seconds"} for row in csv.DictReader(stream)
        ]


def test_a_killed_training_resumes_to_the_same_losses(tmp_path: Path):
    long_run(tmp_path / "whole", epochs=5)
    slow = ("--epochs", 5, "--pause", 0.1)
    killed_after(tmp_path / "part", 1, *slow)
    assert checkpoints.read(tmp_path / "part" / "last.ckpt").state["epoch"] >= 1
    killed_after(tmp_path / "part", 3, *slow, "--resume")
    long_run(tmp_path / "part", epochs=5, resume=True)
    assert table(tmp_path / "part") == table(tmp_path / "whole"), "to the last bit"
    one, other = (checkpoints.read(tmp_path / name / "best.ckpt") for name in ("whole", "part"))
    assert all(torch.equal(value, other.weights[name]) for name, value in one.weights.items())
    assert sorted(p.name for p in (tmp_path / "part").iterdir() if not p.name.startswith(".")) == [
        *("after-2.ckpt", "after-4.ckpt", "best.ckpt", "last.ckpt", "log.csv")
    ]


def configuration(folder: Path, batch: int) -> Path:
    """A training on hills; the last step has one sample, of which nothing is left for a second process."""
    truth = engine_parts.hills(96, 120)
    noisy = truth + np.random.default_rng(0).normal(0, 1, truth.shape)
    for name, heights in (("truth", truth), ("noisy", noisy)):
        engine_parts.make(folder / f"{name}.tif", heights)
    values = {
        "datasets": [
            {
                "raster_gt": "truth.tif",
                "raster_in": "noisy.tif",
                "area_type": "train+val",
                "n_training_samples": 9,
            }
        ],
        "model": {"input_channels": "geom", "depth": 2, "start_kernel": 4},
        "training_settings": {"tile_size": 16, "batch_size": batch, "n_epochs": 3, "precision": "float32"},
        "optimizer": {"name": "SGD", "learning_rate": 0.05},
        "output": {"output_directory": str(folder), "tboard_log_dir": str(folder)},
    }
    path = folder / f"batch-{batch}.json"
    path.write_text(json.dumps(values))
    return path


def command_line(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The training's command in this process."""
    monkeypatch.setattr(sys, "argv", ["training", *map(str, arguments)])
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    return trained.main()


def torchrun_works() -> bool:
    """Not with Debian 13's PyTorch, which is built without the libuv that torchrun asks for."""
    if not torch.distributed.is_available():
        return False
    try:
        torch.distributed.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False, use_libuv=True)
    except RuntimeError:
        return False
    return True


@pytest.mark.skipif(not torchrun_works(), reason="this PyTorch's torchrun does not work")
def test_two_processes_learn_like_one_with_the_doubled_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "any_name").symlink_to(ROOT, target_is_directory=True)
    start = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", "-m")
    options = ("--output", str(tmp_path / "two.pt"), "--device", "cpu")
    finished(*start, "any_name.models.training", str(configuration(tmp_path, 2)), *options, cwd=tmp_path)
    single = configuration(tmp_path, 4), "--output", tmp_path / "one.pt", "--device", "cpu"
    assert command_line(monkeypatch, *single) == 0
    one, two = (table(tmp_path / f"{name}-training") for name in ("one", "two"))
    assert len(one) == 3
    for ours, theirs in zip(two, one):
        assert ours.keys() == theirs.keys()
        for name, text in ours.items():
            assert float(text) == pytest.approx(float(theirs[name]), rel=1e-4), name
    assert float(one[2]["train/MAE"]) < 0.98 * float(one[0]["train/MAE"]), "they did learn"
    for ours, theirs in zip(
        *(bundle.load(tmp_path / f"{n}.pt").network.parameters() for n in ("one", "two"))
    ):
        assert torch.allclose(ours, theirs, atol=1e-4)
    resumed = (configuration(tmp_path, 4), "--output", tmp_path / "again.pt", "--resume", "--device", "cpu")
    assert command_line(monkeypatch, *resumed, "--folder", tmp_path / "two-training") == 0
    assert (tmp_path / "again.pt").exists(), "what several have finished, one can write"


def test_what_is_wrong_with_a_configuration_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    path = configuration(tmp_path, 4)
    path.write_text(path.read_text().replace("tile_size", "tile_sise"))
    assert command_line(monkeypatch, path, "--output", tmp_path / "x.pt") == 1
    assert "training_settings.tile_sise" in caplog.text
    assert not (tmp_path / "x.pt").exists()
