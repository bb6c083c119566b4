"""Models on disk: installed, named, removed."""

from __future__ import annotations

import pytest
import toy_models
from roofline.models import bundle, modelfiles
from roofline.models.errors import RooflineError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty model folder that is not there yet."""
    monkeypatch.setenv(modelfiles.FOLDER, str(tmp_path / "models"))
    return tmp_path / "models"


def test_a_copy_is_installed_and_removed(folder, tmp_path):
    source = toy_models.shifting_model(tmp_path / "mine.pt")
    installed = modelfiles.install_copy(source, "mine")
    assert bundle.load("mine").card == modelfiles.read_card(source)
    assert modelfiles.free_name("mine") == "mine-2"
    with pytest.raises(RooflineError, match="already"):
        modelfiles.install_copy(source, "mine")
    modelfiles.remove("mine")
    assert not installed.exists() and list(folder.iterdir()) == []


def test_what_is_no_model_is_not_installed(folder, tmp_path):
    (tmp_path / "text.pt").write_text("hello")
    with pytest.raises(RooflineError, match="not a Roofline model"):
        modelfiles.install_copy(tmp_path / "text.pt", "text")
    assert not folder.exists()


def test_links_that_lead_nowhere_are_no_models(folder):
    folder.mkdir()
    (folder / "gone.pt").symlink_to(folder / "nowhere")
    assert "gone" not in modelfiles.available() and modelfiles.free_name("gone") == "gone"


def test_bundled_models_stay(folder):
    for name in ("refine-geometry", "none"):
        with pytest.raises(RooflineError, match="not one that you have installed"):
            modelfiles.remove(name)
    assert (modelfiles.BUNDLED / "refine-geometry.pt").exists()


def test_names(folder):
    assert modelfiles.free_name("a/b:c") == "a-b-c"
    assert modelfiles.free_name(" . ") == "model"
    assert modelfiles.free_name("refine-geometry") == "refine-geometry-2"
    for name in ("", " a", "a/b", "..", "refine-geometry"):
        with pytest.raises(RooflineError):
            modelfiles.check_name(name)


def test_a_card_is_kept_until_its_file_changes(tmp_path):
    path = toy_models.shifting_model(tmp_path / "mine.pt")
    card = modelfiles.read_card(path)
    card["title"] = "changed by its reader"
    assert modelfiles.read_card(path)["title"] != card["title"]
    toy_models.shifting_model(path, guides=2)
    assert len(modelfiles.read_card(path)["inputs"]) == 3
    path.write_bytes(b"nothing of any use")
    with pytest.raises(RooflineError, match=r"mine\.pt"):
        modelfiles.read_card(path)
