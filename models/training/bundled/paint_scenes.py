"""Images with the plans that they show, for learning to paint: simulated towns, and towns of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...raster.arrays import MaskArray
from ...raster.dataset import Raster
from ...simulation import city, imaging

SIZE = 224  # pixels of a simulated scene
LEAST = 128  # pixels of a place at the coarsest pixel size that it is looked at
GSD = (0.28, 1.05)  # metres, as the painter is told them
# One light for all simulated towns: a plan does not say where the sun stands, and of all suns together the
# painter would learn no shadow.
SUN = imaging.Sun(2.6, 0.85)
HAZE = 0.3  # as on a clear day
TONE, WHITE = 0.6, 240.0  # exponent and white of a camera's curve; chosen by eye
LEVELS, UNKNOWN = 255, 128  # of a plan: yes, and what nobody knows
# Sources of a folder: how their files begin, metres of a pixel, and what is known of them.
SOURCES = {
    "german_town_mit/": (0.06, ("sealed", "buildings"), 3.0),
    "massachusetts_roads": (1.0, ("roads", ""), 1.5),
    "massachusetts_buildings/": (1.0, ("", "buildings"), 0.7),
    "newbrunswick_bakerlake/": (0.5, ("roads", "buildings"), 0.3),
}
# Whole pieces that are looked at after every epoch and never train.
VALIDATION = (
    "german_town_mit/img_6",
    "german_town_mit/img_7",
    "massachusetts_roads_2/10678810",
    "massachusetts_buildings/23429155_15",
    "newbrunswick_bakerlake/bakerlake_2",
)


class Picture(NamedTuple):
    """An image (3, H, W) of 8 bits, its plan (2, H, W: roads, buildings; 255 yes, 0 no, 128 unknown), the
    pixel size (metres), and how often it is drawn."""

    image: MaskArray
    plan: MaskArray
    gsd: float
    share: float = 1.0


def simulated(rng: np.random.Generator) -> Picture:
    """A town of any style at any of the pixel sizes, seen from above in one light."""
    gsd = float(np.exp(rng.uniform(*np.log(GSD))))
    town = city.generate(rng, (SIZE, SIZE), gsd)
    light = imaging.ortho(rng, town, SUN, haze=HAZE, blur=0.35)[:3]
    white = max(float(np.percentile(light, 99)), 0.2)
    image = WHITE * np.clip(light / white, 0, 1) ** np.float32(TONE)
    plan = LEVELS * (np.stack([town.roads, town.buildings]) > 0)
    return Picture(image.astype(np.uint8), plan.astype(np.uint8), gsd)


def load(root: Path, validation: bool = False) -> list[Picture]:
    """The pictures below `root/ortho` that train, or those kept aside, at all pixel sizes within GSD."""
    pictures = []
    for prefix, (gsd, kinds, share) in SOURCES.items():
        found = []
        for path in sorted((root / "ortho").glob("*/*")):
            name = f"{path.parent.name}/{path.name}"
            image = path.stem.endswith("_rgb") or (path.suffix == ".jpg" and "roads" not in path.stem)
            if name.startswith(prefix) and image and name.startswith(VALIDATION) == validation:
                found += _levels(path, gsd, kinds)
        pictures += [picture._replace(share=share / len(found)) for picture in found]
    return pictures


def _levels(path: Path, gsd: float, kinds: Sequence[str]) -> list[Picture]:
    """One place at every whole number of its pixels that makes one within GSD."""
    image = _read(path)[:3]
    plan = np.full((2, *image.shape[1:]), float(UNKNOWN), np.float32)
    for number, kind in enumerate(kinds):
        labels = [p for p in path.parent.glob(f"{path.stem.removesuffix('_rgb')}_{kind}.*") if kind]
        if labels:
            values = _read(labels[0])[0]
            plan[number] = np.where(values > 0, LEVELS, 0) if values.max() <= 1 else values
    plan[:, image.min(axis=0) >= LEVELS] = UNKNOWN  # white: no imagery
    most = min(image.shape[1:]) // LEAST
    steps = [step for step in range(1, max(2, most + 1)) if GSD[0] <= gsd * step <= GSD[1]]
    chosen = steps if len(steps) <= 3 else [steps[0], steps[len(steps) // 3], steps[2 * len(steps) // 3]]
    return [Picture(_coarser(image, step), _plan(_coarser(plan, step)), gsd * step) for step in chosen]


def _plan(mean: MaskArray) -> MaskArray:
    """Yes, no or unknown by the mean of a cell's labels."""
    return np.where(mean > 190, LEVELS, np.where(mean < 65, 0, UNKNOWN)).astype(np.uint8)


def _coarser(values: np.ndarray, step: int) -> MaskArray:
    """Means of step x step cells of (C, H, W) as 8 bits."""
    bands, rows, cols = values.shape
    cut = values[:, : rows // step * step, : cols // step * step]
    parts = cut.reshape(bands, rows // step, step, cols // step, step)
    return np.asarray(np.rint(parts.mean(axis=(2, 4))), np.uint8)


def _read(path: Path) -> np.ndarray:
    with Raster.open(path) as raster:
        return np.nan_to_num(raster.read(raster.grid.window()))
