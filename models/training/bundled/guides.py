"""Images that go with training scenes: rendered as an orthoimage would be, and spoiled as they often are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...raster.arrays import Float32Array
from ...simulation import imaging
from ...simulation.cover import likely_cover

# Images that lie wrong are off, and things lean, by at most this many pixels.
FARTHEST = 8
WITHHELD = 0.1  # share of windows without their image: it must do without
STEPS = 1000  # stored integers per standard deviation


def rendered(
    rng: np.random.Generator, heights: Float32Array, albedo: Float32Array | None, gsd: float
) -> Float32Array:
    """Grey image (H, W) of a surface in metres under a random sun, by a random camera."""
    cover = likely_cover(rng, heights, gsd) if albedo is None else albedo
    view = imaging.radiance(heights, cover, gsd, imaging.Sun.random(rng), rng.uniform(0.05, 0.6))
    if rng.random() < 0.25:
        view = _leaning(rng, view, heights)
    return taken(rng, view)


def taken(rng: np.random.Generator, view: Float32Array) -> Float32Array:
    """The view (H, W) as some camera gives it: blur, gain, gamma and noise."""
    blur = rng.choice([0.0, rng.uniform(0.3, 1.2), rng.uniform(1.2, 2.5)], p=[0.4, 0.45, 0.15])
    return imaging.sensor(rng, view, blur, float(np.exp(rng.uniform(*np.log((0.002, 0.05))))))


def _leaning(rng: np.random.Generator, view: Float32Array, heights: Float32Array) -> Float32Array:
    """Objects lean outwards, as in orthoimages that were made with a terrain model."""
    rise = heights - np.quantile(heights, 0.2)
    shift = np.clip(rise / max(float(np.quantile(rise, 0.98)), 1.0), 0, 1.5) * rng.uniform(0, FARTHEST / 1.5)
    turn = int(rng.integers(4))
    turned, moved = (np.ascontiguousarray(np.rot90(a, turn), np.float32) for a in (view, shift))
    return np.rot90(imaging.second_view(rng, turned, moved, rng.uniform(0.05, 0.7)), -turn)


def standardised(image: Float32Array) -> Float32Array:
    """The image about its mean in units of its spread, as the model's card asks for."""
    return ((image - image.mean()) / max(float(image.std()), 1e-6)).astype(np.float32)


def packed(image: Float32Array) -> NDArray[np.int16]:
    """The standardised image as integers for a shard."""
    return np.rint(np.clip(standardised(image) * STEPS, -32000, 32000)).astype(np.int16)


def corner(rng: np.random.Generator, row: int, column: int, last: int) -> tuple[int, int] | None:
    """Where the image's window begins that goes with a window of the surface; None: it is withheld.

    Most images lie right, others are off by a pixel or two, a few by up to FARTHEST; `last` is the last row
    or column where a window may begin.
    """
    if rng.random() < WITHHELD:
        return None
    reach = int(rng.choice([0, 1, 2, 4, FARTHEST], p=[0.62, 0.2, 0.1, 0.05, 0.03]))
    down, right = rng.integers(-reach, reach + 1, 2)
    return int(np.clip(row + down, 0, last)), int(np.clip(column + right, 0, last))
