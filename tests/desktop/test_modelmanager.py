"""The window with the models: cards, import by drop, default, delete."""

from __future__ import annotations

import pytest
from support import desktop_runs

pytestmark = [desktop_runs.needs_desktop, pytest.mark.alone]
BUNDLED = ["buildings-imagery", "buildings-surface", "imagery-demo"]
BUNDLED += ["reconstruct-points", "refine-geometry", "refine-guided"]


def test_bundled_models_have_cards_without_pytorch(models_session):
    names, card, can_be_deleted = models_session["bundled"]
    assert "refine-geometry" in names and not can_be_deleted
    for words in ("Refine a photogrammetric DSM", "Pixel size", "Licence", "Learnt from", "NMAD"):
        assert words in card
    assert not models_session["torch loaded"]


def test_a_dropped_model_file_is_installed(models_session):
    names, told, chosen = models_session["installed"]
    assert names == [*BUNDLED, "mine"] and chosen == "mine"
    assert told == ["“mine” is ready."]


def test_a_checkpoint_is_imported_in_the_background(models_session):
    problem, can_go_on = models_session["taken"]
    assert "already" in problem and not can_go_on
    assert models_session["busy"] == ["Importing Model_best.pth", True]
    assert models_session["folder"].is_dir()
    assert "is a folder" in models_session["last told"][0]
    card = models_session["default"][2]
    for words in ("ResDepth (geom)", "CC BY 4.0", "Model_best.pth"):
        assert words in card


def test_a_default_is_that_of_the_toolbox_too(models_session):
    settled, of_the_toolbox, _ = models_session["default"]
    assert settled == of_the_toolbox == "My ResDepth"


def test_what_is_no_model_is_named_in_one_sentence(models_session):
    (told,) = models_session["broken"]
    assert told.startswith("broken.pth ") and told.endswith(".")


def test_a_deleted_model_is_gone_and_no_default(models_session):
    names, default, left = models_session["deleted"]
    assert names == [*BUNDLED, "mine"] and default == "" and left == []
    assert [path.name for path in (models_session["folder"] / "models").iterdir()] == ["mine.pt"]


def test_what_went_wrong_with_one_of_many_files_is_not_lost(models_session):
    broken, folder = models_session["many"]
    assert broken.startswith("broken.pth ") and "is a folder" in folder


def test_models_and_folders_that_are_not_there(models_session):
    told, names = models_session["gone"]
    assert "mine-2" in told and "mine-2" not in names
    (told,) = models_session["no folder"]
    assert told == models_session["not opened"] and "cannot be made" in told
