"""Plans of training reconstruction: files, dialogs, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from roofline.models.errors import RooflineError
from roofline.models.training import run
from roofline.models.training.reconstruction import cards, configuration, defaults, sections
from roofline.models.training.reconstruction.options import OPTIONS
from roofline.models.training.reconstruction.samples import Samples
from roofline.models.training.reconstruction.training import ReconstructionTraining
from support import rasters
from support import reconstruction_parts as parts


def far_reference(folder: Path, made: dict) -> None:
    grid = (600000.0, 1.0, 0.0, parts.TOP, 0.0, -1.0)
    far = rasters.write(folder / "far.tif", parts.town(), geotransform=grid, epsg=32632)
    made["places"][0]["reference"] = str(far)


FAULTS = {
    "no data": (lambda folder, made: made.pop("places"), "names no data"),
    "far": (far_reference, "do not overlap"),
    "absent": (lambda f, made: made["places"][0].update(points="no.ply"), "does not exist"),
    "large patches": (lambda f, made: made["dataset"].update(patch_size=[64, 64]), "smaller patches"),
    "weights": (
        lambda f, made: made["training"].update(loss_weights={"gt": "much"}),
        "training.loss_weights.gt is",
    ),
    "rate": (lambda f, made: made["training"].update(learning_rate=-1), "training.learning_rate"),
    "place": (lambda f, made: made["places"][0].pop("reference"), r"places\[0\].reference is missing"),
    "schedule": (
        lambda f, made: made["training"].update(scheduler={"type": "Often", "kwargs": {}}),
        "training.scheduler.type is",
    ),
    "settings": (
        lambda f, made: made["training"].update(scheduler={"type": "CyclicLR", "kwargs": {"base_lr": "x"}}),
        "they do not fit CyclicLR",
    ),
    "resolution": (
        lambda f, made: made["model"]["encoder_kwargs"].update(plane_resolution=15),
        "does not fit 2 levels",
    ),
    "guides": (lambda f, made: made["places"][0].update(guides=["no.tif"]), "no.tif"),
    "split": (lambda f, made: made["places"][0].update(split="val"), "No place is left for train"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_one_sentence(tmp_path: Path, name: str):
    change, words = FAULTS[name]
    made = json.loads(json.dumps(parts.config(tmp_path)))
    change(tmp_path, made)
    (tmp_path / "config.json").write_text(json.dumps(made))
    with pytest.raises(RooflineError, match=words) as caught:
        training = ReconstructionTraining(defaults.plan_of_file(str(tmp_path / "config.json")))
        run.run(training, run.Files(tmp_path / "no.pt"), device="cpu")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "no.pt").exists()


def test_a_configuration_inherits_and_its_paths_count_from_its_folder(tmp_path: Path, caplog):
    (tmp_path / "configs").mkdir()
    parts.points(tmp_path)
    parts.reference(tmp_path)
    base = tmp_path / "configs" / "base.yaml"
    base.write_text("training: {batch_size: 2, unheard_of: 1}\ndataset: {patch_size: [16, 16]}\n")
    child = tmp_path / "configs" / "child.yaml"
    child.write_text(
        "inherit_from: configs/base.yaml\ntraining:\n  learning_rate: 0.5\n"
        "places:\n  - points: points.ply\n    reference: town.tif\n"
    )
    plan = defaults.plan_of_file(str(child), defaults.Overrides({"epochs": 3, "samples": 5}))
    assert plan.training["batch_size"] == 2 and plan.training["learning_rate"] == 0.5
    assert plan.epochs == 3 and plan.training["random_dataset_length"] == 5
    assert [path.name for path in plan.files()] == ["points.ply", "town.tif"]
    assert all(path.exists() for path in plan.files())
    assert "training.unheard_of" in caplog.text


def test_the_dialog_chooses_what_fits(tmp_path: Path):
    points, reference = parts.points(tmp_path), parts.reference(tmp_path)
    plan = defaults.plan_of(str(points), str(reference))
    assert plan.config["dataset"]["patch_size"] == [32.0, 32.0]  # two and a half into 96 m
    assert plan.config["dsm_generation"]["pixel_size"] == [1.0, 1.0]
    with Samples.open(plan, "val", cards.draft(plan)) as held:
        assert len(held)
    with pytest.raises(RooflineError, match="no reference surface"):
        defaults.plan_of(str(points), None)
    with pytest.raises(RooflineError, match="no points"):
        defaults.plan_of("", str(reference))


def test_unknown_options_and_empty_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RooflineError, match=r"^epoch is unknown; choose from .*epochs"):
        OPTIONS.configuration({"epoch": 3})
    for files in ({"model": Path()}, {"model": tmp_path / "a.pt", "logs": Path()}):
        with pytest.raises(RooflineError, match="to write is empty; give one"):
            run.Files(**files)


def test_sections_are_typed_by_the_keys_that_are_checked() -> None:
    whole = configuration.complete({"dataset": {"path": "here"}})
    for section, held in ((sections.TrainingSection, "training"), (sections.DatasetSection, "dataset")):
        assert section.__annotations__.keys() <= whole[held].keys()
    assert sections.LossWeights.__annotations__.keys() == whole["training"]["loss_weights"].keys()
    assert sections.PlaceEntry.__annotations__.keys() == configuration.PLACE.keys()
