"""Train imagery through Processing: layers, a mask, a folder; what it makes paints; refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models import bundle
from support import rasters

PLACE = (500000.0, 0.5, 0.0, 4000000.0, 0.0, -0.5)
SHORT = {"EPOCHS": 1, "SAMPLES": 2, "TILE_SIZE": 64, "BATCH_SIZE": 2, "PRECISION": "float32", "DEVICE": "cpu"}
HOUSES = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32631"}},
    "features": [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 8, y], [x + 8, y - 6], [x, y - 6], [x, y]]],
            },
        }
        for x in range(500002, 500070, 12)
        for y in (3999990, 3999970)
    ],
}


@pytest.fixture
def place(tmp_path):
    rng = np.random.default_rng(0)
    image = rng.integers(40, 90, (3, 96, 160)).astype(np.uint8)
    mask = (255 * (rng.random((2, 12, 20)) < 0.3)).repeat(8, 1).repeat(8, 2).astype(np.uint8)
    rasters.write(tmp_path / "image.tif", image, geotransform=PLACE, nodata=None)
    rasters.write(tmp_path / "mask.tif", mask, geotransform=PLACE, nodata=None)
    (tmp_path / "houses.geojson").write_text(json.dumps(HOUSES))
    return {
        name: str(tmp_path / f"{name}.{end}")
        for name, end in (("image", "tif"), ("mask", "tif"), ("houses", "geojson"))
    }


def test_an_image_and_a_layer_are_enough_and_the_model_paints(run, place, tmp_path):
    outputs = {"OUTPUT": str(tmp_path / "mine.pt"), "REPORT": str(tmp_path / "page.html")}
    trained = run("trainimagery", IMAGE=place["image"], BUILDINGS=place["houses"], **SHORT, **outputs)
    assert set(trained) == {*outputs, "LOGS", "COLOUR"}
    assert 0 < trained["COLOUR"] < 2
    assert bundle.read_card(trained["OUTPUT"])["network"]["family"] == "spade"
    assert "Validation windows" in (tmp_path / "page.html").read_text(encoding="utf-8")
    painted = run(
        "synthesizeimagery", INPUT=place["mask"], MODEL=trained["OUTPUT"], OUTPUT=str(tmp_path / "image2.tif")
    )
    assert rasters.read(painted["OUTPUT"]).std() > 0
    again = run(
        "trainimagery",
        IMAGE=place["image"],
        MASK=place["mask"],
        **{**SHORT, "EPOCHS": 2},
        **outputs,
        RESUME=True,
    )
    assert bundle.read_card(again["OUTPUT"])["provenance"]["recipe"]["epochs"] == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "There is nothing to learn from"),
        ({"IMAGE": "image"}, "has no mask; give roads, buildings or a mask of both"),
        ({"IMAGE": "image", "MASK": "image"}, "has 5 bands"),
        ({"IMAGE": "image", "MASK": "mask", "FOLDER": "mask"}, "more than one was given"),
        ({"IMAGE": "image", "MASK": "mask", "TILE_SIZE": 100}, "TILE_SIZE is 100; give a multiple of 64"),
        (
            {"IMAGE": "image", "MASK": "mask", "COMPATIBILITY": True, "ARCHITECTURE": "spade"},
            "choose that ARCHITECTURE",
        ),
        ({"IMAGE": "image", "MASK": "mask", "VGG": "image"}, "vgg19"),
        ({"FOLDER": "."}, "holds no images"),
    ],
)
def test_refusals(run, place, tmp_path, given, sentence):
    from qgis.core import QgsProcessingException

    named = {k: place.get(v, str(tmp_path) if v == "." else v) for k, v in given.items()}
    if given.get("MASK") == "image":
        named["MASK"] = str(tmp_path / "three.tif")
        rasters.write(
            tmp_path / "three.tif", np.zeros((5, 96, 160), np.uint8), geotransform=PLACE, nodata=None
        )
        sentence = "has 5 bands; a mask has one or two"
    with pytest.raises(QgsProcessingException, match=sentence):
        run("trainimagery", **{**SHORT, **named}, OUTPUT=str(tmp_path / "mine.pt"))
    assert not (tmp_path / "mine.pt").exists()
