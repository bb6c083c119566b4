"""Scenes for finding buildings: a surface as sensors give it, its buildings, and a vegetation index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor

from ...engine.normalise import gsd_plane
from ...raster.arrays import Float32Array
from ...raster.voids import fill_voids
from ...simulation import city
from ...simulation.colours import VEGETATION
from ...simulation.filling import fill
from ...simulation.noise import Dice, smooth_noise
from . import index_augment, scenes
from .places import Place

SIZE = 256  # pixels
# Steps of the stored integers per GSD of heights, and per unit of the vegetation index.
STEPS, INDEX_STEPS = 50, 1000
# Laser and photogrammetry alike: half of the surfaces are clean, a third is matched from images.
MIXTURE = scenes.Mixture(
    real=0.55,
    clean=0.52,
    stereo=0.3,
    on_top=0.15,
    severity=(0.1, 0.9),
    relief=1.5,
    zoom=(0.6, 2.2),
    gsd=(0.25, 2.0),
)
# What is refined first is what images were matched for, and noise like it.
NOISY_MIXTURE = MIXTURE._replace(clean=0.0, stereo=0.75)
FINEST = 0.25  # metres; finer pixels are averaged by the network itself
WHOLE_METRES = 0.15  # share of surfaces in whole metres, as old 8-bit ones are
STEEPEST = 0.18  # slope that surfaces of a third of the scenes are tilted by at most
# Rough crowns in a surface of the last laser return are holes, in that of the first one domes.
POROUS = 0.3


class Scene(NamedTuple):
    """Heights in GSD units (SIZE, SIZE), voids, buildings 0..1, a vegetation index (-1..1), GSD in metres."""

    heights: Float32Array
    void: NDArray[np.bool_]
    buildings: Float32Array
    ndvi: Float32Array
    gsd: float


def sample(
    rng: np.random.Generator,
    places: Sequence[Place],
    mixture: scenes.Mixture = MIXTURE,
    whole_metres: float = WHOLE_METRES,
    size: int = SIZE,
) -> Scene:
    """One random scene of `size` pixels a side; `whole_metres`: how often its heights are in whole metres."""
    side = size + 2 * scenes.MARGIN
    if places and rng.random() < mixture.real:
        truth = scenes.real(rng, places, mixture, side)
        while truth.gsd < FINEST:
            truth = scenes.real(rng, places, mixture, side)
        green = likely_green(rng, truth)
    else:
        gsd = float(np.exp(rng.uniform(*np.log(mixture.gsd))))
        town = city.generate(rng, (side, side), gsd)
        heights = (
            _porous(rng, town.heights, town.ground, town.trees > 0) if rng.random() < POROUS else town.heights
        )
        buildings = town.buildings.astype(np.float32)
        truth = scenes.Truth(heights, gsd, town.albedo, town.glass, buildings=buildings)
        green = np.isin(town.material, VEGETATION)
    noisy = scenes.degraded(rng, mixture, truth)
    if rng.random() < 0.6:
        noisy = fill(Dice(rng), noisy)
    noisy = _as_stored(rng, noisy, truth.gsd, whole_metres)
    inner = (slice(scenes.MARGIN, -scenes.MARGIN), slice(scenes.MARGIN, -scenes.MARGIN))
    noisy = np.ascontiguousarray(noisy[inner])
    near = fill_voids(noisy)
    index = _index(rng, green)[inner]
    return Scene(
        (near - np.median(near)) / truth.gsd,
        np.isnan(noisy),
        scenes.buildings_of(truth)[inner],
        index,
        truth.gsd,
    )


def _porous(
    rng: np.random.Generator, heights: Float32Array, ground: Float32Array, trees: NDArray[np.bool_]
) -> Float32Array:
    """Crowns (H, W) that a laser goes through here and there."""
    through = trees & (rng.random(heights.shape) < rng.uniform(0.05, 0.6))
    depth = rng.random(heights.shape, dtype=np.float32)
    return np.where(through, ground + depth * (heights - ground), heights).astype(np.float32)


def _as_stored(
    rng: np.random.Generator, heights: Float32Array, gsd: float, whole_metres: float
) -> Float32Array:
    """On a slope, or in whole metres, at times."""
    if rng.random() < 1 / 3:
        y, x = (np.arange(n, dtype=np.float32) * np.float32(gsd) for n in heights.shape)
        slope, turn = rng.uniform(0, STEEPEST), rng.uniform(0, 2 * np.pi)
        heights = heights + np.float32(slope) * (
            np.float32(np.sin(turn)) * y[:, None] + np.float32(np.cos(turn)) * x
        )
    return np.rint(heights) if rng.random() < whole_metres else heights


def likely_green(rng: np.random.Generator, truth: scenes.Truth) -> NDArray[np.bool_]:
    """Vegetation of a place without a map of it: what is rough and no building, and patches of lawn."""
    built = scenes.buildings_of(truth)
    rough = ndimage.laplace(truth.heights)
    uneven = ndimage.uniform_filter(np.abs(rough), 5) > 0.5 * max(truth.gsd, 0.5)
    lawn = smooth_noise(rng, truth.heights.shape, rng.uniform(10, 60)) > rng.uniform(-0.5, 1.0)
    away = ndimage.distance_transform_edt(built < 0.5) * truth.gsd > 1.5
    return np.asarray((uneven | lawn) & away & (built < 0.5))


def _index(rng: np.random.Generator, green: NDArray[np.bool_]) -> Float32Array:
    """A vegetation index (H, W) of what is green: its level, contrast and sharpness vary."""
    low, high = rng.uniform(-0.2, 0.15), rng.uniform(0.3, 0.75)
    index = np.where(green, high, low) + rng.normal(0, rng.uniform(0.02, 0.12), green.shape)
    shade = smooth_noise(rng, green.shape, 12) * rng.uniform(0, 0.12)
    blurred = ndimage.gaussian_filter(index + shade, rng.uniform(0.3, 1.2))
    moved = ndimage.shift(blurred, rng.uniform(-1.5, 1.5, 2), order=1, mode="nearest")
    return np.asarray(moved.clip(-1, 1), np.float32)


def packed(samples: Sequence[Scene]) -> NDArray[np.int16]:
    """Scenes as (N, 4, SIZE, SIZE) int16: heights, GSD in millimetres (negative = void), buildings, index."""
    limit = 32000
    planes = [
        [
            np.clip(s.heights * STEPS, -limit, limit),
            np.where(s.void, -1, 1) * min(1000 * s.gsd, limit),
            s.buildings * INDEX_STEPS,
            s.ndvi * INDEX_STEPS,
        ]
        for s in samples
    ]
    return np.rint(np.array(planes)).astype(np.int16)


def misled(rng: np.random.Generator, planes: NDArray[np.int16]) -> NDArray[np.int16]:
    """A window (4, H, W) of packed scenes with the index that another camera may give."""
    index, built = planes[3].astype(np.float32) / INDEX_STEPS, planes[2] > INDEX_STEPS / 2
    gsd = float(np.abs(planes[1]).max()) / 1000
    seen = np.rint(index_augment.seen(rng, index, built, gsd) * INDEX_STEPS)
    return np.concatenate([planes[:3], seen[None].astype(np.int16)])


def unpacked(planes: NDArray[np.int16]) -> tuple[Tensor, Tensor]:
    """Network inputs (N, 4, H, W) and buildings (N, 1, H, W; 0 or 1), float32.

    Inputs: heights, the index standardised as `normalise` does it, voids, pixel size.
    """
    heights = planes[:, :1].astype(np.float32) / STEPS
    marks = planes[:, 1:2]
    index = planes[:, 3:].astype(np.float32) / INDEX_STEPS
    spread = np.maximum(index.std(axis=(2, 3), keepdims=True), 1e-3)
    index = (index - index.mean(axis=(2, 3), keepdims=True)) / spread
    scale = gsd_plane(np.abs(marks) / np.float32(1000))
    inputs = np.concatenate([heights, index, marks < 0, scale], axis=1, dtype=np.float32)
    return torch.from_numpy(inputs), torch.from_numpy((planes[:, 2:3] > INDEX_STEPS / 2).astype(np.float32))
