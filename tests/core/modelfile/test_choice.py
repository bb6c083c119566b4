"""Which model is taken for the rasters at hand, and in which order it takes them."""

from __future__ import annotations

import pytest
from roofline.models import bundle, networks
from roofline.models.errors import RooflineError
from roofline.models.modelfile import choice, store
from roofline.models.modelfile.parts import Card
from support.engine_parts import card, image

OPTIONS = {"start_kernel": 8, "depth": 2}
DSM = {"role": "dsm", "bands": 1, "normalisation": {"kind": "local-gsd"}}
EITHER = {**DSM, "also": ["image"]}
NDVI = {**image(), "role": "ndvi"}


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A folder of installed models, and none that are bundled."""
    monkeypatch.setenv("ROOFLINE_MODELS", str(tmp_path))
    monkeypatch.setattr(store, "BUNDLED", tmp_path / "bundled")

    def install(name, inputs, **changes):
        settings = {"task": "buildingmask", "name": name, "inputs": inputs, **changes}
        settings["network"] = {"family": "resdepth", "options": OPTIONS}
        made = bundle.ModelBundle(card(**settings), networks.build("resdepth", OPTIONS))
        made.save(tmp_path / f"{name}.pt")

    return install


def chosen(*roles: str) -> str:
    return choice.choose_model("auto", {role: f"{role}.tif" for role in roles}, "buildingmask").name


def test_models_that_take_a_role(models, tmp_path):
    models("a-heights", [DSM])
    models("b-both", [DSM, image()])
    (tmp_path / "c-broken.pt").write_bytes(b"no model")
    assert choice.taking("buildingmask", "image") == ["b-both"]
    assert choice.taking("buildingmask", "dsm") == ["a-heights", "b-both"]
    assert choice.taking("refinedsm", "dsm") == []


def test_the_model_that_uses_most(models):
    models("b-heights", [DSM])
    models("a-either", [EITHER])
    models("c-both", [DSM, image()])
    models("d-untrained", [DSM, NDVI], untrained=["decoder"])
    models("e-refiner", [DSM, NDVI], task="refinedsm")
    assert chosen("dsm") == "a-either" and chosen("image") == "a-either"
    assert chosen("dsm", "image") == "c-both" and chosen("dsm", "ndvi") == "a-either"
    with pytest.raises(RooflineError, match="No installed model of this kind works on NDVI"):
        chosen("ndvi")


def test_a_damaged_model_does_not_stop_the_others(models, tmp_path, caplog):
    models("good", [DSM])
    (tmp_path / "bad.pt").write_bytes(b"PK\x03\x04 nothing")
    assert chosen("dsm") == "good" and "bad.pt is not a Roofline model" in caplog.text


def test_the_order_is_the_models(caplog):
    given = {"dsm": "d", "image": "i", "ndvi": "n"}
    assert choice.in_order(Card.from_json(card(inputs=[NDVI, DSM])), given) == ["n", "d"]
    assert "does not use IMAGERY" in caplog.text
    with pytest.raises(RooflineError, match="takes NDVI, DSM, but IMAGERY was given"):
        choice.in_order(Card.from_json(card(inputs=[NDVI, DSM])), {"image": "i"})


def test_a_card_is_read_without_its_weights(models, tmp_path):
    models("good", [DSM])
    assert bundle.read_card(tmp_path / "good.pt") == bundle.load("good").card
