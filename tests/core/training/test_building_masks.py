"""The recipe of the bundled building masks: scenes, losses, and one short training to a model that runs."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models import bundle, predict
from roofline.models.buildings import matched
from roofline.models.modelfile import choice
from roofline.models.modelfile.parts import Card
from roofline.models.simulation import city
from roofline.models.training.buildings import losses
from roofline.models.training.bundled import building_masks, mask_scenes, pool
from roofline.models.training.bundled.first_refined import FirstRefined
from scipy import ndimage
from support import engine_parts, rasters


@pytest.fixture(scope="module")
def scene():
    return mask_scenes.sample(np.random.default_rng(5), [])


def test_a_scene_depends_on_its_seed_alone(scene):
    again = mask_scenes.sample(np.random.default_rng(5), [])
    for first, second in zip(scene[:4], again[:4]):
        np.testing.assert_array_equal(first, second)
    assert scene.heights.shape == (mask_scenes.SIZE, mask_scenes.SIZE) and np.isfinite(scene.heights).all()
    assert 0 < scene.buildings.mean() < 1 and abs(scene.ndvi).max() <= 1


def test_what_is_stored_comes_back(scene):
    inputs, buildings = mask_scenes.unpacked(mask_scenes.packed([scene]))
    assert inputs.shape[:2] == (1, 4)
    np.testing.assert_allclose(inputs[0, 0], scene.heights, atol=0.6 / mask_scenes.STEPS)
    np.testing.assert_array_equal(inputs[0, 2] > 0, scene.void)
    np.testing.assert_array_equal(buildings[0, 0] > 0, scene.buildings > 0.5)
    assert inputs[0, 1].mean().abs() < 1e-3 and abs(float(inputs[0, 1].std()) - 1) < 1e-2
    assert float(inputs[0, 3, 0, 0]) == pytest.approx(np.log2(scene.gsd / 0.5), abs=0.01)


def test_an_index_misleads_about_buildings_and_leaves_the_rest_of_the_scene(scene):
    """Without flaws buildings are the one thing that is never green; with them some roofs are."""
    packed = mask_scenes.packed([scene])[0]
    built = packed[2] > mask_scenes.INDEX_STEPS / 2
    green = np.quantile(packed[3], (0.1, 0.9)).mean()
    seen = [mask_scenes.misled(np.random.default_rng(seed), packed) for seed in range(12)]
    for one in seen:
        np.testing.assert_array_equal(one[:3], packed[:3])
        assert one.dtype == packed.dtype and np.abs(one[3]).max() <= mask_scenes.INDEX_STEPS
    np.testing.assert_array_equal(seen[3], mask_scenes.misled(np.random.default_rng(3), packed))
    roofs = [float((one[3][built] >= green).mean()) for one in seen]
    assert max(roofs) > float((packed[3][built] >= green).mean()) + 0.05
    assert len({one[3].tobytes() for one in seen}) > 8


def test_noisy_scenes_are_refined_as_the_tool_does_it_and_clean_ones_stay(tmp_path):
    rng = np.random.default_rng(4)
    town = city.generate(rng, (192, 192), 0.5)
    noise = ndimage.gaussian_filter(rng.normal(0, 6, town.heights.shape), 1.5).astype(np.float32)
    void = np.zeros(town.heights.shape, bool)
    void[60:70, 80:95] = True
    heights = (town.heights - np.median(town.heights)) / np.float32(0.5)
    clean = mask_scenes.Scene(heights, void, town.buildings.astype(np.float32), 0 * heights, 0.5)
    refine = FirstRefined()
    assert refine(clean) is clean
    noisy = clean._replace(heights=heights + noise, void=0 * void > 0)
    metres = noisy.heights * np.float32(0.5)
    dsm = rasters.write(tmp_path / "dsm.tif", metres, geotransform=(5e5, 0.5, 0, 5e6, 0, -0.5))
    predict.predict(bundle.load("refine-geometry"), [dsm], tmp_path / "refined.tif", precision="float32")
    told = rasters.read(tmp_path / "refined.tif") / 0.5
    refined = refine(noisy)
    np.testing.assert_allclose(refined.heights, told - np.median(told), atol=0.02)
    assert np.abs(refined.heights - noisy.heights).mean() > matched.NOISY
    assert not refine(noisy._replace(void=void)).void.any()


def test_the_loss_wants_the_truth_where_it_counts():
    truth = torch.zeros(1, 1, 32, 32)
    truth[..., 8:20, 8:20] = 1
    counted = torch.ones_like(truth, dtype=torch.bool)
    right = torch.cat([truth, losses.outlines(truth)], 1) * 20 - 10
    assert losses.mask_loss(right, truth, counted)["total"] < 0.01
    assert losses.mask_loss(-right, truth, counted)["total"] > 10
    wrong = right.clone()
    wrong[..., 25:, :] *= -1
    counted[..., 25:, :] = False
    assert losses.mask_loss(wrong, truth, counted)["total"] < 0.01


def options(folder: Path, **given: object) -> argparse.Namespace:
    usual = {"data": None, "work": folder, "seed": 0, "shards": 1, "name": "main", "start": "", "rate": 0.0}
    usual |= {
        "metrics": [],
        "minutes": 0.02,
        "whole_metres": 0.15,
        "size": 128,
        "crop": 64,
        "misled": 0.5,
        "refined": False,
        "earlier": [],
        "widths": [],
        "output": folder / "model.pt",
    }
    return argparse.Namespace(**{**usual, **given})


def test_the_commands_make_a_model_that_runs_with_and_without_an_index(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "SHARD", 2)
    monkeypatch.setattr(building_masks, "OPTIONS", {"ndvi": True, "widths": [8, 8, 8, 8, 8]})
    monkeypatch.setattr(building_masks, "BUDGET", building_masks.Budget(batch=2, crop=64))
    building_masks.generate(options(tmp_path))
    building_masks.generate(options(tmp_path, seed=2, refined=True))
    building_masks.generate(options(tmp_path, seed=900))
    building_masks.train(options(tmp_path))
    building_masks.train(options(tmp_path, start="main", name="wide", crop=96))
    narrower = options(tmp_path, start="wide", name="narrow", widths=[6, 8, 10, 8, 8])
    building_masks.train(narrower)
    building_masks.finish(options(tmp_path, name="narrow", output=tmp_path / "narrow.pt"))
    assert bundle.load(tmp_path / "narrow.pt").network.stem.out_channels == 6
    building_masks.finish(options(tmp_path, name="wide"))
    model = bundle.load(tmp_path / "model.pt")
    assert model.card["task"] == "buildingmask" and "steps" in model.card["provenance"]["recipe"]
    first = tmp_path / "main" / "best.ckpt"
    mean = options(tmp_path, name="wide", earlier=[first], output=tmp_path / "mean.pt")
    building_masks.finish(mean)
    averaged = bundle.load(tmp_path / "mean.pt")
    assert averaged.card["provenance"]["recipe"].endswith("averaged with 1 earlier stage")
    before = torch.load(first, weights_only=True)["average"]["stem.weight"]
    middle = (before + model.network.state_dict()["stem.weight"]) / 2
    torch.testing.assert_close(averaged.network.state_dict()["stem.weight"], middle, atol=1e-3, rtol=1e-3)
    heights = np.zeros((140, 150), np.float32)
    heights[40:80, 40:90] = 8
    heights[:5] = np.nan
    dsm = rasters.write(tmp_path / "dsm.tif", heights)
    index = rasters.write(tmp_path / "ndvi.tif", np.where(heights > 1, 0, 0.6).astype(np.float32))
    for sources in ([dsm], [dsm, index]):
        predict.predict(model, sources, tmp_path / "mask.tif")
        mask = rasters.read(tmp_path / "mask.tif")
        assert np.isnan(mask[:5]).all() and set(np.unique(mask[5:])) <= {0, 1}


def test_the_choice_knows_optional_inputs():
    card = engine_parts.card(inputs=[{"role": "dsm"}, {"role": "ndvi", "optional": True}])
    assert choice.in_order(Card.from_json(card), {"dsm": "d", "ndvi": "n"}) == ["d", "n"]
    assert choice.in_order(Card.from_json(card), {"dsm": "d"}) == ["d", None]
