"""The finder of buildings in surfaces for inference: the same numbers in fewer walks through memory.

As in `compact_fused`, what has full resolution is moved by pairs of pixels, and the finest level, where most
of the memory is, goes through its layers in strips that stay in the caches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from .compact_fused import HALO, STRIP, by_rows, of_quarters, pixelwise, planewise
from .fused import conv_relu, up_add_relu
from .inference import InferenceNetwork, with_finer
from .quantised import head, stem
from .spans import strips

if TYPE_CHECKING:
    from .building_unet import BuildingUNet


class FusedBuilding(InferenceNetwork):
    """`BuildingUNet`, every BatchNorm folded, on the same inputs; for inference alone."""

    memory_format = torch.contiguous_format  # of inputs: planes are cut and averaged one by one

    network: BuildingUNet

    def __init__(self, network: BuildingUNet) -> None:
        super().__init__(network)
        first = of_quarters(network.kernels(), network.stem.bias)
        self.stem = stem(first, network.encoder[0])
        self.head = head(network.head, network.decoder[0])

    def answer(self, x: Tensor, dtype: torch.dtype) -> Tensor:
        logits = self._look(x, dtype)
        if not self.network.looks_twice(x):
            return logits
        # One after another: a batch that fits as it is does not in quarters.
        return with_finer(logits, (self._look(quartered(part), dtype) for part in x.split(1)))

    def _look(self, x: Tensor, dtype: torch.dtype) -> Tensor:
        """Logits (N, 2, H, W) float32."""
        network = self.network
        seen = network.seen(x.float())
        planes = [by_rows(plane) for plane in network.planes(seen)]
        sizes = network.sizes(seen.octaves.to(dtype))
        rows = strips(planes[0].shape[2], STRIP)
        skip = torch.cat([self._encoded(planes, *each, dtype) for each in rows], dim=2)
        del planes
        below = network.below(skip, sizes)
        return network.as_given(self._decoded(below, skip), seen.factor)

    def _encoded(self, planes: list[Tensor], first: int, last: int, dtype: torch.dtype) -> Tensor:
        """Features (N, C, rows, w) of rows of the finest level, of planes by rows."""
        top, bottom = max(first - HALO, 0), min(last + HALO, planes[0].shape[2])
        level = pixelwise([plane[:, :, top:bottom] for plane in planes], dtype)
        level = self.network.encoder[0](conv_relu(self.stem, level))
        return level[:, :, first - top : last - top]

    def _decoded(self, below: Tensor, skip: Tensor) -> Tensor:
        """Logits (N, 2, H, W) float32, from the levels below and the finest one's features."""
        network, height = self.network, skip.shape[2]
        found = torch.empty((len(skip), 2, 2 * height, 2 * skip.shape[3]), device=skip.device)
        for first, last in strips(height, STRIP):
            top, bottom = max(first - HALO, 0), min(last + HALO, height)
            level = up_add_relu(
                network.up[0], below[:, :, top // 2 : (bottom + 1) // 2], skip[:, :, top:bottom]
            )
            level = network.decoder[0](level)
            bands = planewise(self.head(level)[:, :, first - top : last - top])
            for k, band in enumerate(bands.unbind(1)):
                by_rows(found[:, k : k + 1])[:, :, first:last] = band
        return found


def quartered(x: Tensor) -> Tensor:
    """Inputs (N, C, 2 H, 2 W) whose pixels are quarters of those of inputs (N, C, H, W)."""
    finer = functional.interpolate(x, scale_factor=2, mode="nearest")
    # Heights are counted in pixels, sizes in octaves.
    return torch.cat([finer[:, :1] * 2, finer[:, 1:-1], finer[:, -1:] - 1], dim=1)
