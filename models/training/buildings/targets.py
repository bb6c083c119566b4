"""What a pix2pix generator of footprints makes, and what it is trained on: a mask, classes, or a picture.

Three classes keep a thin line inside each building apart, so that buildings that nearly touch stay two; their
entropy minds pixels near outlines. The picture is that of the published system (reinforced.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor

from ...buildings import reinforced
from ...modelfile.parts import Card, Output
from ...published.pix2pix import BACKGROUND, BUILDING
from ...raster.arrays import BoolArray, Float32Array
from ...raster.grid import Window
from ..loop.task import Term, masked
from .losses import class_loss

Labels = Callable[[Window], "tuple[BoolArray, BoolArray]"]  # buildings, and where they are known (H, W)
INNER_LINE = 2  # pixels of the class contour, inside a building: its outer edge is the building's
CLASSES = 3  # background, interior, contour
HALF_LEVELS = 127.5  # 8-bit levels as -1..1


class Target(Protocol):
    """`of`: what samples hold, buildings (0, 1) first. `painted`: what the discriminator compares, nothing
    where labels are unknown; `shown`: the same of what the generator made. `terms`: loss terms. `found`:
    buildings in what it made.
    """

    def of(self, labels: Labels, window: Window) -> tuple[Float32Array, BoolArray]: ...
    def painted(self, target: Tensor, known: Tensor) -> Tensor: ...
    def shown(self, made: Tensor) -> Tensor: ...
    def terms(self, made: Tensor, painted: Tensor, known: Tensor) -> dict[str, Term]: ...
    def found(self, made: Tensor) -> Tensor: ...


@dataclass(frozen=True)
class Mask:
    """Buildings as 1 and ground as -1, in as many bands as the generator makes (0..1 of logits elsewhere)."""

    bands: int = 1

    def of(self, labels: Labels, window: Window) -> tuple[Float32Array, BoolArray]:
        """Planes (1, H, W) of a window, and where they are known (H, W)."""
        buildings, known = labels(window)
        return buildings.astype(np.float32)[None], known

    def painted(self, target: Tensor, known: Tensor) -> Tensor:
        """-1 and 1, and 0 where nothing is known (N, bands, H, W)."""
        return torch.where(known, 2 * target[:, :1] - 1, 0).repeat(1, self.bands, 1, 1)

    def shown(self, made: Tensor) -> Tensor:
        """As it is."""
        return made

    def terms(self, made: Tensor, painted: Tensor, known: Tensor) -> dict[str, Term]:
        """The mean absolute error of what is known (Isola et al., eq. 3)."""
        return {"l1": masked((made - painted).abs(), known.expand_as(made))}

    def found(self, made: Tensor) -> Tensor:
        """Buildings (N, 1, H, W)."""
        return made[:, :1] > 0


@dataclass(frozen=True)
class Picture(Mask):
    """The published picture, -1..1; with `frame` of the window alone, as there, else with what is around."""

    bands: int = 3
    thickness: int = reinforced.THICKNESS
    frame: bool = False

    def of(self, labels: Labels, window: Window) -> tuple[Float32Array, BoolArray]:
        """Buildings and the picture (4, H, W) of a window, and where they are known (H, W)."""
        around = window.grown(0 if self.frame else reinforced.REACH + self.thickness // 2)
        buildings, known = labels(around)
        picture = reinforced.reinforced(reinforced.coloured(buildings), self.frame, self.thickness)
        levels = np.moveaxis(picture, 2, 0).astype(np.float32) / np.float32(HALF_LEVELS) - np.float32(1)
        part = around.part(window)
        return np.concatenate([buildings[None].astype(np.float32), levels])[part], known[part]

    def painted(self, target: Tensor, known: Tensor) -> Tensor:
        """The picture, and 0 where nothing is known."""
        return torch.where(known, target[:, 1:], 0)

    def found(self, made: Tensor) -> Tensor:
        """Where red is above the middle of ground and building: lines leave it as it is."""
        return made[:, :1] * HALF_LEVELS + HALF_LEVELS > (BACKGROUND + BUILDING) / 2


@dataclass(frozen=True)
class Classes:
    """Logits of background, interior and contour, the line of `thickness` pixels inside each building."""

    thickness: int = INNER_LINE

    def of(self, labels: Labels, window: Window) -> tuple[Float32Array, BoolArray]:
        """Buildings and their contours (2, H, W) of a window, and where they are known (H, W)."""
        around = window.grown(self.thickness)
        buildings, known = labels(around)
        inner = ndimage.binary_erosion(buildings | ~known, iterations=self.thickness, border_value=1)
        part = around.part(window)
        planes = np.stack([buildings, buildings & ~inner]).astype(np.float32)
        return planes[part], known[part]

    def painted(self, target: Tensor, known: Tensor) -> Tensor:
        """Shares of the classes (N, 3, H, W): 1 of one, of none where nothing is known."""
        buildings, contour = target[:, :1], target[:, 1:2]
        return torch.where(known, torch.cat([1 - buildings, buildings - contour, contour], dim=1), 0)

    def shown(self, made: Tensor) -> Tensor:
        """Shares of the classes."""
        return torch.softmax(made, dim=1)

    def terms(self, made: Tensor, painted: Tensor, known: Tensor) -> dict[str, Term]:
        """The entropy of the classes, more near outlines."""
        return {"entropy": class_loss(made, painted, known)}

    def found(self, made: Tensor) -> Tensor:
        """Where interior and contour together are likelier than background."""
        return torch.logsumexp(made[:, 1:], dim=1, keepdim=True) > made[:, :1]


def target_of(card: Card, thickness: int | None, frame: bool) -> Target:
    """What the generator of a card makes."""
    output: Output = card.output
    if output.activation == "softmax" and output.bands == CLASSES:
        return Classes(thickness or INNER_LINE)
    if output.activation == "tanh" and output.bands == 3:
        return Picture(thickness=thickness or reinforced.THICKNESS, frame=frame)
    return Mask(output.bands)
