"""The oblique view with walls: storeys and bays of windows, sides of crowns, and what they hide."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..raster.arrays import Float32Array
from .imaging import Sun
from .noise import smooth_noise

Index = NDArray[np.intp]

FLOOR, BAY = 3.1, 2.6  # metres from storey to storey, and from window to window
LOWEST = 2.3  # metres: lower steps are not walls
STEEPEST = 2.5  # pixels: roofs rise less from one column to the next
SHADE = 0.6  # of the side of a crown, against its top


class Hit(NamedTuple):
    """What a cell (H, W) of the oblique view sees: the first column that reaches up to its line of sight."""

    column: Index
    share: Float32Array  # of that column's value, the rest is its left neighbour's
    below: Float32Array  # pixels below the column's top
    step: Float32Array  # pixels by which the column stands out over all to its left
    outside: NDArray[np.bool_]  # the line of sight leaves the scene


def trace(shift: Float32Array) -> Hit:
    """Lines of sight from the left: a pixel of the view from above lies `shift` columns further right."""
    height, width = shift.shape
    cells = np.arange(width, dtype=np.float32)
    reach = np.maximum.accumulate(cells + shift, axis=1)
    found = np.stack([np.searchsorted(row, cells - np.float32(1e-3)) for row in reach])
    outside = (found == 0) & (cells + 0.5 < reach[:, :1]) | (found == width)
    column, line = found.clip(1, width - 1), np.arange(height)[:, None]
    low, top = reach[line, column - 1], reach[line, column]
    share = np.clip((cells - low) / np.maximum(top - low, np.float32(1e-3)), 0, 1)
    return Hit(column, share, top - cells, top - low, outside)


def wall_light(sun: Sun, haze: float) -> float:
    """Light on a wall that faces the camera on the left (azimuth 270 degrees in the image's frame)."""
    return haze + (1 - haze) * max(0.0, float(np.cos(sun.elevation) * -np.sin(sun.azimuth)))


def oblique_view(
    rng: np.random.Generator,
    image: Float32Array,
    shift: Float32Array,
    gsd: float,
    rise: float,
    light: float,
    crowns: NDArray | None = None,
) -> Float32Array:
    """Oblique view (H, W) of an image from above; one pixel of `shift` is `rise` metres of height.

    `light` falls on the walls. Crowns (a mask of trees) have no windows but show their upper side, darker;
    beyond the border the scene is mirrored.
    """
    hit, line, last = trace(shift), np.arange(shift.shape[0])[:, None], shift.shape[1] - 1
    seen = image[line, hit.column] * hit.share + image[line, hit.column - 1] * (1 - hit.share)
    mirrored = image[line, (last - np.abs(last - hit.column - np.rint(hit.below).astype(np.intp))).clip(0)]
    wall = (hit.step * rise > LOWEST) & (hit.step > STEEPEST)
    side = light * _walls(rng, hit, gsd, rise)
    if crowns is not None:
        side = np.where(crowns[line, hit.column] > 0, np.float32(SHADE) * mirrored, side)
    return np.where(hit.outside, mirrored, np.where(wall, side, seen)).astype(np.float32)


def _walls(rng: np.random.Generator, hit: Hit, gsd: float, rise: float) -> Float32Array:
    """Reflectance of walls by their place on the map and the metres below their top."""
    shape = hit.column.shape
    line = np.arange(shape[0])[:, None]
    plaster = smooth_noise(rng, shape, max(2.0, 14 / gsd))[line, hit.column]
    tone = 0.34 + 0.12 * np.clip(np.floor(2.5 * plaster) / 2.5, -2, 2)
    width, first, glass = rng.uniform(0.35, 0.65), rng.random(), rng.uniform(0.05, 0.15)
    if max(rise, gsd) > 0.5 * FLOOR:
        return (tone + 0.5 * width * (glass - tone)).astype(np.float32)
    storey = np.mod(hit.below * np.float32(rise / FLOOR), 1)
    bay = np.mod(line * (gsd / BAY) + first, 1)
    window = (storey > 0.2) & (storey < 0.7) & (bay < width)
    return np.where(window, glass, tone).astype(np.float32)
