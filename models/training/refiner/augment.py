"""What training does to a window: errors of stereo matching, displaced guides, turns and mirrors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.inputs import Layer
from ...formats.objects import JsonObject
from ...raster.arrays import Float32Array
from ...raster.grid import Window
from ...raster.voids import fill_voids
from ...simulation.filling import fill
from ...simulation.noise import Dice
from ..bundled.scenes import MIXTURES, Mixture, Truth
from ..bundled.scenes import degraded as spoilt
from ..data import turns
from ..data.outlines import Coverage
from ..data.regions import OpenRegion

Random = np.random.Generator

# Hand-made errors, slight to worse than ordinary bad stereo: pairs rendered and matched take 10 times longer.
USUAL = Mixture(clean=0.1, stereo=0.0, severity=(0.3, 1.5), relief=1.0)
FLATTEST = 0.6  # least factor on heights where they are stretched
MARGIN = 16  # pixels around a window that errors are simulated on too


class Raw(NamedTuple):
    """A sample before normalisation: inputs (bands, H, W) each, true heights and what counts (H, W)."""

    layers: list[Float32Array]
    truth: Float32Array
    mask: NDArray[np.bool_]


def mixture_of(degradation: JsonObject) -> Mixture:
    """The mixture of errors that a plan asks for: a named one or the usual one, some of it changed."""
    changes = {name: value for name, value in degradation.items() if name != "mixture"}
    base = MIXTURES[degradation["mixture"]] if "mixture" in degradation else USUAL
    lists = {name: tuple(value) for name, value in changes.items() if isinstance(value, list)}
    return base._replace(**{**changes, **lists})


def stretch(rng: Random, mixture: Mixture) -> float:
    """A factor on heights: towns are steeper or flatter than those at hand; 1 where the mixture has none."""
    if mixture.relief <= 1:
        return 1.0
    return float(np.exp(rng.uniform(np.log(FLATTEST), np.log(mixture.relief))))


def degraded(
    opened: OpenRegion, window: Window, rng: Random, mixture: Mixture, factor: float = 1.0
) -> Float32Array:
    """The reference (H, W) times a factor, with simulated errors of stereo matching, in the surface's unit;
    NaN = void.
    """
    truth = opened.reference(window.grown(MARGIN)) * np.float32(opened.unit * factor)
    noisy = spoilt(rng, mixture, Truth(fill_voids(truth), opened.gsd))
    if rng.random() > mixture.mask_told:
        noisy = fill(Dice(rng), noisy)
    inner: Float32Array = noisy[MARGIN:-MARGIN, MARGIN:-MARGIN] / np.float32(opened.unit)
    return inner


def displaced(layer: Layer | Coverage, window: Window, rng: Random, reach: float) -> Float32Array:
    """A guide (bands, H, W) as if it lay up to `reach` pixels off along each axis."""
    if reach <= 0:
        return layer.read(window)
    (across, right), (down, low) = (divmod(float(way), 1) for way in rng.uniform(-reach, reach, 2))
    col, row, width, height = window
    values = layer.read(Window(col + int(across), row + int(down), width + 1, height + 1))
    values += np.float32(right) * (np.roll(values, -1, axis=2) - values)
    values += np.float32(low) * (np.roll(values, -1, axis=1) - values)
    return values[:, :-1, :-1]


def turned(raw: Raw, rng: Random) -> Raw:
    """Turned by quarters, then mirrored up and down, then left and right, each at random."""
    how = int(rng.integers(4)), bool(rng.random() < 0.5), bool(rng.random() < 0.5)
    layers = [turns.turned(layer, *how) for layer in raw.layers]
    return Raw(layers, turns.turned(raw.truth, *how), turns.turned(raw.mask, *how))
