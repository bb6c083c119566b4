"""ResDepth: a U-Net that regresses corrections of a stereo DSM, optionally guided by orthorectified images.

C. Stucker and K. Schindler, "ResDepth: A deep residual prior for 3D reconstruction from high-resolution
satellite images", ISPRS Journal of Photogrammetry and Remote Sensing 183 (2022). Parameter names, and the
order in which parameters draw from the random generator, are those of the published networks: their weights
load, and their seeds give the same start.
"""

from __future__ import annotations

import copy
import itertools
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ..errors import Unfit
from .fused import linear

ACTIVATIONS = ("relu", "lrelu", "prelu")
UP_MODES = ("transpose", "bilinear")
MOST_CHANNELS = 4096  # a card that asks for more is hostile
MOST_LEVELS = 12  # each halves the window: more than 4,096 pixels fit nowhere
STRIP = 2**20  # numbers of full resolution at a time: what a processor's cache holds


class UNet(nn.Module):
    """U-Net with one 3 x 3 convolution per level and skips that are added, not concatenated.

    Input (N, n_input_channels, H, W), output (N, 1, H, W), both normalised; H and W multiples of 2 ** depth.
    """

    def __init__(
        self,
        n_input_channels: int = 1,
        start_kernel: int = 64,
        depth: int = 8,
        act_fn_encoder: str = "relu",
        act_fn_decoder: str = "relu",
        act_fn_bottleneck: str = "relu",
        up_mode: str = "transpose",
        do_BN: bool = True,  # noqa: N803 - the published name
        bias_conv_layer: bool = False,
        outer_skip: bool = True,
        outer_skip_BN: bool = False,  # noqa: N803
        max_filter_depth: int = 512,
    ) -> None:
        super().__init__()
        _check(n_input_channels, start_kernel, depth, max_filter_depth, up_mode)
        filters = [min(start_kernel * 2**level, max_filter_depth) for level in range(depth)]
        filters[0] = start_kernel
        inputs = [n_input_channels, *filters[:-1]]
        self.encoder = nn.ModuleList(
            nn.Sequential(_block(a, b, act_fn_encoder, do_BN), Halve()) for a, b in zip(inputs, filters)
        )
        self.bottleneck = _block(filters[-1], filters[-1], act_fn_bottleneck, do_BN)
        self.decoder = nn.ModuleList()
        for level in range(depth - 1, 0, -1):
            up = _up(filters[level], up_mode)
            block = _block(filters[level], filters[level - 1], act_fn_decoder, do_BN)
            self.decoder.append(nn.Sequential(up, block))
        self.decoder.append(_up(filters[0], up_mode))
        self.last_layer = nn.Conv2d(start_kernel, 1, 3, padding=1, bias=bias_conv_layer)
        self.outer_skip = outer_skip
        if outer_skip and outer_skip_BN:
            self.layer_outer_skip = nn.Sequential(nn.BatchNorm2d(1))

    def forward(self, x: Tensor) -> Tensor:
        block, pool = self.encoder[0].children()
        skip = _first(block, x)
        up = self.decoder[-1](self.inner(pool(skip)))
        return self.finished(self.last_layer(up.add_(skip)), x)

    def inner(self, x: Tensor) -> Tensor:
        """What lies between the first halving and the last doubling, (N, start_kernel, H / 2, W / 2)."""
        skips = []
        for level in self.encoder[1:]:
            block, pool = level.children()
            skips.append(block(x))
            x = pool(skips[-1])
        x = self.bottleneck(x)
        for level in self.decoder[:-1]:
            up, block = level.children()
            x = block(up(x).add_(skips.pop()))
        return x

    def finished(self, residual: Tensor, x: Tensor) -> Tensor:
        """The residual with the outer skip from the input x."""
        if not self.outer_skip:
            return residual
        heights = x[:, :1]
        return residual + (self.layer_outer_skip(heights) if hasattr(self, "layer_outer_skip") else heights)

    def fuse(self) -> nn.Module:
        """An equivalent network for inference, with BatchNorm folded into the convolutions before it."""
        fused = copy.deepcopy(self).eval()
        for module in [part for part in fused.modules() if isinstance(part, nn.Sequential)]:
            convolution, norm = [*module.children(), None, None][:2]
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                module[0] = fuse_conv_bn_eval(convolution, norm)
                module[1] = nn.Identity()
        return Lean(fused) if isinstance(fused.decoder[-1], nn.ConvTranspose2d) else fused


class Lean(nn.Module):
    """A U-Net that keeps no features of full resolution; equal but for rounding.

    No activation follows the last doubling, so it and the last layer are one 3 x 3 convolution of the inner
    features for each of the four pixels that a pixel becomes, plus the last layer of the first level's
    features, which is summed strip by strip as these are made.
    """

    taps: Tensor
    rise: Tensor
    constant: Tensor

    def __init__(self, network: UNet) -> None:
        super().__init__()
        self.network = network
        up: Any = network.decoder[-1]
        last = network.last_layer
        kernel = last.weight.detach()[0]  # (C, 3, 3)
        self.register_buffer("taps", kernel.flip(1, 2).flatten(1).t().contiguous())
        self.register_buffer("rise", _joined(up.weight.detach(), kernel))
        self.register_buffer("constant", torch.einsum("c,cyx->yx", up.bias.detach(), kernel)[None, None])

    def forward(self, x: Tensor) -> Tensor:
        pooled, skipped = self._entered(x)
        inner = self.network.inner(pooled)
        with torch.autocast(x.device.type, enabled=False):
            rise = functional.conv2d(inner.float(), self.rise, padding=1)
            ones = torch.ones_like(x[:1, :1])
            constant = functional.conv2d(ones, self.constant, self.network.last_layer.bias, padding=1)
            residual = functional.pixel_shuffle(rise, 2) + skipped + constant
        return self.network.finished(residual, x)

    def _entered(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The first level, halved; and what the last layer makes of it at full resolution (N, 1, H, W)."""
        block, pool = self.network.encoder[0].children()
        batch, _, height, width = x.shape
        rows = height
        if x.device.type == "cpu":
            rows = 2 * max(STRIP // (2 * batch * width * self.taps.shape[1]), 1)
        padded = functional.pad(x, (0, 0, 1, 1))
        pooled, products = [], []
        for row in range(0, height, rows):
            features = _first(block, padded[:, :, row : min(row + rows, height) + 2], (0, 1))
            pooled.append(pool(features))
            with torch.autocast(x.device.type, enabled=False):
                products.append(linear(features.permute(0, 2, 3, 1).float(), self.taps, None))
        columns = torch.cat(products, 1).flatten(1, 2).transpose(1, 2)
        return torch.cat(pooled, 2), functional.fold(columns, (height, width), 3, padding=1)


def _joined(up: Tensor, last: Tensor) -> Tensor:
    """A doubling (C, K, 2, 2) and a layer (K, 3, 3) after it as one kernel (4, C, 3, 3), a row a pixel."""
    joined = torch.zeros(2, 2, up.shape[0], 3, 3)
    for row, col, y, x in itertools.product(range(2), range(2), range(3), range(3)):
        at, beside = row + y + 1, col + x + 1  # in the doubled image, counted from 2 pixels before its own
        part = torch.einsum("ck,k->c", up[:, :, at % 2, beside % 2], last[:, y, x])
        joined[row, col, :, at // 2, beside // 2] += part
    return joined.flatten(0, 1)


def _first(block: nn.Module, x: Tensor, padding: tuple[int, int] = (1, 1)) -> Tensor:
    """The first block; under autocast its numbers are sums of two half-precision ones, 16 bits instead of 8.

    bfloat16 alone would round heights of 100 units to half a unit; in float32 it is several times slower.
    """
    layers: list[Any] = list(block.children())
    convolution, *rest = layers
    weight = convolution.weight
    if torch.is_autocast_enabled(x.device.type):
        dtype = torch.get_autocast_dtype(x.device.type)
        (high, low), (weight, weight_low) = _split(x, dtype), _split(weight, dtype)
        x, weight = torch.cat([high, low, high], dim=1), torch.cat([weight, weight, weight_low], dim=1)
    x = x.contiguous(memory_format=torch.channels_last)
    weight = weight.contiguous(memory_format=torch.channels_last)
    x = functional.conv2d(x, weight, convolution.bias, padding=padding)
    for layer in rest:
        x = layer(x)
    return x


def _split(values: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Two tensors of a short type whose sum is the given one."""
    high = values.to(dtype)
    return high, (values - high.float()).to(dtype)


class Halve(nn.Module):
    """Largest of each 2 x 2 pixels; nn.MaxPool2d also notes their places, which costs more."""

    def forward(self, x: Tensor) -> Tensor:
        rows = torch.maximum(x[:, :, ::2], x[:, :, 1::2])
        return torch.maximum(rows[..., ::2], rows[..., 1::2])


def _block(inputs: int, outputs: int, activation: str, batch_norm: bool) -> nn.Sequential:
    """Convolution, BatchNorm (optional), activation."""
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, 3, padding=1, bias=not batch_norm)]
    if batch_norm:
        layers.append(nn.BatchNorm2d(outputs))
    layers.append(_activation(activation))
    return nn.Sequential(*layers)


def _activation(name: str) -> nn.Module:
    if name == "relu":
        return nn.ReLU(inplace=True)
    if name == "lrelu":
        return nn.LeakyReLU(0.01, inplace=True)
    if name == "prelu":
        return nn.PReLU()
    raise Unfit(
        "{option} '{value}' is none of {known}", option="activation", value=name, known=", ".join(ACTIVATIONS)
    )


def _up(channels: int, mode: str) -> nn.Module:
    """Doubles the resolution; both kinds draw weights, as in the published network, so that seeds agree."""
    pointwise = nn.Conv2d(channels, channels, 1)
    transpose = nn.ConvTranspose2d(channels, channels, 2, stride=2)
    if mode == "transpose":
        return transpose
    return nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), pointwise)


def _check(channels: int, start: int, depth: int, most: int, up_mode: str) -> None:
    """Refuse what no published network has, before memory is taken for it."""
    for value, limit in (
        (channels, MOST_CHANNELS),
        (start, MOST_CHANNELS),
        (most, MOST_CHANNELS),
        (depth, MOST_LEVELS),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= limit:
            raise Unfit("{value} is not a whole number from 1 to {limit}", value=value, limit=limit)
    if start > most:
        raise Unfit("start_kernel {start} is above max_filter_depth {most}", start=start, most=most)
    if up_mode not in UP_MODES:
        raise Unfit(
            "{option} '{value}' is none of {known}",
            option="up_mode",
            value=up_mode,
            known=", ".join(UP_MODES),
        )
