"""Discriminator at several scales, which keeps its features for the generator to match.

T.-C. Wang, M.-Y. Liu, J.-Y. Zhu et al., "High-resolution image synthesis and semantic manipulation with
conditional GANs", CVPR 2018; with spectral norms as in T. Park et al., CVPR 2019.
"""

from __future__ import annotations

from collections import deque

import torch
from torch import Tensor, nn
from torch.nn import functional

from .patchgan import check_counts
from .satgen import SpectralConv2d

SLOPE = 0.2  # of leaky rectifiers, as in pix2pix (Isola et al.)
MOST_SCALES = 4  # each halves the picture: the fourth sees eight pixels as one


class MultiScaleDiscriminator(nn.Module):
    """Condition (N, C, H, W) and image (N, bands, H, W), concatenated, to logits (N, L) of patches of all
    scales. Planes of the input between the first `condition` and the last `bands` are not looked at.

    `seen` holds the features (lists of (N, c, h, w)) of the latest two calls, the newest last.
    """

    def __init__(
        self, condition: int = 3, bands: int = 3, width: int = 32, layers: int = 3, scales: int = 2
    ) -> None:
        super().__init__()
        check_counts(condition, bands, width)
        check_counts(layers, scales, most=MOST_SCALES)
        self.condition, self.bands = condition, bands
        self.scales = nn.ModuleList(_patches(condition + bands, width, layers) for _ in range(scales))
        self.seen: deque[list[Tensor]] = deque(maxlen=2)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.cat([x[:, : self.condition], x[:, -self.bands :]], dim=1)
        logits, features = [], []
        for scale in self.scales:
            y = x
            for layer in scale:  # type: ignore[attr-defined]
                y = layer(y)
                features.append(y)
            logits.append(features.pop().flatten(1))
            x = functional.avg_pool2d(x, 2)
        self.seen.append(features)
        return torch.cat(logits, dim=1)

    def matching(self) -> Tensor:
        """How far the latest call's features are from those of the call before: mean absolute differences,
        summed over the layers.
        """
        before, latest = self.seen
        return torch.stack(
            [functional.l1_loss(y.float(), x.detach().float()) for x, y in zip(before, latest)]
        ).sum()


def _patches(inputs: int, width: int, layers: int) -> nn.ModuleList:
    """A PatchGAN's layers, each a module of its own."""
    widths = [width * min(2**level, 4) for level in range(layers + 1)]
    found: list[nn.Module] = [nn.Sequential(SpectralConv2d(inputs, widths[0], 2, True), nn.LeakyReLU(SLOPE))]
    for level, (narrow, wide) in enumerate(zip(widths, widths[1:]), start=1):
        convolution = SpectralConv2d(narrow, wide, 2 if level < layers else 1, True)
        found.append(nn.Sequential(convolution, nn.InstanceNorm2d(wide), nn.LeakyReLU(SLOPE)))
    return nn.ModuleList([*found, SpectralConv2d(widths[-1], 1, 1, True)])
