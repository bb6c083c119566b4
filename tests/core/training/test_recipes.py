"""The recipes of the bundled models as commands: each says what it does and takes its arguments."""

from __future__ import annotations

import importlib
import sys

import pytest
import torch

RECIPES = ("refine_geometry", "tell_buildings", "building_masks", "building_images", "imagery_demo")


@pytest.fixture(autouse=True)
def threads():
    count = torch.get_num_threads()
    yield
    torch.set_num_threads(count)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_tells_its_commands(name: str, monkeypatch, capsys):
    recipe = importlib.import_module(f"roofline.models.training.bundled.{name}")
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as ended:
        recipe.main()
    said = capsys.readouterr().out
    assert ended.value.code == 0 and "$RECIPE train" in said and "--minutes" in said


@pytest.mark.parametrize("name", RECIPES[2:])
def test_a_recipe_does_what_is_asked_for(name: str, monkeypatch, tmp_path):
    recipe = importlib.import_module(f"roofline.models.training.bundled.{name}")
    given = ["generate", "--work", str(tmp_path / "work"), "--shards", "0"]
    monkeypatch.setattr(sys, "argv", [name, *given])
    recipe.main()
    assert (tmp_path / "work" / "shards").is_dir()
