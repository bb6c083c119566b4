"""Procedural cities: a scene of any size at any ground sampling distance, from a seed."""

from __future__ import annotations

import math

import numpy as np

from . import plan as m
from .layout import add_viaduct, choose_frame, make_plan
from .noise import Dice, smooth_noise
from .plan import Building, Frame, Plan
from .roofs import draw_building
from .scene import Scene, Sheet
from .styles import STYLES
from .terrain import Canvas, carve, make_terrain, material_albedo
from .trees import draw_trees

SMALLEST_PLAN = 110.0  # half extent in metres: a small sheet is a view into a larger town
STYLE_NAMES = tuple(STYLES)


def generate(rng: np.random.Generator, size: tuple[int, int], gsd: float, style: str | None = None) -> Scene:
    """A city scene of (rows, cols) pixels of `gsd` metres; style one of STYLE_NAMES, None = random."""
    dice = Dice(rng)
    style_name = style if style is not None else dice.pick(STYLE_NAMES)
    recipe = STYLES[style_name]
    extent = 0.5 * math.hypot(*size) * gsd
    plan = make_plan(dice, recipe, max(SMALLEST_PLAN, extent + 30))
    if dice.chance(0.04):
        add_viaduct(dice, plan)
    frame = choose_frame(dice, plan, recipe, extent)
    sheet = _bare_sheet(dice, plan, frame, size, gsd, recipe.relief)
    _draw_buildings(sheet, plan, frame)
    _draw_trees(sheet, dice, plan, frame)
    return sheet.finish()


def _grain(rng: np.random.Generator, size: tuple[int, int], gsd: float) -> np.ndarray:
    """Surface texture of several octaves, about unit variance, wavelengths tied to metres where resolved."""
    total = 0.55 * rng.standard_normal(size, dtype=np.float32)
    for wavelength, amplitude in ((0.5, 0.5), (1.6, 0.6), (6.0, 0.5), (25.0, 0.4)):
        total += np.float32(amplitude) * smooth_noise(rng, size, max(2.0, wavelength / gsd))
    return total


def _bare_sheet(
    dice: Dice, plan: Plan, frame: Frame, size: tuple[int, int], gsd: float, relief: float
) -> Sheet:
    natural = make_terrain(dice, size, gsd, relief)
    grain = _grain(dice.rng, size, gsd)
    sheet = Sheet(gsd, size, natural, natural, natural, grain)
    u, v = frame.to_plan(sheet.x, sheet.y[:, None])
    canvas = Canvas(frame, 0.5 * math.hypot(*size) * gsd, gsd)
    canvas.draw(plan)
    spot = canvas.look_up(u, v)
    material = canvas.material[spot]
    sheet.ground = carve(plan, natural, v)
    sheet.albedo = material_albedo(dice, material, grain)
    sheet.roads = ((material == m.ASPHALT) | (material == m.MARKING)).astype(np.uint8)
    boxes, decks = canvas.boxes[spot], canvas.decks[spot]
    sheet.albedo = np.where(boxes > 0, canvas.tones[spot], sheet.albedo)
    sheet.heights = sheet.ground + boxes
    if plan.decks:
        raised = natural + decks > sheet.heights
        sheet.heights = np.where(raised, natural + decks, sheet.heights).astype(np.float32)
        sheet.albedo[raised] = 0.2
        sheet.roads[raised] = 1
    return sheet


def _draw_buildings(sheet: Sheet, plan: Plan, frame: Frame) -> None:
    buildings = [b for b in plan.buildings if not _in_corridor(plan, b)]
    if not buildings:
        return
    x, y = frame.to_sheet(np.array([b.u for b in buildings]), np.array([b.v for b in buildings]))
    rows, cols = sheet.shape
    half_x, half_y = cols * sheet.gsd / 2, rows * sheet.gsd / 2
    for b, bx, by in zip(buildings, x.tolist(), y.tolist()):
        if abs(bx) < half_x + b.reach and abs(by) < half_y + b.reach:
            draw_building(sheet, b, bx, by, frame.angle - frame.turn(b.v) + b.angle)


def _in_corridor(plan: Plan, b: Building) -> bool:
    band = plan.corridor
    return band is not None and abs(b.v - band.v) < band.half + band.bank + b.reach


def _draw_trees(sheet: Sheet, dice: Dice, plan: Plan, frame: Frame) -> None:
    if not plan.trees:
        return
    trees = np.concatenate(plan.trees)
    if plan.corridor is not None:
        trees = trees[np.abs(trees[:, 1] - plan.corridor.v) > plan.corridor.half + trees[:, 3]]
    x, y = frame.to_sheet(trees[:, 0], trees[:, 1])
    draw_trees(sheet, dice.rng, x, y, trees)
