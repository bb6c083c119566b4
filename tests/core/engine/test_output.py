"""Outputs take finished blocks as they take tiles."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from roofline.models.buildings.output import MaskOutput
from roofline.models.engine.device import choose
from roofline.models.engine.inputs import Reader, TileSource
from roofline.models.engine.output import Output, OutputContext, OutputOptions, RefinedOutput
from roofline.models.engine.runner import Runner
from roofline.models.engine.sweep import sweep
from roofline.models.engine.tiles import Block, TileLayout
from roofline.models.modelfile.parts import Card
from roofline.models.progress import Reporter
from roofline.models.raster.grid import Window
from support.engine_parts import Detail, card, hills, make
from support.rasters import read

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
