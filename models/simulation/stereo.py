"""Stereo DSMs of a known scene: rendered image pairs, a real matcher, filling and fusion of pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..raster.arrays import Float32Array
from . import facades, imaging, matching
from .noise import smooth_noise

# Of matching by grey levels: windows, and what a disparity step costs beside a pixel's difference.
GREY_WINDOWS = [(3, 3), (3, 5), (5, 5), (5, 7)]
GREY_STEP = (3.0, 12.0)


class Flights(NamedTuple):
    """What random pairs are drawn from: shares of pairs in different light (flight lines, seasons), of
    left-right checked matching and of that by grey levels, the largest B/H, bounds of the sensor noise, and
    the share of steady pairs: nothing moves between the two views, and their rows are true."""

    dates_apart: float = 0.0
    checked: float = 0.55
    most_base: float = 0.9
    noise: tuple[float, float] = (0.002, 0.03)
    grey: float = 0.0
    steady: float = 0.0


@dataclass(frozen=True)
class Setup:
    """How the pair is taken and matched. Lengths in pixels, base_to_height is B/H.

    The sun's azimuth and elevation (radians) are drawn for every pair where they are not given. Walls have
    windows, or bright and dark stripes along the rows, which is quicker.
    """

    base_to_height: float = 0.4
    blur: float = 0.5
    noise: float = 0.01
    parallax_rows: float = 0.0
    change: float = 0.0
    window: tuple[int, int] = (7, 9)
    paths: int = 8
    penalties: matching.Penalties = matching.Penalties()
    check: bool = True
    pairs: int = 1
    speckle: int = 0
    azimuth: float | None = None
    elevation: float | None = None
    windows: bool = False
    grey: bool = False

    @classmethod
    def random(cls, rng: np.random.Generator, relief: float, flights: Flights = Flights()) -> Setup:
        """A pair as flights and satellites take them; `relief` (px of height range) bounds the search."""
        most = min(flights.most_base, 88 / max(relief, 1))
        dates_apart = rng.random() < flights.dates_apart
        window = [(5, 5), (5, 7), (7, 7), (7, 9), (9, 9)][rng.integers(5)]
        small = rng.uniform(3, 16)
        grey = flights.grey > 0 and rng.random() < flights.grey
        if grey:
            window = GREY_WINDOWS[rng.integers(len(GREY_WINDOWS))]
            small = rng.uniform(*GREY_STEP) * window[0] * window[1]
        drawn = cls(
            base_to_height=rng.uniform(min(0.15, most / 2), most),
            blur=rng.choice([0.0, rng.uniform(0.3, 1.5)]),
            noise=np.exp(rng.uniform(*np.log(flights.noise))),
            parallax_rows=rng.choice([0.0, rng.normal(0, 0.6)]),
            change=rng.uniform(0.6, 1) if dates_apart else rng.choice([0.0, rng.uniform(0, 1)]),
            window=window,
            paths=rng.choice([4, 8], p=[0.25, 0.75]),
            penalties=matching.Penalties(int(small), int(small * rng.uniform(2.5, 5 if grey else 12))),
            check=rng.random() < flights.checked,
            pairs=int(rng.choice([1, 2, 3], p=[0.74, 0.2, 0.06])),
            speckle=int(rng.choice([0, 20, 60])),
            grey=grey,
        )
        steady = flights.steady > 0 and rng.random() < flights.steady
        return replace(drawn, parallax_rows=0.0, change=0.0) if steady else drawn

    def sun(self, rng: np.random.Generator, turn: int) -> imaging.Sun:
        """The sun in the frame of an image that was turned to the left by quarter turns."""
        sun = imaging.Sun.random(rng)
        if self.azimuth is not None:
            sun = sun._replace(azimuth=self.azimuth - turn * np.pi / 2)
        return sun if self.elevation is None else sun._replace(elevation=self.elevation)


class Pair(NamedTuple):
    """Images (H, W) float32 as they are matched: an orthographic view from above and an oblique one.

    `shift` is how many columns every pixel of the first lies further to the right in the second; `turn` the
    quarter turns to the left by which the scene was turned, so that the base line lies along the rows.
    """

    first: Float32Array
    second: Float32Array
    shift: Float32Array
    sun: imaging.Sun
    haze: float
    turn: int = 0

    @property
    def seen_from(self) -> str:
        """Where the oblique view's camera stands: things lean away from it."""
        return ("west", "north", "east", "south")[self.turn % 4]

    def upright(self) -> Pair:
        """The pair with north up."""
        first, second, shift = (np.ascontiguousarray(np.rot90(a, -self.turn)) for a in self[:3])
        azimuth = (self.sun.azimuth + self.turn * np.pi / 2) % (2 * np.pi)
        return Pair(first, second, shift, self.sun._replace(azimuth=azimuth), self.haze, self.turn)


class Survey(NamedTuple):
    """A stereo DSM (H, W) float32 metres, NaN = void, and the pairs, north up, that it was matched from."""

    dsm: Float32Array
    pairs: list[Pair]


def _changes(rng: np.random.Generator, image: Float32Array, amount: float) -> Float32Array:
    """Cars, awnings, clouds of dust: some blocks of the second image show something else."""
    changed = image.copy()
    for _ in range(int(amount * image.size / 6000)):
        height, width = rng.integers(2, 14, 2)
        row, column = rng.integers(0, image.shape[0]), rng.integers(0, image.shape[1])
        changed[row : row + height, column : column + width] = rng.uniform(0, 0.8)
    return changed


def _glare(rng: np.random.Generator, image: Float32Array, glass: NDArray | None) -> Float32Array:
    """Glass and water reflect something else in every view."""
    if glass is None or not glass.any():
        return image
    sky = 0.5 + 0.4 * smooth_noise(rng, image.shape, rng.uniform(1, 8))
    share = np.float32(rng.uniform(0.4, 1))
    return np.where(glass > 0, (1 - share) * image + share * sky, image).astype(np.float32)


def render_pair(
    rng: np.random.Generator,
    heights: Float32Array,
    albedo: Float32Array,
    glass: NDArray | None,
    gsd: float,
    setup: Setup,
    turn: int = 0,
    crowns: NDArray | None = None,
) -> Pair:
    """Images of a scene that was turned to the left by quarter turns; crowns is a mask of trees."""
    sun = setup.sun(rng, turn)
    haze = rng.uniform(0.05, 0.5)
    first = imaging.radiance(heights, albedo, gsd, sun, haze)
    other = first
    if setup.change > 0.5:
        moved = imaging.Sun(
            sun.azimuth + rng.normal(0, 0.5 + 2 * (setup.change - 0.5)),
            float(np.clip(sun.elevation + rng.normal(0, 0.2), 0.35, 1.3)),
        )
        other = imaging.radiance(heights, albedo, gsd, moved, haze)
    shift = ((heights - heights.min()) * (setup.base_to_height / gsd)).astype(np.float32)
    other = _changes(rng, _glare(rng, other, glass), setup.change)
    if setup.windows:
        rise, light = gsd / setup.base_to_height, facades.wall_light(sun, haze)
        second = facades.oblique_view(rng, other, shift, gsd, rise, light, crowns)
    else:
        second = imaging.second_view(rng, other, shift, rng.uniform(0.05, 0.7))
    if setup.parallax_rows:
        second = ndimage.shift(second, (setup.parallax_rows, 0), order=1, mode="nearest")
    first = imaging.sensor(rng, _glare(rng, first, glass), setup.blur, setup.noise)
    second = imaging.sensor(rng, second, setup.blur * rng.uniform(0.8, 1.3), setup.noise)
    return Pair(first, second, shift, sun, haze, turn)


def matched(pair: Pair, lowest: float, gsd: float, setup: Setup, margin: int) -> Float32Array:
    """The surface (H, W) float32 metres, NaN = void, in the pair's frame; no shift means `lowest`."""
    disparity = matching.match(
        pair.first,
        pair.second,
        -margin,
        int(np.ceil(pair.shift.max())) + 2 * margin,
        window=setup.window,
        paths=setup.paths,
        penalties=setup.penalties,
        check=setup.check,
        cost=matching.grey_cost if setup.grey else matching.matching_cost,
    )
    if setup.speckle and setup.check:
        disparity[~matching.without_speckles(disparity, ~np.isnan(disparity), setup.speckle)] = np.nan
    return disparity * np.float32(gsd / setup.base_to_height) + lowest


# As `matched`: of a pair, the height that no shift means, the GSD, the setup and the margin of the search.
Matcher = Callable[[Pair, float, float, Setup, int], Float32Array]


def stereo_dsm(
    rng: np.random.Generator,
    heights: Float32Array,
    albedo: Float32Array | None,
    gsd: float,
    *,
    glass: NDArray | None = None,
    setup: Setup | None = None,
    matcher: Matcher = matched,
) -> Float32Array:
    """Stereo DSM (float32 metres, NaN = void) of a scene given as heights (H, W) in metres and albedo."""
    return survey(rng, heights, albedo, gsd, glass=glass, setup=setup, matcher=matcher).dsm


def survey(
    rng: np.random.Generator,
    heights: Float32Array,
    albedo: Float32Array | None,
    gsd: float,
    *,
    glass: NDArray | None = None,
    crowns: NDArray | None = None,
    setup: Setup | None = None,
    matcher: Matcher = matched,
) -> Survey:
    """As `stereo_dsm`, with the images; albedo 0..1, None = a made-up one; crowns: a mask of trees.

    Several pairs look along turned base lines; the median of what each could match is taken.
    """
    albedo = imaging.procedural_albedo(rng, heights, gsd) if albedo is None else albedo
    setup = setup or Setup.random(rng, float(np.ptp(heights)) / gsd)
    surfaces, pairs = [], []
    for turn in rng.permutation(4)[: setup.pairs].tolist():
        turned, cover = (np.ascontiguousarray(np.rot90(a, turn)) for a in (heights, albedo))
        panes, trees = (
            None if a is None else np.ascontiguousarray(np.rot90(a, turn)) for a in (glass, crowns)
        )
        pair = render_pair(rng, turned, cover, panes, gsd, setup, turn, trees)
        surface = matcher(pair, heights.min(), gsd, setup, int(rng.integers(2, 12)))
        surfaces.append(np.rot90(surface, -turn))
        pairs.append(pair.upright())
    return Survey(fused(surfaces), pairs)


def fused(surfaces: Sequence[Float32Array]) -> Float32Array:
    """The median (H, W) of what each surface knows."""
    if len(surfaces) == 1:
        return np.ascontiguousarray(surfaces[0])
    stack = np.stack(surfaces)
    missing = np.isnan(stack).all(axis=0)
    stack[:, missing] = 0
    median = np.nanmedian(stack, axis=0).astype(np.float32)
    median[missing] = np.nan
    return median
