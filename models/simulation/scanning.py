"""Point clouds of simulated scenes: an airborne laser that scans line by line, and what spoils its points.

Points are (n, 3): column and row in the scene's pixels, heights in its unit. Beams come from the side; what
stands in their way is hit, walls too, and what lies behind it stays without points. The geometry of lines
and strips follows A. Wehr and U. Lohr, "Airborne laser scanning", ISPRS Journal 54 (1999), 68-82.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..raster.arrays import Float32Array
from .noise import smooth_noise

Points = NDArray[np.float64]
WIDEST = 0.40  # tangent of the scan angle at the edge of a strip: 22 degrees
MOST_STEPS = 400  # of a beam on its way down


class Ground(NamedTuple):
    """What is scanned (H, W): heights in metres, the ground below crowns (None = no crowns), and what sends
    nothing back, such as water (None = all does); the pixel size in metres."""

    heights: Float32Array
    gsd: float
    ground: Float32Array | None = None
    dark: NDArray[np.bool_] | None = None


def scanned(rng: np.random.Generator, scene: Ground, density: float) -> Points:
    """The points of one or two strips over a scene, `density` per pixel on average where all is open."""
    strips = 1 if rng.random() < 0.6 else 2
    heading = rng.uniform(0, np.pi)
    found = []
    for _ in range(strips):
        points = _strip(rng, scene, density / strips, heading)
        points[:, 2] += rng.normal(0, 0.03) if strips > 1 else 0.0  # strips fit each other to centimetres
        found.append(points)
        heading += rng.choice((0.0, np.pi / 2), p=(0.8, 0.2))
    points = np.concatenate(found)
    return _measured(rng, points, scene)


def _strip(rng: np.random.Generator, scene: Ground, density: float, heading: float) -> Points:
    """Where the beams of a strip hit the scene."""
    slope = rng.uniform(-WIDEST, WIDEST)
    across = np.array([-np.sin(heading), np.cos(heading)])  # in columns and rows
    relief = float(np.ptp(scene.heights)) / scene.gsd
    start = _scan_lines(rng, scene.heights.shape, density, heading, abs(slope) * relief)
    start -= np.sign(slope) * across * abs(slope) * relief / 2  # beams begin above, before their place
    return _hits(scene, start, across * slope, rng)


def _scan_lines(
    rng: np.random.Generator, shape: tuple[int, ...], density: float, heading: float, margin: float
) -> NDArray[np.float64]:
    """Places (n, 2; column, row) on lines across the heading, over an area and a margin about it, pixels."""
    stretch = float(np.exp(rng.uniform(*np.log((0.5, 2.0)))))
    along, between = np.sqrt(stretch / density), np.sqrt(1 / stretch / density)
    reach = 0.5 * float(np.hypot(shape[0], shape[1])) + margin
    lines, places = (np.arange(-reach, reach, step) for step in (between, along))
    u, v = (grid.ravel() for grid in np.meshgrid(places, lines))
    if rng.random() < 0.5:  # an oscillating mirror draws zigzags
        v = v + between * np.abs((u / reach) % 2 - 1) * 0.5
    shaken = rng.normal(0, rng.uniform(0.05, 0.35), (2, u.size))
    u, v = u + along * shaken[0], v + between * shaken[1]
    col = shape[1] / 2 + np.cos(heading) * v - np.sin(heading) * u
    row = shape[0] / 2 + np.sin(heading) * v + np.cos(heading) * u
    return np.stack([col, row], axis=1)


def _hits(scene: Ground, start: NDArray[np.float64], slope: NDArray, rng: np.random.Generator) -> Points:
    """The first thing on each beam's way down; `slope` is its way (column, row) per height of a pixel."""
    heights, gsd = scene.heights, scene.gsd
    rows, cols = heights.shape
    top, bottom = float(heights.max()), float(heights.min())
    way = (top - bottom) / gsd * float(np.hypot(slope[0], slope[1]))
    steps = int(min(max(np.ceil(way), 1), MOST_STEPS))
    drop = (top - bottom) / steps
    hit = np.full(len(start), np.nan)
    place = start.copy()
    flying = np.arange(len(start))
    for step in range(steps + 1):
        here = start[flying] + slope * (step * drop / gsd)
        col, row = np.floor(here).astype(np.int64).T
        inside = (col >= 0) & (col < cols) & (row >= 0) & (row < rows)
        below = np.full(len(flying), -np.inf)
        below[inside] = heights[row[inside], col[inside]]
        now = inside & (below >= top - step * drop - 1e-6)
        reached = flying[now]
        place[reached] = here[now]
        before = top - max(step - 1, 0) * drop
        # a wall is hit between this height and the one before
        wall = top - step * drop + rng.random(len(reached)) * (before - top + step * drop)
        hit[reached] = np.where(below[now] > before, wall, below[now])
        flying = flying[~now]
    known = ~np.isnan(hit)
    return np.column_stack([place[known], hit[known]])


def _measured(rng: np.random.Generator, points: Points, scene: Ground) -> Points:
    """Points with the laser's own errors, those that crowns let through, and without what sends nothing."""
    rows, cols = scene.heights.shape
    col, row = points[:, 0].astype(np.int64), points[:, 1].astype(np.int64)
    if scene.dark is not None:
        kept = ~scene.dark[row, col] | (rng.random(len(points)) < 0.05)
        points, col, row = points[kept], col[kept], row[kept]
    if scene.ground is not None:
        crown = points[:, 2] - scene.ground[row, col]
        share = rng.uniform(0, 0.6)
        chosen = (crown > 1.5) & (rng.random(len(points)) < share)
        deeper = points[chosen]
        part = np.where(rng.random(len(deeper)) < 0.4, 0, rng.random(len(deeper)))
        deeper[:, 2] = scene.ground[row, col][chosen] + part * crown[chosen]
        points = np.concatenate([points, deeper])
    spread = np.array([rng.uniform(0.02, 0.12) / scene.gsd] * 2 + [rng.uniform(0.005, 0.04)])
    points = points + rng.standard_normal(points.shape) * spread
    inside = (points[:, :2] >= 0).all(axis=1) & (points[:, 0] < cols) & (points[:, 1] < rows)
    return points[inside]


def sampled(rng: np.random.Generator, surfaces: list[Float32Array], density: float) -> Points:
    """Points of matched surfaces (H, W; NaN = nothing matched), `density` per pixel in all."""
    found = []
    for heights in surfaces:
        share = density / len(surfaces)
        row, col = np.nonzero(~np.isnan(heights))
        times = rng.poisson(share, len(row)) if share > 1 else (rng.random(len(row)) < share).astype(int)
        row, col = row.repeat(times), col.repeat(times)
        spots = rng.random((2, len(row))) if rng.random() < 0.7 else np.full((2, len(row)), 0.5)
        found.append(np.column_stack([col + spots[0], row + spots[1], heights[row, col].astype(np.float64)]))
    return np.concatenate(found)


def thinned(rng: np.random.Generator, points: Points, share: float) -> Points:
    """A share of the points: any, those of some stripes, or the first of each of some squares."""
    kind = rng.choice(("any", "stripes", "squares"), p=(0.6, 0.25, 0.15))
    if kind == "stripes":
        turn, width = rng.uniform(0, np.pi), rng.uniform(1.0, 5.0)
        along = (points[:, 0] * np.cos(turn) + points[:, 1] * np.sin(turn)) / width
        weight = np.where(along % 1 < rng.uniform(0.3, 0.7), 1.6, 0.4)
        return points[rng.random(len(points)) < share * weight]
    if kind == "squares":
        area = float(np.prod(np.ptp(points[:, :2], axis=0))) if len(points) > 1 else 1.0
        side = np.sqrt(area / max(share * len(points), 1))
        mixed = rng.permutation(len(points))
        squares = np.floor(points[mixed, :2] / side).astype(np.int64)
        _, first = np.unique(squares[:, 0] * 2**24 + squares[:, 1], return_index=True)
        return points[mixed[first]]
    return points[rng.random(len(points)) < share]


def spoilt(rng: np.random.Generator, points: Points, gsd: float, shape: tuple[int, ...]) -> Points:
    """Points with noise and outliers as bad sensors and matchers leave them, heights in metres."""
    points = points.copy()
    count = len(points)
    sigma = float(np.exp(rng.uniform(*np.log((0.03, 0.8)))))
    points[:, 2] += rng.normal(0, sigma, count) * (1 if rng.random() < 0.7 else rng.exponential(0.7, count))
    if rng.random() < 0.3:  # errors that neighbours share
        field = smooth_noise(rng, tuple(int(n) for n in shape), float(rng.uniform(2, 25)))
        row, col = (np.clip(points[:, k].astype(np.int64), 0, shape[1 - k] - 1) for k in (1, 0))
        points[:, 2] += field[row, col] * rng.uniform(0.05, 0.5)
    if rng.random() < 0.5:  # gross errors, up or down or both
        wrong = rng.random(count) < np.exp(rng.uniform(*np.log((0.001, 0.06))))
        sign = rng.choice((-1.0, 1.0), wrong.sum(), p=(0.5, 0.5) if rng.random() < 0.5 else (0.15, 0.85))
        points[wrong, 2] += sign * rng.exponential(rng.uniform(1, 12), wrong.sum())
    if rng.random() < 0.4:
        points[:, :2] += rng.normal(0, rng.uniform(0.02, 0.4) / gsd, (count, 2))
    return points


def holes(rng: np.random.Generator, points: Points, shape: tuple[int, ...]) -> Points:
    """Points without those of some patches, where nothing was matched or a strip ended."""
    bare = smooth_noise(rng, tuple(int(n) for n in shape), float(rng.uniform(3, 15)))
    bare = ndimage.binary_dilation(bare > rng.uniform(1.3, 2.5))
    row, col = (np.clip(points[:, k].astype(np.int64), 0, shape[1 - k] - 1) for k in (1, 0))
    return points[~bare[row, col]]
