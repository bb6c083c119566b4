"""Cards as objects: every bundled card goes through them unchanged; what is left out has its default."""

from __future__ import annotations

import copy
import dataclasses

import pytest
from roofline.models import bundle
from roofline.models.modelfile.parts import Card, Input, Normalisation, Tiles, inputs_of, output_of, tiles_of

BUNDLED = sorted(bundle.available())


@pytest.mark.parametrize("name", BUNDLED)
def test_a_card_comes_back_as_it_was(name):
    card = bundle.read_card(bundle.available()[name])
    before = copy.deepcopy(card)
    read = Card.from_json(card)
    assert read.to_json() == card == before and list(read.to_json()) == list(card)
    assert read.title == name and read.inputs == inputs_of(card)
    assert (read.tile, read.output) == (tiles_of(card), output_of(card))
    assert read.further["provenance"] == card["provenance"]


def test_what_is_left_out_has_its_default():
    entry = {"role": "image", "bands": 3, "normalisation": {"kind": "standardise", "std": None}, "mine": [1]}
    read = Input.from_json(entry)
    assert read.rule == Normalisation("standardise") and read.further == {"mine": [1]}
    assert read.to_json() == entry and not read.optional and read.roles == ("image",)
    tile = {"size": 640, "overlap": 32, "least": {"size": 320, "overlap": 16}}
    assert Tiles.from_json(tile) == Tiles(640, 32, least=Tiles(320, 16))
    assert Tiles.from_json(tile).to_json() == tile and tiles_of({"tile": tile}).blend == "taper"


def test_a_changed_part_tells_the_change():
    rule = Normalisation.from_json({"kind": "scale", "scale": [1, 2], "offset": [0, 1], "clip": [0, 255]})
    assert rule.scale == (1, 2) and rule.clip == (0, 255)
    assert dataclasses.replace(rule, void=0.5).to_json() == {
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
