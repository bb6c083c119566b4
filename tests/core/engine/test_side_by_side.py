"""Batches on several threads at once: the same pixels, in their order, in bounded memory, cancelled soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models.engine import side_by_side
from roofline.models.engine.device import choose
from roofline.models.engine.runner import Runner
from roofline.models.errors import Cancelled
from roofline.models.networks.compact import Compact
from roofline.models.predict import predict
from support import engine_parts
from support.rasters import read, town, write
from torch import Tensor, nn

CPU = choose("cpu", "float32")


class Slow(nn.Module):
    """Adds one; keeps how many threads it was called in, and how many threads each may use."""

    BYTES_PER_PIXEL = 1
    fails = False

    def __init__(self, seconds: float = 0.02) -> None:
        super().__init__()
        self.seconds, self.seen = seconds, set()

    def __deepcopy__(self, memo: dict) -> Slow:
        return self

    def forward(self, x: Tensor) -> Tensor:
        here = threading.current_thread()
        self.seen.add((here.name.split("_")[0], here.ident, torch.get_num_threads()))
        time.sleep(self.seconds * float(x.max() % 3))
        if self.fails and here is not threading.main_thread():
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return x + 1


@pytest.fixture
def three_threads() -> Iterator[None]:
    count = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    assert torch.get_num_threads() == 3  # as before each run
    torch.set_num_threads(count)


def answers(network: nn.Module, at_once: int, check=lambda: None) -> list:
    """What comes of eleven batches of one number each, the fifth without an input."""
    runner = Runner(network, CPU, 1)
    runner.side_by_side = at_once
    batches = ([] if k == 4 else [np.full((1, 2, 2), k, np.float32)] for k in range(11))
    return [
        None if answer is None else answer[0, 0, 0, 0]
        for _, answer in side_by_side.answered(batches, lambda batch: batch, runner, check)
    ]


def test_each_batch_has_a_thread_of_its_own_and_keeps_its_turn(three_threads):
    network = Slow()
    assert answers(network, 3) == [1, 2, 3, 4, None, 6, 7, 8, 9, 10, 11]
    assert len(network.seen) == 3 and {(name, count) for name, _, count in network.seen} == {("roofline", 1)}


def test_what_fails_beside_others_is_computed_alone(three_threads):
    network = Slow()
    network.fails = True
    assert answers(network, 3) == [1, 2, 3, 4, None, 6, 7, 8, 9, 10, 11]


def test_cancelling_does_not_wait_for_a_batch_to_end_by_itself(three_threads):
    checks = []

    def check() -> None:
        checks.append(0)
        if len(checks) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        answers(Slow(0.3), 2, check)
    assert not [each for each in threading.enumerate() if each.name.startswith("roofline")]


def test_as_many_as_memory_threads_and_batches_allow(three_threads, monkeypatch):
    net = Compact(widths=(8, 8), blocks=(1, 1), decoder_blocks=(1,))
    assert side_by_side.batches_at_once(CPU, net, 768**2, 100) == 3
    assert side_by_side.batches_at_once(CPU, net, 768**2, 5) == 2
    assert side_by_side.batches_at_once(CPU, net, 768**2, 1) == 1
    assert side_by_side.batches_at_once(CPU, nn.Identity(), 768**2, 100) == 1
    monkeypatch.setattr(side_by_side, "BYTES", 2 * 768**2 * net.BYTES_PER_PIXEL)
    assert side_by_side.batches_at_once(CPU, net, 768**2, 100) == 2


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_pixels_are_those_of_one_thread(tmp_path: Path, three_threads, precision: str):
    torch.manual_seed(0)
    net = Compact(widths=(8, 12), blocks=(1, 1), decoder_blocks=(1,))
    nn.init.normal_(net.head.weight, 0, 0.2)
    made = engine_parts.bundle(net, tile={"size": 64, "overlap": 16, "multiple": 4})
    made.card["output"] = {"role": "dsm", "bands": 2, "uncertainty": {"factor": 1.0}}
    heights = town((210, 230))
    heights[:70, :70] = np.nan
    dsm = write(tmp_path / "dsm.tif", heights)
    found = []
    for threads in (3, 1):
        torch.set_num_threads(threads)
        predict(made, [dsm], tmp_path / "out.tif", batch_size=1, device="cpu", precision=precision)
        found.append(read(tmp_path / "out.tif"))
    torch.set_num_threads(3)
    np.testing.assert_array_equal(*found)
    assert np.abs(found[0] - heights)[70:].max() > 0.01
