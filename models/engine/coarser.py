"""Networks that were trained on joined pixels, on the pixels of a layer: `resample` of their card.

Each tile is made coarser as GDAL makes a raster coarser, its kernels as wide as the pixels that are made;
the network answers, and its answer is brought back bilinearly. Tiles are laid out in the layer's own pixels.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..modelfile.parts import Card

Values = NDArray[np.float64]


def _cubic(x: Values) -> Values:
    """Convolution with a = -0.5 (R. Keys 1981)."""
    return np.where(x < 1, (1.5 * x - 2.5) * x * x + 1, np.where(x < 2, ((2.5 - 0.5 * x) * x - 4) * x + 2, 0))


# By the distance from the middle of a coarse pixel in such pixels, 0 or more.
KERNELS: dict[str, Callable[[Values], Values]] = {
    "bilinear": lambda x: np.maximum(1 - x, 0),
    "cubic": _cubic,
    "lanczos": lambda x: np.where(x < 3, np.sinc(x) * np.sinc(x / 3), 0),
}


def weights(fine: int, coarse: int, kind: str) -> Values:
    """What each of `fine` pixels counts for each of `coarse` ones, (coarse, fine); rows add up to 1."""
    factor = fine / coarse
    first, pixels = np.arange(coarse)[:, None] * factor, np.arange(fine)[None].astype(np.float64)
    if kind == "nearest":
        return np.asarray(pixels == np.floor(first + factor / 2), np.float64)
    if kind == "average":
        found = np.minimum(pixels + 1, first + factor) - np.maximum(pixels, first)
        found = np.maximum(found, 0)
    else:
        found = KERNELS[kind](np.abs(pixels + 0.5 - first - factor / 2) / factor)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


class Coarser(nn.Module):
    """A network on tiles of `fine` pixels, or several times as many, which it sees as `coarse` ones."""

    def __init__(self, network: nn.Module, fine: int, coarse: int, kind: str) -> None:
        super().__init__()
        self.network, self._unit, self._kind = network, (fine, coarse), kind

    def fuse(self) -> Coarser:
        """A copy for inference."""
        fuse = getattr(self.network, "fuse", None)
        return Coarser(fuse() if callable(fuse) else copy.deepcopy(self.network), *self._unit, self._kind)

    def forward(self, x: Tensor) -> Tensor:
        """Tiles (N, C, H, W) of the layer -> answers (N, K, H, W)."""
        with torch.autocast(x.device.type, enabled=False):
            down, across = (self._weights(side, x) for side in x.shape[-2:])
            seen = down @ x.float() @ across.T
        found = self.network(seen)
        return nn.functional.interpolate(
            found.float(), size=x.shape[-2:], mode="bilinear", align_corners=False
        )

    def _weights(self, side: int, x: Tensor) -> Tensor:
        fine, coarse = self._unit
        return torch.from_numpy(weights(side, side // fine * coarse, self._kind)).to(x.device, torch.float32)


def at_its_pixels(network: nn.Module, card: Card) -> nn.Module:
    """The network as it takes tiles of a layer: itself, or one that sees them coarser as its card asks."""
    if card.resample is None:
        return network
    return Coarser(network, *card.resample.unit(card.tile.multiple), card.resample.filter)
