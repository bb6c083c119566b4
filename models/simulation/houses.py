"""Single buildings: plans, roofs, roof furniture."""

from __future__ import annotations

from .noise import Dice
from .plan import Building, Extra, Wing

# Weights of roof shapes; chosen by eye.
PITCHED = {
    "gable": 6.0,
    "hip": 3.0,
    "half_hip": 1.0,
    "mansard": 1.0,
    "gambrel": 0.4,
    "shed": 0.6,
    "flat": 1.0,
}
# Grey levels 0..1; chosen by eye.
TILE_TONES = (0.16, 0.2, 0.24, 0.28, 0.33, 0.12, 0.22, 0.26)
# Bitumen is dark, new membranes nearly white.
FLAT_TONES = (0.08, 0.15, 0.25, 0.35, 0.42, 0.5, 0.62, 0.85, 0.3, 0.28)


def finish_flat(dice: Dice, b: Building, plant: float = 0.6) -> Building:
    """Dress a flat-roofed building: parapet, covering and roof boxes."""
    b.roof = "flat"
    b.parapet = dice.uniform(0.25, 1.2) if dice.chance(0.65) else 0.0
    b.tone = dice.pick(FLAT_TONES)
    b.pattern = dice.pick(("plain", "plain", "gravel", "panels", "membrane", "membrane"))
    b.period = dice.uniform(1.2, 3.0)
    for w in b.wings:
        count = int(dice.uniform(0, 1.5 + min(8.0, w.half_u * w.half_v / 60))) if dice.chance(plant) else 0
        for _ in range(count):
            b.extras.append(_roof_box(dice, b, w))
    return b


def _roof_box(dice: Dice, b: Building, w: Wing) -> Extra:
    big = dice.chance(0.35)
    half_u = min(dice.uniform(1.5, 4.5) if big else dice.uniform(0.4, 1.5), 0.5 * w.half_u)
    half_v = min(dice.uniform(1.5, 3.5) if big else dice.uniform(0.4, 1.2), 0.5 * w.half_v)
    u = w.u + dice.uniform(-1, 1) * max(0.0, w.half_u - half_u - 0.8)
    v = w.v + dice.uniform(-1, 1) * max(0.0, w.half_v - half_v - 0.8)
    height = dice.uniform(2.2, 4.5) if big else dice.uniform(0.5, 2.0)
    return Extra(u, v, half_u, half_v, height, dice.uniform(0.15, 0.7))


def finish_pitched(dice: Dice, b: Building, kinds: dict[str, float] | None = None) -> Building:
    """Dress a house with a pitched roof: kind, pitch, covering, dormers and chimneys."""
    kind = dice.weighted(kinds or PITCHED)
    if kind == "flat":
        return finish_flat(dice, b, 0.4)
    b.roof = kind
    b.pitch = dice.uniform(0.35, 1.15)
    b.tone = dice.pick(TILE_TONES) * dice.uniform(0.85, 1.15)
    b.pattern = dice.pick(("tiles", "tiles", "tiles", "tiles", "seams", "plain"))
    b.period = dice.uniform(0.28, 0.42) if b.pattern == "tiles" else dice.uniform(0.4, 0.7)
    for w in b.wings:
        half, length = (w.half_v, w.half_u) if w.along_u else (w.half_u, w.half_v)
        if half > 2.5 and kind in ("gable", "half_hip", "mansard", "hip"):
            _add_dormers(dice, b, w, half, length)
            _add_chimneys(dice, b, w, half, length)
    return b


def _ridge_rise(b: Building, half: float) -> float:
    if b.roof == "mansard":
        return min(2.4 * half, 2.9 + 0.25 * b.pitch * half)
    return b.pitch * half


def _place(w: Wing, along: float, across: float, half_along: float, half_across: float) -> tuple[float, ...]:
    if w.along_u:
        return w.u + along, w.v + across, half_along, half_across
    return w.u + across, w.v + along, half_across, half_along


def _add_dormers(dice: Dice, b: Building, w: Wing, half: float, length: float) -> None:
    if b.pitch < 0.6 or dice.detail > 1.1 or not dice.chance(0.4):
        return
    width, step = dice.uniform(0.6, 1.1), dice.uniform(3.0, 5.5)
    setback, top = dice.uniform(0.5, 1.3), min(dice.uniform(1.9, 2.6), 0.85 * _ridge_rise(b, half))
    pitch = dice.uniform(0.4, 0.8) if w.along_u and dice.chance(0.5) else 0.0
    reach = 0.5 * (half - setback)
    for side in (-1, 1) if dice.chance(0.6) else (dice.sign(),):
        for i in range(int(2 * (length - 1.2) / step)):
            along = (i + 0.5) * step - (length - 1.2)
            u, v, hu, hv = _place(w, along, side * (half - setback - reach), width, reach)
            b.extras.append(Extra(u, v, hu, hv, top, b.tone * 0.9, pitch, True))


def _add_chimneys(dice: Dice, b: Building, w: Wing, half: float, length: float) -> None:
    if dice.detail > 0.6:
        return
    for _ in range(dice.pick((0, 1, 1, 2))):
        across = dice.uniform(-0.5, 0.5) * half
        along = dice.pick((-0.8, 0.8, dice.uniform(-0.8, 0.8))) * length
        top = _ridge_rise(b, half) * dice.uniform(0.9, 1.0) + dice.uniform(0.5, 1.3)
        u, v, hu, hv = _place(w, along, across, dice.uniform(0.25, 0.6), dice.uniform(0.25, 0.45))
        b.extras.append(Extra(u, v, hu, hv, top, dice.uniform(0.15, 0.5)))


def plan_wings(dice: Dice, shape: str, half_u: float, half_v: float, thickness: float) -> list[Wing]:
    """Wings of an I, L, T, U, H, Z or O plan in +-half_u x +-half_v; `thickness` is half a wing's width."""
    t = min(thickness, 0.45 * half_u, 0.45 * half_v)
    side_u, side_v = dice.sign(), dice.sign()
    bar = Wing(0, side_v * (half_v - t), half_u, t, True)
    leg = Wing(side_u * (half_u - t), 0, t, half_v, False)
    other = Wing(-side_u * (half_u - t), 0, t, half_v, False)
    if shape == "L":
        return [bar, leg]
    if shape == "T":
        return [bar, Wing(dice.uniform(-0.5, 0.5) * half_u, 0, t, half_v, False)]
    if shape == "U":
        return [bar, leg, other]
    if shape == "H":
        return [Wing(0, 0, half_u, t, True), leg, other]
    if shape == "Z":
        upper = Wing(side_u * (half_u - t), 0.5 * half_v, t, 0.5 * half_v + t, False)
        lower = Wing(-side_u * (half_u - t), -0.5 * half_v, t, 0.5 * half_v + t, False)
        return [Wing(0, 0, half_u, t, True), upper, lower]
    if shape == "O":
        return [bar, leg, other, Wing(0, -side_v * (half_v - t), half_u, t, True)]
    return [Wing(0, 0, half_u, half_v, half_u >= half_v)]


def detached_house(dice: Dice, u: float, v: float, width: float, depth: float, eaves: float) -> Building:
    """A family house of about width x depth metres."""
    half_u, half_v = width / 2, depth / 2
    kind = dice.random()
    if kind < 0.55:
        wings = [Wing(0, 0, half_u, half_v, half_u >= half_v if dice.chance(0.8) else half_u < half_v)]
    elif kind < 0.9:
        wings = plan_wings(
            dice, dice.pick("LLTZU"), half_u, half_v, dice.uniform(0.25, 0.32) * (width + depth) / 2
        )
    else:
        wings = [Wing(0, 0, min(half_u, half_v), min(half_u, half_v), True)]
    b = Building(
        u, v, wings, eaves, angle=dice.uniform(-0.06, 0.06) if dice.chance(0.7) else dice.uniform(-0.6, 0.6)
    )
    kinds = {"pyramid": 1.0} if kind >= 0.9 else dict(PITCHED, hip=4.0, flat=0.8)
    return finish_pitched(dice, b, kinds)


def big_flat(dice: Dice, u: float, v: float, wings: list[Wing], height: float) -> Building:
    """A large flat-roofed building, now and then with a glass roof."""
    b = finish_flat(dice, Building(u, v, wings, height), 0.85)
    b.glass = dice.chance(0.07)
    return b
