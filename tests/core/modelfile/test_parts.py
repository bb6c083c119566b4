"""Cards as objects: every bundled card goes through them unchanged; what is left out has its default."""

from __future__ import annotations

import copy
import dataclasses
import json

import pytest
import torch
from roofline.models import bundle
from roofline.models.bundle import ModelBundle
from roofline.models.modelfile.card import check_card
from roofline.models.modelfile.parts import Card, Input, Network, Normalisation, Output, Tiles
from support import toy_models
from support.engine_parts import card

BUNDLED = sorted(bundle.available())


@pytest.mark.parametrize("name", BUNDLED)
def test_a_card_comes_back_as_it_was(name):
    said = bundle.read_card(bundle.available()[name])
    before = copy.deepcopy(said)
    read = Card.from_json(said)
    assert read.to_json() == said == before and list(read.to_json()) == list(said)
    assert read.label == name and read.inputs == tuple(map(Input.from_json, said["inputs"]))
    assert (read.tile, read.output) == (Tiles.from_json(said["tile"]), Output.from_json(said["output"]))
    assert read.provenance.to_json() == said["provenance"] and not read.further


@pytest.mark.parametrize("name", BUNDLED)
def test_a_card_is_saved_byte_by_byte_as_it_was(name, tmp_path):
    source = bundle.available()[name]
    model = bundle.load(source)
    for made in (model, ModelBundle(model.spec, model.network)):
        made.save(tmp_path / "again.pt")
        assert text_in(tmp_path / "again.pt") == json.dumps(json.loads(text_in(source)), indent=1)


def text_in(path):
    return torch.load(path, weights_only=True)["card"]


def test_odd_cards_come_back_as_they_were():
    """Keys of another order, keys that nobody knows here, nulls, numbers of another type: all are kept."""
    said = {
        "mine": {"deep": [1, {"deeper": None}]},
        "tile": {"overlap": 32.0, "size": 64, "least": None, "note": "kept"},
        **{key: value for key, value in card(name=None, provenance=None).items() if key != "tile"},
        "output": {"channel": 0, "bands": 1.0, "uncertainty": None, "scale": [1, 2.0]},
        "untrained": [],
        "compatibility": {"heights": "8-bit", "words": "of others"},
        "gsd": {},
    }
    read = check_card(said)
    assert json.dumps(read.to_json()) == json.dumps(said) and read.further == {"mine": said["mine"]}
    assert (read.label, read.tile.overlap, read.gsd) == ("resdepth", 32, None)
    wider = read.changed(tile=read.tile.changed(overlap=16), title="New", compatibility=None)
    told = {**said, "tile": {**said["tile"], "overlap": 16}, "title": "New"}
    del told["compatibility"]
    assert json.dumps(wider.to_json()) == json.dumps(told)
    assert json.dumps(wider.changed(tile=read.tile).to_json()) == json.dumps({**told, "tile": said["tile"]})


def test_a_new_card_tells_what_it_was_given():
    made = Card(
        name="new",
        task="refinedsm",
        network=Network("compact", {}),
        inputs=(Input("dsm", 1, Normalisation("standardise", std=None)),),
        output=Output("dsm"),
        tile=Tiles(64, 32, blend="taper"),
    )
    assert json.dumps(made.to_json()) == json.dumps(
        {
            "format": "roofline-model",
            "version": 1,
            "name": "new",
            "task": "refinedsm",
            "network": {"family": "compact", "options": {}},
            "inputs": [{"role": "dsm", "bands": 1, "normalisation": {"kind": "standardise", "std": None}}],
            "output": {"role": "dsm"},
            "tile": {"size": 64, "overlap": 32, "blend": "taper"},
        }
    )
    assert copy.deepcopy(made) == made and copy.deepcopy(made).to_json() == made.to_json()


def test_scripts_may_change_the_json_of_a_model(tmp_path):
    model = toy_models.shifting_model(tmp_path / "toy.pt")
    loaded = bundle.load(model)
    loaded.card["name"] = "renamed"
    loaded.card["tile"] = {**loaded.card["tile"], "overlap": 0}
    assert (loaded.name, loaded.spec.tile.overlap) == ("renamed", 0)


def test_what_is_left_out_has_its_default():
    entry = {"role": "image", "bands": 3, "normalisation": {"kind": "standardise", "std": None}, "mine": [1]}
    read = Input.from_json(entry)
    assert read.rule == Normalisation("standardise") and read.further == {"mine": [1]}
    assert read.to_json() == entry and not read.optional and read.roles == ("image",)
    tile = {"size": 640, "overlap": 32, "least": {"size": 320, "overlap": 16}}
    assert Tiles.from_json(tile) == Tiles(640, 32, least=Tiles(320, 16))
    assert Tiles.from_json(tile).to_json() == tile and Tiles.from_json(tile).blend == "taper"


def test_a_changed_part_tells_the_change():
    rule = Normalisation.from_json({"kind": "scale", "scale": [1, 2], "offset": [0, 1], "clip": [0, 255]})
    assert rule.scale == (1, 2) and rule.clip == (0, 255)
    assert rule.changed(void=0.5).to_json() == {
        "kind": "scale",
        "scale": [1, 2],
        "offset": [0, 1],
        "clip": [0, 255],
        "void": 0.5,
    }
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.kind = "local-gsd"


@pytest.mark.parametrize(
    ("said", "bands"),
    [
        ({}, (1,)),
        ({"bands": 3}, (3,)),
        ({"bands": 3, "repeat": True}, (1, 3)),
        ({"bands": 15, "first_bands": True}, (15, 16)),
        ({"grey": True}, (1, 3)),
        ({"any_bands": True}, tuple(range(1, 17))),
    ],
)
def test_bands_that_an_input_takes(said, bands):
    assert Input.from_json({"role": "image", **said}).accepted_bands == bands


def test_what_must_be_there_is_missed():
    with pytest.raises(TypeError, match="overlap"):
        Tiles.from_json({"size": 64})
    with pytest.raises(KeyError):
        _ = Input("points").rule
