"""The page in QGIS's options, and what it says reaching the runs."""

from __future__ import annotations

import pytest
from support import desktop_runs

pytestmark = [desktop_runs.needs_desktop, pytest.mark.alone]


def test_the_page_is_in_the_options(models_session):
    assert models_session["seen"]["visible"]
    assert (models_session["folder"] / "options.png").stat().st_size > 20_000


def test_what_is_chosen_reaches_the_core(models_session):
    before, after = models_session["before"], models_session["after"]
    assert [before[f"ROOFLINE_{name}"] for name in ("DEVICE", "PRECISION", "THREADS", "MODELS")] == [None] * 4
    assert (after["ROOFLINE_DEVICE"], after["ROOFLINE_PRECISION"]) == ("cpu", "float32")
    assert after["ROOFLINE_THREADS"] == "1"
    assert after["ROOFLINE_MODELS"] == str(models_session["folder"] / "models")
    assert "the CPU with one thread" in models_session["tip"][0]


def test_it_is_kept_and_shown_again(models_session):
    models = str(models_session["folder"] / "models")
    assert models_session["again"] == ["cpu", 1, models]
    assert models_session["keys"] == {
        "roofline/default_model/refinedsm": "refine-geometry",
        "roofline/device": "cpu",
        "roofline/model_folder": models,
        "roofline/precision": "float32",
        "roofline/threads": "1",
    }


def test_automatic_leaves_no_trace(models_session):
    assert models_session["seen"]["automatic"] == ""
    assert models_session["reset"]["ROOFLINE_DEVICE"] is None
    assert models_session["reset"]["ROOFLINE_PRECISION"] == "float32"


def test_the_environment_has_the_last_word(models_session):
    enabled, value, tip = models_session["seen"]["memory"]
    assert not enabled and value == 4096 and "ROOFLINE_MEMORY" in tip
    assert models_session["after"]["ROOFLINE_MEMORY"] == "4096"


def test_unloading_leaves_the_environment_as_it_was(models_session):
    assert models_session["unloaded"][2] == models_session["before"]
