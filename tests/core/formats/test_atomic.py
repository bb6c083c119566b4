"""Files appear complete or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.errors import RooflineError
from roofline.models.formats import archive, atomic
from roofline.models.training.loop import checkpoints
from support import limits

PACKAGE = Path(atomic.__file__).parents[2]
ALLOWED = {"formats/atomic.py"}
BY_HAND = re.compile(
    r"\.part[\"']|os\.replace|(?<!atomic)\.write_(text|bytes)\(|\.open\(\"[wx]"
    r"|torch\.save\((?!\w+, stream)"
)


def test_a_file_is_whole_or_not_there(tmp_path: Path):
    atomic.write_text(tmp_path / "a.html", "one")
    atomic.write_text(tmp_path / "a.html", "two")
    assert (tmp_path / "a.html").read_text() == "two"
    with pytest.raises(RooflineError, match=r"cannot be written; check that the folder exists"):
        atomic.write_text(tmp_path / "missing" / "a.html", "three")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_on_the_way_leaves_the_old_file(tmp_path: Path, error: type[BaseException]):
    atomic.write_text(tmp_path / "a.txt", "old")
    with pytest.raises(error), atomic.writing(tmp_path / "a.txt") as stream:
        stream.write(b"half")
        raise error
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_text_is_written_as_it_is(tmp_path: Path):
    atomic.write_text(tmp_path / "a.csv", "Höhe\r\n1\n")
    assert (tmp_path / "a.csv").read_bytes() == "Höhe\r\n1\n".encode()


def test_names_are_as_long_as_the_folder_allows(tmp_path: Path):
    target = tmp_path / f"{'n' * 250}.txt"
    atomic.write_text(target, "text")
    assert target.read_text() == "text"


def test_temporary_names_differ_and_existing_ones_are_not_touched(tmp_path: Path, monkeypatch):
    assert len({atomic.temporary_beside(tmp_path / "a") for _ in range(100)}) == 100
    (tmp_path / "other").write_text("of somebody else")
    (tmp_path / "taken").symlink_to(tmp_path / "other")
    monkeypatch.setattr(atomic, "temporary_beside", lambda target: tmp_path / "taken")
    with pytest.raises(RooflineError, match="cannot be written"):
        atomic.write_text(tmp_path / "a", "text")
    assert (tmp_path / "other").read_text() == "of somebody else"
    assert (tmp_path / "taken").is_symlink() and not (tmp_path / "a").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the system's own folders")
@pytest.mark.parametrize("name", ["/dev/a.gpkg", "/proc/self/a.tif", "/sys/a.json", "first", "second"])
def test_nothing_is_put_among_devices_nor_in_place_of_a_link_there(tmp_path: Path, name: str):
    """A link such as /dev/stdout may lead to a plain file, and is still not to be replaced by one."""
    with (tmp_path / "log").open("w") as log:
        (tmp_path / "first").symlink_to(f"/proc/self/fd/{log.fileno()}")
        (tmp_path / "second").symlink_to("first")
        with pytest.raises(RooflineError, match="is no place on this machine's disks; choose another"):
            atomic.write_text(tmp_path / name, "text")
    assert (tmp_path / "first").is_symlink() and (tmp_path / "second").is_symlink()
    assert not os.path.lexists(name) and (tmp_path / "log").read_text() == ""


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="needs memory that serves as a disk")
def test_memory_that_serves_as_a_disk_is_one():
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        atomic.write_text(Path(folder) / "a.txt", "text")
        assert (Path(folder) / "a.txt").read_text() == "text"


@pytest.mark.skipif(os.name == "nt", reason="permissions are of another kind")
def test_files_have_the_permissions_of_every_new_file(tmp_path: Path):
    (tmp_path / "plain").write_text("")
    atomic.write_text(tmp_path / "a", "text")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


@limits.needs_limits
def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path: Path):
    (tmp_path / "large").write_bytes(bytes(100_000))
    writes = {
        "text": lambda target: atomic.write_text(target, "a" * 100_000),
        "array": lambda target: _array(target),
        "copy": lambda target: atomic.copy(tmp_path / "large", target),
        "checkpoint": lambda target: checkpoints.write(target, {"average": torch.zeros(50_000)}),
    }
    with limits.files_of_at_most(10_000):
        for name, write in writes.items():
            with pytest.raises(RooflineError, match=f"{name} cannot be written; check"):
                write(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["large"]


def _array(target: Path) -> None:
    with atomic.writing(target) as stream:
        archive.write_array(stream, np.zeros(10_100, np.uint8))


def test_a_model_file_does_not_depend_on_its_name(tmp_path: Path):
    model = bundle.load("refine-geometry")
    model.save(tmp_path / "a.pt")
    model.save(tmp_path / "b.pt")
    assert (tmp_path / "a.pt").read_bytes() == (tmp_path / "b.pt").read_bytes()


def test_copies_of_a_checkpoint_are_there_before_it(tmp_path: Path):
    with pytest.raises(RooflineError, match="cannot be written"):
        checkpoints.write(tmp_path / "last", {"average": {}}, [tmp_path / "best", tmp_path / "no" / "x"])
    assert [path.name for path in tmp_path.iterdir()] == ["best"]
    checkpoints.write(tmp_path / "last", {"average": {}}, [tmp_path / "best"])
    assert (tmp_path / "last").read_bytes() == (tmp_path / "best").read_bytes()


def test_no_other_file_of_the_core_renames_by_hand():
    models = PACKAGE / "models"
    files = {path.relative_to(models).as_posix(): path for path in models.rglob("*.py")}
    found = {name for name, path in files.items() if BY_HAND.search(path.read_text()) and name not in ALLOWED}
    assert found <= {"clouds/index.py"}  # files in a temporary folder of its own


@pytest.mark.parametrize("bad", ["missing/report.html", "folder"])
def test_texts_appear_together_or_not_at_all(tmp_path, bad):
    (tmp_path / "folder").mkdir()
    old = tmp_path / "metrics.json"
    old.write_text("old")
    with pytest.raises(RooflineError):
        atomic.write_texts({old: "new", tmp_path / bad: "new", tmp_path / "table.csv": "new"})
    assert old.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "metrics.json"]
    atomic.write_texts({old: "new", tmp_path / "table.csv": "täglich"})
    assert (old.read_text(), (tmp_path / "table.csv").read_text("utf-8")) == ("new", "täglich")


@pytest.mark.parametrize("links", [True, False])
def test_what_a_name_stood_for_comes_back_where_a_later_one_is_refused(tmp_path, monkeypatch, links):
    """Something takes a name while the run is busy; disks without second names keep what was new there."""
    (tmp_path / "old").write_text("old")
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    with pytest.raises(RooflineError, match="last cannot be written"), atomic.together():
        for name in ("old", "new", "last"):
            atomic.write_text(tmp_path / name, "new")
        assert (tmp_path / "old").read_text() == "old" and not (tmp_path / "new").exists()
        (tmp_path / "last").mkdir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["last", "old"]
    assert (tmp_path / "old").read_text() == ("old" if links else "new")


def _no_links(*_: object) -> None:
    raise OSError("no links")


def test_what_a_run_reads_itself_has_its_name_at_once(tmp_path):
    with pytest.raises(KeyboardInterrupt), atomic.together():
        with atomic.at_once():
            atomic.write_text(tmp_path / "plan", "read")
        atomic.write_text(tmp_path / "a", "new")
        assert (tmp_path / "plan").read_text() == "read"
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_what_results_were_made_of_goes_when_they_have_their_names(tmp_path):
    """Blocks of a cluster, of which a report is made: where it fails they are there for the next run."""
    gone = []
    for name in ("a folder", "a.txt"):
        with suppress(RooflineError), atomic.together(), atomic.together():
            atomic.afterwards(lambda: gone.append((tmp_path / "a.txt").is_file()))
            (tmp_path / "a folder").mkdir(exist_ok=True)
            atomic.write_text(tmp_path / name, "text")
    assert gone == [True]
    atomic.afterwards(lambda: gone.append(False))
    assert gone == [True, False]


def test_where_the_disk_is_full_no_text_appears(tmp_path, monkeypatch):
    old = tmp_path / "old.json"
    old.write_text("old")
    opened = atomic._opened

    def full(target):
        temporary, stream = opened(target)
        if target.name == "second.html":
            stream.close()
            stream = Path("/dev/full").open("wb")  # noqa: SIM115
        return temporary, stream

    monkeypatch.setattr(atomic, "_opened", full)
    with pytest.raises(RooflineError, match="not full"):
        atomic.write_texts({old: "new", tmp_path / "second.html": "x" * 10})
    assert old.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["old.json"]


def test_what_a_killed_writer_left_goes_with_the_next_file(tmp_path: Path):
    """A writer that still lives keeps what it writes; files of other people stay."""
    left = atomic.temporary_beside(tmp_path / "a.npz")
    left.write_bytes(b"half")
    (tmp_path / ".hidden.part").write_bytes(b"somebody's")
    with atomic.writing(tmp_path / "b.npz") as slow:
        slow.write(b"be")
        with atomic.writing(tmp_path / "c.npz") as quick:
            quick.write(b"see")
        slow.write(b"e")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden.part", "b.npz", "c.npz"]
    assert (tmp_path / "b.npz").read_bytes() == b"bee" and (tmp_path / "c.npz").read_bytes() == b"see"
