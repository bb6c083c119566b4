"""Roofline's own finder of buildings in surfaces: a small residual U-Net on heights above the ground.

Blocks, stem and head as in `compact` (He et al., CVPR 2016; sub-pixel convolution, Shi et al., CVPR 2016).
What it is given is made inside, in metres, so that a model file only asks for heights, voids and pixel size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .building_fused import FusedBuilding
from .compact import ResidualBlock
from .fused import conv_relu, up_add_relu
from .inference import shallow
from .mask_features import CHANNELS, planes
from .quantised import Ranges, quantised

HALF_METRE = 0.5  # metres at which `normalise.gsd_plane` is 0
# Finer pixels are averaged to this size (metres) or above first: a house must fit into what the net sees.
FINEST = 0.25
# Pixels of this size (metres) and above are looked at twice in use, as they are and in quarters, and the mean
# counts: edges are found more exactly (docs/benchmarks-buildings.md). At half a metre that gains nothing.
COARSE = 0.75
# Standardised vegetation indices beyond this tell nothing more.
MOST_NDVI = 4.0


class BuildingUNet(nn.Module):
    """From heights, perhaps NDVI, voids and pixel size to logits of buildings and of their outlines.

    Input (N, 3 or 4, H, W): heights in GSD units, with `ndvi` a standardised vegetation index (zeros where
    there is none), void mask, constant plane of `normalise.gsd_plane`. H and W are multiples of 64. Output
    (N, 2, H, W): logits of buildings and of their outlines. `twice`: coarse pixels may be looked at in
    quarters too, which wants a training on many pixel sizes.
    """

    def __init__(
        self,
        widths: Sequence[int] = (24, 48, 72, 104, 128),
        blocks: Sequence[int] = (1, 1, 1, 2, 2),
        ndvi: bool = False,
        twice: bool = True,
    ) -> None:
        super().__init__()
        self.twice = twice
        self.stem = nn.Conv2d(CHANNELS, widths[0], 6, stride=2, padding=2)
        self.ndvi = nn.Conv2d(2, widths[0], 6, stride=2, padding=2, bias=False) if ndvi else None
        self.pixel_size = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, sum(widths[1:])))
        self.encoder = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(w) for _ in range(b))) for w, b in zip(widths, blocks)
        )
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in zip(widths, widths[1:]))
        self.decoder = nn.ModuleList(ResidualBlock(w) for w in widths[:-1])
        self.head = nn.Conv2d(widths[0], 8, 3, padding=1)

    def fuse(self, ranges: Ranges | None = None) -> nn.Module:
        """A net for inference, made for it; with ranges its trunk computes in numbers of 8 bits."""
        return FusedBuilding(quantised(self.folded(), ranges))

    def folded(self) -> BuildingUNet:
        """An equal net for inference with every BatchNorm folded into the convolution before it."""
        fused: BuildingUNet = shallow(self).eval()
        for block in fused.modules():
            if isinstance(block, ResidualBlock):
                block.fuse()
        return fused

    def forward(self, x: Tensor) -> Tensor:
        seen = self.seen(x)
        told = torch.cat(self.planes(seen), dim=1).to(self.head.weight.dtype)
        sizes = self.sizes(seen.octaves)
        level = self.stem(told[:, :CHANNELS])
        if self.ndvi is not None:
            level = level + self.ndvi(told[:, CHANNELS:])
        skip = self.encoder[0](level.relu())
        below = self.up[0](self.below(skip, sizes))
        logits = functional.pixel_shuffle(self.head(self.decoder[0]((below + skip).relu())), 2)
        return self.as_given(logits, seen.factor)

    def looks_twice(self, x: Tensor) -> bool:
        """Whether the pixels of inputs (N, C, H, W) are so coarse that quarters of them are looked at too."""
        return self.twice and HALF_METRE * 2 ** float(x[:, -1].min()) >= COARSE

    def seen(self, x: Tensor) -> Seen:
        """The pixels of inputs (N, C, H, W) that are looked at: fine ones are averaged first."""
        octaves = x[:, -1:, 0, 0].float()
        factor = _factor(HALF_METRE * 2 ** float(octaves.min()))
        if factor == 1:
            return Seen(x, octaves, factor)
        small = functional.avg_pool2d(x, factor)
        # Heights are counted in pixels, which are larger now.
        small = torch.cat([small[:, :1] / factor, small[:, 1:]], dim=1)
        return Seen(small, octaves + torch.log2(torch.tensor(float(factor))), factor)

    def as_given(self, logits: Tensor, factor: int) -> Tensor:
        """Logits of the pixels that are looked at for those of the input."""
        if factor == 1:
            return logits
        return functional.interpolate(logits, scale_factor=factor, mode="bilinear", align_corners=False)

    def planes(self, seen: Seen) -> list[Tensor]:
        """What the stem takes: CHANNELS planes (N, 1, H, W), float32, and two more of an index."""
        x = seen.inputs.float()
        with torch.autocast(x.device.type, enabled=False):
            told = planes(x[:, :1], x[:, -2:-1], HALF_METRE * torch.exp2(seen.octaves[:, 0]))
        if self.ndvi is None:
            return told
        index = x[:, 1:2].clamp(-MOST_NDVI, MOST_NDVI)
        return [*told, index, (index != 0).to(index.dtype)]

    def kernels(self) -> Tensor:
        """The stem's weights on all of its planes (C, planes, 6, 6)."""
        return self.stem.weight if self.ndvi is None else torch.cat([self.stem.weight, self.ndvi.weight], 1)

    def sizes(self, octaves: Tensor) -> Sequence[Tensor]:
        """What the pixel size (N, 1), in octaves above half a metre, adds to the levels below the finest."""
        told = self.pixel_size(octaves.to(self.head.weight.dtype))[:, :, None, None]
        return told.split([down.out_channels for down in self.down], 1)

    def below(self, skip: Tensor, sizes: Sequence[Tensor]) -> Tensor:
        """What the U-Net's coarser levels make of the finest one's features, at half of their resolution."""
        level, skips = skip, []
        for down, stage, size in zip(self.down, list(self.encoder)[1:], sizes):
            level = stage(conv_relu(cast(nn.Conv2d, down), level, size))
            skips.append(level)
        skips.pop()
        for up, stage in zip(list(self.up)[:0:-1], list(self.decoder)[:0:-1]):
            level = stage(up_add_relu(up, level, skips.pop()))
        return level


class Seen(NamedTuple):
    """Inputs (N, C, H, W) of the pixels that are looked at, their sizes (N, 1) in octaves above half a metre,
    and how many times as large as those of the input they are.
    """

    inputs: Tensor
    octaves: Tensor
    factor: int


def _factor(gsd: float) -> int:
    """By what power of two pixels of `gsd` metres are averaged."""
    factor = 1
    while gsd * factor < FINEST and factor < 4:
        factor *= 2
    return factor
