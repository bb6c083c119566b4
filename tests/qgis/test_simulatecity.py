"""Simulate city through Processing."""

from __future__ import annotations

import numpy as np
import pytest
import rasters


@pytest.fixture
def run(qgis, tmp_path):
    import processing

    def simulate(name="stereo", **parameters):
        targets = {key: str(tmp_path / f"{name}_{key}.tif") for key in ("TRUTH", "STEREO", "BUILDINGS")}
        size = {} if "EXTENT" in parameters else {"WIDTH": 128, "HEIGHT": 96}
        return processing.run("roofline:simulatecity", {"SEED": 5, **size, **targets, **parameters})

    return simulate


@pytest.mark.parametrize("errors", ["matched", "handmade"])
def test_truth_stereo_and_buildings_share_a_grid(run, errors):
    result = run(ERROR_MODEL=errors)
    truth, stereo, buildings = (rasters.read(result[key]) for key in ("TRUTH", "STEREO", "BUILDINGS"))
    assert truth.shape == stereo.shape == buildings.shape == (96, 128)
    assert np.isfinite(truth).all()
    assert set(np.unique(buildings)) <= {0, 1}
    assert rasters.grid_of(result["TRUTH"]) == rasters.grid_of(result["STEREO"])
    assert rasters.grid_of(result["TRUTH"])[3] == "32631"
    assert result["MAE"] == pytest.approx(np.nanmean(np.abs(stereo - truth)), rel=1e-3)
    assert 0.02 < result["MAE"] < 5


def test_seed_decides(run):
    first, same, other = (rasters.read(run(str(n), SEED=seed)["STEREO"]) for n, seed in enumerate((5, 5, 6)))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_severity_orders_the_errors(run):
    mild, bad = (run(str(s), ERROR_MODEL="handmade", SEVERITY=s)["MAE"] for s in (0.1, 1.5))
    assert mild < 0.5 * bad


def test_extent_and_pixel_size(run):
    result = run(EXTENT="600000,600080,5200000,5200050 [EPSG:32632]", CRS="EPSG:32632", PIXEL_SIZE=1.0)
    assert rasters.grid_of(result["TRUTH"])[:4] == (
        80,
        50,
        (600000.0, 1.0, 0.0, 5200050.0, 0.0, -1.0),
        "32632",
    )


def test_offers_the_styles_of_the_core():
    from roofline.algorithms import simulatecity
    from roofline.models.simulation import city, scene_files

    assert simulatecity.STYLES == city.STYLE_NAMES
    assert scene_files.ERROR_MODELS == simulatecity.ERROR_MODELS


REFUSED = {
    "degrees": ({"CRS": "EPSG:4326"}, "degrees"),
    "too_large": ({"WIDTH": 5000}, "too large"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_are_one_sentence(run, tmp_path, case):
    from qgis.core import QgsProcessingException

    parameters, words = REFUSED[case]
    with pytest.raises(QgsProcessingException, match=words) as caught:
        run(**parameters)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("*.tif"))
