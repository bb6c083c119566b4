"""Blocks filled with plots and buildings: dense and residential kinds."""

from __future__ import annotations

from . import plan as m
from .houses import PITCHED, big_flat, detached_house, finish_flat, finish_pitched
from .noise import Dice
from .plan import Block, Building, Plan, Wing
from .styles import Style
from .trees import scatter

FLAT_SHARE = dict(PITCHED, flat=30.0, mansard=4.0)  # of the quarter that has mostly flat roofs


def perimeter(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Houses wall to wall along the streets, a courtyard behind them."""
    width, depth = block.size
    ring = dice.uniform(8.5, 14)
    base = dice.between(style.eaves)
    kinds = FLAT_SHARE if dice.chance(0.25) else PITCHED
    facade = (max(5.0, 10 * dice.detail), 14.0) if style.eaves[1] < 18 else (11.0, 26.0)
    plan.fill(block.u0, block.u1, block.v0, block.v1, dice.pick((m.PAVING, m.LAWN, m.GRAVEL, m.ASPHALT)))
    if min(width, depth) < 2 * ring + 3:
        ring = min(width, depth) / 2
    u0, u1, v0, v1 = block.u0, block.u1, block.v0, block.v1
    for v in (v0 + ring / 2, v1 - ring / 2):
        _row(dice, plan, u0, u1, v, ring, True, base, kinds, facade)
    if width > depth or min(width, depth) > 2 * ring:
        for u in (u0 + ring / 2, u1 - ring / 2):
            if v1 - v0 - 2 * ring > 4:
                _row(dice, plan, v0 + ring, v1 - ring, u, ring, False, base, kinds, facade)
    court = block.shrunk(ring)
    if min(court.size) > 7:
        _courtyard(dice, plan, court, base, kinds)


def _row(
    dice: Dice,
    plan: Plan,
    start: float,
    end: float,
    across: float,
    depth: float,
    along_u: bool,
    base: float,
    kinds: dict[str, float],
    facade: tuple[float, float],
) -> None:
    """Houses with shared walls from start to end; across is the position of their middle line."""
    at = start
    uneven = dice.uniform(0, 2.2) if dice.chance(0.8) else 0.0
    alike = _pattern_house(dice, base, kinds) if dice.chance(0.3) else None
    while end - at > 3:
        width = dice.between(facade)
        if end - at - width < facade[0] * 0.7:
            width = end - at
        if not dice.chance(0.035):
            half, half_depth = width / 2, depth / 2 + (dice.uniform(-0.4, 0.4) if dice.chance(0.4) else 0.0)
            ridge = along_u if width > 5 or dice.chance(0.5) else not along_u
            wing = Wing(0, 0, half, half_depth, ridge) if along_u else Wing(0, 0, half_depth, half, ridge)
            u, v = (at + half, across) if along_u else (across, at + half)
            eaves = max(2.8, base + dice.uniform(-1, 1) * uneven + 3 * int(dice.uniform(-0.4, 1.4)))
            b = Building(u, v, [wing], eaves, fitted=True)
            _dress(dice, b, alike, kinds, at == start or at + width >= end - 0.1)
            plan.buildings.append(b)
        at += width


def _pattern_house(dice: Dice, base: float, kinds: dict[str, float]) -> Building:
    """What the houses of a row have in common."""
    joined = dict(kinds, hip=0.0, half_hip=0.0)
    return finish_pitched(dice, Building(0, 0, [Wing(0, 0, 1, 1)], base), joined)


def _dress(dice: Dice, b: Building, alike: Building | None, kinds: dict[str, float], last: bool) -> None:
    """The roof of a house in a row: its own, or like its neighbours'."""
    if alike is None:
        finish_pitched(dice, b, dict(kinds, hip=6.0) if last else dict(kinds, hip=0.0, half_hip=0.0))
        return
    b.roof, b.pitch, b.parapet = alike.roof, alike.pitch, alike.parapet
    b.tone, b.pattern, b.period = alike.tone, alike.pattern, alike.period


def _courtyard(dice: Dice, plan: Plan, court: Block, base: float, kinds: dict[str, float]) -> None:
    width, depth = court.size
    for _ in range(int(dice.uniform(0, width * depth / dice.uniform(90 + 300 * dice.detail, 350)))):
        half_u, half_v = dice.uniform(2, 7), dice.uniform(2, 6)
        if half_u * 2 > width or half_v * 2 > depth:
            continue
        u = dice.pick(
            (court.u0 + half_u, court.u1 - half_u, dice.uniform(court.u0 + half_u, court.u1 - half_u))
        )
        v = dice.pick(
            (court.v0 + half_v, court.v1 - half_v, dice.uniform(court.v0 + half_v, court.v1 - half_v))
        )
        b = Building(
            u, v, [Wing(0, 0, half_u, half_v, half_u > half_v)], dice.uniform(2.6, max(3.5, 0.8 * base))
        )
        plan.buildings.append(finish_pitched(dice, b, dict(kinds, shed=6.0, flat=5.0)))
    for _ in range(int(dice.uniform(0, 3))):
        u = dice.uniform(court.u0, court.u1)
        plan.box(u, court.centre[1], 0.15, depth / 2, dice.uniform(1.6, 2.6), 0.4, m.CONCRETE)
    scatter(dice, plan, court, dice.uniform(0, 0.006), (5, 14))


def detached(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Two rows of gardens with a house each."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.LAWN)
    middle, lot = block.centre[1], dice.uniform(14, 26)
    hedge = dice.chance(0.5)
    for side in (-1.0, 1.0):
        street = block.v0 if side < 0 else block.v1
        at = block.u0
        while block.u1 - at > 0.7 * lot:
            width = min(lot * dice.uniform(0.85, 1.2), block.u1 - at)
            _lot(dice, plan, at, width, street, middle, style)
            if hedge:
                plan.box(
                    at,
                    (street + middle) / 2,
                    0.3,
                    abs(middle - street) / 2,
                    dice.uniform(0.8, 2.0),
                    0.13,
                    m.HEDGE,
                )
            at += width
    if dice.chance(0.6):
        half = (block.u1 - block.u0) / 2
        plan.box(block.centre[0], middle, half, 0.35, dice.uniform(1.0, 2.5), 0.14, m.HEDGE)
    scatter(dice, plan, block, dice.uniform(0.001, 0.014), (3, 17))


def _lot(dice: Dice, plan: Plan, at: float, width: float, street: float, middle: float, style: Style) -> None:
    depth = abs(middle - street)
    inward = 1.0 if middle > street else -1.0
    house_width = min(dice.uniform(7.5, 15), width - 3)
    house_depth = min(dice.uniform(7, 12), depth - 6)
    if house_width < 5 or house_depth < 5:
        return
    setback = dice.uniform(3, min(8.0, depth - house_depth))
    u, v = at + width / 2 + dice.uniform(-1, 1), street + inward * (setback + house_depth / 2)
    plan.buildings.append(detached_house(dice, u, v, house_width, house_depth, dice.between(style.eaves)))
    drive = at + dice.pick((1.8, width - 1.8))
    plan.fill(
        drive - 1.4, drive + 1.4, min(street, v), max(street, v), dice.pick((m.PAVING, m.ASPHALT, m.GRAVEL))
    )
    if dice.chance(0.5):
        b = Building(
            drive, v + inward * dice.uniform(-1, 4), [Wing(0, 0, 1.7, 3.0, False)], dice.uniform(2.3, 3.0)
        )
        plan.buildings.append(finish_pitched(dice, b, {"flat": 3.0, "gable": 2.0, "shed": 1.0}))
    if dice.chance(0.45):
        shed_v = middle - inward * dice.uniform(2, 4)
        b = Building(
            at + dice.uniform(3, width - 2),
            shed_v,
            [Wing(0, 0, 1.5, 1.2)],
            2.1,
            angle=dice.uniform(-0.3, 0.3),
        )
        plan.buildings.append(finish_pitched(dice, b, {"gable": 2.0, "shed": 1.0, "flat": 1.0}))
    if dice.chance(0.6):
        plan.car(drive, street + inward * 3.5, False, 1.5, dice.pick((0.08, 0.3, 0.6, 0.8)))


def rows(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Terraced houses in parallel strips with gardens."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.LAWN)
    depth = dice.uniform(8, 11)
    pitch = depth + dice.uniform(13, 26)
    base = dice.between((style.eaves[0], min(style.eaves[1], 10.0)))
    kinds = dict(PITCHED, hip=0.3, flat=dice.uniform(0, 3))
    count = max(1, int((block.v1 - block.v0) / pitch))
    step = (block.v1 - block.v0) / count
    for i in range(count):
        v = block.v0 + (i + 0.5) * step
        at = block.u0 + dice.uniform(1, 6)
        while block.u1 - at > 20:
            length = min(dice.uniform(25, 70), block.u1 - at - 2)
            _row(dice, plan, at, at + length, v, depth, True, base, kinds, (5.0, 7.5))
            at += length + dice.uniform(4, 12)
    scatter(dice, plan, block, dice.uniform(0.001, 0.006), (3, 12))


def slabs(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Long apartment blocks in the green."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.LAWN)
    along_u, depth = dice.chance(0.5), dice.uniform(10, 16)
    height = dice.uniform(12, max(18.0, style.eaves[1]))
    pitch = depth + dice.uniform(1.0, 1.8) * min(height, 30.0)
    size = block.size
    extent, length = (size[1], size[0]) if along_u else (size[0], size[1])
    count = max(1, int(extent / pitch))
    for i in range(count):
        across = (i + 0.5) * extent / count - extent / 2
        half = 0.5 * length * dice.uniform(0.5, 0.9)
        shift = dice.uniform(-1, 1) * (length / 2 - half)
        wing = Wing(0, 0, half, depth / 2) if along_u else Wing(0, 0, depth / 2, half, False)
        u, v = (shift, across) if along_u else (across, shift)
        top = height + 3 * int(dice.uniform(-2, 3))
        building = big_flat(dice, block.centre[0] + u, block.centre[1] + v, [wing], max(6.0, top))
        plan.buildings.append(
            building if dice.chance(0.85) else finish_pitched(dice, building, {"gable": 1, "hip": 1})
        )
    scatter(dice, plan, block, dice.uniform(0.001, 0.006), (5, 18))


def towers(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Towers, each on a podium or on its own."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, dice.pick((m.PAVING, m.LAWN, m.CONCRETE)))
    inner = block.shrunk(4)
    if dice.chance(0.5) and min(inner.size) > 30:
        half_u, half_v = inner.size[0] / 2 * dice.uniform(0.6, 1), inner.size[1] / 2 * dice.uniform(0.6, 1)
        plan.buildings.append(
            big_flat(dice, *inner.centre, [Wing(0, 0, half_u, half_v)], dice.uniform(5, 16))
        )
    for _ in range(1 + int(dice.uniform(0, inner.size[0] * inner.size[1] / 3500))):
        half_u, half_v = dice.uniform(8, 22), dice.uniform(8, 18)
        u = dice.uniform(inner.u0 + half_u, max(inner.u0 + half_u + 1, inner.u1 - half_u))
        v = dice.uniform(inner.v0 + half_v, max(inner.v0 + half_v + 1, inner.v1 - half_v))
        top = dice.uniform(25, max(40.0, 2.2 * style.eaves[1]))
        wings = [Wing(0, 0, half_u, half_v)]
        if dice.chance(0.3):
            wings = [Wing(0, 0, half_u, 0.6 * half_v), Wing(0, 0, 0.6 * half_u, half_v)]
        b = big_flat(dice, u, v, wings, top)
        if dice.chance(0.12):
            b.roof, b.wings = "cylinder", [Wing(0, 0, half_v, half_v)]
        elif dice.chance(0.3):
            upper = Wing(0, 0, 0.65 * half_u, 0.65 * half_v)
            plan.buildings.append(finish_flat(dice, Building(u, v, [upper], top + dice.uniform(4, 20))))
        plan.buildings.append(b)
    scatter(dice, plan, block, dice.uniform(0, 0.003), (5, 12))
