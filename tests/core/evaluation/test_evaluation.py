"""Metrics against their textbook definitions, and the streaming comparison against whole arrays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import evaluation
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.evaluation.surface import comparison
from roofline.models.evaluation.surface.classes import edge_bands, steepness
from roofline.models.evaluation.surface.metrics import KEYS
from scipy import ndimage
from support import paths, rasters
from support.peak_memory import forget_peak, peak_megabytes

RESDEPTH = paths.PARITY / "resdepth"


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
    assert metrics["NMAD_PUBLISHED"] == pytest.approx(1.4826 * 1.0)  # |e - 1| = 3 1 0.5 0 2
    assert metrics["LE90"] == pytest.approx(2.6)
    assert metrics["LE68"] == pytest.approx(1.732)  # 0.732 of the way from 1 to 2
    assert metrics["STD"] == pytest.approx(math.sqrt(14.25 / 5 - 0.25))
    assert (metrics["MAX"], metrics["LOWEST"], metrics["HIGHEST"]) == (3.0, -2.0, 3.0)
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


def test_edge_bands_are_two_metres_on_both_sides():
    building = np.zeros((12, 60), dtype=bool)
    building[:, 30:] = True
    inside, outside = edge_bands(building, np.ones_like(building), (0.5, 0.5))
    assert np.flatnonzero(inside[5]).tolist() == list(range(30, 34))
    assert np.flatnonzero(outside[5]).tolist() == list(range(26, 30))


def test_edge_bands_ignore_unknown_pixels():
    building = np.ones((12, 20), dtype=bool)
    known = building.copy()
    known[:, 10:] = False
    assert not np.any(edge_bands(building, known, (0.5, 0.5)))


@pytest.mark.parametrize("pixel", [(0.5, 0.5), (0.3, 0.7), (1.9, 0.25)])
def test_edge_bands_are_round(rng, pixel):
    building = rng.random((40, 50)) < 0.02
    known = np.ones_like(building)
    inside, outside = edge_bands(building, known, pixel)
    reach = 2 + min(pixel) / 2 + 1e-9
    np.testing.assert_array_equal(
        outside, ~building & (ndimage.distance_transform_edt(~building, sampling=pixel) <= reach)
    )
    np.testing.assert_array_equal(
        inside, building & (ndimage.distance_transform_edt(building, sampling=pixel) <= reach)
    )


def test_steepness_of_a_plane():
    rows, cols = np.indices((6, 7), dtype=float)
    plane = steepness(3 + 1.5 * rows + 2.0 * cols, (0.5, 2.0))
    assert plane.shape == (4, 5)
    np.testing.assert_allclose(plane, 3.0**2 + 1.0**2)


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
    monkeypatch.setattr(comparison, "WINDOW_PIXELS", 128 * 10)
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
            assert result["source"][category][key] == pytest.approx(expected[key], abs=1e-9), (category, key)
    edge = result["source"]["edge"]["count"]
    assert 0 < edge < 8 * 4 * 30 + 100
    np.testing.assert_allclose(rasters.read(folder / "error.tif"), error, atol=1e-5)


@pytest.mark.parametrize("pixels, width", [(128, 8192), (300, 15)])
def test_windows_change_nothing(scene, monkeypatch, pixels, width):
    _, paths, _ = scene
    options = {"building_mask": paths["building"], "baseline": paths["truth"], "max_error": 1.0}
    whole = evaluation.evaluate(paths["surface"], paths["truth"], **options)
    monkeypatch.setattr(comparison, "WINDOW_PIXELS", pixels)
    monkeypatch.setattr(comparison, "WINDOW_WIDTH", width)
    parts = evaluation.evaluate(paths["surface"], paths["truth"], **options)
    for category, metrics in whole["source"].items():
        assert parts["source"][category] == pytest.approx(metrics, abs=1e-12), category
    assert parts["truncated"]["source"]["edge"] == pytest.approx(
        whole["truncated"]["source"]["edge"], abs=1e-12
    )
    intervals = (one["improvement"]["all"]["MAE"]["interval"] for one in (parts, whole))
    assert next(intervals) == pytest.approx(next(intervals))


def test_one_reading_keeps_to_the_stated_bound(scene):
    _, paths, _ = scene
    exact, coarse = (
        evaluation.evaluate(paths["surface"], paths["truth"], building_mask=paths["building"], exact=exact)
        for exact in (True, False)
    )
    assert (exact["quantile_bound_m"], coarse["quantile_bound_m"]) == (0.0, 0.0005)
    medians = {"MEDIAN_AE", "MEDIAN", "NMAD", "NMAD_PUBLISHED", "LE68", "LE90", "LE95"}
    for category, metrics in exact["source"].items():
        for key, value in metrics.items():
            bound = 0.0015 if key.startswith("NMAD") else 0.0005 if key in medians else 1e-12
            assert coarse["source"][category][key] == pytest.approx(value, abs=bound), (category, key)


def test_ones_alone_mark_a_class_in_compatibility(scene, tmp_path):
    _, paths, _ = scene
    mask = np.zeros((96, 128), np.uint8)
    mask[50:80, 30:60], mask[10:20, 10:20] = 1, 2
    path = rasters.write(tmp_path / "twos.tif", mask, nodata=255)
    ours, theirs, plain = (
        evaluation.evaluate(paths["surface"], paths["truth"], building_mask=one, compatibility=two)["source"]
        for one, two in ((path, False), (path, True), (paths["building"], False))
    )
    assert theirs["building"] == plain["building"]
    assert ours["building"]["count"] > theirs["building"]["count"]


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


def test_the_error_raster_replaces_no_surface(scene):
    _, paths, _ = scene
    before = paths["surface"].read_bytes()
    with pytest.raises(RooflineError, match="same name"):
        evaluation.evaluate(paths["surface"], paths["truth"], error_raster=paths["surface"])
    assert paths["surface"].read_bytes() == before


def test_cancel_leaves_no_error_raster(scene, tmp_path):
    _, paths, _ = scene
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        evaluation.evaluate(
            paths["surface"], paths["truth"], error_raster=folder / "error.tif", cancelled=lambda: True
        )
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("south_up", [False, True])
def test_slope_bands_of_a_tilted_plane(tmp_path, south_up):
    _, cols = np.indices((60, 80), dtype=np.float32)
    truth = np.where(cols < 40, 0.0, (cols - 40) * 0.5 * math.tan(math.radians(20))).astype(np.float32)
    geotransform = (5e5, 0.5, 0, 5e6, 0, 0.5 if south_up else -0.5)
    reference = rasters.write(tmp_path / "truth.tif", truth, geotransform=geotransform)
    judged = rasters.write(tmp_path / "dsm.tif", truth + (cols > 40), geotransform=geotransform)
    found = evaluation.evaluate(judged, reference)["source"]
    counts = {name: metrics["count"] for name, metrics in found.items() if name.startswith("slope")}
    assert counts == {
        "slope_0_5": 58 * 39,  # the border has no slope
        "slope_5_15": 58,
        "slope_15_30": 58 * 38,
        "slope_30_60": 0,
        "slope_60_90": 0,
    }
    assert found["slope_0_5"]["MAE"] == 0 and found["slope_15_30"]["MAE"] == pytest.approx(1)


def test_another_height_system_is_told(tmp_path, caplog):
    truth = rasters.town()
    judged = rasters.write(tmp_path / "dsm.tif", truth + np.float32(47.3))
    evaluation.evaluate(judged, rasters.write(tmp_path / "truth.tif", truth))
    assert "47.30 m above the reference" in caplog.text


def test_memory_is_bounded_at_any_size(tmp_path):
    size = 10_000
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1"]
    for name, height in (("dsm", 31), ("truth", 30)):
        path = str(tmp_path / f"{name}.tif")
        dataset = gdal.GetDriverByName("GTiff").Create(path, size, size, 1, gdal.GDT_Byte, options)
        dataset.SetGeoTransform(rasters.GEOTRANSFORM)
        dataset.GetRasterBand(1).Fill(height)
        dataset = None
    forget_peak()
    before = peak_megabytes()
    result = evaluation.evaluate(tmp_path / "dsm.tif", tmp_path / "truth.tif")
    assert result["source"]["all"]["count"] == size**2
    assert result["source"]["all"]["MEDIAN"] == 1
    # One array of float32 for the whole raster would take 381 MB; what the process has read before shifts
    # the figure by some megabytes.
    assert peak_megabytes() - before < 230
