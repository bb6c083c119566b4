"""Scenes for surfaces of point clouds: a thin or spoilt cloud's pixels, and the surface of the full one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...clouds import cells
from ...engine.normalise import gsd_plane
from ...raster.arrays import Float32Array
from ...simulation import city, plan, scanning
from . import scenes
from .cloud_places import Cloud
from .places import Place

SIZE = 256  # pixels; crops of the budget are smaller, and lie anywhere in it
SIDE = SIZE + 2 * scenes.MARGIN  # with what errors need around it
FINER = 2  # true surfaces are drawn in pixels of half the size; a pixel's height is the highest in it
# Steps of the stored integers per pixel size of heights and distances; the pixel size is in millimetres.
STEPS = 100
COUNT_STEPS = 1000  # of log2(1 + points)
COUNTS, SPREAD = cells.PLANES - 3, cells.PLANES - 1  # which planes these are
UNKNOWN = -32768  # stored where the truth is not known
POINTS = (0.15, 8.0)  # points per pixel of a thin cloud
FEWEST = 64  # points of a scene that teaches anything
KNOWN = 2.5  # points per pixel from which on a real cloud tells its surface
REACH = 16.0  # pixels; what is farther from the next point is void
# Real clouds know real roofs and trees, cities all of their surface, matched images what matching spoils.
CLOUDS, SURFACES, MATCHED = 0.35, 0.15, 0.25
MIXTURE = scenes.Mixture(clean=0.0, stereo=0.6, on_top=0.2, severity=(0.2, 1.3), zoom=(1.0, 5.0))
GSD = (0.2, 2.0)  # metres, half of the draws
USUAL = (0.4, 0.6)  # metres, the other half
SPOILT = 0.45  # share of clouds that are not clean
HOLED = 0.15  # share of clouds with a hole, as of water or of a flight line that is missing; chosen by eye


class Scene(NamedTuple):
    """The planes of `cells.planes` (PLANES, SIZE, SIZE), the true surface in the same unit, NaN where it is
    not known, and the pixel size in metres."""

    planes: Float32Array
    truth: Float32Array
    gsd: float


def sample(
    rng: np.random.Generator, clouds: Sequence[Cloud], places: Sequence[Place], cities: bool = True
) -> Scene:
    """One random scene: of a real cloud, a real surface or, unless they are left out, a city."""
    while True:
        kind = rng.random() * (1.0 if cities else CLOUDS + SURFACES)
        if kind < CLOUDS and clouds:
            found = _of_cloud(rng, clouds)
        else:
            found = _of_surface(rng, places if kind < CLOUDS + SURFACES else ())
        if found is not None:
            return found


def _gsd(rng: np.random.Generator) -> float:
    bounds = USUAL if rng.random() < 0.5 else GSD
    return float(np.exp(rng.uniform(*np.log(bounds))))


def _density(rng: np.random.Generator) -> float:
    """Points per pixel."""
    return float(np.exp(rng.uniform(*np.log(POINTS))))


def _of_cloud(rng: np.random.Generator, clouds: Sequence[Cloud]) -> Scene | None:
    """A window of a real cloud, thinned and perhaps spoilt; its own surface is the truth."""
    weights = np.sqrt([len(cloud.points) for cloud in clouds])
    cloud = clouds[rng.choice(len(clouds), p=weights / weights.sum())]
    finest = max(np.sqrt(KNOWN / cloud.density), GSD[0])
    gsd = max(_gsd(rng), float(finest * np.exp(rng.uniform(0, 0.5))))
    places = cloud.points[:, :2]
    room = np.ptp(places, axis=0) - SIDE * gsd
    corner = places.min(axis=0) + np.where(room > 0, rng.random(2) * room, room / 2)
    inside = ((places >= corner) & (places < corner + SIDE * gsd)).all(axis=1)
    full = np.column_stack([(places[inside] - corner) / gsd, cloud.points[inside, 2]])
    if len(full) < FEWEST:
        return None
    full[:, 2] = (full[:, 2] - np.median(full[:, 2])) * np.exp(rng.uniform(*np.log((0.8, 1.25))))
    truth = cells.statistics(full, (SIDE, SIDE))[cells.HIGH]
    share = min(_density(rng) / (cloud.density * gsd**2), 1.0)
    return _finished(rng, scanning.thinned(rng, full, share), truth, gsd)


def _of_surface(rng: np.random.Generator, places: Sequence[Place]) -> Scene | None:
    """A true surface, scanned or matched."""
    fine = SIDE * FINER
    if places:
        truth = scenes.real(rng, places, MIXTURE, fine)
        ground = scanning.Ground(truth.heights, truth.gsd)
    else:
        town = city.generate(rng, (fine, fine), _gsd(rng) / FINER)
        dark = town.material == plan.WATER if rng.random() < 0.5 else None
        ground = scanning.Ground(town.heights, town.gsd, town.ground, dark)
        truth = scenes.Truth(town.heights, town.gsd, town.albedo, town.glass)
    pixels = truth.heights.reshape(SIDE, FINER, SIDE, FINER)
    highest, gsd = np.ascontiguousarray(pixels.max(axis=(1, 3))), truth.gsd * FINER
    density = _density(rng)
    if rng.random() < MATCHED:
        coarse = scenes.Truth(highest, gsd, *(_thinner(layer) for layer in (truth.albedo, truth.glass)))
        matched = [scenes.degraded(rng, MIXTURE, coarse) for _ in range(int(rng.integers(1, 4)))]
        points = scanning.sampled(rng, matched, density)
    else:
        points = scanning.scanned(rng, ground, density / FINER**2)
        points[:, :2] /= FINER
    return _finished(rng, points, highest.astype(np.float64), gsd)


def _thinner(layer: NDArray | None) -> NDArray | None:
    """Each FINER-th pixel of each FINER-th row."""
    return None if layer is None else np.ascontiguousarray(layer[::FINER, ::FINER])


def _finished(rng: np.random.Generator, points: scanning.Points, truth: NDArray, gsd: float) -> Scene | None:
    if rng.random() < SPOILT:
        points = scanning.spoilt(rng, points, gsd, (SIDE, SIDE))
    if rng.random() < HOLED:
        points = scanning.holes(rng, points, (SIDE, SIDE))
    found = cells.statistics(points, (SIDE, SIDE))
    if found[cells.COUNT].sum() < FEWEST:
        return None
    offset = float(np.nanmedian(found[cells.HIGH]))
    planes, distance = cells.planes(found, offset, gsd)
    known = np.where(distance > REACH, np.nan, (truth - offset) / gsd).astype(np.float32)
    inner = (..., slice(scenes.MARGIN, -scenes.MARGIN), slice(scenes.MARGIN, -scenes.MARGIN))
    return None if np.isnan(known[inner]).mean() > 0.9 else Scene(planes[inner], known[inner], gsd)


def packed(samples: Sequence[Scene]) -> NDArray[np.int16]:
    """Scenes as (N, PLANES + 2, SIZE, SIZE) int16: the planes, the pixel size in millimetres, the truth."""
    limit = 32000
    steps = np.full((cells.PLANES, 1, 1), STEPS)
    steps[COUNTS] = COUNT_STEPS
    found = np.empty((len(samples), cells.PLANES + 2, SIZE, SIZE), np.int16)
    for one, (planes, truth, gsd) in zip(found, samples):
        one[:-2] = np.rint(np.clip(planes * steps, -limit, limit))
        one[-2] = round(min(1000 * gsd, limit))
        stored = np.rint(np.clip(truth * STEPS, -limit, limit))
        one[-1] = np.where(np.isnan(truth), UNKNOWN, stored)
    return found


def unpacked(stored: NDArray[np.int16]) -> tuple[Tensor, Tensor]:
    """Network inputs (N, PLANES + 1, H, W) and truth (N, 1, H, W; NaN = not known), float32."""
    values = stored.astype(np.float32)
    planes = values[:, :-2] / STEPS
    planes[:, COUNTS] *= STEPS / COUNT_STEPS
    scale = gsd_plane(values[:, -2:-1] / np.float32(1000))
    truth = np.where(stored[:, -1:] == UNKNOWN, np.float32(np.nan), values[:, -1:] / STEPS)
    inputs = np.concatenate([planes, scale], axis=1, dtype=np.float32)
    return torch.from_numpy(inputs), torch.from_numpy(truth)
