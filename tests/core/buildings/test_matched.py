"""Masks of noisy surfaces, which are refined first, and of clean ones, which are not."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from roofline.models import bundle
from roofline.models.buildings import matched
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.predict import predict
from roofline.models.raster.grid import Grid, Window
from roofline.models.simulation import city, stereo
from support import rasters

GSD = 0.5
GRID = (500000.0, GSD, 0.0, 5000000.0, 0.0, -GSD)


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> tuple[Path, Path, np.ndarray]:
    """A clean surface, what matching makes of it, and where its buildings are (H, W)."""
    folder = tmp_path_factory.mktemp("town")
    rng = np.random.default_rng([88_000, 3])
    made = city.generate(rng, (256, 320), GSD)
    noisy = stereo.stereo_dsm(rng, made.heights, made.albedo, GSD, glass=made.glass)
    clean, spoilt = (
        rasters.write(folder / f"{name}.tif", heights.astype(np.float32), geotransform=GRID)
        for name, heights in (("clean", made.heights), ("matched", noisy))
    )
    return clean, spoilt, made.buildings > 0


@pytest.fixture(scope="module")
def finder() -> bundle.ModelBundle:
    return bundle.load(matched.FINDER)


def overlap(path: Path, truth: np.ndarray) -> float:
    found = rasters.read(path) == 1
    return float((found & truth).sum() / (found | truth).sum())


def test_a_noisy_surface_is_refined_first(town, finder, tmp_path: Path, caplog):
    _, spoilt, buildings = town
    done = []
    with caplog.at_level(logging.INFO):
        matched.find(finder, [spoilt, None], tmp_path / "mask.tif", progress=done.append)
    predict(finder, [spoilt, None], tmp_path / "plain.tif")
    assert overlap(tmp_path / "mask.tif", buildings) > overlap(tmp_path / "plain.tif", buildings) + 0.1
    assert "matched.tif is noisy" in caplog.text
    assert done == sorted(done) and done[-1] == 1
    assert rasters.grid_of(tmp_path / "mask.tif")[:4] == rasters.grid_of(spoilt)[:4]


def test_a_clean_surface_and_other_models_are_as_they_are(town, finder, tmp_path: Path):
    clean, spoilt, _ = town
    matched.find(finder, [clean, None], tmp_path / "mask.tif")
    predict(finder, [clean, None], tmp_path / "plain.tif")
    np.testing.assert_array_equal(rasters.read(tmp_path / "mask.tif"), rasters.read(tmp_path / "plain.tif"))
    own = bundle.ModelBundle(finder.spec.changed(name="of a user"), finder.network)
    matched.find(own, [spoilt, None], tmp_path / "mask.tif")
    predict(own, [spoilt, None], tmp_path / "plain.tif")
    np.testing.assert_array_equal(rasters.read(tmp_path / "mask.tif"), rasters.read(tmp_path / "plain.tif"))


def test_a_window_is_that_of_the_surface(town, finder, tmp_path: Path):
    _, spoilt, _ = town
    window = Window(70, 40, 128, 150)
    matched.find(finder, [spoilt, None], tmp_path / "part.tif", window=window)
    assert rasters.read(tmp_path / "part.tif").shape == (150, 128)
    assert rasters.grid_of(tmp_path / "part.tif")[2][::3] == (GRID[0] + 70 * GSD, GRID[3] - 40 * GSD)


def test_cancelled_it_leaves_nothing(town, finder, tmp_path: Path):
    with pytest.raises(Cancelled):
        matched.find(finder, [town[1], None], tmp_path / "mask.tif", cancelled=lambda: True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("target", ["OUTPUT", "PROBABILITY"])
def test_a_noisy_surface_is_not_written_over(town, finder, tmp_path: Path, target: str):
    """A mask is made of its refined copy, beside which its own file would have been free to write."""
    own = tmp_path / "own.tif"
    own.write_bytes(town[1].read_bytes())
    targets = {"OUTPUT": (own, None), "PROBABILITY": (tmp_path / "mask.tif", own)}
    with pytest.raises(RooflineError, match="own"):
        matched.find(finder, [own, None], targets[target][0], probability=targets[target][1])
    assert own.read_bytes() == town[1].read_bytes()


def test_a_surface_without_heights_is_told_as_ever(finder, tmp_path: Path):
    void = rasters.write(tmp_path / "void.tif", np.full((64, 64), -9999, np.float32), nodata=-9999)
    with pytest.raises(RooflineError, match=r"void\.tif has no valid heights here"):
        matched.find(finder, [void, None], tmp_path / "mask.tif")


@pytest.mark.parametrize("area", [Window(0, 0, 3000, 400), Window(-50, 10, 80, 30), Window(900, 0, 700, 400)])
def test_samples_lie_within_the_window_and_the_surface(area: Window):
    grid = Grid(3000, 400, GRID)
    samples = [*matched._samples(grid, area)]
    assert len(samples) == 5
    assert all(each.intersection(grid.window()) == each == each.intersection(area) for each in samples)


def test_a_window_beside_the_surface_has_no_samples():
    assert not [*matched._samples(Grid(100, 100, GRID), Window(200, 0, 50, 50))]
