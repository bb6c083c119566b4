"""Outlines and a house to draw as masks, and what polygons that are made of masks look like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import ogr

from support import rasters

GRID = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)
SIZE = 96


def rotated(shape: np.ndarray, angle: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (shape - shape.mean(axis=0)) @ turn.T + SIZE / 2


def coverage(corners: np.ndarray, fine: int = 8) -> np.ndarray:
    """Share of each pixel (SIZE, SIZE) that a polygon of pixel coordinates covers."""
    at = (np.arange(SIZE * fine) + 0.5) / fine
    x, y = np.meshgrid(at, at)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0)):
        crosses = (ay > y) != (by > y)
        inside ^= crosses & (x < ax + (y - ay) * (bx - ax) / ((by - ay) or 1e-9))
    return inside.reshape(SIZE, fine, SIZE, fine).mean(axis=(1, 3)).astype(np.float32)


def shape_of(building) -> ogr.Geometry:
    return ogr.CreateGeometryFromWkb(building.wkb)


def corners_of(shape: ogr.Geometry) -> np.ndarray:
    return np.array(shape.GetGeometryRef(0).GetPoints())[:-1, :2]


def angles_of(corners: np.ndarray) -> np.ndarray:
    sides = np.roll(corners, -1, axis=0) - corners
    heading = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    return np.abs((np.roll(heading, -1) - heading + 180) % 360 - 180)


HOUSES = {
    "rectangle": np.array([[0, 0], [40, 0], [40, 24], [0, 24]], float),
    "corner house": np.array([[0, 0], [44, 0], [44, 18], [20, 18], [20, 40], [0, 40]], float),
    "stepped": np.array([[0, 0], [30, 0], [30, 12], [46, 12], [46, 30], [0, 30]], float),
}


def scene(folder: Path, pitched: bool) -> tuple[Path, Path, Path]:
    """A house of 20 x 12 m on a slope of 2 %, eaves at 6 m; its mask, DSM and DTM."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    ground = 100 + 0.01 * x
    house = (x >= 20) & (x < 60) & (y >= 30) & (y < 54)
    roof = 6 + (np.minimum(y - 30, 53 - y).clip(0) * 0.4 if pitched else 0)
    surface = np.where(house, 100.4 + roof, ground).astype(np.float32)
    return (
        rasters.write(folder / "m.tif", house.astype(np.uint8), geotransform=GRID, nodata=None),
        rasters.write(folder / "dsm.tif", surface, geotransform=GRID),
        rasters.write(folder / "dtm.tif", ground.astype(np.float32), geotransform=GRID),
    )
