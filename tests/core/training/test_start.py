"""What a training may start from: one place tells checkpoints of published systems from model files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from roofline.models import networks, published
from roofline.models.errors import RooflineError
from roofline.models.modelfile import choice, store
from roofline.models.modelfile.parts import Card
from roofline.models.training.buildings import options as buildings
from roofline.models.training.imagery import options as imagery
from roofline.models.training.imagery.start import start_model as painter
from roofline.models.training.reconstruction import options as reconstruction
from roofline.models.training.reconstruction.start import start_model as start_reconstruction
from roofline.models.training.refiner import architectures as refiner
from roofline.models.training.start import is_checkpoint, start_model
from support.engine_parts import card
from support.satgen_parts import checkpoint


@pytest.mark.parametrize("suffix", [".pth", ".pt"])
def test_published_checkpoints_start_whatever_they_end_in(tmp_path: Path, suffix: str):
    path = checkpoint(tmp_path / "page.pth").rename(tmp_path / f"page{suffix}")
    assert is_checkpoint(path)
    assert start_model(str(path), "synthesizeimagery").card["network"]["family"] == "satgen"
    assert painter(str(path)).card["network"]["family"] == "satgen"


def test_model_files_and_names_are_no_checkpoints(tmp_path: Path):
    model = published.load(checkpoint(tmp_path / "page.pth"))
    model.save(tmp_path / "mine.pt")
    for name in (str(tmp_path / "mine.pt"), "imagery-demo"):
        assert not is_checkpoint(name)
        assert start_model(name, "synthesizeimagery").card["task"] == "synthesizeimagery"


def test_what_is_neither_or_for_another_task_is_refused(tmp_path: Path):
    (tmp_path / "broken.pt").write_bytes(b"nothing of any use")
    with pytest.raises(RooflineError, match=r"broken\.pt is not a Roofline model"):
        start_model(str(tmp_path / "broken.pt"), "refinedsm")
    with pytest.raises(RooflineError, match="run it with roofline:refinedsm"):
        start_model("refine-geometry", "buildingmask")


TRAININGS = {
    "refiner": (refiner.FAMILIES, tuple(refiner.ARCHITECTURES)),
    "buildings": (buildings.FAMILIES, buildings.ARCHITECTURES),
    "imagery": (imagery.FAMILIES, imagery.ARCHITECTURES),
    "reconstruction": (reconstruction.FAMILIES, ("",)),
}


@pytest.mark.parametrize("training", TRAININGS)
def test_families_to_go_on_with_are_known_and_so_are_their_architectures(training: str):
    families, architectures = TRAININGS[training]
    assert set(families) <= set(networks.FAMILIES)
    assert set(families.values()) == set(architectures)  # each can be gone on with


def test_what_fits_a_training_is_told_by_card_family_and_architecture():
    def fitting(name: str, **wanted: Any) -> bool:
        return choice.fits(store.card_in(store.available()[name]), **wanted)

    assert not fitting("reconstruct-points", families=reconstruction.FAMILIES)
    assert fitting("imagery-demo", families=imagery.FAMILIES)
    assert fitting("imagery-demo", families=imagery.FAMILIES, architecture="spade")
    assert not fitting("imagery-demo", families=imagery.FAMILIES, architecture="pix2pix")
    assert choice.fits(
        Card.from_json(card(network={"family": "implicity"})), reconstruction.FAMILIES, "compact"
    )
    assert fitting("buildings-imagery", given=["image"]) and not fitting("buildings-surface", given=["image"])
    assert fitting("buildings-imagery", given=["image", "dsm"])  # it takes either


def test_a_model_that_looks_at_pixels_starts_no_training_of_occupancy():
    with pytest.raises(RooflineError, match="reconstruct-points is a cloud_unet network, which this"):
        start_reconstruction("reconstruct-points")
