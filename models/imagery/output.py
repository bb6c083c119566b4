"""Painted images: blended network outputs into an 8-bit picture."""

from __future__ import annotations

import numpy as np

from ..engine.normalise import Sample
from ..engine.output import Output, OutputContext
from ..modelfile.parts import Compatibility
from ..raster.arrays import Float32Array
from ..raster.grid import Window

BAND_NAMES = ("Red", "Green", "Blue")
NEARLY = 2.0**-16  # of a grey level: blended float32 weights sum to one only nearly


class ImageOutput(Output):
    """An 8-bit picture: network outputs times the card's `scale` plus its `offset`.

    Two defects of published systems come back where the card's "compatibility" names them: `truncated_tiles`
    (grey levels are cut off instead of rounded, before and after blending) and `black_first_row_and_column`.
    """

    def __init__(self, run: OutputContext) -> None:
        rule = run.card.output
        bands = int(rule.bands)
        super().__init__(run, bands)
        self._scale, self._offset = (
            np.reshape(np.asarray(each, np.float32), (-1, 1, 1)) for each in (rule.scale, rule.offset)
        )
        names = BAND_NAMES if bands == 3 else [f"Band {index + 1}" for index in range(bands)]
        self._writer = run.writer("target", "Byte", None, names, lossy=True)
        defects = run.card.compatibility or Compatibility()
        self._truncated = bool(defects.truncated_tiles)
        self._black_edge = bool(defects.black_first_row_and_column) and _overlapping(run)

    @property
    def sums(self) -> dict[str, float]:
        """Nothing is counted."""
        return {}

    def _values(self, sample: Sample, answer: Float32Array) -> Float32Array:
        levels = answer * self._scale
        levels += self._offset
        np.clip(levels, 0, 255, out=levels)
        return np.floor(levels, out=levels) if self._truncated else levels

    def _write_chunk(self, rows: Float32Array, area: Window) -> None:
        place = self._place(area)
        rows = rows + np.float32(NEARLY if self._truncated else 0.5)
        np.fmin(np.fmax(rows, 0, out=rows), 255, out=rows)  # these two make 0 of what is no number
        levels = rows.astype(np.uint8)
        if self._black_edge:
            if self._window.col == 0:
                levels[:, :, 0] = 0
            if self._window.row + place.row == 0:
                levels[:, 0] = 0
        self._writer.write(levels, place)


def _overlapping(run: OutputContext) -> bool:
    """Whether tiles overlap, or would if there were several."""
    for axis in (run.layout.cols, run.layout.rows):
        if len(axis.origins) > 1:
            return axis.origins[1] - axis.origins[0] < axis.size
    return run.card.tile.overlap > 0
