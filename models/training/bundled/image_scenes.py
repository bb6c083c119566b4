"""Scenes for finding buildings in imagery: an orthoimage in colours, the surface below it, its buildings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ...networks.imagery_unet import FINEST
from ...raster.arrays import Float32Array
from ...raster.voids import fill_voids
from ...simulation import city, colours, imaging
from ...simulation import plan as m
from ...simulation.cover import likely_cover
from ...simulation.imaging import Sun
from ...simulation.noise import smooth_noise
from ...simulation.scene import Scene as Town
from . import mask_scenes, scenes
from .places import Place

SIZE = 256  # pixels
# Steps of the stored integers per GSD of heights.
STEPS = 50
LEVELS = 255  # of images, and of masks; a mask's middle level is unknown
# The network looks at pixels of a quarter to half a metre, whatever it is given.
GSD = (0.25, 0.5)
MIXTURE = scenes.Mixture(
    real=0.3, clean=0.55, stereo=0.12, on_top=0.1, severity=(0.1, 0.9), relief=1.4, zoom=(1.0, 4.0), gsd=GSD
)
# Surfaces that are worse than their image: matched, smeared, spoilt.
MIXTURES = {
    "even": MIXTURE,
    "matched": MIXTURE._replace(clean=0.05, stereo=0.75, on_top=0.4, severity=(0.6, 2.0)),
    # Unplanned towns on bare earth, without real places: most look at the image alone.
    "settlement": MIXTURE._replace(real=0.0, clean=0.85, stereo=0.08, gsd=(FINEST, GSD[1])),
}
SETTLEMENT = "settlement"
SHADED = 0.5  # share of the sky's light at most
# What streets and yards of a settlement are of, and the colours of its earth: grey to laterite (red, green,
# blue; chosen by eye).
EARTHEN = (m.ASPHALT, m.PAVEMENT, m.SOIL, m.GRAVEL, m.MEADOW)
EARTHS = ((1.0, 1.0, 0.97), (1.12, 1.0, 0.82), (1.3, 0.95, 0.7), (1.6, 0.85, 0.5))


class Scene(NamedTuple):
    """Colours (3, SIZE, SIZE) 0..255, heights in GSD units about their median, buildings 0..255, GSD (m)."""

    image: Float32Array
    heights: Float32Array
    buildings: Float32Array
    gsd: float


def sample(rng: np.random.Generator, places: Sequence[Place], mixture: scenes.Mixture = MIXTURE) -> Scene:
    """One random scene: a city under a sun, or a real surface in colours that it might have."""
    side = SIZE + 2 * scenes.MARGIN
    if places and rng.random() < mixture.real:
        truth = scenes.real(rng, places, mixture, side)
        while not GSD[0] <= truth.gsd <= 2 * GSD[1]:
            truth = scenes.real(rng, places, mixture, side)
        image = _painted(rng, truth)
    else:
        gsd = float(np.exp(rng.uniform(*np.log(mixture.gsd))))
        unplanned = mixture == MIXTURES[SETTLEMENT]
        town = city.generate(rng, (side, side), gsd, SETTLEMENT if unplanned else None)
        truth = scenes.Truth(
            town.heights, gsd, town.albedo, town.glass, buildings=town.buildings.astype(np.float32)
        )
        haze = rng.uniform(0.05, SHADED)
        image = imaging.ortho(rng, town, Sun.random(rng), haze=haze, blur=rng.uniform(0.2, 0.9))[:3]
        if unplanned:
            image = _earthen(rng, image, town)
    surface = fill_voids(scenes.degraded(rng, mixture, truth))
    inner = (slice(scenes.MARGIN, -scenes.MARGIN), slice(scenes.MARGIN, -scenes.MARGIN))
    surface = surface[inner]
    buildings = truth.buildings if truth.buildings is not None else np.zeros_like(truth.heights)
    heights = np.asarray((surface - np.median(surface)) / truth.gsd, np.float32)
    return Scene(developed(rng, image)[(slice(None), *inner)], heights, LEVELS * buildings[inner], truth.gsd)


def _earthen(rng: np.random.Generator, image: Float32Array, town: Town) -> Float32Array:
    """Streets and yards (3, H, W) of bare earth, here and there of another, about as bright as roofs are."""
    one, other = (np.array(EARTHS[int(k)], np.float32) for k in rng.integers(len(EARTHS), size=2))
    patches = 1 / (1 + np.exp(-3 * smooth_noise(rng, image.shape[1:], rng.uniform(8, 60))))
    bright = rng.uniform(0.8, 2.2) * (1 + rng.uniform(0, 0.25) * smooth_noise(rng, image.shape[1:], 20))
    colour = one[:, None, None] + (other - one)[:, None, None] * patches
    bare = np.isin(town.material, EARTHEN) & (town.buildings == 0)
    return np.asarray(np.where(bare, image * colour * bright, image), np.float32)


def _painted(rng: np.random.Generator, truth: scenes.Truth) -> Float32Array:
    """A real surface (3, H, W) in likely colours: every roof its own, green where trees and lawns may be."""
    cover = likely_cover(rng, truth.heights, truth.gsd)
    built = np.zeros(cover.shape, bool) if truth.buildings is None else truth.buildings > 0.5
    labels, count = ndimage.label(built)
    paints = np.array([p.factors[:3] for group in colours.PAINTS.values() for p in group], np.float32)
    factors = paints[rng.integers(len(paints), size=count + 1)] * rng.uniform(0.6, 1.5, (count + 1, 1))
    factors[0] = rng.uniform(0.85, 1.15, 3)
    bands = cover * np.moveaxis(factors[labels], -1, 0)
    green = mask_scenes.likely_green(rng, truth)
    leaves = np.array(colours.PAINTS[colours.VEGETATION[0]][0].factors[:3]) * rng.uniform(0.7, 1.2, 3)
    bands = np.where(green, cover * leaves[:, None, None], bands)
    lit = imaging.light(truth.heights, truth.gsd, Sun.random(rng), rng.uniform(0.05, SHADED))
    return np.asarray(bands * lit, np.float32)


def developed(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Radiances (3, H, W) as an 8-bit picture of some exposure and tone."""
    white = np.percentile(image, rng.uniform(97, 99.8))
    tone = rng.uniform(0.45, 0.95)
    levels = LEVELS * np.clip(image / max(float(white), 1e-6), 0, 1) ** np.float32(tone)
    return np.asarray(levels, np.float32)


def packed(samples: Sequence[Scene]) -> NDArray[np.int16]:
    """Scenes as (N, 6, SIZE, SIZE) int16: red, green, blue, heights, buildings, the GSD in millimetres."""
    planes = [
        [
            *s.image,
            np.clip(s.heights * STEPS, -32000, 32000),
            s.buildings,
            np.full(s.heights.shape, 1000 * s.gsd),
        ]
        for s in samples
    ]
    return np.rint(np.array(planes)).astype(np.int16)
