"""The evaluation against the numbers that ImpliCity's own program gives for a surface, by land cover."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.evaluation import evaluate
from support import paths, rasters

PARITY = paths.PARITY / "implicity"
SCENE = PARITY / "dataset" / "raster"
STORED = 3.1e-5  # metres: heights of 500 m are float32 here (half a unit), float64 there
NAMES = {
    "max": "HIGHEST",
    "min": "LOWEST",
    "MAE": "MAE",
    "RMSE": "RMSE",
    "abs_median": "MEDIAN_AE",
    "median": "MEDIAN",
    "NMAD": "NMAD_PUBLISHED",
    "n_pixel": "count",
}
# Its classes and ours; there is no water, so that ground without forest is ground without either.
CLASSES = {
    "overall": "all",
    "building": "building",
    "terrain": "terrain",
    "terrain_wo_water": "terrain_nowater",
    "terrain_wo_forest": "terrain_nowater_noforest",
}
pytestmark = pytest.mark.skipif(not PARITY.exists(), reason="the ImpliCity fixtures (../shared) are not here")


@pytest.fixture(scope="module")
def case():
    return np.load(PARITY / "eval" / "case_a.npz"), json.loads(
        (PARITY / "eval" / "case_a_expected.json").read_text()
    )


@pytest.fixture
def surface(case, tmp_path):
    """The judged surface, a part of the reference's area, with NaN."""
    a, b, c, d, e, f = case[0]["transform"]
    heights = case[0]["dsm"].astype(np.float32)
    return rasters.write(tmp_path / "dsm.tif", heights, geotransform=(c, a, b, f, d, e), epsg=32632)


def judged(surface, valid, **options):
    masks = {f"{name}_mask": SCENE / f"mask_{name}.tif" for name in ("building", "water", "forest")}
    return evaluate(surface, SCENE / "dsm_gt.tif", valid_mask=valid, **masks, exact=True, **options)


def same(found, expected):
    for theirs, ours in NAMES.items():
        # NMAD is 1.4826 times an error less another
        bound = 3 * STORED if theirs == "NMAD" else STORED
        assert found[ours] == pytest.approx(expected[theirs], rel=0, abs=bound), theirs


def test_every_class_has_the_originals_numbers(case, surface, tmp_path):
    numbers, expected = case
    result = judged(surface, SCENE / "mask_gt.tif", error_raster=tmp_path / "error.tif")
    for theirs, ours in CLASSES.items():
        same(result["source"][ours], expected[theirs])
    error = rasters.read(tmp_path / "error.tif")
    known = np.isfinite(numbers["diff"])
    np.testing.assert_allclose(error[known], numbers["diff"][known], rtol=0, atol=STORED)


@pytest.mark.parametrize("name", ["forest", "water"])
def test_a_class_alone(case, surface, tmp_path, name):
    """What is no class of ours is judged by a valid mask; the original has nothing to say of no water."""
    expected = case[1][name]
    inside = rasters.read(SCENE / f"mask_{name}.tif") * rasters.read(SCENE / "mask_gt.tif") > 0
    grid = rasters.grid_of(SCENE / "mask_gt.tif")[2]
    valid = rasters.write(tmp_path / "valid.tif", inside.astype(np.uint8), geotransform=grid, epsg=32632)
    if expected["n_pixel"] is None:
        with pytest.raises(RooflineError, match="The valid mask marks no pixel here: check it"):
            judged(surface, valid)
    else:
        same(judged(surface, valid)["source"]["all"], expected)
