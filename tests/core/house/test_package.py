"""The zip as QGIS's plugin repository wants it: made by git, lean, and clean in its scans."""

from __future__ import annotations

import ast
import functools
import importlib.util
import io
import json
import re
import stat
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import PurePosixPath

import pytest
from roofline.models import tasks
from support import package

MOST_BYTES = 25_000_000
REQUIRED = "name description about version qgisMinimumVersion author email tracker repository changelog tags"

pytestmark = pytest.mark.skipif(not package.MAKEABLE, reason="the zip is made by git from a clone")


@pytest.fixture(scope="module")
def archive():
    """The zip of `make package`."""
    assert len(package.content()) < MOST_BYTES
    return zipfile.ZipFile(io.BytesIO(package.content()))


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    archive.extractall(folder)
    return folder / "roofline"


def files(archive):
    return [PurePosixPath(entry.filename) for entry in archive.infolist() if not entry.is_dir()]


def test_one_folder_with_what_is_needed(archive):
    paths = files(archive)
    assert {path.parts[0] for path in paths} == {"roofline"}
    inside = {path.relative_to("roofline").as_posix() for path in paths}
    assert {"LICENSE", "metadata.txt", "__init__.py", "README.md", "desktop/setup/worker.py"} <= inside
    assert any(name.startswith("resources/models/") and name.endswith(".pt") for name in inside)


def test_nothing_that_users_do_not_need(archive):
    assert len(files(archive)) > 300
    for path in files(archive):
        inside = path.relative_to("roofline")
        assert not any(part.startswith(".") or part in ("__pycache__", "tests") for part in inside.parts), (
            path
        )
        assert inside.parts[:2] != ("resources", "demo") and "benchmarks" not in inside.parts
        assert inside.name not in ("Makefile", "pyproject.toml") and path.suffix not in (
            ".pyc",
            ".so",
            ".dll",
        )
        assert ".." not in path.as_posix()


def test_no_links_and_no_programs(archive):
    assert len(archive.infolist()) > 300
    for entry in archive.infolist():
        mode = entry.external_attr >> 16
        assert not stat.S_ISLNK(mode) and (entry.is_dir() or not mode & 0o111), entry.filename


def test_the_tests_zip_has_what_is_not_committed_yet(tmp_path, monkeypatch):
    """And leaves the repository as it was."""

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    def state() -> list:
        return [
            git("status", "--porcelain"),
            git("count-objects"),
            (tmp_path / ".git" / "index").read_bytes(),
        ]

    (tmp_path / "edited.py").write_text("old")
    (tmp_path / "left_out.py").write_text("")
    (tmp_path / ".gitattributes").write_text("left_out.py export-ignore\n")
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    (tmp_path / "Makefile").write_text((package.ROOT / "Makefile").read_text())
    git("init", "-q")
    git("add", "--all")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first")
    for name in ("edited.py", "new.py", "ignored.py"):
        (tmp_path / name).write_text("new")
    before = state()
    monkeypatch.setattr(package, "ROOT", tmp_path)
    made = zipfile.ZipFile(io.BytesIO(package.content.__wrapped__()))
    assert state() == before
    names = {path.name for path in files(made)}
    assert made.read("roofline/edited.py") == b"new" and "new.py" in names
    assert not names & {"left_out.py", "ignored.py"}


def test_metadata_is_complete(unpacked):
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(unpacked / "metadata.txt", encoding="utf-8")
    general = parser["general"]
    assert not [key for key in REQUIRED.split() if not general.get(key, "").strip()]
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert re.fullmatch(r"\d+(\.\d+)+", general["version"])
    assert general["changelog"].startswith(general["version"])
    assert "plugin" not in general["name"].lower() and "torch" in general["about"].lower()
    assert (unpacked / general["icon"]).suffix == ".png" and (unpacked / general["icon"]).is_file()
    for key in ("homepage", "tracker", "repository"):
        assert general[key].startswith("https://")
    assert "GNU GENERAL PUBLIC LICENSE" in (unpacked / "LICENSE").read_text()


def test_every_algorithm_is_described(unpacked):
    """By its English name, in the metadata that people search."""
    text = (unpacked / "metadata.txt").read_text(encoding="utf-8")
    found = [
        re.search(r'DISPLAY_NAME = (?:"(.+)"|(\w+)\.title)', module.read_text(encoding="utf-8"))
        for module in (unpacked / "algorithms").glob("*.py")
    ]
    names = [each[1] or getattr(tasks, each[2]).title for each in found if each]
    assert len(names) >= 9 and not [name for name in names if name not in text]


def test_what_the_zip_imports_is_in_it(unpacked):
    """Relative imports find their modules; nothing is imported from the tests."""
    paths = list(unpacked.rglob("*.py"))
    assert len(paths) > 300
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
                assert folder.with_suffix(".py").is_file() or folder.is_dir(), f"{path}: {node.module}"


@functools.cache
def names_of(module):
    """What a module's own lines define, imports included; of a folder its modules too."""
    init = module / "__init__.py"
    tree = ast.parse((init if module.is_dir() else module.with_suffix(".py")).read_text(encoding="utf-8"))
    found = {path.stem for path in module.glob("*")} if module.is_dir() else set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def test_names_that_are_imported_are_there(unpacked):
    """In every module, also those that nothing imports before somebody opens a window."""
    missing = []
    for path in unpacked.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                module = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
                known = names_of(module)
                missing += [f"{path.name}: {alias.name}" for alias in node.names if alias.name not in known]
    assert not missing


def test_bandit_finds_nothing(unpacked):
    if importlib.util.find_spec("bandit") is None:
        pytest.skip("bandit is not installed (tests/requirements.txt)")
    run = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", str(unpacked), "-f", "json"],
        capture_output=True,
        text=True,
    )
    found = json.loads(run.stdout)
    assert found["metrics"]["_totals"]["loc"] > 10_000 and not found["errors"]
    assert not [f"{each['filename']}:{each['line_number']} {each['test_id']}" for each in found["results"]]


def test_detect_secrets_finds_nothing(unpacked):
    if importlib.util.find_spec("detect_secrets") is None:
        pytest.skip("detect-secrets is not installed (tests/requirements.txt)")
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."]
    run = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["results"] == {}
