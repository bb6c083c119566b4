"""Simulated scenes as raster files: the known surface, what stereo would see of it, images and labels."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Union

import numpy as np

from ..errors import RooflineError
from ..formats.atomic import together
from ..options import ERROR_MODELS, FACADES, STYLES
from ..progress import Cancel, Progress, cancellable, cancelled_now, stop_if_cancelled
from ..raster.gdal_errors import block_cache
from ..raster.grid import Grid
from ..raster.paths import check_paths
from ..raster.voids import NODATA
from ..raster.windows import strips
from ..raster.writer import RasterWriter, check_raster
from . import city, colours, degradation, imaging, stereo
from .scene import Scene

logger = logging.getLogger(__name__)

MATCHED = ERROR_MODELS[0]
SMALLEST, LARGEST = 8, 4096  # pixels a side: one scene is one array
LAYERS = (
    "truth",
    "stereo",
    "buildings",
    "images",
    "second_image",
    "ndvi",
    "ground",
    "roads",
    "trees",
    "roof_planes",
)
FEW_BUILDINGS = 5.0  # percent: the edge of a town, which some seeds show
PAIRS = 2  # images are matched in two pairs
CHUNK_PIXELS = 2**20  # written between two looks at a cancel: a row of the files' tiles of 256 in the widest
# Stored type, nodata value and, where a layer is no single band, its bands: known before anything is made.
HEIGHTS, CLASSES = ("Float32", NODATA), ("Byte", 255)
# Roof planes are numbered, 0 = none.
STORED = {"buildings": CLASSES, "roads": CLASSES, "roof_planes": ("UInt32", 0)}
BANDS = {"images": len(colours.BANDS), "second_image": 0}  # and one more by pair
# What the band of a layer is called that has one alone, as QGIS shows it.
NAMED = dict.fromkeys(("truth", "stereo", "ground"), "Height")
NAMED |= {"trees": "Tree height", "buildings": "Building", "roads": "Road", "roof_planes": "Roof plane"}
Target = Union[str, Path]


@dataclass(frozen=True)
class Recipe:
    """What to simulate; severity 0 to 1.5 is how bad the stereo surface is.

    The sun's azimuth (clockwise from north) and elevation in degrees are drawn where they are not given.
    """

    seed: int = 0
    style: str | None = None
    error_model: str = MATCHED
    severity: float = 0.5
    sun_azimuth: float | None = None
    sun_elevation: float | None = None
    base_to_height: float = stereo.Setup.base_to_height
    facades: str = FACADES[0]

    def setup(self) -> stereo.Setup:
        """Images from sharp and clean (severity 0) to blurred, noisy and taken at different times (1.5)."""
        return stereo.Setup(
            base_to_height=self.base_to_height,
            blur=0.4 * self.severity,
            noise=0.002 * 3.0**self.severity,
            change=self.severity / 1.5,
            pairs=PAIRS,
            windows=self.facades == "windows",
            azimuth=None if self.sun_azimuth is None else math.radians(self.sun_azimuth),
            elevation=None if self.sun_elevation is None else math.radians(self.sun_elevation),
        )


class Layer(NamedTuple):
    """A raster (H, W) or (bands, H, W), what its bands are called, and the share of the work that it ends."""

    name: str
    values: np.ndarray
    fraction: float
    bands: Sequence[str] = ()


def simulate(
    grid: Grid,
    recipe: Recipe,
    targets: dict[str, Target],
    *,
    creation_options: Sequence[str] = (),
    progress: Progress = None,
    cancelled: Cancel = None,
) -> dict[str, float]:
    """Write what `targets` asks for, names of LAYERS; returns the scene's numbers."""
    if max(grid.width, grid.height) > LARGEST:
        raise RooflineError(
            "A scene of {width} x {height} pixels is too large: stay within {largest} a side by a smaller "
            "extent or a larger PIXEL_SIZE.",
            width=grid.width,
            height=grid.height,
            largest=LARGEST,
        )
    if min(grid.width, grid.height) < SMALLEST:
        raise RooflineError(
            "A scene of {width} x {height} pixels is too small: give at least {smallest} a side by a larger "
            "extent or a smaller PIXEL_SIZE.",
            width=grid.width,
            height=grid.height,
            smallest=SMALLEST,
        )
    check_paths([], list(targets.values()))
    for name, target in targets.items():
        dtype, nodata = STORED.get(name, HEIGHTS)
        check_raster(target, grid, bands_of(name, recipe), dtype, nodata, creation_options)
    if recipe.style is not None and recipe.style not in STYLES:
        raise RooflineError(
            "Style {style} is unknown: choose one of {known}.",
            style=recipe.style,
            known=", ".join(STYLES),
        )
    layers: dict[str, Layer] = {}
    with cancellable(cancelled):
        for layer in _steps(grid, recipe, set(targets)):
            stop_if_cancelled()
            layers[layer.name] = layer
            if progress:
                progress(layer.fraction)
        _write(grid, layers, targets, creation_options)
    return _numbers(layers)


def bands_of(name: str, recipe: Recipe) -> int:
    """How many bands a layer has."""
    pairs = PAIRS if recipe.error_model == MATCHED else 1
    return BANDS[name] + pairs if name in BANDS else 1


def _steps(grid: Grid, recipe: Recipe, wanted: set[str]) -> Iterator[Layer]:
    rng = np.random.default_rng(recipe.seed)
    scene = city.generate(rng, (grid.height, grid.width), grid.gsd, recipe.style)
    logger.info("City of %d x %d pixels of %.2f m", grid.width, grid.height, grid.gsd)
    built = 100 * float((scene.buildings > 0).mean())
    if built < FEW_BUILDINGS:
        logger.warning(
            "Buildings cover %.0f %% of this town; another SEED or STYLE shows more of them.", built
        )
    yield Layer("truth", scene.heights, 0.2)
    yield Layer("buildings", scene.buildings, 0.2)
    for name in wanted & {"ground", "roads", "trees", "roof_planes"}:
        yield Layer(name, getattr(scene, name), 0.2)
    seen = survey(rng, scene, recipe)
    yield Layer("stereo", seen.dsm, 0.8)
    if wanted & {"images", "second_image", "ndvi"}:
        yield from _images(scene, seen.pairs or [_unmatched(scene, recipe)], recipe)


def _images(scene: Scene, pairs: Sequence[stereo.Pair], recipe: Recipe) -> Iterator[Layer]:
    """Colour as the first pair's date gives it, then each pair's panchromatic images, as they are matched."""
    setup, sun, haze = recipe.setup(), pairs[0].sun, pairs[0].haze
    logger.info("Colour images under a sun at azimuth %.0f, %.0f degrees high", *map(math.degrees, sun))
    # a generator of its own: the surfaces of a seed are the same with and without images
    rng = np.random.default_rng([recipe.seed, 1])
    colour = imaging.ortho(rng, scene, sun, haze=haze, blur=setup.blur, noise=setup.noise)
    names = [f"pair {i + 1}" for i in range(len(pairs))]
    bands = np.concatenate([colour, [pair.first for pair in pairs]])
    yield Layer("images", bands, 0.9, [*colours.BANDS, *(f"Panchromatic, {name}" for name in names)])
    yield Layer("ndvi", imaging.ndvi(colour), 0.9, ["NDVI"])
    views = [f"Panchromatic, {name}, seen from the {pair.seen_from}" for name, pair in zip(names, pairs)]
    yield Layer("second_image", np.stack([pair.second for pair in pairs]), 0.9, views)


def _unmatched(scene: Scene, recipe: Recipe) -> stereo.Pair:
    """A pair for a scene whose stereo surface is not matched."""
    rng = np.random.default_rng([recipe.seed, 2])
    setup, crowns = recipe.setup(), scene.trees > 0
    return stereo.render_pair(rng, scene.heights, scene.albedo, scene.glass, scene.gsd, setup, crowns=crowns)


def survey(rng: np.random.Generator, scene: Scene, recipe: Recipe) -> stereo.Survey:
    """The stereo surface of a scene, and the image pairs where they are what it is made from."""
    if recipe.error_model != MATCHED:
        return stereo.Survey(degradation.degrade(rng, scene.heights, scene.gsd, recipe.severity), [])
    return stereo.survey(
        rng,
        scene.heights,
        scene.albedo,
        scene.gsd,
        glass=scene.glass,
        crowns=scene.trees > 0,
        setup=recipe.setup(),
    )


def _write(
    grid: Grid, layers: dict[str, Layer], targets: dict[str, Target], creation_options: Sequence[str]
) -> None:
    with block_cache(), together(), ExitStack() as stack:
        for name, path in targets.items():
            values, bands = layers[name].values, layers[name].bands or [NAMED[name]]
            values = values if values.ndim == 3 else values[None]
            dtype, nodata = STORED.get(name, HEIGHTS)
            writer = stack.enter_context(
                RasterWriter(path, grid, len(values), dtype, nodata, creation_options, bands)
            )
            for window in strips(grid.window(), CHUNK_PIXELS, cancelled=cancelled_now):
                rows = values[:, window.row : window.row + window.height]
                empty = np.isnan(rows)
                writer.write(np.where(empty, np.float32(nodata), rows) if empty.any() else rows, window)


def _numbers(layers: dict[str, Layer]) -> dict[str, float]:
    error = np.abs(layers["stereo"].values - layers["truth"].values)
    return {
        "MAE": float(np.nanmean(error)) if np.isfinite(error).any() else float("nan"),
        "VOIDS": float(np.isnan(error).mean()),
        "BUILT_UP": float((layers["buildings"].values > 0).mean()),
    }
