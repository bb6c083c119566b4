"""The sweep from a source through a runner into a sink, and work that is divided into blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from roofline.models.engine.device import choose
from roofline.models.engine.runner import BatchRunner
from roofline.models.engine.sweep import Sink, sweep
from roofline.models.engine.tiles import BandAccumulator, Block, LatestRows, Tile, TileLayout, crop, merge
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.progress import Reporter
from roofline.models.raster.grid import Grid, Window
from torch import nn


@dataclass(frozen=True)
class Word:
    """A sample that is no raster."""

    inputs: str


class Words:
    """A source of words, one per tile; an empty one stands for no data."""

    grid = Grid(64, 8)

    def __init__(self, *words: str) -> None:
        self.words = words
        self.read = 0

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[tuple[Tile, Word | None]]:
        one = np.ones(8, np.float32)
        for index, word in enumerate(self.words):
            self.read += 1
            yield Tile(Window(8 * index, 0, 8, 8), one, one), Word(word) if word else None

    def no_data(self) -> RooflineError:
        return RooflineError("There are no words here.")


class Lengths(BatchRunner[str]):
    """Answers with the lengths of words, and notes the batches; `most` are too many at a time."""

    def __init__(self, batch_size: int, most: int = 99) -> None:
        super().__init__(nn.Identity(), choose("cpu", "float32"), batch_size)
        self.batches: list[list[str]] = []
        self._most = most

    def _forward(self, batch):
        if len(batch) > self._most:
            raise RuntimeError("out of memory")
        self.batches.append(list(batch))
        return np.array([len(word) for word in batch], np.float32)[:, None, None, None]


class Record(Sink[Word]):
    """Notes what comes."""

    def __init__(self) -> None:
        self.came: list[object] = []

    def add(self, tile, sample, answer):
        self.has_data = True
        self.came.append((tile.window.col // 8, sample.inputs, float(answer.item())))

    def skip(self, tile):
        self.came.append((tile.window.col // 8, None))

    def merge(self, blocks: Iterable[Block]) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.came.append("closed")


def run(source: Words, runner: Lengths, **report) -> Record:
    sink = Record()
    sweep(source, runner, sink, Reporter(len(source), report.get("progress"), report.get("cancelled")))
    return sink


@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_answers_come_in_the_tiles_order_whatever_the_batch(size):
    runner = Lengths(size)
    sink = run(Words("", "a", "", "bcd", "ef", "", ""), runner)
    assert sink.came == [
        (0, None),
        (1, "a", 1),
        (2, None),
        (3, "bcd", 3),
        (4, "ef", 2),
        (5, None),
        (6, None),
        "closed",
    ]
    assert [word for batch in runner.batches for word in batch] == ["a", "bcd", "ef"]
    assert max(map(len, runner.batches)) <= size


def test_any_kind_of_sample_gives_way_when_memory_is_short():
    runner = Lengths(4, most=1)
    assert len(run(Words(*"abcde"), runner).came) == 6
    assert runner.batch_size == 1 and len(runner.batches) == 5


def test_tiles_without_data_do_not_pile_up():
    source, seen = Words(*[""] * 5, "a"), []
    run(source, Lengths(4), progress=lambda share: seen.append((source.read, share)))
    assert [read for read, _ in seen] == [1, 2, 3, 4, 5, 6]


def test_a_source_without_data_says_so_and_the_sink_stays_open():
    sink = Record()
    with pytest.raises(RooflineError, match="no words"):
        sweep(Words("", ""), Lengths(1), sink, Reporter(2, None, None))
    assert sink.came == [(0, None), (1, None)]


def test_cancelling_ends_within_a_batch():
    source = Words(*"abcdefgh")
    with pytest.raises(Cancelled):
        run(source, Lengths(2), cancelled=lambda: source.read >= 3)
    assert source.read == 3


def tiles_and_values(shape, size=32, overlap=12, seed=0):
    layout = TileLayout(shape[1], shape[0], size, overlap, 4)
    random = np.random.default_rng(seed)
    values = [random.normal(300, 20, (2, *layout.tile_shape)).astype(np.float32) for _ in layout]
    values[len(values) // 2][:] = np.nan  # as where there is no data
    return layout, values


def blended(shape, window, pairs, tile_height) -> np.ndarray:
    """The sums in a window, of those tiles that reach into it."""
    rows: list[np.ndarray] = []
    bands = BandAccumulator(
        window.width, window.height, tile_height, 2, lambda part, _: rows.append(part.copy())
    )
    for tile, values in pairs:
        part = crop(tile, values, window)
        if part is not None:
            bands.add(*part)
    bands.close()
    return np.concatenate(rows, axis=1)


@pytest.mark.parametrize(
    "cuts", [([0, 100], [0, 140]), ([0, 41, 100], [0, 140]), ([0, 17, 80, 100], [0, 1, 77, 140])]
)
def test_merged_blocks_are_the_single_run_in_every_bit(cuts):
    shape = (100, 140)
    layout, values = tiles_and_values(shape)
    whole = blended(shape, Window(0, 0, 140, 100), zip(layout, values), layout.tile_shape[0])
    numbers = {(tile.window.col, tile.window.row): value for tile, value in zip(layout, values)}

    def worker(window: Window) -> Block:
        """What another machine does: it knows the layout and its window alone."""
        pairs = [(tile, numbers[tile.window.col, tile.window.row]) for tile in layout.meeting(window)]
        found = blended(shape, window, pairs, layout.tile_shape[0])
        return Block(window, found, np.full(found.shape[1:], window.row * 1000 + window.col))

    rows, cols = cuts
    windows = [
        Window(col, row, right - col, below - row)
        for row, below in zip(rows, rows[1:])
        for col, right in zip(cols, cols[1:])
    ]
    joined = list(merge(map(worker, windows), 140))
    assert [block.window.row for block in joined] == rows[:-1]
    np.testing.assert_array_equal(np.concatenate([block.values for block in joined], axis=1), whole)
    kept = np.concatenate([block.kept for block in joined])
    for window in windows:
        assert kept[window.row, window.col] == window.row * 1000 + window.col


@pytest.mark.parametrize(
    "windows",
    [
        [(0, 0, 10, 5)],
        [(0, 0, 12, 5), (10, 0, 10, 5)],
        [(0, 0, 20, 5), (0, 6, 20, 5)],
        [(0, 0, 10, 5), (10, 0, 10, 4)],
        [(10, 0, 10, 5), (0, 0, 10, 5)],
    ],
)
def test_blocks_that_do_not_fit_are_refused(windows):
    blocks = [Block(Window(*each), np.zeros((1, each[3], each[2]), np.float32)) for each in windows]
    with pytest.raises(ValueError, match="blocks at row"):
        list(merge(blocks, 20))


def test_the_latest_rows_keep_step_with_the_sums():
    layout, _ = tiles_and_values((100, 140))
    source = np.random.default_rng(1).random((132, 172)).astype(np.float32)
    latest, seen = LatestRows(140, layout.tile_shape[0], np.float32, np.nan), []
    bands = BandAccumulator(
        140,
        100,
        layout.tile_shape[0],
        1,
        lambda rows, row: seen.append(latest.rows(row, rows.shape[1]).copy()),
    )
    for tile in layout:
        col, row, width, height = tile.window
        bands.add(tile, np.zeros((1, height, width), np.float32))
        latest.put(tile.window, source[row : row + height, col : col + width])
    bands.close()
    np.testing.assert_array_equal(np.concatenate(seen), source[:100, :140])
