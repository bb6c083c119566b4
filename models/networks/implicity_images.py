"""ImpliCity's image encoder: a stack of hourglasses that turns ortho-images into a feature plane.

A. Newell et al., "Stacked Hourglass Networks for Human Pose Estimation", ECCV 2016, in the form of S. Saito
et al., "PIFu", ICCV 2019. Parameter names are those of the published networks; there "num_hourglass" is the
depth of one hourglass and "num_stack" their number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit
from .fused import pointwise

NORMS = ("group", "batch")
REDUCTIONS = ("ave_pool", "conv128", "conv64")
GROUPS = 32  # of GroupNorm, as published
WIDTH = 256  # channels of the published hourglass


def _norm(kind: str, channels: int) -> nn.Module:
    return nn.GroupNorm(GROUPS, channels) if kind == "group" else nn.BatchNorm2d(channels)


class Block(nn.Module):
    """Three convolutions whose outputs are concatenated, with a norm and ReLU before each, and a skip."""

    def __init__(self, inputs: int, outputs: int, norm: str) -> None:
        super().__init__()
        half, quarter = outputs // 2, outputs // 4
        self.conv1 = nn.Conv2d(inputs, half, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(half, quarter, 3, padding=1, bias=False)
        self.conv3 = nn.Conv2d(quarter, quarter, 3, padding=1, bias=False)
        self.bn1 = _norm(norm, inputs)
        self.bn2 = _norm(norm, half)
        self.bn3 = _norm(norm, quarter)
        self.bn4 = _norm(norm, inputs)  # without use where the widths agree, but part of published weights
        self.downsample: nn.Module | None = None
        if inputs != outputs:
            pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)
            self.downsample = nn.Sequential(self.bn4, nn.ReLU(), pointwise)

    def forward(self, x: Tensor) -> Tensor:
        first = self.conv1(self.bn1(x).relu_())
        second = self.conv2(self.bn2(first).relu_())
        third = self.conv3(self.bn3(second).relu_())
        skipped = x if self.downsample is None else self._widened(x)
        return torch.cat([first, second, third], dim=1) + skipped

    def _widened(self, x: Tensor) -> Tensor:
        norm, relu, widen = cast(nn.Sequential, self.downsample)
        return pointwise(cast(nn.Conv2d, widen), relu(norm(x)))


class Hourglass(nn.Module):
    """Blocks at ever coarser levels, (N, 256, H, W) -> (N, 256, H, W); sides multiples of 2 ** depth."""

    def __init__(self, depth: int, norm: str) -> None:
        super().__init__()
        if not 1 <= depth <= 8:
            raise Unfit("an hourglass cannot have {depth} levels", depth=depth)
        self.depth = depth
        downwards = [f"b{part}_{level}" for level in range(depth, 0, -1) for part in (1, 2)]
        upwards = [f"b3_{level}" for level in range(1, depth + 1)]
        for name in (*downwards, "b2_plus_1", *upwards):
            self.add_module(name, Block(WIDTH, WIDTH, norm))

    def forward(self, x: Tensor) -> Tensor:
        return self._level(x, self.depth)

    def _level(self, x: Tensor, level: int) -> Tensor:
        beside = self.get_submodule(f"b1_{level}")(x)
        low = self.get_submodule(f"b2_{level}")(functional.avg_pool2d(x, 2))
        low = self._level(low, level - 1) if level > 1 else self.get_submodule("b2_plus_1")(low)
        low = self.get_submodule(f"b3_{level}")(low)
        return beside + doubled(low)


def doubled(x: Tensor) -> Tensor:
    """Maps (N, C, H, W) at twice the size, bicubic with aligned corners.

    On the CPU as two products of matrices, which take a fifth of the time of PyTorch's own loop.
    """
    if x.device.type != "cpu" or x.dtype != torch.float32 or torch.is_autocast_enabled("cpu"):
        return functional.interpolate(x, scale_factor=2, mode="bicubic", align_corners=True)
    count, channels, height, width = x.shape
    rows = x.permute(0, 2, 3, 1).reshape(count, height, width * channels)
    tall = torch.matmul(_doubling(height), rows).view(count, 2 * height, width, channels)
    return torch.matmul(_doubling(width), tall).permute(0, 3, 1, 2)


@lru_cache(maxsize=16)
def _doubling(side: int) -> Tensor:
    """What doubling makes of a line of pixels, as a matrix (2 * side, side)."""
    with torch.inference_mode(False):  # it is kept, and trainings use it too
        line, size = torch.eye(side)[None, :, :, None].expand(1, side, side, 2), (2 * side, 2)
        wide = functional.interpolate(line, size, mode="bicubic", align_corners=True)
        return wide[0, :, :, 0].T.contiguous()


class ImageEncoder(nn.Module):
    """Images (B, n, H, W), row 0 = north, to features (B, C, H / 4, W / 4) of the last hourglass."""

    def __init__(
        self,
        in_channel: int = 1,
        feature_dim: int = 32,
        num_hourglass: int = 2,
        num_stack: int = 4,
        norm: str = "group",
        hg_down: str = "ave_pool",
    ) -> None:
        super().__init__()
        if norm not in NORMS or hg_down not in REDUCTIONS:
            raise Unfit(
                "there is no image encoder with norm '{norm}' and reduction '{hg_down}'",
                norm=norm,
                hg_down=hg_down,
            )
        if not 1 <= num_stack <= 16:
            raise Unfit("there cannot be {count} hourglasses", count=num_stack)
        self.multiple = 4 * 2**num_hourglass
        self.num_stack, self.hg_down = num_stack, hg_down
        self.conv1 = nn.Conv2d(in_channel, 64, 7, stride=2, padding=3)
        self.bn1 = _norm(norm, 64)
        self.conv2 = Block(64, 64 if hg_down == "conv64" else 128, norm)
        if hg_down != "ave_pool":
            width = 64 if hg_down == "conv64" else 128
            self.down_conv2 = nn.Conv2d(width, 128, 3, stride=2, padding=1)
        self.conv3 = Block(128, 128, norm)
        self.conv4 = Block(128, WIDTH, norm)
        for stack in range(num_stack):
            self._add_stack(stack, num_hourglass, feature_dim, norm, last=stack == num_stack - 1)

    def _add_stack(self, stack: int, depth: int, features: int, norm: str, last: bool) -> None:
        parts = {
            "m": Hourglass(depth, norm),
            "top_m_": Block(WIDTH, WIDTH, norm),
            "conv_last": nn.Conv2d(WIDTH, WIDTH, 1),
            "bn_end": _norm(norm, WIDTH),
            "l": nn.Conv2d(WIDTH, features, 1),
        }
        if not last:
            parts.update(bl=nn.Conv2d(WIDTH, WIDTH, 1), al=nn.Conv2d(features, WIDTH, 1))
        for name, module in parts.items():
            self.add_module(f"{name}{stack}", module)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-1] % self.multiple or x.shape[-2] % self.multiple:
            raise Unfit("the image's sides must be multiples of {multiple} pixels", multiple=self.multiple)
        x = self.conv2(torch.relu(self.bn1(self.conv1(x))))
        x = functional.avg_pool2d(x, 2) if self.hg_down == "ave_pool" else self.down_conv2(x)
        x = self.conv4(self.conv3(x))
        for stack in range(self.num_stack - 1):
            y, features = self._stack(stack, x)
            x = x + self._pointwise("bl", stack, y) + self._pointwise("al", stack, features)
        return self._stack(self.num_stack - 1, x)[1]

    def _stack(self, stack: int, x: Tensor) -> tuple[Tensor, Tensor]:
        """What goes on to the next hourglass, and the features of this one."""
        y = self._part("top_m_", stack)(self._part("m", stack)(x))
        y = torch.relu(self._part("bn_end", stack)(self._pointwise("conv_last", stack, y)))
        return y, self._pointwise("l", stack, y)

    def _pointwise(self, name: str, stack: int, x: Tensor) -> Tensor:
        return pointwise(cast(nn.Conv2d, self._part(name, stack)), x)

    def _part(self, name: str, stack: int) -> nn.Module:
        return self.get_submodule(f"{name}{stack}")
