"""The field of MODEL in the dialogs of algorithms."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import desktop_runs, toy_models

pytestmark = desktop_runs.needs_desktop
BUNDLED = ["refine-geometry", "refine-guided"]


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> dict:
    """What the session reports."""
    folder = tmp_path_factory.mktemp("field")
    models = folder / "models"
    models.mkdir()
    toy_models.shifting_model(models / "mine.pt")
    toy_models.finding_model(models, "heights", ("dsm",))
    (models / "broken.pt").write_bytes(b"nothing of any use")
    (models / "dangling.pt").symlink_to(models / "nowhere.pt")
    script = Path(__file__).with_name("field_session.py")
    report = desktop_runs.report(folder, script, ROOFLINE_MODELS=str(models))
    assert "error" not in report, report["error"]
    return report


def test_it_offers_the_models_of_the_task_and_what_else_the_algorithm_knows(session):
    offered = {task: [name for name, _ in choices] for task, choices in session["offered"].items()}
    assert offered["refinedsm"] == ["mine", *BUNDLED]
    assert offered["buildingmask"] == ["auto", "buildings-imagery", "buildings-surface", "heights"]
    assert offered["reconstructdsm"] == ["grid", "reconstruct-points"]
    assert offered["traindsmrefiner"] == ["auto", "none", "mine", *BUNDLED]
    assert offered["synthesizeimagery"] == ["imagery-demo"]
    assert dict(session["offered"]["refinedsm"])["mine"] == "Toy"
    assert dict(session["offered"]["traindsmrefiner"])["none"] == "start from nothing"


def test_it_shows_the_default(session):
    assert session["default"] == {
        "refinedsm": "refine-geometry",
        "buildingmask": "auto",
        "reconstructdsm": "grid",
        "synthesizeimagery": "imagery-demo",
        "traindsmrefiner": "auto",
        "trainbuildingmask": "auto",
        "trainimagery": "none",
        "trainreconstruction": "none",
        "evaluateimagery": "buildings-imagery",
    }


def test_a_training_offers_what_it_can_go_on_with(session):
    offered = {task: [name for name, _ in choices] for task, choices in session["offered"].items()}
    assert offered["trainreconstruction"] == ["none"]  # reconstruct-points is another network
    assert offered["trainimagery"] == ["none", "imagery-demo"]
    assert offered["trainbuildingmask"] == ["auto", "none", "buildings-imagery", "buildings-surface"]
    compact = ["auto", "none", *BUNDLED]
    assert session["architectures"] == {
        "compact": compact,
        "resdepth": ["auto", "none", "mine"],
        "enhancer": ["auto", "none"],
        "auto": ["auto", "none", "mine", *BUNDLED],
    }


def test_what_looks_for_buildings_in_an_image_needs_no_surface(session):
    assert [name for name, _ in session["offered"]["evaluateimagery"]] == ["buildings-imagery"]


def test_dialogs_open_at_once(session):
    assert max(session["seconds"].values()) < 3  # 0.03 s, 100 rows of a batch 0.5 s


def test_values_of_the_history_stay(session):
    before, after, changes = session["history"]
    assert (before, after, changes) == ("gone-since", "gone-since", 0)
    assert session["set"] == ["", "refine-guided", "refine-guided"]


def test_a_model_is_chosen_typed_or_browsed_for(session):
    assert session["chosen"] == ["mine", False, "mine"]
    assert session["typed"] == ["MI", 3]
    assert session["filters"] == ["Roofline models (*.pt)"]
    assert session["browsed"] == [True, True]


def test_the_list_is_made_when_it_opens(session):
    assert session["later"] == ["later", *BUNDLED]


def test_batch(session):
    assert session["batch"] == [["later", *BUNDLED], ["later"], 100]


def test_a_model_of_the_modeler_can_give_it(session):
    assert session["modeler"] == ["wanted", "mine", "@wanted || '.pt'", True]
    assert session["log"] == []
