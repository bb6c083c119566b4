from __future__ import annotations

import time

import numpy as np
import pytest
from roofline.models.engine import tiles
from roofline.models.engine.tiles import Axis, BandAccumulator, TileLayout
from roofline.models.errors import RooflineError
from roofline.models.raster.grid import Window
from support.peak_memory import forget_peak, peak_megabytes

LENGTHS = (1, 31, 64, 65, 100, 127, 128, 129, 200, 223, 224, 225, 500, 1000)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(
    ("size", "overlap", "multiple"), [(64, 16, 8), (64, 31, 32), (128, 32, 32), (96, 0, 16)]
)
@pytest.mark.parametrize("blend", ["taper", "linear"])
def test_even_tiles_cover_the_axis_with_weights_that_sum_to_one(length, size, overlap, multiple, blend):
    axis = Axis.plan(length, size, overlap, multiple, "even", blend)
    total = np.zeros(axis.origins[-1] + axis.size)
    for origin, weight in zip(axis.origins, axis.weights):
        assert origin % multiple == 0 and axis.size % multiple == 0
        total[origin : origin + axis.size] += weight
    assert len(total) >= length and len(total) - length < multiple
    np.testing.assert_allclose(total[:length], 1, atol=1e-6)
    assert all(b > a for a, b in zip(axis.origins, axis.origins[1:]))
    if size > 2 * multiple:
        assert all(a + axis.size - b >= overlap for a, b in zip(axis.origins, axis.origins[1:]))


def test_tiles_are_no_larger_than_needed():
    axis = Axis.plan(770, 512, 64, 32)
    assert (axis.size, axis.origins) == (448, (0, 352))
    assert Axis.plan(20_000, 512, 64, 32).size == 512


def test_tapers_are_zero_where_networks_see_the_end_of_the_tile():
    axis = Axis.plan(1000, 128, 32, 8, "even", "taper")
    for index, weight in enumerate(axis.weights):
        assert index == 0 or not weight[:8].any()
        assert index == len(axis.weights) - 1 or not weight[-8:].any()
    assert axis.weights[0][0] == 1 and axis.weights[-1][-1] == 1


def test_the_core_of_a_tile_is_what_has_weight():
    layout = TileLayout(150, 60, 64, 16, 8, "even", "none")
    cores = [tile.core for tile in layout]
    assert [(core.row, core.height) for core in cores] == [(0, 64)] * len(cores)
    taken = [tile.window.col + core.col for tile, core in zip(layout, cores)]
    assert taken == [0, *(first + core.width for first, core in zip(taken, cores))][:-1]
    assert taken[-1] + cores[-1].width == 152  # a multiple of 8
    assert cores[0].col == 0 and all(core.col >= 8 for core in cores[1:])


def test_shifted_tiles_are_those_of_the_published_grid():
    """Positions and ramps worked out by hand from the published rules: tile 128, stride 64, 400 columns."""
    axis = Axis.plan(400, 128, 64, 1, "shifted", "linear")
    assert axis.origins == (0, 64, 128, 192, 256, 272)
    ramp = np.linspace(0, 1, 64)
    np.testing.assert_allclose(axis.weights[1], np.concatenate([ramp, ramp[::-1]]), atol=1e-6)
    last = axis.weights[-1]
    np.testing.assert_allclose(last[:48], 0, atol=1e-7)
    np.testing.assert_allclose(last[48:112], ramp, atol=1e-6)
    np.testing.assert_allclose(last[112:], 1, atol=1e-6)
    total = np.zeros(400)
    for origin, weight in zip(axis.origins, axis.weights):
        total[origin : origin + 128] += weight
    np.testing.assert_allclose(total, 1, atol=1e-6)


def test_the_published_number_of_tiles():
    assert len(TileLayout(2048, 2048, 256, 128, 1, "shifted", "linear")) == 225
    assert len(TileLayout(400, 300, 128, 64, 1, "shifted", "linear")) == 24


def test_a_small_raster_is_one_tile_of_its_own_size():
    layout = TileLayout(50, 3, 512, 64, 32)
    (tile,) = list(layout)
    assert tile.window == (0, 0, 64, 32)


def test_unknown_layouts_are_refused():
    with pytest.raises(RooflineError, match="layout"):
        TileLayout(10, 10, 64, 0, 1, "spiral")


@pytest.mark.parametrize("shape", [(100, 150), (64, 64), (1, 300), (300, 1), (257, 31)])
@pytest.mark.parametrize("layout", ["even", "shifted"])
def test_tiles_of_a_field_add_up_to_the_field(shape, layout):
    field = np.random.default_rng(0).normal(size=(2, *shape)).astype(np.float32)
    plan = TileLayout(shape[1], shape[0], 64, 16, 8, layout)
    result = np.full_like(field, np.nan)
    starts = []

    def keep(rows, row):
        result[:, row : row + rows.shape[1]] = rows
        starts.append((row, rows.shape[1]))

    bands = BandAccumulator(shape[1], shape[0], plan.tile_shape[0], 2, keep)
    for tile in plan:
        col, row, width, height = tile.window
        values = np.zeros((2, height, width), np.float32)
        part = field[:, row : row + height, col : col + width]
        values[:, : part.shape[1], : part.shape[2]] = part
        bands.add(tile, values)
    bands.close()
    np.testing.assert_allclose(result, field, atol=1e-5)
    assert [row for row, _ in starts] == list(np.cumsum([0, *[n for _, n in starts]])[:-1])
    assert max(n for _, n in starts) <= plan.tile_shape[0]


@pytest.mark.parametrize("layout", ["even", "shifted", "stride"])
@pytest.mark.parametrize("blend", ["taper", "linear", "none"])
@pytest.mark.parametrize("overlap", [0, 15, 31])
def test_weights_made_in_parts_are_those_made_at_once(monkeypatch, layout, blend, overlap):
    at_once = Axis.plan(1000, 64, overlap, 1, layout, blend)
    whole = list(at_once.weights)
    assert len(whole) > 15
    for together in (1, 2, 7):
        monkeypatch.setattr(tiles, "TOGETHER", together)
        in_parts = Axis.plan(1000, 64, overlap, 1, layout, blend)
        assert in_parts.origins == at_once.origins
        for number in (len(whole) - 1, *range(len(whole))):
            np.testing.assert_array_equal(in_parts.weights[number], whole[number])


def test_what_a_header_claims_costs_little_until_it_is_asked_for():
    """A raster of 2^31 pixels a side has millions of tiles, and none of them has weights yet."""
    forget_peak()
    before, started = peak_megabytes(), time.process_time()
    layout = TileLayout(2**31 - 1, 2**31 - 1, 768, 96, 32)
    near = layout.meeting(Window(2**30, 2**30, 1000, 1000))
    assert 4 <= len(near) <= 9 and len(layout) > 10**12
    assert sum(weights.sum() for weights in near.cols.weights) > 1000
    for size in ((2**31 - 1, 1000), (1000, 2**31 - 1)):
        with pytest.raises(
            RooflineError, match=r"2147483647 pixels a side .* too many tiles; .* TILE_SIZE\.$"
        ):
            TileLayout(*size, 64, 32, 32)
    with pytest.raises(RooflineError, match="too many tiles"):
        Axis.plan(tiles.MOST_TILES * 48, 64, 32, 32)  # fewer, if tiles did not overlap
    assert time.process_time() - started < 10 and peak_megabytes() - before < 800
    with pytest.raises(RooflineError, match=r"2147483647 pixels wide .* give a smaller EXTENT"):
        BandAccumulator(2**31 - 1, 2**31 - 1, 768, 1, lambda values, row: None)
    with pytest.raises(RooflineError, match="too much memory"):  # for two bands, not for one
        BandAccumulator(tiles.LARGEST_BAND // (6 * 64), 1000, 64, 2, lambda values, row: None)


def test_tiles_that_end_where_a_part_begins_do_not_reach_into_it():
    axis = Axis.plan(256, 64, 0)
    assert axis.origins == (0, 64, 128, 192)
    assert axis.meeting(64, 64).origins == (64,) and axis.meeting(63, 66).origins == (0, 64, 128)
