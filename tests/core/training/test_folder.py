"""The folder of a training: held by one, nothing of anybody else's replaced, nothing left of nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from roofline.models.errors import RooflineError
from roofline.models.training.loop import checkpoints, folder
from support import paths

HOLD = """
import sys, time
sys.path.insert(0, {tests!r})
import conftest
from pathlib import Path
from roofline.models.training.loop import folder
last = Path({folder!r}, "last.ckpt")
with folder.held(last.parent, resume=True):
    with folder.older_aside(last):
        {meanwhile}
        print("ready", flush=True)
        time.sleep(600)
"""


def killed(place: Path, meanwhile: str = "pass") -> None:
    """A training that was killed while it held a folder."""
    code = HOLD.format(tests=str(paths.TESTS), folder=str(place), meanwhile=meanwhile)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    process.kill()
    process.wait()


def names(place: Path) -> list[str]:
    return sorted(entry.name for entry in place.iterdir())


def test_one_training_at_a_time(tmp_path):
    place = tmp_path / "logs"
    code = HOLD.format(tests=str(paths.TESTS), folder=str(place), meanwhile="pass")
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        with pytest.raises(RooflineError, match="is used by another training"), folder.held(place):
            pass
        assert names(place) == [folder.LOCK]
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    with folder.held(place):  # a killed one holds nothing
        assert names(place) == [folder.LOCK]
    assert names(place) == []


@pytest.mark.parametrize(("meanwhile", "kept"), [("pass", "older"), ("last.write_text('newer')", "newer")])
def test_a_killed_training_loses_no_checkpoint(tmp_path, meanwhile, kept):
    """An older training's lay aside; it is no longer wanted once the killed one had saved its own."""
    (tmp_path / "last.ckpt").write_text("older")
    killed(tmp_path, meanwhile)
    assert folder.OLDER in names(tmp_path)
    with folder.held(tmp_path, resume=True):
        assert (tmp_path / "last.ckpt").read_text() == kept
    assert names(tmp_path) == ["last.ckpt"]


def test_a_training_that_fails_at_once_leaves_no_folder(tmp_path):
    with pytest.raises(ValueError, match="at once"), folder.held(tmp_path / "logs"):
        raise ValueError("at once")
    assert names(tmp_path) == []
    (tmp_path / "mine").mkdir()
    with pytest.raises(ValueError, match="at once"), folder.held(tmp_path / "mine"):
        raise ValueError("at once")
    assert names(tmp_path) == ["mine"]


@pytest.mark.parametrize("name", ["log.csv", "last.ckpt", "best.ckpt", "after-20.ckpt"])
@pytest.mark.parametrize("content", [b"date,place\n1,2\n", b"", "a model"])
def test_files_of_others_are_kept(tmp_path, name, content):
    if content == "a model":
        torch.save({"state_dict": {"a": torch.zeros(2)}}, tmp_path / name)
    else:
        (tmp_path / name).write_bytes(content)
    before = (tmp_path / name).read_bytes()
    with (
        pytest.raises(RooflineError, match=r"is not of a training of Roofline and would be replaced"),
        folder.held(tmp_path),
    ):
        pass
    assert names(tmp_path) == [name] and (tmp_path / name).read_bytes() == before


def test_a_link_that_leads_elsewhere_is_kept(tmp_path):
    (tmp_path / "log.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RooflineError, match="would be replaced"), folder.held(tmp_path):
        pass


def test_an_earlier_training_may_be_replaced(tmp_path):
    (tmp_path / "log.csv").write_text("epoch,step,seconds,learning_rate,train/total\n1,2,3,4,5\n")
    checkpoints.write(tmp_path / "last.ckpt", {"format": checkpoints.FORMAT, "average": {}})
    (tmp_path / "notes.ckpt").write_text("under another name")
    with folder.held(tmp_path):
        pass
    assert names(tmp_path) == ["last.ckpt", "log.csv", "notes.ckpt"]
