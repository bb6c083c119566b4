"""What an image tells a surface refiner: local contrast, read by a small encoder beside the surface's own.

Grey values of different sensors, dates and lights have little in common, their edges much. The image is
therefore divided by its local spread after its local mean is taken away (contrast normalisation, Jarrett et
al., ICCV 2009) at two scales; an image that says nothing gives zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

# Spread below this share of the image's own is taken for noise and not amplified.
NOISE = 0.05
NEAR, FAR, COARSE = 4, 3, 8  # radii in pixels, and in cells of COARSE pixels
PLANES = 2


def box(image: Tensor, radius: int) -> Tensor:
    """Mean over (2 radius + 1)^2 pixels inside the image (N, C, H, W)."""
    return _mean_along(_mean_along(image, radius, 3), radius, 2)


def _mean_along(image: Tensor, radius: int, dim: int) -> Tensor:
    """Mean over 2 radius + 1 pixels inside the image along `dim`, by adding shifted images.

    The same sums in the same order as an average pooling of stride 1, which takes 25 times as long on a CPU.
    """
    length = image.shape[dim]
    border = (radius, radius, 0, 0) if dim == 3 else (0, 0, radius, radius)
    padded = functional.pad(image, border)
    total = padded.narrow(dim, 0, length).clone(memory_format=torch.contiguous_format)
    for shift in range(1, 2 * radius + 1):
        total.add_(padded.narrow(dim, shift, length))
    count = reached(length, radius, image).to(image.dtype)
    return total.div_(count.view(-1, 1) if dim == 2 else count)


def reached(length: int, radius: int, like: Tensor) -> Tensor:
    """How many of so many pixels in a row lie within a radius of each (length,), where `like` is."""
    place = torch.arange(length, device=like.device)
    return (place + radius).clamp_max_(length - 1) - (place - radius).clamp_min_(0) + 1


def cells(plane: Tensor) -> Tensor:
    """Means of COARSE x COARSE px (N, C, H / COARSE, W / COARSE), of what there is of them at the end."""
    if plane.shape[2] % COARSE or plane.shape[3] % COARSE:
        return functional.avg_pool2d(plane, COARSE, ceil_mode=True)
    # Rows first: a third of an average pooling's time on a processor.
    return plane.unflatten(2, (-1, COARSE)).sum(3).unflatten(3, (-1, COARSE)).sum(4).div_(COARSE**2)


def enlarged(cells: Tensor, size: Sequence[int]) -> Tensor:
    """Cells (N, C, h, w) as planes of a size (H, W), bilinearly.

    Where sides are even multiples of the cells', an axis at a time: a third of `interpolate`'s time.
    """
    factors = [side // count for side, count in zip(size, cells.shape[2:])]
    exact = all(f * count == side and f % 2 == 0 for f, count, side in zip(factors, cells.shape[2:], size))
    if not exact:
        return functional.interpolate(cells, size=tuple(size), mode="bilinear", align_corners=False)
    for dim, factor in zip((3, 2), reversed(factors)):
        cells = _enlarged_along(cells, factor, dim)
    return cells


def _enlarged_along(cells: Tensor, factor: int, dim: int) -> Tensor:
    """Cells, `factor` times as many along `dim`; the borders are repeated."""
    count = cells.shape[dim]
    padded = functional.pad(cells, (1, 1, 0, 0) if dim == 3 else (0, 0, 1, 1), mode="replicate")
    before, after = (padded.narrow(dim, first, count + 1).unsqueeze(dim + 1) for first in (0, 1))
    share = (torch.arange(factor, device=cells.device, dtype=cells.dtype) + 0.5) / factor
    between = torch.lerp(before, after, share.view(-1, *[1] * (3 - dim)))
    return between.flatten(dim, dim + 1).narrow(dim, factor // 2, count * factor)


def local_contrast(image: Tensor) -> Tensor:
    """Contrast (N, 2, H, W) of a standardised image (N, 1, H, W) within 9 px and within about 56 px."""
    near = _contrast(image, box(image, NEAR), box(image * image, NEAR))
    wide = [enlarged(box(cells(plane), FAR), image.shape[2:]) for plane in (image, image * image)]
    return torch.cat([near, _contrast(image, *wide)], dim=1)


def _contrast(image: Tensor, mean: Tensor, square: Tensor) -> Tensor:
    variance = (square - mean * mean).clamp_min(0)
    return ((image - mean) * torch.rsqrt(variance + NOISE**2)).clamp(-4, 4)


class ImageEncoder(nn.Module):
    """Features of an image's contrast (N, 2, H, W) for each level of a refiner, the first at half resolution.

    They are added to the refiner's; before training they are zero, so that a refiner of heights alone can be
    taught to use an image.
    """

    def __init__(self, widths: Sequence[int], levels: Sequence[int] = (24, 40, 56)) -> None:
        super().__init__()
        sizes = (PLANES, *levels)
        kernels = ((6, 2), *[(4, 1)] * (len(levels) - 1))
        self.stages: Any = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(a, b, kernel, stride=2, padding=pad, bias=False),
                nn.BatchNorm2d(b),
                nn.ReLU(inplace=True),
                nn.Conv2d(b, b, 3, padding=1, bias=False),
                nn.BatchNorm2d(b),
                nn.ReLU(inplace=True),
            )
            for a, b, (kernel, pad) in zip(sizes, levels, kernels)
        )
        self.tell = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip(levels, widths))
        for parameter in self.tell.parameters():
            nn.init.zeros_(parameter)

    def fuse(self) -> None:
        """Fold each BatchNorm into the convolution before it, for inference."""
        for stage in self.stages:
            for index in (0, 3):
                stage[index] = fuse_conv_bn_eval(stage[index], stage[index + 1])
                stage[index + 1] = nn.Identity()

    def forward(self, contrast: Tensor) -> list[Tensor]:
        """Level by level (N, widths[k], H / 2 ** (k + 1), W / 2 ** (k + 1))."""
        told = []
        x = contrast.to(next(self.tell.parameters()).dtype)
        for stage, tell in zip(self.stages, self.tell):
            x = stage(x)
            told.append(tell(x))
        return told
