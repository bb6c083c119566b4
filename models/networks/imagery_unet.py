"""Roofline's own finder of buildings in imagery, with or without a surface below it.

The encoder is EfficientNet-Lite0 (Tan and Le, ICML 2019; the Lite variant has ReLU6 and no squeeze and
excitation), cut after its first blocks of 192 channels; the decoder a small U-Net with blocks, stem and
head as in `building_unet`, whose first levels also see the surface.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .compact import ResidualBlock
from .fused import conv_add, conv_add_relu, conv_relu, conv_relu6
from .imagery_fused import FusedImagery
from .inference import shallow
from .mask_features import CHANNELS, features

HALF_METRE = 0.5  # metres at which `normalise.gsd_plane` is 0
# Pixels are averaged to the first of these sizes (metres) or above, and halved to the last: so houses look
# alike. Training has 0.25 to 0.5 m; smaller ones find more at the places kept aside, but half metres that are
# halved do not where the image itself is of half metres (docs/benchmarks-buildings.md).
FINEST, COARSEST = 0.175, 0.5
MOST_AVERAGED, MOST_ENLARGED = 4, 2
# Pixels from this size (metres) to COARSEST are looked at twice in use, as they are and in quarters, and the
# mean counts: small houses need the one, halls the other (docs/benchmarks-buildings.md).
COARSE = 0.31
# Standardised colours spread about this much in what the encoder was first trained on: (x - 127) / 128.
SPREAD = 0.5
# Channels, blocks, kernel, stride and expansion of the encoder's stages.
STAGES = ((16, 1, 3, 1, 1), (24, 2, 3, 2, 6), (40, 2, 5, 2, 6), (80, 3, 3, 2, 6), (112, 3, 5, 1, 6))
DEEPEST = (192, 5, 2, 6)  # its last stage, of which `deep` blocks are kept
STEM = 32  # channels of EfficientNet-lite's first convolution
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
        if isinstance(self.project_norm, nn.Identity):
            return self.folded(x)
        y = x if self.expand is None else functional.relu6(self.expand_norm(self.expand(x)))
        y = functional.relu6(self.depthwise_norm(self.depthwise(padded(y, self.depthwise))))
        y = self.project_norm(self.project(y))
        return x + y if self.residual else y

    def folded(self, x: Tensor, ends: bool = True) -> Tensor:
        """The same without norms, written over x where x is added; `ends`: false where x goes on below, and
        has the row already that the last step needs.
        """
        if self.depthwise.stride[0] == 1:
            y = x if self.expand is None else conv_relu6(self.expand, x)
        else:
            before, after = border(self.depthwise)
            below = after if ends else 0
            y = functional.pad(x, (before, after, before, below))
            if self.expand is not None:
                # Beyond the border there is nothing, and not what the bias makes of it.
                y = conv_relu6(self.expand, y)
                height, width = y.shape[2:]
                for edge in (y[:, :, :before], y[:, :, height - below :]):
                    edge.zero_()
                for edge in (y[..., :before], y[..., width - after :]):
                    edge.zero_()
        y = conv_relu6(self.depthwise, y)
        return conv_add(self.project, y, x) if self.residual else self.project(y)

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
    before, after = border(convolution)
    return functional.pad(x, (before, after, before, after))


def border(convolution: nn.Conv2d) -> tuple[int, int]:
    """How many pixels TensorFlow's "same" puts before and after even sizes, for steps of two."""
    both = convolution.kernel_size[0] - 2
    return both // 2, both - both // 2


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
        finest = self.stages[0](level)
        return [finest, *self.further(self.stages[1](finest))]

    def further(self, level: Tensor) -> list[Tensor]:
        """The features at 1/4 (given) and below."""
        levels = []
        for number, stage in enumerate(list(self.stages)[1:], 1):
            level = stage(level) if number > 1 else level
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
        levels = [self.encoder[0](conv_relu(self.stem, told.to(octaves.dtype)))]
        sizes = self.pixel_size(octaves)[:, :, None, None].split([d.out_channels for d in self.down], 1)
        for down, stage, size in zip(self.down, list(self.encoder)[1:], sizes):
            levels.append(stage((down(levels[-1]) + size).relu()))
        return levels


class ImageryUNet(nn.Module):
    """From colours, perhaps heights, and pixel size to logits of buildings and of their outlines.

    Input (N, 4 or 5, H, W): three standardised bands, with `surface` heights in GSD units (zeros where there
    are none), constant plane of `normalise.gsd_plane`. H and W are multiples of 128. Output (N, 2, H, W).
    `twice`: some pixels may be looked at in quarters too, which wants a training on many pixel sizes.
    """

    def __init__(
        self,
        deep: int = 2,
        decoder: Sequence[int] = (24, 40, 64, 96),
        surface: bool = False,
        surface_widths: Sequence[int] = (24, 48, 72, 104),
        surface_blocks: Sequence[int] = (1, 1, 1, 1),
        twice: bool = True,
    ) -> None:
        super().__init__()
        self.twice = twice
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

    def fuse(self) -> nn.Module:
        """An equal net for inference, made for it."""
        return FusedImagery(self.folded())

    def folded(self) -> ImageryUNet:
        """An equal net for inference with every BatchNorm folded into the convolution before it."""
        fused: ImageryUNet = shallow(self).eval()
        for block in fused.modules():
            if isinstance(block, (ResidualBlock, Bottleneck, Encoder)):
                block.fuse()
        return fused

    def forward(self, x: Tensor) -> Tensor:
        seen = self.seen(x)
        *levels, deepest = self.image(seen.colours)
        told = self.told(seen.heights, seen.octaves)
        sizes = self.sizes(seen.octaves)
        level = self.below(deepest, levels, told, sizes)
        logits = functional.pixel_shuffle(self.head(self.level(0, level, levels[0], told, sizes)), 2)
        return self.as_given(logits, seen.factor)

    def looks_twice(self, x: Tensor) -> bool:
        """Whether quarters of the pixels of inputs (N, C, H, W) are looked at too."""
        return self.twice and COARSE <= HALF_METRE * 2 ** float(x[:, -1].min()) <= 1.001 * COARSEST

    def seen(self, x: Tensor) -> Seen:
        """The pixels that are looked at: fine ones are averaged, coarse ones halved."""
        octaves = x[:, -1:, 0, 0]
        factor = resizing(HALF_METRE * 2 ** float(octaves.min()))
        colours, heights = x[:, :3], None if self.surface is None else x[:, 3:4]
        if factor == 1:
            return Seen(SPREAD * colours, heights, octaves, factor)
        # Heights are counted in pixels, whose size changes.
        heights = None if heights is None else _resized(heights, factor) / factor
        octaves = octaves + torch.log2(torch.tensor(factor, device=x.device))
        return Seen(SPREAD * _resized(colours, factor), heights, octaves, factor)

    def as_given(self, logits: Tensor, factor: float) -> Tensor:
        """Logits of the pixels that are looked at for those of the input."""
        return logits if factor == 1 else _resized(logits, 1 / factor)

    def sizes(self, octaves: Tensor) -> Sequence[Tensor]:
        """What the pixel size adds to the decoder's levels, the finest first."""
        return self.pixel_size(octaves)[:, :, None, None].split(self._widths, 1)

    def told(self, heights: Tensor | None, octaves: Tensor) -> Told | None:
        """Features of the surfaces of those of a batch that have one."""
        given = None if heights is None else heights.flatten(1).any(1)
        if self.surface is None or heights is None or given is None or not bool(given.any()):
            return None
        chosen = given.nonzero()[:, 0]
        return Told(self.surface(heights[chosen], octaves[chosen]), chosen)

    def below(
        self, level: Tensor, skips: Sequence[Tensor], told: Told | None, sizes: Sequence[Tensor]
    ) -> Tensor:
        """The decoder's features at 1/4, from the deepest ones and the encoder's."""
        for number in reversed(range(1, len(skips))):
            level = self.level(number, level, skips[number], told, sizes)
        return level

    def level(
        self, number: int, below: Tensor, skip: Tensor, told: Told | None, sizes: Sequence[Tensor]
    ) -> Tensor:
        """The decoder's features at a level."""
        level = self.larger(number, below, sizes[number])
        if told is not None and self.surface_skip is not None:
            level = told.added(level, cast(nn.Conv2d, self.surface_skip[number]), number)
        skip = conv_add_relu(cast(nn.Conv2d, self.skip[number]), skip, level)
        found: Tensor = self.decoder[number](skip)
        return found

    def larger(self, number: int, below: Tensor, size: Tensor) -> Tensor:
        """Features (N, C, H, W) from those of the level below and what the pixel size (N, C, 1, 1) adds."""
        up = cast(nn.ConvTranspose2d, self.up[number])
        if torch.is_grad_enabled() or up.bias is None or not bool((size == size[:1]).all()):
            return up(below).add_(size)
        bias = up.bias + size[0].flatten()  # of one size, as in use: no walk through memory of its own
        return functional.conv_transpose2d(below, up.weight, bias, stride=up.stride)


class Seen(NamedTuple):
    """Colours (N, 3, H, W) and, if there are any, heights (N, 1, H, W) of pixels that are looked at, their
    sizes (N, 1) in octaves above half a metre, and how many times as large as those of the input they are.
    """

    colours: Tensor
    heights: Tensor | None
    octaves: Tensor
    factor: float

    def quarters(self, index: int) -> Seen:
        """Quarters of the pixels of one of the batch."""
        one = slice(index, index + 1)
        heights = None if self.heights is None else 2 * _resized(self.heights[one], 0.5)
        return Seen(_resized(self.colours[one], 0.5), heights, self.octaves[one] - 1, self.factor / 2)


class Told(NamedTuple):
    """Features of surfaces (n, C, h, w), the finest first, and which of a batch they belong to (n)."""

    levels: Sequence[Tensor]
    chosen: Tensor

    def rows(self, rows: slice) -> Told:
        """The finest level's for some rows."""
        return Told([self.levels[0][:, :, rows]], self.chosen)

    def added(self, level: Tensor, fit: nn.Conv2d, number: int) -> Tensor:
        """A level's features (N, C, h, w) with what surfaces add to some."""
        if len(self.chosen) == len(level):
            return conv_add(fit, self.levels[number], level)
        more: Tensor = fit(self.levels[number])
        return level.index_add_(0, self.chosen, more.to(level.dtype))


def resizing(gsd: float) -> float:
    """By what power of two pixels of `gsd` metres are made larger (or smaller, below 1)."""
    factor = 1.0
    while gsd * factor < FINEST and factor < MOST_AVERAGED:
        factor *= 2
    while gsd * factor > COARSEST and factor > 1 / MOST_ENLARGED:
        factor /= 2
    return factor


def _resized(x: Tensor, factor: float) -> Tensor:
    """x with pixels `factor` times as large."""
    if factor > 1:
        return functional.avg_pool2d(x, int(factor))
    return functional.interpolate(x, scale_factor=1 / factor, mode="bilinear", align_corners=False)
