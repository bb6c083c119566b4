"""Samples of several places whose files are open: when they are closed, and which place a number is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TypeVar

import numpy as np

from ...raster.gdal_errors import block_cache

CACHE = 128  # MB of rasters that GDAL keeps beside those in memory
SamplesT = TypeVar("SamplesT", bound="OpenSamples")


class OpenSamples:
    """Samples to be used in a `with`, whose files are open until it ends."""

    _stack: ExitStack

    def __enter__(self: SamplesT) -> SamplesT:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._stack.close()


def opened(make: Callable[[ExitStack], SamplesT], cache: int = CACHE) -> SamplesT:
    """The samples that `make` opens on a stack, which is theirs from then on; it is closed where that fails.

    `cache`: MB of rasters that GDAL keeps meanwhile.
    """
    with ExitStack() as stack:
        stack.enter_context(block_cache(cache))
        samples = make(stack)
        samples._stack = stack.pop_all()
        return samples


class Numbers:
    """Samples of all places, counted through: those of the first place, then those of the second."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._starts = np.cumsum([0, *counts], dtype=np.int64)

    def __len__(self) -> int:
        return int(self._starts[-1])

    def place(self, index: int) -> tuple[int, int]:
        """The place of a number, and the number there."""
        place = int(np.searchsorted(self._starts, index, side="right")) - 1
        return place, index - int(self._starts[place])
