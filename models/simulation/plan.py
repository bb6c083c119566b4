"""The town plan in metres: streets, plots and what stands on them, before anything is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# What a pixel of the scene shows: the ground's materials, what stands on it, coverings of roofs, trees.
LAWN, ASPHALT, PAVEMENT, PAVING, GRAVEL, SOIL, FIELD, WATER, MARKING, HEDGE, METAL, CONCRETE = range(12)
BOX, CAR = 12, 13
TILES, SEAMS, SHINGLES, MEMBRANE, CHIPPINGS, PANELS, TANK, GLASS, PLANT = range(14, 23)
BROADLEAF, CONIFER = 23, 24
MEADOW = 25  # open land, of the tone of asphalt
MATERIAL_COUNT = 26
COVERINGS = {"tiles": TILES, "seams": SEAMS, "membrane": MEMBRANE, "gravel": CHIPPINGS, "panels": PANELS}


@dataclass
class Wing:
    """A rectangle of a building's plan in the building's frame (metres, half extents)."""

    u: float
    v: float
    half_u: float
    half_v: float
    along_u: bool = True  # direction of the ridge


@dataclass
class Extra:
    """A box on a roof (dormer, chimney, plant room): place in its frame, height above the eaves."""

    u: float
    v: float
    half_u: float
    half_v: float
    height: float
    tone: float
    pitch: float = 0.0  # slope of its own little gable, 0 = flat
    covered: bool = False  # with the building's own roofing


@dataclass
class Building:
    """One building: wings under one kind of roof; (u, v) in the plan's frame, lengths in metres."""

    u: float
    v: float
    wings: list[Wing]
    eaves: float
    roof: str = "flat"
    pitch: float = 0.7  # rise per metre
    parapet: float = 0.0
    angle: float = 0.0
    tone: float = 0.3
    pattern: str = "plain"
    period: float = 0.3
    glass: bool = False
    fitted: bool = False  # follows the shear of its street, as houses with shared walls do
    extras: list[Extra] = field(default_factory=list)

    @property
    def covering(self) -> int:
        """The material of its roof."""
        if self.glass:
            return GLASS
        if self.pattern == "plain":
            if self.roof in ("cylinder", "cone"):
                return TANK
            low = self.roof == "flat" or self.pitch < 0.25
            return MEMBRANE if low else SEAMS if self.roof in ("barrel", "dome") else SHINGLES
        return COVERINGS[self.pattern]

    @property
    def reach(self) -> float:
        """Radius of the circle around its centre that holds the plan."""
        return max(math.hypot(abs(w.u) + w.half_u, abs(w.v) + w.half_v) for w in self.wings)


@dataclass
class Block:
    """A rectangle between streets."""

    u0: float
    u1: float
    v0: float
    v1: float

    @property
    def size(self) -> tuple[float, float]:
        return self.u1 - self.u0, self.v1 - self.v0

    @property
    def centre(self) -> tuple[float, float]:
        return (self.u0 + self.u1) / 2, (self.v0 + self.v1) / 2

    def shrunk(self, margin: float) -> Block:
        """The block without a border."""
        return Block(self.u0 + margin, self.u1 - margin, self.v0 + margin, self.v1 - margin)


@dataclass
class Corridor:
    """A band along u with its own level: river, cutting (below) or embankment (above)."""

    v: float
    half: float
    level: float
    bank: float
    material: int


@dataclass
class Plan:
    """Everything in the scene as lists of metric items in the street frame (u, v)."""

    half: float  # the plan covers -half..half
    blocks: list[Block] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    fills: list[tuple[float, float, float, float, int]] = field(default_factory=list)  # u0 u1 v0 v1 material
    boxes: list[tuple[float, float, float, float, float, float, int]] = field(
        default_factory=list
    )  # .. height tone material
    decks: list[tuple[float, float, float, float, float, float]] = field(
        default_factory=list
    )  # .. level, camber
    trees: list[np.ndarray] = field(default_factory=list)  # (N, 5): u v height radius conifer
    corridor: Corridor | None = None

    def fill(self, u0: float, u1: float, v0: float, v1: float, material: int) -> None:
        """Cover a rectangle of the ground with a material."""
        self.fills.append((u0, u1, v0, v1, material))

    def box(
        self,
        u: float,
        v: float,
        half_u: float,
        half_v: float,
        height: float,
        tone: float,
        material: int = BOX,
    ) -> None:
        """Stand a small box (car, wall, hedge, container) on the ground."""
        self.boxes.append((u - half_u, u + half_u, v - half_v, v + half_v, height, tone, material))

    def car(self, u: float, v: float, along_u: bool, height: float, tone: float) -> None:
        """Park a car of `height` metres: bonnet and cabin."""
        half_u, half_v = (2.2, 0.9) if along_u else (0.9, 2.2)
        self.box(u, v, half_u, half_v, 0.6 * height, tone, CAR)
        self.box(u, v, 0.8 if half_u < 1 else 1.3, 0.8 if half_v < 1 else 1.3, height, 0.8 * tone, CAR)


@dataclass
class Frame:
    """Where the plan lies under the sheet: shift, rotation, and the shear and bend of its streets."""

    angle: float
    origin: tuple[float, float]
    shear: float = 0.0
    amplitude: float = 0.0
    wavelength: float = 400.0
    phase: float = 0.0

    def bend(self, v: np.ndarray | float) -> np.ndarray | float:
        """Sideways displacement at v, metres."""
        wave = self.amplitude * np.sin(2 * math.pi * v / self.wavelength + self.phase)
        return wave + self.shear * (v - self.origin[1])

    def slope(self, v: float) -> float:
        """Sideways displacement per metre at v."""
        wave = 2 * math.pi / self.wavelength
        return self.shear + self.amplitude * wave * math.cos(wave * v + self.phase)

    def slack(self, extent: float) -> float:
        """Largest displacement within `extent` metres of the origin."""
        return abs(self.amplitude) + abs(self.shear) * extent

    def to_plan(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sheet metres to plan metres."""
        cosine, sine = np.float32(math.cos(self.angle)), np.float32(math.sin(self.angle))
        v = y * cosine - x * sine + np.float32(self.origin[1])
        u = x * cosine + y * sine + np.float32(self.origin[0])
        if self.shear:
            u = u + np.float32(self.shear) * (v - np.float32(self.origin[1]))
        if self.amplitude:
            wave = np.float32(2 * math.pi / self.wavelength)
            u = u + np.float32(self.amplitude) * np.sin(v * wave + np.float32(self.phase))
        return u, v

    def to_sheet(self, u: Any, v: Any) -> tuple[Any, Any]:
        """Plan metres to sheet metres, numbers or arrays."""
        across = u - self.bend(v) - self.origin[0]
        down = v - self.origin[1]
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        return across * cosine - down * sine, across * sine + down * cosine
