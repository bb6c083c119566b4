"""How one orthoimage might look from another camera, in another season or format, under another sky."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from ...raster.arrays import Float32Array
from ...raster.grey import GREY, grey_of
from ...simulation.noise import smooth_noise

WHITE = 255.0  # of 8-bit levels
# Shares of images that are changed so.
TONED, TINTED, GREYED, REORDERED, SEASONAL, SHADED = 0.8, 0.5, 0.2, 0.06, 0.3, 0.15
HAZY, CLOUDED, SOFT, COARSE, GRAINY, COMPRESSED = 0.2, 0.15, 0.3, 0.2, 0.3, 0.35
WAVES = (0.005, 0.03)  # of the finest ones' frequency, up to which another image's count
# Mean and spread of the logarithm of how bright a roof is painted, and the spread of each band besides: roofs
# of the places that train are bright, elsewhere they are often as dark as trees.
BRIGHTNESS, HUE = (-0.25, 0.45), 0.12
JPEG_BLOCK = 8  # pixels along which JPEG takes its cosines


def seen(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """An image (3, H, W) 0..255 as it might have come."""
    for share, change in (
        (SEASONAL, _season),
        (TINTED, _tint),
        (SHADED, _shadow),
        (CLOUDED, _cloud_shadow),
        (TONED, _tone),
        (HAZY, _haze),
        (SOFT, _soft),
        (COARSE, _coarse),
        (GRAINY, _grain),
        (COMPRESSED, _compressed),
        (REORDERED, _reordered),
        (GREYED, _greyed),
    ):
        if rng.random() < share:
            image = change(rng, image)
    return np.asarray(image.clip(0, WHITE), np.float32)


def recoloured(rng: np.random.Generator, image: Float32Array, other: Float32Array) -> Float32Array:
    """An image (3, H, W) in colours of another of its size, in part: each band's mean and spread (Reinhard et
    al., IEEE CG&A 2001), or how strong its coarsest waves are (Yang and Soatto, CVPR 2020).
    """
    if rng.random() < 0.5:
        means, spreads = (
            [np.asarray(f(i, axis=(1, 2), keepdims=True)) for i in (image, other)] for f in (np.mean, np.std)
        )
        turned = (image - means[0]) / np.maximum(spreads[0], 1) * spreads[1] + means[1]
    else:
        turned = of_waves(image, other, rng.uniform(*WAVES))
    return np.asarray(image + rng.uniform(0.4, 1) * (turned - image), np.float32).clip(0, WHITE)


def of_waves(image: Float32Array, other: Float32Array, share: float) -> Float32Array:
    """An image (3, H, W) with waves, below a share of the finest, that are as strong as another's."""
    waves, theirs = (fft.rfft2(one, axes=(1, 2)) for one in (image, other))
    rows, cols = (np.abs(f) for f in (fft.fftfreq(image.shape[1]), fft.rfftfreq(image.shape[2])))
    coarse = np.maximum.outer(rows, cols) <= share / 2
    waves[:, coarse] = np.abs(theirs[:, coarse]) * np.exp(1j * np.angle(waves[:, coarse]))
    return np.asarray(fft.irfft2(waves, s=image.shape[1:], axes=(1, 2)), np.float32)


def repainted(rng: np.random.Generator, image: Float32Array, buildings: NDArray[np.bool_]) -> Float32Array:
    """An image (3, H, W) whose buildings (H, W) are painted, each its own way: roofs are of all colours, dark
    ones too. What is painted besides, elsewhere, keeps paint from telling roofs.
    """
    labels, count = ndimage.label(buildings)
    if not count:
        return image
    gains = np.exp(rng.normal(*BRIGHTNESS, (count + 1, 1)) + rng.normal(0, HUE, (count + 1, 3)))
    gains[rng.random(count + 1) > rng.uniform(0.3, 1)] = 1
    gains[0] = 1
    paint = np.moveaxis(gains.astype(np.float32)[labels], -1, 0)
    moved = np.roll(np.rot90(paint, 2, (1, 2)), tuple(int(n) for n in rng.integers(0, 64, 2)), (1, 2))
    paint = np.where(buildings, paint, moved)
    return np.asarray(image * ndimage.gaussian_filter(paint, (0, 0.7, 0.7)), np.float32).clip(0, WHITE)


def _shadow(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """The shadow of something tall: a quadrangle in a bluish half-light."""
    rows, cols = image.shape[1:]
    middle = rng.uniform(0, 1, 2) * (rows, cols)
    turn = rng.uniform(0, np.pi)
    down, right = np.indices((rows, cols)) - middle[:, None, None]
    along, across = (
        down * np.cos(turn) + right * np.sin(turn),
        right * np.cos(turn) - down * np.sin(turn),
    )
    sides = rng.uniform(8, 70, 2)
    inside = (np.abs(along) < sides[0]) & (np.abs(across) < sides[1])
    soft = ndimage.gaussian_filter(inside.astype(np.float32), rng.uniform(0.5, 1.5))
    light = rng.uniform(0.3, 0.7) * np.array([0.95, 1.0, 1.1], np.float32)
    return np.asarray(image * (1 + soft * (light[:, None, None] - 1)), np.float32)


def _season(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """What is green turns yellow, brown or darker."""
    green = ((2 * image[1] - image[0] - image[2]) / 60).clip(0, 1)
    turned = image * rng.uniform((0.9, 0.6, 0.5), (1.7, 1.1, 1.1))[:, None, None]
    return np.asarray(image + green * (turned - image), np.float32)


def _tint(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """More or less colour, and another white."""
    grey = grey_of(image)
    strong = grey + (image - grey) * rng.uniform(0.3, 1.6)
    return np.asarray(strong * rng.uniform(0.8, 1.2, 3)[:, None, None], np.float32)


def _cloud_shadow(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Soft shade over a part of the image."""
    shade = smooth_noise(rng, image.shape[1:], rng.uniform(15, 60))
    return np.asarray(image * (1 - rng.uniform(0.15, 0.6) / (1 + np.exp(-4 * shade))), np.float32)


def _tone(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Another exposure and gamma, of each band a little its own."""
    gamma = np.exp(rng.uniform(-0.45, 0.45) + rng.uniform(-0.12, 0.12, 3))[:, None, None]
    gain = rng.uniform(0.7, 1.35)
    return np.asarray(WHITE * (gain * image / WHITE).clip(0, 1) ** gamma.astype(np.float32), np.float32)


def _haze(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """A veil of some bright colour."""
    veil = rng.uniform(120, 240) * rng.uniform(0.9, 1.1, 3)[:, None, None]
    return np.asarray(image + rng.uniform(0.1, 0.55) * (veil - image), np.float32)


def _soft(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Out of focus, or sharpened."""
    blurred = ndimage.gaussian_filter(image, (0, *[rng.uniform(0.4, 1.4)] * 2))
    return blurred if rng.random() < 0.7 else image + rng.uniform(0.3, 1.2) * (image - blurred)


def _coarse(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Of pixels twice or thrice as large, made smaller again."""
    return resampled(image, float(rng.uniform(1.5, 3.0)))


def resampled(image: Float32Array, factor: float) -> Float32Array:
    """An image (3, H, W) as one of pixels `factor` times as large shows it on this grid."""
    mean = ndimage.uniform_filter(image, (0, round(factor), round(factor)))
    size = [max(2, round(n / factor)) for n in image.shape[1:]]
    rows, cols = (((np.arange(n) + 0.5) * m / n - 0.5).clip(0, m - 1) for n, m in zip(size, image.shape[1:]))
    small = mean[:, np.rint(rows).astype(int)][:, :, np.rint(cols).astype(int)]
    scale = [1, *(n / m for n, m in zip(image.shape[1:], size))]
    return np.asarray(ndimage.zoom(small, scale, order=1, grid_mode=True, mode="nearest"), np.float32)


def _grain(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Sensor noise."""
    return image + np.float32(rng.uniform(1, 10)) * rng.standard_normal(image.shape, dtype=np.float32)


def _compressed(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Cosine terms of blocks of 8 x 8 pixels rounded, as JPEG does."""
    bands, rows, cols = image.shape
    blocks = image.reshape(bands, rows // JPEG_BLOCK, JPEG_BLOCK, cols // JPEG_BLOCK, JPEG_BLOCK)
    terms = fft.dctn(blocks, axes=(2, 4), norm="ortho")
    high = np.add.outer(np.arange(JPEG_BLOCK), np.arange(JPEG_BLOCK)) + 1
    step = (rng.uniform(2, 12) * high)[None, None, :, None, :].astype(np.float32)
    rounded = np.rint(terms / step) * step
    return np.asarray(fft.idctn(rounded, axes=(2, 4), norm="ortho").reshape(image.shape), np.float32)


def _reordered(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """Bands in another order, as in infrared composites."""
    return image[rng.permutation(3)]


def _greyed(rng: np.random.Generator, image: Float32Array) -> Float32Array:
    """One band thrice, as panchromatic images."""
    weights = GREY if rng.random() < 0.5 else rng.dirichlet(np.ones(3))
    return np.repeat(np.tensordot(weights.astype(np.float32), image, 1)[None], 3, axis=0)
