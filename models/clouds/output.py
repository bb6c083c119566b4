"""From a network's answers about a point cloud to its surface: patches or tiles, blended."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..engine.normalise import Sample
from ..engine.output import half_width
from ..engine.sweep import S, Sink
from ..engine.tiles import BandAccumulator, Block, Tile, crop, merge
from ..raster.arrays import Float32Array
from ..raster.grid import Grid, Window
from ..raster.voids import NODATA
from ..raster.writer import RasterWriter
from .patches import PatchSample, Rules


class SurfaceSink(Sink[S]):
    """Weighted means of overlapping tiles; heights are summed about a reference height, by default the first
    tile's. With a second writer the half-width of their 90 % interval is written too.
    """

    def __init__(
        self,
        grid: Grid,
        tile_rows: int,
        writer: RasterWriter,
        reference: float | None = None,
        uncertainty: RasterWriter | None = None,
    ) -> None:
        self._window, self._writer, self._uncertainty = grid.window(), writer, uncertainty
        self._reference = reference
        bands = 2 if uncertainty is None else 3
        self._bands = BandAccumulator(grid.width, grid.height, tile_rows, bands, self._write)
        self.empty = 0

    @abstractmethod
    def _level(self, sample: S) -> float:
        """A height of the tile that others may be measured from."""

    @abstractmethod
    def _heights(
        self, sample: S, answer: Float32Array, reference: float
    ) -> tuple[Float32Array, NDArray[np.bool_]]:
        """Heights (H, W) of a tile about the reference, and which of them count."""

    def _half_widths(self, sample: S, answer: Float32Array) -> Float32Array:
        """Half-widths (H, W) of the heights' 90 % interval."""
        raise TypeError("this model tells no uncertainty")

    def add(self, tile: Tile, sample: S, answer: Float32Array) -> None:
        """Add what the network says of a tile (K, H, W)."""
        self.has_data = True
        if self._reference is None:
            self._reference = float(np.float32(self._level(sample)))
        heights, counted = self._heights(sample, answer, self._reference)
        bands = [np.where(counted, heights, np.float32(0)), counted.astype(np.float32)]
        if self._uncertainty is not None:
            bands.append(np.where(counted, self._half_widths(sample, answer), np.float32(0)))
        part = crop(tile, np.stack(bands), self._window)
        if part is not None:
            self._bands.add(*part)

    def skip(self, tile: Tile) -> None:
        """A tile without points adds nothing."""
        self.empty += 1

    def merge(self, blocks: Iterable[Block]) -> None:
        """Write finished blocks of the summed heights and weights, in place of tiles."""
        for block in merge(blocks, self._window.width):
            self._bands.pass_on(block.values, block.window.row)
            self.has_data = True

    def close(self) -> None:
        """Write the remaining rows."""
        self._bands.close()

    def _write(self, rows: Float32Array, row: int) -> None:
        window = Window(0, row, rows.shape[2], rows.shape[1])
        weights = rows[1]
        shifts = (np.float32(self._reference or 0.0), np.float32(0))
        for writer, sums, shift in zip((self._writer, self._uncertainty), rows[::2], shifts):
            if writer is not None:
                values = np.full(sums.shape, NODATA, np.float32)
                np.divide(sums, weights, out=values, where=weights > 0)
                values[weights > 0] += shift
                writer.write(values[None], window)


class PatchSink(SurfaceSink[PatchSample]):
    """The surface of an occupancy network's patches, by the rules of its card."""

    def __init__(
        self, grid: Grid, rules: Rules, writer: RasterWriter, reference: float | None = None
    ) -> None:
        super().__init__(grid, rules.shape[0], writer, reference)
        self._rules = rules

    def _level(self, sample: PatchSample) -> float:
        return sample.z_shift

    def _heights(
        self, sample: PatchSample, answer: Float32Array, reference: float
    ) -> tuple[Float32Array, NDArray[np.bool_]]:
        """Of normalised heights and emptiness (2, n, n)."""
        heights = answer[0] * np.float32(self._rules.z_std) + np.float32(sample.z_shift)
        counted = np.isfinite(heights)
        if not self._rules.fill_empty:
            counted &= answer[1] == 0
        return heights - np.float32(reference), counted


class CellSink(SurfaceSink[Sample]):
    """The surface of a network that looks at pixels; where the next point is too far away it stays void.

    `factor` makes the network's scale cover 90 % of the errors.
    """

    def __init__(
        self,
        grid: Grid,
        tile_rows: int,
        writer: RasterWriter,
        factor: float = 1.0,
        uncertainty: RasterWriter | None = None,
        reference: float | None = None,
    ) -> None:
        super().__init__(grid, tile_rows, writer, reference, uncertainty)
        self._factor = factor

    def _level(self, sample: Sample) -> float:
        return sample.offset

    def _heights(
        self, sample: Sample, answer: Float32Array, reference: float
    ) -> tuple[Float32Array, NDArray[np.bool_]]:
        """Where the network's answer is no number the simple surface stays."""
        normalised = np.where(np.isfinite(answer[0]), answer[0], sample.heights)
        heights = normalised * np.float32(sample.scale) + np.float32(sample.offset - reference)
        return heights, np.ones(heights.shape, bool) if sample.voids is None else ~sample.voids

    def _half_widths(self, sample: Sample, answer: Float32Array) -> Float32Array:
        return half_width(answer[1], sample.scale * self._factor)
