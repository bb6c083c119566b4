"""What the set-up window installs beside PyTorch: readers of LAZ, and the Python that runs SAM 3; and
what the system has already.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("qgis.core", reason="QGIS's Python is not importable")

from roofline.desktop.setup import choice, labels, pins, store
from roofline.desktop.setup import explain as explaining
from roofline.models import settings as label_settings
from support import desktop_runs, rasters
from support.installation import SESSION, bare_wheel, downloaded, work


def test_what_runs_sam_sees_nothing_of_qgis(worker, tmp_path):
    job = choice.labels_job("install", tmp_path)
    assert job["path"] == [] and job["requirement"] == f"torch=={pins.torch_version()} {pins.LABELS}"
    arguments = worker.pip_arguments({**job, "index": choice.SITE + "cpu", "besides": choice.PYPI}, tmp_path)
    assert arguments[arguments.index("--extra-index-url") + 1] == "https://pypi.org/simple"
    assert (tmp_path / "constraints.txt").read_text() == ""  # its NumPy is its own
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    bare_wheel(chosen, "numpy")
    job = choice.labels_job("install", tmp_path / "base", wheels=str(chosen)) | {"needed": 0}
    assert job["requirement"] == "torch>=2.4 transformers>=5"
    run = work(job | {"requirement": "numpy"})
    assert "is left out" not in run.stdout and '"error": "import"' in run.stdout
    assert "No module named 'torch'" in run.stdout  # though the Python of this test has one
    told = explaining.sentence("import", "x", product=choice.LABELS)
    assert told.startswith("transformers was installed but does not run")
    assert choice.labels_size(choice.CPU).disk > choice.size(choice.CPU).disk


def test_what_runs_sam_counts_once_it_was_tried(tmp_path, monkeypatch):
    """With the real packages, linked to where pip would have put them; then runs are told where they are."""
    given = label_settings.label_packages()
    if not given:
        pytest.skip(f"{label_settings.LABELS} names no folders with transformers and PyTorch")
    base = store.base_folder(tmp_path, choice.LABELS)
    packages = base / "k3x9" / store.PACKAGES
    packages.mkdir(parents=True)
    for entry in [entry for folder in reversed(given) for entry in Path(folder).iterdir()]:
        (packages / entry.name).unlink(missing_ok=True)
        (packages / entry.name).symlink_to(entry)
    run = work(choice.labels_job("accept", base) | {"folder": "k3x9"})
    assert '"done": {"version": "5.' in run.stdout, run.stdout
    monkeypatch.setenv(label_settings.LABELS, "/of/somebody")
    assert labels.activate(base) and label_settings.label_packages() == ("/of/somebody",)
    monkeypatch.delenv(label_settings.LABELS)
    assert labels.activate(base) and label_settings.label_packages() == (str(packages),)
    assert choice.state(base, choice.LABELS) == ("installed", pins.LABELS.partition("==")[2])
    store.forget(base)
    assert not labels.activate(base) and label_settings.label_packages() == ()
    assert choice.state(base, choice.LABELS) == ("absent", "")


@pytest.fixture(scope="module")
def point_wheels(tmp_path_factory):
    """A folder with laspy and lazrs, as the window tells to fetch them."""
    folder = tmp_path_factory.mktemp("point_wheels")
    return downloaded(folder, "--no-deps", *pins.points_versions().split())


def without_laspy(job: dict) -> dict:
    """A job for a Python that does not have laspy and lazrs already, unless they lie beside QGIS's NumPy."""
    folders = [{each.name for each in Path(path).glob("*")} for path in job["path"]]
    path = [
        path
        for path, names in zip(job["path"], folders)
        if "numpy" in names or not names & {"laspy", "lazrs"}
    ]
    return {**job, "path": path}


def test_laspy_and_lazrs_are_installed_tried_and_removed(tmp_path, point_wheels):
    """NumPy stays QGIS's; half an installation does not count; PyTorch's folder is another one."""
    base = store.base_folder(tmp_path, choice.POINTS)
    assert base != store.base_folder(tmp_path) and choice.points_job("install", base)["alone"]
    job = without_laspy(choice.points_job("install", base, str(point_wheels)))
    run = work(job)
    assert run.returncode == 0, run.stdout
    pinned = dict(each.split("==") for each in pins.points_versions().split())
    own = {each.name.lower(): each.version for each in metadata.distributions(path=job["path"])}
    version = " + ".join(
        own.get(name, pinned[name]) for name in ("laspy", "lazrs")
    )  # QGIS's own is found first
    assert store.record(base)["version"] == version and store.is_whole(base)
    (packages,) = (Path(each) for each in store.paths(base)[1])
    assert {"laspy", "lazrs"} <= {path.name for path in packages.iterdir()}
    assert not (packages / "numpy").exists()
    (packages / "laspy" / "__init__.py").unlink()
    assert not store.is_whole(base) and store.paths(base) == ([], [])
    assert work(choice.points_job("remove", base)).returncode == 0
    assert sorted(path.name for path in base.iterdir()) == [store.LOCK]


def test_what_does_not_unpack_points_does_not_count(tmp_path):
    """Wheels of the right names that hold something else."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name in ("laspy", "lazrs"):
        bare_wheel(wheels, name)
    job = without_laspy(choice.points_job("install", tmp_path / "base", str(wheels)))
    run = work({**job, "requirement": "laspy lazrs"})
    assert run.returncode == 1 and '"error": "import"' in run.stdout
    assert store.record(tmp_path / "base") is None
    told = explaining.sentence("import", "AttributeError", run.stdout, "", choice.POINTS)
    assert told.startswith("laspy + lazrs was installed but does not run")


@desktop_runs.needs_desktop
def test_laz_without_a_terminal(tmp_path, point_wheels):
    """The window's button, in QGIS: refused by name before, read after, without a restart; then removed."""
    laspy = pytest.importorskip("laspy", reason="laspy makes the file")
    pytest.importorskip("lazrs", reason="lazrs packs it")
    cloud = laspy.LasData(laspy.LasHeader(point_format=6, version="1.4"))
    cloud.x, cloud.y = np.indices((20, 20)).reshape(2, -1)
    cloud.z = np.arange(400) * 0.01
    cloud.write(tmp_path / "cloud.laz")
    variables = {"PYTHONPATH": "", "ROOFLINE_PART": "points", "ROOFLINE_WHEELS": str(point_wheels)}
    report = desktop_runs.report(tmp_path, SESSION, **variables)
    assert "error" not in report, report
    assert (
        "laspy and lazrs: the menu Raster > Roofline > Set up PyTorch installs them" in report["grid before"]
    )
    assert "two small free packages are needed" in report["label before"]
    assert report["told before"] == [True, "LAZ and COPC can be read now."]
    assert report["grid after"] == 400 and report["label after"].startswith("They can be read")
    assert report["told after"][0] and "are needed" in report["label removed"]


@pytest.mark.slow
@desktop_runs.needs_desktop
def test_what_runs_sam_comes_and_goes_by_its_button(tmp_path, wheels):
    """In QGIS, from a folder of wheels: its Python is found at once, without a restart, and is not QGIS's."""
    folder = Path(shutil.copytree(wheels, tmp_path / "wheels", copy_function=os.link))
    downloaded(folder, pins.LABELS)
    rasters.write(tmp_path / "rgb.tif", np.full((3, 40, 40), 90, np.uint8), nodata=None)
    (tmp_path / "sam").mkdir()
    variables = {
        "PYTHONPATH": "",
        "ROOFLINE_PART": "labels",
        "ROOFLINE_WHEELS": str(folder),
        "ROOFLINE_LABELS": "",
    }
    report = desktop_runs.report(tmp_path, SESSION, **variables)
    assert "error" not in report, report
    assert "needs a Python of its own" in report["label before"] and report["packages before"] == ""
    assert "SAM 3 needs transformers: install it with Raster" in report["run before"]
    assert report["told before"] == [True, "Label imagery can run now, with a folder of SAM 3."]
    assert report["label after"].startswith("Its Python is ready: transformers 5.")
    assert str(tmp_path) in report["packages after"] and not report["seen after"]
    assert "sam lacks config.json of SAM 3" in report["run after"]  # it was started, and looked there
    assert report["told after"][0] and report["packages removed"] == ""


@pytest.mark.parametrize(
    ("version", "found"), [("1.13.0a0", "old"), ("2.6.0+x", "elsewhere"), ("", "elsewhere")]
)
def test_an_old_pytorch_of_the_system_does_not_do(tmp_path, monkeypatch, version, found):
    """Which is told by its file of the version alone; one without that file is left to the run."""
    folder = tmp_path / "dist-packages" / "torch"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit")
    if version:
        (folder / "version.py").write_text(
            f"__all__ = ['__version__', 'cuda']\n__version__ = '{version}'\ncuda = None\n"
        )
    monkeypatch.setattr(sys, "path", [str(folder.parent), *sys.path])
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    importlib.invalidate_caches()
    assert choice.state(tmp_path / "own") == (found, version if found == "old" else str(folder))
