"""Selected layers through the actions of the desktop, as background tasks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import desktop_runs, rasters, satgen_parts, toy_models

pytestmark = [desktop_runs.needs_desktop, pytest.mark.alone]
ODD = 'odd & <b>"ü"'
ACTIONS = ["Refine DSM", "Building mask", "Synthesize imagery"]
DEGREES = (6.0, 1e-5, 0.0, 50.0, 0.0, -1e-5)
METRES = (700000.0, 1.0, 0.0, 5000000.0, 0.0, -1.0)
STARVED = 100.0  # ms


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tasks")


@pytest.fixture(scope="module")
def session(folder):
    """What a session of QGIS with good and bad layers reports."""
    rasters.write(folder / "dsm.tif", rasters.town((400, 500)))
    rasters.write(folder / f"{ODD}.tif", rasters.town())
    rasters.write(folder / "gone.tif", rasters.town())
    rasters.write(folder / "degrees.tif", rasters.town(), geotransform=DEGREES, epsg=4326)
    rasters.write(folder / "rgb.tif", np.zeros((3, 40, 50), np.uint8), nodata=None)
    rasters.write(folder / "plan.tif", satgen_parts.town_mask(300, 400), geotransform=METRES, nodata=None)
    toy_models.finding_model(folder, "heights", ("dsm",))
    report = desktop_runs.report(folder, Path(__file__).with_name("tasks_session.py"))
    assert "error" not in report, report["error"]
    return report


def test_actions_are_where_people_look(session):
    assert session["toolbar"][:3] == ACTIONS
    assert session["context"] == ACTIONS


def test_results_enter_above_their_sources_with_their_style(session):
    suburb, odd_results, odd = session["tree"][:3]
    assert suburb == ["Suburb", [["dsm (Roofline)", ["dsm refined: shading", "dsm refined"]], "dsm"]]
    assert odd_results == [f"{ODD} (Roofline)", [f"{ODD} refined: shading", f"{ODD} refined"]]
    assert odd == ODD
    assert session["renderers"]["dsm refined"] != session["renderers"]["dsm"]


def test_one_message_names_what_cannot_be_used_and_one_what_was_made(session):
    made, left_out = session["mixed"]
    assert left_out[0].startswith("Left out: ")
    for name in ("rgb", "gone", "wms", "cloud", "points"):
        assert f"“{name}”" in left_out[0]
    assert "3 bands" in left_out[0] and "missing" in left_out[0]
    assert "“dsm refined”" in made[0] and "&lt;b&gt;" in made[0]
    assert " s on the CPU" in made[0]


def test_one_task_at_a_time_the_others_wait(session):
    assert session["queued"] == [f"Refine DSM: {ODD}"]
    assert session["most_running"] == 1


def test_building_mask_takes_the_bundled_model_and_joins_the_group(session):
    assert session["asked for a mask"] is False
    suburb, renderers, messages = session["masked"]
    assert suburb[1][0] == ["dsm (Roofline)", ["dsm buildings", "dsm refined: shading", "dsm refined"]]
    assert renderers["dsm buildings"] == "paletted"
    ((text, level),) = messages
    assert level == 3 and text.startswith("“dsm buildings” made in ")


def test_building_mask_of_a_picture_takes_the_model_of_imagery(session):
    assert session["asked for imagery"] is False
    nodes, renderers, messages = session["masked in colours"]
    assert ["rgb (Roofline)", ["rgb buildings"]] in nodes and renderers["rgb buildings"] == "paletted"
    ((text, level),) = messages
    assert level == 3 and text.startswith("“rgb buildings” made in ")
    assert any("buildings-imagery" in line for line in session["said of colours"])


def test_an_image_is_painted_above_its_plan(session):
    assert session["asked for a painter"] is False
    nodes, renderer, bands, size, messages = session["painted"]
    groups = [node for node in nodes if node == ["plan (Roofline)", ["plan imagery"]]]
    assert len(groups) == 1 and nodes[nodes.index(groups[0]) + 1] == "plan"
    assert renderer == "multibandcolor" and bands == [1, 2, 3] and size == [400, 300]
    ((text, level),) = messages
    assert level == 3 and text.startswith("“plan imagery” made in ")


def test_a_failure_is_one_sentence_with_the_log(session):
    ((text, level),) = session["failed"]
    assert level == 2
    assert text.startswith("“degrees”: ") and text.endswith(".") and ". " not in text
    assert "degrees" in text[11:]
    assert any(line.startswith("Refine DSM: degrees: ") for line in session["log"])
    assert any("Tiles of" in line for line in session["log"])


def test_cancelled_tasks_leave_nothing(session):
    assert session["cancelled"] == [True, []]


def test_without_torch_the_way_to_it_is_shown(session):
    ((text, level),), started, dialog_is_open = session["missing"]
    assert level == 1 and started == [] and dialog_is_open
    assert text == "PyTorch is missing; Roofline computes with it.", "longer ones are cut beside the button"
    assert any(line.startswith("PyTorch is missing: the menu Raster > Roofline") for line in session["log"])


def test_removing_a_layer_cancels_its_task_alone(session):
    names, ((text, _),) = session["removed"]
    assert ODD not in names and text.startswith("“dsm buildings” made in ")


def test_ten_reloads_leave_nothing(session):
    before, after, warnings = session["reloaded"]
    assert after == before
    assert before["providers"] == before["toolbars"] == 1
    assert warnings == []


def test_unloading_takes_all_modules_along(session):
    """What stays would be old code after an update."""
    assert session["modules left"] == []


def test_unloading_ends_what_runs(session):
    after, unchanged, warnings = session["unloaded"]
    files = after.pop("files")
    assert not any(after.values()), after
    assert not any(name.startswith("roofline") for name in files)
    assert unchanged and warnings == []


def test_the_interface_never_starves(session):
    assert max(session["busy"].values()) <= STARVED, session
    assert max(session["waits"].values()) <= STARVED, session


def test_quitting_while_tasks_run_ends_well(session, folder):
    run = desktop_runs.start(folder, Path(__file__).with_name("quit_session.py"))
    assert run.returncode == 0, run.stdout + run.stderr
    assert (folder / "quit.txt").read_text() == "running"


def test_qt_ends_connections_without_waiting_for_python(session):
    """Else its main thread, with a lock of its own, and a worker with Python's can wait for each other."""
    ours = ("Feedback", "AlgorithmTask")
    assert session["asks python"] == {"QgsProcessingFeedback": True, **dict.fromkeys(ours, False)}
