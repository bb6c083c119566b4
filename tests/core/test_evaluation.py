"""Metrics against their textbook definitions, and the streaming comparison against whole arrays."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import rasters
from roofline.models import evaluation
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation import surface
from roofline.models.evaluation.classes import edge_band
from roofline.models.evaluation.metrics import KEYS, ErrorAccumulator
from roofline.models.evaluation.report import surface_report

RESDEPTH = Path(__file__).resolve().parents[3] / "shared" / "parity" / "resdepth"


def test_metrics_of_five_errors_by_hand():
    metrics = evaluation.surface_metrics(np.array([-2.0, 0.0, 0.5, 1.0, 3.0]))
    assert tuple(metrics) == KEYS
    assert metrics["count"] == 5
    assert metrics["MAE"] == pytest.approx(1.3)
    assert metrics["RMSE"] == pytest.approx(math.sqrt(14.25 / 5))
    assert metrics["MEDIAN_AE"] == 1.0
    assert metrics["MEDIAN"] == 0.5
    assert metrics["NMAD"] == pytest.approx(1.4826 * 0.5)  # |e - 0.5| = 2.5 0.5 0 0.5 2.5
    assert metrics["BIAS"] == 0.5
    assert metrics["LE90"] == pytest.approx(2.6)
    assert metrics["MAX"] == 3.0
    assert metrics["share_above_1m"] == pytest.approx(0.4)


def test_nmad_ignores_a_bias():
    error = np.random.default_rng(0).laplace(size=10_000)
    shifted = evaluation.surface_metrics(error + 50)
    assert shifted["NMAD"] == pytest.approx(evaluation.surface_metrics(error)["NMAD"])
    assert shifted["NMAD"] == pytest.approx(1.4826 * math.log(2), rel=0.05)


def test_mask_and_voids_are_left_out():
    error = np.array([[1.0, np.nan], [5.0, 2.0]])
    metrics = evaluation.surface_metrics(error, np.array([[True, True], [False, True]]))
    assert (metrics["count"], metrics["MAE"]) == (2, 1.5)


def test_nothing_to_measure_is_nan():
    metrics = evaluation.surface_metrics(np.full((3, 3), np.nan))
    assert metrics["count"] == 0
    assert all(math.isnan(metrics[key]) for key in KEYS[1:])


@pytest.mark.parametrize("scale", [0.01, 1.0, 300.0])
def test_accumulated_blocks_equal_the_whole(rng, scale):
    error = rng.laplace(0.2, 1.0, 20_001) * scale
    sums = ErrorAccumulator()
    for block in np.array_split(error, 7):
        sums.add(block)
    whole = evaluation.surface_metrics(error)
    for key, value in sums.metrics().items():
        assert value == pytest.approx(whole[key], rel=1e-9, abs=0.001), key


def test_edge_band_is_two_metres_on_both_sides():
    building = np.zeros((1, 60), dtype=bool)
    building[:, 30:] = True
    edge = edge_band(building, np.ones_like(building), (0.5, 0.5))
    assert np.flatnonzero(edge[0]).tolist() == list(range(26, 34))


def test_edge_band_ignores_unknown_pixels():
    building = np.ones((1, 20), dtype=bool)
    known = building.copy()
    known[:, 10:] = False
    assert not edge_band(building, known, (0.5, 0.5)).any()


@pytest.fixture
def scene(tmp_path, rng):
    truth = rasters.town()
    surface_ = truth + rng.laplace(0, 0.6, truth.shape).astype(np.float32)
    surface_[40:44, 60:70] = np.nan
    building = np.zeros(truth.shape, np.uint8)
    building[50:80, 30:60] = 1
    paths = {
        "truth": rasters.write(tmp_path / "truth.tif", truth),
        "surface": rasters.write(tmp_path / "surface.tif", surface_),
        "building": rasters.write(tmp_path / "building.tif", building, nodata=255),
    }
    return tmp_path, paths, surface_.astype(np.float64) - truth


def test_evaluate_equals_metrics_of_the_arrays(scene, monkeypatch):
    folder, paths, error = scene
    monkeypatch.setattr(surface, "BAND_PIXELS", 128 * 10)
    result = evaluation.evaluate(
        paths["surface"], paths["truth"], building_mask=paths["building"], error_raster=folder / "error.tif"
    )
    grown = np.zeros(error.shape, dtype=bool)
    grown[50:80, 30:60] = True
    for _ in range(2):
        padded = np.pad(grown, 1)
        grown = grown | padded[2:, 1:-1] | padded[:-2, 1:-1] | padded[1:-1, 2:] | padded[1:-1, :-2]
    for category, mask in (("all", None), ("building", grown), ("terrain", ~grown)):
        expected = evaluation.surface_metrics(error, mask)
        for key in KEYS:
            assert result["source"][category][key] == pytest.approx(expected[key], abs=0.001), (category, key)
    edge = result["source"]["edge"]["count"]
    assert 0 < edge < 8 * 4 * 30 + 100
    np.testing.assert_allclose(rasters.read(folder / "error.tif"), error, atol=1e-5)


def test_bands_do_not_change_categories(scene, monkeypatch):
    _, paths, _ = scene
    whole = evaluation.evaluate(paths["surface"], paths["truth"], building_mask=paths["building"])
    monkeypatch.setattr(surface, "BAND_PIXELS", 1)
    rows = evaluation.evaluate(paths["surface"], paths["truth"], building_mask=paths["building"])
    assert {k: v["count"] for k, v in rows["source"].items()} == {
        k: v["count"] for k, v in whole["source"].items()
    }


def test_baseline_is_judged_on_the_same_pixels(scene):
    folder, paths, error = scene
    filled = rasters.write(folder / "filled.tif", rasters.town(seed=1))
    result = evaluation.evaluate(filled, paths["truth"], baseline=paths["surface"])
    counts = {result[name]["all"]["count"] for name in ("source", "baseline")}
    assert counts == {np.isfinite(error).sum()}


def test_feet_are_judged_in_metres(tmp_path):
    truth = np.zeros((40, 40), np.float32)
    metres = rasters.write(tmp_path / "m.tif", truth)
    feet = rasters.write(tmp_path / "ft.tif", truth + 10, unit="ft")
    assert evaluation.evaluate(feet, metres)["source"]["all"]["MAE"] == pytest.approx(3.048)


def test_truncated_twin(scene):
    _, paths, error = scene
    result = evaluation.evaluate(paths["surface"], paths["truth"], max_error=0.5)
    expected = evaluation.surface_metrics(error, np.abs(np.nan_to_num(error, nan=9)) <= 0.5)
    assert result["truncated"]["source"]["all"]["MAE"] == pytest.approx(expected["MAE"], abs=1e-6)


def test_water_and_forest_leave_terrain(scene, tmp_path):
    _, paths, error = scene
    water = np.zeros(error.shape, np.uint8)
    water[:, :20] = 1
    forest = np.zeros(error.shape, np.uint8)
    forest[:, 100:] = 1
    masks = {"water_mask": water, "forest_mask": forest}
    masks = {key: rasters.write(tmp_path / f"{key}.tif", mask, nodata=None) for key, mask in masks.items()}
    counts = evaluation.evaluate(paths["surface"], paths["truth"], building_mask=paths["building"], **masks)[
        "source"
    ]
    terrain = counts["terrain"]["count"]
    assert counts["terrain_nowater"]["count"] == terrain - 20 * 96
    assert counts["terrain_nowater_noforest"]["count"] == terrain - (20 + 28) * 96


def test_building_mask_with_nodata_zero_keeps_terrain(scene, tmp_path):
    _, paths, _ = scene
    mask = np.zeros((96, 128), np.uint8)
    mask[50:80, 30:60] = 1
    zero = rasters.write(tmp_path / "zero.tif", mask, nodata=0)
    one, other = (
        evaluation.evaluate(paths["surface"], paths["truth"], building_mask=path)["source"]
        for path in (zero, paths["building"])
    )
    assert one == other


def test_nothing_in_common_is_one_sentence(scene, tmp_path):
    _, paths, _ = scene
    void = rasters.write(tmp_path / "void.tif", np.full((96, 128), np.nan, np.float32))
    with pytest.raises(RooflineError, match="No pixel can be compared"):
        evaluation.evaluate(void, paths["truth"])


def test_cancel_leaves_no_error_raster(scene, tmp_path):
    _, paths, _ = scene
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        evaluation.evaluate(
            paths["surface"], paths["truth"], error_raster=folder / "error.tif", cancelled=lambda: True
        )
    assert list(folder.iterdir()) == []


def test_report_names_everything_and_has_no_scripts(scene):
    _, paths, _ = scene
    result = evaluation.evaluate(
        paths["surface"],
        paths["truth"],
        baseline=paths["truth"],
        building_mask=paths["building"],
        max_error=1,
    )
    page = surface_report(result)
    for text in ("NMAD", "Baseline", "Within 2 m of outlines", "errors up to 1 m", "<svg", "surface.tif"):
        assert text in page
    assert "<script" not in page
    json.dumps(result)


@pytest.mark.skipif(not RESDEPTH.exists(), reason="the ResDepth fixtures (../shared) are not here")
def test_agrees_with_the_published_evaluation():
    case = RESDEPTH / "pipeline" / "p02_geom_allmasks"
    published = json.loads((case / "metrics_full_precision.json").read_text())["predictions"][0]
    data = RESDEPTH / "scene"
    result = evaluation.evaluate(
        data / "dsm_initial.tif",
        data / "dsm_gt.tif",
        valid_mask=data / "mask_ground_truth.tif",
        building_mask=data / "mask_building.tif",
        water_mask=data / "mask_water.tif",
        forest_mask=data / "mask_forest.tif",
    )["source"]
    for category in ("all", "building", "terrain", "terrain_nowater", "terrain_nowater_noforest"):
        theirs, ours = published[category]["initial"], result[category]
        assert ours["count"] == theirs["count_total"], category
        for key, name in (
            ("MAE", "MAE"),
            ("RMSE", "RMSE"),
            ("MEDIAN_AE", "absolute_median"),
            ("MEDIAN", "median"),
        ):
            assert ours[key] == pytest.approx(theirs[name], abs=0.001), (category, key)
