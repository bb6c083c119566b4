"""Blended tiles into the refined raster, its optional uncertainty, and the numbers of the run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .grid import Window
from .normalise import Sample
from .raster import Raster, RasterWriter
from .tiles import BandAccumulator, Tile, TileLayout

Float32Array = NDArray[np.float32]
DEFAULT_NODATA = -9999.0
LARGEST_LOG_SCALE = 20.0
CHUNK_PIXELS = 2**20


class RefinedOutput:
    """Receives network outputs tile by tile; writes finished rows of heights and of uncertainty.

    Heights are summed about a reference height: float32 keeps fractions of a millimetre at any elevation.
    """

    def __init__(
        self,
        dsm: Raster,
        area: Window,
        layout: TileLayout,
        writers: Sequence[RasterWriter],
        card: dict[str, Any],
        keep_voids: bool,
    ) -> None:
        self.voids_filled = 0
        self._dsm, self._area = dsm, area
        self._writers = writers
        self._keep_voids = keep_voids
        self._nodata = output_nodata(dsm)
        rule = card["output"].get("uncertainty") or {}
        self._interval = math.log(10) * float(rule.get("factor", 1.0))  # 90 % of a Laplace distribution
        self._reference: float | None = None
        self._change, self._valid = 0.0, 0
        self._bands = BandAccumulator(
            area.width, area.height, layout.tile_shape[0], len(writers), self._write_rows
        )

    @property
    def mean_absolute_change(self) -> float:
        """Mean change of valid heights, in the raster's height unit."""
        return self._change / self._valid if self._valid else 0.0

    @property
    def has_heights(self) -> bool:
        """Whether any tile had a valid height."""
        return self._reference is not None

    def add(self, tile: Tile, sample: Sample, answer: Float32Array) -> None:
        """Add a tile's network output (K, H, W); where it is not finite the input height stays."""
        if self._reference is None:
            self._reference = float(np.float32(sample.offset))
        heights = answer[0] * np.float32(sample.scale)
        heights += np.float32(sample.offset - self._reference)
        broken = ~np.isfinite(heights)
        if broken.any():
            heights[broken] = sample.heights[broken] - np.float32(self._reference)
        if len(self._writers) == 1:
            self._bands.add(tile, heights[None])
            return
        half_width = np.exp(np.clip(answer[1], -LARGEST_LOG_SCALE, LARGEST_LOG_SCALE))
        half_width *= np.float32(sample.scale * self._interval)
        self._bands.add(tile, np.stack([heights, half_width]))

    def skip(self, tile: Tile) -> None:
        """A tile without heights: its pixels stay void."""
        self._bands.add(
            tile, np.full((len(self._writers), tile.window.height, tile.window.width), np.nan, np.float32)
        )

    def close(self) -> None:
        """Write the remaining rows."""
        self._bands.close()

    def _write_rows(self, rows: Float32Array, row: int) -> None:
        """Finish rows a few at a time, so that intermediate arrays stay small."""
        step = max(CHUNK_PIXELS // rows.shape[2], 1)
        for first in range(0, rows.shape[1], step):
            self._write_chunk(rows[:, first : first + step], row + first)

    def _write_chunk(self, rows: Float32Array, row: int) -> None:
        area = Window(self._area.col, self._area.row + row, self._area.width, rows.shape[1])
        before = self._dsm.read(area)[0]
        valid = ~np.isnan(before)
        refined = rows[0] + np.float32(self._reference or 0.0)
        if self._keep_voids:
            refined[~valid] = np.nan
        self._count(before, refined, valid)
        for writer, layer in zip(self._writers, [refined, *rows[1:]]):
            self._write(writer, np.where(np.isnan(refined), np.float32(np.nan), layer), row)

    def _count(self, before: Float32Array, refined: Float32Array, valid: NDArray[np.bool_]) -> None:
        count = int(np.count_nonzero(valid))
        self._change += float(np.sum(np.abs(refined - before), where=valid, dtype=np.float64))
        self._valid += count
        if not self._keep_voids:
            self.voids_filled += int(np.count_nonzero(~np.isnan(refined))) - count

    def _write(self, writer: RasterWriter, values: Float32Array, row: int) -> None:
        nodata = np.float32(self._nodata)
        if not np.isnan(nodata):
            values[values == nodata] = np.nextafter(nodata, np.float32(np.inf))  # a height, not a void
            values[np.isnan(values)] = nodata
        writer.write(values[None], Window(0, row, values.shape[1], values.shape[0]))


def output_nodata(raster: Raster) -> float:
    """The raster's nodata value where float32 can hold it, else -9999."""
    value = raster.nodata
    if value is None or math.isinf(value):
        return DEFAULT_NODATA
    if math.isnan(value) or abs(value) <= float(np.finfo(np.float32).max):
        return float(np.float32(value))
    return DEFAULT_NODATA
