"""Folders of results: complete or absent, and nothing of anybody else's replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from roofline.models.errors import RooflineError
from roofline.models.formats import folders


def is_ours(target: Path) -> bool:
    return (target / "deep" / "a.txt").exists()


def write(target: Path, **files: str) -> None:
    with folders.writing(target, is_ours) as part:
        (part / "deep").mkdir()
        for name, text in files.items():
            (part / "deep" / f"{name}.txt").write_text(text)


def contents(target: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in target.rglob("*.txt")}


def test_a_folder_appears_with_all_its_files(tmp_path: Path):
    write(tmp_path / "new" / "folder", a="1", b="2")
    assert contents(tmp_path / "new" / "folder") == {"a.txt": "1", "b.txt": "2"}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["folder"]


@pytest.mark.parametrize("kind", ["none", "empty", "link"])
def test_a_new_folder_appears_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str):
    """A run that is killed while files are put into their place one by one would leave half of them."""
    target = tmp_path / "folder"
    if kind != "none":
        (tmp_path / kind).mkdir()
        (tmp_path / kind).rename(target) if kind == "empty" else target.symlink_to(tmp_path / kind)
    if kind != "link":  # into whose folder they go
        monkeypatch.setattr("shutil.move", lambda *_: pytest.fail("a file was moved by itself"))
    write(target, a="1", b="2")
    assert contents(target) == {"a.txt": "1", "b.txt": "2"} and target.is_symlink() == (kind == "link")


def test_a_second_run_replaces_what_the_first_has_written(tmp_path: Path):
    target = tmp_path / "folder"
    write(target, a="1", b="2")
    (target / "deep" / "own.txt").write_text("mine")
    write(target, a="3")
    assert contents(target) == {"a.txt": "3", "b.txt": "2", "own.txt": "mine"}


def test_a_failure_leaves_no_half_of_a_folder(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), folders.writing(tmp_path / "folder", is_ours) as part:
        (part / "a.txt").write_text("1")
        raise ZeroDivisionError
    assert not any(tmp_path.iterdir())


def test_a_failure_leaves_an_earlier_folder_as_it_was(tmp_path: Path):
    write(tmp_path / "folder", a="1")
    with (
        pytest.raises(RooflineError, match="cannot be written"),
        folders.writing(tmp_path / "folder", is_ours) as part,
    ):
        (part / "a.txt").write_text("2")
        raise OSError(28, "No space left on device")
    assert contents(tmp_path / "folder") == {"a.txt": "1"}


def test_folders_of_others_are_refused(tmp_path: Path):
    strange, file = tmp_path / "strange", tmp_path / "file"
    strange.mkdir()
    (strange / "a.txt").write_text("theirs")
    file.write_text("theirs")
    for target, sentence in ((strange, "has files of something else"), (file, "is a file")):
        with pytest.raises(RooflineError, match=sentence):
            write(target, a="1")
    assert contents(tmp_path) == {"a.txt": "theirs"}


def test_a_folder_under_the_name_of_a_file_is_refused(tmp_path: Path):
    target = tmp_path / "folder"
    write(target, a="1")
    (target / "deep" / "b.txt").mkdir()
    with pytest.raises(RooflineError, match=r"b\.txt is a folder"):
        write(target, a="2", b="2")
    assert (target / "deep" / "a.txt").read_text() == "1"
