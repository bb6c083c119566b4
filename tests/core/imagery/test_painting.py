"""The painter `spade` through the engine: runs that meet, masks that move, seeds that differ, no seams."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from osgeo import gdal
from roofline.models.bundle import ModelBundle
from roofline.models.imagery import synthesis
from roofline.models.networks import spade
from roofline.models.raster.grid import Window
from roofline.models.training.bundled import paint_card
from support.rasters import write

OPTIONS = {"widths": [8, 12, 16, 24], "blocks": 2}
GSD, WEST, NORTH = 0.5, 500_003.0, 5_000_001.5  # a raster that does not begin at a multiple of 16 pixels
REACH = spade.REACH


@pytest.fixture(scope="module")
def model() -> ModelBundle:
    torch.manual_seed(4)
    return ModelBundle(paint_card.card(OPTIONS, "test", {}), spade.Spade(**OPTIONS).eval())


@pytest.fixture(scope="module")
def plan() -> np.ndarray:
    """Roads and buildings (2, 620, 700), 0 or 255."""
    rng = np.random.default_rng(1)
    mask = np.zeros((2, 620, 700), np.uint8)
    mask[0, 200:215] = mask[0, :, 240:252] = 255
    for _ in range(80):
        row, col = rng.integers(0, 590), rng.integers(0, 670)
        mask[1, row : row + 20, col : col + 25] = 255
    return mask


def painted(
    model: ModelBundle, mask: np.ndarray, folder: Path, *, shift=(0, 0), **options: object
) -> np.ndarray:
    """The picture (3, H, W) of a mask whose first pixel lies `shift` (rows, columns) from the plan's."""
    place = (WEST + shift[1] * GSD, GSD, 0, NORTH - shift[0] * GSD, 0, -GSD)
    source = write(folder / "mask.tif", mask, geotransform=place, nodata=None)
    synthesis.synthesize(model, source, folder / "image.tif", **{"tile_size": 512, **options})
    dataset = gdal.Open(str(folder / "image.tif"))
    return dataset.ReadAsArray().astype(np.float32)


def inner(picture: np.ndarray) -> np.ndarray:
    """Without the margin of a run, where the mask beyond it is not known."""
    return picture[:, REACH:-REACH, REACH:-REACH]


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal but for a grey level here and there, where float32 sums come in another order."""
    apart = np.abs(one - other)
    return apart.size > 0 and apart.max() <= 1 and (apart > 0).mean() < 1e-3


def test_its_multiple_is_the_networks():
    assert synthesis.MULTIPLE == spade.MULTIPLE


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_tiles_change_nothing_and_leave_no_seam(model, plan, tmp_path, precision: str):
    tiled = painted(model, plan, tmp_path, precision=precision)
    whole = painted(model, plan, tmp_path, tile_size=1024, precision=precision)
    assert alike(inner(tiled), inner(whole))


def test_half_precision_changes_grey_levels_by_little(model, plan, tmp_path):
    exact, halved = (
        painted(model, plan, tmp_path, precision=precision) for precision in ("float32", "bfloat16")
    )
    assert 0 < np.abs(exact - halved).mean() < 1


@pytest.mark.parametrize("rows,cols", [(0, 131), (77, 0), (16, 48)])
def test_a_mask_that_is_read_from_elsewhere_is_painted_alike(model, plan, tmp_path, rows: int, cols: int):
    whole = painted(model, plan, tmp_path)
    part = painted(model, plan[:, rows:, cols:], tmp_path, shift=(rows, cols))
    assert alike(inner(whole[:, rows:, cols:]), inner(part))


def test_adjacent_runs_meet(model, plan, tmp_path):
    whole = painted(model, plan, tmp_path)
    left = painted(model, plan, tmp_path, window=Window(0, 0, 350, 620))
    right = painted(model, plan, tmp_path, window=Window(350, 0, 350, 620))
    assert alike(inner(whole[:, :, :350]), inner(left)) and alike(inner(whole[:, :, 350:]), inner(right))


def test_seeds_paint_other_pictures(model, plan, tmp_path):
    one, again, other = (painted(model, plan, tmp_path, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert np.abs(one - other).mean() > 0.5


def test_diversity_makes_more_of_what_seeds_change_and_tiles_still_meet(model, plan, tmp_path, caplog):
    one, other, diverse, elsewhere = (
        painted(model, plan, tmp_path, seed=seed, diversity=share) for share in (0.0, 1.0) for seed in (1, 2)
    )
    assert np.abs(diverse - elsewhere).mean() > 1.05 * np.abs(one - other).mean()
    place, layers = Window(40, 8, 64, 48), [np.zeros((2, 48, 64), np.float32)]
    once, twice = (synthesis.TileNoise(model.spec, "none", share, 1)(place, layers) for share in (0.0, 1.0))
    np.testing.assert_array_equal(2 * once.planes[0], twice.planes[0])
    whole = painted(model, plan, tmp_path, seed=1, diversity=1.0, tile_size=1024)
    assert alike(inner(diverse), inner(whole)) and "DIVERSITY" not in caplog.text
