"""Roofline's own maker of surfaces from point clouds: a small residual U-Net on what lies in each pixel.

Blocks, stem, levels and head are those of `compact`. Like it, the network chooses among simple surfaces and
corrects the choice, and it sees only differences of heights.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from .candidates import COUNT, LARGEST_CORRECTION, blended, candidates, compressed, median
from .compact import Compact
from .quantised import Ranges

SURFACES = COUNT + 4  # by the nearest pixel, in triangles, these smoothed, lowest; mean and its candidates
TOLD = 4  # planes beside the surfaces: height above the surroundings, number of points, distance, spread
FAR = 16.0  # pixels; which of the points far away is nearest tells nothing


class CloudUNet(Compact):
    """From what lies in the pixels of a cloud to heights and the log Laplace scale of their error.

    Input (N, 8, H, W): the seven planes of `clouds.cells.planes`, in pixel sizes, and a constant plane of
    `normalise.gsd_plane`. H and W must be multiples of 2 ** len(widths). Output (N, 2, H, W) in pixel sizes.
    """

    BYTES_PER_PIXEL = 800  # of working memory in use; about twice what `compact` takes

    def __init__(
        self,
        widths: Sequence[int] = (24, 48, 72, 104),
        blocks: Sequence[int] = (1, 1, 2, 3),
        decoder_blocks: Sequence[int] = (1, 1, 1),
    ) -> None:
        super().__init__(widths, blocks, decoder_blocks)
        self.stem = nn.Conv2d(SURFACES + TOLD, widths[0], 6, stride=2, padding=2)
        self.choices = SURFACES
        self.head = nn.Conv2d(widths[0], 4 * (SURFACES + 2), 3, padding=1)
        self._start_neutral()

    def fuse(self, ranges: Ranges | None = None) -> nn.Module:
        """An equal net for inference with every BatchNorm folded into the convolution before it."""
        return self.folded()

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            high, ramps, low, mean, count, distance, spread = x[:, :7].float().split(1, dim=1)
            surfaces = [high, ramps, median(ramps, 1), low, *candidates(mean)]
            # The mean's medians of 1 to 4 px: what `compact` has as its local reference.
            reference, smooth = surfaces[-COUNT + 3], surfaces[-COUNT + 4]
            around = functional.avg_pool2d(smooth, 16, ceil_mode=True, count_include_pad=False)
            around = functional.interpolate(around, size=high.shape[2:], mode="bilinear", align_corners=False)
            told = [compressed(reference - around), count, distance.clamp_max(FAR).sqrt(), compressed(spread)]
            features = torch.cat([*(compressed(each - reference) for each in surfaces), *told], dim=1)
            octaves = x[:, 7, :1, 0].float()
        answer = self.trunk(features, octaves)
        with torch.autocast(x.device.type, enabled=False):
            bands = answer.to(torch.float32, memory_format=torch.contiguous_format).split(1, dim=1)
            *logits, correction, scale = bands
            chosen = blended(logits, [surface - high for surface in surfaces])
            limited = LARGEST_CORRECTION * torch.tanh(correction / LARGEST_CORRECTION)
            return torch.cat([high + chosen + limited, scale], dim=1)
