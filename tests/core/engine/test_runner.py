"""Batches through a network: equal tiles are computed once."""

from __future__ import annotations

import numpy as np
import torch
from roofline.models.engine.device import choose
from roofline.models.engine.runner import Runner
from torch import nn


class Count(nn.Module):
    """Doubles its input, and notes how many samples came."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.seen.append(len(x))
        return 2 * x


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
