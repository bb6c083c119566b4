"""Roofline's own finder of buildings in surfaces: a small residual U-Net on heights above the ground.

Blocks, stem and head as in `compact` (He et al., CVPR 2016; sub-pixel convolution, Shi et al., CVPR 2016).
What it is given is made inside, in metres, so that a model file only asks for heights, voids and pixel size.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from .compact import ResidualBlock
from .inference import InferenceNetwork
from .mask_features import CHANNELS, features

HALF_METRE = 0.5  # metres at which `normalise.gsd_plane` is 0
# Finer pixels are averaged to this size (metres) or above first: a house must fit into what the net sees.
FINEST = 0.25
# Pixels of this size (metres) and above are looked at twice in use, as they are and in quarters, and the mean
# counts: edges are found more exactly (docs/buildings.md). At half a metre that gains nothing.
COARSE = 0.75
SURE = 1e-6  # probabilities are kept from 0 and 1 by this, whose logits have no end
# Standardised vegetation indices beyond this tell nothing more.
MOST_NDVI = 4.0


class BuildingUNet(nn.Module):
    """From heights, perhaps NDVI, voids and pixel size to logits of buildings and of their outlines.

    Input (N, 3 or 4, H, W): heights in GSD units, with `ndvi` a standardised vegetation index (zeros where
    there is none), void mask, constant plane of `normalise.gsd_plane`. H and W are multiples of 64. Output
    (N, 2, H, W): logits of buildings and of their outlines.
    """

    def __init__(
        self,
        widths: Sequence[int] = (24, 48, 72, 104, 128),
        blocks: Sequence[int] = (1, 1, 1, 2, 2),
        ndvi: bool = False,
    ) -> None:
        super().__init__()
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

    def fuse(self) -> nn.Module:
        """A net for inference, made for it."""
        return FusedBuilding(self.folded())

    def folded(self) -> BuildingUNet:
        """An equal net for inference with every BatchNorm folded into the convolution before it."""
        fused = copy.deepcopy(self).eval()
        for block in fused.modules():
            if isinstance(block, ResidualBlock):
                block.fuse()
        return fused

    def forward(self, x: Tensor) -> Tensor:
        octaves = x[:, -1:, 0, 0]
        gsd = HALF_METRE * torch.exp2(octaves[:, 0].float())
        factor = _factor(float(gsd.min()))
        if factor == 1:
            return self._logits(x, octaves, gsd)
        small = functional.avg_pool2d(x, factor)
        # Heights are counted in pixels, which are larger now.
        small = torch.cat([small[:, :1] / factor, small[:, 1:]], dim=1)
        logits = self._logits(small, octaves + torch.log2(torch.tensor(float(factor))), gsd * factor)
        return functional.interpolate(logits, scale_factor=factor, mode="bilinear", align_corners=False)

    def _logits(self, x: Tensor, octaves: Tensor, gsd: Tensor) -> Tensor:
        heights, void = x[:, :1], x[:, -2:-1]
        with torch.autocast(x.device.type, enabled=False):
            told = features(heights.float(), void.float(), gsd)
        dtype = self.head.weight.dtype
        level = self.stem(told.to(dtype))
        if self.ndvi is not None:
            index = x[:, 1:2].clamp(-MOST_NDVI, MOST_NDVI)
            level = level + self.ndvi(torch.cat([index, (index != 0).to(index.dtype)], dim=1).to(dtype))
        sizes = self.pixel_size(octaves.to(dtype))[:, :, None, None].split(
            [d.out_channels for d in self.down], 1
        )
        level = self.encoder[0](level.relu())
        skips = []
        for down, stage, size in zip(self.down, list(self.encoder)[1:], sizes):
            skips.append(level)
            level = stage((down(level) + size).relu())
        for up, stage, skip in zip(reversed(self.up), reversed(self.decoder), reversed(skips)):
            level = stage((up(level) + skip).relu())
        return functional.pixel_shuffle(self.head(level), 2)


class FusedBuilding(InferenceNetwork):
    """`BuildingUNet`, every BatchNorm folded, on the same inputs; for inference alone."""

    network: BuildingUNet

    def answer(self, x: Tensor, dtype: torch.dtype) -> Tensor:
        logits: Tensor = self.network(x)
        if HALF_METRE * 2 ** float(x[:, -1].min()) < COARSE:
            return logits
        # One after another: a batch that fits as it is does not in quarters.
        finer = torch.cat([self._finer(part) for part in x.split(1)])
        return ((logits.float().sigmoid() + finer) / 2).logit(SURE)

    def _finer(self, x: Tensor) -> Tensor:
        """Probabilities by a look at quarters of the pixels."""
        return functional.avg_pool2d(self.network(quartered(x)).float().sigmoid(), 2)


def quartered(x: Tensor) -> Tensor:
    """Inputs (N, C, 2 H, 2 W) whose pixels are quarters of those of inputs (N, C, H, W)."""
    finer = functional.interpolate(x, scale_factor=2, mode="nearest")
    # Heights are counted in pixels, sizes in octaves.
    return torch.cat([finer[:, :1] * 2, finer[:, 1:-1], finer[:, -1:] - 1], dim=1)


def _factor(gsd: float) -> int:
    """By what power of two pixels of `gsd` metres are averaged."""
    factor = 1
    while gsd * factor < FINEST and factor < 4:
        factor *= 2
    return factor
