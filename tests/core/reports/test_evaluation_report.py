"""The page, the JSON and the CSV of an evaluation, and what is said where surfaces cannot be compared."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.evaluation import Views, evaluate
from roofline.models.evaluation.files import as_json
from roofline.models.evaluation.surface.metrics import KEYS
from roofline.models.evaluation.surface.numbers import surface_table
from roofline.models.evaluation.surface.report import surface_report
from support import pages, rasters


@pytest.fixture
def scene(tmp_path, rng):
    truth = rasters.town((160, 200))
    building = np.zeros(truth.shape, np.uint8)
    building[50:80, 30:60] = 1
    noise = rng.laplace(0, 0.6, truth.shape).astype(np.float32)
    noise[:20, :20] = np.nan
    return {
        "truth": rasters.write(tmp_path / "truth.tif", truth),
        "after": rasters.write(tmp_path / "after & <done>.tif", truth + noise / 2),
        "before": rasters.write(tmp_path / "before.tif", truth + noise),
        "building": rasters.write(tmp_path / "building.tif", building, nodata=255),
    }


@pytest.fixture
def judged(scene):
    views = Views()
    result = evaluate(
        scene["after"],
        scene["truth"],
        baseline=scene["before"],
        building_mask=scene["building"],
        max_error=1,
        views=views,
    )
    return result, views


def closed(page: str) -> str:
    """The page, if it stands alone and no number is missing."""
    assert "nan" not in re.sub(r"base64,[^\"]*", "", page)
    return pages.check(page)


def test_the_page_tells_it_all(judged):
    page = closed(surface_report(*judged))
    for text in (
        "after &amp; &lt;done&gt;.tif",
        "50.0 % smaller than the baseline",
        "Within 2 m of building outlines",
        "Slope 60 to 90°",
        "Where most was gained over the baseline",
        "Where the errors are largest",
        "Surface, errors up to 1 m",
        "standard normal quantile",
        "Profile along the marked line",
        "NMAD*",
        "all figures are exact",
        "blocks of 8.94 m",
    ):
        assert text in page, text
    assert page.count("<img") == 3 + 3 * 3
    assert page.count("<svg") == 2 + 1 + 2 + 3


def test_the_page_without_baseline_masks_and_views(scene):
    page = closed(surface_report(evaluate(scene["after"], scene["truth"], exact=False)))
    assert "With a building mask" in page and "Medians and percentiles to 0.5 mm" in page
    assert "Improvement" not in page and "<img" not in page


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (3, 2)])
def test_tiny_surfaces_have_a_page(tmp_path, shape):
    truth = rasters.write(tmp_path / "truth.tif", np.zeros(shape, np.float32))
    views = Views()
    result = evaluate(rasters.write(tmp_path / "dsm.tif", np.ones(shape, np.float32)), truth, views=views)
    assert result["source"]["all"]["MAE"] == 1
    closed(surface_report(result, views))


def test_a_gain_that_may_be_chance_is_called_so(tmp_path):
    truth = rasters.town((160, 200))
    noise = (np.random.default_rng(seed).normal(0, 1, truth.shape) for seed in (1, 2))
    before, after = (truth + one.astype(np.float32) for one in noise)
    paths = [
        rasters.write(tmp_path / f"{name}.tif", array)
        for name, array in (("after", after), ("truth", truth), ("before", before))
    ]
    result = evaluate(*paths[:2], baseline=paths[2])
    low, high = result["improvement"]["all"]["MAE"]["interval"]
    assert low < 0 < high
    assert "may be chance" in surface_report(result)


def test_json_is_strict(judged):
    text = as_json(judged[0])
    loaded = json.loads(text, parse_constant=pytest.fail)
    assert loaded["source"]["slope_60_90"]["count"] > 0
    assert loaded["improvement"]["building"]["MAE"]["relative"] == pytest.approx(0.5, abs=1e-3)
    assert loaded["bootstrap"]["replicates"] == 2000


def test_csv_has_a_line_for_everything(judged):
    result = judged[0]
    rows = list(csv.DictReader(io.StringIO(surface_table(result))))
    assert len(rows) == 2 * 2 * len(result["source"])
    assert [row["errors_up_to_m"] for row in rows].count("1") == len(rows) // 2
    (row,) = (
        row
        for row in rows
        if (row["surface"], row["category"], row["errors_up_to_m"]) == ("baseline", "edge", "")
    )
    for key in KEYS:
        assert float(row[key]) == result["baseline"]["edge"][key], key
    low, high = float(rows[0]["MAE_low"]), float(rows[0]["MAE_high"])
    assert low < float(rows[0]["MAE"]) < high


ELSEWHERE = (9e5, 0.5, 0, 5e6, 0, -0.5)


@pytest.mark.parametrize("role", ["reference", "baseline", "building_mask", "valid_mask"])
def test_no_overlap_is_one_sentence_that_names_the_file(scene, tmp_path, role):
    town = rasters.town()
    values = (town > town.mean()).astype(np.uint8) if role.endswith("mask") else town
    far = rasters.write(tmp_path / "far.tif", values, geotransform=ELSEWHERE, nodata=None)
    files = {"reference": scene["truth"], role: far}
    with pytest.raises(RooflineError, match=r"^far\.tif does not overlap the input raster; choose one"):
        evaluate(scene["after"], **files)


def test_a_reference_in_degrees_is_warped(tmp_path):
    judged = rasters.write(tmp_path / "dsm.tif", np.full((60, 80), 12, np.float32))
    # Around 500000 E, 5000000 N of UTM zone 31 in steps of about a metre.
    degrees = (2.9995, 1.2e-5, 0, 45.1541, 0, -1e-5)
    reference = np.full((250, 200), 10, np.float32)
    path = rasters.write(tmp_path / "wgs84.tif", reference, geotransform=degrees, epsg=4326)
    result = evaluate(judged, path)
    assert result["resampled"] == ["reference"]
    assert result["source"]["all"]["count"] == 60 * 80
    assert result["source"]["all"]["MAE"] == pytest.approx(2, abs=1e-5)


def test_degrees_and_several_bands_are_one_sentence(scene, tmp_path):
    degrees = rasters.write(
        tmp_path / "degrees.tif", rasters.town(), geotransform=(3, 1e-5, 0, 45, 0, -1e-5), epsg=4326
    )
    with pytest.raises(RooflineError, match="is in degrees; reproject it"):
        evaluate(degrees, scene["truth"])
    colours = rasters.write(tmp_path / "rgb.tif", np.stack([rasters.town((160, 200))] * 3))
    with pytest.raises(RooflineError, match=r"rgb\.tif has 3 bands; a DSM has one"):
        evaluate(scene["after"], colours)


def test_a_valid_mask_without_pixels_is_one_sentence(scene, tmp_path):
    nothing = rasters.write(tmp_path / "none.tif", np.zeros((160, 200), np.uint8), nodata=None)
    with pytest.raises(RooflineError, match="The valid mask marks no pixel here: check it"):
        evaluate(scene["after"], scene["truth"], valid_mask=nothing)


def test_voids_of_any_surface_count_for_none(scene, tmp_path):
    holes = rasters.town((160, 200))
    holes[100:] = np.nan
    reference = rasters.write(tmp_path / "holes.tif", holes)
    result = evaluate(scene["after"], reference, baseline=scene["before"])
    assert result["source"]["all"]["count"] == result["baseline"]["all"]["count"] == 100 * 200 - 20 * 20
