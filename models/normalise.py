"""Rasters to network inputs and back, as the model's card says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .voids import fill_voids

Float32Array = NDArray[np.float32]
MEDIAN_SAMPLE = 2**14  # pixels; the median only centres the numbers


@dataclass(frozen=True)
class Sample:
    """One window ready for the network: inputs (C, H, W), heights without voids (H, W) and the way back.

    A normalised height x stands for x * scale + offset in the raster's height unit.
    """

    inputs: Float32Array
    heights: Float32Array
    offset: float
    scale: float


class Normaliser:
    """Makes samples from heights and guides for one model, GSD (metres) and height unit (metres)."""

    def __init__(self, card: dict[str, Any], gsd: float, height_unit: float) -> None:
        self._height_entry, *self._guide_entries = card["inputs"]
        rule = self._height_entry["normalisation"]
        metres = gsd if rule["kind"] == "local-gsd" else float(rule["std"])
        self.scale = metres / height_unit

    def sample(self, heights: Float32Array, guides: Sequence[Float32Array] = ()) -> Sample:
        """A sample from heights (H, W), at least one of them valid, and guides (bands, H, W); NaN = void."""
        voids = np.isnan(heights)
        offset = self._offset(heights, voids)
        filled = fill_voids(heights)
        normalised = ((filled.astype(np.float64) - offset) / self.scale).astype(np.float32)
        layers = [normalised[None]]
        layers += [
            _guide(entry["normalisation"], values) for entry, values in zip(self._guide_entries, guides)
        ]
        if self._height_entry.get("void_mask"):
            layers.append(voids[None].astype(np.float32))
        return Sample(np.concatenate(layers), filled, offset, self.scale)

    def _offset(self, heights: Float32Array, voids: NDArray[np.bool_]) -> float:
        rule = self._height_entry["normalisation"]
        if rule["kind"] == "mean-std":
            fixed = rule.get("mean")
            return float(np.mean(heights[~voids], dtype=np.float64)) if fixed is None else float(fixed)
        return middle(heights[~voids])


def middle(values: Float32Array) -> float:
    """The median of an evenly spaced sample, one of the values: differences to it are exact in float32."""
    sample = values[:: max(values.size // MEDIAN_SAMPLE, 1)]
    return float(np.partition(sample, sample.size // 2)[sample.size // 2])


def _guide(rule: dict[str, Any], values: Float32Array) -> Float32Array:
    """Standardised guide (bands, H, W); voids become the mean."""
    voids = np.isnan(values)
    mean = rule.get("mean")
    if mean is None:
        mean = np.mean(values[~voids], dtype=np.float64) if not voids.all() else 0.0
    mean, std = (np.asarray(number, np.float32).reshape(-1, 1, 1) for number in (mean, rule["std"]))
    normalised = (values - mean) / std
    normalised[voids] = 0
    return normalised
