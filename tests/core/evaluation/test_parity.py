"""The evaluation against the numbers that ResDepth's own program gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.evaluation import evaluate, surface_metrics
from roofline.models.evaluation.surface.blocks import Blocks
from roofline.models.evaluation.surface.metrics import published_names
from roofline.models.evaluation.surface.tally import WITHIN, Errors
from support import paths, rasters

RESDEPTH = paths.PARITY / "resdepth"
SCENE = RESDEPTH / "scene"
MASKS = {"building": "mask_building", "water": "mask_water", "forest": "mask_forest"}
STORED = 1.6e-5  # metres: refined surfaces are stored as float32 (half a unit at 437 m), not so their numbers
FLOAT64 = 1e-9
pytestmark = pytest.mark.skipif(
    not RESDEPTH.exists(), reason="the ResDepth fixtures (../shared) are not here"
)


def residuals():
    arrays = np.load(RESDEPTH / "functions" / "metrics.npz")
    for case in json.loads((RESDEPTH / "functions" / "metrics.json").read_text()):
        stats = case["stats"]
        parts = [(None, stats)]
        if stats["truncation"]:
            parts.append((case["residual_threshold"], stats["truncated"]))
        for threshold, expected in parts:
            yield arrays[case["residuals"]], ~arrays[case["masked"]], threshold, expected


def same(found: dict[str, float], expected: dict, tolerance: float, words: object) -> int:
    """Compare what both hold under the published names; how many numbers that were."""
    shared = [name for name in found if name in expected]
    for name in shared:
        bound = 3 * tolerance if name == "NMAD" else tolerance  # 1.4826 times an error less another
        assert found[name] == pytest.approx(expected[name], rel=0, abs=bound), (words, name)
    return len(shared)


def test_metrics_of_arrays():
    for error, valid, threshold, expected in residuals():
        if threshold is not None:
            valid = valid & (np.abs(error) <= threshold)
        found = published_names(surface_metrics(error, valid))
        assert same(found, expected, FLOAT64, threshold) >= 6


def test_metrics_of_streams():
    for error, valid, threshold, expected in residuals():
        errors = Errors(Blocks(50, 40, 1, 1, 25.0), threshold)
        parts = np.array_split(error[valid], 3)
        for values in parts:
            errors.add(values, np.ones(len(values), np.uint16), np.zeros(len(values), np.int64))
        for values in parts:
            errors.add_again(values, np.ones(len(values), np.uint16))
        bits = 1 if threshold is None else 1 | 1 << WITHIN
        assert same(published_names(errors.metrics(bits)), expected, FLOAT64, threshold) >= 6


def valid_mask(case: Path, folder: Path, template: Path) -> Path:
    """What the original counts: its ground truth mask, if there is one, inside the evaluated rectangles."""
    dataset = json.loads((case / "config_test.json").read_text())["datasets"][0]
    valid = np.ones((300, 400), np.uint8)
    if "mask_ground_truth" in dataset:
        valid &= gdal.Open(str(SCENE / "mask_ground_truth.tif")).ReadAsArray() == 1
    if dataset.get("allocation_strategy", "entire") != "entire":
        inside = np.zeros_like(valid)
        for first, last in STRIPES[case.name]:
            inside[:, first : last + 1] = 1
        valid &= inside
    grid = gdal.Open(str(template)).GetGeoTransform()
    return rasters.write(folder / "valid.tif", valid, geotransform=grid, epsg=32632, nodata=None)


# Fifths of 400 columns; test stripe 1: training on 0, 3 and 4, test on 1.
STRIPES = {"p04_geom_trainstripes": [(0, 79), (240, 399)], "p05_trained_multipair_teststripe": [(80, 159)]}
CASES = [
    "p01_geomstereo_building",
    "p02_geom_allmasks",
    "p04_geom_trainstripes",
    "p05_trained_multipair_teststripe",
]


@pytest.mark.parametrize("name", CASES)
def test_evaluations(name, tmp_path):
    case = RESDEPTH / "pipeline" / name
    published = json.loads((case / "metrics_full_precision.json").read_text())["predictions"]
    predictions = sorted((case / "results").rglob("dsm_initial_prediction*.tif"))
    initial = SCENE / "dsm_initial.tif"
    dataset = json.loads((case / "config_test.json").read_text())["datasets"][0]
    masks = {f"{key}_mask": SCENE / f"{mask}.tif" for key, mask in MASKS.items() if mask in dataset}
    valid = valid_mask(case, tmp_path, initial)
    for number, expected in enumerate(published):
        refined = mosaic(predictions, number, len(published), tmp_path / f"refined{number}.tif")
        result = evaluate(
            refined,
            SCENE / "dsm_gt.tif",
            baseline=initial,
            valid_mask=valid,
            **masks,
            compatibility=True,
        )["published"]
        for category, stats in expected.items():
            before, after = result["baseline"][category], result["source"][category]
            assert same(before, stats["initial"], FLOAT64, (name, category, "initial")) == 8
            assert same(after, stats["refined"], STORED, (name, category, "refined")) == 8


def mosaic(files: list[Path], number: int, predictions: int, target: Path) -> Path:
    """A prediction on the scene's grid: one file, or one for each rectangle."""
    share = len(files) // predictions
    chosen = files[number * share : (number + 1) * share]
    template = gdal.Open(str(SCENE / "dsm_initial.tif"))
    x, size, _, y, _, _ = template.GetGeoTransform()
    values = np.full((300, 400), np.nan, np.float32)
    for file in chosen:
        part = gdal.Open(str(file))
        left, top = (round(abs(a - b) / size) for a, b in zip(part.GetGeoTransform()[0::3], (x, y)))
        values[top : top + part.RasterYSize, left : left + part.RasterXSize] = part.ReadAsArray()
    return rasters.write(target, values, geotransform=template.GetGeoTransform(), epsg=32632)
