"""Simulated scenes as raster files: the known surface, what stereo would see of it, the buildings."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Union

import numpy as np

from ..errors import Cancelled, RooflineError
from ..grid import Grid
from ..raster import RasterWriter
from . import city, degradation, stereo

logger = logging.getLogger(__name__)

MATCHED = "matched"
ERROR_MODELS = (MATCHED, "handmade")
LARGEST = 4096  # pixels a side: one scene is one array
NODATA = -9999.0
BUILDINGS_NODATA = 255
Target = Union[str, Path]


@dataclass(frozen=True)
class Recipe:
    """What to simulate; severity 0 to 1.5 is how bad the stereo surface is."""

    seed: int = 0
    style: str | None = None
    error_model: str = MATCHED
    severity: float = 0.5


def simulate(
    grid: Grid,
    recipe: Recipe,
    targets: dict[str, Target],
    *,
    creation_options: Sequence[str] = (),
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, float]:
    """Write "truth", "stereo", "buildings" as far as in `targets`; returns the scene's numbers."""
    if max(grid.width, grid.height) > LARGEST:
        raise RooflineError(
            f"A scene of {grid.width} x {grid.height} pixels is too large: stay within {LARGEST} a side "
            "by a smaller extent or a larger PIXEL_SIZE."
        )
    if recipe.style is not None and recipe.style not in city.STYLE_NAMES:
        raise RooflineError(f"Style {recipe.style} is unknown: choose one of {', '.join(city.STYLE_NAMES)}.")
    layers: dict[str, np.ndarray] = {}
    for name, layer, fraction in _steps(grid, recipe):
        if cancelled and cancelled():
            raise Cancelled("Cancelled.")
        layers[name] = layer
        if progress:
            progress(fraction)
    _write(grid, layers, targets, creation_options)
    return _numbers(layers)


def _steps(grid: Grid, recipe: Recipe) -> Iterator[tuple[str, np.ndarray, float]]:
    rng = np.random.default_rng(recipe.seed)
    shape = grid.height, grid.width
    scene = city.generate(rng, shape, grid.gsd, recipe.style)
    logger.info("City of %d x %d pixels of %.2f m", grid.width, grid.height, grid.gsd)
    yield "truth", scene.heights, 0.2
    yield "buildings", scene.buildings, 0.2
    yield "stereo", observed(rng, scene, recipe), 0.9


def observed(rng: np.random.Generator, scene: city.Scene, recipe: Recipe) -> np.ndarray:
    """The surface (H, W) float32 metres, NaN = void, that image matching would make of a scene."""
    if recipe.error_model != MATCHED:
        return degradation.degrade(rng, scene.heights, scene.gsd, recipe.severity)
    setup = matching_setup(recipe.severity)
    return stereo.stereo_dsm(rng, scene.heights, scene.albedo, scene.gsd, glass=scene.glass, setup=setup)


def matching_setup(severity: float) -> stereo.Setup:
    """Images from sharp and clean (0) to blurred, noisy and taken at different times (1.5)."""
    return stereo.Setup(blur=0.4 * severity, noise=0.002 * 3.0**severity, change=severity / 1.5, pairs=2)


def _write(
    grid: Grid, layers: dict[str, np.ndarray], targets: dict[str, Target], creation_options: Sequence[str]
) -> None:
    with ExitStack() as stack:
        for name, path in targets.items():
            layer = layers[name]
            height = layer.dtype.kind == "f"
            dtype, nodata = ("Float32", NODATA) if height else ("Byte", BUILDINGS_NODATA)
            writer = stack.enter_context(RasterWriter(path, grid, 1, dtype, nodata, creation_options))
            writer.write((np.where(np.isnan(layer), NODATA, layer) if height else layer)[None], grid.window())


def _numbers(layers: dict[str, np.ndarray]) -> dict[str, float]:
    error = np.abs(layers["stereo"] - layers["truth"])
    return {
        "MAE": float(np.nanmean(error)) if np.isfinite(error).any() else float("nan"),
        "VOIDS": float(np.isnan(error).mean()),
        "BUILT_UP": float((layers["buildings"] > 0).mean()),
    }
