"""Buildings drawn into the sheet: roof surfaces over unions of rectangles."""

from __future__ import annotations

import math
from typing import Callable, NamedTuple

import numpy as np

from .facets import FACETS
from .noise import tint
from .plan import PLANT, Building, Extra, Wing
from .scene import Patch, Sheet

Surface = Callable[[Building, Wing, np.ndarray, np.ndarray], np.ndarray]


def _flat(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    return np.zeros_like(du)


def _gable(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    return np.float32(b.pitch) * (dv if w.along_u else du)


def _hip(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    return np.float32(b.pitch) * np.minimum(du, dv)


def _half_hip(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    side, end = (dv, du) if w.along_u else (du, dv)
    rise = 0.5 * b.pitch * (w.half_v if w.along_u else w.half_u)
    return np.minimum(np.float32(b.pitch) * side, np.float32(b.pitch) * end + np.float32(rise))


def _pyramid(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    rise = b.pitch * min(w.half_u, w.half_v)
    return np.float32(rise) * np.minimum(du / np.float32(w.half_u), dv / np.float32(w.half_v))


def _mansard(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    depth = np.minimum(du, dv)
    return np.minimum(np.float32(2.4) * depth, np.float32(2.9) + np.float32(0.25 * b.pitch) * depth)


def _gambrel(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    side = dv if w.along_u else du
    return np.minimum(np.float32(2.0) * side, np.float32(2.4) + np.float32(0.5 * b.pitch) * side)


def _shed(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    return np.float32(0.35 * b.pitch) * (dv if w.along_u else du)


def _sawtooth(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    along = du if w.along_u else dv
    return np.float32(0.5 * b.pitch) * np.mod(along, np.float32(b.period))


def _barrel(b: Building, w: Wing, du: np.ndarray, dv: np.ndarray) -> np.ndarray:
    side, half = (dv, w.half_v) if w.along_u else (du, w.half_u)
    across = np.clip(1 - side / np.float32(half), -1, 1)
    return np.float32(0.6 * b.pitch * half) * np.sqrt(1 - across * across)


SURFACES: dict[str, Surface] = {
    "flat": _flat,
    "gable": _gable,
    "hip": _hip,
    "half_hip": _half_hip,
    "pyramid": _pyramid,
    "mansard": _mansard,
    "gambrel": _gambrel,
    "shed": _shed,
    "sawtooth": _sawtooth,
    "barrel": _barrel,
}
# One-sided roofs measure from one edge only: the distance to the other would make them gables.
ONE_SIDED = {"shed", "sawtooth"}
ROUND = {"cylinder", "dome", "cone"}


class Pose(NamedTuple):
    """Where a building stands on the sheet: metres, radians, and the shear of its street."""

    x: float
    y: float
    angle: float
    shear: float = 0.0

    def of(self, u: float, v: float) -> tuple[float, float]:
        """Sheet position of a point of the building's frame."""
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        along = u - self.shear * v
        return self.x + along * cosine - v * sine, self.y + along * sine + v * cosine


def draw_building(sheet: Sheet, b: Building, pose: Pose, reach: float) -> None:
    """Draw one building; `reach` is the radius in metres that surely holds it."""
    patch = sheet.patch(pose.x, pose.y, pose.angle, reach)
    if patch is None:
        return
    if pose.shear:
        patch = patch._replace(p=patch.p + np.float32(pose.shear) * patch.q)
    if b.roof in ROUND:
        depth, rise, facet = _round_surface(b, patch)
    else:
        depth, rise, facet = _wing_surfaces(b, patch)
    inside = depth > 0
    if not inside.any():
        return
    if b.parapet > 0 and sheet.gsd < 0.8:
        rise = rise + np.float32(b.parapet) * (depth < 0.35)
        facet = np.where(depth < 0.35, 0, facet)
    if b.pattern == "tiles" and sheet.gsd <= 0.17:
        rise = rise + np.float32(0.04) * _courses(b, patch)
    floor = _floor(sheet, patch, inside, b.eaves) + np.float32(b.eaves)
    top = rise + floor
    window = patch.window
    heights = sheet.heights[window]
    inside &= top > heights
    np.copyto(heights, top, where=inside)
    np.copyto(sheet.albedo[window], _tone(sheet, b, patch), where=inside)
    np.copyto(sheet.buildings[window], 1, where=inside)
    np.copyto(sheet.glass[window], int(b.glass), where=inside)
    np.copyto(sheet.material[window], b.covering, where=inside)
    # by what houses of one row share
    np.copyto(sheet.tint[window], tint(b.tone, b.period), where=inside)
    sheet.add_planes(window, inside, facet)
    _draw_extras(sheet, b, pose, float(floor))


def _floor(sheet: Sheet, patch: Patch, inside: np.ndarray, eaves: float) -> np.float32:
    """One level for the whole building: between the mean and the top of the ground below, eaves clear."""
    below = sheet.ground[patch.window][inside]
    top = below.max()
    return np.float32(max(0.5 * (below.sum() / below.size + top), top + 1.5 - eaves))


def _wing_surfaces(b: Building, patch: Patch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Depth within the outline, height above the eaves (metres) and number of the plane."""
    surface, plane = SURFACES[b.roof], FACETS[b.roof]
    depth = rise = None
    facet = np.zeros(patch.p.shape, np.int32)
    for w in b.wings:
        along, across = patch.p - np.float32(w.u), patch.q - np.float32(w.v)
        du, dv = np.float32(w.half_u) - np.abs(along), np.float32(w.half_v) - np.abs(across)
        reach = np.minimum(du, dv)
        if b.roof in ONE_SIDED:
            du, dv = along + np.float32(w.half_u), across + np.float32(w.half_v)
        top, own = surface(b, w, du, dv), plane(b, w, du, dv, along, across)
        if depth is None or rise is None:
            depth, rise, facet = reach, top, own
        else:
            top[reach <= 0] = 0
            # flat wings share one level, and so one plane
            own = own if b.roof == "flat" else own + (own > 0) * facet.max()
            facet = np.where((reach > 0) & ((depth <= 0) | (top > rise)), own, facet)
            rise = np.maximum(np.where(depth > 0, rise, 0), top)
            depth = np.maximum(depth, reach)
    if depth is None or rise is None:
        return np.full(patch.p.shape, -1, np.float32), np.zeros(patch.p.shape, np.float32), facet
    return depth, rise, facet


def _round_surface(b: Building, patch: Patch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    radius = np.float32(b.wings[0].half_u)
    distance = np.hypot(patch.p, patch.q)
    depth = radius - distance
    facet = np.full(depth.shape, int(b.roof == "cylinder"), np.int32)
    if b.roof == "dome":
        rise = np.float32(b.pitch) * np.sqrt(np.clip(radius * radius - distance * distance, 0, None))
    elif b.roof == "cone":
        rise = np.float32(b.pitch) * np.clip(depth, 0, None)
    else:
        rise = np.zeros_like(depth)
    return depth, rise, facet


def _courses(b: Building, patch: Patch) -> np.ndarray:
    """Saw-tooth relief (0..1) of overlapping roof tiles, courses across the slope."""
    across = patch.q if b.wings[0].along_u else patch.p
    return np.mod(np.abs(across) * np.float32(1 / b.period), 1)


def _tone(sheet: Sheet, b: Building, patch: Patch) -> np.ndarray:
    """Reflectance of the roof: base tone, weathering and a repetitive pattern where the GSD resolves it."""
    grain = sheet.grain[patch.window]
    strength = {"plain": 0.012, "tiles": 0.09, "gravel": 0.12, "seams": 0.03, "panels": 0.03}.get(
        b.pattern, 0.05
    )
    tone = np.float32(b.tone) * (1 + np.float32(strength) * grain)
    if sheet.gsd > 0.6 * b.period or b.pattern == "plain":
        return tone
    along, across = (patch.p, patch.q) if b.wings[0].along_u else (patch.q, patch.p)
    if b.pattern == "tiles":
        tone *= 0.8 + np.float32(0.4) * _courses(b, patch)
    elif b.pattern == "seams":
        tone *= np.where(
            np.mod(along, np.float32(b.period)) < 0.25 * b.period, np.float32(0.7), np.float32(1.1)
        )
    elif b.pattern == "panels":
        grid = np.minimum(np.mod(along, np.float32(b.period)), np.mod(across, np.float32(0.6 * b.period)))
        tone *= np.where(grid < 0.12 * b.period, np.float32(1.5), np.float32(0.85))
    return tone


def _draw_extras(sheet: Sheet, b: Building, pose: Pose, floor: float) -> None:
    for e in b.extras:
        if min(e.half_u, e.half_v) >= 0.35 * sheet.gsd:
            x, y = pose.of(e.u, e.v)
            _draw_extra(sheet, b, e, Pose(x, y, pose.angle), floor)


def _draw_extra(sheet: Sheet, b: Building, e: Extra, pose: Pose, floor: float) -> None:
    patch = sheet.patch(pose.x, pose.y, pose.angle, e.half_u + e.half_v)
    if patch is None:
        return
    du, dv = np.float32(e.half_u) - np.abs(patch.p), np.float32(e.half_v) - np.abs(patch.q)
    top = np.float32(floor + e.height) + np.float32(e.pitch) * du
    window = patch.window
    heights = sheet.heights[window]
    inside = (np.minimum(du, dv) > 0) & (top > heights) & (sheet.buildings[window] > 0)
    heights[inside] = top[inside]
    sheet.albedo[window][inside] = e.tone
    sheet.material[window][inside] = b.covering if e.covered else PLANT
    if not e.covered:
        sheet.tint[window][inside] = tint(e.u, e.v)
    sheet.add_planes(window, inside, 1 + ((patch.p > 0) & (e.pitch > 0)).astype(np.int32))
