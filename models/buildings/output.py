"""Building probabilities into a mask (1 = building, 255 = nodata) without specks, and their raster."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine.normalise import Sample
from ..engine.output import Output, OutputContext
from ..modelfile.parts import Output as Rule
from ..raster.arrays import Float32Array, MaskArray
from ..raster.grid import Window
from ..raster.voids import NODATA as HEIGHT_NODATA
from .asked import fewest_pixels, threshold_of
from .contours import THRESHOLD
from .sieve import Sieve
from .specks import SPECKS, BorderSieve

NODATA = 255  # of a mask of 0 and 1; what GDAL and QGIS take for void in bytes most often


class MaskOutput(Output):
    """A building mask: probability above the threshold, and the probability as an optional second raster."""

    def __init__(self, run: OutputContext) -> None:
        super().__init__(run, 1, np.bool_, 1)
        options, rule = run.options, run.card.output
        self._threshold = np.float32(threshold_of(options.threshold, rule))
        self._rule = rule
        self._mask = run.writer("target", "Byte", NODATA, ["Building"])
        self._probability = None
        if "probability" in options.targets:
            self._probability = run.writer("probability", "Float32", HEIGHT_NODATA, ["Building probability"])
            self._probability.tag(**{THRESHOLD: f"{self._threshold:.9g}"})
        self._pixel_area = run.gsd**2
        fewest = fewest_pixels(options.min_area, self._pixel_area)
        self._sieve = Sieve(fewest, self._write_mask)
        if SPECKS in options.targets:
            self._sieve = BorderSieve(fewest, run.area.height, self._write_mask)
        self._buildings = 0

    @property
    def sums(self) -> dict[str, float]:
        """Building pixels and their area in square metres."""
        return {"building_pixels": self._buildings, "building_area": self._buildings * self._pixel_area}

    def close(self) -> None:
        """Write the remaining rows."""
        super().close()
        self._sieve.close()
        if isinstance(self._sieve, BorderSieve):
            self._sieve.borders().save(self._run.options.targets[SPECKS], self._run.options.tags)

    def _values(self, sample: Sample, answer: Float32Array) -> Float32Array:
        return probability(answer, self._rule)[None]

    def _pixels(self, sample: Sample) -> NDArray[Any]:
        return np.zeros(sample.heights.shape, bool) if sample.voids is None else sample.voids

    def _write_chunk(self, rows: Float32Array, area: Window) -> None:
        found = rows[0].copy()
        found[self._kept_of(area)] = np.nan
        voids = np.isnan(found)
        mask = (found > self._threshold).astype(np.uint8)
        mask[voids] = NODATA
        self._sieve.add(mask)
        if self._probability is not None:
            found[voids] = HEIGHT_NODATA
            self._probability.write(found[None], self._place(area))

    def _write_mask(self, mask: MaskArray, row: int) -> None:
        self._buildings += int(np.count_nonzero(mask == 1))
        self._mask.write(mask[None], Window(0, row, mask.shape[1], mask.shape[0]))


def probability(answer: Float32Array, rule: Rule) -> Float32Array:
    """Building probability (H, W) of a network output (K, H, W), as the card's output says; NaN stays NaN.

    `activation` sigmoid or softmax of logits, of several channels the sum of their shares; none or tanh: band
    `channel` * `scale` + `offset` in 0..1.
    """
    activation = rule.activation or "sigmoid"
    channels = rule.channel if isinstance(rule.channel, tuple) else (rule.channel,)
    channel = channels[0]
    if activation == "softmax":
        shares = np.exp(answer - answer.max(axis=0))
        found: Float32Array = shares[list(channels)].sum(axis=0) / shares.sum(axis=0)
    elif activation == "sigmoid":
        found = 0.5 * np.tanh(0.5 * answer[channel]) + np.float32(0.5)  # equal, and never overflows
    else:
        scale, offset = (
            np.broadcast_to(np.asarray(each, np.float32), len(answer))[channel]
            for each in (rule.scale, rule.offset)
        )
        found = np.clip(answer[channel] * scale + offset, np.float32(0), np.float32(1))
    return found
