"""Colour and near infrared of a scene: reflectance in four bands from the panchromatic one and the material.

Every colour is four factors (red, green, blue, near infrared) on the panchromatic reflectance. Their levels
follow what spectral libraries show: vegetation dark in red and bright in the near infrared, clay tiles rising
from blue to red, asphalt and concrete nearly grey, water dark and darkest in the infrared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..raster.arrays import Float32Array
from . import plan as m
from .noise import smooth_noise

if TYPE_CHECKING:
    from .scene import Scene

BANDS = ("Red", "Green", "Blue", "Near infrared")
DRYNESS_PATCH = 14.0  # metres
VEGETATION = (m.LAWN, m.MEADOW, m.FIELD, m.HEDGE, m.BROADLEAF, m.CONIFER)


class Paint(NamedTuple):
    """A colour that things of a material may have, and how often."""

    share: float
    factors: tuple[float, float, float, float]


# Factors on red, green, blue and near infrared of a tone, here and below; chosen by eye.
GREY = (1.0, 1.0, 1.0, 1.05)
WARM = (1.07, 1.0, 0.9, 1.18)
COLD = (0.94, 1.0, 1.07, 0.98)
CLAY = (1.62, 0.86, 0.58, 1.8)
BROWN = (1.22, 0.96, 0.8, 1.4)
RUST = (1.4, 0.9, 0.7, 1.5)
BLUE = (0.6, 0.9, 1.55, 0.95)
MOSS = (0.8, 1.25, 0.85, 1.1)
COPPER = (0.78, 1.12, 1.08, 1.1)

PAINTS: dict[int, tuple[Paint, ...]] = {
    m.LAWN: (Paint(1, (0.52, 0.76, 0.36, 2.7)),),
    m.ASPHALT: (Paint(1, (1.02, 1.0, 0.97, 1.08)),),
    m.PAVEMENT: (Paint(1, (1.03, 1.0, 0.94, 1.1)),),
    m.PAVING: (Paint(1, (1.1, 0.99, 0.88, 1.2)),),
    m.GRAVEL: (Paint(1, (1.1, 1.0, 0.84, 1.22)),),
    m.SOIL: (Paint(1, (1.18, 0.9, 0.66, 1.55)),),
    m.MEADOW: (Paint(1, (0.66, 0.84, 0.44, 2.3)),),
    m.FIELD: (Paint(1, (0.62, 0.76, 0.42, 2.1)),),
    m.WATER: (Paint(1, (0.62, 0.95, 0.9, 0.3)),),
    m.MARKING: (Paint(1, GREY),),
    m.HEDGE: (Paint(1, (0.34, 0.58, 0.28, 2.8)),),
    m.METAL: (Paint(1, COLD),),
    m.CONCRETE: (Paint(1, (1.05, 1.0, 0.93, 1.1)),),
    m.BOX: (
        Paint(3, GREY),
        Paint(1, CLAY),
        Paint(1, BLUE),
        Paint(1, RUST),
        Paint(1, MOSS),
    ),
    m.CAR: (
        Paint(6, GREY),
        Paint(2, COLD),
        Paint(1.2, (1.75, 0.68, 0.57, 1.7)),
        Paint(1.2, BLUE),
        Paint(0.5, WARM),
        Paint(0.2, MOSS),
    ),
    m.TILES: (
        Paint(5, CLAY),
        Paint(3, RUST),
        Paint(3, BROWN),
        Paint(2, COLD),
        Paint(2, GREY),
    ),
    m.SEAMS: (Paint(5, COLD), Paint(3, GREY), Paint(0.5, COPPER), Paint(1, RUST), Paint(0.3, BLUE)),
    m.SHINGLES: (Paint(3, GREY), Paint(3, COLD), Paint(2, BROWN), Paint(2, RUST), Paint(0.5, MOSS)),
    m.MEMBRANE: (Paint(5, GREY), Paint(2, COLD), Paint(2, WARM), Paint(0.2, COPPER)),
    m.CHIPPINGS: (Paint(4, WARM), Paint(3, GREY), Paint(1, BROWN)),
    m.PANELS: (Paint(3, COLD), Paint(2, GREY), Paint(2, (0.8, 0.95, 1.25, 0.75))),
    m.TANK: (Paint(5, GREY), Paint(2, WARM), Paint(1, COLD), Paint(1, RUST)),
    m.GLASS: (Paint(1, (0.82, 1.0, 1.18, 0.8)),),
    m.PLANT: (Paint(3, GREY), Paint(1, COLD), Paint(1, WARM)),
    m.BROADLEAF: (
        Paint(4, (0.3, 0.52, 0.24, 2.7)),
        Paint(2, (0.36, 0.58, 0.25, 2.6)),
        Paint(1, (0.27, 0.44, 0.24, 2.3)),
    ),
    m.CONIFER: (Paint(2, (0.26, 0.42, 0.25, 1.9)), Paint(1, (0.3, 0.46, 0.32, 1.8))),
}


def _table(rng: np.random.Generator) -> Float32Array:
    """Factors (MATERIAL_COUNT, 256, 4): which paint a tint stands for, in the fashion of this town."""
    table = np.ones((m.MATERIAL_COUNT, 256, 4), np.float32)
    for material, paints in PAINTS.items():
        # towns differ in what they roof with: a few paints have most of the houses
        shares = np.array([paint.share for paint in paints]) * rng.gamma(2.0, 1.0, len(paints))
        steps = np.cumsum(shares / shares.sum())
        chosen = np.searchsorted(steps, (np.arange(256) + 0.5) / 256).clip(0, len(paints) - 1)
        factors = np.array([paint.factors for paint in paints])[chosen]
        table[material] = factors * rng.normal(1, 0.012, (256, 4))
    return table


def _vigour(rng: np.random.Generator, shape: tuple[int, ...], gsd: float) -> Float32Array:
    """How green (H, W) vegetation is, about 1: the season, and dry and lush patches."""
    season, contrast = rng.uniform(0.65, 1.1), rng.uniform(0.04, 0.14)
    patches = smooth_noise(rng, shape, max(2.0, DRYNESS_PATCH / gsd))
    return np.clip(season + np.float32(contrast) * patches, 0.35, 1.25).astype(np.float32)


def reflectance(rng: np.random.Generator, scene: Scene) -> Float32Array:
    """Reflectance 0..1 (4, H, W) float32 of a scene: red, green, blue, near infrared; not shaded."""
    factors = _table(rng).reshape(-1, 4)
    index = scene.material.astype(np.int32) * 256 + scene.tint
    bands = np.stack([factors[:, band][index] for band in range(4)])
    bands *= scene.albedo
    green = np.isin(scene.material, VEGETATION)
    vigour = _vigour(rng, scene.albedo.shape, scene.gsd)[green]
    # drier leaves and grass: yellower and less bright in the infrared
    bands[0, green] *= 1 + 0.9 * (1 - vigour)
    bands[1, green] *= 1 + 0.35 * (1 - vigour)
    bands[3, green] *= 1 - 0.45 * (1 - vigour)
    return np.clip(bands, 0.002, 1.0)
