"""Roofline's own finder of buildings in imagery, with or without a surface below it.

The encoder is EfficientNet-Lite0 (Tan and Le, ICML 2019; the Lite variant has ReLU6 and no squeeze and
excitation), cut after its first blocks of 192 channels; the decoder a small U-Net with blocks, stem and
head as in `building_unet`, whose first levels also see the surface.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .compact import ResidualBlock
from .mask_features import CHANNELS, features

HALF_METRE = 0.5  # metres at which `normalise.gsd_plane` is 0
# Pixels are averaged, or made smaller, to sizes (metres) from here to its double: so houses look alike.
FINEST = 0.25
MOST_AVERAGED, MOST_ENLARGED = 4, 2
# Standardised colours spread about this much in what the encoder was first trained on: (x - 127) / 128.
SPREAD = 0.5
# Channels, blocks, kernel, stride and expansion of the encoder's stages.
STAGES = ((16, 1, 3, 1, 1), (24, 2, 3, 2, 6), (40, 2, 5, 2, 6), (80, 3, 3, 2, 6), (112, 3, 5, 1, 6))
DEEPEST = (192, 5, 2, 6)  # its last stage, of which `deep` blocks are kept
STEM = 32
SKIPS = (0, 1, 2, 4)  # stages whose results the decoder takes, at 1/2, 1/4, 1/8 and 1/16
EPSILON = 1e-3  # of the encoder's norms, as published


class Bottleneck(nn.Module):
    """Widen, filter each channel, narrow; x is added where it fits (MBConv with ReLU6)."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = before * expansion
        self.expand: Any = nn.Conv2d(before, inner, 1, bias=False) if expansion > 1 else None
        self.expand_norm: Any = nn.BatchNorm2d(inner, EPSILON) if expansion > 1 else None
        self.depthwise: Any = nn.Conv2d(
            inner, inner, kernel, stride, 0 if stride > 1 else kernel // 2, groups=inner, bias=False
        )
        self.depthwise_norm: Any = nn.BatchNorm2d(inner, EPSILON)
        self.project: Any = nn.Conv2d(inner, after, 1, bias=False)
        self.project_norm: Any = nn.BatchNorm2d(after, EPSILON)
        self.residual = stride == 1 and before == after

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else functional.relu6(self.expand_norm(self.expand(x)))
        y = functional.relu6(self.depthwise_norm(self.depthwise(padded(y, self.depthwise))))
        y = self.project_norm(self.project(y))
        return x + y if self.residual else y

    def fuse(self) -> None:
        """Fold each BatchNorm into the convolution before it, for inference."""
        for name in ("expand", "depthwise", "project"):
            if getattr(self, name) is not None:
                setattr(self, name, fuse_conv_bn_eval(getattr(self, name), getattr(self, f"{name}_norm")))
                setattr(self, f"{name}_norm", nn.Identity())


def padded(x: Tensor, convolution: nn.Conv2d) -> Tensor:
    """x with the border that TensorFlow's "same" puts around even sizes before steps of two."""
    if convolution.stride[0] == 1:
        return x
    border = convolution.kernel_size[0] - 2
    before, after = border // 2, border - border // 2
    return functional.pad(x, (before, after, before, after))


class Encoder(nn.Module):
    """EfficientNet-Lite0 from colours (N, 3, H, W) to its features at 1/2, 1/4, 1/8, 1/16 and 1/32."""

    def __init__(self, deep: int) -> None:
        super().__init__()
        self.stem: Any = nn.Conv2d(3, STEM, 3, stride=2, bias=False)
        self.stem_norm: Any = nn.BatchNorm2d(STEM, EPSILON)
        stages, before = [], STEM
        channels, kernel, stride, expansion = DEEPEST
        for after, count, *rest in (*STAGES, (channels, deep, kernel, stride, expansion)):
            stages.append(_stage(before, after, count, *rest))
            before = after
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        level = functional.relu6(self.stem_norm(self.stem(padded(x, self.stem))))
        levels = []
        for number, stage in enumerate(self.stages):
            level = stage(level)
            if number in SKIPS:
                levels.append(level)
        return [*levels, level]

    def fuse(self) -> None:
        """Fold the stem's BatchNorm into its convolution."""
        self.stem, self.stem_norm = fuse_conv_bn_eval(self.stem, self.stem_norm), nn.Identity()


def _stage(before: int, after: int, count: int, kernel: int, stride: int, expansion: int) -> nn.Sequential:
    first = Bottleneck(before, after, kernel, stride, expansion)
    return nn.Sequential(first, *(Bottleneck(after, after, kernel, 1, expansion) for _ in range(1, count)))


class SurfaceEncoder(nn.Module):
    """The first levels of `building_unet`, at 1/2, 1/4, 1/8 and 1/16."""

    def __init__(self, widths: Sequence[int], blocks: Sequence[int]) -> None:
        super().__init__()
        self.stem = nn.Conv2d(CHANNELS, widths[0], 6, stride=2, padding=2)
        self.pixel_size = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, sum(widths[1:])))
        self.encoder = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(w) for _ in range(b))) for w, b in zip(widths, blocks)
        )
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in zip(widths, widths[1:]))

    def forward(self, heights: Tensor, octaves: Tensor) -> list[Tensor]:
        """Features of heights (N, 1, H, W) in GSD units at pixel sizes (N, 1) in octaves above 0.5 m."""
        gsd = HALF_METRE * torch.exp2(octaves[:, 0].float())
        with torch.autocast(heights.device.type, enabled=False):
            told = features(heights.float(), torch.zeros_like(heights, dtype=torch.float32), gsd)
        levels = [self.encoder[0](self.stem(told).relu())]
        sizes = self.pixel_size(octaves)[:, :, None, None].split([d.out_channels for d in self.down], 1)
        for down, stage, size in zip(self.down, list(self.encoder)[1:], sizes):
            levels.append(stage((down(levels[-1]) + size).relu()))
        return levels


class ImageryUNet(nn.Module):
    """From colours, perhaps heights, and pixel size to logits of buildings and of their outlines.

    Input (N, 4 or 5, H, W): three standardised bands, with `surface` heights in GSD units (zeros where there
    are none), constant plane of `normalise.gsd_plane`. H and W are multiples of 128. Output (N, 2, H, W).
    """

    def __init__(
        self,
        deep: int = 2,
        decoder: Sequence[int] = (24, 40, 64, 96),
        surface: bool = False,
        surface_widths: Sequence[int] = (24, 48, 72, 104),
        surface_blocks: Sequence[int] = (1, 1, 1, 1),
    ) -> None:
        super().__init__()
        self.image = Encoder(deep)
        skips = [STAGES[number][0] for number in SKIPS]
        above = [*decoder[1:], DEEPEST[0]]
        self.pixel_size = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, sum(decoder)))
        self.skip = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip(skips, decoder))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in zip(above, decoder))
        self.decoder = nn.ModuleList(ResidualBlock(width) for width in decoder)
        self.head = nn.Conv2d(decoder[0], 8, 3, padding=1)
        self.surface = SurfaceEncoder(surface_widths, surface_blocks) if surface else None
        self.surface_skip = (
            nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip(surface_widths, decoder)) if surface else None
        )
        self._widths = list(decoder)

    def fuse(self) -> ImageryUNet:
        """An equal net for inference with every BatchNorm folded into the convolution before it."""
        fused = copy.deepcopy(self).eval()
        for block in fused.modules():
            if isinstance(block, (ResidualBlock, Bottleneck, Encoder)):
                block.fuse()
        return fused

    def forward(self, x: Tensor) -> Tensor:
        octaves = x[:, -1:, 0, 0]
        factor = resizing(HALF_METRE * 2 ** float(octaves.min()))
        colours, heights = x[:, :3], None if self.surface is None else x[:, 3:4]
        if factor != 1:
            colours = _resized(colours, factor)
            # Heights are counted in pixels, whose size changes.
            heights = None if heights is None else _resized(heights, factor) / factor
            octaves = octaves + torch.log2(torch.tensor(factor, device=x.device))
        logits = self._logits(colours, heights, octaves)
        return logits if factor == 1 else _resized(logits, 1 / factor)

    def _logits(self, colours: Tensor, heights: Tensor | None, octaves: Tensor) -> Tensor:
        *levels, level = self.image(SPREAD * colours)
        skips = [fit(each) for fit, each in zip(self.skip, levels)]
        if heights is not None:
            skips = self._with_surface(skips, heights, octaves)
        sizes = self.pixel_size(octaves)[:, :, None, None].split(self._widths, 1)
        parts = zip(*(list(each)[::-1] for each in (self.up, self.decoder, skips, sizes)))
        for up, block, skip, size in parts:
            level = block((up(level) + skip + size).relu())
        return functional.pixel_shuffle(self.head(level), 2)

    def _with_surface(self, skips: list[Tensor], heights: Tensor, octaves: Tensor) -> list[Tensor]:
        """What the decoder takes, with what a surface adds for those of a batch that have one."""
        given = heights.flatten(1).any(1)
        if self.surface is None or self.surface_skip is None or not bool(given.any()):
            return skips
        told = self.surface(heights[given], octaves[given])
        added = [fit(each) for fit, each in zip(self.surface_skip, told)]
        if bool(given.all()):
            return [skip + more for skip, more in zip(skips, added)]
        chosen = given.nonzero()[:, 0]
        return [skip.index_add(0, chosen, more.to(skip.dtype)) for skip, more in zip(skips, added)]


def resizing(gsd: float) -> float:
    """By what power of two pixels of `gsd` metres are made larger (or smaller, below 1)."""
    factor = 1.0
    while gsd * factor < FINEST and factor < MOST_AVERAGED:
        factor *= 2
    while gsd * factor > 2 * FINEST and factor > 1 / MOST_ENLARGED:
        factor /= 2
    return factor


def _resized(x: Tensor, factor: float) -> Tensor:
    """x with pixels `factor` times as large."""
    if factor > 1:
        return functional.avg_pool2d(x, int(factor))
    return functional.interpolate(x, scale_factor=1 / factor, mode="bilinear", align_corners=False)
