"""Batches side by side on the threads of a processor, each on a thread of its own, in their order.

Threads that share one tile wait for each other at the end of every layer, and on a busy machine they wait
most of their time; threads with a tile each do not. The network computes the same on one thread as on many.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

import torch
from torch import nn

from .. import settings
from ..networks.quantised import Ranges
from ..raster.arrays import Float32Array
from .device import Device
from .runner import FAILURES, BatchRunner, Runner, automatic_batch
from .tiles import TileLayout

LOGGER = logging.getLogger(__name__)
BYTES = 2**31  # of working memory that all batches together may take
PATIENCE = 0.1  # seconds between two looks at whether the user has cancelled
Batch = TypeVar("Batch")


def batches_at_once(device: Device, network: nn.Module, pixels: int, batches: int) -> int:
    """How many batches of so many pixels to compute at once: one per thread, as far as memory goes.

    Networks that do not say what they need (`BYTES_PER_PIXEL`) compute one, and so do graphics cards and runs
    too short to keep all threads busy.
    """
    needed = getattr(network, "BYTES_PER_PIXEL", 0)
    if device.kind != "cpu" or not needed:
        return 1
    room = min(BYTES, settings.batch_bytes() or BYTES) // (needed * pixels)
    return int(max(1, min(torch.get_num_threads(), room, batches // 2)))


def runner_of(
    network: nn.Module,
    chosen: Device,
    batch_size: int,
    layout: TileLayout,
    tiles: int,
    whole: bool = False,
    ranges: Ranges | None = None,
) -> Runner:
    """What computes so many tiles of a layout, in batches of that size (0 = what suits the device); `whole`
    and `ranges` as in `Runner`.
    """
    batch = batch_size or automatic_batch(chosen, layout.tile_pixels)
    runner = Runner(network, chosen, batch, whole, ranges)
    pixels, batches = batch * layout.tile_pixels, -(-tiles // batch)
    runner.side_by_side = batches_at_once(chosen, network, pixels, batches)
    return runner


def answered(
    batches: Iterable[Batch],
    inputs: Callable[[Batch], Sequence[Any]],
    runner: BatchRunner[Any],
    check: Callable[[], None],
) -> Iterator[tuple[Batch, Float32Array | None]]:
    """Each batch in its turn with its answers (N, K, H, W), None where it has no inputs.

    Batches are asked for while others are computed, at most one more than are computed at once. `check` is
    called often and may raise.
    """
    if runner.side_by_side == 1:
        for batch in batches:
            check()
            given = inputs(batch)
            yield batch, runner(given) if given else None
        return
    waiting: deque[tuple[Batch, Future[Float32Array] | None]] = deque()
    with _workers(runner.side_by_side) as pool:
        for batch in batches:
            given = inputs(batch)
            waiting.append((batch, pool.submit(runner.tried, given) if given else None))
            while len(waiting) > runner.side_by_side or (waiting and _is_done(waiting[0][1])):
                yield _finished(waiting, inputs, runner, check)
        while waiting:
            yield _finished(waiting, inputs, runner, check)


def _is_done(answer: Future[Float32Array] | None) -> bool:
    return answer is None or answer.done()


def _finished(
    waiting: deque[tuple[Batch, Future[Float32Array] | None]],
    inputs: Callable[[Batch], Sequence[Any]],
    runner: BatchRunner[Any],
    check: Callable[[], None],
) -> tuple[Batch, Float32Array | None]:
    """The first of the waiting batches; where memory did not suffice it is computed again, alone."""
    batch, answer = waiting.popleft()
    if answer is None:
        return batch, None
    while not answer.done():
        check()
        wait([answer], PATIENCE)
    try:
        return batch, answer.result()
    except FAILURES:
        wait([other for _, other in waiting if other is not None])
        check()
        LOGGER.debug("A batch failed beside others and is computed alone.")
        return batch, runner(inputs(batch))


@contextmanager
def _workers(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that share PyTorch's own; at the end they have all ended, and PyTorch's number is as before.

    PyTorch gives a thread the number that was last set anywhere when it first computes, and from then on its
    own: so all begin at once, and only then the number is set back.
    """
    threads = torch.get_num_threads()
    all_here = threading.Barrier(count)

    def begin() -> None:
        torch.get_num_threads()
        torch.set_num_threads(max(1, threads // count))

    pool = ThreadPoolExecutor(count, "roofline", begin)
    try:
        list(pool.map(lambda _: all_here.wait(), range(count)))
        torch.set_num_threads(threads)
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        torch.set_num_threads(threads)
