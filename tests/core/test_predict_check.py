"""What `predict` would refuse before its first tile is refused by `check`, which says and leaves nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from roofline.models import bundle, predict
from roofline.models.errors import RooflineError
from roofline.models.raster.grid import Window
from support import rasters

SIZE = 80
GRID = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)
AWAY = (700000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "two bands": ({"second": "pair"}, "has 2 bands"),
    "no overlap": ({"second": "away"}, "away.tif"),
    "no window": ({"window": Window(500, 500, 9, 9)}, "does not overlap"),
    "threshold": ({"threshold": 1.5}, "The threshold is 1.5"),
    "smallest area": ({"min_area": -1.0}, "The smallest area is -1.0"),
    "tile": ({"tile_size": 8}, "The tile size is 8"),
    "batch": ({"batch_size": -1}, "The batch size is -1"),
    "format": ({"target": "mask.doc"}, "doc"),
    "second format": ({"probability": "share.jpg"}, "A .jpg file"),
    "option": ({"creation_options": ["TILED=YES", "BLOCKXSIZE=17"]}, "mask.tif"),
    "input": ({"target": "dsm.tif"}, "dsm.tif"),
    "folder": ({"target": "none/mask.tif"}, "does not exist"),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    rasters.write(tmp_path / "dsm.tif", rasters.town((SIZE, SIZE)), geotransform=GRID)
    ndvi = np.full((SIZE, SIZE), 0.25, np.float32)
    rasters.write(tmp_path / "ndvi.tif", ndvi, geotransform=GRID)
    rasters.write(tmp_path / "pair.tif", np.stack([ndvi, ndvi]), geotransform=GRID)
    rasters.write(tmp_path / "away.tif", ndvi, geotransform=AWAY)
    return tmp_path


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_run_would_refuse(place: Path, caplog, case: str):
    """In the run's own words, before anything is computed."""
    options, said = dict(REFUSED[case][0]), REFUSED[case][1]
    model = bundle.load("buildings-surface")
    sources = [place / "dsm.tif", place / f"{options.pop('second', 'ndvi')}.tif"]
    target = place / options.pop("target", "mask.tif")
    if "probability" in options:
        options["probability"] = place / options["probability"]
    before = sorted(place.iterdir())
    with pytest.raises(RooflineError, match=said) as early, caplog.at_level(logging.INFO):
        predict.check(model, sources, target, device="cpu", **options)
    assert not caplog.records and sorted(place.iterdir()) == before
    with pytest.raises(RooflineError) as late, caplog.at_level(logging.INFO):
        predict.predict(model, sources, target, device="cpu", **options)
    assert str(early.value) == str(late.value) and not caplog.records


def test_what_is_run_is_not_refused(place: Path, caplog):
    model = bundle.load("buildings-surface")
    sources = [place / "dsm.tif", place / "ndvi.tif"]
    before = sorted(place.iterdir())
    with caplog.at_level(logging.INFO):
        predict.check(model, sources, place / "mask.tif", probability=place / "share.tif")
        assert not caplog.records and sorted(place.iterdir()) == before
        predict.predict(model, sources, place / "mask.tif", probability=place / "share.tif")
    assert "Pixel size" in caplog.text  # the log speaks again


@pytest.mark.parametrize(
    ("values", "is_said"),
    [
        (rasters.town((SIZE, SIZE)) + np.float32(99.37), True),
        (np.linspace(-0.4, 0.9, SIZE * SIZE, dtype=np.float32).reshape(SIZE, SIZE), False),
        (np.rint(np.linspace(90, 250, SIZE * SIZE)).astype(np.float32).reshape(SIZE, SIZE), False),
        (np.full((SIZE, SIZE), -9999, np.float32), False),
    ],
)
def test_heights_that_were_given_as_ndvi_are_said(place: Path, caplog, values, is_said: bool):
    """Any coding of an index is taken, so a surface by mistake gave an empty mask without a word."""
    second = rasters.write(place / "second.tif", values, geotransform=GRID, nodata=-9999)
    model = bundle.load("buildings-surface")
    with caplog.at_level(logging.INFO):
        predict.predict(model, [place / "dsm.tif", second], place / "mask.tif")
    assert caplog.text.count("second.tif was given as NDVI, but") == is_said
