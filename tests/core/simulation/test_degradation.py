"""Hand-made stereo errors: reproducible, each in its stated direction."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from roofline.models.errors import RooflineError
from roofline.models.simulation import filling
from roofline.models.simulation.degradation import KINDS, NOISE, VOIDS, degrade
from roofline.models.simulation.matching_errors import edges, occluded
from roofline.models.simulation.noise import Dice
from support import error_models

GSD = 0.5
SEEDS = range(5)


@pytest.fixture(scope="module")
def town() -> np.ndarray:
    """Blocks of 6 to 25 m on a gentle slope (H, W)."""
    heights = np.linspace(0, 4, 192, dtype=np.float32)[:, None] + np.zeros((192, 208), np.float32)
    rng = np.random.default_rng(0)
    for row in range(12, 170, 45):
        for col in range(12, 180, 48):
            heights[row : row + 26, col : col + 30] = heights[row, col] + rng.uniform(6, 25)
    return heights


def damage(name: str, heights: np.ndarray, seed: int = 0, severity: float = 1.0) -> np.ndarray:
    return degrade(np.random.default_rng(seed), heights, GSD, severity, [name])


@pytest.mark.parametrize("kinds", [None, *([k] for k in KINDS)])
def test_severity_zero_changes_nothing(town: np.ndarray, kinds: list[str] | None) -> None:
    out = degrade(np.random.default_rng(0), town, GSD, 0.0, kinds)
    np.testing.assert_array_equal(out, town)
    assert out is not town


@pytest.mark.parametrize("name", KINDS)
def test_every_model_is_reproducible_and_damages(town: np.ndarray, name: str) -> None:
    before = town.copy()
    changed = 0
    for seed in SEEDS:
        out, again = damage(name, town, seed), damage(name, town, seed)
        np.testing.assert_array_equal(out, again)
        assert out.shape == town.shape and out.dtype == np.float32
        assert name in VOIDS or not np.isnan(out).any()
        changed += not np.array_equal(out, town)
    assert changed >= 3
    np.testing.assert_array_equal(town, before)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("gsd", [0.1, 2.0])
@pytest.mark.parametrize("severity", [0.05, 1.5])
def test_models_bear_every_gsd_severity_and_voids(
    town: np.ndarray, name: str, gsd: float, severity: float
) -> None:
    holed = town.copy()
    holed[20:60, 30:70] = np.nan
    out = degrade(np.random.default_rng(1), holed, gsd, severity, [name])
    assert np.isnan(out[20:60, 30:70]).all()
    assert np.isfinite(out[~np.isnan(out)]).all()
    if name not in VOIDS:
        assert np.isnan(out).sum() == 1600


def test_fattening_only_raises_and_shrinking_only_lowers(town: np.ndarray) -> None:
    for seed in SEEDS:
        assert (damage("fattening", town, seed) >= town).all()
        assert (damage("shrinking", town, seed) <= town).all()


def test_fattening_keeps_close_to_walls(town: np.ndarray) -> None:
    far = ~edges(town, 2.0)
    for _ in range(8):
        far &= ~(np.roll(~far, 1, 0) | np.roll(~far, -1, 0) | np.roll(~far, 1, 1) | np.roll(~far, -1, 1))
    raised = damage("fattening", town) - town
    assert raised[far].max() < 0.5
    assert raised.max() > 5


def test_occlusion_is_as_wide_as_the_wall_is_high() -> None:
    """A 20 m wall seen at a slope of 0.5 hides 10 m on its far side and nothing on the near one."""
    heights = np.zeros((40, 120), np.float32)
    heights[:, 40:60] = 20
    hidden, _ = occluded(heights, GSD, 0.0, 0.5)
    assert abs(hidden[20, 60:].sum() * GSD - 10) <= 2 * GSD
    assert not hidden[:, :60].any()


def test_noise_grows_with_severity_and_gsd(town: np.ndarray) -> None:
    for name in ("white_noise", "correlated_noise"):
        little, much = (np.abs(damage(name, town, 3, s) - town).mean() for s in (0.3, 1.2))
        assert much > 2 * little
        coarse = degrade(np.random.default_rng(3), town, 4 * GSD, 0.3, [name])
        assert np.abs(coarse - town).mean() > 2 * little


def test_noise_is_about_even(town: np.ndarray) -> None:
    for name in ("white_noise", "correlated_noise", "outliers", "tilt"):
        mean = np.mean([(damage(name, town, seed) - town).mean() for seed in range(12)])
        assert abs(mean) < 0.35 * GSD


def test_steps_leave_few_levels() -> None:
    slope = np.linspace(0, 20, 300, dtype=np.float32)[None].repeat(200, 0)
    fewest = min(np.unique(np.round(damage("disparity_steps", slope, s), 3)).size for s in range(8))
    assert fewest < 60
    for seed in SEEDS:
        assert np.abs(damage("disparity_steps", slope, seed) - slope).max() < 5 * GSD


def test_mixed_pixels_lie_between_roof_and_ground(town: np.ndarray) -> None:
    out = damage("mixed_pixels", town)
    assert out.min() >= town.min() and out.max() <= town.max()
    assert (out != town).mean() > 0.01


def test_spikes_stand_beside_walls_and_reach_both_ways(town: np.ndarray) -> None:
    error = np.stack([damage("spikes", town, s) - town for s in SEEDS])
    wall = edges(town, 3 * GSD)
    assert np.abs(error[:, wall]).mean() > 3 * np.abs(error[:, ~wall]).mean()
    assert error.max() > 2 and error.min() < -2
    assert np.abs(error).max() <= 4 * 40 * GSD


def test_outliers_stay_within_ten_gsd(town: np.ndarray) -> None:
    error = damage("outliers", town) - town
    assert 0 < (error != 0).mean() < 0.1
    assert np.abs(error).max() <= 10 * GSD + 1e-4


def test_tilt_is_a_plane(town: np.ndarray) -> None:
    error = damage("tilt", town) - town
    assert np.abs(np.diff(error, 2, axis=0)).max() < 1e-3
    assert np.abs(np.diff(error, 2, axis=1)).max() < 1e-3


def test_shift_and_wobble_invent_no_heights(town: np.ndarray) -> None:
    for name in ("shift", "wobble", "lost_details", "smoothing"):
        out = damage(name, town)
        assert out.min() >= town.min() - 1e-3 and out.max() <= town.max() + 1e-3


@pytest.mark.parametrize("name", VOIDS)
def test_voids_are_nan_and_the_rest_is_untouched(town: np.ndarray, name: str) -> None:
    shares = []
    for seed in SEEDS:
        out = damage(name, town, seed)
        void = np.isnan(out)
        np.testing.assert_array_equal(out[~void], town[~void])
        shares.append(void.mean())
    assert 0 < max(shares) < 0.9


@pytest.mark.parametrize("kind", filling.FILLINGS)
def test_fillings_fill_keep_the_known_and_invent_no_extremes(town: np.ndarray, kind: str) -> None:
    holed = town.copy()
    holed[30:80, 10:120] = np.nan
    holed[::7, ::5] = np.nan
    known = ~np.isnan(holed)
    out = filling.fill(Dice(np.random.default_rng(0)), holed, kind)
    assert np.isfinite(out).all()
    np.testing.assert_allclose(out[known], holed[known], atol=1e-4)
    assert out.min() >= np.nanmin(holed) - 0.1 and out.max() <= np.nanmax(holed) + 0.1


@pytest.mark.parametrize("kind", filling.FILLINGS)
def test_fillings_of_nothing_known(kind: str) -> None:
    out = filling.fill(Dice(np.random.default_rng(0)), np.full((9, 11), np.nan, np.float32), kind)
    assert out.shape == (9, 11) and not np.isnan(out).any()


def test_composition_gets_worse_with_severity(town: np.ndarray) -> None:
    def mean_error(severity: float) -> float:
        made = [degrade(np.random.default_rng(s), town, GSD, severity) for s in range(16)]
        return float(np.mean([np.nanmean(np.abs(m - town)) for m in made]))

    low, middle, high = (mean_error(s) for s in (0.2, 0.7, 1.4))
    assert 0 < low < middle < high
    assert high < 40 * GSD


def test_composition_leaves_voids_now_and_then(town: np.ndarray) -> None:
    voids = [np.isnan(degrade(np.random.default_rng(s), town, GSD, 1.0)).mean() for s in range(30)]
    assert 3 < np.count_nonzero(voids) < 27
    assert max(voids) < 0.95


def test_unknown_kind_is_refused(town: np.ndarray) -> None:
    with pytest.raises(RooflineError, match="There is no"):
        damage("earthquake", town)


def test_noise_models_are_named_apart_from_voids() -> None:
    assert not set(NOISE) & set(VOIDS)
    assert len(KINDS) >= 20


@pytest.mark.parametrize("preset", [error_models.fattening_and_smears, error_models.nex_gerke])
@pytest.mark.parametrize("gsd", [0.5, 1.0])
def test_benchmark_presets(town: np.ndarray, preset, gsd: float) -> None:
    holed = town.copy()
    holed[:4] = np.nan
    out = preset(np.random.default_rng(7), holed, gsd)
    np.testing.assert_array_equal(out, preset(np.random.default_rng(7), holed, gsd))
    assert np.isnan(out[:4]).all() and np.isfinite(out[4:]).all()
    error = out[4:] - town[4:]
    nmad = 1.4826 * np.median(np.abs(error - np.median(error)))
    assert 0.4 * gsd < nmad < 4 * gsd
    assert 0.5 * gsd < np.abs(error).mean() < 8 * gsd
    assert math.sqrt((error**2).mean()) > 1.5 * np.abs(error).mean()


def test_fast_enough_to_feed_training() -> None:
    """Generous ceiling: a quarter is usual on one core."""
    heights = np.kron(np.random.default_rng(0).uniform(0, 20, (11, 11)), np.ones((32, 32))).astype(np.float32)
    start = time.process_time()
    for seed in range(20):
        degrade(np.random.default_rng(seed), heights, GSD, 1.0)
    assert (time.process_time() - start) / 20 < 0.4
