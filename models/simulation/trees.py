"""Trees: where they stand and how their crowns are drawn."""

from __future__ import annotations

import numpy as np

from ..progress import stop_if_cancelled
from .noise import Dice, tint
from .plan import BROADLEAF, CONIFER, Block, Plan
from .scene import Sheet


def _stand(dice: Dice, u: np.ndarray, v: np.ndarray, heights: tuple[float, float]) -> np.ndarray:
    """Rows (u, v, height, radius, conifer) for trees at the given places."""
    rng, count = dice.rng, u.size
    height = rng.uniform(heights[0], heights[1], count) * rng.uniform(0.7, 1.1, count)
    conifer = rng.random(count) < (0.1 if dice.chance(0.8) else 0.7)
    radius = np.where(conifer, rng.uniform(0.12, 0.2, count), rng.uniform(0.2, 0.36, count)) * height
    return np.stack([u, v, height, np.clip(radius, 0.7, 8.0), conifer], axis=1)


def scatter(dice: Dice, plan: Plan, block: Block, density: float, heights: tuple[float, float]) -> None:
    """Single trees at random, density in trees per square metre."""
    width, depth = block.size
    count = int(density * max(0.0, width) * max(0.0, depth))
    if count:
        u, v = dice.rng.uniform(block.u0, block.u1, count), dice.rng.uniform(block.v0, block.v1, count)
        plan.trees.append(_stand(dice, u, v, heights))


def avenue(dice: Dice, plan: Plan, start: float, end: float, across: float, along_u: bool) -> None:
    """A row of like trees."""
    step, height = dice.uniform(6, 12), dice.uniform(5, 16)
    along = np.arange(start + 3, end - 3, step)
    if along.size == 0:
        return
    along = along[dice.rng.random(along.size) < dice.uniform(0.6, 1.0)]
    fixed = across + dice.rng.uniform(-0.4, 0.4, along.size)
    u, v = (along, fixed) if along_u else (fixed, along)
    plan.trees.append(_stand(dice, u, v, (0.95 * height, 1.1 * height)))


def grove(dice: Dice, plan: Plan, block: Block, spacing: float, heights: tuple[float, float]) -> None:
    """A closed stand with ragged edges; spacing in metres."""
    if min(block.size) < spacing:
        return
    rows = np.mgrid[block.v0 : block.v1 : spacing, block.u0 : block.u1 : spacing].reshape(2, -1)
    u = rows[1] + dice.rng.uniform(-0.45, 0.45, rows.shape[1]) * spacing
    v = rows[0] + dice.rng.uniform(-0.45, 0.45, rows.shape[1]) * spacing
    middle_u, middle_v = block.centre
    distance = np.hypot((u - middle_u) / (block.size[0] / 2), (v - middle_v) / (block.size[1] / 2))
    keep = distance < dice.rng.uniform(0.75, 1.35, u.size)
    top = dice.uniform(heights[0], heights[1])
    trees = _stand(dice, u[keep], v[keep], (0.75 * top, 1.1 * top))
    trees[:, 3] = np.maximum(trees[:, 3], 0.55 * spacing)
    plan.trees.append(trees)


def draw_trees(
    sheet: Sheet, rng: np.random.Generator, x: np.ndarray, y: np.ndarray, trees: np.ndarray
) -> None:
    """Draw crowns as bumpy half ellipsoids and cones, higher surface wins."""
    reach = trees[:, 3]
    rows, cols = sheet.shape
    half_x, half_y = cols * sheet.gsd / 2, rows * sheet.gsd / 2
    near = (np.abs(x) < half_x + reach) & (np.abs(y) < half_y + reach)
    near &= (sheet.sample(sheet.buildings, x, y) == 0) & (sheet.sample(sheet.roads, x, y) == 0)
    x, y, trees = x[near], y[near], trees[near]
    base = sheet.sample(sheet.ground, x, y)
    tone = rng.uniform(0.07, 0.24, x.size).astype(np.float32)
    looks = np.stack([tone, tint(x, y)], 1)
    crowns = np.concatenate([np.stack([x, y, base], 1), trees[:, 2:], looks], 1).astype(np.float32)
    radius = crowns[:, 4] / sheet.gsd
    small = radius <= 4.5
    for low, high in ((0, 0.75), (0.75, 1.5), (1.5, 2.5), (2.5, 3.5), (3.5, 4.5)):
        _draw_small(sheet, crowns[small & (radius > low) & (radius <= high)], int(np.ceil(high)))
    for crown in crowns[~small].tolist():
        stop_if_cancelled()
        _draw_large(sheet, *crown)


def _draw_small(sheet: Sheet, crowns: np.ndarray, reach: int) -> None:
    """All crowns of about one size at once, offset by offset (one crown per centre pixel)."""
    if crowns.size == 0:
        return
    rows, cols = sheet.shape
    col = np.floor(crowns[:, 0] / sheet.gsd + cols / 2).astype(np.intp)
    row = np.floor(crowns[:, 1] / sheet.gsd + rows / 2).astype(np.intp)
    _, first = np.unique(row * (4 * cols) + col, return_index=True)
    col, row, crowns = col[first], row[first], crowns[first]
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            stop_if_cancelled()
            r, c = row + dy, col + dx
            keep = (r >= 0) & (r < rows) & (c >= 0) & (c < cols)
            r, c, k = r[keep], c[keep], crowns[keep]
            distance = np.hypot(sheet.x[c] - k[:, 0], sheet.y[r] - k[:, 1]) / k[:, 4]
            distance = distance * (1 + 0.15 * sheet.bumps[r, c])
            top = k[:, 2] + k[:, 3] * _profile(distance, k[:, 5])
            win = (distance < 1) & (top > sheet.heights[r, c])
            r, c = r[win], c[win]
            sheet.heights[r, c] = top[win]
            sheet.albedo[r, c] = k[win, 6] * (1 + 0.3 * sheet.grain[r, c])
            sheet.material[r, c] = np.where(k[win, 5] > 0.5, CONIFER, BROADLEAF)
            sheet.tint[r, c] = k[win, 7]
            sheet.planes[r, c] = 0


def _profile(distance: np.ndarray, conifer: np.ndarray | float) -> np.ndarray:
    """Height of a crown as a share of the tree's height; distance 0 at the stem, 1 at the rim."""
    inner = np.clip(1 - distance * distance, 0, 1)
    return np.where(
        np.asarray(conifer) > 0.5, 0.2 + 0.8 * np.clip(1 - distance, 0, 1), 0.5 + 0.5 * np.sqrt(inner)
    )


def _draw_large(
    sheet: Sheet,
    x: float,
    y: float,
    base: float,
    height: float,
    radius: float,
    conifer: float,
    tone: float,
    tinge: float,
) -> None:
    patch = sheet.patch(x, y, 0.0, radius * 1.4)
    if patch is None:
        return
    grain, lumps = sheet.grain[patch.window], sheet.bumps[patch.window]
    distance = np.hypot(patch.p, patch.q) * np.float32(1 / radius) * (1 + np.float32(0.16) * lumps)
    inner = np.clip(1 - distance, 0, 1) if conifer > 0.5 else np.sqrt(np.clip(1 - distance * distance, 0, 1))
    low = 0.2 if conifer > 0.5 else 0.5
    bumps = np.float32(0.04 * height) * lumps + np.float32(0.012 * height) * grain
    top = np.float32(base + low * height) + np.float32((1 - low) * height) * inner + bumps
    heights = sheet.heights[patch.window]
    win = (distance < 1) & (top > heights)
    heights[win] = top[win]
    sheet.albedo[patch.window][win] = (np.float32(tone) * (1 + np.float32(0.35) * grain))[win]
    sheet.material[patch.window][win] = CONIFER if conifer > 0.5 else BROADLEAF
    sheet.tint[patch.window][win] = int(tinge)
    sheet.planes[patch.window][win] = 0
