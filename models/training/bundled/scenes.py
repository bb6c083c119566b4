"""Training scenes: a true surface, a degraded copy of it and its void mask, in GSD units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor

from ...engine.normalise import gsd_plane
from ...modelfile.parts import Options
from ...raster.arrays import Float32Array
from ...raster.voids import fill_voids
from ...simulation import city, degradation, imaging
from ...simulation.cover import likely_cover
from ...simulation.filling import fill
from ...simulation.noise import Dice
from ...simulation.stereo import Flights, Setup, matched, stereo_dsm
from . import guides, library_matching
from .places import Place

SIZE = 304  # pixels: the crops of training lie anywhere in it
MARGIN = 24  # pixels around it that errors reach in from
# A scene whose matching failed altogether teaches nothing and is drawn anew: mean error in GSD, or in metres
# where that is more, as small pixels have large errors in pixels.
WORST_PIXELS = 12.0
WORST_METRES = 3.0
# Steps of the stored integers per GSD: a three-hundredth of a pixel is far below any noise.
STEPS = 100


class Sample(NamedTuple):
    """Heights in GSD units (SIZE, SIZE) float32 about their median, voids (True = was empty), GSD (m), and a
    grey image and where buildings stand (0..1) if the mixture is guided."""

    truth: Float32Array
    noisy: Float32Array
    void: NDArray[np.bool_]
    gsd: float
    image: Float32Array | None = None
    buildings: Float32Array | None = None


class Truth(NamedTuple):
    """A surface (H, W) in metres, its GSD, and what is known of it: reflectance, glass, a real image, and
    where buildings stand."""

    heights: Float32Array
    gsd: float
    albedo: Float32Array | None = None
    glass: NDArray | None = None
    image: Float32Array | None = None
    buildings: Float32Array | None = None


class Mixture(NamedTuple):
    """Shares of what a training set is made of; the rest of `stereo` and `clean` is hand-made noise.

    `flights` is what stereo pairs are drawn from, `library` the share of them that OpenCV matches;
    `severity` bounds the hand-made noise and `kinds` names its error models (none = a random choice for each
    scene), `unit` bounds their unit of height in GSD (a disparity step is GSD / (B/H)); `relief` is the
    largest factor on real heights, `textured` the share of scenes whose ground and roofs have texture
    everywhere, as sharp images show it; `zoom` bounds that on their resolution, `gsd` (metres) that of
    cities.
    """

    real: float = 0.4
    clean: float = 0.14
    stereo: float = 0.62
    on_top: float = 0.2
    flights: Flights = Flights()
    library: float = 0.0
    mask_told: float = 0.5
    severity: tuple[float, float] = (0.2, 1.5)
    kinds: tuple[str, ...] | None = None
    relief: float = 1.7
    textured: float = 0.0
    unit: tuple[float, float] = (1.0, 1.0)
    zoom: tuple[float, float] = (0.7, 3.0)
    gsd: tuple[float, float] = (0.1, 2.0)
    guided: bool = False


MIXTURES = {
    "even": Mixture(),
    "harsh": Mixture(real=0.55, clean=0.06, stereo=0.3, severity=(0.6, 2.2), relief=2.5),
    "dates": Mixture(real=0.35, clean=0.05, stereo=0.95, on_top=0.1, flights=Flights(dates_apart=0.9)),
    "speckled": Mixture(
        real=0.55,
        clean=0.06,
        stereo=0.0,
        severity=(0.5, 2.0),
        kinds=("correlated_noise", "white_noise", "speckle", "blobs", "speckle"),
    ),
    "fine": Mixture(
        real=0.2,
        clean=0.08,
        stereo=0.66,
        flights=Flights(dates_apart=0.25),
        unit=(1.0, 4.0),
        zoom=(1.5, 5.0),
        gsd=(0.06, 0.35),
    ),
    "grainy": Mixture(
        real=0.1,
        clean=0.03,
        stereo=0.97,
        on_top=0.1,
        flights=Flights(0.3, checked=0.35, most_base=0.35, noise=(0.01, 0.06)),
        zoom=(1.5, 5.0),
        gsd=(0.06, 0.4),
    ),
    "guided": Mixture(real=0.4, clean=0.06, stereo=0.8, guided=True),
    "guided_fine": Mixture(
        real=0.25,
        clean=0.05,
        stereo=0.85,
        flights=Flights(dates_apart=0.25),
        unit=(1.0, 4.0),
        zoom=(1.5, 5.0),
        gsd=(0.06, 0.4),
        guided=True,
    ),
    "grey": Mixture(
        real=0.4,
        clean=0.04,
        stereo=0.9,
        on_top=0.05,
        flights=Flights(dates_apart=0.2, noise=(0.002, 0.02), grey=0.8),
        gsd=(0.2, 2.0),
        guided=True,
    ),
    "semiglobal": Mixture(
        real=0.5,
        clean=0.0,
        stereo=1.0,
        on_top=0.05,
        flights=Flights(dates_apart=0.1, noise=(0.002, 0.02), grey=1.0),
        library=1.0,
        gsd=(0.2, 2.0),
        guided=True,
    ),
    "steady": Mixture(
        real=0.6,
        clean=0.0,
        stereo=1.0,
        on_top=0.03,
        flights=Flights(dates_apart=0.05, noise=(0.002, 0.02), grey=0.7, steady=0.85),
        library=0.6,
        textured=0.75,
        gsd=(0.2, 2.0),
        guided=True,
    ),
    "quiet": Mixture(real=0.8, clean=1.0, stereo=0.0, relief=1.3, zoom=(0.6, 1.3), guided=True),
    "coarse": Mixture(
        real=0.6, clean=0.08, stereo=0.6, severity=(0.4, 1.8), zoom=(0.35, 0.8), gsd=(0.9, 2.5)
    ),
    "spiky": Mixture(
        real=0.6,
        clean=0.04,
        stereo=0.0,
        severity=(0.6, 3.0),
        kinds=("mixed_pixels", "white_noise", "spikes", "outliers"),
        relief=2.5,
    ),
}


def _factor(rng: np.random.Generator, bounds: tuple[float, float]) -> float:
    """A log-uniform random number."""
    return float(np.exp(rng.uniform(*np.log(bounds))))


def real(rng: np.random.Generator, places: Sequence[Place], mixture: Mixture, size: int) -> Truth:
    """A window of a real surface, zoomed and its relief stretched."""
    if mixture.guided and any(p.image is not None for p in places) and rng.random() < 0.5:
        places = [p for p in places if p.image is not None]
    weights = np.array([min(p.heights.size, 400_000) ** 0.5 for p in places])
    place = places[rng.choice(len(places), p=weights / weights.sum())]
    least = size / min(place.heights.shape)
    zoom = max(_factor(rng, mixture.zoom), least)
    if zoom <= 1.15 and least <= 1:
        zoom = 1.0
    need = min(int(np.ceil(size / zoom)), *place.heights.shape)
    row = rng.integers(0, place.heights.shape[0] - need + 1)
    column = rng.integers(0, place.heights.shape[1] - need + 1)
    cut = (slice(row, row + need), slice(column, column + need))
    order = int(rng.integers(2)) if zoom != 1.0 else 0
    heights = _zoomed(place.heights[cut], size, order)
    heights = (heights - np.median(place.heights[cut])) * np.float32(_factor(rng, (0.6, mixture.relief)))
    image = None if place.image is None or not mixture.guided else _zoomed(place.image[cut], size, 1)
    buildings = None if place.buildings is None else _zoomed(place.buildings[cut], size, 1)
    return Truth(heights, place.gsd / zoom, image=image, buildings=buildings)


def _zoomed(window: Float32Array, size: int, order: int) -> Float32Array:
    """The window (n, n) as (size, size) float32."""
    need = window.shape[0]
    if need != size:
        window = ndimage.zoom(window, (size + 0.01) / need, order=order, grid_mode=True, mode="nearest")
    return np.ascontiguousarray(window[:size, :size], np.float32)


def _truth(rng: np.random.Generator, places: Sequence[Place], mixture: Mixture, size: int) -> Truth:
    if places and rng.random() < mixture.real:
        return real(rng, places, mixture, size)
    gsd = _factor(rng, mixture.gsd)
    scene = city.generate(rng, (size, size), gsd)
    return Truth(scene.heights, gsd, scene.albedo, scene.glass, buildings=scene.buildings.astype(np.float32))


def degraded(rng: np.random.Generator, mixture: Mixture, truth: Truth) -> Float32Array:
    """A surface (H, W) in metres as the mixture's stereo, noise or LiDAR would have it; NaN = void."""
    kind = rng.random()
    heights, gsd = truth.heights, truth.gsd
    if kind < mixture.clean:
        roughness = rng.choice([0.0, rng.uniform(0, 0.15)], p=[0.8, 0.2])
        return heights + np.float32(roughness * gsd) * rng.standard_normal(heights.shape, dtype=np.float32)
    if kind < mixture.clean + mixture.stereo:
        setup = Setup.random(rng, float(np.ptp(heights)) / gsd, mixture.flights)
        by_library = mixture.library > 0 and rng.random() < mixture.library
        matcher = library_matching.matched if by_library else matched
        noisy = stereo_dsm(rng, heights, truth.albedo, gsd, glass=truth.glass, setup=setup, matcher=matcher)
        if rng.random() < mixture.on_top:
            noisy = degradation.degrade(rng, fill_voids(noisy), gsd, float(rng.uniform(0.1, 0.6)))
        return noisy
    unit = gsd * _factor(rng, mixture.unit)
    return degradation.degrade(rng, heights, unit, float(rng.uniform(*mixture.severity)), mixture.kinds)


def _image(rng: np.random.Generator, truth: Truth) -> Float32Array:
    if truth.image is not None:
        return guides.taken(rng, truth.image)
    return guides.rendered(rng, truth.heights, truth.albedo, truth.gsd)


def _attempt(rng: np.random.Generator, places: Sequence[Place], mixture: Mixture) -> Sample:
    truth = _truth(rng, places, mixture, SIZE + 2 * MARGIN)
    if mixture.guided and truth.albedo is None:
        truth = truth._replace(albedo=_cover(rng, truth))
    if truth.albedo is not None and mixture.textured > 0 and rng.random() < mixture.textured:
        truth = truth._replace(albedo=imaging.textured(rng, truth.albedo))
    noisy = degraded(rng, mixture, truth)
    if rng.random() > mixture.mask_told:
        noisy = fill(Dice(rng), noisy)
    inner = (slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
    noisy, heights, gsd = np.ascontiguousarray(noisy[inner]), truth.heights[inner], truth.gsd
    near = fill_voids(noisy)
    centre = np.median(near)
    known = (_image(rng, truth)[inner], buildings_of(truth)[inner]) if mixture.guided else ()
    return Sample((heights - centre) / gsd, (near - centre) / gsd, np.isnan(noisy), gsd, *known)


def buildings_of(truth: Truth) -> Float32Array:
    """Where buildings stand (H, W) 0..1; nowhere means that it is not known."""
    return np.zeros_like(truth.heights) if truth.buildings is None else truth.buildings


def _cover(rng: np.random.Generator, truth: Truth) -> Float32Array:
    """Reflectance of a real surface: what its image shows, or what is likely."""
    if truth.image is None:
        return likely_cover(rng, truth.heights, truth.gsd)
    low, high = np.quantile(truth.image, (0.01, 0.99))
    return np.clip((truth.image - low) / max(high - low, 1e-6), 0.02, 1).astype(np.float32)


def sample(rng: np.random.Generator, places: Sequence[Place], mixture: Mixture = Mixture()) -> Sample:
    """One random training scene. Voids are told by the mask or hidden under some filling."""
    while True:
        attempt = _attempt(rng, places, mixture)
        worst = max(WORST_PIXELS, WORST_METRES / attempt.gsd)
        if np.abs(attempt.noisy - attempt.truth).mean() <= worst:
            return attempt


def packed(samples: Sequence[Sample]) -> NDArray[np.int16]:
    """Samples as (N, 3 to 5, SIZE, SIZE) int16 for a shard on disk.

    Planes: truth, noisy heights, the GSD in millimetres, negative where the cell was void, the image, and
    where buildings stand.
    """
    limit = 32000
    planes = [
        [
            np.clip(s.truth * STEPS, -limit, limit),
            np.clip(s.noisy * STEPS, -limit, limit),
            np.where(s.void, -1, 1) * min(1000 * s.gsd, limit),
            *([] if s.image is None else [guides.packed(s.image)]),
            *([] if s.buildings is None else [s.buildings * guides.STEPS]),
        ]
        for s in samples
    ]
    return np.rint(np.array(planes)).astype(np.int16)


def illustrated(rng: np.random.Generator, shard: NDArray[np.int16]) -> NDArray[np.int16]:
    """A shard of scenes without images (N, 3, SIZE, SIZE) with one rendered for each (N, 4, SIZE, SIZE)."""
    images = []
    for truth, _, gsds in shard:
        gsd = float(abs(int(gsds[0, 0]))) / 1000
        heights = truth.astype(np.float32) * np.float32(gsd / STEPS)
        images.append(guides.packed(guides.rendered(rng, heights, None, gsd)))
    return np.concatenate([shard, np.array(images)[:, None]], axis=1)


def planes_of(options: Options) -> list[int]:
    """The planes of a scene (heights, image, buildings, voids, pixel size) that a network takes."""
    told = {1: options.get("guided", False), 2: options.get("buildings", False)}
    return [plane for plane in range(5) if told.get(plane, True)]


def unpacked(planes: NDArray[np.int16]) -> tuple[Tensor, Tensor]:
    """Network inputs (N, 3 to 5, H, W) and truth (N, 1, H, W), float32, of a shard or a part of it.

    Inputs: heights, the image and the buildings if there are any, voids, pixel size.
    """
    heights = planes[:, :2].astype(np.float32) / STEPS
    marks = planes[:, 2:3]
    scale = gsd_plane(np.abs(marks) / np.float32(1000))
    images = planes[:, 3:].astype(np.float32) / guides.STEPS
    inputs = np.concatenate([heights[:, 1:], images, marks < 0, scale], axis=1, dtype=np.float32)
    return torch.from_numpy(inputs), torch.from_numpy(heights[:, :1])
