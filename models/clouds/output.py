"""From an occupancy network's answers to a surface: patches, blended."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..engine.sweep import Sink
from ..engine.tiles import BandAccumulator, Block, Tile, crop, merge
from ..raster.arrays import Float32Array
from ..raster.grid import Grid, Window
from ..raster.writer import RasterWriter
from .gridding import NODATA
from .patches import PatchSample, Rules


class SurfaceSink(Sink[PatchSample]):
    """Weighted means of overlapping patches; heights are summed about a reference height, by default the
    first patch's.
    """

    def __init__(
        self, grid: Grid, rules: Rules, writer: RasterWriter, reference: float | None = None
    ) -> None:
        self._window, self._rules, self._writer = grid.window(), rules, writer
        self._reference = reference
        self._bands = BandAccumulator(grid.width, grid.height, rules.shape[0], 2, self._write)
        self.empty = 0

    def add(self, tile: Tile, sample: PatchSample, answer: Float32Array) -> None:
        """Add a patch's normalised heights and emptiness (2, n, n)."""
        self.has_data = True
        if self._reference is None:
            self._reference = float(np.float32(sample.z_shift))
        heights = answer[0] * np.float32(self._rules.z_std) + np.float32(sample.z_shift)
        counted = np.isfinite(heights)
        if not self._rules.fill_empty:
            counted &= answer[1] == 0
        values = np.where(counted, heights - np.float32(self._reference), np.float32(0))
        part = crop(tile, np.stack([values, counted.astype(np.float32)]), self._window)
        if part is not None:
            self._bands.add(*part)

    def skip(self, tile: Tile) -> None:
        """A patch without points adds nothing."""
        self.empty += 1

    def merge(self, blocks: Iterable[Block]) -> None:
        """Write finished blocks of the summed heights and weights, in place of patches."""
        for block in merge(blocks, self._window.width):
            self._bands.pass_on(block.values, block.window.row)
            self.has_data = True

    def close(self) -> None:
        """Write the remaining rows."""
        self._bands.close()

    def _write(self, rows: Float32Array, row: int) -> None:
        sums, weights = rows
        heights = np.full(sums.shape, NODATA, np.float32)
        np.divide(sums, weights, out=heights, where=weights > 0)
        heights[weights > 0] += np.float32(self._reference or 0.0)
        self._writer.write(heights[None], Window(0, row, sums.shape[1], sums.shape[0]))
