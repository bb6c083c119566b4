"""The field of MODEL, where there are no windows: it is named to QGIS, and not imported."""

from __future__ import annotations

import ast
import sys

import pytest
from conftest import ROOT

CHOOSER = "roofline.desktop.modelfield.ModelField"
WORDS = {
    "refinedsm": ("refinedsm", []),
    "buildingmask": ("buildingmask", ["auto"]),
    "reconstructdsm": ("reconstructdsm", ["grid"]),
    "synthesizeimagery": ("synthesizeimagery", []),
    "traindsmrefiner": ("refinedsm", ["auto", "none"]),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_string_whose_field_is_named(qgis, name):
    algorithm = qgis.processingRegistry().createAlgorithmById(f"roofline:{name}")
    definition = algorithm.parameterDefinition("MODEL")
    wrapper = definition.metadata()["widget_wrapper"]
    assert (definition.type(), wrapper["class"]) == ("string", CHOOSER)
    assert (wrapper["task"], [word for word, _ in wrapper["words"]]) == WORDS[name]
    assert definition.clone().metadata() == definition.metadata()
    assert "roofline.desktop.modelfield" not in sys.modules


def test_the_named_class_is_there():
    _, *folders, name = CHOOSER.split(".")
    tree = ast.parse(ROOT.joinpath(*folders).with_suffix(".py").read_text("utf-8"))
    assert name in [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


def test_chains_offer_the_models_of_their_steps(qgis):
    expected = {"MODEL": "refinedsm", "MASK_MODEL": "buildingmask", "RECONSTRUCTION_MODEL": "reconstructdsm"}
    chain = qgis.processingRegistry().createAlgorithmById("roofline:pointcloudtobuildingmask")
    fields = {name: chain.parameterDefinition(name).metadata()["widget_wrapper"] for name in expected}
    assert {name: field["task"] for name, field in fields.items()} == expected
    assert fields["MASK_MODEL"]["words"][0][0] == "auto"
