"""Loads the checkout, whatever its folder is called, as the package `roofline`; starts a headless QGIS."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

# Small networks on several threads wait for each other longer than they compute, above all on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# QGIS would leave statistics beside every raster that it opens, those of other folders too.
os.environ.setdefault("GDAL_PAM_ENABLED", "NO")
# What people are told is compared in English, whatever the machine speaks.
os.environ["LC_ALL"] = "C.UTF-8"

# Which worker of pytest -n this is, if any; what tests start are no workers.
WORKER = os.environ.pop("PYTEST_XDIST_WORKER", "")

ROOT = Path(__file__).resolve().parent.parent
TESTS = Path(__file__).resolve().parent
for folder in (TESTS,):
    sys.path.insert(0, str(folder))


def load_package() -> None:
    """Import the checkout's root as `roofline`."""
    spec = importlib.util.spec_from_file_location(
        "roofline", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["roofline"] = module
    spec.loader.exec_module(module)


if "roofline" not in sys.modules:
    load_package()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test's folder is its marker."""
    for item in items:
        tier = Path(str(item.fspath)).relative_to(TESTS).parts[0]
        if tier in ("core", "qgis", "cli", "desktop"):
            item.add_marker(getattr(pytest.mark, tier))


@pytest.fixture(scope="session", autouse=True)
def folder_of_a_worker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A worker's temporary folder is its own: tests look at what a run leaves there."""
    if WORKER:
        os.environ["TMPDIR"] = tempfile.tempdir = str(tmp_path_factory.getbasetemp())


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture(scope="session")
def qgis(tmp_path_factory: pytest.TempPathFactory):
    """A QgsApplication without windows, in an empty profile, with Processing and the provider."""
    pytest.importorskip("qgis.core", reason="QGIS's Python is not importable")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    profile = tmp_path_factory.mktemp("profile")
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QSettings

    # Without a name of its own the application shares its settings with all such programs of the account.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(profile))
    application = QgsApplication([], False, str(profile))
    application.initQgis()
    sys.path.append("/usr/share/qgis/python/plugins")
    from processing.core.Processing import Processing

    Processing.initialize()
    from roofline import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    application.roofline = plugin
    yield application
    plugin.unload()
    # exitQgis() after PyTorch's threads have run is a known source of crashes; the process ends right after.
