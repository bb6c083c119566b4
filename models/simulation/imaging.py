"""Images of a height field: sun, shadows, texture, colour, a second view, sensor noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..progress import stop_if_cancelled
from ..raster.arrays import Float32Array
from . import colours
from .noise import smooth_noise

if TYPE_CHECKING:
    from .scene import Scene

# Light of the sky in the bands of colours.BANDS, relative to that of the sun.
SKY = (0.75, 0.95, 1.3, 0.5)


class Sun(NamedTuple):
    """Direction of the light: azimuth clockwise from north and elevation, both in radians."""

    azimuth: float
    elevation: float

    @classmethod
    def random(cls, rng: np.random.Generator) -> Sun:
        """A sun as an acquisition at mid latitudes may have it (25 to 70 degrees high)."""
        return cls(rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(25, 70)))


def shifted(image: Float32Array, rows: int, columns: int) -> Float32Array:
    """The image moved by whole pixels, its border repeated."""
    height, width = image.shape
    row = np.clip(np.arange(height) - rows, 0, height - 1)
    column = np.clip(np.arange(width) - columns, 0, width - 1)
    return image[row[:, None], column]


def cast_shadow(heights: Float32Array, gsd: float, sun: Sun, reach: int = 128) -> NDArray[np.bool_]:
    """True where something nearer to the sun hides it; the shadow is followed for `reach` pixels.

    The shadow surface is a running maximum along the light, built by doubling the distance at each step.
    """
    step_row, step_column = np.cos(sun.azimuth), -np.sin(sun.azimuth)
    drop = np.tan(sun.elevation) * gsd
    surface, distance = heights, 1
    while distance <= reach:
        stop_if_cancelled()
        moved = shifted(surface, round(step_row * distance), round(step_column * distance))
        surface = np.maximum(surface, moved - np.float32(drop * distance))
        distance *= 2
    return surface > heights + 0.05 * gsd


def shading(heights: Float32Array, gsd: float, sun: Sun) -> Float32Array:
    """Lambertian factor of the slope towards the sun, 0 to 1 (walls count as 45 degrees)."""
    rows, columns = (np.clip(g / gsd, -1, 1) for g in np.gradient(heights))
    light_north, light_east = np.cos(sun.azimuth), np.sin(sun.azimuth)
    slope = rows * light_north - columns * light_east
    cosine = np.sin(sun.elevation) + np.cos(sun.elevation) * slope
    return np.clip(cosine / np.sqrt(1 + rows**2 + columns**2), 0, 1).astype(np.float32)


def procedural_albedo(rng: np.random.Generator, heights: Float32Array, gsd: float) -> Float32Array:
    """Reflectance for a surface of unknown cover: flat patches by height step, texture at several scales."""
    steps = np.floor((heights - ndimage.uniform_filter(heights, 9)) / max(2 * gsd, 1.0))
    levels = rng.uniform(0.1, 0.9, 257).astype(np.float32)
    return textured(rng, levels[np.clip(steps + 128, 0, 256).astype(np.intp)])


def textured(rng: np.random.Generator, albedo: Float32Array) -> Float32Array:
    """Reflectance (H, W) with texture at several scales, as sharp images of roofs and ground show it."""
    texture = rng.choice([0.04, 0.1, 0.2])
    for scale in (1, 3, 12, 40):
        albedo = albedo + np.float32(texture * rng.uniform(0.2, 1)) * smooth_noise(rng, albedo.shape, scale)
    return np.clip(albedo, 0.02, 1).astype(np.float32)


def light(heights: Float32Array, gsd: float, sun: Sun, haze: float = 0.25, reach: int = 128) -> Float32Array:
    """Sun and sky light (H, W) on a surface; `haze` is the share of the sky, all that shadows get."""
    lit = ~cast_shadow(heights, gsd, sun, reach)
    return haze + (1 - haze) * shading(heights, gsd, sun) * ndimage.uniform_filter(lit.astype(np.float32), 3)


def radiance(
    heights: Float32Array, albedo: Float32Array, gsd: float, sun: Sun, haze: float = 0.25
) -> Float32Array:
    """What an orthographic camera above the scene sees: albedo under sun and sky light, dark shadows."""
    return (albedo * light(heights, gsd, sun, haze)).astype(np.float32)


def ortho(
    rng: np.random.Generator,
    scene: Scene,
    sun: Sun,
    *,
    haze: float = 0.25,
    blur: float = 0.4,
    noise: float = 0.002,
) -> Float32Array:
    """True orthoimage (4, H, W) float32 on the scene's grid: radiance as a share of a sunlit white level's.

    Bands as in colours.BANDS. Blur in pixels; shadows are lit by a blue sky.
    """
    longest = float(np.ptp(scene.heights)) / np.tan(sun.elevation) / scene.gsd
    fallen = light(scene.heights, scene.gsd, sun, haze, reach=max(128, int(longest / 2)))
    bands = colours.reflectance(rng, scene)
    glint = np.where(scene.glass > 0, rng.uniform(0.1, 0.6) * smooth_noise(rng, fallen.shape, 4), 0)
    for band, sky in zip(bands, SKY):
        level = haze * sky + (1 - haze) * np.sin(sun.elevation)  # on level ground: exposure and white balance
        band *= (fallen - np.float32(haze * (1 - sky))) / np.float32(level)
        band += np.abs(glint) * np.float32(sky)
        if blur > 0.15:
            ndimage.gaussian_filter(band, blur, output=band)
        band += np.float32(noise) * rng.standard_normal(band.shape, dtype=np.float32)
    return np.clip(bands, 0, None)


def ndvi(image: Float32Array) -> Float32Array:
    """Normalised difference vegetation index (H, W) of an image whose bands are those of `ortho`."""
    red, infrared = image[0], image[3]
    return (infrared - red) / np.maximum(infrared + red, np.float32(1e-4))


def second_view(
    rng: np.random.Generator, radiance_left: Float32Array, shift: Float32Array, facade: float
) -> Float32Array:
    """Oblique view (H, W) in which a pixel of the first moves by `shift` columns.

    Painted from far to near on a grid of half columns, so that high things hide low ones. Cells that nobody
    painted are walls or hidden ground: they get a facade of random brightness with rows of windows.
    """
    stop_if_cancelled()
    height, width = shift.shape
    fine = np.repeat(shift, 2, axis=1)
    columns = np.arange(2 * width) / 2
    target = np.rint(2 * (columns + fine)).astype(np.intp)
    order = slice(None, None, -1)
    painted = np.full((height, 2 * width), np.nan, np.float32)
    rows = np.broadcast_to(np.arange(height)[:, None], target.shape)
    inside = (target >= 0) & (target < 2 * width)
    # of the candidates for one cell the leftmost has the largest shift: it is nearest to the camera
    keep = inside[:, order]
    painted[rows[:, order][keep], target[:, order][keep]] = fine[:, order][keep]
    moved = painted[:, ::2]
    moved = np.where(np.isnan(moved), painted[:, 1::2], moved)
    hidden = np.isnan(moved)
    source = np.arange(width, dtype=np.float32) - np.where(hidden, 0, moved)
    left = np.clip(np.floor(source).astype(np.intp), 0, width - 2)
    part = np.clip(source - left, 0, 1).astype(np.float32)
    line = np.arange(height)[:, None]
    image = radiance_left[line, left] * (1 - part) + radiance_left[line, left + 1] * part
    walls = facade * (1 + 0.5 * np.sign(np.sin(np.arange(height) / rng.uniform(0.6, 4))))[:, None]
    walls = walls * (1 + 0.3 * smooth_noise(rng, shift.shape, 2))
    return np.where(hidden, walls, image).astype(np.float32)


def sensor(rng: np.random.Generator, image: Float32Array, blur: float, noise: float) -> Float32Array:
    """Point spread, gain, gamma, additive noise: what two cameras or dates do not share."""
    seen = ndimage.gaussian_filter(image, blur) if blur > 0.15 else image
    seen = np.clip(seen, 1e-3, None) ** np.float32(rng.uniform(0.7, 1.4)) * np.float32(rng.uniform(0.7, 1.4))
    return seen + np.float32(noise) * rng.standard_normal(image.shape, dtype=np.float32)
