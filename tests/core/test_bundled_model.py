"""What people may count on from the bundled models, on scenes that no training drew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models import bundle, predict
from roofline.models.engine import device
from roofline.models.simulation import city, imaging, stereo
from scipy import ndimage
from support import paths
from support.rasters import read, write

GSD = 0.5
NAME, GUIDED = "refine-geometry", "refine-guided"
BARBICAN = paths.SHARED / "data/test/surface/london_barbican/dsm.tif"
DUBLIN = paths.SHARED / "data/test/surface/dublin_stereo_lidar"


@pytest.fixture(scope="module")
def model() -> bundle.ModelBundle:
    return bundle.load(NAME)


@pytest.fixture(scope="module")
def scene() -> tuple[np.ndarray, np.ndarray]:
    """Truth and a raw stereo DSM with the blunders of hidden ground, float32 metres."""
    return simulated(384)


def simulated(size: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(20_260)
    town = city.generate(rng, (size, size), GSD, "quarter")
    setup = stereo.Setup(base_to_height=0.35, check=False, noise=0.01)
    return town.heights, stereo.stereo_dsm(rng, town.heights, town.albedo, GSD, setup=setup)


@pytest.fixture(scope="module")
def image(scene) -> np.ndarray:
    """An orthoimage of the scene (red, green, blue, near infrared) in another light than the pair."""
    rng = np.random.default_rng(20_260)
    town = city.generate(rng, (384, 384), GSD, "quarter")
    return imaging.ortho(np.random.default_rng(5), town, imaging.Sun(2.5, 0.8)).astype(np.float32)


def refined(model: bundle.ModelBundle, heights: np.ndarray, folder: Path, **options: object) -> np.ndarray:
    source, target = folder / "source.tif", folder / "target.tif"
    write(source, heights)
    predict.predict(model, [source], target, **options)
    return read(target)


@pytest.mark.parametrize("name", [NAME, GUIDED])
def test_the_card_is_complete_and_the_file_small(name: str):
    assert bundle.available()[name].stat().st_size < 12e6
    provenance = bundle.load(name).card["provenance"]
    for entry in ("data", "licence", "recipe", "date", "metrics", "limits"):
        assert provenance[entry], entry


def test_it_beats_every_median_on_raw_stereo(model, scene, tmp_path):
    truth, noisy = scene
    error = np.abs(refined(model, noisy, tmp_path) - truth).mean()
    best = min(np.abs(ndimage.median_filter(noisy, size) - truth).mean() for size in (3, 5, 7, 9, 13))
    assert error < 0.9 * best


def test_an_image_helps_the_guided_model(scene, image, tmp_path):
    truth, noisy = scene
    guided, source = bundle.load(GUIDED), write(tmp_path / "dsm.tif", noisy)

    def error(values: np.ndarray) -> float:
        guide = write(tmp_path / "image.tif", values, nodata=None)
        predict.predict(guided, [source, guide], tmp_path / "refined.tif")
        return float(np.abs(read(tmp_path / "refined.tif") - truth).mean())

    seen, nothing = error(image), error(np.zeros_like(image))
    best = min(np.abs(ndimage.median_filter(noisy, size) - truth).mean() for size in (3, 5, 7, 9, 13))
    assert seen < 0.85 * best
    assert seen < 0.98 * nothing
    assert nothing < 0.9 * best, "without an image it falls back to geometry"


def test_it_leaves_a_clean_surface_alone(model, scene, tmp_path):
    truth, _ = scene
    assert np.abs(refined(model, truth, tmp_path) - truth).mean() < 0.05 * GSD


def test_an_offset_of_the_heights_is_kept(model, scene, tmp_path):
    _, noisy = scene
    plain = refined(model, noisy, tmp_path, precision="float32")
    raised = refined(model, noisy + 1024, tmp_path, precision="float32")
    assert np.abs(raised - 1024 - plain).mean() < 1e-3


@pytest.mark.parametrize(("precision", "most"), [("auto", 0.03), ("bfloat16", 0.02), ("float32", 0.001)])
def test_no_seams_where_tiles_meet(model, tmp_path, precision: str, most: float):
    """Four tiles, the smallest that the model takes, against one, but for rounding, in GSD."""
    _, noisy = simulated(864)
    tiled, whole = (
        refined(model, noisy, tmp_path, tile_size=size, precision=precision) for size in (640, 864)
    )
    assert (tiled != whole).any()

    def roughness(surface: np.ndarray) -> np.ndarray:
        return np.abs(np.diff(surface, 2, axis=1)).mean(axis=0)

    ratio = roughness(tiled).sum() / roughness(whole).sum()
    assert ratio == pytest.approx(1, abs=0.02)
    assert np.abs(tiled - whole).mean() < most * GSD


@pytest.mark.skipif(not BARBICAN.exists(), reason="the shared test data are absent")
@pytest.mark.parametrize("size", [128, 640])
def test_smaller_tiles_answer_alike(model, size: int, tmp_path: Path, caplog):
    heights = read(BARBICAN)
    heights += np.random.default_rng(3).normal(0, 0.3, heights.shape).astype(np.float32)
    plain = refined(model, heights, tmp_path, precision="float32")
    tiled = refined(model, heights, tmp_path, precision="float32", tile_size=size)
    assert (np.abs(plain - tiled) > 0.1).mean() < 0.001
    assert ("too small for this model" in caplog.text) == (size < 640)


def test_towers_beyond_all_ranges_are_refined_in_floats(model, tmp_path: Path):
    """In numbers of 8 bits, cells at towers of hundreds of pixels came out far off."""
    rng = np.random.default_rng(0)
    heights = rng.normal(0, 0.1, (640, 640)).astype(np.float32)
    for row, col in rng.integers(20, 540, (40, 2)):
        heights[row : row + 40, col : col + 60] += np.float32(rng.uniform(50, 300))
    kinds = ("auto", device.choose("cpu").precision)
    inside, floats = (refined(model, heights, tmp_path, precision=precision) for precision in kinds)
    np.testing.assert_array_equal(inside, floats)


def test_voids_are_filled_and_the_interval_is_wider_there(model, scene, tmp_path):
    truth, noisy = scene
    holed = noisy.copy()
    holed[100:130, 200:230] = np.nan
    spread = tmp_path / "spread.tif"
    surface = refined(model, holed, tmp_path, uncertainty=spread)
    assert np.isfinite(surface).all()
    half_width = read(spread)
    assert (half_width > 0).all()
    covered = (np.abs(surface - truth) <= half_width).mean()
    assert 0.75 < covered < 0.99
    assert half_width[105:125, 205:225].mean() > np.median(half_width)


@pytest.mark.skipif(
    not DUBLIN.exists(), reason="the real stereo DSM lies beside the repository, in ../shared"
)
@pytest.mark.parametrize(("kind", "most"), [("raw", 0.75), ("lrcheck", 0.80)])
def test_a_real_stereo_surface_gets_better(model, kind: str, most: float, tmp_path: Path):
    target = tmp_path / "refined.tif"
    source = DUBLIN / f"stereo_{kind}_136mm.tif"
    predict.predict(model, [source], target, gsd=0.136)
    truth = read(DUBLIN / "ref_lidar_136mm.tif")
    near = read(source)
    gap = np.isnan(near)
    nearest = ndimage.distance_transform_edt(gap, return_distances=False, return_indices=True)
    before = np.nanmean(np.abs(near[tuple(nearest)] - truth))
    assert np.nanmean(np.abs(read(target) - truth)) < most * before
    assert gdal.Open(str(target)).GetGeoTransform() == gdal.Open(str(source)).GetGeoTransform()
