"""Real LiDAR surfaces to train on, read from a folder with one sub-folder per place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ...errors import RooflineError
from ...raster.arrays import Float32Array
from ...raster.dataset import Raster
from ...raster.voids import fill_voids

log = logging.getLogger(__name__)

# Cells per point that keep at least about two returns in a cell.
POINT_GSDS = {
    "delft_ahn3": 0.4,
    "nimes_lidarhd_rgb": 0.6,
    "goteborg_gvc": 1.0,
    "lidarhd_subsets": 0.4,
    "amsterdam_ahn": 0.4,
}
LARGEST_HOLE = 6  # pixels across that may be filled; chosen by eye
BUILDING_CLASS = 6  # of LAS
# Whole places that choose and calibrate models; their surfaces never train one.
VALIDATION = ("amsterdam_ahn", "goteborg_treeplanter", "zurichsee_lidar_rgb")


@dataclass(frozen=True)
class Place:
    """A true surface: heights (H, W) float32 metres without voids, GSD in metres, and, if known, a grey image
    and where buildings stand (H, W) 0..1."""

    name: str
    heights: Float32Array
    gsd: float
    image: Float32Array | None = None
    buildings: Float32Array | None = None


def read(path: Path) -> tuple[Float32Array, float]:
    """A raster as a whole, (bands, H, W) with NaN as void, and its pixel size in metres."""
    with Raster.open(path) as raster:
        return raster.read(raster.grid.window()), raster.grid.gsd


def _read(path: Path) -> tuple[Float32Array, float]:
    """The first band (H, W) alone, and the pixel size."""
    bands, gsd = read(path)
    return bands[0], gsd


def _surfaces(folder: Path) -> Iterator[Place]:
    """The DSM of a raster folder; with a canopy model beside it also the DSM under its trees."""
    for name in ("dsm.tif", "dsm_max_05m.tif"):
        path = folder / name
        if not path.exists():
            continue
        heights, gsd = _read(path)
        heights = fill_voids(heights)
        buildings = _mask(folder, heights.shape)
        yield Place(folder.name, heights, gsd, _picture(folder, heights.shape), buildings)
        canopy_path, ground_path = folder / "canopy_height.tif", folder / "dem.tif"
        if canopy_path.exists() and ground_path.exists():
            canopy, ground = _read(canopy_path)[0], _read(ground_path)[0]
            if canopy.shape == heights.shape == ground.shape:
                trees = np.where(
                    np.nan_to_num(canopy) > 0, np.nan_to_num(ground) + np.nan_to_num(canopy), -np.inf
                )
                crowns = np.maximum(heights, trees).astype(np.float32)
                yield Place(f"{folder.name}+trees", crowns, gsd, None, buildings)


def _picture(folder: Path, shape: tuple[int, ...]) -> Float32Array | None:
    """Grey levels (H, W) of the colours beside a DSM, when they lie on its grid."""
    for path in sorted(folder.glob("rgb*.tif")):
        grey = read(path)[0][:3].mean(axis=0)
        if grey.shape == shape:
            return fill_voids(grey.astype(np.float32))
    return None


def _mask(folder: Path, shape: tuple[int, ...]) -> Float32Array | None:
    """The building mask (H, W) beside a DSM, when it lies on its grid."""
    for path in sorted(folder.glob("buildings_*.tif")):
        mask = _read(path)[0]
        if mask.shape == shape:
            return (np.nan_to_num(mask) > 0).astype(np.float32)
    return None


def highest_points(x: NDArray, y: NDArray, z: NDArray, gsd: float) -> Float32Array:
    """Highest point per cell (H, W) float32, north up, NaN where no point fell."""
    column = ((x - x.min()) / gsd).astype(np.intp)
    row = ((y.max() - y) / gsd).astype(np.intp)
    surface = np.full((row.max() + 1, column.max() + 1), -np.inf, np.float32)
    np.maximum.at(surface, (row, column), z.astype(np.float32))
    return np.where(np.isfinite(surface), surface, np.nan).astype(np.float32)


def _clouds(folder: Path) -> Iterator[Place]:
    """Surfaces of the point clouds of a folder; clouds with wide holes are left out."""
    try:
        import laspy
        import lazrs  # noqa: F401  (laspy alone reads no LAZ)
    except ImportError:
        log.warning(
            "The point clouds of %s are left out: install laspy[lazrs] to train on them.", folder.name
        )
        return
    gsd = POINT_GSDS.get(folder.name, 0.0)
    for path in sorted(folder.glob("*.laz")) if gsd else ():
        cloud = laspy.read(path)
        noise = np.isin(np.asarray(cloud.classification), (7, 18))
        x, y, z = (np.asarray(a)[~noise] for a in (cloud.x, cloud.y, cloud.z))
        surface = highest_points(x, y, z, gsd)
        hole = ndimage.distance_transform_edt(np.isnan(surface))
        if np.mean(hole > LARGEST_HOLE) < 0.3 and min(surface.shape) >= 64:
            image = (
                fill_voids(colours(cloud, ~noise, gsd).sum(axis=0)) if folder.name.endswith("rgb") else None
            )
            buildings = _classified(cloud, ~noise, gsd)
            yield Place(f"{folder.name}/{path.stem}", fill_voids(surface), gsd, image, buildings)


def _classified(cloud: Any, chosen: NDArray[np.bool_], gsd: float) -> Float32Array | None:
    """Where a cloud's points are classified as buildings, on the grid of `highest_points`, gaps closed."""
    x, y, kind = (np.asarray(cloud[name])[chosen] for name in ("x", "y", "classification"))
    if not np.any(kind == BUILDING_CLASS):
        return None
    highest = highest_points(x, y, (kind == BUILDING_CLASS).astype(np.float32), gsd)
    closed = ndimage.binary_closing(highest > 0, np.ones((3, 3)), iterations=2)
    return ndimage.binary_opening(closed, np.ones((3, 3))).astype(np.float32)


def colours(cloud: Any, chosen: NDArray[np.bool_], gsd: float) -> Float32Array:
    """Mean colours (3, H, W) of a cloud's points on the grid of `highest_points`, NaN where no point fell."""
    x, y, *bands = (
        np.asarray(cloud[name], np.float64)[chosen] for name in ("x", "y", "red", "green", "blue")
    )
    row, column = ((y.max() - y) / gsd).astype(np.intp), ((x - x.min()) / gsd).astype(np.intp)
    shape = row.max() + 1, column.max() + 1
    cell = row * shape[1] + column
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    totals = np.stack([np.bincount(cell, band, minlength=count.size) for band in bands])
    means = np.divide(totals, count, out=np.full(totals.shape, np.nan), where=count > 0)
    return means.reshape(3, *shape).astype(np.float32)


def load(root: Path, validation: bool = False) -> list[Place]:
    """Every surface below `root/surface` and `root/points` that trains, or those of the places kept aside.

    RooflineError when there is none.
    """
    folders = [f for kind in ("surface", "points") for f in sorted((root / kind).glob("*")) if f.is_dir()]
    folders = [f for f in folders if (f.name in VALIDATION) == validation]
    places = [place for folder in folders for place in (*_surfaces(folder), *_clouds(folder))]
    if not places:
        raise RooflineError(
            "No surface was found in {root}: give a folder with surface/ and points/ sub-folders.", root=root
        )
    return places
