"""The painter `spade` for inference: the same numbers in fewer walks through memory.

Features lie in memory pixel by pixel, (N, h, w, C), as convolutions on processors want them; so a convolution
of one pixel is a product of matrices, a norm over channels reads memory once, and what is added or multiplied
changes its place. Of a tile's rim, which is there to be seen alone, each level computes what the finer ones
see of it. Inputs are read plane by plane and an image is put together by four strided copies, for
PyTorch's own layers that do so are several times slower on the CPU. What modulates is `scale + 1`: the one is
in the bias already. Half precision is kept from
layer to layer, where PyTorch's autocast would go back to float32 for every norm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .fused import linear
from .spans import halved, inside, part, since, spans

if TYPE_CHECKING:
    from ..raster.grid import Window
    from .spade import Block, Spade


STRIP = 64  # rows of the finest level that go through its layers at once: they stay in the caches


class FusedSpade(nn.Module):
    """`Spade` on the same inputs; for inference alone."""

    memory_format = torch.contiguous_format  # of inputs
    crops = True

    def __init__(self, network: Spade) -> None:
        super().__init__()
        self.network = network
        self.levels = nn.ModuleList(
            nn.ModuleList(FusedBlock(cast("Block", block)) for block in cast(nn.ModuleList, blocks))
            for blocks in network.levels
        )

    def forward(self, x: Tensor, core: Window | None = None) -> Tensor:
        """Images (N, bands, H, W) of inputs (N, planes, H, W), or (N, bands, h, w) of a part of them."""
        x, place = self.network.framed(x)
        if core is not None:
            place = part(place[0], core.row, core.height), part(place[1], core.col, core.width)
        rows, cols = (
            spans(halved(wanted), length // 2, self._reaches) for wanted, length in zip(place, x.shape[2:])
        )
        told = self._told(x, rows, cols)
        colours = self._finest(self._coarse(told, rows, cols), *told[0])
        return _picture(colours, (since(place[0], 2 * rows[0].start), since(place[1], 2 * cols[0].start)))

    @property
    def _reaches(self) -> list[int]:
        """How many pixels around one the layers of a level see, the finest first: one a convolution."""
        blocks = [len(cast(nn.ModuleList, level)) for level in self.levels]
        return [blocks[0] + 1, *blocks[1:]]  # the head too

    def _told(self, x: Tensor, rows: Sequence[slice], cols: Sequence[slice]) -> list[tuple[Tensor, Tensor]]:
        """Plan and noise (N, h, w, C) of framed inputs in the spans of every level, the finest first."""
        network, kind = self.network, x.device.type
        half = torch.is_autocast_enabled(kind)
        dtype = torch.get_autocast_dtype(kind) if half else x.dtype
        masks = _unshuffled(x[:, : network.classes], dtype)
        plan = network.plan_of(_first(masks), x[:, -2:-1, 0, 0])
        noises = _noises(x[:, -1], len(self.levels), dtype)
        return [
            (said.permute(0, 2, 3, 1)[:, row, col], noise[:, row, col])
            for said, noise, row, col in zip(plan, noises, rows, cols)
        ]

    def _coarse(
        self, told: Sequence[tuple[Tensor, Tensor]], rows: Sequence[slice], cols: Sequence[slice]
    ) -> Tensor:
        """Features (N, h / 2, w / 2, C) for the spans of the finest level."""
        network = self.network
        level = _pixelwise(network.start, torch.cat(told[-1], dim=3))
        for index in reversed(range(1, len(told))):
            level = self._level(index, level, *told[index])
            level = level[:, inside(rows[index], rows[index - 1]), inside(cols[index], cols[index - 1])]
            level = _pixelwise(cast(nn.Conv2d, network.up[index - 1]), level.contiguous())
            level = _doubled(level) if index > 1 else level
        return level

    def _finest(self, level: Tensor, plan: Tensor, noise: Tensor) -> Tensor:
        """Colours (N, 4 bands, h, w) of features of the level below (N, h / 2, w / 2, C), strip by strip."""
        # Rows around a strip that its layers see: one for each convolution, blocks and head; an even number.
        halo = (len(cast(nn.ModuleList, self.levels[0])) + 2) // 2 * 2
        rows, found = plan.shape[1], []
        for top in range(0, rows, STRIP):
            first, last = max(top - halo, 0), min(top + STRIP + halo, rows)
            features = _doubled(level[:, first // 2 : last // 2])
            features = self._level(0, features, plan[:, first:last], noise[:, first:last])
            colours = self.network.colours(_first(_normed(features)))
            found.append(colours[:, :, top - first : top - first + min(STRIP, rows - top)])
        return torch.cat(found, dim=2)

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


def _quarters(planes: Tensor) -> list[Tensor]:
    """Planes (..., H, W) at the four pixels that a halving makes one of, row by row."""
    return [planes[..., row::2, col::2] for row in (0, 1) for col in (0, 1)]


def _unshuffled(planes: Tensor, dtype: torch.dtype) -> Tensor:
    """`pixel_unshuffle` by 2 of planes (N, C, H, W), as (N, h, w, 4 C)."""
    return torch.stack([part for plane in planes.unbind(1) for part in _quarters(plane)], dim=3).to(dtype)


def _noises(noise: Tensor, levels: int, dtype: torch.dtype) -> list[Tensor]:
    """`Spade.noises` of a plane (N, H, W), as (N, h, w, NOISE): the same numbers."""
    found = []
    for _ in range(levels):
        first, second, third, fourth = parts = _quarters(noise)
        found.append(torch.stack(parts, dim=3).to(dtype))
        noise = (first + second + third + fourth) * 0.5
    return found


def _picture(colours: Tensor, place: tuple[slice, slice]) -> Tensor:
    """`spade.picture`; PyTorch's sigmoid is ten times as fast as its tanh, and within 2e-7 of it here."""
    levels = torch.sigmoid(colours * 2).mul_(2).sub_(1)
    rows, cols = levels.shape[2:]
    image = levels.new_empty((len(levels), levels.shape[1] // 4, 2 * rows, 2 * cols))
    for index, quarter in enumerate(_quarters(image)):
        quarter.copy_(levels[:, index::4])
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
