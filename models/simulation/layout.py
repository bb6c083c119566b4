"""Streets and blocks: the skeleton of the plan."""

from __future__ import annotations

import math
from typing import Callable

import numpy as np

from ..progress import stop_if_cancelled
from . import grounds, plots, settlements
from . import plan as m
from .noise import Dice
from .plan import Block, Corridor, Frame, Plan
from .styles import Style
from .trees import avenue

FILLERS: dict[str, Callable[[Dice, Plan, Block, Style], None]] = {
    "perimeter": plots.perimeter,
    "detached": plots.detached,
    "rows": plots.rows,
    "slabs": plots.slabs,
    "towers": plots.towers,
    "halls": grounds.halls,
    "tanks": grounds.tanks,
    "campus": grounds.campus,
    "park": grounds.park,
    "grove": grounds.grove_block,
    "field": grounds.field_block,
    "square": grounds.square,
    "church": grounds.church,
    "carpark": grounds.carpark,
    "compounds": settlements.compounds,
    "shacks": settlements.shacks,
}
CAR_TONES = (0.06, 0.1, 0.25, 0.45, 0.6, 0.8)  # as in grounds.py


def make_plan(dice: Dice, style: Style, half: float, seen: Callable[[Block], bool]) -> Plan:
    """Blocks between streets over -half..half metres, filled with buildings."""
    plan = Plan(half)
    strips = _cuts(dice, half, style.depth, style.street)
    across = _cuts(dice, half, style.length, style.street)
    aligned = dice.chance(0.4)
    channel = int(dice.uniform(0.3, 0.7) * len(strips)) if dice.chance(style.corridor) else -1
    for i, (v0, v1, street) in enumerate(strips):
        if i == channel:
            _corridor(dice, plan, (v0, v1), across)
            continue
        columns = across if aligned else _cuts(dice, half, style.length, style.street)
        _street(dice, plan, -half, half, v1, v1 + street, True, style)
        for u0, u1, lane in columns:
            plan.blocks.append(Block(u0, u1, v0, v1))
            _street(dice, plan, v0, v1, u1, u1 + lane, False, style)
    for block in filter(seen, plan.blocks):
        stop_if_cancelled()
        plan.fill(block.u0, block.u1, block.v0, block.v1, m.PAVEMENT)
        FILLERS[dice.weighted(style.blocks)](dice, plan, block.shrunk(dice.uniform(1.2, 2.5)), style)
    return plan


def _cuts(
    dice: Dice, half: float, sizes: tuple[float, float], streets: tuple[float, float]
) -> list[tuple[float, float, float]]:
    """(start, end, width of the street after it) of consecutive intervals over -half..half."""
    cuts, at = [], -half - dice.uniform(0, sizes[0])
    while at < half:
        end = at + dice.between(sizes)
        street = dice.between(streets) * (1.6 if dice.chance(0.12) else 1.0)
        cuts.append((at, end, street))
        at = end + street
    return cuts


def _street(
    dice: Dice, plan: Plan, start: float, end: float, low: float, high: float, along_u: bool, style: Style
) -> None:
    """Lane marks, parked and moving cars and trees of a street between low and high."""
    width, middle = high - low, (low + high) / 2
    if width > 8 and dice.detail < 0.2:
        for at in np.arange(start, end, 9.0).tolist() if width < 16 else [start]:
            stop = at + 4 if width < 16 else end
            mark = (at, stop, middle - 0.08, middle + 0.08)
            plan.fills.append((*(mark if along_u else mark[2:] + mark[:2]), m.MARKING))
    density = dice.uniform(0, 0.07)
    for _ in range(int((end - start) * density)):
        at = dice.uniform(start, end)
        lane = middle + dice.pick((-0.38, -0.38, 0.38, 0.38, -0.15, 0.15)) * width
        if dice.chance(0.05):
            plan.box(at, lane, *((5.0, 1.25) if along_u else (1.25, 5.0)), 3.1, dice.pick(CAR_TONES))
        else:
            plan.car(at, lane, along_u, dice.pick((1.45, 1.5, 1.6, 1.9, 2.4)), dice.pick(CAR_TONES))
    if width > 7 and dice.chance(style.street_trees):
        for side in (low - 1.5, high + 1.5) if dice.chance(0.6) else (low - 1.5,):
            avenue(dice, plan, start, end, side, along_u)


def _corridor(
    dice: Dice, plan: Plan, strip: tuple[float, float], across: list[tuple[float, float, float]]
) -> None:
    """A river, a railway cutting or an embankment instead of a strip of blocks, with bridges over it."""
    v = (strip[0] + strip[1]) / 2
    kind = dice.pick(("river", "river", "cutting", "embankment"))
    half = dice.uniform(10, 45) if kind == "river" else dice.uniform(5, 12)
    level = dice.uniform(4, 8) if kind == "embankment" else -dice.uniform(2.5, 7)
    material = m.WATER if kind == "river" else m.GRAVEL
    plan.corridor = Corridor(v, half, level, dice.uniform(2, 14), material)
    reach = half + plan.corridor.bank
    plan.fill(-plan.half, plan.half, *strip, m.MEADOW)
    plan.fill(-plan.half, plan.half, v - reach - 8, v + reach + 8, m.LAWN)
    if kind == "embankment":
        return
    for _, u1, lane in across:
        if dice.chance(0.5):
            for start, end in ((strip[0], v - reach - 8), (v + reach + 8, strip[1])):
                plan.fill(u1, u1 + lane, start, end, m.ASPHALT)
            camber = dice.uniform(0, 2.0)
            plan.decks.append((u1, u1 + lane, v - reach - 3, v + reach + 3, dice.uniform(0, 0.8), camber))


def add_viaduct(dice: Dice, plan: Plan) -> None:
    """An elevated road or railway across everything."""
    half, at = dice.uniform(3.5, 8), dice.uniform(-0.3, 0.3) * plan.half
    level = dice.uniform(5.5, 9)
    if dice.chance(0.5):
        plan.decks.append((-plan.half, plan.half, at - half, at + half, level, 0.0))
    else:
        plan.decks.append((at - half, at + half, -plan.half, plan.half, level, 0.0))


def choose_frame(dice: Dice, style: Style) -> Frame:
    """Rotation and bend of the streets."""
    amplitude = style.bend * dice.uniform(0, 22) if dice.chance(0.6) else 0.0
    shear = style.bend * dice.uniform(-0.4, 0.4) if dice.chance(0.4) else 0.0
    angle, phase = dice.uniform(0, 2 * math.pi), dice.uniform(0, 2 * math.pi)
    return Frame(angle, (0.0, 0.0), shear, amplitude, dice.uniform(300, 800), phase)


def look_at_building(dice: Dice, frame: Frame, plan: Plan, extent: float) -> None:
    """Move the sheet over the plan, if there is room, so that it shows part of some building."""
    room = max(20.0, plan.half - extent - frame.slack(extent) - 30)
    inner = [b for b in plan.buildings if max(abs(b.u), abs(b.v)) < room]
    if inner and dice.chance(0.9):
        b = max(dice.pick(inner), dice.pick(inner), key=lambda building: building.reach)
        wing, jitter = dice.pick(b.wings), 0.35 * extent
        frame.origin = (
            b.u + wing.u + dice.uniform(-1, 1) * wing.half_u + dice.uniform(-1, 1) * jitter,
            b.v + wing.v + dice.uniform(-1, 1) * wing.half_v + dice.uniform(-1, 1) * jitter,
        )
