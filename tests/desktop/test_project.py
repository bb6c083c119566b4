"""What people do to their project while Roofline works."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import desktop_runs, rasters

pytestmark = [desktop_runs.needs_desktop, pytest.mark.alone]
DEGREES = (6.0, 1e-5, 0.0, 50.0, 0.0, -1e-5)
RESULTS = ["dsm refined: shading", "dsm refined"]


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("project")
    rasters.write(folder / "dsm.tif", rasters.town())
    rasters.write(folder / "nowhere.tif", rasters.town(), epsg=None)
    rasters.write(folder / "degrees.tif", rasters.town(), geotransform=DEGREES, epsg=4326)
    report = desktop_runs.report(folder, Path(__file__).with_name("project_session.py"))
    assert "error" not in report, report["error"]
    return report


def test_results_do_not_enter_another_project(session):
    assert session["cleared"] == [["another"], []]


def test_qgis_asks_before_a_project_is_left_that_results_are_opened_for(session):
    assert session["refused"] and "Loading another refined" in session["asked"]
    nodes, messages = session["kept"]
    assert len(nodes) == 2 and nodes[1] == "another" and "made in" in messages[0]


def test_opening_can_be_cancelled(session):
    assert session["cancelled"] == [["dsm"], []]
    assert session["removed"] == [[], []]


def test_results_are_shown_where_one_layer_is_shown_at_a_time(session):
    assert session["exclusive"] == [["one at a time", [["dsm (Roofline)", RESULTS]]]]


def test_a_source_among_its_results_gets_more_of_them(session):
    assert session["together"] == [["one at a time", [["dsm (Roofline)", [*RESULTS, *RESULTS]]]]]


def test_results_lie_where_people_have_put_their_source(session):
    assert {name: crs for name, crs in session["crs"].items() if "shading" not in name} == {
        "given refined": "EPSG:32631",
        "another refined": "EPSG:32632",
        "dsm refined": "EPSG:32631",
    }
    assert len(session["crs"]) == 6


def test_a_preview_ends_with_the_map_that_it_was_made_for(session):
    assert session["preview"] == [True, []]
    assert session["near"] == ["Too little of “dsm” is in view: zoom out first."]


def test_a_system_without_room_is_told(session):
    (text,) = session["no temporary folder"]
    assert text.startswith("The temporary folder ") and "nowhere" in text
    assert text.endswith("set TMPDIR to a folder on another disk.")
    assert session["errors"] == []


def test_a_surface_and_its_shading_are_one_layer(session):
    (text,) = session["again"]
    assert text.startswith("“dsm refined refined” made in ")


def test_results_in_a_group_are_no_sources_of_it(session):
    (text,) = session["group again"]
    assert text.startswith("“dsm refined” made in ")


def test_an_empty_group_is_not_the_layer_that_was_used_before(session):
    assert session["empty"] == ["Select one or more raster layers in the Layers panel first."]


def test_files_that_are_slow_to_open_hold_up_no_window(session):
    assert session["held"] < 400  # ms
    assert session["closed"] == [[True, [], []]] * 3


def test_unforeseen_errors_are_one_sentence_too(session):
    ((text,), is_logged) = session["unforeseen"]
    assert text.startswith("“dsm”: TypeError (") and "is a fault of Roofline" in text
    assert "\n" not in text and is_logged
    assert session["errors"] == []


def test_many_failures_are_a_few_messages(session):
    made, others, *first = session["failed"]
    assert "“dsm refined” made in" in made
    assert others == "Failed as well: “3”, “4”, “5”, “6”, “7” and 2 more. The log tells why."
    assert [text[:4] for text in first] == ["“2”:", "“1”:", "“0”:"]
