"""The preview of a refinement: two pictures on the map canvas and a line between them."""

from __future__ import annotations

import pytest
from support import desktop_runs

pytestmark = [desktop_runs.needs_desktop, pytest.mark.alone]
NOTHING_LEFT = {"swipe": False, "tool": True, "messages": [], "files": [], "running": False}
STARVED = 100.0  # ms


def test_before_and_after_are_shown(models_session):
    assert models_session["computing"] == ["Refining what is in view of “dsm”…"]
    assert models_session["shown"][0].startswith("Preview of “dsm” (")
    before, after = models_session["images"]
    assert before[:2] == after[:2] == [400, 300]
    assert after[2] < 0.8 * before[2]  # smoother


def test_the_interface_goes_on(models_session):
    assert models_session["held"] < STARVED


def test_the_line_is_dragged_and_the_map_beside_it(models_session):
    line, width = models_session["line"]
    assert line == pytest.approx(width / 4, abs=1)
    moved, line_after = models_session["panned"]
    assert moved and line_after == pytest.approx(line, abs=1)


def test_pictures_lie_where_the_layer_lies(models_session):
    crs, distance = models_session["turned"]  # a map of another CRS, turned by 15 degrees
    assert crs == "EPSG:2154" and distance == pytest.approx([0, 0], abs=1.5)


def test_every_way_to_close_leaves_nothing(models_session):
    assert len(models_session["files"]) == 1  # while it is shown
    assert models_session["closed"] == NOTHING_LEFT
    assert models_session["cancelled"] == [NOTHING_LEFT] * 3
    assert models_session["removed"] == NOTHING_LEFT


def test_unloading_while_it_computes(models_session):
    objects, files, _, idle, messages = models_session["unloaded"]
    assert (objects, files, idle, messages) == ([], [], True, [])
    assert not [text for text, tag, _ in models_session["log"] if tag == "Python error"]
