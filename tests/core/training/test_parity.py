"""ResDepth's data rules: stripes, grids, positions under its seeds, statistics, samples of validation."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models.published.checkpoint import Checkpoint
from roofline.models.raster.grid import Window
from roofline.models.training.data import regions
from roofline.models.training.data import windows as patches
from roofline.models.training.refiner import cards, measure
from roofline.models.training.refiner import plan as config
from roofline.models.training.refiner.samples import Samples
from support import paths

PARITY = paths.PARITY / "resdepth"
FUNCTIONS = PARITY / "functions"
needs_parity = pytest.mark.skipif(
    not PARITY.is_dir(), reason="the parity cases lie beside the repository, in ../shared/parity"
)


def cases(name: str) -> list[dict]:
    file = FUNCTIONS / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else [{}]


def windows(area: dict) -> list[Window]:
    """Rectangles of an area definition of the original, whose ends are inclusive."""
    return [
        Window(x0, y0, x1 - x0 + 1, y1 - y0 + 1)
        for (x0, x1), (y0, y1) in zip(area["x_extent"], area["y_extent"])
    ]


def name_of(case: dict) -> str:
    names = ("cols", "rows", "allocation_strategy", "test_stripe", "crossval_training")
    return "-".join(str(case.get(name)) for name in names)


@needs_parity
@pytest.mark.parametrize("case", cases("stripes"), ids=name_of)
def test_stripes(case):
    made = regions.stripes(
        case["cols"],
        case["rows"],
        case["allocation_strategy"],
        case["test_stripe"],
        case["crossval_training"],
    )
    for split in ("train", "val", "test"):
        expected = windows(case[split]) if case.get(split) else []
        assert made[split] == expected


@needs_parity
@pytest.mark.parametrize(
    "case",
    [c for c in cases("tile_grids") if c.get("stride") == c.get("tile_size")],
    ids=lambda c: f"tile_{c.get('tile_size')}",
)
def test_validation_grid(case):
    """Windows of validation, and the part of each that no window before has counted."""
    made = patches.covering(windows(case), case["tile_size"], 400, 300)
    assert [[p.window.row, p.window.col] for p in made] == case["tile_position_y_x"]
    edges = []
    for (col, row, _, _), (left, top, width, height) in made:
        edges.append([top - row, left - col, top - row + height - 1, left - col + width - 1])
    assert edges == case["region_uly_ulx_lry_lrx"]


def original(images: dict, **changes) -> dict:
    """A configuration in compatibility mode on two data sets, one to train on and one to validate."""
    variant = changes.pop("variant")
    data = {"allocation_strategy": "entire", **images, **changes.pop("dataset", {})}
    return {
        "datasets": [{**data, "area_type": "train"}, {**data, "area_type": "val"}],
        "model": {
            "architecture": "resdepth",
            "input_channels": variant,
            "depth": 3,
            "outer_skip": variant != "stereo",
        },
        "general": {"compatibility": True, "random_seed": changes.pop("seed", 0)},
        "training_settings": {"augment": False, **changes},
    }


@needs_parity
@pytest.mark.parametrize(
    "case", [c for c in cases("samples") if "_val_" in c.get("key", "_val_")], ids=lambda c: c.get("key")
)
def test_samples(case):
    """Inputs, target where the reference is known, loss mask and patch mean of validation."""
    images = {"raster_gt": "gt.tif", "raster_in": "in.tif"}
    if case["image_pairs"]:
        images["image_list"] = [f"{name}.tif" for name in case["image_list"]]
        images["image_pairs_train"] = images["image_pairs_val"] = case["image_pairs"]
    values = original(images, variant=case["input_channels"], tile_size=case["tile_size"])
    plan = config.from_dict(values, FUNCTIONS / "samples_data")
    numbers = cards.Numbers(case["dsm_std"], case["ortho_mean"], case["ortho_std"])
    arrays = np.load(FUNCTIONS / "samples.npz")
    with Samples.open(plan, "val", cards.draft(plan, numbers)) as samples:
        assert len(samples) == case["n_samples"]
        position, batch = samples.positions()[case["index"]], samples.batch([case["index"]], 0)
    assert position.window[:2] == (case["x"], case["y"])
    mask, valid = batch.mask[0].numpy(), arrays[f"{case['key']}/loss_mask"]
    assert np.array_equal(mask, valid)
    np.testing.assert_allclose(batch.inputs[0], arrays[f"{case['key']}/input"], atol=2e-5)
    np.testing.assert_allclose(batch.target[0][mask], arrays[f"{case['key']}/target"][valid], atol=2e-5)
    assert float(batch.offset[0]) == pytest.approx(case["dsm_mean"], abs=1e-4)
    assert float(batch.scale[0]) == case["dsm_std"] and float(batch.gsd[0]) == 0.25


@needs_parity
@pytest.mark.parametrize("case", cases("normalisation_statistics"), ids=lambda c: c.get("input_channels"))
def test_normalisation_statistics(case, monkeypatch):
    """Places by the original's rules for seed 5, the spread of heights there, the images' mean and spread."""
    images = {"raster_gt": "dsm_gt.tif", "raster_in": "dsm_initial.tif"}
    if case.get("image_pairs"):
        images["image_list"] = [f"ortho_{name}.tif" for name in "abc"]
        images["image_pairs_train"] = images["image_pairs_val"] = case["image_pairs"]
    expected = [tuple(place) for place in case["patch_positions_y_x"]]
    sizes = {"tile_size": case["tile_size"], "n_training_samples": len(expected)}
    plan = config.from_dict(
        original(images, variant=case["input_channels"], seed=5, **sizes), PARITY / "scene"
    )
    areas = windows(case["area_defn"])
    monkeypatch.setattr(regions, "areas_of", lambda *asked: areas)
    assert len(patches.Candidates(areas, case["tile_size"], 400, 300)) == case["n_valid_positions"]
    with Samples.open(plan, "train", cards.draft(plan)) as samples:
        pairs = len(case["image_pairs"]) if case["input_channels"] == "geom-stereo" else 1
        assert [position.window[1::-1] for position in samples.positions()[::pairs]] == expected
    numbers = measure.measure(plan)
    assert numbers.heights_std == pytest.approx(case["dsm_std"], rel=1e-9)
    if case.get("image_pairs"):
        assert numbers.image_mean == pytest.approx(case["image_mean"], rel=1e-6)
        assert numbers.image_std == pytest.approx(case["image_std"], rel=1e-6)


@needs_parity
@pytest.mark.parametrize("compatible", [True, False])
def test_the_original_s_training_run(compatible):
    """Statistics that its run wrote, from its own configuration; its samples, and ours in their place."""
    values = json.loads((PARITY / "train_config.json").read_text())
    values["general"]["compatibility"] = compatible
    plan = config.from_dict(values, PARITY)
    numbers = measure.measure(plan)
    folder = next(PARITY.glob("train_run/*_fixture"))
    heights, images = (
        Checkpoint.open(folder / f"{name}_normalization_parameters.p").content for name in ("DSM", "Image")
    )
    assert heights["mean"] is None and numbers.heights_std == pytest.approx(heights["std"], rel=1e-12)
    assert numbers.image_mean == pytest.approx(images["mean"], rel=1e-6)
    assert numbers.image_std == pytest.approx(images["std"], rel=1e-6)
    with Samples.open(plan, "train", cards.draft(plan, numbers)) as samples:
        assert len(samples) == 80
        first, second = samples.positions(0)[:2], samples.positions(3)[:2]
    assert (first == second) is compatible and first[0].window == first[1].window
    assert [position.pair for position in first] == [(0, 1), (1, 2)]
