"""Blocks of towns that grow without a plan: walled compounds, and sheds of sheet metal wall to wall."""

from __future__ import annotations

import math

from . import plan as m
from .houses import finish_flat, finish_pitched, plan_wings
from .noise import Dice
from .plan import Block, Building, Plan, Wing
from .styles import Style
from .trees import scatter

# Bare earth and what yards are paved with, which from above is as bright as many roofs; chosen by eye.
GROUNDS = (m.SOIL, m.SOIL, m.SOIL, m.GRAVEL, m.CONCRETE, m.PAVING, m.ASPHALT, m.LAWN)
ROOFS = {"gable": 4.0, "shed": 3.5, "hip": 2.0, "flat": 2.0}  # chosen by eye, as are the numbers below
SHEET_TONES = (0.12, 0.2, 0.28, 0.36, 0.45, 0.55, 0.65, 0.78)  # of sheet metal, rusty to new
SLAB_TONES = (0.25, 0.32, 0.4, 0.48, 0.56)  # of bare concrete


def compounds(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Plots of uneven width, many of them walled: houses at all sides of a yard of earth or concrete."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.SOIL)
    rows = max(1, round(block.size[1] / dice.uniform(14, 28)))
    step = block.size[1] / rows
    walled, tight = dice.chance(0.7), dice.uniform(0.35, 0.9)
    for row in range(rows):
        v0, at = block.v0 + row * step, block.u0
        while block.u1 - at > 8:
            width = min(dice.uniform(9, 26), block.u1 - at)
            plot = Block(at, at + width, v0, v0 + step)
            if not dice.chance(0.08):
                _compound(dice, plan, plot, style, tight)
                if walled and dice.chance(0.8):
                    _walls(dice, plan, plot)
            at += width
    scatter(dice, plan, block, dice.uniform(0, 0.005), (3, 11))


def _compound(dice: Dice, plan: Plan, plot: Block, style: Style, tight: float) -> None:
    """One to four houses at the sides of a plot, and what stands about in its yard."""
    plan.fill(plot.u0, plot.u1, plot.v0, plot.v1, dice.pick(GROUNDS))
    width, depth = plot.size
    if dice.chance(0.3):
        # One house that leaves little of its plot: concrete, of some storeys.
        half_u, half_v = (0.5 * n * dice.uniform(0.6, 0.96) for n in (width, depth))
        wings = plan_wings(dice, dice.pick("IIILUO"), half_u, half_v, dice.uniform(2.5, 5))
        eaves = 3.2 * int(dice.uniform(1, 4.5))
        b = Building(*plot.centre, wings, eaves, angle=dice.uniform(-0.05, 0.05))
        plan.buildings.append(_slab(dice, b))
    else:
        for side in range(4):
            if dice.chance(tight):
                plan.buildings.append(_house(dice, plot, side, style))
    for _ in range(int(dice.uniform(0, 5))):
        u, v = dice.uniform(plot.u0, plot.u1), dice.uniform(plot.v0, plot.v1)
        half_u, half_v = dice.uniform(0.3, 1.5), dice.uniform(0.3, 1.5)
        plan.box(u, v, half_u, half_v, dice.uniform(0.2, 1.6), dice.uniform(0.06, 0.7))
    if dice.chance(0.2):
        plan.car(*plot.centre, dice.chance(0.5), 1.5, dice.pick((0.08, 0.3, 0.6, 0.8)))


def _house(dice: Dice, plot: Block, side: int, style: Style) -> Building:
    """A house along one of the four sides of its plot."""
    width, depth = plot.size
    along_u = side < 2
    length, room = (width, depth) if along_u else (depth, width)
    half = 0.5 * length * dice.uniform(0.35, 1.0)
    deep = min(dice.uniform(1.3, 4.5), 0.45 * room)
    out = dice.sign() if side % 2 else -dice.sign()
    shift = dice.uniform(-1, 1) * (0.5 * length - half)
    across = out * (0.5 * room - deep - dice.uniform(-0.2, 1.0))
    u, v = (shift, across) if along_u else (across, shift)
    wing = Wing(0, 0, half, deep, True) if along_u else Wing(0, 0, deep, half, False)
    centre = plot.centre
    angle = dice.uniform(-0.04, 0.04) if dice.chance(0.75) else dice.uniform(-0.25, 0.25)
    b = Building(centre[0] + u, centre[1] + v, [wing], dice.between(style.eaves), angle=angle)
    return _slab(dice, b) if dice.chance(0.2) else sheet_metal(dice, b)


def _slab(dice: Dice, b: Building) -> Building:
    """A roof of bare concrete with a parapet, tanks and what is hung out or stored up there."""
    b = finish_flat(dice, b, 0.9)
    b.tone, b.pattern = dice.pick(SLAB_TONES) * dice.uniform(0.85, 1.15), "plain"
    return b


def sheet_metal(dice: Dice, b: Building, kinds: dict[str, float] | None = None) -> Building:
    """A roof of sheets, or now and then of tiles."""
    b = finish_pitched(dice, b, kinds or ROOFS)
    b.pitch = dice.uniform(0.08, 0.45)
    if b.roof != "flat":
        b.extras.clear()
    if dice.chance(0.75):
        b.tone = dice.pick(SHEET_TONES) * dice.uniform(0.85, 1.15)
        b.pattern, b.period = dice.pick(("seams", "seams", "panels", "plain")), dice.uniform(0.4, 1.0)
    return b


def _walls(dice: Dice, plan: Plan, plot: Block) -> None:
    """A wall around a plot, with its gate open to one street."""
    height, tone = dice.uniform(1.5, 2.6), dice.uniform(0.25, 0.6)
    (u, v), (width, depth) = plot.centre, plot.size
    for end in (plot.u0, plot.u1):
        plan.box(end, v, 0.12, depth / 2, height, tone, m.CONCRETE)
    for end in (plot.v0, plot.v1):
        if dice.chance(0.5):
            plan.box(u, end, width / 2, 0.12, height, tone, m.CONCRETE)


def shacks(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Sheds of a room or two, hardly apart from each other, in no straight rows."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, dice.pick((m.SOIL, m.SOIL, m.GRAVEL)))
    cell, gap, turned = dice.uniform(4.5, 9), dice.uniform(0.0, 1.8), dice.uniform(0, 0.25)
    missing = dice.uniform(0.03, 0.3)
    for row in range(int(block.size[1] / cell)):
        v, at = block.v0 + (row + 0.5) * cell, block.u0
        while block.u1 - at > 3:
            width = cell * dice.uniform(0.6, 1.9)
            if not dice.chance(missing):
                half_u = max(1.0, (width - gap) / 2)
                half_v = max(1.0, (cell * dice.uniform(0.75, 1.05) - gap) / 2)
                angle = dice.uniform(-turned, turned) + (math.pi / 2 if dice.chance(0.1) else 0.0)
                wing = Wing(0, 0, half_u, half_v, dice.chance(0.6))
                place = at + width / 2, v + dice.uniform(-0.6, 0.6)
                b = Building(*place, [wing], dice.uniform(2.1, 3.4), angle=angle)
                plan.buildings.append(sheet_metal(dice, b, {"shed": 4.0, "gable": 4.0, "flat": 0.5}))
            at += width
    scatter(dice, plan, block, dice.uniform(0, 0.004), (3, 9))
