"""The DSM enhancer: pix2pix's U-Net of eight levels, but with skips that are added instead of concatenated.

It brings a photogrammetric DSM and its NDVI near a laser-scanned DSM, after K. Bittner, P. d'Angelo,
M. Körner and P. Reinartz, "Automatic large-scale 3D building shape refinement using conditional generative
adversarial networks", ISPRS Archives XLII-2 (2018); the U-Net is that of P. Isola et al., "Image-to-image
translation with conditional adversarial networks", CVPR 2017. Parameter names are those of the published
weights.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .patchgan import check_counts

LEVELS = 8  # 256 pixels a side become one, as published


class Enhancer(nn.Module):
    """Input (N, input_channels, H, W) in [-1, 1], output (N, output_channels, H, W) in [-1, 1].

    H and W are multiples of 256. Blocks are numbered from the bottleneck outwards.
    """

    def __init__(
        self, input_channels: int = 2, output_channels: int = 1, width: int = 64, dropout: bool = True
    ) -> None:
        super().__init__()
        check_counts(input_channels, output_channels, width)
        widths = [width * factor for factor in (8, 8, 8, 8, 8, 4, 2, 1)]  # of blocks 1 to 8
        self.downblock_8 = nn.Sequential(nn.Conv2d(input_channels, width, 4, 2, 1, bias=False))
        for number in range(LEVELS - 1, 0, -1):
            block = _down(widths[number], widths[number - 1], norm=number > 1)
            self.add_module(f"downblock_{number}", block)
        for number in range(1, LEVELS):
            block = _up(widths[number - 1], widths[number], dropout and 2 <= number <= 4)
            self.add_module(f"upblock_{number}", block)
        self.upblock_8 = nn.Sequential(
            nn.ReLU(inplace=True), nn.ConvTranspose2d(width, output_channels, 4, 2, 1), nn.Tanh()
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.downblock_8(x)
        skips = []
        for number in range(LEVELS - 1, 0, -1):
            block = self.get_submodule(f"downblock_{number}")
            skips.append(x)  # activated in place by the block's first layer, as in the published network
            x = block(x)
        for number in range(1, LEVELS):
            x = self.get_submodule(f"upblock_{number}")(x) + skips.pop()
        with torch.autocast(x.device.type, enabled=False):  # bfloat16 has steps of up to half a metre here
            return self.upblock_8(x.float())

    def fuse(self) -> Enhancer:
        """An equivalent network for inference, with BatchNorm folded into the convolutions before it."""
        fused = copy.deepcopy(self).eval()
        for block in [part for part in fused.children() if isinstance(part, nn.Sequential)]:
            _, convolution, norm = [*block.children(), None, None][:3]
            if isinstance(convolution, (nn.Conv2d, nn.ConvTranspose2d)) and isinstance(norm, nn.BatchNorm2d):
                transposed = isinstance(convolution, nn.ConvTranspose2d)
                block[1] = fuse_conv_bn_eval(convolution, norm, transposed)
                block[2] = nn.Identity()
        return fused


def _down(inputs: int, outputs: int, norm: bool) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False),
    ]
    if norm:
        layers.append(nn.BatchNorm2d(outputs))
    return nn.Sequential(*layers)


def _up(inputs: int, outputs: int, dropout: bool) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    if dropout:
        layers.append(nn.Dropout(0.5))
    return nn.Sequential(*layers)
