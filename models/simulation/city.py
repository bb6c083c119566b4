"""Procedural cities: a scene of any size at any ground sampling distance, from a seed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..errors import RooflineError
from ..progress import stop_if_cancelled
from . import plan as m
from .layout import add_viaduct, choose_frame, look_at_building, make_plan
from .noise import Dice, smooth_noise
from .plan import Block, Building, Frame, Plan
from .roofs import Pose, draw_building
from .scene import Scene, Sheet
from .styles import STYLES
from .terrain import Boxes, Canvas, carve, make_terrain, material_albedo
from .trees import draw_trees

SMALL_SHEET = 80.0  # metres from the middle to a corner: smaller sheets look at one place of a larger plan
# Dense towns are where surfaces from images fail most. Settlements came later: a seed draws what it drew.
OFTEN = {"old_town": 2.0, "quarter": 2.0, "highrise": 1.5, "mixed": 1.5, "park": 0.6, "settlement": 0.0}
SHARES = {name: OFTEN.get(name, 1.0) for name in STYLES}


def generate(rng: np.random.Generator, size: tuple[int, int], gsd: float, style: str | None = None) -> Scene:
    """A city scene of (rows, cols) pixels of `gsd` metres; style one of STYLES, None = random."""
    dice = Dice(rng, detail=0.35 * gsd)
    style_name = style if style is not None else dice.weighted(SHARES)
    if style_name not in STYLES:
        raise RooflineError(
            "There is no city style '{style}'; choose one of {known}.",
            style=style_name,
            known=", ".join(STYLES),
        )
    recipe = STYLES[style_name]
    extent = 0.5 * math.hypot(*size) * gsd
    frame = choose_frame(dice, recipe)
    small = extent < SMALL_SHEET
    half = 60 + 1.5 * extent if small else 30 + extent
    seen = _always if small else _view(frame, size, gsd)
    plan = make_plan(dice, recipe, half + frame.slack(extent), seen)
    if dice.chance(0.04):
        add_viaduct(dice, plan)
    if small:
        look_at_building(dice, frame, plan, extent)
    sheet = _bare_sheet(dice, plan, frame, size, gsd, recipe.relief)
    _draw_buildings(sheet, plan, frame)
    _draw_trees(sheet, dice, plan, frame)
    return sheet.finish()


def _always(block: Block) -> bool:
    return True


def _view(frame: Frame, size: tuple[int, int], gsd: float) -> Callable[[Block], bool]:
    """Whether a block may be seen: of a large plan only what lies on the sheet is built."""
    half_x, half_y = size[1] * gsd / 2, size[0] * gsd / 2

    def seen(block: Block) -> bool:
        x, y = frame.to_sheet(*block.centre)
        reach = 0.5 * math.hypot(*block.size) + 5 + frame.slack(0.5 * block.size[1])
        return bool(abs(x) < half_x + reach and abs(y) < half_y + reach)

    return seen


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
    lumps = smooth_noise(dice.rng, size, max(2.0, 1.4 / gsd)) + 0.5 * smooth_noise(
        dice.rng, size, max(1.0, 0.5 / gsd)
    )
    sheet = Sheet(gsd, size, natural, natural, natural, grain, lumps)
    u, v = frame.to_plan(sheet.x, sheet.y[:, None])
    stop_if_cancelled()
    canvas = Canvas(frame, 0.5 * math.hypot(*size) * gsd, gsd)
    canvas.draw(plan)
    stop_if_cancelled()
    spot = canvas.look_up(u, v)
    stop_if_cancelled()
    shown = canvas.material[spot]
    open_land = shown == m.MEADOW
    material = np.where(open_land, m.ASPHALT, shown)
    kerb = np.where(
        (material == m.ASPHALT) | (material == m.MARKING) | (material == m.WATER), 0, dice.uniform(0, 0.16)
    )
    stop_if_cancelled()
    sheet.ground = carve(plan, natural, v) + kerb.astype(np.float32)
    sheet.albedo = material_albedo(dice, material, grain)
    stop_if_cancelled()
    sheet.roads = ((material == m.ASPHALT) | (material == m.MARKING)).astype(np.uint8)
    boxes, table, decks = canvas.boxes[spot], Boxes.of(plan), canvas.decks[spot]
    standing = boxes > 0
    sheet.albedo = np.where(standing, table.tone[boxes], sheet.albedo)
    sheet.material = np.where(standing, table.material[boxes], shown)
    stop_if_cancelled()
    sheet.open_land = open_land
    sheet.tint = table.tint[boxes]
    sheet.heights = sheet.ground + table.height[boxes]
    if plan.decks:
        raised = natural + decks > sheet.heights
        sheet.heights = np.where(raised, natural + decks, sheet.heights).astype(np.float32)
        sheet.albedo[raised] = 0.2
        sheet.material[raised] = m.ASPHALT
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
        stop_if_cancelled()
        reach = b.reach * (1 + abs(frame.shear)) + 0.2
        if abs(bx) < half_x + reach and abs(by) < half_y + reach:
            slope = frame.slope(b.v)
            turn = 0.0 if b.fitted else math.atan(slope)
            draw_building(
                sheet, b, Pose(bx, by, frame.angle - turn + b.angle, slope if b.fitted else 0.0), reach
            )


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
