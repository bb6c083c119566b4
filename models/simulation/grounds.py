"""Blocks with large or few buildings: halls, campuses, parks, squares, car parks, fields."""

from __future__ import annotations

from . import plan as m
from .houses import big_flat, finish_flat, finish_pitched, plan_wings
from .noise import Dice
from .plan import Block, Building, Extra, Plan, Wing
from .styles import Style
from .trees import avenue, grove, scatter

CAR_TONES = (0.06, 0.1, 0.25, 0.45, 0.6, 0.8)  # black to white; chosen by eye


def halls(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Industrial halls with yards."""
    plan.fill(
        block.u0, block.u1, block.v0, block.v1, dice.pick((m.ASPHALT, m.CONCRETE, m.CONCRETE, m.GRAVEL))
    )
    inner = block.shrunk(6)
    at = inner.u0
    while inner.u1 - at > 24:
        width = min(dice.uniform(24, 90), inner.u1 - at)
        depth = inner.size[1] * dice.uniform(0.45, 0.95)
        b = _hall(dice, at + width / 2, inner.v0 + depth / 2, width / 2, depth / 2, dice.between(style.eaves))
        plan.buildings.append(b)
        yard = Block(at, at + width, inner.v0 + depth + 3, inner.v1)
        if yard.size[1] > 8:
            _yard(dice, plan, yard)
        at += width + dice.uniform(0, 22)
    scatter(dice, plan, block, dice.uniform(0, 0.0006), (4, 10))


def _hall(dice: Dice, u: float, v: float, half_u: float, half_v: float, eaves: float) -> Building:
    b = Building(u, v, [Wing(0, 0, half_u, half_v, half_u >= half_v)], eaves)
    kind = dice.weighted({"flat": 5, "gable": 3, "sawtooth": 1.5, "barrel": 1, "bays": 1.5})
    if kind == "flat":
        finish_flat(dice, b, 0.9)
        _skylights(dice, b)
        return b
    b.tone = dice.pick((0.2, 0.35, 0.5, 0.65, 0.75, 0.12))
    b.pattern, b.period = dice.pick(("seams", "plain", "panels")), dice.uniform(0.5, 1.2)
    b.roof, b.pitch = kind, dice.uniform(0.08, 0.22)
    if kind == "sawtooth":
        b.period, b.pitch = dice.uniform(5, 11), dice.uniform(0.6, 1.1)
    elif kind == "barrel":
        b.pitch = dice.uniform(0.2, 0.7)
    elif kind == "bays":
        b.roof, count = "gable", max(2, int(half_v / 6))
        half = half_v / count
        b.wings = [Wing(0, (2 * i + 1) * half - half_v, half_u, half + 0.02, True) for i in range(count)]
        b.pitch = dice.uniform(0.15, 0.5)
    b.glass = dice.chance(0.06)
    return b


def _skylights(dice: Dice, b: Building) -> None:
    if dice.chance(0.5):
        return
    w, step = b.wings[0], dice.uniform(6, 12)
    half = dice.uniform(0.6, 1.3)
    for i in range(int(2 * (w.half_u - 3) / step)):
        for j in range(int(2 * (w.half_v - 3) / (1.6 * step))):
            u, v = (i + 0.5) * step - w.half_u + 3, (j + 0.5) * 1.6 * step - w.half_v + 3
            b.extras.append(Extra(w.u + u, w.v + v, half, 1.6 * half, 0.6, 0.8))


def _yard(dice: Dice, plan: Plan, yard: Block) -> None:
    if dice.chance(0.5):
        _parked(dice, plan, yard, dice.uniform(0.3, 0.9))
        return
    for _ in range(int(yard.size[0] * yard.size[1] / 160)):
        u, v = dice.uniform(yard.u0, yard.u1), dice.uniform(yard.v0, yard.v1)
        height = 2.6 * dice.pick((1, 1, 2, 3))
        half = (6.1, 1.22) if dice.chance(0.5) else (1.22, 6.1)
        plan.box(u, v, *half, height, dice.uniform(0.1, 0.6))


def _parked(dice: Dice, plan: Plan, area: Block, share: float) -> None:
    """Cars in double rows of 2.6 m x 5 m bays, 6 m lanes between."""
    row = area.v0 + 2.6
    while row < area.v1 - 2:
        for i in range(int(area.size[0] / 2.6)):
            if dice.chance(share):
                height = dice.pick((1.45, 1.5, 1.55, 1.7, 2.3))
                plan.car(area.u0 + (i + 0.5) * 2.6, row, False, height, dice.pick(CAR_TONES))
        plan.fill(area.u0, area.u1, row + 2.5, row + 2.62, m.MARKING)
        row += dice.pick((5.2, 11.0))


def carpark(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Parked cars, a few trees, perhaps a supermarket."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.ASPHALT)
    inner = block.shrunk(5)
    if dice.chance(0.6) and min(inner.size) > 40:
        half = inner.size[0] * dice.uniform(0.15, 0.25)
        wings = [Wing(0, 0, half, inner.size[1] / 2 * 0.9, False)]
        plan.buildings.append(big_flat(dice, inner.u0 + half, inner.centre[1], wings, dice.uniform(5, 9)))
        inner.u0 += 2 * half + 4
    _parked(dice, plan, inner, dice.uniform(0.2, 0.9))
    scatter(dice, plan, inner, dice.uniform(0, 0.003), (4, 8))


def tanks(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Cylindrical tanks and silos in a grid."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.GRAVEL)
    radius, height = dice.uniform(5, 16), dice.uniform(8, 22)
    roof, tone = dice.pick(("cylinder", "cylinder", "dome", "cone")), dice.uniform(0.4, 0.85)
    step, inner = 2 * radius + dice.uniform(3, 12), block.shrunk(8 + radius)
    for i in range(int(inner.size[0] / step) + 1):
        for j in range(int(inner.size[1] / step) + 1):
            if dice.chance(0.8):
                wing = Wing(0, 0, radius, radius)
                b = Building(inner.u0 + i * step, inner.v0 + j * step, [wing], height, roof, tone=tone)
                b.pitch = 0.35 if roof == "dome" else 0.2
                plan.buildings.append(b)


def campus(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """One to a few large buildings of composite plan on lawns."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.LAWN)
    inner = block.shrunk(dice.uniform(5, 12))
    split = inner.size[0] > 75 and dice.chance(0.7)
    cut = dice.uniform(0.4, 0.6) * inner.size[0]
    parts = [inner]
    if split:
        parts = [
            Block(inner.u0, inner.u0 + cut - 6, inner.v0, inner.v1),
            Block(inner.u0 + cut + 6, *_rest(inner)),
        ]
    flat = dice.chance(0.65)
    for part in parts:
        half_u, half_v = (0.5 * s * dice.uniform(0.6, 1.0) for s in part.size)
        if min(half_u, half_v) < 8:
            continue
        wings = plan_wings(dice, dice.pick("LTUOHZIOU"), half_u, half_v, dice.uniform(5, 9))
        b = Building(*part.centre, wings, dice.between(style.eaves))
        if flat or wings[0].half_v > 12:
            finish_flat(dice, b, 0.9)
        else:
            finish_pitched(dice, b, {"gable": 2.0, "hip": 4.0, "mansard": 1.0})
        if dice.chance(0.15):
            b.angle = dice.uniform(-0.5, 0.5)
        plan.buildings.append(b)
        if len(wings) == 4 and dice.chance(0.4):
            hall = Building(
                *part.centre, [Wing(0, 0, half_u * 0.8, half_v * 0.8)], 0.5 * b.eaves, "barrel", 0.4
            )
            hall.glass, hall.tone, hall.pattern, hall.period = True, 0.35, "panels", 1.8
            plan.buildings.append(hall)
    plan.fill(block.u0, block.u1, block.centre[1] - 1.5, block.centre[1] + 1.5, m.PAVING)
    scatter(dice, plan, block, dice.uniform(0.001, 0.006), (6, 18))


def _rest(inner: Block) -> tuple[float, float, float]:
    return inner.u1, inner.v0, inner.v1


def park(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Lawn with groves, avenues, a pond and a pavilion."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.LAWN)
    u, v = block.centre
    plan.fill(block.u0, block.u1, v - 1.6, v + 1.6, m.GRAVEL)
    plan.fill(u - 1.6, u + 1.6, block.v0, block.v1, m.GRAVEL)
    for _ in range(int(dice.uniform(0, 4))):
        part = Block(dice.uniform(block.u0, u), 0, dice.uniform(block.v0, v), 0)
        part.u1, part.v1 = part.u0 + dice.uniform(15, 60), part.v0 + dice.uniform(15, 60)
        part.u1, part.v1 = min(part.u1, block.u1), min(part.v1, block.v1)
        grove(dice, plan, part, dice.uniform(4.5, 8), (8, 24))
    if dice.chance(0.5):
        avenue(dice, plan, block.u0, block.u1, v - 4, True)
        avenue(dice, plan, block.u0, block.u1, v + 4, True)
    if dice.chance(0.4):
        b = Building(u + 15, v + 12, [Wing(0, 0, dice.uniform(3, 8), dice.uniform(3, 6))], dice.uniform(3, 5))
        plan.buildings.append(finish_pitched(dice, b, {"pyramid": 2, "hip": 2, "flat": 1, "gable": 1}))
    scatter(dice, plan, block, dice.uniform(0.0005, 0.006), (4, 22))


def grove_block(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Closed wood."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.SOIL)
    grove(dice, plan, block, dice.uniform(4.5, 7.5), (10, 28))


def field_block(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """A field or a sports ground."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, dice.pick((m.FIELD, m.FIELD, m.LAWN, m.SOIL)))
    if dice.chance(0.5):
        avenue(dice, plan, block.u0, block.u1, block.v0 + 3, True)


def square(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """A paved square with rows of trees or a kiosk."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, m.PAVING)
    inner = block.shrunk(5)
    if dice.chance(0.6):
        avenue(dice, plan, inner.u0, inner.u1, inner.v0, True)
        avenue(dice, plan, inner.u0, inner.u1, inner.v1, True)
    if dice.chance(0.5):
        half = dice.uniform(3, 8)
        b = Building(*block.centre, [Wing(0, 0, half, half * dice.uniform(0.5, 1))], dice.uniform(3, 9))
        plan.buildings.append(finish_pitched(dice, b, {"pyramid": 1, "flat": 2, "hip": 1}))


def church(dice: Dice, plan: Plan, block: Block, style: Style) -> None:
    """Nave, transept and a tower with a spire on a square."""
    plan.fill(block.u0, block.u1, block.v0, block.v1, dice.pick((m.PAVING, m.LAWN)))
    half_u = min(dice.uniform(14, 30), 0.42 * block.size[0])
    half_v = min(dice.uniform(5, 9), 0.3 * block.size[1])
    wings = [Wing(0, 0, half_u, half_v), Wing(0.3 * half_u, 0, 0.8 * half_v, 2 * half_v, False)]
    nave = Building(*block.centre, wings, dice.uniform(9, 18), "gable", dice.uniform(0.8, 1.5), tone=0.2)
    nave.pattern, nave.period = dice.pick(("tiles", "seams")), 0.4
    plan.buildings.append(nave)
    half = dice.uniform(2.5, 4.5)
    tower = Building(
        block.centre[0] - half_u - half, block.centre[1], [Wing(0, 0, half, half)], nave.eaves * 2
    )
    tower.roof, tower.pitch, tower.tone = dice.pick(("pyramid", "pyramid", "flat")), dice.uniform(1, 4), 0.15
    plan.buildings.append(tower)
    if dice.chance(0.25):
        dome = Building(
            block.centre[0] + 0.3 * half_u, block.centre[1], [Wing(0, 0, half_v, half_v)], nave.eaves * 1.5
        )
        dome.roof, dome.pitch, dome.tone = "dome", dice.uniform(0.8, 1.1), 0.3
        plan.buildings.append(dome)
    scatter(dice, plan, block, dice.uniform(0, 0.004), (6, 16))
