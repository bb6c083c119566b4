"""Rasters to network inputs and back, as the model's card says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..modelfile.parts import Input, Normalisation
from ..raster.arrays import Float32Array
from ..raster.voids import fill_voids, mirror_voids

MEDIAN_SAMPLE = 2**14  # pixels; the median only centres the numbers
# Beyond the end of a surface its last heights tell nothing: a window with more of that counts as without it.
MOST_VOID = 0.45
FLAT = 1e-6  # a spread that stands for none


@dataclass(frozen=True)
class Sample:
    """One window ready for the network: inputs (C, H, W), the first raster without voids (bands, H, W) and
    the way back: a normalised height x stands for x * scale + offset in the raster's height unit.

    `voids` (H, W) are the pixels where the first raster had no data, `far` those of them that stay void.
    """

    inputs: Float32Array
    first: Float32Array
    offset: float = 0.0
    scale: float = 1.0
    voids: NDArray[np.bool_] | None = None
    far: NDArray[np.bool_] | None = None

    @property
    def heights(self) -> Float32Array:
        """The first raster's first band without voids (H, W)."""
        band: Float32Array = self.first[0]
        return band

    @property
    def before(self) -> Float32Array:
        """The first raster's first band (H, W), NaN where it had no data."""
        if self.voids is None or not self.voids.any():
            return self.heights
        return np.where(self.voids, np.float32(np.nan), self.heights)


class Normaliser:
    """Makes samples from rasters' windows for one model and GSD (metres).

    `height_units` are the metres per unit of height of each raster; only surfaces use theirs. `padding`: what
    tiles see beyond the raster; "reflect" holds for voids of images too, whose border is one as much.
    """

    def __init__(
        self, inputs: Sequence[Input], gsd: float, height_units: Sequence[float], padding: str = "edge"
    ) -> None:
        self._entries = tuple(inputs)
        self._gsd = gsd
        self._units = height_units
        self._mirrors = padding == "reflect"

    def sample(self, layers: Sequence[Float32Array], voids: NDArray[np.bool_] | None = None) -> Sample:
        """A sample from one array (bands, H, W) per input of the card, the first not all void; NaN = void.

        Inputs that the card withholds serve the way back alone. `voids` (H, W): those that the network is
        told of, where some of the first array's were filled before.
        """
        entries = self._with_joint_mean(layers)
        done = [
            self._normalised(entry, unit, values) for entry, unit, values in zip(entries, self._units, layers)
        ]
        planes = [sample.inputs for entry, sample in zip(entries, done) if not entry.withheld]
        if self._entries[0].void_mask:
            planes.append((np.isnan(layers[0][:1]) if voids is None else voids[None]).astype(np.float32))
        if self._entries[0].gsd_plane:
            planes.append(gsd_plane(np.full_like(layers[0][:1], self._gsd)))
        inputs = np.concatenate(planes) if len(planes) > 1 else planes[0]
        return Sample(inputs, done[0].first, done[0].offset, done[0].scale)

    def _with_joint_mean(self, layers: Sequence[Float32Array]) -> list[Input]:
        """The card's inputs; those that ask for it get the mean of their windows together."""
        joint = [entry.normalisation is not None and entry.rule.joint for entry in self._entries]
        together = [values.ravel() for is_joint, values in zip(joint, layers) if is_joint]
        if not together:
            return list(self._entries)
        values = np.concatenate(together)
        valid = values[~np.isnan(values)]
        mean = float(np.mean(valid, dtype=np.float64)) if valid.size else 0.0
        return [
            replace(entry, normalisation=replace(entry.rule, mean=mean)) if is_joint else entry
            for entry, is_joint in zip(self._entries, joint)
        ]

    def _normalised(self, entry: Input, unit: float, values: Float32Array) -> Sample:
        rule = entry.rule
        if entry.grey and len(values) == 3:
            values = grey(values)
        if entry.optional and entry.role == "dsm" and np.isnan(values).mean() > MOST_VOID:
            values = np.full_like(values, np.nan)
        if entry.first_bands:
            values = values[: entry.bands]
        if entry.any_bands and len(values) > 1:
            values = values.mean(axis=0, keepdims=True)
        if entry.role == "image" and self._mirrors:
            values = mirror_voids(values)
        if rule.kind == "standardise":
            done = _standardised(rule, values)
            missing = entry.bands > len(values) and entry.repeat
            return replace(done, inputs=np.repeat(done.inputs, entry.bands, axis=0)) if missing else done
        if rule.kind == "scale":
            return _scaled(rule, _filled(values), unit) if entry.role == "dsm" else _scaled(rule, values)
        metres = self._gsd if rule.kind == "local-gsd" else _one(rule.std)
        return _centred(rule, values, metres / unit)


def gsd_plane(gsd: Float32Array) -> Float32Array:
    """What a network is told of the pixel size (metres): octaves above half a metre."""
    return np.log2(gsd / np.float32(0.5))


def grey(values: Float32Array) -> Float32Array:
    """A picture (3, H, W) of 8-bit colours as grey levels (1, H, W), in the whole numbers of ITU-R 601."""
    red, green, blue = np.trunc(np.clip(values, 0, 255)).astype(np.float64)
    levels = np.floor((19595 * red + 38470 * green + 7471 * blue + 32768) / 65536)
    return levels[None].astype(np.float32)


def middle(values: Float32Array) -> float:
    """The median of an evenly spaced sample, one of the values: differences to it are exact in float32."""
    sample = values[:: max(values.size // MEDIAN_SAMPLE, 1)]
    return float(np.partition(sample, sample.size // 2)[sample.size // 2])


def _centred(rule: Normalisation, values: Float32Array, scale: float) -> Sample:
    """Heights about their median or mean, or the card's mean, in units of `scale`."""
    valid = values[~np.isnan(values)]
    if rule.kind == "local-gsd":
        offset = middle(valid) if valid.size else 0.0
    else:
        mean = float(np.mean(valid, dtype=np.float64)) if valid.size else 0.0
        offset = mean if rule.mean is None else _one(rule.mean)
    filled = _filled(values)
    normalised = ((filled.astype(np.float64) - offset) / scale).astype(np.float32)
    return Sample(normalised, filled, offset, scale)


def _one(numbers: Any) -> float:
    """A number of a rule for heights, which have one band."""
    return float(numbers[0] if isinstance(numbers, tuple) else numbers)


def _filled(values: Float32Array) -> Float32Array:
    return np.stack([fill_voids(band) for band in values]) if len(values) > 1 else fill_voids(values[0])[None]


def _standardised(rule: Normalisation, values: Float32Array) -> Sample:
    """Values less their mean, by their spread, each the card's or the window's own; voids become the mean."""
    voids = np.isnan(values)
    valid = values[~voids]
    mean: Any = rule.mean
    std: Any = rule.std
    if mean is None:
        mean = np.mean(valid, dtype=np.float64) if valid.size else 0.0
    if std is None:
        std = max(float(np.std(valid, dtype=np.float64)), FLAT) if valid.size else 1.0
    mean, std = (np.asarray(number, np.float32).reshape(-1, 1, 1) for number in (mean, std))
    normalised = (values - mean) / std
    normalised[voids] = 0
    return Sample(normalised, values)


def _scaled(rule: Normalisation, values: Float32Array, unit: float = 1.0) -> Sample:
    """x * scale + offset for clipped, optionally truncated values; lists of numbers make one plane each.

    A network that was made for 8-bit pictures gets what it knows by `clip` [0, 255] and `truncate`. Voids
    become `void`, a normalised value. `unit` brings heights to metres; `level` (metres) is where their median
    is put, for networks that know heights about a town of their own.
    """
    scale, offset = (
        np.asarray(numbers, np.float32).reshape(-1, 1, 1) for numbers in (rule.scale, rule.offset)
    )
    base = _base(rule, values, unit)
    x = values if (base, unit) == (0, 1) else (values - np.float32(base)) * np.float32(unit)
    if rule.clip is not None:
        lowest, highest = (np.float32(bound) for bound in rule.clip)
        x = np.clip(x, lowest, highest)
    if rule.truncate:
        x = np.trunc(x)
    normalised = x * scale + offset
    normalised[np.isnan(normalised)] = rule.void
    first_scale, first_offset = float(scale.flat[0]), float(offset.flat[0])
    return Sample(normalised, values, base - first_offset / first_scale / unit, 1 / first_scale / unit)


def _base(rule: Normalisation, values: Float32Array, unit: float) -> float:
    """The height that a rule with a level counts from, in the raster's unit; float32 holds it."""
    if rule.level is None:
        return 0.0
    return float(np.float32(middle(values[~np.isnan(values)]) - rule.level / unit))
