"""What is a mask and what is heights, by their values; heights are refused wherever a mask is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.buildings.footprints import footprints
from roofline.models.errors import RooflineError
from roofline.models.evaluation import evaluate
from roofline.models.evaluation.masks.evaluate import evaluate_mask
from roofline.models.imagery import compose, masks
from roofline.models.raster.dataset import Raster
from roofline.models.raster.plausible import checked_mask
from roofline.models.training import run
from roofline.models.training.buildings.plan import plan_of
from roofline.models.training.buildings.training import BuildingTraining
from roofline.models.training.refiner import defaults
from roofline.models.training.refiner.training import RefinerTraining
from support import rasters

HEIGHTS = "as heights have: give a mask of 0 and 1"
RNG = np.random.default_rng(0)
MASK = (rasters.town() > 47).astype(np.uint8)
NDSM = np.where(MASK, rasters.town() - 40, 0).astype(np.float32)


def as_kind(values, kind):
    return np.asarray(values).astype(kind)


MASKS = {
    "0 and 1": MASK,
    "0 and 255": 255 * MASK,
    "0 and 65535": as_kind(MASK, "int16") * 32000,
    "all inside": np.full((96, 128), 255, np.float32),
    "shares": as_kind(MASK * 0.7 + 0.1, "float32"),
    "levels": RNG.integers(0, 256, (96, 128)).astype(np.uint8),
    "bytes without a 0": RNG.integers(40, 60, (96, 128)).astype(np.uint8),
    "numbers of objects": as_kind(np.arange(96 * 128).reshape(96, 128) % 5000, "int16"),
    "undeclared voids": np.where(MASK, 1.0, -9999).astype(np.float32),
    "one and two": as_kind(MASK + 1, "float32"),
}
SURFACES = {
    "a surface": rasters.town(),
    "whole metres": as_kind(rasters.town().round(), "int16"),
    "heights above ground": NDSM,
    "below the sea": as_kind(rasters.town().round() - 60, "int16"),
}


@pytest.mark.parametrize("name", MASKS)
def test_masks_of_all_kinds(tmp_path, name):
    path = rasters.write(tmp_path / "a.tif", MASKS[name], nodata=None)
    with Raster.open(path) as raster:
        assert checked_mask(raster) is raster


@pytest.mark.parametrize("name", SURFACES)
def test_surfaces_of_all_kinds(tmp_path, name):
    path = rasters.write(tmp_path / "a.tif", SURFACES[name])
    with Raster.open(path) as raster, pytest.raises(RooflineError, match=f"a.tif has values .* {HEIGHTS}"):
        checked_mask(raster)


def test_numbers_of_which_0_is_the_nodata_value(tmp_path):
    numbers = as_kind(np.arange(96 * 128).reshape(96, 128) % 50, "int16")
    path = rasters.write(tmp_path / "a.tif", numbers, nodata=0)
    with Raster.open(path) as raster:
        assert checked_mask(raster) is raster


@pytest.fixture
def place(tmp_path):
    return {
        "dsm": rasters.write(tmp_path / "dsm.tif", rasters.town()),
        "lidar": rasters.write(tmp_path / "lidar.tif", rasters.town() + 1),
        "mask": rasters.write(tmp_path / "mask.tif", MASK, nodata=None),
    }


def _mask_training(place, target):
    plan = plan_of({"dsm": place["dsm"]}, place["lidar"], overrides={"epochs": 1, "tile_size": 32})
    run.run(BuildingTraining(plan), run.Files(target.with_suffix(".pt")))


def _refiner(place, target):
    files = str(place["dsm"]), str(place["lidar"])
    plan = defaults.plan_of(
        *files, building_mask=str(place["lidar"]), overrides={"epochs": 1, "tile_size": 32}
    )
    run.run(RefinerTraining(plan), run.Files(target.with_suffix(".pt")))


TAKERS = {
    "composed": lambda place, target: compose.compose(
        {"roads": place["dsm"]}, target, compose.grid_of(place["mask"], "", None, None)
    ),
    "labels": _mask_training,
    "where windows are drawn": _refiner,
    "outlines": lambda place, target: footprints(place["dsm"]),
    **{
        name: lambda place, target, name=name: evaluate(place["dsm"], place["lidar"], **{name: place["dsm"]})
        for name in ("valid_mask", "building_mask", "water_mask", "forest_mask")
    },
    "valid pixels of masks": lambda place, target: evaluate_mask(
        place["mask"], place["mask"], valid_mask=place["dsm"]
    ),
}


@pytest.mark.parametrize("taker", TAKERS)
def test_nobody_takes_heights_for_a_mask(place, tmp_path, taker):
    with pytest.raises(RooflineError, match=HEIGHTS):
        TAKERS[taker](place, tmp_path / "out.tif")
    assert not list(tmp_path.glob("out.*"))


@pytest.mark.parametrize("scale", [1, 255])
def test_a_mask_of_ones_is_not_read_twice(tmp_path, monkeypatch, scale):
    """A sample tells what the values mean, wherever they lie in a large file."""
    values = np.zeros((2000, 2000), np.uint8)
    values[900:1100, 900:1100] = scale
    path, read = rasters.write(tmp_path / "a.tif", values, nodata=None), list[int]()
    real = masks._pixels

    def counted(band, window, name):
        read.append(window.width * window.height)
        return real(band, window, name)

    monkeypatch.setattr(masks, "_pixels", counted)
    mask = masks.open_mask(path)
    part = mask.grid.window()._replace(row=1000, height=1)
    assert set(np.unique(mask.read(part))) == {0, 255}
    assert sum(read) <= 2 * 25 * 256**2 + 2000, "values and what of them is void"


def test_nodata_above_1_is_no_level(tmp_path):
    """As Building mask writes it: 0, 1, and 255 where nothing is known."""
    values = MASK.copy()
    values[:30, :30] = 255
    mask = masks.open_mask(rasters.write(tmp_path / "a.tif", values, nodata=255))
    assert np.array_equal(mask.read(mask.grid.window())[0], np.where(values == 1, 255, 0))


def test_noise_of_a_compression_is_no_mask_of_ones(tmp_path):
    values = np.zeros((2000, 2000), np.uint8)
    values[:20, :20] = 1
    values[700:710, 700:710] = 255  # between the windows of the sample
    mask = masks.open_mask(rasters.write(tmp_path / "a.tif", values, nodata=None))
    assert mask.read(mask.grid.window()).sum() == 400 + 255 * 100
