"""Roofline's own painter of images: masks and noise modulate a small generator, level by level.

T. Park, M.-Y. Liu, T.-C. Wang and J.-Y. Zhu, "Semantic image synthesis with spatially-adaptive
normalization", CVPR 2019. Their norms share statistics over an image, so that each tile would get colours of
its own. Here every pixel is normalised over its channels alone (T. Karras et al., "Progressive growing of
GANs", ICLR 2018, section 4.2): what a pixel becomes depends on REACH pixels around it and on nothing else.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import Unfit
from .patchgan import check_counts
from .spade_fused import FusedSpade

# The coarsest level's pixels: places in a tile count from multiples of it on the map.
MULTIPLE = 16
# How far masks and noise have an effect, in pixels; `tests/core/networks/test_spade.py` measures it.
REACH = 96
SLOPE = 0.2  # of leaky rectifiers, as in SPADE (Park et al. 2019)
EPSILON = 1e-4  # under the root of a norm, so that bare planes divide by something; float16 still holds it
# Noise planes at each level, from one at full resolution: the four pixels that a halving makes one of.
NOISE = 4


class Spade(nn.Module):
    """Masks (N, classes, H, W) in -1..1 to images (N, bands, H, W) in -1..1, for any pixel size.

    Input (N, classes + 2 or + 4, H, W): masks (1 where the class is, -1 where not, 0 where nobody knows), the
    constant plane of `normalise.gsd_plane`, noise of mean 0 and variance 1 that is independent from pixel to
    pixel, and, for tiles that do not start at a multiple of MULTIPLE, two constant planes: how many rows and
    columns after one they start. Any H and W.
    """

    def __init__(
        self, classes: int = 2, bands: int = 3, widths: Sequence[int] = (32, 64, 96, 160), blocks: int = 2
    ) -> None:
        super().__init__()
        check_counts(classes, bands, *widths)
        check_counts(blocks, most=8)
        if len(widths) != 4:
            raise Unfit("{count} widths were given for 4 levels", count=len(widths))
        self.classes, self.bands = classes, bands
        self.stem = nn.Conv2d(4 * classes, widths[0], 3, padding=1)
        self.pixel_size = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, sum(widths)))
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:]))
        self.start = nn.Conv2d(widths[-1] + NOISE, widths[-1], 1)
        self.levels = nn.ModuleList(nn.ModuleList(Block(width) for _ in range(blocks)) for width in widths)
        self.up = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in zip(widths, widths[1:]))
        self.head = nn.Conv2d(widths[0], 4 * bands, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x, place = self.framed(x)
        noises, plan = self.noises(x), self.plan(x)
        level = self.start(torch.cat([plan[-1], noises[-1]], dim=1))
        for index in reversed(range(len(plan))):
            told = torch.cat([plan[index], noises[index]], dim=1)
            for block in self.levels[index]:  # type: ignore[attr-defined]
                level = block(level, told)
            if index:
                level = functional.interpolate(self.up[index - 1](level), scale_factor=2.0, mode="nearest")
        return picture(self.colours(normed(level)), place)

    def fuse(self) -> FusedSpade:
        """An equal net for inference."""
        return FusedSpade(copy.deepcopy(self).eval())

    def framed(self, x: Tensor) -> tuple[Tensor, tuple[slice, slice]]:
        """Inputs from one multiple of MULTIPLE on the map to another, and their rows and columns in them."""
        rows, cols = x.shape[2:]
        top, left = (int(plane.flatten()[0]) for plane in _phases(x, self.classes + 2))
        frame = slice(top, top + rows), slice(left, left + cols)
        return _padded(x[:, : self.classes + 2], top, left), frame

    def noises(self, x: Tensor) -> list[Tensor]:
        """Noise (N, NOISE, h, w) of framed inputs for every level, the finest first."""
        return _noises(x[:, -1:], len(self.levels))

    def plan(self, x: Tensor) -> list[Tensor]:
        """What the masks of framed inputs say at every level (N, width, h, w), the finest first."""
        return self.plan_of(functional.pixel_unshuffle(x[:, : self.classes], 2), x[:, -2:-1, 0, 0])

    def colours(self, level: Tensor) -> Tensor:
        """Colours (N, 4 bands, h, w) of normed features of the finest level, four pixels in one."""
        found: Tensor = self.head(functional.leaky_relu(level, SLOPE)).float()
        return found

    def plan_of(self, masks: Tensor, octaves: Tensor) -> list[Tensor]:
        """The same of masks at half the resolution (N, 4 classes, h, w) and pixel sizes (N, 1)."""
        sizes = self.pixel_size(octaves)[:, :, None, None]
        widths = [conv.out_channels for conv in (self.stem, *self.down)]
        parts = sizes.split(widths, 1)
        found = [functional.leaky_relu_(self.stem(masks).add_(parts[0]), SLOPE)]
        for down, part in zip(self.down, parts[1:]):
            found.append(functional.leaky_relu_(down(found[-1]).add_(part), SLOPE))
        return found


class Block(nn.Module):
    """Features (N, C, h, w) plus a convolution of them, modulated pixel by pixel by plan and noise
    (N, C + NOISE, h, w).
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.modulation = nn.Conv2d(width + NOISE, 2 * width, 1)
        self.convolution = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        scale, shift = self.modulation(told).chunk(2, dim=1)
        y = torch.addcmul(shift, normed(x), scale + 1)
        changed: Tensor = x + self.convolution(functional.leaky_relu(y, SLOPE))
        return changed


def normed(x: Tensor) -> Tensor:
    """Features (N, C, H, W) of which every pixel has a mean square of 1 over its channels."""
    size = x.float().square().mean(dim=1, keepdim=True)
    return x * torch.rsqrt(size + EPSILON).to(x.dtype)


def picture(colours: Tensor, place: tuple[slice, slice]) -> Tensor:
    """The image (N, bands, H, W) in -1..1 of colours (N, 4 bands, h, w), and of it the frame's part."""
    image = torch.tanh(functional.pixel_shuffle(colours, 2))
    return image[:, :, place[0], place[1]]


def _phases(x: Tensor, planes: int) -> tuple[Tensor, Tensor]:
    """The planes of rows and columns after a multiple; zeros where there are none."""
    found = x[:, planes : planes + 2]
    return (found[:, :1], found[:, 1:]) if found.shape[1] else (x.new_zeros(1, 1, 1, 1),) * 2


def _padded(x: Tensor, top: int, left: int) -> Tensor:
    """Planes with `top` rows and `left` columns before them, and more after them up to a multiple."""
    bottom, right = (-(top + x.shape[2]) % MULTIPLE, -(left + x.shape[3]) % MULTIPLE)
    if not (top or left or bottom or right):
        return x
    return functional.pad(x, (left, right, top, bottom), mode="replicate")


def _noises(noise: Tensor, levels: int) -> list[Tensor]:
    """Noise (N, NOISE, h, w) for every level, the finest first, each of variance 1."""
    found = []
    for _ in range(levels):
        found.append(functional.pixel_unshuffle(noise, 2))
        noise = 2 * functional.avg_pool2d(noise, 2)  # the mean of four has half the spread
    return found
