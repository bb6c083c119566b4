"""Outputs take finished blocks as they take tiles."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from roofline.models.buildings.output import MaskOutput
from roofline.models.engine.device import choose
from roofline.models.engine.inputs import Reader, TileSource
from roofline.models.engine.output import Output, OutputContext, OutputOptions, RefinedOutput, half_width
from roofline.models.engine.runner import Runner
from roofline.models.engine.sweep import sweep
from roofline.models.engine.tiles import Block, TileLayout
from roofline.models.modelfile.parts import Card
from roofline.models.progress import Reporter
from roofline.models.raster.grid import Window
from support.engine_parts import Detail, card, hills, make
from support.rasters import grid_of, read

MASK = {"role": "mask", "bands": 1, "activation": "sigmoid"}


def context(stack: ExitStack, source: Path, folder: Path, mask: bool) -> tuple[Reader, OutputContext]:
    """A run over a source: its reader, and what its output is told."""
    made = Card.from_json(card(task="buildingmask", output=MASK) if mask else card())
    reader = Reader(made, [source], None, None, stack)
    layout = TileLayout(reader.area.width, reader.area.height, 64, 24, 8)
    options = OutputOptions({"target": folder / "out.tif"}, fill_voids=False, min_area=3.0)
    return reader, OutputContext(made, reader.source, reader.area, layout, 0.5, options, stack, 50.0)


def blocks_of(kind: type[Output], run: OutputContext, reader: Reader, cut: int) -> list[Block]:
    """Finished rows as two blocks beside each other, where an output would write them."""
    found: list[Block] = []

    class Collected(kind):  # type: ignore[misc, valid-type]
        def _write_rows(self, rows: np.ndarray, row: int) -> None:
            kept = self._kept.rows(row, rows.shape[1])
            for first, last in ((0, cut), (cut, rows.shape[2])):
                window = Window(first, row, last - first, rows.shape[1])
                found.append(Block(window, rows[:, :, first:last].copy(), kept[:, first:last].copy()))

    runner = Runner(Detail(), choose("cpu", "float32"), 3)
    sweep(TileSource(reader, run.layout), runner, Collected(run), Reporter(9, None, None))
    return found


@pytest.mark.parametrize(("kind", "mask"), [(RefinedOutput, False), (MaskOutput, True)])
def test_finished_blocks_give_the_same_raster(tmp_path: Path, kind: type[Output], mask: bool):
    heights = hills()
    heights[20:50, 30:90] = np.nan
    source = make(tmp_path / "a.tif", np.where(np.isnan(heights), -9999, heights), nodata=-9999.0)
    results, numbers = [], []
    for merged in (False, True):
        folder = tmp_path / str(merged)
        folder.mkdir()
        with ExitStack() as stack:
            reader, run = context(stack, source, folder, mask)
            blocks = blocks_of(kind, context(stack, source, tmp_path, mask)[1], reader, 77) if merged else []
            output = kind(run)
            if merged:
                output.merge(blocks)
            else:
                runner = Runner(Detail(), choose("cpu", "float32"), 3)
                sweep(TileSource(reader, run.layout), runner, output, Reporter(9, None, None))
            output.close()
            numbers.append(output.numbers)
        results.append(read(folder / "out.tif"))
    np.testing.assert_array_equal(*results)
    assert numbers[0] == numbers[1]
    assert np.isnan(results[0][20:50, 30:90]).all() and not np.isnan(results[0][60:]).any()


def refined(path: Path, heights: np.ndarray, answer: np.ndarray, nodata: float = -9999.0, **rule) -> Path:
    """The surface that is written where a network answers with some heights (64, 64)."""
    output = {"role": "dsm", "bands": 1, "uncertainty": None, **rule}
    source, target = make(path / "in.tif", heights, nodata=nodata), path / "out.tif"
    with ExitStack() as stack:
        made = Card.from_json(card(output=output))
        reader, layout = Reader(made, [source], None, None, stack), TileLayout(64, 64, 64, 24, 8)
        options = OutputOptions({"target": target})
        sink = RefinedOutput(
            OutputContext(made, reader.source, reader.area, layout, reader.gsd, options, stack)
        )
        for tile, sample in TileSource(reader, layout):
            sink.add(tile, sample, ((answer - sample.offset) / sample.scale).astype(np.float32)[None])
        sink.close()
    return target


def test_where_the_network_gives_no_number_the_height_stays(tmp_path: Path):
    heights = hills()[:64, :64]
    answer = heights + 1
    answer[3, 4], answer[5, 6], answer[7, 8] = np.nan, np.inf, -np.inf
    found = read(refined(tmp_path, heights, answer)) - heights
    assert np.argwhere(np.abs(found) < 0.001).tolist() == [[3, 4], [5, 6], [7, 8]]
    assert np.count_nonzero(np.abs(found - 1) < 0.001) == 64**2 - 3


def test_heights_in_whole_numbers_are_cut_off_not_rounded(tmp_path: Path):
    """As the published enhancer writes its pictures."""
    answer = np.where(np.arange(64) < 32, 103.8, -7.8) + np.zeros((64, 1))
    found = read(refined(tmp_path, hills()[:64, :64], answer, truncate=True))
    assert set(np.unique(found[:, :32])) == {103.0} and set(np.unique(found[:, 32:])) == {-7.0}


@pytest.mark.parametrize(("nodata", "kept"), [(np.inf, -9999.0), (-32768.0, -32768.0)])
def test_a_nodata_value_is_kept_where_it_is_a_number(tmp_path: Path, nodata: float, kept: float):
    """Infinite ones are no nodata value to most programs."""
    heights = hills()[:64, :64]
    target = refined(tmp_path, heights, heights, nodata)
    assert grid_of(target)[4] == kept


def test_the_interval_is_that_of_laplaces_distribution():
    """Nine in ten of its values lie within ln(10) of its scale; a network's wildest answers stay finite."""
    found = half_width(np.log(np.array([[2.0, 0.5]], np.float32)), 3.0)
    np.testing.assert_allclose(found, np.array([[6.0, 1.5]]) * 2.302585, rtol=1e-6)
    rng = np.random.default_rng(0)
    assert np.mean(np.abs(rng.laplace(0, 6.0, 100_000)) <= found[0, 0]) == pytest.approx(0.9, abs=0.005)
    assert np.isfinite(half_width(np.array([[1e9, -1e9]], np.float32), 3.0)).all()
