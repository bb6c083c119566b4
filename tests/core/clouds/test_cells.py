"""What lies in each pixel of a cloud: the numbers, the simple surfaces through all pixels, hard cases."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.clouds import cells
from roofline.models.clouds.cells import COL, COUNT, HIGH, LOW, MEAN, ROW, SPREAD


def test_numbers_of_a_pixel():
    points = np.array([[1.25, 0.5, z] for z in (4.0, 1.0, 2.0, 5.0)] + [[0.1, 1.9, 7.0], [9.0, 0.5, 1.0]])
    found = cells.statistics(points, (2, 3))
    assert found[COUNT].tolist() == [[0, 4, 0], [1, 0, 0]]  # the one outside is left out
    assert [found[k, 0, 1] for k in (LOW, MEAN, HIGH, COL, ROW)] == [1.0, 3.0, 5.0, 1.25, 0.5]
    assert found[SPREAD, 0, 1] == pytest.approx(np.std([4, 1, 2, 5]))
    assert found[HIGH, 1, 0] == found[LOW, 1, 0] == 7.0 and found[SPREAD, 1, 0] == 0
    assert np.isnan(found[LOW:, found[COUNT] == 0]).all()


def test_the_percentile_is_that_of_gridding():
    heights = np.arange(20.0)
    points = np.column_stack([np.full((20, 2), 0.5), heights])
    assert cells.statistics(points, (1, 1))[HIGH, 0, 0] == np.sort(heights)[int(np.ceil(20 * 0.9)) - 1]


@pytest.mark.parametrize("percentile", [0.0, 50.0, 90.0, 100.0])
@pytest.mark.parametrize(
    "heights",
    [
        np.random.default_rng(0).normal(0, 9, 5000),
        np.random.default_rng(1).normal(300, 2, 4999).round(1),  # many are the same: the first of them counts
        np.array([0.0, -0.0, 0.0, -1e-300, 1e150, -7.5]),
        np.full(64, 3.25),
        np.array([12.0]),
    ],
    ids=["signs", "ties", "extremes", "level", "one"],
)
def test_a_crowd_is_told_piece_by_piece_what_it_is_told_at_once(heights, percentile, monkeypatch):
    monkeypatch.setattr(cells, "PERCENTILE", percentile)
    points = np.column_stack([np.random.default_rng(2).random((len(heights), 2)), heights])
    pieces = np.array_split(points, min(7, len(points)))
    found, expected = cells.statistics_of_crowd(lambda: pieces, percentile), cells.statistics(points, (1, 1))
    exact = [COUNT, LOW, HIGH, COL, ROW]
    np.testing.assert_array_equal(found[exact], expected[exact])
    np.testing.assert_allclose(found[[MEAN, SPREAD]], expected[[MEAN, SPREAD]], rtol=1e-12)


def test_a_crowd_of_nothing_is_a_void():
    found = cells.statistics_of_crowd(lambda: [np.empty((0, 3))])
    np.testing.assert_array_equal(found, cells.statistics(np.empty((0, 3)), (1, 1)))


def test_planes_of_a_thin_slope():
    rng = np.random.default_rng(2)
    places = rng.random((300, 2)) * 32
    points = np.column_stack([places, 50 + 0.3 * places[:, 0] - 0.2 * places[:, 1]])
    found = cells.statistics(points, (32, 32))
    planes, distance = cells.planes(found, 50.0, 0.5)
    high, ramps, low, mean, count, away, spread = planes
    filled = found[COUNT] > 0
    assert planes.shape == (cells.PLANES, 32, 32) and np.isfinite(planes).all()
    np.testing.assert_allclose(high[filled], (found[HIGH][filled] - 50) / 0.5, atol=1e-5)
    np.testing.assert_allclose(count, np.log2(1 + found[COUNT]), atol=1e-6)
    assert (low <= mean + 1e-6).all() and (mean <= high + 1e-6).all() and (spread[~filled] == 0).all()
    np.testing.assert_array_equal(away, distance)
    assert (distance[filled] == 0).all() and (distance[~filled] >= 1).all()
    row, col = np.indices((32, 32)) + 0.5
    inside = ~filled & (row > 4) & (row < 28) & (col > 4) & (col < 28)
    truth = (0.3 * col - 0.2 * row) / 0.5
    np.testing.assert_allclose(ramps[inside], truth[inside], atol=1e-4)  # triangles know slopes
    assert np.abs(high[inside] - truth[inside]).mean() > 0.1  # the nearest pixel does not


@pytest.mark.parametrize(
    "places", [[(5, 5)], [(1, 1), (8, 8)], [(k, k) for k in range(10)], [(3, 3)] * 40], ids=str
)
def test_too_few_points_for_triangles(places):
    points = np.array([(x + 0.5, y + 0.5, 12.0) for x, y in places])
    planes, distance = cells.planes(cells.statistics(points, (10, 10)), 10.0, 1.0)
    np.testing.assert_allclose(planes[:4], 2.0)
    assert distance.max() > 0


def test_pixels_that_all_have_points_are_left_as_they_are():
    row, col = np.indices((8, 8)).reshape(2, -1) + 0.5
    points = np.column_stack([col, row, np.random.default_rng(1).random(64)])
    planes, distance = cells.planes(cells.statistics(points, (8, 8)), 0.0, 1.0)
    np.testing.assert_array_equal(planes[0], planes[1])
    assert not distance.any()
