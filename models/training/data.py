"""Training samples: windows of the regions' rasters, normalised as the model's card says, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, NamedTuple

from torch import Tensor

from ..grid import Window
from .config import Plan, Region


class Batch(NamedTuple):
    """Samples of a step. Heights in metres = x * scale + offset.

    inputs (N, C, H, W) and target (N, 1, H, W) normalised float32, without voids; mask (N, 1, H, W) bool:
    counts in the loss; offset and scale (N,) float32, the way back to metres; gsd (N,) float32, metres
    per pixel.
    """

    inputs: Tensor
    target: Tensor
    mask: Tensor
    offset: Tensor
    scale: Tensor
    gsd: Tensor


class Position(NamedTuple):
    """Where a sample lies: index of its region, its window there."""

    region: int
    window: Window


class Samples:
    """The samples of a split ("train" or "val"); each depends on (seed, epoch, index) alone."""

    regions: tuple[Region, ...]

    @classmethod
    def open(cls, plan: Plan, split: str, card: dict[str, Any]) -> Samples:
        """Open the rasters of the plan's regions that have a part in the split; use it in a `with`."""
        raise NotImplementedError

    def __enter__(self) -> Samples:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the rasters."""

    def __len__(self) -> int:
        raise NotImplementedError

    def order(self, epoch: int) -> list[int]:
        """Indices of the samples in the order of an epoch: shuffled for "train", as they are for "val"."""
        raise NotImplementedError

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """The samples of some indices, equal in every run and process."""
        raise NotImplementedError

    def positions(self, epoch: int = 0) -> list[Position]:
        """The place of each sample of an epoch."""
        raise NotImplementedError
