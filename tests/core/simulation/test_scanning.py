"""Simulated lasers: points lie on the scene, walls throw shadows, and what thins and spoils them."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.simulation import scanning
from scipy import ndimage

GSD = 0.5


def block(size: int = 200, height: float = 20.0) -> np.ndarray:
    heights = np.full((size, size), 100.0, np.float32)
    heights[80:120, 80:120] += height
    return heights


def counts(points: np.ndarray, size: int = 200) -> np.ndarray:
    return np.histogram2d(points[:, 1], points[:, 0], size, [(0, size)] * 2)[0]


@pytest.fixture
def points():
    return scanning.scanned(np.random.default_rng(3), scanning.Ground(block(), GSD), 2.0)


def test_a_scan_depends_on_its_seed_alone(points):
    again = scanning.scanned(np.random.default_rng(3), scanning.Ground(block(), GSD), 2.0)
    np.testing.assert_array_equal(points, again)


def test_points_lie_on_the_scene(points):
    row, col = points[:, 1].astype(int), points[:, 0].astype(int)
    scene = block()
    low, high = ndimage.minimum_filter(scene, 5)[row, col], ndimage.maximum_filter(scene, 5)[row, col]
    assert ((points[:, 2] > low - 0.4) & (points[:, 2] < high + 0.4)).all()
    open_land = counts(points)[:60]
    assert 1.5 < open_land.mean() < 2.5


def test_a_block_throws_a_shadow():
    """Beside a high block, on one of its sides, are places that no beam of a single strip reaches."""
    shadows = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        strip = scanning._strip(rng, scanning.Ground(block(height=40), GSD), 4.0, 0.3)
        ring = ndimage.binary_dilation(block() > 110, iterations=15) & (block() < 110)
        shadows.append(((counts(strip) == 0) & ring).sum() / ring.sum())
    flat = scanning._strip(np.random.default_rng(1), scanning.Ground(block(height=0), GSD), 4.0, 0.3)
    assert max(shadows) > 0.1 and (counts(flat)[20:-20, 20:-20] == 0).mean() < 0.06


def test_crowns_let_beams_through_and_water_sends_none():
    rng, heights = np.random.default_rng(5), block(height=12)
    dark = np.zeros(heights.shape, bool)
    dark[150:] = True
    ground = np.full_like(heights, 100)
    found = scanning.scanned(rng, scanning.Ground(heights, GSD, ground, dark), 3.0)
    inside = (np.abs(found[:, :2] - 100) < 15).all(axis=1)
    assert 0 < (found[inside, 2] < 111).mean() < 0.6
    assert counts(found)[152:].sum() < 0.1 * counts(found)[:48].sum()


@pytest.mark.parametrize("seed", range(6))
def test_a_share_of_the_points(points, seed):
    kept = scanning.thinned(np.random.default_rng(seed), points, 0.3)
    assert 0.15 < len(kept) / len(points) < 0.45
    assert set(map(tuple, kept)) <= set(map(tuple, points))


def test_spoilt_points_and_holes(points):
    rng, before = np.random.default_rng(2), points.copy()
    spoilt = [scanning.spoilt(rng, points, GSD, (200, 200)) for _ in range(8)]
    np.testing.assert_array_equal(points, before)
    assert all(np.abs(each[:, 2] - points[:, 2]).mean() > 0.01 for each in spoilt)
    assert max(np.abs(each[:, 2] - points[:, 2]).max() for each in spoilt) > 5
    assert 0.3 < len(scanning.holes(rng, points, (200, 200))) / len(points) < 1


def test_points_of_matched_surfaces():
    surface = block()
    surface[:50] = np.nan
    found = scanning.sampled(np.random.default_rng(1), [surface, surface + 1], 1.5)
    assert len(found) == pytest.approx(1.5 * 150 * 200, rel=0.05) and (found[:, 1] >= 50).all()
    base = surface[found[:, 1].astype(int), found[:, 0].astype(int)]
    assert set(np.unique((found[:, 2] - base).round(3))) == {0.0, 1.0}
