"""Models whose image and buildings may each be left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, predict
from roofline.models.bundle import ModelBundle
from roofline.models.errors import RooflineError
from roofline.models.modelfile.card import check_card
from roofline.models.modelfile.describe import describe
from roofline.models.modelfile.optional import narrowed, without_roles
from roofline.models.modelfile.parts import Uncertainty
from roofline.models.networks.compact import Compact
from roofline.models.surfaces.guides import guide_sets
from roofline.models.training.bundled import release
from roofline.models.training.refiner import cards
from support import toy_models
from support.rasters import read, write
from torch import nn

OPTIONS = {
    "widths": [8, 12, 16],
    "blocks": [1, 1, 1],
    "decoder_blocks": [1, 1],
    "guided": True,
    "buildings": True,
    "noise": True,
    "doubt": True,
}


@pytest.fixture
def model() -> ModelBundle:
    torch.manual_seed(0)
    network = Compact(**OPTIONS)
    for parameter in network.parameters():
        if not parameter.any():
            nn.init.normal_(parameter, 0, 0.2)
    nn.init.normal_(network.head.weight, 0, 0.2)
    card = release.card(OPTIONS, Uncertainty(), "test", {})
    return ModelBundle(card.changed(tile=card.tile.changed(size=128, least=None)), network)


@pytest.fixture
def layers(tmp_path: Path) -> dict[str, Path]:
    rng = np.random.default_rng(0)
    heights = rng.normal(0, 1, (150, 170)).astype(np.float32) + 50
    buildings = np.zeros(heights.shape, np.float32)
    buildings[20:60, 30:90] = 1
    image = rng.integers(0, 4000, heights.shape).astype(np.float32)
    given = {"dsm": heights, "image": image, "buildings": buildings, "nowhere": np.zeros_like(heights)}
    return {name: write(tmp_path / f"{name}.tif", values, nodata=None) for name, values in given.items()}


def test_the_card_says_what_may_be_left_out(model: ModelBundle):
    assert [(e["role"], e.get("optional", False)) for e in model.card["inputs"]] == [
        ("dsm", False),
        ("image", True),
        ("buildings", True),
    ]
    assert sum("may be left out" in str(line) for line in describe(model.spec)) == 2


@pytest.mark.parametrize("change", [{"optional": "yes"}, {"optional": 1}])
def test_a_card_cannot_be_vague_about_it(model: ModelBundle, change: dict):
    inputs = [*model.card["inputs"][:2], {**model.card["inputs"][2], **change}]
    with pytest.raises(RooflineError, match="faulty card"):
        check_card({**model.card, "inputs": inputs})


def test_the_surface_itself_is_never_optional(model: ModelBundle):
    first, *others = model.card["inputs"]
    with pytest.raises(RooflineError, match="faulty card"):
        check_card({**model.card, "inputs": [{**first, "optional": True}, *others]})


@pytest.mark.parametrize(
    "names", [("dsm",), ("dsm", "image"), ("dsm", None, "buildings"), ("dsm", "image", "buildings")]
)
def test_what_is_left_out_is_as_if_it_were_empty(model, layers, tmp_path: Path, names):
    sources = [name and layers[name] for name in names]
    predict.predict(model, sources, tmp_path / "out.tif", precision="float32")
    empty = [layers[name or "nowhere"] for name in (*names, None, None)[:3]]
    predict.predict(model, empty, tmp_path / "empty.tif", precision="float32")
    assert np.allclose(read(tmp_path / "out.tif"), read(tmp_path / "empty.tif"), atol=1e-3)


def test_every_layer_that_is_given_counts(model, layers, tmp_path: Path):
    found = []
    for names in (("dsm",), ("dsm", "image"), ("dsm", None, "buildings"), ("dsm", "image", "buildings")):
        predict.predict(model, [name and layers[name] for name in names], tmp_path / "out.tif")
        found.append(read(tmp_path / "out.tif"))
    for one in range(4):
        for other in range(one):
            assert np.abs(found[one] - found[other]).max() > 0.01


def test_a_required_layer_cannot_be_left_out(layers, tmp_path: Path):
    options = {**OPTIONS, "buildings": False}
    plain = ModelBundle(release.card(options, Uncertainty(), "test", {}), Compact(**options))
    with pytest.raises(RooflineError, match="these guides: image"):
        predict.predict(plain, [layers["dsm"]], tmp_path / "out.tif")


def test_guides_are_images_and_may_be_none(model: ModelBundle):
    assert guide_sets(model.spec, []) == [[]]
    assert guide_sets(model.spec, ["a", "b"]) == [["a"], ["b"]]


def test_a_narrowed_model_is_a_model(model: ModelBundle, tmp_path: Path):
    alone = narrowed(model, [True, False, False])
    assert [entry["role"] for entry in alone.card["inputs"]] == ["dsm"]
    assert not any(name.startswith(("image.", "buildings.")) for name in alone.network.state_dict())
    alone.save(tmp_path / "alone.pt")
    assert bundle.load(tmp_path / "alone.pt").card == alone.card
    assert narrowed(model, [True, True, True]) is model
    assert model.card["inputs"][1]["role"] == "image", "the whole model stays as it was"


def test_training_goes_on_without_buildings(model: ModelBundle, tmp_path: Path):
    model.save(tmp_path / "model.pt")
    started = cards.start_model(str(tmp_path / "model.pt"), guides=1)
    assert [entry["role"] for entry in started.card["inputs"]] == ["dsm", "image"]
    assert started.card["network"]["options"]["buildings"] is False
    told = cards.start_model(str(tmp_path / "model.pt"), buildings=True)
    assert [entry["role"] for entry in told.card["inputs"]] == ["dsm", "buildings"]
    assert [e["role"] for e in without_roles(model, "image").card["inputs"]] == ["dsm", "buildings"]


def test_a_network_that_cannot_leave_out_an_input_says_so(tmp_path: Path, layers: dict[str, Path]):
    """A card may promise what its network has no option for."""
    loaded = bundle.load(toy_models.raising_model(tmp_path / "raise.pt", optional=True))
    with pytest.raises(RooflineError, match="Model raise cannot do without buildings, although its card"):
        predict.predict(loaded, [layers["dsm"]], tmp_path / "out.tif")
    assert not (tmp_path / "out.tif").exists()
