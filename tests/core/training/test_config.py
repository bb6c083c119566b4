"""Training configurations: ResDepth's own, the forms it refuses though it shows them, and our own keys."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.training.bundled import scenes
from roofline.models.training.data import image_lists
from roofline.models.training.refiner import augment
from roofline.models.training.refiner import plan as config
from roofline.models.training.refiner.training import RefinerTraining
from support import paths, rasters

PARITY = paths.PARITY / "resdepth"
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)
# What the original refuses or fails on, and is taken here: shown in its documentation, or a choice of ours.
TAKEN = {
    "no_general_section": "the documented minimal configuration",
    "no_training_section": "the documented minimal configuration",
    "weight_decay_0": "no weight decay is a common choice",
    "scheduler_cosine": "cosine annealing is a scheduler here",
}


def validations():
    file = PARITY / "functions" / "config_validation.json"
    return json.loads(file.read_text())["training"] if file.exists() else [{"case": "none"}]


def pair_lists():
    file = PARITY / "functions" / "pairlists.json"
    return json.loads(file.read_text()) if file.exists() else [{"case": "none"}]


@needs_parity
@pytest.mark.parametrize("case", validations(), ids=lambda case: case["case"])
def test_the_original_s_verdicts(case):
    """The same verdict, but for the forms in TAKEN."""
    if case["accepted"] or case["case"] in TAKEN:
        plan = config.from_dict(case["config"], PARITY)
        assert plan.regions[0].reference == (PARITY / "scene" / "dsm_gt.tif").resolve()
        assert config.from_dict(plan.to_dict(), "/") == plan
        if case["case"] in TAKEN:
            assert not case["accepted"]
    else:
        with pytest.raises(RooflineError, match=r"^(datasets|model|training|optim|sched|general|output|No )"):
            config.from_dict(case["config"], PARITY)


# Trailing commas and blank lines are shown in the original's documentation.
TAKEN_LISTS = {"mono_trailing_comma": ((0,),), "blank_line": ((0, 1),)}


@needs_parity
@pytest.mark.parametrize("case", pair_lists(), ids=lambda case: case["case"])
def test_pair_lists(case):
    lines = case["pairlist_text"].splitlines()
    expected = TAKEN_LISTS.get(case["case"]) or case["result"]
    if expected is None:
        with pytest.raises(RooflineError):
            image_lists.pairs_of(lines, case["image_list"])
    else:
        assert image_lists.pairs_of(lines, case["image_list"]) == tuple(map(tuple, expected))


@needs_parity
@pytest.mark.parametrize("name", ["train_config.json", "config.json", "config.json.orig"])
def test_the_configurations_of_the_original_s_run(name, monkeypatch):
    """The one it was given, and both that it wrote, whose paths count from the working folder."""
    folder = PARITY if name == "train_config.json" else next(PARITY.glob("train_run/*_fixture"))
    monkeypatch.chdir(PARITY)
    plan = config.read(folder / name)
    (region,) = plan.regions
    assert region.pairs_train == ((0, 1), (1, 2)) and region.pairs_val == ((0, 1),)
    assert [path.name for path in region.guides] == ["ortho_a.tif", "ortho_b.tif", "ortho_c.tif"]
    assert (region.strategy, region.test_stripe, region.samples) == ("5-crossval_vertical", 1, 40)
    assert (plan.tile_size, plan.batch_size, plan.epochs, plan.seed) == (32, 4, 3, 7)
    assert plan.network["depth"] == 3 and plan.network["bias_conv_layer"] is True
    assert plan.optimizer == {"name": "Adam", "learning_rate": 5e-4, "weight_decay": 1e-5}
    assert plan.scheduler == {"name": "StepLR", "settings": {"step_size": 2}}
    assert (plan.evaluate_rate, plan.save_rate, plan.loss) == (1, 1, {"l1": 1.0})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a surface, its reference, three images, a list of them and lists of pairs."""
    (tmp_path / "images").mkdir()
    for name in ("in", "gt", "images/a", "images/b", "images/c"):
        rasters.write(tmp_path / f"{name}.tif", np.ones((4, 4), np.float32))
    (tmp_path / "images.txt").write_text("images/a.tif\nimages/b.tif\n\nimages/c.tif\n")
    (tmp_path / "pairs.txt").write_text("a.tif, b.tif\nb.tif, c.tif\n")
    (tmp_path / "mono.txt").write_text("a.tif, \nc.tif, \n\n")
    return tmp_path


def minimal(**dataset) -> dict:
    entry = {"raster_gt": "gt.tif", "raster_in": "in.tif", "area_type": "train+val", **dataset}
    return {
        "datasets": [entry],
        "output": {"output_directory": "out", "tboard_log_dir": "logs"},
        "model": {"input_channels": "geom"},
    }


def changed(path: str, value: object) -> dict:
    """The minimal configuration with one value, at `section.key` or `datasets[0].key`, of another kind."""
    values = minimal()
    *sections, key = path.replace("[0]", ".0").split(".")
    inner = values
    for name in sections:
        inner = inner[int(name)] if name.isdigit() else inner.setdefault(name, {})
    inner[key] = value
    return values


def test_a_minimal_configuration_has_the_documented_defaults(folder: Path):
    plan = config.from_dict(minimal(), folder)
    assert (plan.tile_size, plan.batch_size, plan.epochs, plan.regions[0].samples) == (256, 20, 2000, 20_000)
    assert plan.optimizer == {"name": "Adam", "learning_rate": 2e-4, "weight_decay": 1e-5}
    assert plan.scheduler == {"name": "StepLR", "settings": {"step_size": 200}}
    assert plan.regions[0].name == "dataset_0" and plan.augment and plan.permute and plan.new_positions


def test_files_are_found_beside_the_configuration_then_in_the_working_folder(folder: Path, monkeypatch):
    values = minimal(path_image_list="images.txt", path_pairlist_training="pairs.txt")
    values["datasets"][0]["path_pairlist_validation"] = "pairs.txt"
    del values["model"]
    (folder / "sub").mkdir()
    (folder / "sub" / "config.json").write_text(json.dumps(values))
    with pytest.raises(RooflineError, match=r"datasets\[0\].raster_gt is 'gt.tif'"):
        config.read(folder / "sub" / "config.json")
    monkeypatch.chdir(folder)
    plan = config.read(folder / "sub" / "config.json")
    assert plan.regions[0].guides[2] == folder / "images" / "c.tif"
    assert plan.regions[0].pairs_train == ((0, 1), (1, 2)) and plan.guides == 2


def test_several_images_for_one_guide(folder: Path):
    """Lines of one name, with the comma that the documentation shows, and blank lines."""
    values = minimal(
        path_image_list="images.txt", path_pairlist_training="mono.txt", path_pairlist_validation="mono.txt"
    )
    values["model"]["input_channels"] = "geom-mono"
    assert config.from_dict(values, folder).regions[0].pairs_train == ((0,), (2,))


def test_a_data_set_may_train_or_validate_as_a_whole(folder: Path):
    values = minimal(allocation_strategy="entire", area_type="train")
    values["datasets"].append({**values["datasets"][0], "area_type": "val", "name": "other"})
    first, second = config.from_dict(values, folder).regions
    assert first.strategy == second.strategy == "entire" and second.phases == ("val",)


WRONG = [
    ("training_settings.tile_size", 100, "a power of two from 128 to 2048"),
    ("training_settings.tile_size", 256.0, "a whole number"),
    ("training_settings.loss", {"l3": 1}, r"training_settings.loss.l3 is unknown"),
    ("training_settings.loss", {"l1": 0}, "above 0"),
    ("training_settings.degrade", 1.5, "from 0 to 1"),
    ("training_settings.ema", float("nan"), "a number"),
    ("training_settings.precision", "float8", "one of these: auto"),
    ("training_settings.speed", 1, "training_settings.speed is unknown"),
    ("optimizer.name", "Adagrad", "one of these: Adam, AdamW, SGD"),
    ("optimizer.learning_rate", 1e-3, "optimizer.name is missing"),
    ("scheduler.name", "StepLR", "scheduler.enabled is missing"),
    ("model.depth", True, "model.depth is true"),
    ("model.options", {}, "model.options is no option of resdepth"),
    ("model.pretrained_path", "no.pth", "model.pretrained_path is 'no.pth'"),
    ("model", [], "model is "),
    ("general.random_seed", -1, "from 0 to 4294967295"),
    ("output.tboard_log_dir", "", "not empty"),
    ("datasets[0].raster_gt", None, r"datasets\[0\].raster_gt is null"),
    ("datasets[0].path_image_list", "a.csv", "a .txt file"),
    ("datasets[0].crossval_training", "no", "true or false"),
    ("datasets", [], "at least one data set"),
    ("tuning", {}, "tuning is unknown; choose from datasets"),
    ("adversarial.mode", "best", "adversarial.mode is 'best'"),
]


@pytest.mark.parametrize(("path", "value", "words"), WRONG, ids=[f"{p}={v}" for p, v, _ in WRONG])
def test_faults_are_named_with_their_path(folder: Path, path: str, value: object, words: str):
    with pytest.raises(RooflineError, match=words) as caught:
        config.from_dict(changed(path, value), folder)
    assert path.split(".")[0].removesuffix("[0]") in str(caught.value)


@pytest.mark.parametrize("key", ["raster_gt", "raster_in", "area_type"])
def test_a_missing_key_is_named(folder: Path, key: str):
    values = minimal()
    del values["datasets"][0][key]
    with pytest.raises(RooflineError, match=rf"datasets\[0\].{key} is missing"):
        config.from_dict(values, folder)


def test_lists_are_needed_where_the_network_takes_images(folder: Path):
    values = minimal()
    values["model"]["input_channels"] = "stereo"
    values["model"]["outer_skip"] = False
    with pytest.raises(RooflineError, match=r"datasets\[0\].path_image_list is missing"):
        config.from_dict(values, folder)
    values["datasets"][0]["path_image_list"] = "images.txt"
    with pytest.raises(RooflineError, match=r"datasets\[0\].path_pairlist_training is missing"):
        config.from_dict(values, folder)


def test_pairs_of_another_number_are_refused_when_they_are_used(folder: Path):
    values = minimal(image_list=["images/a.tif", "images/b.tif"])
    values["model"]["input_channels"] = "geom-multiview"
    with pytest.raises(RooflineError, match="pairs of 2 images; give 3"):
        assert config.from_dict(values, folder).guides


def own(architecture: str, **dataset) -> dict:
    return {"model": {"architecture": architecture}, "datasets": minimal(**dataset)["datasets"]}


def test_a_configuration_of_our_own_needs_no_output(folder: Path):
    """Nor an input: null degrades the reference."""
    values = own("compact", raster_in=None, building_mask="in.tif")
    values["training_settings"] = {
        "tile_size": 96,
        "loss": {"l1": 1, "gradient": 0.5},
        "degrade": 0.25,
        "misregistration": 2,
        "ema": 0.99,
    }
    values["optimizer"] = {"name": "AdamW", "weight_decay": 0}
    plan = config.from_dict(values, folder)
    assert plan.regions[0].source is None and plan.regions[0].building_mask == folder / "in.tif"
    assert plan.loss == {"l1": 1.0, "gradient": 0.5} and plan.optimizer["weight_decay"] == 0
    assert plan.scheduler == {"name": "CosineAnnealingLR", "settings": {}} and plan.variant == "geom"
    assert config.from_dict(plan.to_dict(), "/") == plan


@pytest.mark.parametrize("names", ["", "a", "ab", "abc"])
def test_other_families_take_any_number_of_guides(folder: Path, names: str):
    values = own("compact", image_list=[f"images/{name}.tif" for name in names])
    plan = config.from_dict(values, folder)
    assert plan.guides == len(names) and config.from_dict(plan.to_dict(), "/") == plan


def test_an_enhancer_has_its_own_defaults(folder: Path):
    values = own("enhancer", image_list=["images/a.tif"])
    plan = config.from_dict({**values, "adversarial": {"mode": "lsgan", "l1_weight": 10}}, folder)
    assert (
        plan.guides == 1 and plan.optimizer["betas"] == [0.5, 0.999] and plan.optimizer["weight_decay"] == 0
    )
    assert plan.scheduler["name"] == "linear" and plan.adversarial["mode"] == "lsgan"
    assert config.from_dict(plan.to_dict(), "/") == plan
    same = config.from_dict(
        {**own("dsm_enhancer", image_list=["images/a.tif"]), "adversarial": plan.adversarial}, folder
    )
    assert same == plan and same.architecture == "enhancer", "one network by two names"
    values["training_settings"] = {"tile_size": 128}
    with pytest.raises(RooflineError, match=r"training_settings.tile_size is 128; give a multiple of 256"):
        config.from_dict(values, folder)


def test_a_plan_keeps_the_values_it_was_made_of(folder: Path):
    values = minimal()
    before = copy.deepcopy(values)
    plan = config.from_dict(values, folder)
    assert values == before
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.seed = 3


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "nul", '{"datasets": 3}', "[" * 100_000], ids=lambda t: t[:9]
)
def test_broken_files_end_in_one_sentence(tmp_path: Path, text: str):
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(RooflineError):
        config.read(path)
    with pytest.raises(RooflineError, match="cannot be read"):
        config.read(tmp_path / "none.json")


def test_a_mixture_of_errors_may_be_chosen_and_changed(folder: Path):
    values = own("compact", raster_in=None)
    values["training_settings"] = {
        "degradation": {"mixture": "harsh", "kinds": ["speckle"], "severity": [0.5, 1]}
    }
    plan = config.from_dict(values, folder)
    mixture = augment.mixture_of(plan.degradation)
    assert mixture == scenes.MIXTURES["harsh"]._replace(kinds=("speckle",), severity=(0.5, 1.0))
    assert config.from_dict(plan.to_dict(), "/") == plan
    for key, value in (("kinds", ["dust"]), ("severity", [2, 1]), ("mixture", "mild"), ("unit", [0, 1])):
        values["training_settings"]["degradation"] = {key: value}
        with pytest.raises(RooflineError, match=rf"training_settings.degradation.{key}"):
            config.from_dict(values, folder)


def test_statistics_of_batch_norms_stay_when_a_model_is_fine_tuned(folder: Path):
    values = own("compact")
    assert not config.from_dict(values, folder).freeze_norms
    values["model"]["start"] = "refine-geometry"
    plan = config.from_dict(values, folder)
    assert plan.start == "refine-geometry" and plan.freeze_norms
    values["model"]["freeze_norms"] = False
    assert not config.from_dict(values, folder).freeze_norms
    assert config.from_dict(plan.to_dict(), "/") == plan
    again = minimal()
    again["model"]["pretrained_path"] = "in.tif"
    assert not config.from_dict(again, folder).freeze_norms, "the original's training goes on as it was"


def test_batches_may_be_gathered_and_rates_cycle(folder: Path):
    values = own("compact")
    values["training_settings"] = {"accumulate": 4}
    cyclic = {"base_lr": 1e-4, "max_lr": 1e-3, "step_size_up": 50}
    values["scheduler"] = {"enabled": True, "name": "CyclicLR", "settings": cyclic}
    plan = config.from_dict(values, folder)
    assert plan.accumulate == 4 and plan.scheduler == {"name": "CyclicLR", "settings": cyclic}
    assert RefinerTraining(plan).course.accumulate == 4
    assert config.from_dict(plan.to_dict(), folder) == plan
    values["training_settings"] = {"accumulate": 0}
    with pytest.raises(RooflineError, match=r"training_settings\.accumulate is 0"):
        config.from_dict(values, folder)
