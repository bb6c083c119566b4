"""Evaluate imagery through Processing: numbers and files, refusals."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models.networks import vgg
from support import rasters

ALGORITHM = "evaluateimagery"
ALWAYS = {"IOU", "SEAM_RATIO"}


@pytest.fixture
def place(tmp_path):
    """A plan with a house and a road, an image of it in plain colours, and the same with noise."""
    plan = np.zeros((2, 160, 704), np.uint8)  # two of the painter's least tiles, 512 pixels wide
    plan[0, 100:112], plan[1, 30:70, 60:120] = 255, 255
    kinds = np.where(plan[1] > 0, 2, np.where(plan[0] > 0, 1, 0))
    colours = np.array([[96, 112, 70], [110, 110, 112], [168, 96, 72]], np.float64)
    rng = np.random.default_rng(0)
    image = np.moveaxis(colours[kinds], 2, 0)
    image = (image + rng.normal(0, 1, image.shape)).round()  # between equal pixels there are no steps
    noise = rng.normal(0, 10, image.shape)
    layers = {"plan": plan, "image": image, "noisy": (image + noise).clip(0, 255)}
    return {
        name: rasters.write(tmp_path / f"{name}.tif", each.astype(np.uint8), nodata=None)
        for name, each in layers.items()
    }


def test_numbers_and_files(run, place, tmp_path):
    files = {name: tmp_path / f"{name}.out" for name in ("REPORT", "METRICS", "TABLE")}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        torch.save(vgg.Vgg("vgg16").state_dict(), tmp_path / "vgg.pth")
    result = run(
        INPUT=place["image"],
        MASK=place["plan"],
        REFERENCE=place["noisy"],
        OTHER_SEEDS=[str(place["noisy"])],
        REAL_IMAGES=[str(place["noisy"])],
        FEATURES=tmp_path / "vgg.pth",
        PATCH_SIZE=64,
        PATCHES=6,
        TILE_SIZE=512,
        **files,
    )
    numbers = {"PSNR", "SSIM", "GMSD", "FEATURE_DISTANCE", "KID", "DIVERSITY"}
    assert set(result) == {*ALWAYS, *numbers, *files}
    assert 27 < result["PSNR"] < 29 and result["IOU"] > 0.5  # noise of 10: 20 log10(255 / 10) = 28.1
    assert result["DIVERSITY"] == pytest.approx(8, abs=0.2)  # the mean of its size: 10 sqrt(2 / pi)
    metrics = json.loads(files["METRICS"].read_text())
    assert metrics["layout"]["image"]["IoU"] == result["IOU"]
    assert metrics["models"]["finder"] == "buildings-imagery"
    assert "<h1>Judgement of a painted image</h1>" in files["REPORT"].read_text(encoding="utf-8")
    with files["TABLE"].open(newline="", encoding="utf-8") as file:
        rows = {(row["part"], row["measure"]): row["value"] for row in csv.DictReader(file)}
    assert float(rows["likeness", "PSNR"]) == result["PSNR"]


def test_little_is_needed(run, place):
    assert set(run(INPUT=place["noisy"], MASK=place["plan"], TILE_SIZE=512)) == ALWAYS


def _bands(path):
    return gdal.Open(str(path)).ReadAsArray()


def test_what_is_no_number_is_no_output(qgis, place, tmp_path):
    """An image of one tile has no borders, and equals itself: NaN and infinity, which JSON does not know."""
    import processing
    from qgis.core import QgsProcessingFeedback

    small = {
        name: rasters.write(tmp_path / f"small_{name}.tif", _bands(place[name])[:, :96, :96], nodata=None)
        for name in ("image", "plan")
    }
    feedback, metrics = QgsProcessingFeedback(), tmp_path / "metrics.json"
    given = {"INPUT": small["image"], "MASK": small["plan"], "REFERENCE": small["image"], "METRICS": metrics}
    result = processing.run(f"roofline:{ALGORITHM}", {k: str(v) for k, v in given.items()}, feedback=feedback)
    assert set(result) == {"IOU", "SSIM", "GMSD", "METRICS"}
    assert "left out of the results: SEAM_RATIO, PSNR." in feedback.textLog()
    found = json.loads(metrics.read_text())
    assert found["seams"]["ratio"] is None and found["likeness"]["PSNR"] is None


def test_refusals(qgis, run, place, tmp_path):
    from qgis.core import QgsProcessingException

    far = rasters.write(
        tmp_path / "far.tif", np.zeros((3, 9, 9), np.uint8), geotransform=(0, 1, 0, 0, 0, -1), nodata=None
    )
    image, plan = place["image"], place["plan"]
    for words, given in {
        "does not overlap": {"INPUT": image, "MASK": plan, "REFERENCE": far},
        "bands": {"INPUT": plan, "MASK": plan},
        "not made for this": {"INPUT": image, "MASK": plan, "MODEL": "refine-geometry"},
        "another network than VGG-16 or VGG-19|no weights": {"INPUT": image, "MASK": plan, "FEATURES": plan},
        "same name|would replace": {"INPUT": image, "MASK": plan, "METRICS": plan},
        "1 to 1,?000|PATCHES": {"INPUT": image, "MASK": plan, "PATCHES": 5000},
    }.items():
        with pytest.raises(QgsProcessingException, match=words):
            run(**given)
