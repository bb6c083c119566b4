"""Noise alone, thin things and building layers as people have them: what drawn scenes get."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models.training.bundled import augment, outlines, places, quiet
from roofline.models.training.refiner.losses import refinement_loss
from support import paths

DATA = paths.SHARED / "data/train"
SHAPE = (160, 160)


def town() -> np.ndarray:
    buildings = np.zeros(SHAPE, np.float32)
    for row in range(10, 140, 30):
        for col in range(10, 140, 30):
            buildings[row : row + 16, col : col + 16] = 1
    return buildings


@pytest.mark.parametrize("gsd", [0.1, 0.5, 2.0])
def test_noise_alone_stays_within_its_bounds(gsd: float):
    truth = 10 * np.random.default_rng(0).random(SHAPE, np.float32)
    spreads = [
        float(np.std(quiet.noise_alone(np.random.default_rng(seed), truth, gsd) - truth))
        for seed in range(150)
    ]
    assert min(spreads) < 2 * quiet.PIXELS[0] + quiet.METRES[0] / gsd
    assert max(spreads) < 2 * quiet.LARGEST, "where it varies, it does about its bound"
    assert np.quantile(spreads, 0.9) > 4 * np.quantile(spreads, 0.2), "of every size"


def test_noise_comes_in_every_colour():
    truth = np.zeros(SHAPE, np.float32) + np.linspace(0, 20, SHAPE[1], dtype=np.float32)
    alike = []
    for seed in range(120):
        noise = quiet.noise_alone(np.random.default_rng(seed), truth, 0.5) - truth
        alike.append(np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1])
    assert np.mean(np.abs(alike) < 0.05) > 0.2
    assert np.mean(np.array(alike) > 0.8) > 0.15


def test_a_thinned_surface_has_the_height_of_the_nearest_point():
    truth = np.random.default_rng(0).random(SHAPE, np.float32)
    thin = quiet.thinned(np.random.default_rng(1), truth, 0.3)
    assert np.isin(thin, truth).all()
    assert 0.3 < np.mean(thin == truth) < 0.34
    assert np.array_equal(quiet.thinned(np.random.default_rng(1), truth, 1.0), truth)
    assert len(np.unique(quiet.thinned(np.random.default_rng(1), truth, 0.0))) == 1, "one point is left"


def test_noise_may_be_drawn_without_thinned_surfaces():
    truth = np.random.default_rng(0).random(SHAPE, np.float32)
    thinned = {
        name: sum(
            np.isin(quiet.noise_alone(np.random.default_rng(seed), truth, 0.5, kinds), truth).all()
            for seed in range(60)
        )
        for name, kinds in (("all", quiet.KINDS), ("noises", quiet.NOISES))
    }
    assert thinned["noises"] == 0 < 3 < thinned["all"] < 20


def test_thin_things_are_few_cells_and_tall():
    shares, tallest = [], []
    for seed in range(60):
        added = quiet.thin_things(np.random.default_rng(seed), SHAPE, 0.5)
        shares.append(np.mean(added > 0))
        tallest.append(added.max() * 0.5)
        assert (added >= 0).all()
    assert 0 < np.median(shares) < 0.1
    assert np.median(tallest) > 5 and max(tallest) <= 90


def test_a_building_layer_is_displaced_by_metres_not_pixels():
    moved = {}
    for gsd in (0.5, 1.0):
        shares = []
        for seed in range(200):
            given = outlines.as_given(np.random.default_rng(seed), town(), gsd)
            if given.any():
                shares.append((given * town()).sum() / town().sum())
        moved[gsd] = np.mean(shares)
        assert max(shares) > 0.95 and min(shares) < 0.7
    assert moved[0.5] < moved[1.0], "smaller pixels, more of them"


def test_building_layers_are_withheld_missing_and_out_of_date():
    rng = np.random.default_rng(0)
    given = [outlines.as_given(rng, town(), 0.5) for _ in range(300)]
    shown = [g for g in given if g.any()]
    assert len(shown) / len(given) == pytest.approx(1 - outlines.WITHHELD, abs=0.08)
    assert all(g.min() >= 0 and g.max() <= 1 for g in shown)
    areas = np.array([g.sum() for g in shown]) / town().sum()
    assert (areas < 0.8).any() and (areas > 1.2).any()
    assert not outlines.as_given(np.random.default_rng(0), np.zeros(SHAPE, np.float32), 0.5).any()


def scene(noisy: float) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(3)
    truth = torch.from_numpy(10 * rng.random((1, 1, *SHAPE), np.float32))
    heights = truth + noisy * torch.randn(truth.shape, generator=torch.Generator().manual_seed(0))
    none, buildings = torch.zeros_like(truth), torch.from_numpy(town())[None, None]
    return torch.cat([heights, none, buildings, none + 1, none], 1), truth


def test_true_surfaces_mostly_get_noise_alone_and_others_seldom():
    changed = {}
    for noisy in (0.0, 2.0):
        count = 0
        for seed in range(120):
            inputs, truth = scene(noisy)
            before = inputs[:, 0].clone()
            augment.redrawn(np.random.default_rng(seed), inputs, truth)
            if not torch.equal(before, inputs[:, 0]):
                count += 1
                assert not inputs[:, 3].any(), "noise alone has no voids"
                assert (inputs[:, 0] - truth[:, 0]).abs().mean() < quiet.LARGEST
        changed[noisy == 0] = count / 120
    for clean, share in changed.items():
        assert share == pytest.approx(augment.NOISE_ALONE[clean], abs=0.12)


def test_the_loss_fears_new_errors_more_than_old_ones():
    truth = torch.zeros(1, 1, 64, 64)
    spike = truth.clone()
    spike[..., 30:34, 30:34] = 10
    scale = torch.zeros_like(truth)
    old = refinement_loss(torch.cat([spike, scale], 1), spike, truth)
    new = refinement_loss(torch.cat([spike, scale], 1), truth, truth)
    assert old["spoilt"] == 0 and new["spoilt"] > 0
    assert new["after"] == old["after"]
    assert new["total"] > 1.5 * old["total"]


def test_a_third_band_learns_the_error_of_the_input():
    truth, noisy = torch.zeros(1, 1, 64, 64), torch.full((1, 1, 64, 64), 2.0)
    scale = torch.zeros_like(truth, requires_grad=True)
    refinement_loss(torch.cat([truth, truth, scale], 1), noisy, truth)["total"].backward()
    assert scale.grad[..., 32, 32] < 0, "an error of 2 is more than a scale of 1"


@pytest.mark.skipif(not DATA.exists(), reason="the places lie beside the repository, in ../shared")
def test_whole_places_are_kept_aside():
    pytest.importorskip("lazrs", reason="lazrs is an optional extra")
    folders = {
        validation: {place.name.split("/")[0].split("+")[0] for place in places.load(DATA, validation)}
        for validation in (False, True)
    }
    assert not folders[True] & folders[False]
    assert folders[True] <= set(places.VALIDATION)
    assert any(place.buildings is not None for place in places.load(DATA, True))
