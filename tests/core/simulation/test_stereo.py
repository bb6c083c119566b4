"""Rendered pairs and the stereo DSMs that come of them."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.simulation import city, imaging, matching, stereo
from roofline.models.simulation.scene import Scene
from roofline.models.training.bundled import library_matching

GSD = 0.5


def block(size: int = 120, height: float = 10.0) -> np.ndarray:
    """A flat roof on flat ground."""
    heights = np.zeros((size, size), np.float32)
    heights[40:80, 40:80] = height
    return heights


def test_a_shadow_is_as_long_as_the_sun_is_low_and_falls_away_from_it():
    elevation = np.radians(45)
    shadow = imaging.cast_shadow(block(), GSD, imaging.Sun(np.radians(180), elevation))
    column = np.flatnonzero(shadow[:, 60])
    assert column.max() < 40, "the sun in the south throws the shadow to the north"
    assert abs(column.size - 10 / GSD) <= 3


def test_without_relief_the_second_view_is_the_first():
    image = np.random.default_rng(0).random((20, 30), dtype=np.float32)
    seen = imaging.second_view(np.random.default_rng(1), image, np.zeros((20, 30), np.float32), 0.5)
    assert np.array_equal(seen, image)


def test_a_roof_moves_by_its_parallax_and_hides_the_ground_behind():
    image = np.zeros((120, 120), np.float32)
    image[40:80, 40:80] = 1
    image[:, 84:] = 0.5
    seen = imaging.second_view(np.random.default_rng(1), image, block() * 0.8, 0.0)
    assert seen[60, 40 + 8 + 3] == 1
    assert seen[60, 79 + 8] == 1, "the roof covers what lies beside it"
    assert seen[60, 95] == 0.5


def simple(**changes: object) -> stereo.Setup:
    return stereo.Setup(**{"base_to_height": 0.5, "noise": 0.002, "blur": 0.0, **changes})


def scene(seed: int = 5) -> tuple[Scene, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return city.generate(rng, (160, 160), GSD, "quarter"), rng


def test_stereo_sees_the_roofs_and_errs_like_stereo():
    town, rng = scene()
    dsm = stereo.stereo_dsm(rng, town.heights, town.albedo, GSD, setup=simple(check=True))
    error = np.abs(dsm - town.heights)
    assert np.nanmedian(error) < 2 * GSD
    assert 0.02 < np.isnan(dsm).mean() < 0.6, "hidden ground is void"
    assert np.nanmean(error) > np.nanmedian(error), "outliers make the tail"


def test_without_the_check_there_are_no_voids():
    town, rng = scene()
    dsm = stereo.stereo_dsm(rng, town.heights, town.albedo, GSD, setup=simple(check=False))
    assert np.isfinite(dsm).all()


def test_more_pairs_leave_fewer_voids():
    town, _ = scene()
    share = [
        np.isnan(
            stereo.stereo_dsm(np.random.default_rng(1), town.heights, town.albedo, GSD, setup=simple(pairs=n))
        ).mean()
        for n in (1, 3)
    ]
    assert share[1] < share[0]


def test_another_matcher_sees_the_pairs_as_they_are_matched_and_its_surfaces_are_turned_back():
    town, rng = scene()

    def exact(pair: stereo.Pair, lowest: float, gsd: float, setup: stereo.Setup, margin: int) -> np.ndarray:
        assert margin >= 0 and pair.first.shape == pair.shift.shape
        return pair.shift * np.float32(gsd / setup.base_to_height) + np.float32(lowest)

    for count in (1, 3):
        dsm = stereo.stereo_dsm(rng, town.heights, town.albedo, GSD, setup=simple(pairs=count), matcher=exact)
        np.testing.assert_allclose(dsm, town.heights, atol=1e-3)


def test_opencv_matches_the_pairs_of_a_recipe_or_says_what_is_missing():
    town, _ = scene()
    setup = simple(window=(5, 5), penalties=matching.Penalties(200, 800), check=True)

    def surface() -> np.ndarray:
        rng = np.random.default_rng(3)
        return stereo.stereo_dsm(
            rng, town.heights, town.albedo, GSD, setup=setup, matcher=library_matching.matched
        )

    if importlib.util.find_spec("cv2") is None:
        with pytest.raises(RooflineError, match="opencv-python-headless"):
            surface()
        return
    dsm = surface()
    assert np.array_equal(dsm, surface(), equal_nan=True)
    off = np.abs(dsm - town.heights)
    assert 0.5 < np.isfinite(dsm).mean() <= 1 and np.nanmedian(off) < GSD
    roofs = town.buildings > 0
    assert np.nanmedian(dsm[roofs]) - np.nanmedian(dsm[~roofs]) > 2


def test_heights_are_absolute_and_scale_with_the_gsd():
    town, _ = scene()
    flat = [
        stereo.stereo_dsm(
            np.random.default_rng(2), town.heights * k + 500, town.albedo, GSD * k, setup=simple(check=False)
        )
        for k in (1, 4)
    ]
    difference = np.abs((flat[1] - 500) / 4 - (flat[0] - 500))
    assert np.median(difference) < 0.05, "rounding moves single matches, not the surface"


@pytest.mark.parametrize("seed", range(4))
def test_random_set_ups_work_on_any_scene_and_repeat_by_seed(seed: int):
    gsd = float(np.random.default_rng(seed).uniform(0.1, 2))
    runs = []
    for _ in range(2):
        rng = np.random.default_rng(seed)
        town = city.generate(rng, (96, 128), gsd)
        runs.append(stereo.stereo_dsm(rng, town.heights, town.albedo, gsd, glass=town.glass))
    assert runs[0].shape == (96, 128)
    assert np.isfinite(runs[0]).mean() > 0.05
    assert np.array_equal(runs[0], runs[1], equal_nan=True)


def test_in_a_steady_pair_nothing_moves_and_all_else_is_as_drawn():
    moved = 0
    for seed in range(20):
        usual, steady = (
            stereo.Setup.random(np.random.default_rng(seed), 30.0, stereo.Flights(steady=share))
            for share in (0.0, 1.0)
        )
        moved += usual.change > 0 or usual.parallax_rows != 0
        assert steady == replace(usual, change=0.0, parallax_rows=0.0)
    assert moved > 10, "as drawn most pairs are not steady"


def test_texture_is_fine_and_keeps_what_is_bright_bright():
    flat = np.full((200, 200), 0.3, np.float32)
    flat[:, 100:] = 0.7
    seen = imaging.textured(np.random.default_rng(0), flat)
    assert seen.min() > 0.019 and seen.max() <= 1 and seen.dtype == np.float32
    assert seen[:, :100].std() > 0.02 and np.diff(seen, axis=1).std() > 0.01
    assert abs(seen[:, 100:].mean() - seen[:, :100].mean() - 0.4) < 0.1
