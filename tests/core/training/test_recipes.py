"""The recipes of the bundled models as commands: each says what it does and takes its arguments."""

from __future__ import annotations

import importlib
import re
import shlex
import sys
from pathlib import Path
from string import Template

import numpy as np
import pytest
import torch
from roofline.models import bundle
from roofline.models.networks.doubt import Bounds
from roofline.models.training.bundled import (
    calibrate,
    command,
    mask_scenes,
    refine_geometry,
    restate,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "recipes.md"
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


def commands() -> list[list[str]]:
    """Module and arguments of every command on the page, with its variables filled in."""
    known: dict[str, str] = {}
    found = []
    for line in "".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)).splitlines():
        name, equals, value = line.partition("=")
        if equals and name.isupper():
            known[name] = Template(value.strip('"')).substitute(known)
        else:
            found.append(shlex.split(Template(line).substitute(known)))
    return found


def test_every_command_of_the_recipes_is_one(monkeypatch):
    """docs/recipes.md: the commands that made the bundled models still take their arguments."""
    asked = []
    monkeypatch.setattr(command, "run", lambda parser, actions: asked.append((parser.parse_args(), actions)))
    for python, flag, module, *arguments in commands():
        assert (python, flag) == ("python", "-m")
        monkeypatch.setattr(sys, "argv", [module, *arguments])
        importlib.import_module(module).main()
        options, actions = asked[-1]
        assert options.action == arguments[0] and options.action in actions
    assert {Path(options.output).stem for options, _ in asked} >= set(bundle.available())


@pytest.mark.parametrize("name", RECIPES[2:])
def test_a_recipe_does_what_is_asked_for(name: str, monkeypatch, tmp_path):
    recipe = importlib.import_module(f"roofline.models.training.bundled.{name}")
    given = ["generate", "--work", str(tmp_path / "work"), "--shards", "0"]
    monkeypatch.setattr(sys, "argv", [name, *given])
    recipe.main()
    assert (tmp_path / "work" / "shards").is_dir()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("refine_geometry", ["bound", "--start", "{}/none.pt"]),
        ("learn_trust", ["finish", "--start", "{}/none.pt"]),
        ("tell_buildings", ["finish", "--start", "{}/none.pt"]),
        ("restate", ["{}/none.pt"]),
        ("calibrate", ["masks", "--start", "{}/none.pt"]),
    ],
)
def test_what_a_recipe_cannot_do_is_told_in_one_line(
    name: str, given: list[str], monkeypatch, capsys, tmp_path
):
    recipe = importlib.import_module(f"roofline.models.training.bundled.{name}")
    (tmp_path / "figures.json").write_text("{}")
    figures = ["--metrics", str(tmp_path / "figures.json")] if name != "calibrate" else []
    figures += ["--output", str(tmp_path / "new.pt")]
    folder = [] if name == "restate" else ["--work", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", [name, *(each.format(tmp_path) for each in given), *folder, *figures])
    with pytest.raises(SystemExit) as ended:
        recipe.main()
    said = capsys.readouterr().err
    assert ended.value.code == 1 and said.count("\n") == 1 and "none.pt" in said
    assert not (tmp_path / "new.pt").exists()


def test_new_bounds_keep_weights_and_the_rest_of_the_card(monkeypatch, tmp_path):
    """`bound` of `refine_geometry` exchanges when a refiner keeps its input, and its figures."""
    figures, output = tmp_path / "figures.json", tmp_path / "bound.pt"
    figures.write_text('{"a row": {"MAE": 0.1}}')
    given = ["--work", tmp_path, "--start", "refine-geometry", "--margin=0.5", "--slight", "0.25"]
    asked = ["refine_geometry", "bound", *given, "--metrics", figures, "--output", output]
    monkeypatch.setattr("sys.argv", [str(each) for each in asked])
    refine_geometry.main()
    before, after = bundle.load("refine-geometry"), bundle.load(output)
    assert after.network.bounds == Bounds(0.5, 0.0, 0.0, 0.25)
    assert after.spec.provenance.metrics == {"a row": {"MAE": 0.1}}
    assert (
        after.name == "bound"
        and after.spec.inputs == before.spec.inputs
        and after.spec.output == before.spec.output
    )
    weights = before.network.state_dict()
    assert all(torch.equal(weights[name], value) for name, value in after.network.state_dict().items())


def test_new_figures_leave_weights_and_the_rest_of_the_card(monkeypatch, tmp_path):
    figures, output = tmp_path / "figures.json", tmp_path / "again.pt"
    figures.write_text('{"a row": {"IoU": 0.9}}')
    told = ["--metrics", str(figures), "--tile", "1536", "256", "--output", str(output), "--limits", "New."]
    monkeypatch.setattr("sys.argv", ["restate", "buildings-surface", *told])
    restate.main()
    before, after = bundle.load("buildings-surface"), bundle.load(output)
    known = dict(after.spec.provenance.metrics)
    assert known.pop("a row") == {"IoU": 0.9} and known == before.spec.provenance.metrics
    assert (after.spec.tile.size, after.spec.tile.overlap) == (1536, 256)
    assert after.spec.provenance.limits == (*before.spec.provenance.limits, "New.")
    tile, provenance = before.spec.tile, before.spec.provenance
    assert after.spec.changed(provenance=provenance, tile=tile) == before.spec
    weights = before.network.state_dict()
    assert all(torch.equal(weights[name], value) for name, value in after.network.state_dict().items())


def test_ranges_leave_weights_and_the_rest_of_the_card(monkeypatch, tmp_path):
    """`calibrate` measures what layers take on the scenes kept aside."""
    (tmp_path / "validation").mkdir()
    scenes = [mask_scenes.sample(np.random.default_rng(seed), [], size=128) for seed in (1, 2)]
    np.save(tmp_path / "validation" / "shard.npy", mask_scenes.packed(scenes))
    output = tmp_path / "again.pt"
    asked = ["calibrate", "masks", "--work", tmp_path, "--start", "buildings-surface", "--output", output]
    monkeypatch.setattr("sys.argv", [str(each) for each in asked])
    calibrate.main()
    before, after = bundle.load("buildings-surface"), bundle.load(output)
    ranges = after.spec.network.ranges
    assert set(ranges) == set(before.spec.network.ranges) and ranges != before.spec.network.ranges
    assert all(not any(lowest) and any(highest) for lowest, highest in ranges.values())
    assert after.spec.changed(network=before.spec.network) == before.spec
    weights = before.network.state_dict()
    assert all(torch.equal(weights[name], value) for name, value in after.network.state_dict().items())
