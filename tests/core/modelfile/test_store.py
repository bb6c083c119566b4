"""Models on disk: installed, named, removed."""

from __future__ import annotations

import pytest
from roofline.models import bundle
from roofline.models.errors import RooflineError
from roofline.models.modelfile import store
from support import toy_models


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty model folder that is not there yet."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "models"))
    return tmp_path / "models"


def test_a_copy_is_installed_and_removed(folder, tmp_path):
    source = toy_models.shifting_model(tmp_path / "mine.pt")
    installed = store.install_copy(source, "mine")
    assert bundle.load("mine").card == store.read_card(source)
    assert store.free_name("mine") == "mine-2"
    with pytest.raises(RooflineError, match="already"):
        store.install_copy(source, "mine")
    store.remove("mine")
    assert not installed.exists() and list(folder.iterdir()) == []


def test_what_is_no_model_is_not_installed(folder, tmp_path):
    (tmp_path / "text.pt").write_text("hello")
    with pytest.raises(RooflineError, match="not a Roofline model"):
        store.install_copy(tmp_path / "text.pt", "text")
    assert not folder.exists()


def test_links_that_lead_nowhere_are_no_models(folder):
    folder.mkdir()
    (folder / "gone.pt").symlink_to(folder / "nowhere")
    assert "gone" not in store.available() and store.free_name("gone") == "gone"


def test_bundled_models_stay(folder):
    for name in ("refine-geometry", "none"):
        with pytest.raises(RooflineError, match="not one that you have installed"):
            store.remove(name)
    assert (store.BUNDLED / "refine-geometry.pt").exists()


def test_names(folder):
    assert store.free_name("a/b:c") == "a-b-c"
    assert store.free_name(" . ") == "model"
    assert store.free_name("refine-geometry") == "refine-geometry-2"
    for name in ("", " a", "a/b", "..", "refine-geometry"):
        with pytest.raises(RooflineError):
            store.check_name(name)


def test_a_card_is_kept_until_its_file_changes(tmp_path):
    path = toy_models.shifting_model(tmp_path / "mine.pt")
    card = store.read_card(path)
    card["title"] = "changed by its reader"
    assert store.read_card(path)["title"] != card["title"]
    toy_models.shifting_model(path, guides=2)
    assert len(store.read_card(path)["inputs"]) == 3
    path.write_bytes(b"nothing of any use")
    with pytest.raises(RooflineError, match=r"mine\.pt"):
        store.read_card(path)
