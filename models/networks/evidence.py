"""What a refiner is told beside the heights: where buildings stand, and how noisy the heights are.

Building layers are displaced and out of date: they are evidence that the network weighs, never a truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .candidates import median
from .guidance import FAR, NEAR, box, cells, enlarged

STRIDE = 4  # noise is measured on every fourth cell of every fourth row
QUIETEST = 0.01  # GSD; less noise than that is none


def outline_planes(coverage: Tensor) -> Tensor:
    """Coverage (N, 1, H, W) 0..1, and how it differs from its mean within 9 px and within about 56 px: like a
    signed distance to the next outline, but 0 where no building is near (N, 3, H, W).
    """
    wide = enlarged(box(cells(coverage), FAR), coverage.shape[2:])
    return torch.cat([coverage, coverage - box(coverage, NEAR), coverage - wide], dim=1)


class OutlineEncoder(nn.Module):
    """Features of building coverage (N, 1, H, W) for each level of a refiner, the first at half resolution.

    Without biases and norms: where no building is near, nothing is added, whatever lies elsewhere in the
    tile. Before training nothing is added anywhere.
    """

    def __init__(self, widths: Sequence[int], levels: Sequence[int] = (16, 32, 48)) -> None:
        super().__init__()
        sizes = (3, *levels)
        kernels = ((6, 2), *[(4, 1)] * (len(levels) - 1))
        self.stages: Any = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(a, b, kernel, stride=2, padding=pad, bias=False),
                nn.ReLU(inplace=True),
                nn.Conv2d(b, b, 3, padding=1, bias=False),
                nn.ReLU(inplace=True),
            )
            for a, b, (kernel, pad) in zip(sizes, levels, kernels)
        )
        self.tell = nn.ModuleList(nn.Conv2d(a, b, 1, bias=False) for a, b in zip(levels, widths))
        for module in self.stages.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)
        for parameter in self.tell.parameters():
            nn.init.zeros_(parameter)

    def forward(self, coverage: Tensor) -> list[Tensor]:
        """Level by level (N, widths[k], H / 2 ** (k + 1), W / 2 ** (k + 1))."""
        told = []
        x = outline_planes(coverage).to(next(self.tell.parameters()).dtype)
        for stage, tell in zip(self.stages, self.tell):
            x = stage(x)
            told.append(tell(x))
        return told


def noise_planes(surfaces: Sequence[Tensor]) -> Tensor:
    """How noisy heights are within some 20 px (N, 2, H / 4, W / 4), from the candidates of a surface in GSD.

    Medians of the fine and the coarser roughness, so that walls and things count little; logarithms, 0 for
    QUIETEST, about 1 for a noise of 0.1 and 2 for one of 1 GSD.
    """
    planes = []
    for rough, smooth in ((0, 1), (1, 3)):
        one, other = (surfaces[k][:, :, ::STRIDE, ::STRIDE] for k in (rough, smooth))
        size = (one - other).abs_()
        planes.append(torch.log10(1 + median(median(size, 1), 2) / QUIETEST))
    return torch.cat(planes, dim=1)


class NoiseEncoder(nn.Module):
    """Features of the noise at a quarter and an eighth of the resolution; before training they are zero."""

    def __init__(self, widths: Sequence[int], hidden: int = 16) -> None:
        super().__init__()
        self.widths = tuple(widths[1:3])
        tell = nn.Conv2d(hidden, sum(self.widths), 1)
        for parameter in tell.parameters():
            nn.init.zeros_(parameter)
        self.layers: Any = nn.Sequential(nn.Conv2d(2, hidden, 1), nn.ReLU(), tell)

    def forward(self, planes: Tensor) -> list[Tensor]:
        """One (N, widths[k], ...) for the levels 1 and 2; layer by layer, as few numbers as can be."""
        first, relu, tell = self.layers
        hidden = relu(first(planes))
        weights, biases = tell.weight.split(self.widths), tell.bias.split(self.widths)
        levels = (hidden, functional.avg_pool2d(hidden, 2))
        return [functional.conv2d(*layer) for layer in zip(levels, weights, biases)]
