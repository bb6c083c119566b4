"""One way for every task: a source's samples go in batches through a runner, and the answers into a sink."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Generic, Optional, Protocol, TypeVar

from ..errors import RooflineError
from ..progress import Reporter
from ..raster.arrays import Float32Array
from ..raster.grid import Grid
from .runner import BatchRunner
from .side_by_side import answered
from .tiles import Block, Tile

Inputs = TypeVar("Inputs", covariant=True)


class Sampled(Protocol[Inputs]):
    """What a source knows of a tile; of it, the network gets `inputs`."""

    @property
    def inputs(self) -> Inputs:
        """What the runner takes."""


S = TypeVar("S", bound=Sampled[Any])
S_co = TypeVar("S_co", bound=Sampled[Any], covariant=True)


class Source(Protocol[S_co]):
    """Tiles on a grid, from its north to its south, each with its sample or None where there is no data."""

    @property
    def grid(self) -> Grid:
        """The grid that the tiles' windows are on: the result's."""

    def __len__(self) -> int:
        """The number of tiles."""

    def __iter__(self) -> Iterator[tuple[Tile, S_co | None]]:
        """Each tile with its sample; samples are read one by one."""

    def no_data(self) -> RooflineError:
        """What to say when no tile has a sample."""


class Sink(ABC, Generic[S]):
    """Receives the answers tile by tile, in the source's order, and writes what is finished."""

    has_data = False

    @abstractmethod
    def add(self, tile: Tile, sample: S, answer: Float32Array) -> None:
        """Take a tile's network output (K, H, W)."""

    @abstractmethod
    def skip(self, tile: Tile) -> None:
        """A tile without data: its pixels stay void."""

    @abstractmethod
    def merge(self, blocks: Iterable[Block]) -> None:
        """Take finished blocks in place of tiles: the seam for work that is divided among many machines.

        The blocks cut the grid into pieces without gaps and come row by row. Each was blended elsewhere from
        all tiles that reach into it (`TileLayout.meeting`), in the order of the one layout of the whole grid;
        the result is then equal to that of a single run in every bit.
        """

    @abstractmethod
    def close(self) -> None:
        """Write what remains."""


Waiting = list[tuple[Tile, Optional[S]]]


def sweep(
    source: Source[S], runner: BatchRunner[Any], sink: Sink[S], reporter: Reporter, may_be_void: bool = False
) -> None:
    """Send a source through a network into a sink, batch by batch; raises Cancelled within one batch.

    A source without data is an error, unless it `may_be_void`, as a part of a larger one.
    """
    reporter.check()
    inputs = partial(_inputs, runner)
    for batch, answers in answered(_batches(source, runner, reporter), inputs, runner, reporter.check):
        _hand_over(batch, iter(() if answers is None else answers), sink)
        reporter.done(len(batch))
    if not (sink.has_data or may_be_void):
        raise source.no_data()
    sink.close()
    reporter.check()


def _batches(source: Source[S], runner: BatchRunner[Any], reporter: Reporter) -> Iterator[Waiting[S]]:
    """The tiles with as many samples as the runner takes; those without one pass by, in their turn."""
    waiting: Waiting[S] = []
    count = 0
    for tile, sample in source:
        reporter.check()
        waiting.append((tile, sample))
        count += sample is not None
        if not count or count >= runner.batch_size:  # without a sample before them, tiles need not wait
            yield waiting
            waiting, count = [], 0
    if waiting:
        yield waiting


def _inputs(runner: BatchRunner[Any], batch: Waiting[S]) -> list[Any]:
    return [runner.given(tile, sample.inputs) for tile, sample in batch if sample is not None]


def _hand_over(batch: Waiting[S], answers: Iterator[Float32Array], sink: Sink[S]) -> None:
    for tile, sample in batch:
        if sample is None:
            sink.skip(tile)
        else:
            sink.add(tile, sample, next(answers))
