"""A plan that is drawn in QGIS and painted while it grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import desktop_runs

pytestmark = [desktop_runs.needs_desktop, pytest.mark.alone]
STARVED = 150.0  # ms
LAYERS = ["Buildings of the plan", "Roads of the plan"]
IMAGE, KEPT = "Image of the plan", "Image of the plan, seed 1"


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """What the session reports."""
    folder = tmp_path_factory.mktemp("plan")
    report = desktop_runs.report(folder, Path(__file__).with_name("plan_session.py"))
    assert "error" not in report, report["error"]
    assert report["errors"] == []
    return report


def test_two_layers_are_ready_to_draw_in(session):
    assert session["made"] == [[name, "EPSG:25832", True, 0] for name in LAYERS]
    assert session["group"] == LAYERS and session["active"]
    assert session["said"] == ["Draw buildings and roads: what is in view is painted a second later."]


def test_what_is_in_view_is_painted_below_them(session):
    bands, crs, pixel = session["image"]
    # Wider windows, as newer QGIS opens them, show more than 1024 pixels of 0.3 m.
    assert (bands, crs) == (3, "EPSG:25832") and round(pixel, 6) in (0.3, 0.5)
    assert session["covers"]
    assert session["lies below"] == [*LAYERS, IMAGE]
    assert session["message"] == ["Painted what is in view. It is made up, and shows no real place."]


def test_the_interface_goes_on(session):
    assert session["held"] < STARVED


def test_edits_undo_and_the_next_seed_are_painted(session):
    first, edited, undone, reseeded = session["digests"]
    assert undone == first
    assert len({first, edited, reseeded}) == 3
    assert session["one image"] == 1
    assert session["narrower"]  # a road of another width


def test_a_kept_image_stays_beside_the_next(session):
    assert session["kept"] == [[KEPT], [IMAGE, KEPT]]
    assert session["offered"] == ["Another image", "End"]


def test_too_much_in_view_is_said(session):
    said, unchanged = session["too much"]
    assert said == ["Too much is in view to be painted: zoom in to about a kilometre."] and unchanged


def test_every_end_leaves_what_is_kept_and_nothing_else(session):
    assert session["ended"] == [[KEPT], False, True, []]
    assert session["without a layer"] == [[], []]
    assert session["unloaded"] == [0, True, []]
