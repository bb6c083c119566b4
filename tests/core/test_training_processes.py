"""Trainings in processes of their own: killed and resumed, and several that train together."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
import training_parts
from roofline.models.training import checkpoints
from training_parts import long_run

SCRIPT = Path(training_parts.__file__)
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
PATIENCE = 120  # seconds


def command(folder: Path, *options: object) -> list[str]:
    return [str(part) for part in (SCRIPT, folder, *options)]


def finished(*arguments: str) -> None:
    """Run Python to its end."""
    done = subprocess.run(
        [sys.executable, *arguments], env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE
    )
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


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch knows one process alone")
def test_two_processes_learn_like_one_with_the_doubled_batch(tmp_path: Path):
    together = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2")
    # of the last batch, of one sample, nothing is left for the second process
    finished(*together, *command(tmp_path / "two", "--samples", 17, "--epochs", 4, "--batch", 4))
    long_run(tmp_path / "one", epochs=4, batch=8, samples=17)
    for ours, theirs in zip(table(tmp_path / "two"), table(tmp_path / "one"), strict=True):
        assert ours.keys() == theirs.keys()
        for name, text in ours.items():
            assert float(text) == pytest.approx(float(theirs[name]), rel=2e-5), name
    one, two = (checkpoints.read(tmp_path / name / "last.ckpt") for name in ("one", "two"))
    assert one.weights.keys() == two.weights.keys()
    long_run(tmp_path / "two", epochs=5, batch=8, samples=17, resume=True)
    assert len(table(tmp_path / "two")) == 5, "what several have begun, one can finish"
