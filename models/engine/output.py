"""From network outputs to rasters: what every task's output shares, and the refined surface."""

from __future__ import annotations

import logging
import math
import os
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from ..modelfile.parts import Card, Uncertainty
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.grid import Window
from ..raster.voids import NODATA, REACH
from ..raster.windows import strips
from ..raster.writer import RasterWriter
from .normalise import Sample
from .sweep import Sink
from .tiles import BandAccumulator, Block, LatestRows, Tile, TileLayout, crop, merge

LOGGER = logging.getLogger(__name__)
LARGEST_LOG_SCALE = 20.0  # exp(20) is 5e8: far beyond any height, and finite in float32
CHUNK_PIXELS = 2**20  # 4 MB a float32 band: intermediate arrays stay small


@dataclass(frozen=True)
class OutputOptions:
    """What the user asks of a task's output; each task reads its own.

    `targets` are the rasters to write by name, the first one "target"; `min_area` is in square metres; `tags`
    go into what is written beside rasters.
    """

    targets: Mapping[str, str | os.PathLike[str]]
    creation_options: Sequence[str] = ()
    fill_voids: bool = True
    threshold: float | None = None
    min_area: float = 0.0
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OutputContext:
    """What an output knows of its run: the first raster, the part of it that is worked on, and the tiles.

    `reference` is the height that surfaces are summed about, where runs must share one: a block's values are
    finished about the height of the run that they are merged in. By default it is the first tile's.
    `corner` (column, row) is where the area begins on the tiles' own grid: the tiles may be those of a larger
    area, of which this run does a part.
    """

    card: Card
    source: Raster
    area: Window
    layout: TileLayout
    gsd: float
    options: OutputOptions
    stack: ExitStack = field(repr=False)
    reference: float | None = None
    corner: tuple[int, int] = (0, 0)
    writers: list[RasterWriter] = field(default_factory=list, repr=False)

    @property
    def window(self) -> Window:
        """The area on the tiles' own grid."""
        return Window(*self.corner, self.area.width, self.area.height)

    def writer(
        self,
        name: str,
        dtype: str,
        nodata: float | None,
        descriptions: Sequence[str],
        unit: str = "",
        lossy: bool = False,
    ) -> RasterWriter:
        """A raster on the run's grid, one band per description; complete when the run is.

        `lossy`: a picture, whose values a format may change a little.
        """
        grid = self.source.grid.subgrid(self.area)
        path, options = self.options.targets[name], self.options.creation_options
        writer = RasterWriter(
            path, grid, len(descriptions), dtype, nodata, options, descriptions, unit, lossy
        )
        self.writers.append(writer)
        return self.stack.enter_context(writer)


class Output(Sink[Sample]):
    """Receives network outputs tile by tile, row by row, and writes finished rows of `bands` numbers.

    Outputs that need `Sample.before` or `Sample.voids` at the end say of which type it is, and its value
    where there is no data: it waits in `_kept` until the rows are finished.
    """

    def __init__(
        self,
        run: OutputContext,
        bands: int,
        kept: type[np.generic] | None = None,
        void: float = 0.0,
    ) -> None:
        self._run, self._void, self._window = run, void, run.window
        width, height, tile_height = run.area.width, run.area.height, run.layout.tile_shape[0]
        self._bands = BandAccumulator(width, height, tile_height, bands, self._write_rows)
        self._kept = LatestRows(width, tile_height, kept, void) if kept is not None else None
        self._skipped = np.full((bands, *run.layout.tile_shape), np.nan, np.float32)

    def add(self, tile: Tile, sample: Sample, answer: Float32Array) -> None:
        """Add a tile's network output (K, H, W)."""
        values = self._values(sample, answer)
        if len(values) != len(self._skipped):
            raise RooflineError(
                "The model gives {given} bands where its card says {bands}: its file was changed or is not "
                "whole; use another one.",
                given=len(values),
                bands=len(self._skipped),
            )
        self._put(tile, values, None if self._kept is None else self._pixels(sample))
        self.has_data = True

    def skip(self, tile: Tile) -> None:
        """A tile without data: its pixels stay void."""
        self._put(tile, self._skipped, np.broadcast_to(self._void, self._skipped.shape[1:]))

    def _put(self, tile: Tile, values: Float32Array, kept: NDArray[Any] | None) -> None:
        """Take what of a tile's values (bands, H, W) and of what is kept (H, W) lies in the area."""
        part = crop(tile, values, self._window)
        if part is None:
            return
        self._bands.add(*part)
        beside = crop(tile, kept[None], self._window) if kept is not None else None
        if self._kept is not None and beside is not None:
            self._kept.put(part[0].window, beside[1][0])

    def merge(self, blocks: Iterable[Block]) -> None:
        """Write finished blocks of the numbers that are blended, in place of tiles."""
        step = self._run.layout.tile_shape[0]
        for (_, top, width, height), values, kept in merge(blocks, self._run.area.width):
            for row in range(0, height, step):
                rows = values[:, row : row + step]
                if self._kept is not None and kept is not None:
                    self._kept.put(Window(0, top + row, width, rows.shape[1]), kept[row : row + step])
                self._bands.pass_on(rows, top + row)
            self.has_data = True

    def close(self) -> None:
        """Write the remaining rows."""
        self._bands.close()

    @property
    def megabytes(self) -> int:
        """Memory of the rows that tiles are blended in."""
        return (self._bands.nbytes + (self._kept.nbytes if self._kept is not None else 0)) >> 20

    @property
    def numbers(self) -> dict[str, float]:
        """What the run found, by name."""
        return self.numbers_of(self.sums)

    @property
    @abstractmethod
    def sums(self) -> dict[str, float]:
        """What is counted: the sums of a run's parts are those of the whole."""

    @staticmethod
    def numbers_of(sums: Mapping[str, float]) -> dict[str, float]:
        """What a run has found that counted these sums."""
        return dict(sums)

    @abstractmethod
    def _values(self, sample: Sample, answer: Float32Array) -> Float32Array:
        """The numbers (bands, H, W) to blend for a network output (K, H, W)."""

    def _pixels(self, sample: Sample) -> NDArray[Any]:
        """What is kept of a sample's pixels (H, W)."""
        return sample.before

    def _kept_of(self, area: Window) -> NDArray[Any]:
        """What was kept of the pixels of rows that are being written (h, width)."""
        if self._kept is None:
            raise TypeError("this output keeps nothing of its samples")
        return self._kept.rows(self._place(area).row, area.height)

    @abstractmethod
    def _write_chunk(self, rows: Float32Array, area: Window) -> None:
        """Write blended rows (bands, h, width), which are `area` of the run's first raster."""

    def _write_rows(self, rows: Float32Array, row: int) -> None:
        """Finish rows a few at a time, so that intermediate arrays stay small."""
        whole = Window(self._run.area.col, self._run.area.row + row, rows.shape[2], rows.shape[1])
        for area in strips(whole, CHUNK_PIXELS):
            first = area.row - whole.row
            self._write_chunk(rows[:, first : first + area.height], area)

    def _place(self, area: Window) -> Window:
        """The same pixels in the rasters that are written."""
        return area.shifted(-self._run.area.col, -self._run.area.row)


class RefinedOutput(Output):
    """Refined heights, and the half-width of their 90 % interval as an optional second raster.

    Heights are summed about a reference height: float32 keeps fractions of a millimetre at any elevation.
    """

    def __init__(self, run: OutputContext) -> None:
        names = {"target": "Refined height", "uncertainty": "Half-width of the 90 % interval"}
        names = {name: text for name, text in names.items() if name in run.options.targets}
        super().__init__(run, len(names), np.float32, np.nan)
        self._nodata = output_nodata(run.source)
        source = run.source  # its unit goes along, else feet would be read as the CRS's metres
        unit = source.grid.band_unit(source.data_bands[0].GetUnitType() or "")
        self._writers = [
            run.writer(name, "Float32", self._nodata, [text], unit) for name, text in names.items()
        ]
        self._factor = (run.card.output.uncertainty or Uncertainty()).at(run.gsd)
        self._reference = run.reference
        self._change, self._valid, self._filled, self._left = 0.0, 0, 0, 0

    @property
    def sums(self) -> dict[str, float]:
        """Changes of valid heights, in the raster's height unit, their number, and that of voids filled."""
        return {"change": self._change, "valid": self._valid, "filled": self._filled}

    @staticmethod
    def numbers_of(sums: Mapping[str, float]) -> dict[str, float]:
        """Mean change of valid heights, in the raster's height unit, and the number of voids filled."""
        change = sums["change"] / sums["valid"] if sums["valid"] else 0.0
        return {"mean_absolute_change": change, "voids_filled": sums["filled"]}

    def close(self) -> None:
        """Write the remaining rows; say what stays void."""
        super().close()
        if self._left:
            LOGGER.info(
                "Pixels farther than %d pixels from any height, which stay void: %d.", REACH, self._left
            )

    def _values(self, sample: Sample, answer: Float32Array) -> Float32Array:
        """Heights about the reference; where the network's are not finite the input height stays."""
        if self._reference is None:
            self._reference = float(np.float32(sample.offset))
        heights = answer[0] * np.float32(sample.scale)
        heights += np.float32(sample.offset - self._reference)
        broken = ~np.isfinite(heights)
        if broken.any():
            heights[broken] = sample.heights[broken] - np.float32(self._reference)
        if sample.far is not None:
            heights[sample.far] = np.nan
        if len(self._writers) == 1:
            return heights[None]
        return np.stack([heights, half_width(answer[1], sample.scale * self._factor)])

    def _write_chunk(self, rows: Float32Array, area: Window) -> None:
        before = self._kept_of(area)
        valid = ~np.isnan(before)
        refined = rows[0] + np.float32(self._reference or 0.0)
        if self._run.card.output.truncate:
            refined = np.trunc(refined)
        if not self._run.options.fill_voids:
            refined[~valid] = np.nan
        self._count(before, refined, valid)
        for writer, layer in zip(self._writers, [refined, *rows[1:]]):
            self._write(writer, np.where(np.isnan(refined), np.float32(np.nan), layer), area)

    def _count(self, before: Float32Array, refined: Float32Array, valid: NDArray[np.bool_]) -> None:
        count = int(np.count_nonzero(valid))
        self._change += float(np.sum(np.abs(refined - before), where=valid, dtype=np.float64))
        self._valid += count
        if self._run.options.fill_voids:
            known = int(np.count_nonzero(~np.isnan(refined)))
            self._filled += known - count
            self._left += refined.size - known

    def _write(self, writer: RasterWriter, values: Float32Array, area: Window) -> None:
        nodata = np.float32(self._nodata)
        if not np.isnan(nodata):
            values[values == nodata] = np.nextafter(nodata, np.float32(np.inf))  # a height, not a void
            values[np.isnan(values)] = nodata
        writer.write(values[None], self._place(area))


def half_width(log_scale: Float32Array, scale: float) -> Float32Array:
    """Half of the 90 % interval of a Laplace distribution whose log scale (H, W) is in units of `scale`."""
    width = np.exp(np.clip(log_scale, -LARGEST_LOG_SCALE, LARGEST_LOG_SCALE))
    width *= np.float32(scale * math.log(10))
    return width


def output_nodata(raster: Raster) -> float:
    """The raster's nodata value where float32 can hold it, else -9999."""
    value = raster.nodata
    if value is None:
        return NODATA
    if math.isnan(value) or abs(value) <= float(np.finfo(np.float32).max):
        return float(np.float32(value))
    return NODATA
