"""QGIS desktop under a virtual display, in an empty profile."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import processes
import pytest
import rasters
import toy_models

QGIS = shutil.which("qgis.bin") or shutil.which("qgis")
SESSION = Path(__file__).with_name("session.py")
ALGORITHMS = {
    "buildingmask",
    "composemask",
    "evaluatedsm",
    "importmodel",
    "reconstructdsm",
    "refinedsm",
    "simulatecity",
    "synthesizeimagery",
}
INI = "[PythonPlugins]\nroofline=true\n[qgis]\ncheckVersion=false\nfirstRunVersionFlag=99999\n"

pytestmark = pytest.mark.skipif(
    QGIS is None or shutil.which("xvfb-run") is None, reason="QGIS desktop or xvfb-run is not installed"
)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """The folder of a finished desktop session, with its report."""
    folder = tmp_path_factory.mktemp("desktop")
    settings = folder / "profile" / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text(INI)
    rasters.write(folder / "dsm.tif", rasters.town())
    toy_models.shifting_model(folder / "shift.pt")
    environment = {**processes.environment(folder), "ROOFLINE_TEST_FOLDER": str(folder)}
    environment.pop("QT_QPA_PLATFORM")
    command = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", QGIS, "--nologo", "--noversioncheck"]
    run = subprocess.run(
        [*command, "--profiles-path", str(folder / "profile"), "--code", str(SESSION)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    report = folder / "report.json"
    assert report.exists(), run.stdout + run.stderr
    return folder, json.loads(report.read_text())


def test_plugin_loads_and_lists_its_algorithms(session):
    _, report = session
    assert "error" not in report, report
    assert report["loaded"]
    assert set(report["algorithms"]) == ALGORITHMS


def test_dialog_opens(session):
    folder, report = session
    assert report["dialog"] == "Refine DSM"
    assert (folder / "dialog.png").stat().st_size > 5000


def test_refines_as_a_background_task(session):
    folder, report = session
    assert report["ok"]
    assert report["results"]["MEAN_ABSOLUTE_CHANGE"] == pytest.approx(1.0, abs=2e-3)
    np.testing.assert_allclose(rasters.read(folder / "refined.tif"), rasters.town() + 1, atol=2e-3)
