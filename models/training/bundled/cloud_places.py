"""Real LiDAR clouds to train on, read from a folder with one sub-folder per place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...clouds.readers import open_points
from .places import VALIDATION

# Clouds that are too thin to tell a surface of half a metre to a metre.
TOO_THIN = ("lidarhd_decimated_1km",)
CELL = 2.0  # metres; a place's density is that of its cells with points


class Cloud(NamedTuple):
    """A full cloud: points (n, 3) in metres, to the right, down and up; points per square metre."""

    name: str
    points: NDArray[np.float64]
    density: float


def load(root: Path, validation: bool = False) -> list[Cloud]:
    """The clouds below `root/points` that train, or those of the places kept aside."""
    folders = [folder for folder in sorted((root / "points").glob("*")) if folder.name not in TOO_THIN]
    chosen = [folder for folder in folders if (folder.name in VALIDATION) == validation]
    return [cloud for folder in chosen for cloud in _clouds(folder)]


def _clouds(folder: Path) -> Iterator[Cloud]:
    for path in sorted(folder.glob("*.laz")):
        points = np.concatenate(list(open_points(path).pieces()))
        points[:, :2] = np.column_stack(
            [points[:, 0] - points[:, 0].min(), points[:, 1].max() - points[:, 1]]
        )
        low, high = np.quantile(points[:, 2], (1e-4, 1 - 1e-4))
        points = points[(points[:, 2] > low - 2) & (points[:, 2] < high + 2)]  # birds and holes in the ground
        yield Cloud(f"{folder.name}/{path.stem}", points, density(points[:, :2]))


def density(places: NDArray[np.float64]) -> float:
    """Points per square metre where there are any, of places (n, 2) in metres."""
    squares = np.floor(places / CELL).astype(np.int64)
    present = np.unique(squares[:, 0] * 2**24 + squares[:, 1])
    return len(places) / (len(present) * CELL**2)
