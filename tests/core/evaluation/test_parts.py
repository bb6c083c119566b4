"""What an evaluation is made of: exact quantiles of streams, sums by block, bootstrap, maps, places."""

from __future__ import annotations

import math

import numpy as np
import pytest
from roofline.models.evaluation import surface_metrics
from roofline.models.evaluation.files import as_csv
from roofline.models.evaluation.surface.blocks import FEWEST_BLOCKS, Blocks, BlockSums, Resampling
from roofline.models.evaluation.surface.distribution import QUANTITIES, STEP, Histogram, Kept, Ranks
from roofline.models.evaluation.surface.report import map_limit
from roofline.models.evaluation.surface.tally import Tally
from roofline.models.evaluation.surface.views import Views
from roofline.models.raster.grid import Grid, Window
from support import paths

ONE_BLOCK = Blocks(1000, 1000, 1, 1, 500.0)
SAMPLES = {
    "few": lambda rng: rng.normal(0, 1, 7),
    "one": lambda rng: np.array([0.1234567]),
    "heavy tails": lambda rng: rng.standard_cauchy(30_001),
    "far from zero": lambda rng: 47.3 + rng.laplace(0, 0.3, 20_000),
    "all alike": lambda rng: np.full(5000, -0.73),
    "finer than a step": lambda rng: rng.normal(0, 2e-4, 5000),
    "two heaps": lambda rng: np.concatenate([rng.normal(-30, 0.01, 3000), rng.normal(30, 0.01, 3000)]),
    "absurd": lambda rng: np.concatenate([rng.normal(0, 1, 999), [1e25, -1e25]]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_two_readings_are_exact_and_one_keeps_the_bound(rng, name):
    values = SAMPLES[name](rng)
    cells = rng.integers(0, 3, len(values))
    expected = surface_metrics(values)
    histogram = Histogram(float(values[0]))
    for block in np.array_split(np.arange(len(values)), 5):
        histogram.add(cells[block], values[block])
    ranks = Ranks(*histogram.of([0, 1, 2]))
    for key, value in ranks.approximate().items():
        bound = 3 * STEP / 2 if key.startswith("NMAD") else STEP / 2
        assert value == pytest.approx(expected[key], abs=bound + 1e-12), key
    kept = Kept(dict.fromkeys(range(3), ranks.wanted()))
    for block in np.array_split(np.arange(len(values)), 5):
        kept.add(cells[block], values[block])
    found = ranks.exact(*kept.of([0, 1, 2]))
    assert set(found) == set(QUANTITIES)
    for key, value in found.items():
        assert value == pytest.approx(expected[key], rel=1e-14, abs=1e-14), key


def test_a_second_reading_keeps_few_values(rng):
    values = rng.laplace(0, 0.5, 200_000)
    cells = np.zeros(len(values), dtype=np.int64)
    histogram = Histogram()
    histogram.add(cells, values)
    kept = Kept({0: Ranks(*histogram.of([0])).wanted()})
    kept.add(cells, values)
    assert len(kept.of([0])[0]) < 0.1 * len(values)
    alike = np.full(100_000, 0.5)
    histogram = Histogram()
    histogram.add(cells[:100_000], alike)
    kept = Kept({0: Ranks(*histogram.of([0])).wanted()})
    kept.add(cells[:100_000], alike)
    assert [len(part) for part in kept.of([0])] == [1, 1]


def tally_of(error, categories, limit=None, baseline=None):
    errors = {"source": error} if baseline is None else {"source": error, "baseline": baseline}
    tally = Tally(list(errors), ONE_BLOCK, limit)
    blocks = np.zeros(error.shape, dtype=np.int64)
    for rows in np.array_split(np.arange(len(error)), 4):
        tally.add(
            {k: v[rows] for k, v in errors.items()}, {k: v[rows] for k, v in categories.items()}, blocks[rows]
        )
    for rows in np.array_split(np.arange(len(error)), 3):
        tally.add_again({k: v[rows] for k, v in errors.items()}, {k: v[rows] for k, v in categories.items()})
    return tally.result()


@pytest.mark.parametrize("limit", [None, 0.7])
def test_overlapping_categories(rng, limit):
    error = rng.laplace(0.1, 0.5, (60, 70))
    error[rng.random(error.shape) < 0.1] = np.nan
    categories = {"all": rng.random(error.shape) < 0.9}
    for name, share in (("building", 0.3), ("edge", 0.2), ("slope_0_5", 0.5), ("terrain", 0.0)):
        categories[name] = (rng.random(error.shape) < share) & categories["all"]
    result = tally_of(error, categories, limit)
    for category, mask in categories.items():
        expected = surface_metrics(error, mask)
        assert result["source"][category] == pytest.approx(expected, abs=1e-12, nan_ok=True), category
        if limit:
            expected = surface_metrics(error, mask & (np.abs(error) <= limit))
            found = result["truncated"]["source"][category]
            assert found == pytest.approx(expected, abs=1e-12, nan_ok=True), category


def test_plots_hold_every_error_once(rng):
    error = rng.normal(1.0, 2.0, (100, 100))
    result = tally_of(error, {"all": np.ones(error.shape, bool)})
    assert sum(result["histogram"]["source"]) == pytest.approx(
        1e4, rel=0.06
    )  # LE95 * 1.5 leaves the ends out
    normal, quantiles = (np.array(result["quantiles"][key]) for key in ("normal", "source"))
    middle = np.abs(normal) < 2
    np.testing.assert_allclose(quantiles[middle], 1.0 + 2.0 * normal[middle], atol=0.2)


def test_blocks_fit_the_scene():
    small = Blocks.over(Grid(400, 300), (0.5, 0.5))
    assert small.side == pytest.approx(np.sqrt(200 * 150 / 100))
    city = Blocks.over(Grid(4000, 4000), (0.5, 0.5))
    assert (city.width, city.height) == (125, 125)  # 2000 m / 32
    usual = Blocks.over(Grid(1000, 2000), (0.25, 0.5))
    assert (usual.width, usual.height, usual.side) == (100, 200, 50.0)
    numbers = usual.numbers(Window(90, 190, 30, 20))
    assert numbers[0, 0] == 0 and numbers[0, -1] == 1
    assert numbers[-1, 0] == usual.across and numbers[-1, -1] == usual.across + 1
    assert usual.window(usual.across + 1) == Window(100, 200, 100, 200)


def test_block_sums(rng):
    values, cells, blocks = rng.normal(0, 1, 500), rng.integers(0, 4, 500), rng.integers(0, 6, 500)
    sums = BlockSums(6)
    for part in np.array_split(np.arange(500), 3):
        sums.add(cells[part], blocks[part], values[part])
    chosen = np.isin(cells, [1, 3])
    for block in range(6):
        mine = values[chosen & (blocks == block)]
        expected = [len(mine), mine.sum(), np.abs(mine).sum(), (mine**2).sum(), (np.abs(mine) > 1).sum()]
        np.testing.assert_allclose(sums.of([1, 3])[:, block], expected)
    assert sums.extremes([1, 3]) == (values[chosen].min(), values[chosen].max())


def test_blocks_that_are_too_small_are_told(rng):
    blocks = Blocks(10, 10, 30, 20, 5.0)
    field = rng.normal(0, 1, (20, 30))
    assert abs(blocks.neighbour_correlation(field.ravel())) < 0.1
    smooth = np.repeat(np.repeat(field[:5, :6], 4, axis=0), 5, axis=1)
    assert blocks.neighbour_correlation(smooth.ravel()) > 0.6
    smooth[3:] = np.nan
    assert blocks.neighbour_correlation(smooth.ravel()) > 0.6
    assert blocks.neighbour_correlation(np.full(600, 2.0)) is None
    assert blocks.neighbour_correlation(np.where(np.arange(600) < 3, 1.0, np.nan)) is None


def block_sums(values):
    """Sums (5, blocks) of errors (blocks, n)."""
    size = np.abs(values)
    parts = (np.ones_like(values), values, size, values**2, size > 1)
    return np.stack([part.sum(axis=1) for part in parts])


def correlated(rng, blocks, pixels):
    """Errors (blocks, pixels) that share most of their size within a block."""
    return rng.normal(0, 1, (blocks, 1)) + 0.1 * rng.normal(0, 1, (blocks, pixels))


def test_intervals_cover_the_truth_where_pixels_would_not(rng):
    truth, covered, naive = np.mean(np.abs(correlated(rng, 20_000, 20))), 0, 0
    for _ in range(60):
        values = correlated(rng, 60, 20)
        low, high = Resampling(np.arange(60)).intervals(block_sums(values))["MAE"]
        covered += low <= truth <= high
        half = 1.96 * np.abs(values).std() / np.sqrt(values.size)
        naive += abs(np.abs(values).mean() - truth) <= half
    assert covered >= 50 > 40 > naive  # 57 are expected; pixels taken as independent cover about 20


def test_pairing_sees_small_gains(rng):
    before = correlated(rng, 100, 50)
    after = before * 0.97
    resampling = Resampling(np.arange(100))
    gain = resampling.improvement(block_sums(after), block_sums(before))["MAE"]
    assert gain["relative"] == pytest.approx(0.03)
    assert gain["relative_interval"] == pytest.approx([0.03, 0.03])
    assert 0 < gain["interval"][0] < gain["difference"] < gain["interval"][1]
    alone = resampling.intervals(block_sums(after))["MAE"]
    assert alone[1] - alone[0] > 5 * (gain["interval"][1] - gain["interval"][0])


def test_no_difference_is_no_improvement(rng):
    sums = block_sums(correlated(rng, 50, 20))
    gain = Resampling(np.arange(50)).improvement(sums, sums)["RMSE"]
    assert (gain["difference"], gain["relative"], gain["interval"]) == (0.0, 0.0, [0.0, 0.0])


def test_few_blocks_have_no_interval(rng):
    sums = block_sums(correlated(rng, FEWEST_BLOCKS - 1, 20))
    resampling = Resampling(np.arange(FEWEST_BLOCKS - 1))
    assert resampling.intervals(sums) == {}
    assert set(resampling.improvement(sums, sums)["MAE"]) == {"difference", "relative"}
    perfect = np.zeros_like(sums)
    perfect[0] = 1
    assert resampling.improvement(sums, perfect)["MAE"]["relative"] is None
    assert resampling.improvement(0 * sums, 0 * sums) == {}


@pytest.mark.parametrize("south_up", [False, True])
def test_maps_are_means_of_cells(rng, south_up):
    grid = Grid(1300, 700, (0, 0.5, 0, 0, 0, 0.5 if south_up else -0.5))
    error, heights = rng.normal(0, 1, (700, 1300)), rng.normal(50, 1, (700, 1300))
    error[:100, :50] = np.nan
    usable = rng.random(error.shape) < 0.9
    views = Views()
    views.begin(grid)
    assert views.cell == 1.0
    for row in range(0, 700, 61):
        for col, width in ((0, 633), (633, 667)):
            window = Window(col, row, width, min(61, 700 - row))
            part = slice(row, row + window.height), slice(col, col + window.width)
            views.add(window, {"source": error[part]}, heights[part], usable[part])
    cells = np.where(usable, error, np.nan).reshape(350, 2, 650, 2)
    with np.errstate(invalid="ignore"):
        expected = np.nansum(cells, axis=(1, 3)) / np.isfinite(cells).sum(axis=(1, 3))
    np.testing.assert_allclose(views.map("source"), expected[::-1] if south_up else expected)
    expected = heights.reshape(350, 2, 650, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(views.map("reference"), expected[::-1] if south_up else expected)


def test_places_are_the_telling_blocks(rng):
    grid = Grid(2000, 1000, (0, 0.5, 0, 0, 0, -0.5))
    blocks = Blocks.over(grid, (0.5, 0.5))
    means = rng.uniform(0.9, 1.1, blocks.total)
    counts = np.full(blocks.total, 1e4)
    means[33], means[70], counts[70] = 9.0, 50.0, 10.0  # one is bad; one is worse but nearly empty
    before = means + 0.1
    before[111] = 5.0
    views, asked = Views(), []
    views.begin(grid)

    def heights(window):
        asked.append(window)
        rows = np.zeros((window.height, window.width))
        rows[window.height // 2, ::3] = 7.0
        return {"source": rows, "baseline": rows, "reference": rows}

    views.visit(heights, blocks, counts, {"source": means, "baseline": before})
    chosen = {place.chosen: place for place in views.places}
    assert len(chosen) == len(asked) == 3
    for name, block in (("worst", 33), ("gained", 111)):
        inside = chosen[name].window.intersection(blocks.window(block))
        assert inside == blocks.window(block)
    place = views.places[0]
    assert place.row == place.window.height // 2
    assert place.ends[0] == (place.window.col * 0.5, -(place.window.row + place.row + 0.5) * 0.5)
    whole = Window(0, 0, 2000, 1000)
    assert all(window.intersection(whole) == window for window in asked)


def test_limits_of_colours_are_round():
    assert [map_limit(value) for value in (0.001, 0.11, 0.2, 0.9, 1.3, 4.0, 60.0)] == pytest.approx(
        [0.1, 0.2, 0.2, 1, 2, 5, 100]
    )


def test_dilation_like_the_published_one(parity):
    mask, dilated = parity["mask"], parity["dilated"]
    from roofline.models.evaluation.surface.classes import dilated as grow

    np.testing.assert_array_equal(grow(mask, [2, 1, 0]), dilated)


def test_a_spreadsheet_gets_empty_cells_for_what_there_is_none_of():
    assert as_csv([["a", "b"], [1.5, math.nan], [-math.inf, "x"]]) == "a,b\n1.5,\n,x\n"


@pytest.fixture
def parity():

    path = paths.PARITY / "resdepth" / "functions" / "dilate2.npz"
    if not path.exists():
        pytest.skip("the ResDepth fixtures (../shared) are not here")
    return np.load(path)
