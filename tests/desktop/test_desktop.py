"""QGIS desktop under a virtual display, in an empty profile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import desktop_runs, package, rasters, toy_models

ALGORITHMS = {
    "buildingmask",
    "composemask",
    "evaluatedsm",
    "importmodel",
    "reconstructdsm",
    "refinedsm",
    "simulatecity",
    "synthesizeimagery",
    "traindsmrefiner",
}
pytestmark = desktop_runs.needs_desktop


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """The folder of a finished desktop session, with its report."""
    folder = tmp_path_factory.mktemp("desktop")
    rasters.write(folder / "dsm.tif", rasters.town())
    toy_models.shifting_model(folder / "shift.pt")
    return folder, desktop_runs.report(folder, Path(__file__).with_name("session.py"))


def test_plugin_loads_and_lists_its_algorithms(session):
    _, report = session
    assert "error" not in report, report
    assert report["loaded"]
    assert set(report["algorithms"]) >= ALGORITHMS  # and the chains


@pytest.mark.skipif(not package.MAKEABLE, reason="the zip is made by git from a clone")
def test_what_runs_is_what_the_zip_brought_into_the_profile(session):
    folder, report = session
    plugin = (folder / "profile" / "profiles" / "default" / "python" / "plugins" / "roofline").resolve()
    assert report["plugin paths"] == ""
    assert str(plugin / "__init__.py") in report["files"] and len(report["files"]) > 40
    for path in map(Path, report["files"]):
        assert plugin in path.parents and path.resolve() == path
    assert not (plugin / "tests").exists()


def test_dialog_opens(session):
    folder, report = session
    assert report["dialog"].endswith("Refine DSM")  # newer ones name the group too
    assert (folder / "dialog.png").stat().st_size > 5000


def test_no_empty_field_of_a_dialog_is_refused(session):
    _, report = session
    untouched = report["untouched"]
    assert set(untouched) == set(report["algorithms"]) and untouched["evaluateimagery"]["FEATURES"] == ""
    refused = {name: {key: said for key, said in each.items() if said} for name, each in untouched.items()}
    assert {name: each for name, each in refused.items() if each} == {}
    assert sum(map(len, untouched.values())) > 60


def test_refines_as_a_background_task(session):
    folder, report = session
    assert report["ok"]
    assert report["results"]["MEAN_ABSOLUTE_CHANGE"] == pytest.approx(1.0, abs=2e-3)
    np.testing.assert_allclose(rasters.read(folder / "refined.tif"), rasters.town() + 1, atol=2e-3)
