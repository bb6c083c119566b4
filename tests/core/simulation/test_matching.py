"""The matcher against brute force, and against shifts that are known."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.simulation import matching

LOW, COUNT = -2, 12


def textured(shape: tuple[int, int] = (48, 80), seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


def moved(image: np.ndarray, shift: int) -> np.ndarray:
    """What was in column x is in column x + shift."""
    return np.roll(image, shift, axis=1)


def test_cost_is_the_hamming_distance_of_census_signatures():
    left, right = textured((9, 15)), textured((9, 15), 1)
    cost = matching.matching_cost(left, right, LOW, 6, (3, 5))
    signature, other = matching.census(left, 3, 5), matching.census(right, 3, 5)
    for row, column, k in ((4, 7, 0), (2, 5, 3), (8, 9, 5)):
        distance = (signature[row, :, column] != other[row, :, column + LOW + k]).sum()
        assert cost[row, column, k] == distance


def test_census_ignores_gain_offset_and_gamma():
    image = textured()
    assert np.array_equal(matching.census(image), matching.census(3 * np.sqrt(image) + 7))


def slow_path(cost: np.ndarray, penalties: matching.Penalties) -> np.ndarray:
    """The recursion of SGM down the rows, written as in the paper."""
    path = np.zeros(cost.shape)
    path[0] = cost[0]
    for row in range(1, cost.shape[0]):
        for column in range(cost.shape[1]):
            before = path[row - 1, column]
            for d in range(cost.shape[2]):
                options = [before[d], before.min() + penalties.large]
                options += [before[n] + penalties.small for n in (d - 1, d + 1) if 0 <= n < cost.shape[2]]
                path[row, column, d] = cost[row, column, d] + min(options) - before.min()
    return path


def test_aggregation_follows_the_published_recursion():
    cost = np.random.default_rng(3).integers(0, 40, (7, 5, 6)).astype(np.int16)
    penalties = matching.Penalties(3, 17)
    expected = slow_path(cost, penalties) + slow_path(cost[::-1], penalties)[::-1]
    turned = cost.transpose(1, 0, 2)
    sideways = slow_path(turned, penalties) + slow_path(turned[::-1], penalties)[::-1]
    assert np.array_equal(matching.aggregate(cost, 4, penalties), expected + sideways.transpose(1, 0, 2))


@pytest.mark.parametrize("shift", [0, 3, 7])
@pytest.mark.parametrize("paths", [4, 8])
def test_a_known_shift_is_found(shift: int, paths: int):
    image = textured()
    disparity = matching.match(image, moved(image, shift), LOW, COUNT, paths=paths, check=False)
    assert np.abs(disparity[5:-5, 12:-12] - shift).max() < 0.5


@pytest.mark.parametrize("shift", (0, 3, 5))
def test_grey_levels_find_a_known_shift_too(shift: int):
    first, rules = textured(), matching.Penalties(100, 400)
    second = moved(first, shift)
    cost = matching.grey_cost(first, second, LOW, COUNT, (5, 5))
    assert not cost[8:-8, 12:-12, shift - LOW].any() and cost.max() <= matching.LEVELS * 25
    found = matching.match(first, second, LOW, COUNT, window=(5, 5), penalties=rules, cost=matching.grey_cost)
    assert np.nanmedian(found) == pytest.approx(shift, abs=0.1)


def test_what_one_view_hides_fails_the_check():
    image = textured()
    other = image.copy()
    other[:, 30:50] = textured((48, 20), 9)
    disparity = matching.match(image, other, LOW, COUNT)
    assert np.isnan(disparity[8:-8, 35:45]).mean() > 0.4
    assert np.isnan(disparity[8:-8, 10:25]).mean() < 0.02


def test_speckles_are_small_patches_only():
    disparity = np.zeros((30, 30), np.float32)
    disparity[5:8, 5:8] = 6
    kept = matching.without_speckles(disparity, np.ones((30, 30), bool), 20)
    assert not kept[6, 6]
    assert kept[20, 20]
