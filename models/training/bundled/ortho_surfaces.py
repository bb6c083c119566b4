"""Real orthoimages that no map of buildings goes with, told apart by what a model finds in their surfaces.

Who sees heights has no trouble with roofs as dark as streets: what it is sure of teaches those who see
colours alone, as a network learns from the depth of another camera (Gupta et al., CVPR 2016). Where it is
not sure, nothing is learned.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ... import predict
from ...bundle import ModelBundle
from ...errors import RooflineError
from ...formats.scratch import Scratch
from ...raster.arrays import Float32Array
from ...raster.grid import Grid
from ...raster.voids import fill_voids
from ...raster.writer import RasterWriter
from .image_scenes import LEVELS
from .ortho_places import UNKNOWN, Piece, levels
from .places import colours, highest_points, read

# How often windows are drawn from a place; the GSD (metres) at which a cloud's points are drawn.
SHARES = {"autzen_rgb": 1.0, "nimes_lidarhd_rgb": 0.6}
CLOUD_GSD = 0.5
SURE, DOUBTFUL = 0.85, 0.15  # probabilities of buildings and of none
GREEN = 10.0  # levels by which green exceeds the mean of red and blue where crowns pass for roofs
SMALLEST = 60.0  # square metres; smaller ones are lorries and tents, which an image of another day has not
FAR = 3  # pixels from the next height, beyond which one is not known


class Pair(NamedTuple):
    """Colours (3, H, W) 0..255 and heights (H, W) in metres of one place, and its GSD; NaN = void."""

    colours: Float32Array
    heights: Float32Array
    gsd: float


def load(root: Path, finder: ModelBundle) -> list[Piece]:
    """The places below `root/points` that have colours and heights and no map, with what `finder` finds.

    RooflineError when there is none.
    """
    found = [
        told(name, share, pair, finder)
        for name, share in SHARES.items()
        for pair in _pairs(root / "points" / name)
    ]
    if not found:
        raise RooflineError(
            "No place with colours and heights was found in {root}: give a folder with points/.", root=root
        )
    return found


def told(name: str, share: float, pair: Pair, finder: ModelBundle) -> Piece:
    """A piece whose mask says 255, 0 or, where the model of surfaces is not sure, 128."""
    far = ndimage.distance_transform_edt(np.isnan(pair.heights)) > FAR
    heights = fill_voids(pair.heights)
    bands = np.stack([fill_voids(band) for band in pair.colours])
    image = np.rint(bands.clip(0, LEVELS)).astype(np.uint8)
    found = _probability(heights, pair.gsd, finder)
    mask = np.where(found > DOUBTFUL, UNKNOWN, 0)
    mask[_roofs(found >= SURE, image.astype(np.float32), pair.gsd)] = LEVELS
    mask[far] = UNKNOWN
    return Piece(name, pair.gsd, share, levels(image, mask.astype(np.uint8), pair.gsd), heights)


def _roofs(found: NDArray[np.bool_], image: Float32Array, gsd: float) -> NDArray[np.bool_]:
    """What was found (H, W), without what is small or green as a whole in an image (3, H, W)."""
    labels, count = ndimage.label(found)
    red, green, blue = image
    greenness = ndimage.mean(green - (red + blue) / 2, labels, np.arange(count + 1))
    size = np.bincount(labels.ravel(), minlength=count + 1) * gsd**2
    taken = (size >= SMALLEST) & (greenness < GREEN)
    taken[0] = False
    return np.asarray(taken[labels])


def _probability(heights: Float32Array, gsd: float, finder: ModelBundle) -> Float32Array:
    """What a model finds in heights (H, W) without voids: (H, W), 0..1."""
    rows, cols = heights.shape
    grid = Grid(cols, rows, (0.0, gsd, 0.0, 0.0, 0.0, -gsd))
    with Scratch() as folder:
        surface, mask, found = (folder / f"{name}.tif" for name in ("surface", "mask", "found"))
        with RasterWriter(surface, grid, 1, "Float32", None) as writer:
            writer.write(heights[None], grid.window())
        predict.predict(finder, [surface], mask, probability=found, gsd=gsd)
        return read(found)[0][0]


def _pairs(folder: Path) -> Iterator[Pair]:
    """What a folder holds: a raster of colours beside a DSM, or coloured clouds."""
    images, surfaces = sorted(folder.glob("rgb_*.tif")), sorted(folder.glob("dsm_*.tif"))
    for image, surface in zip(images, surfaces):
        heights, gsd = read(surface)
        yield Pair(read(image)[0][:3], heights[0], gsd)
    for path in sorted(folder.glob("*.laz")):
        yield _of_cloud(path)


def _of_cloud(path: Path) -> Pair:
    import laspy  # an extra, as wherever clouds are read

    cloud = laspy.read(path)
    every: NDArray[np.bool_] = np.ones(len(cloud.x), bool)
    x, y, z = (np.asarray(values) for values in (cloud.x, cloud.y, cloud.z))
    # Colours of LAS have 16 bits.
    return Pair(colours(cloud, every, CLOUD_GSD) / 257, highest_points(x, y, z, CLOUD_GSD), CLOUD_GSD)
