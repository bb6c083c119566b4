"""Evaluate DSM through Processing: numbers, files and refusals."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from osgeo import gdal
from support import rasters

ALGORITHM = "evaluatedsm"


@pytest.fixture
def pair(tmp_path):
    truth = rasters.town()
    error = np.where(np.indices(truth.shape)[1] < 64, 0.5, -0.25).astype(np.float32)
    return (
        rasters.write(tmp_path / "dsm.tif", truth + error),
        rasters.write(tmp_path / "truth.tif", truth),
        error,
    )


def test_numbers_and_files(run, pair, tmp_path):
    dsm, truth, error = pair
    result = run(
        INPUT=str(dsm),
        REFERENCE=str(truth),
        ERROR=str(tmp_path / "error.tif"),
        REPORT=str(tmp_path / "report.html"),
        METRICS=str(tmp_path / "metrics.json"),
        TABLE=str(tmp_path / "table.csv"),
    )
    assert result["MAE"] == pytest.approx(0.375, abs=1e-5)
    assert result["BIAS"] == pytest.approx(0.125, abs=1e-5)
    assert result["LE90"] == pytest.approx(0.5, abs=1e-3)
    np.testing.assert_allclose(rasters.read(result["ERROR"]), error, atol=1e-5)
    dataset = gdal.Open(result["ERROR"])
    band = dataset.GetRasterBand(1)
    assert (band.GetDescription(), band.GetUnitType()) == ("Error", "m")
    assert rasters.grid_of(result["ERROR"])[:4] == rasters.grid_of(dsm)[:4]
    assert json.loads((tmp_path / "metrics.json").read_text())["source"]["all"]["MAE"] == result["MAE"]
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Accuracy of a surface model</h1>" in report and "0.375 m" in report
    with (tmp_path / "table.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["category"]: row for row in csv.DictReader(file)}
    assert float(rows["all"]["MAE"]) == result["MAE"]


def test_only_numbers(run, pair):
    result = run(INPUT=str(pair[0]), REFERENCE=str(pair[1]))
    assert set(result) == {"MAE", "RMSE", "MEDIAN_AE", "NMAD", "BIAS", "LE90"}


def test_everything_at_once(run, pair, tmp_path):
    building = np.zeros((96, 128), np.uint8)
    building[20:60, 70:110] = 1
    mask = rasters.write(tmp_path / "building.tif", building, nodata=255)
    result = run(
        INPUT=str(pair[0]),
        REFERENCE=str(pair[1]),
        BASELINE=str(pair[1]),
        BUILDING_MASK=str(mask),
        WATER_MASK=str(rasters.write(tmp_path / "water.tif", 1 - building, nodata=None)),
        MAX_ERROR=0.3,
        COMPATIBILITY=True,
        REPORT=str(tmp_path / "report.html"),
        METRICS=str(tmp_path / "metrics.json"),
    )
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["published"]["source"]["building"]["MAE"] == pytest.approx(0.25, abs=1e-5)
    assert metrics["published"]["truncated"]["source"]["all"]["count_total"] == 96 * 64
    assert metrics["source"]["terrain_nowater"]["count"] == 0
    assert metrics["source"]["terrain_nowater"]["MAE"] is None
    assert metrics["improvement"]["all"]["MAE"]["difference"] == pytest.approx(-result["MAE"])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Improvement over the baseline" in page and "errors up to 0.3 m" in page and page.count("<img") > 6


def test_reference_on_another_grid_and_crs(run, tmp_path):
    plane = np.full((100, 100), 7.0, np.float32)
    dsm = rasters.write(tmp_path / "dsm.tif", plane + 1)
    far = rasters.write(tmp_path / "far.tif", plane, geotransform=(499950, 2, 0, 5000050, 0, -2), epsg=32631)
    assert run(INPUT=str(dsm), REFERENCE=str(far))["MAE"] == pytest.approx(1.0, abs=1e-4)


def test_no_overlap_is_one_sentence(run, pair, tmp_path):
    from qgis.core import QgsProcessingException

    elsewhere = rasters.write(tmp_path / "far.tif", rasters.town(), geotransform=(9e5, 0.5, 0, 5e6, 0, -0.5))
    with pytest.raises(QgsProcessingException, match=r"^far\.tif does not overlap"):
        run(INPUT=str(pair[0]), REFERENCE=str(elsewhere), ERROR=str(tmp_path / "error.tif"))
    assert not (tmp_path / "error.tif").exists()


REFUSED = {
    "two_in_one": ({"REPORT": "a.html", "METRICS": "a.html"}, "same name"),
    "error_in_one": ({"TABLE": "error.tif"}, "same name"),
    "input": ({"REPORT": "dsm.tif"}, "same name"),
    "mask": ({"METRICS": "truth.tif"}, "same name"),
    "missing": ({"REPORT": "missing/a.html"}, "does not exist; create it"),
    "folder": ({"METRICS": "."}, "is a folder; name a file"),
    "number": ({"MAX_ERROR": "much"}, "MAX_ERROR is much: give a number"),
    "negative": ({"MAX_ERROR": -1}, "MAX_ERROR is -1: give a number of at least 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_outputs_are_checked_before_the_work(run, pair, tmp_path, case):
    from qgis.core import QgsProcessingException

    given, words = REFUSED[case]
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir())
    given = {"ERROR": "error.tif", **given}
    targets = {name: value if name == "MAX_ERROR" else str(tmp_path / value) for name, value in given.items()}
    with pytest.raises(QgsProcessingException, match=words) as caught:
        run(INPUT=str(pair[0]), REFERENCE=str(pair[1]), **targets)
    assert "\n" not in str(caught.value).replace("Unable to execute algorithm\n", "")
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["REPORT", "METRICS", "TABLE"])
def test_no_error_raster_without_the_other_files(qgis, pair, tmp_path, name):
    """A folder that goes while the run is busy: of what was asked for nothing is there, the old raster is."""
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    class Tidy(QgsProcessingFeedback):
        """Somebody who takes the folder away when all pixels are compared."""

        def pushWarning(self, text):
            (tmp_path / "gone").rmdir()

    (tmp_path / "gone").mkdir()
    error = tmp_path / "error.tif"
    error.write_bytes(pair[1].read_bytes())
    files = {each: tmp_path / f"{each}.txt" for each in ("REPORT", "METRICS", "TABLE")}
    files[name] = tmp_path / "gone" / "file"
    far = rasters.write(tmp_path / "far.tif", rasters.read(pair[0]) + 9)  # which is warned of at the end
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    given = {"INPUT": far, "REFERENCE": pair[1], "ERROR": error, **files}
    with pytest.raises(QgsProcessingException, match="gone"):
        given = {key: str(value) for key, value in given.items()}
        processing.run("roofline:evaluatedsm", given, feedback=Tidy(False))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_error_is_coloured_around_zero_when_loaded(qgis, pair):
    import processing
    from qgis.core import QgsProject, QgsSingleBandPseudoColorRenderer

    QgsProject.instance().clear()
    parameters = {"INPUT": str(pair[0]), "REFERENCE": str(pair[1]), "ERROR": "TEMPORARY_OUTPUT"}
    processing.runAndLoadResults("roofline:evaluatedsm", parameters)
    (layer,) = QgsProject.instance().mapLayers().values()
    renderer = layer.renderer()
    assert isinstance(renderer, QgsSingleBandPseudoColorRenderer)
    assert renderer.classificationMin() == -renderer.classificationMax() < 0
    colours = [item.color.name() for item in renderer.shader().rasterShaderFunction().colorRampItemList()]
    assert colours[len(colours) // 2] == "#f7f7f7"
    QgsProject.instance().clear()


@pytest.mark.parametrize(
    ("masks", "words"),
    [
        ({"WATER_MASK": 0, "BUILDING_MASK": 1}, "The mask of water marks no pixel here"),
        ({"FOREST_MASK": 0, "BUILDING_MASK": 1}, "The mask of forest marks no pixel here"),
        ({"BUILDING_MASK": 0}, "No pixel that counts is a building"),
        ({"WATER_MASK": 1}, "The mask of water counts with a mask of buildings alone"),
        ({"FOREST_MASK": 1}, "The mask of forest counts with a mask of buildings alone"),
    ],
)
def test_masks_that_mark_nothing_are_said(run, pair, tmp_path, masks, words):
    import processing
    from qgis.core import QgsProcessingFeedback

    feedback, half = QgsProcessingFeedback(False), np.zeros((96, 128), np.uint8)
    half[:, 40:60] = 1
    given = {
        name: str(rasters.write(tmp_path / f"{name}.tif", half * value, nodata=None))
        for name, value in masks.items()
    }
    given |= {"INPUT": str(pair[0]), "REFERENCE": str(pair[1])}
    assert processing.run("roofline:evaluatedsm", given, feedback=feedback)["MAE"] > 0
    assert feedback.textLog().count("The mask of") + feedback.textLog().count("No pixel that") == 1
    assert words in feedback.textLog()


def test_an_empty_valid_mask_is_named(run, pair, tmp_path):
    from qgis.core import QgsProcessingException

    empty = rasters.write(tmp_path / "valid.tif", np.zeros((96, 128), np.uint8), nodata=None)
    with pytest.raises(QgsProcessingException, match="The valid mask marks no pixel here: check it"):
        run(INPUT=str(pair[0]), REFERENCE=str(pair[1]), VALID_MASK=str(empty))
