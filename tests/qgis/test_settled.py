"""What is settled in QGIS's settings, where there are no windows."""

from __future__ import annotations

import os

import pytest
from support import toy_models


@pytest.fixture
def settled(qgis, monkeypatch, tmp_path):
    """The module, with nothing settled before and after, and a model folder of its own."""
    from qgis.core import QgsSettings
    from roofline.algorithms.common import settings
    from roofline.models.modelfile import store

    for setting in settings.SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv(store.FOLDER, str(tmp_path))
    yield settings
    QgsSettings().remove("roofline")
    settings.leave_the_core()


def test_settings_reach_the_core_and_leave_it(settled):
    settled.DEVICE.store("cpu")
    settled.THREADS.store("2")
    settled.MEMORY.store("0")
    settled.reach_the_core()
    assert (os.environ["ROOFLINE_DEVICE"], os.environ["ROOFLINE_THREADS"]) == ("cpu", "2")
    assert "ROOFLINE_MEMORY" not in os.environ
    settled.DEVICE.store("auto")
    settled.reach_the_core()
    assert "ROOFLINE_DEVICE" not in os.environ and settled.DEVICE.stored() == ""
    settled.leave_the_core()
    assert "ROOFLINE_THREADS" not in os.environ


def test_the_environment_goes_first(settled, monkeypatch):
    monkeypatch.setenv("ROOFLINE_DEVICE", "cuda")
    settled.DEVICE.store("cpu")
    settled.reach_the_core()
    settled.leave_the_core()
    assert not settled.is_ours(settled.DEVICE) and os.environ["ROOFLINE_DEVICE"] == "cuda"


def test_a_default_model_is_the_algorithms_default_while_it_is_there(settled, tmp_path):
    from qgis.core import QgsApplication

    def default() -> str:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("roofline:refinedsm")
        return algorithm.parameterDefinition("MODEL").defaultValue()

    path = toy_models.shifting_model(tmp_path / "mine.pt")
    settled.set_default_model("refinedsm", "mine")
    assert settled.default_model("refinedsm") == default() == "mine"
    assert settled.default_model("buildingmask") == ""
    path.unlink()
    assert settled.default_model("refinedsm") == "" and default() == "refine-geometry"
