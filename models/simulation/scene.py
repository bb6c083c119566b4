"""What a procedural city is made of: the finished scene and the sheet that it is drawn on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .plan import BROADLEAF, CONIFER


@dataclass
class Scene:
    """A simulated city: rasters (H, W) on one grid, heights in metres."""

    heights: np.ndarray  # float32, top surface with trees and cars
    buildings: np.ndarray  # uint8 mask
    ground: np.ndarray  # float32, terrain
    albedo: np.ndarray  # float32, panchromatic reflectance 0..1, not shaded
    roads: np.ndarray  # uint8 mask
    glass: np.ndarray  # uint8 mask of specular roofs
    gsd: float
    material: np.ndarray  # uint8, what is seen from above: codes of plan.py
    tint: np.ndarray  # uint8, which of its material's colours a thing has
    planes: np.ndarray  # int32, roof planes from 1; 0 = none, or a curved roof

    @property
    def trees(self) -> np.ndarray:
        """Heights (H, W) float32 of the crowns above the ground in metres, 0 where no tree is seen."""
        crowns = (self.material == BROADLEAF) | (self.material == CONIFER)
        return np.where(crowns, self.heights - self.ground, np.float32(0)).astype(np.float32)

    @property
    def roof_planes(self) -> np.ndarray:
        """Roof planes (H, W) uint32, 1 to their number in no order, so that neighbours differ; 0 = none."""
        number = np.bincount(self.planes.ravel())
        seen = np.flatnonzero(number[1:]) + 1
        names = np.zeros(number.size, np.uint32)
        names[seen] = 1 + np.random.default_rng(0).permutation(seen.size)
        return names[self.planes]


class Patch(NamedTuple):
    """A window of the sheet with metric coordinates (p, q) in a rotated local frame."""

    rows: slice
    cols: slice
    p: np.ndarray
    q: np.ndarray

    @property
    def window(self) -> tuple[slice, slice]:
        return self.rows, self.cols


@dataclass
class Sheet:
    """The rasters while they are drawn; x to the right and y down, metres from the centre."""

    gsd: float
    shape: tuple[int, int]
    ground: np.ndarray
    heights: np.ndarray
    albedo: np.ndarray
    grain: np.ndarray  # noise of several octaves, about unit variance
    bumps: np.ndarray  # smoother noise in metres-sized lumps, for crowns
    buildings: np.ndarray = field(init=False)
    roads: np.ndarray = field(init=False)
    glass: np.ndarray = field(init=False)
    material: np.ndarray = field(init=False)
    tint: np.ndarray = field(init=False)
    planes: np.ndarray = field(init=False)
    plane_count: int = 0
    open_land: np.ndarray | None = None  # counts as road while trees are planted
    x: np.ndarray = field(init=False)
    y: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        rows, cols = self.shape
        self.buildings, self.roads, self.glass = (np.zeros(self.shape, np.uint8) for _ in range(3))
        self.material, self.tint = (np.zeros(self.shape, np.uint8) for _ in range(2))
        self.planes = np.zeros(self.shape, np.int32)
        self.x = axis(cols, self.gsd)
        self.y = axis(rows, self.gsd)

    def patch(self, x: float, y: float, angle: float, reach: float) -> Patch | None:
        """The window within `reach` metres of (x, y), or None when it is off the sheet."""
        rows, cols = self.shape
        col, row = x / self.gsd + cols / 2, y / self.gsd + rows / 2
        extent = reach / self.gsd
        left, right = max(0, math.floor(col - extent)), min(cols, math.ceil(col + extent))
        top, bottom = max(0, math.floor(row - extent)), min(rows, math.ceil(row + extent))
        if left >= right or top >= bottom:
            return None
        cosine, sine = math.cos(angle), math.sin(angle)
        dx = self.x[left:right] - np.float32(x)
        dy = (self.y[top:bottom] - np.float32(y))[:, None]
        p = dx * np.float32(cosine) + dy * np.float32(sine)
        q = dy * np.float32(cosine) - dx * np.float32(sine)
        return Patch(slice(top, bottom), slice(left, right), p, q)

    def sample(self, values: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Nearest values at metric positions; positions off the sheet take its border."""
        rows, cols = self.shape
        row = np.clip((np.asarray(y) / self.gsd + rows / 2).astype(np.intp), 0, rows - 1)
        col = np.clip((np.asarray(x) / self.gsd + cols / 2).astype(np.intp), 0, cols - 1)
        return values[row, col]

    def add_planes(self, window: tuple[slice, slice], where: np.ndarray, facet: np.ndarray) -> None:
        """Number the planes of one roof, which `facet` counts from 1 (0 = curved)."""
        numbers = np.where(facet > 0, facet + np.int32(self.plane_count), 0)
        np.copyto(self.planes[window], numbers.astype(np.int32), where=where)
        self.plane_count += int(facet.max())

    def finish(self) -> Scene:
        """The scene as drawn."""
        self.roads[self.buildings > 0] = 0
        if self.open_land is not None:
            self.roads[self.open_land] = 0
        return Scene(
            self.heights,
            self.buildings,
            self.ground,
            self.albedo.clip(0.01, 1.0),
            self.roads,
            self.glass,
            self.gsd,
            self.material,
            self.tint,
            self.planes,
        )


def axis(size: int, gsd: float) -> np.ndarray:
    """Pixel centres (size,) float32 in metres from the middle of the raster."""
    return ((np.arange(size) + 0.5 - size / 2) * gsd).astype(np.float32)
