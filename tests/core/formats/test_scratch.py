"""What a killed run leaves is removed by the next one; what is in use, or somebody else's, stays."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from roofline.models.errors import RooflineError
from roofline.models.formats import atomic, scratch
from support import paths

HOLD = """
import sys, time
sys.path.insert(0, {tests!r})
import conftest
from pathlib import Path
from roofline.models.formats import atomic, scratch
beside, plain = scratch.Scratch({folder!r}), scratch.Scratch()
(plain.path / "points").write_bytes(b"x" * 1000)
with atomic.writing({target!r}) as stream:
    stream.write(b"half")
    stream.flush()
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    tempfile.tempdir = None


@pytest.fixture
def holder(tmp_path, temporary):
    """Another process in the middle of its work."""
    folder = tmp_path / "out"
    folder.mkdir()
    code = HOLD.format(tests=str(paths.TESTS), folder=str(folder), target=str(folder / "model.pt"))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    yield folder, process
    process.kill()
    process.wait()


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_folder_is_there_while_it_is_used(temporary):
    with scratch.Scratch() as folder:
        (folder / "a").write_text("a")
        (folder / "deep").mkdir()
        assert folder.is_relative_to(temporary)
    assert names(temporary) == []


def test_the_next_run_removes_what_a_killed_one_left(holder, temporary):
    folder, process = holder
    assert len(names(folder)) == 2 and len(names(temporary)) == 1
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    atomic.write_text(folder / "other.json", "{}")  # sweeps nothing: it may be called for every epoch
    with scratch.Scratch(folder), scratch.Scratch():
        assert len(names(folder)) == 2 and len(names(temporary)) == 1
    assert names(folder) == ["other.json"] and names(temporary) == []


def test_what_is_in_use_stays(holder, temporary):
    folder, _ = holder
    before = names(folder), names(temporary)
    scratch.sweep(folder)
    scratch.sweep(temporary)
    assert (names(folder), names(temporary)) == before


def test_other_files_stay(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "precious").write_text("p")
    name = "roofline-0123456789abcdef"
    (tmp_path / name).symlink_to(mine)
    (tmp_path / f".{name}").mkdir()
    (tmp_path / f".{name}" / "precious").write_text("p")  # no lock: not of this kind
    (tmp_path / f"{name}.part").symlink_to(mine / "precious")
    for other in ("roofline-notes", "roofline-0123", f"{name}.tar.gz", f"x{name}", f"{name}0"):
        (tmp_path / other).mkdir()
    before = names(tmp_path)
    scratch.sweep(tmp_path)
    assert names(tmp_path) == before and (mine / "precious").read_text() == "p"


def test_folders_killed_before_their_lock_go(tmp_path):
    (tmp_path / ".roofline-0123456789abcdef").mkdir()
    scratch.sweep(tmp_path)
    assert names(tmp_path) == []


def test_a_sweep_that_is_killed_is_finished_by_the_next(tmp_path, monkeypatch):
    """Without its lock a folder is nobody's, so that goes last."""
    left = tmp_path / "roofline-0123456789abcdef"
    (left / "files").mkdir(parents=True)
    (left / "lock").touch()
    (left / "files" / "points").write_bytes(b"p")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: (_ for _ in ()).throw(OSError("killed")))
        scratch.sweep(tmp_path)
    assert left.exists()
    scratch.sweep(tmp_path)
    assert names(tmp_path) == []


def test_somebody_elses_leftovers_stay(tmp_path, monkeypatch):
    left = tmp_path / "roofline-0123456789abcdef"
    left.mkdir()
    (left / "lock").touch()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    scratch.sweep(tmp_path)
    assert left.exists()
    monkeypatch.undo()
    scratch.sweep(tmp_path)
    assert not left.exists()


def test_a_sweep_between_two_steps_costs_a_run_nothing(tmp_path, monkeypatch):
    """Another run sees the new folder before it is locked, and removes it."""
    locked, swept = scratch.lock, []

    def late(descriptor: int) -> bool:
        if len(swept) < 3:
            swept.append(1)
            scratch.sweep(tmp_path)
        return locked(descriptor)

    monkeypatch.setattr(scratch, "lock", late)
    with scratch.Scratch(tmp_path) as folder:
        (folder / "a").write_text("a")
        assert (folder / "a").exists() and len(names(tmp_path)) == 1
    swept.clear()
    with atomic.writing(tmp_path / "b") as stream:
        stream.write(b"b")
    assert names(tmp_path) == ["b"]


def test_a_temporary_folder_that_cannot_be_written_is_named(monkeypatch, temporary):
    monkeypatch.setattr(
        Path, "mkdir", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(RooflineError) as caught:
        scratch.Scratch()
    assert str(caught.value) == (
        f"The temporary folder {temporary} cannot be written (the disk is full); free some room "
        "there, or set TMPDIR to a folder on another disk."
    )


def test_a_failure_without_the_systems_words_has_some(temporary):
    """numpy reports a full disk as numbers of items alone."""
    said = str(scratch.full_temporary_folder(OSError("3000 requested and 0 written")))
    assert "3000 requested and 0 written" in said and str(temporary) in said and "None" not in said
    assert "None" not in str(scratch.full_temporary_folder(OSError()))


def test_a_file_in_it_is_told_by_the_folder_that_people_know(tmp_path):
    with scratch.Scratch(tmp_path) as folder:
        said = str(atomic.cannot_write(folder / "roads.tif", OSError(errno.ENOSPC, "")))
    assert said.startswith(f"{tmp_path} cannot be written; ") and said.endswith("(the disk is full).")


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("/my maps/.roofline-0123456789abcdef/files/a.tif: bad", "/my maps/a.tif: bad"),
        (r"'C:\maps\roofline-0123456789abcdef\files\a.tif' is bad", r"'C:\maps\a.tif' is bad"),
        ("/maps/my-roofline-0123456789abcdef/a.tif", "/maps/my-roofline-0123456789abcdef/a.tif"),
    ],
)
def test_words_of_programs_name_files_as_people_know_them(words: str, plain: str):
    assert scratch.without_scratch(words) == plain
