"""Parts of a run, each predicted alone, are the pixels of the whole run in every bit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import bundle as bundles
from roofline.models.engine.inputs import Prepared
from roofline.models.engine.normalise import Normaliser
from roofline.models.engine.part import SUMS, Part
from roofline.models.errors import RooflineError
from roofline.models.predict import predict
from roofline.models.raster.grid import Window
from support.engine_parts import Detail, bundle, hills, make
from support.rasters import grid_of, read

MASK = {"role": "mask", "bands": 1, "activation": "sigmoid"}
SIZE = (200, 260)  # rows, columns
CUTS = [([0, 200], [0, 260]), ([0, 90, 200], [0, 130, 260]), ([0, 33, 34, 200], [0, 7, 101, 260])]


def windows(cuts):
    rows, cols = cuts
    return [
        Window(col, row, right - col, below - row)
        for row, below in zip(rows, rows[1:])
        for col, right in zip(cols, cols[1:])
    ]


def holey() -> np.ndarray:
    """Hills with holes, one larger than a tile, and a corner so far from heights that it stays void."""
    heights = hills(*SIZE)
    heights[20:110, 15:95] = np.nan
    heights[170, 60:90] = np.nan
    heights[40:, 110:] = np.nan
    return heights


def source(folder: Path) -> Path:
    return make(folder / "dsm.tif", np.nan_to_num(holey(), nan=-9999), nodata=-9999.0)


def tags_of(path: Path) -> dict[str, str]:
    dataset = gdal.Open(str(path))
    return dict(dataset.GetRasterBand(1).GetMetadata())


@pytest.mark.parametrize("cuts", CUTS)
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("task", ["refinedsm", "buildingmask"])
def test_parts_are_the_whole(tmp_path: Path, cuts, precision: str, task: str):
    dsm, made = source(tmp_path), bundle(Detail())
    if task == "buildingmask":
        made = bundle(Detail(), task=task, output=MASK)
    made.card["tile"].update(size=64, overlap=24)
    options = {"precision": precision, "device": "cpu", "batch_size": 1, "gsd": 0.5}
    whole = tmp_path / "whole.tif"
    everything = Part(Window(0, 0, SIZE[1], SIZE[0]), 52.25)
    predict(made, [dsm], whole, part=everything, **options)
    expected, found = read(whole), np.full(SIZE, -1, np.float32)
    sums: dict[str, float] = {}
    for i, window in enumerate(windows(cuts)):
        target = tmp_path / f"{i}.tif"
        predict(made, [dsm], target, part=Part(window, 52.25, {"NAME": "me"}), **options)
        part = read(target)
        assert part.shape == (window.height, window.width)
        col, row = window.col, window.row
        found[row : row + window.height, col : col + window.width] = part
        tags = tags_of(target)
        assert tags["NAME"] == "me"
        for name, value in json.loads(tags[SUMS]).items():
            sums[name] = sums.get(name, 0) + value
        x, y = grid_of(whole)[2][0] + 0.5 * col, grid_of(whole)[2][3] - 0.5 * row
        assert grid_of(target)[2][::3] == (x, y)
    np.testing.assert_array_equal(found, expected)
    assert np.isnan(expected).any() and not np.isnan(expected).all()
    counted = json.loads(tags_of(whole)[SUMS])
    assert sums == pytest.approx(counted, rel=1e-12) and counted


def test_the_reference_is_that_of_the_plain_run(tmp_path: Path):
    """With the first tile's offset for a reference, a part is the plain run's."""
    dsm, made = source(tmp_path), bundle(Detail())
    made.card["tile"].update(size=64, overlap=24)
    seen = []

    def prepare(window, layers):
        seen.append(Normaliser(made.spec.inputs, 0.5, [1.0]).sample(layers).offset)
        return Prepared(layers)

    options = {"precision": "float32", "device": "cpu", "batch_size": 1, "prepare": prepare}
    predict(made, [dsm], tmp_path / "plain.tif", **options)
    first = float(np.float32(seen[0]))
    predict(made, [dsm], tmp_path / "part.tif", part=Part(Window(131, 90, 129, 110), first), **options)
    np.testing.assert_array_equal(read(tmp_path / "part.tif"), read(tmp_path / "plain.tif")[90:, 131:])


def test_a_part_without_data_is_void(tmp_path: Path):
    dsm, made = source(tmp_path), bundle(Detail())
    made.card["tile"].update(size=64, overlap=24)
    done = predict(made, [dsm], tmp_path / "part.tif", part=Part(Window(240, 175, 20, 20), 50.0))
    assert np.isnan(read(tmp_path / "part.tif")).all() and done.voids_filled == 0
    with pytest.raises(RooflineError, match="no valid heights"):
        predict(made, [dsm], tmp_path / "plain.tif", window=Window(240, 175, 20, 20))


def test_the_bundled_model_in_parts(tmp_path: Path):
    """A network of the size that people use."""
    made = bundles.load("refine-geometry")
    dsm = source(tmp_path)
    options = {"tile_size": 128, "batch_size": 1, "device": "cpu", "precision": "float32"}
    whole = Part(Window(0, 0, SIZE[1], SIZE[0]), 51.0)
    predict(made, [dsm], tmp_path / "whole.tif", part=whole, **options)
    expected = read(tmp_path / "whole.tif")
    for window in windows(([0, 101, 200], [0, 130, 260])):
        predict(made, [dsm], tmp_path / "part.tif", part=Part(window, 51.0), **options)
        rows, cols = (slice(a, a + n) for a, n in zip(window[1::-1], window[:1:-1]))
        np.testing.assert_array_equal(read(tmp_path / "part.tif"), expected[rows, cols])
