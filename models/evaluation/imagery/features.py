"""Patches of images as features of a network whose file people give, and how far they lie apart."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ...engine.device import Device
from ...errors import RooflineError
from ...networks import vgg
from ...raster.arrays import Float32Array, Float64Array
from ...raster.grid import Window
from ...raster.windows import squares

KINDS = ("vgg16", "vgg19")
LEAST_PATCH = 32  # pixels: two of the deepest layer's
TINY = 1e-10  # as in the published code of the distance


class Described(NamedTuple):
    """What a network says of a patch: one vector (512,), and each layer's features (1, C, h, w)."""

    vector: Float64Array
    layers: list[Tensor]


class Features:
    """VGG-16 or VGG-19 from a state dict of torchvision, and LPIPS heads where the file has them.

    The vector of a patch is the mean of the last layer's features. The distance of two patches is that of
    R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018: the
    squared differences of features of unit length, averaged over places, added up over five layers. Without
    the heads "lin0.model.1.weight" to "lin4.model.1.weight" of their package all features weigh the same.
    """

    def __init__(self, path: str | Path, device: Device) -> None:
        found = vgg.read(path, KINDS)
        network = vgg.network_of(found, path, KINDS)
        self.device = device
        self._network = network.to(device.kind)
        self.kind = next(kind for kind in KINDS if sum(vgg.CONVOLUTIONS[kind]) == network.convolutions)
        self.heads = [self._head(found, level, path) for level in range(len(vgg.WIDTHS))]
        self.has_heads = all(head is not None for head in self.heads)

    def describe(self, patch: Float32Array) -> Described:
        """A patch (3, H, W) of 0..255, all of it known."""
        with torch.inference_mode():
            x = torch.from_numpy(patch[None] / np.float32(127.5) - np.float32(1)).to(self.device.kind)
            layers = self._network(x)
        vector = layers[-1].mean(dim=(2, 3))[0].double().cpu().numpy()
        return Described(vector, [_unit(layer) for layer in layers])

    def distance(self, one: Described, other: Described) -> float:
        """How far two patches of one size lie apart; 0 for the same."""
        total = 0.0
        for a, b, head in zip(one.layers, other.layers, self.heads):
            squares = (a - b) ** 2
            weighed = squares.mean(dim=1) if head is None else (squares * head).sum(dim=1)
            total += float(weighed.mean())
        return total

    def _head(self, found: dict[str, Tensor], level: int, path: str | Path) -> Tensor | None:
        """The weights (1, C, 1, 1) of a layer's features, None where the file has none."""
        name, width = f"lin{level}.model.1.weight", vgg.WIDTHS[level]
        if name not in found:
            return None
        if found[name].numel() != width:
            raise RooflineError(
                "{path} has LPIPS heads of another network ({name}); leave them out or give the right ones.",
                path=path,
                name=name,
            )
        return found[name].float().reshape(1, width, 1, 1).to(self.device.kind)


def chosen_patches(whole: Window, side: int, most: int) -> list[Window]:
    """At most `most` squares of a raster, spread evenly; a raster that is smaller than one is a patch."""
    side = min(side, whole.width, whole.height)
    if side < LEAST_PATCH:
        raise RooflineError(
            "The image has {width} x {height} pixels; features need {least} x {least} or more.",
            width=whole.width,
            height=whole.height,
            least=LEAST_PATCH,
        )
    full = [each for each in squares(whole, side) if (each.width, each.height) == (side, side)]
    picked = np.unique(np.linspace(0, len(full) - 1, min(most, len(full))).round().astype(int))
    return [full[index] for index in picked]


def _unit(features: Tensor) -> Tensor:
    return features / (features.square().sum(dim=1, keepdim=True).sqrt() + TINY)
