"""Terrain under the city and what lies on the ground: materials, water, decks, boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from . import plan as m
from .noise import Dice, fractal_noise, tint
from .plan import Frame, Plan
from .scene import axis

# base reflectance, amplitude of the grain
MATERIALS = {
    m.LAWN: (0.16, 0.12),
    m.ASPHALT: (0.13, 0.06),
    m.PAVEMENT: (0.3, 0.08),
    m.PAVING: (0.36, 0.1),
    m.GRAVEL: (0.32, 0.12),
    m.SOIL: (0.17, 0.18),
    m.FIELD: (0.22, 0.15),
    m.WATER: (0.05, 0.03),
    m.MARKING: (0.65, 0.05),
    m.HEDGE: (0.12, 0.25),
    m.METAL: (0.5, 0.03),
    m.CONCRETE: (0.42, 0.06),
}


def make_terrain(dice: Dice, shape: tuple[int, int], gsd: float, relief: float) -> np.ndarray:
    """Natural ground (H, W) float32: slope, hills, now and then terraces; metres."""
    x, y = axis(shape[1], gsd), axis(shape[0], gsd)[:, None]
    steep = dice.uniform(0, 0.04) if dice.chance(0.7) else dice.uniform(0.04, 0.25)
    direction = dice.uniform(0, 2 * np.pi)
    ground = np.float32(steep * np.cos(direction)) * x + np.float32(steep * np.sin(direction)) * y
    amplitude = np.float32(relief * dice.uniform(0, 1) ** 2)
    ground = ground + amplitude * fractal_noise(dice.rng, shape, dice.uniform(90, 300) / gsd, 3)
    if dice.chance(0.08):
        step = dice.uniform(1.5, 4)
        ground = (np.floor(ground / step) * step).astype(np.float32)
    if dice.chance(0.5):
        ground = ground + np.float32(dice.uniform(0.005, 0.03)) * fractal_noise(
            dice.rng, shape, max(2.0, 3 / gsd), 3
        )
    return (ground + np.float32(dice.uniform(0, 300))).astype(np.float32)


def carve(plan: Plan, ground: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Ground with the plan's river, cutting or embankment; v (H, W) plan coordinate."""
    band = plan.corridor
    if band is None:
        return ground
    distance = np.abs(v - np.float32(band.v)) - np.float32(band.half)
    share = np.clip(1 - distance / np.float32(band.bank), 0, 1)
    level = np.float32(np.median(ground))
    calm = np.clip(distance / np.float32(60), 0, 1)
    ground = level + (ground - level) * calm
    return (ground + np.float32(band.level) * share).astype(np.float32)


class Boxes(NamedTuple):
    """What stands on the ground, a column each; the first entry is nothing."""

    height: np.ndarray
    tone: np.ndarray
    material: np.ndarray
    tint: np.ndarray

    @classmethod
    def of(cls, plan: Plan) -> Boxes:
        """The plan's boxes in their order."""
        table = np.array([(0.0,) * 7, *plan.boxes], np.float64)
        u0, u1, v0, v1, height, tone, material = table.T
        # by its centre, which a car's body and cabin share
        tints = tint(np.round(u0 + u1, 3), np.round(v0 + v1, 3))
        return cls(height.astype(np.float32), tone.astype(np.float32), material.astype(np.uint8), tints)


class Canvas:
    """The plan's ground layers in (u, v) pixels, drawn with slices and looked up once per sheet pixel."""

    def __init__(self, frame: Frame, extent: float, gsd: float) -> None:
        reach = extent + frame.slack(extent)
        self.u0, self.v0 = frame.origin[0] - reach, frame.origin[1] - extent
        self.gsd = gsd
        self.shape = (int(2 * extent / gsd) + 1, int(2 * reach / gsd) + 1)
        self.material = np.full(self.shape, m.ASPHALT, np.uint8)
        self.boxes = np.zeros(self.shape, np.int32)  # row of box_table()
        self.decks = np.full(self.shape, -np.inf, np.float32)

    def _spans(self, items: Sequence[tuple[float, ...]]) -> list[tuple[int, ...]]:
        """Pixel (u0, u1, v0, v1, index) of the rectangles that touch the canvas."""
        table = np.asarray(items, dtype=np.float64)[:, :4]
        table[:, :2] -= self.u0
        table[:, 2:] -= self.v0
        table = np.rint(table / self.gsd).astype(np.int64)
        rows, cols = self.shape
        table[:, :2] = table[:, :2].clip(0, cols)
        table[:, 2:] = table[:, 2:].clip(0, rows)
        keep = np.flatnonzero((table[:, 0] < table[:, 1]) & (table[:, 2] < table[:, 3]))
        return [(*table[i].tolist(), int(i)) for i in keep]

    def draw(self, plan: Plan) -> None:
        """Rasterise fills, boxes and decks of the plan."""
        for u0, u1, v0, v1, i in self._spans(plan.fills) if plan.fills else ():
            self.material[v0:v1, u0:u1] = plan.fills[i][4]
        for u0, u1, v0, v1, i in self._spans(plan.boxes) if plan.boxes else ():
            self.boxes[v0:v1, u0:u1] = 1 + i
        for u0, u1, v0, v1, i in self._spans(plan.decks) if plan.decks else ():
            camber = np.sin(np.linspace(0, np.pi, v1 - v0, dtype=np.float32))[:, None] * plan.decks[i][5]
            self.decks[v0:v1, u0:u1] = plan.decks[i][4] + camber
        if plan.corridor is not None:
            low, high = (plan.corridor.v + s * plan.corridor.half - self.v0 for s in (-1, 1))
            self.material[max(0, int(low / self.gsd)) : max(0, int(high / self.gsd))] = plan.corridor.material

    def look_up(self, u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of the canvas for plan coordinates."""
        rows, cols = self.shape
        row = np.clip(((v - np.float32(self.v0)) / np.float32(self.gsd)).astype(np.intp), 0, rows - 1)
        col = np.clip(((u - np.float32(self.u0)) / np.float32(self.gsd)).astype(np.intp), 0, cols - 1)
        return row, col


def material_albedo(dice: Dice, material: np.ndarray, grain: np.ndarray) -> np.ndarray:
    """Reflectance (H, W) float32 of ground materials."""
    base, amplitude = np.zeros(len(MATERIALS), np.float32), np.zeros(len(MATERIALS), np.float32)
    for index, (tone, strength) in MATERIALS.items():
        base[index] = tone * dice.uniform(0.8, 1.25)
        amplitude[index] = strength * dice.uniform(0.3, 1.5)
    return base[material] * (1 + amplitude[material] * grain)
