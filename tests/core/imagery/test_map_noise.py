"""Noise that belongs to places: the same in every window, other in every seed, normal everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.imagery.map_noise import map_noise, map_place
from roofline.models.raster.grid import Window


@pytest.mark.parametrize("row,col", [(0, 0), (-300, 1_000_000), (255, -257), (-10_000_000, 512)])
def test_a_place_has_the_same_noise_in_every_window(row: int, col: int):
    whole = map_noise(3, Window(col, row, 400, 300))
    part = map_noise(3, Window(col + 90, row + 70, 200, 111))
    assert whole.shape == (300, 400) and whole.dtype == np.float32
    assert np.array_equal(whole[70:181, 90:290], part)


def test_seeds_and_places_differ():
    window = Window(10, 20, 300, 300)
    first = map_noise(1, window)
    for other in (
        map_noise(2, window),
        map_noise(1, window.shifted(256, 0)),
        map_noise(1, window.shifted(0, 256)),
    ):
        assert abs(np.corrcoef(first.ravel(), other.ravel())[0, 1]) < 0.02


def test_it_is_normal_and_independent_from_pixel_to_pixel():
    noise = map_noise(7, Window(-500, -500, 1000, 1000))
    assert abs(noise.mean()) < 0.01 and abs(noise.std() - 1) < 0.01
    for pair in ((noise[1:], noise[:-1]), (noise[:, 1:], noise[:, :-1])):
        assert abs((pair[0] * pair[1]).mean()) < 0.01


@pytest.mark.parametrize(
    "geotransform,place",
    [
        ((500_000, 0.5, 0, 4_000_000, 0, -0.5), (-8_000_000, 1_000_000)),
        ((0, 1, 0, 0, 0, 1), (0, 0)),
        ((10, 1, 0.2, 20, 0.2, -1), (0, 0)),
    ],
)
def test_places_of_rasters(geotransform: tuple, place: tuple):
    assert map_place(geotransform) == place


def test_places_further_away_than_the_earth_reaches_have_noise_too():
    assert map_place((1e308, 0.5, 0, -1e308, 0, -0.5)) == (0, 0)
    assert map_place((1e12, 0.5, 0, 4e7, 0, -0.01)) == (-4_000_000_000, 0)
    assert map_place((-(2.0**37), 0.5, 0, 0, 0, -0.5)) == (0, 0)
    assert np.isfinite(map_noise(1, Window(0, -4_000_000_000, 9, 9))).all()
