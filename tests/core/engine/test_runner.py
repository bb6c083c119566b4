"""Batches through a network: equal tiles are computed once."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models import settings
from roofline.models.engine.device import choose
from roofline.models.engine.runner import BYTES_PER_PIXEL, Runner, automatic_batch
from roofline.models.engine.tiles import Tile
from roofline.models.errors import RooflineError
from roofline.models.raster.grid import Window
from torch import nn


class Count(nn.Module):
    """Doubles its input, and notes how many samples came."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.seen.append(len(x))
        return 2 * x


class Cropping(Count):
    """The same for a tile's core alone."""

    crops = True

    def forward(self, x: torch.Tensor, core: Window) -> torch.Tensor:
        part = x[:, :, core.row : core.row + core.height, core.col : core.col + core.width]
        return super().forward(part)


def test_a_network_that_crops_is_asked_for_cores_alone():
    weights = [np.float32([0, 0, 1, 1, 0.5, 0, 0, 0]), np.float32([1] * 8)]
    tiles = [Tile(Window(8 * i, 0, 8, 8), weights[i % 2], weights[0]) for i in range(3)]
    values = np.random.default_rng(0).random((3, 2, 8, 8)).astype(np.float32)
    runner = Runner(Cropping(), choose("cpu", "float32"), 3)
    answers = runner([runner.given(tile, each) for tile, each in zip(tiles, values)])
    expected = np.zeros_like(values)
    expected[::2, :, 2:5, 2:5] = 2 * values[::2, :, 2:5, 2:5]
    expected[1, :, :, 2:5] = 2 * values[1, :, :, 2:5]
    np.testing.assert_array_equal(answers, expected)
    assert runner._network.seen == [2, 1]
    one = values[0]
    assert Runner(Count(), choose("cpu", "float32"), 3).given(tiles[0], one) is one


def test_equal_tiles_are_computed_once():
    tiles = np.random.default_rng(0).random((4, 1, 8, 8)).astype(np.float32)
    batch = tiles[[0, 1, 0, 2, 2, 3]]
    runner = Runner(Count(), choose("cpu", "float32"), 6)
    np.testing.assert_array_equal(runner(batch), 2 * batch)
    np.testing.assert_array_equal(runner(tiles), 2 * tiles)
    assert runner._network.seen == [4, 4]
    np.testing.assert_array_equal(runner(tiles[[1, 1]]), 2 * tiles[[1, 1]])
    assert runner._network.seen == [4, 4, 1]


def test_whole_batches_are_always_of_one_size():
    """What fills the last one up is not answered."""
    runner = Runner(Count(), choose("cpu", "float32"), 4, whole_batches=True)
    tiles = np.stack([np.full((1, 8, 8), value, np.float32) for value in (1, 2, 2, 4, 5, 6)])
    np.testing.assert_array_equal(runner(tiles), 2 * tiles)
    assert runner._network.seen == [4, 4]


class Failing(Count):
    """Cannot, for one reason or another."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        super().forward(x)
        raise RuntimeError(self._words)


def test_smaller_batches_are_tried_where_memory_failed_alone(caplog):
    tiles = np.random.default_rng(0).random((4, 1, 8, 8)).astype(np.float32)
    short = Runner(Failing("not enough memory"), choose("cpu", "float32"), 4)
    with pytest.raises(RooflineError, match="Memory does not suffice for a single tile"):
        short(tiles)
    assert short._network.seen == [4, 2, 1]
    assert caplog.messages[0] == "Memory does not suffice for 4 tiles at a time; going on with 2."
    caplog.clear()
    wrong = Runner(Failing("sizes do not match"), choose("cpu", "float32"), 4)
    with pytest.raises(RooflineError, match=r"failed on this input \(.*sizes do not match"):
        wrong(tiles)
    assert wrong._network.seen == [4] and not caplog.messages


def test_batches_keep_to_the_memory_that_was_settled(monkeypatch):
    cpu, pixels = choose("cpu", "float32"), 64**2
    assert automatic_batch(cpu, pixels) == 64
    monkeypatch.setenv(settings.MEMORY, "1024")  # MB, of which a quarter is GDAL's
    assert automatic_batch(cpu, pixels) == 768 * 2**20 // BYTES_PER_PIXEL // pixels == 24
    monkeypatch.setenv(settings.MEMORY, "1")
    assert automatic_batch(cpu, pixels) == 1
