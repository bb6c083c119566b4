"""The painter `spade` for inference: the same numbers in fewer walks through memory.

Features lie in memory pixel by pixel, (N, h, w, C), as convolutions on processors want them; so a convolution
of one pixel is a product of matrices, a norm over channels reads memory once, and what is added or multiplied
changes its place. What modulates is `scale + 1`: the one is in the bias already. Half precision is kept from
layer to layer, where PyTorch's autocast would go back to float32 for every norm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .fused import linear

if TYPE_CHECKING:
    from .spade import Block, Spade


STRIP = 64  # rows of the finest level that go through its layers at once: they stay in the caches


class FusedSpade(nn.Module):
    """`Spade` on the same inputs; for inference alone."""

    def __init__(self, network: Spade) -> None:
        super().__init__()
        self.network = network
        self.levels = nn.ModuleList(
            nn.ModuleList(FusedBlock(cast("Block", block)) for block in cast(nn.ModuleList, blocks))
            for blocks in network.levels
        )

    def forward(self, x: Tensor) -> Tensor:
        network, kind = self.network, x.device.type
        half = torch.is_autocast_enabled(kind)
        dtype = torch.get_autocast_dtype(kind) if half else x.dtype
        x, place = network.framed(x)
        noises = [_last(noise.to(dtype)) for noise in network.noises(x)]
        plan = [_last(each) for each in network.plan(x, dtype)]
        level = _pixelwise(network.start, torch.cat([plan[-1], noises[-1]], dim=3))
        for index in reversed(range(1, len(plan))):
            level = self._level(index, level, plan[index], noises[index])
            level = _pixelwise(cast(nn.Conv2d, network.up[index - 1]), level)
            level = _doubled(level) if index > 1 else level
        # Rows around a strip that its layers see: one for each convolution, blocks and head; an even number.
        halo = (len(cast(nn.ModuleList, self.levels[0])) + 2) // 2 * 2
        rows, found = plan[0].shape[1], []
        for top in range(0, rows, STRIP):
            first, last = max(top - halo, 0), min(top + STRIP + halo, rows)
            part = _doubled(level[:, first // 2 : last // 2])
            part = self._level(0, part, plan[0][:, first:last], noises[0][:, first:last])
            colours = network.colours(_first(_normed(part)))
            found.append(colours[:, :, top - first : top - first + min(STRIP, rows - top)])
        return picture(torch.cat(found, dim=2), place)

    def _level(self, index: int, level: Tensor, plan: Tensor, noise: Tensor) -> Tensor:
        """What the blocks of a level make of features; all (N, h, w, C)."""
        told = torch.cat([plan, noise], dim=3)
        for block in cast(nn.ModuleList, self.levels[index]):
            level = block(level, told)
        return level


class FusedBlock(nn.Module):
    """`Block` on features and what modulates them, (N, h, w, C)."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        weights = block.modulation.weight.detach()
        biases = cast(Tensor, block.modulation.bias).detach()
        scale, shift = weights[:, :, 0, 0].chunk(2)
        self.scale, self.shift = nn.Parameter(scale.clone()), nn.Parameter(shift.clone())
        one, zero = biases.chunk(2)
        self.scale_bias, self.shift_bias = nn.Parameter(one + 1), nn.Parameter(zero.clone())
        self.convolution = block.convolution

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        y = linear(told, self.shift, self.shift_bias)
        y.addcmul_(_normed(x), linear(told, self.scale, self.scale_bias))
        functional.leaky_relu_(y, SLOPE)
        changed = _last(self.convolution(_first(y)))
        return changed.add_(x)


SLOPE, EPSILON = 0.2, 1e-4  # those of `spade`, which a test holds


def picture(colours: Tensor, place: tuple[slice, slice]) -> Tensor:
    """The image (N, bands, H, W) in -1..1 of colours (N, 4 bands, h, w), and of it the frame's part."""
    image = torch.tanh(functional.pixel_shuffle(colours, 2))
    return image[:, :, place[0], place[1]]


def _normed(x: Tensor) -> Tensor:
    """`spade.normed` of features (N, h, w, C)."""
    length = torch.linalg.vector_norm(x, dim=3, keepdim=True, dtype=torch.float32)
    return x * torch.rsqrt(length.square_().div_(x.shape[3]).add_(EPSILON)).to(x.dtype)


def _doubled(x: Tensor) -> Tensor:
    """Every pixel of features (N, h, w, C) as four."""
    return _last(functional.interpolate(_first(x), scale_factor=2.0, mode="nearest"))


def _pixelwise(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """A convolution of one pixel on features (N, h, w, C)."""
    return linear(x, layer.weight[:, :, 0, 0], layer.bias)


def _last(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1).contiguous()


def _first(x: Tensor) -> Tensor:
    return x.permute(0, 3, 1, 2)
