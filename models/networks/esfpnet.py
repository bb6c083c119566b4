"""ESFPNet: a MiT encoder with the efficient stage-wise feature pyramid, for one logit per pixel.

Q. Chang, D. Ahmad, J. Toth, R. Bascom and W. E. Higgins, "ESFPNet: efficient deep learning architecture for
real-time lesion segmentation in autofluorescence bronchoscopy", SPIE Medical Imaging 2023. Parameter names
are those of the published weights.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .fused import linear
from .mit import HEADS, REDUCTIONS, WIDE, MixTransformer


class ESFPNet(nn.Module):
    """From normalised images (N, 3, H, W) to logits (N, classes, H, W); H and W multiples of 32."""

    def __init__(
        self,
        embed_dims: Sequence[int] = WIDE,
        depths: Sequence[int] = (3, 8, 27, 3),
        num_heads: Sequence[int] = HEADS,
        sr_ratios: Sequence[int] = REDUCTIONS,
        mlp_ratios: Sequence[int] = (4, 4, 4, 4),
        in_chans: int = 3,
        classes: int = 1,
    ) -> None:
        super().__init__()
        self.backbone = MixTransformer(embed_dims, depths, num_heads, sr_ratios, mlp_ratios, in_chans)
        e1, e2, e3, e4 = embed_dims
        self.LP_1, self.LP_2 = PixelLinear(e1), PixelLinear(e2)
        self.LP_3, self.LP_4 = PixelLinear(e3), PixelLinear(e4)
        self.linear_fuse34 = Fuse(e3 + e4, e3)
        self.linear_fuse23 = Fuse(e2 + e3, e2)
        self.linear_fuse12 = Fuse(e1 + e2, e1)
        self.LP_12, self.LP_23, self.LP_34 = PixelLinear(e1), PixelLinear(e2), PixelLinear(e3)
        self.linear_pred = nn.Conv2d(sum(embed_dims), classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        f1, f2, f3, f4 = self.backbone(x)
        l4 = self.LP_4(f4)
        l34 = self.LP_34(self.linear_fuse34(self.LP_3(f3), l4))
        l23 = self.LP_23(self.linear_fuse23(self.LP_2(f2), l34))
        l12 = self.LP_12(self.linear_fuse12(self.LP_1(f1), l23))
        return functional.interpolate(
            self._predicted((l12, l23, l34, l4)), scale_factor=4, mode="bilinear", align_corners=True
        )

    def fuse(self) -> ESFPNet:
        """An equal network for inference with every BatchNorm folded into the convolution before it."""
        fused = copy.deepcopy(self).eval()
        for part in (fused.linear_fuse34, fused.linear_fuse23, fused.linear_fuse12):
            part.fuse()
        return fused

    def _predicted(self, maps: Sequence[Tensor]) -> Tensor:
        """The head's 1 x 1 convolution of all maps, each before it is enlarged to H / 4, which is equal."""
        weights = self.linear_pred.weight.split([part.shape[1] for part in maps], dim=1)
        logits = pointwise(maps[0], weights[0], self.linear_pred.bias)
        for step, (part, weight) in enumerate(zip(maps[1:], weights[1:]), 1):
            logits = logits + enlarged(pointwise(part, weight), 2**step)
        return logits


class PixelLinear(nn.Module):
    """A linear layer on the channels of every pixel of a map (N, C, H, W)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return pointwise(x, self.proj.weight, self.proj.bias)


class Fuse(nn.Module):
    """A fine map and a coarse one, enlarged, into one: 1 x 1 convolution, BatchNorm, ReLU.

    The convolution of the coarse map comes before its enlargement, which is equal and four times cheaper.
    """

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.conv: nn.Conv2d = nn.Conv2d(channels, width, 1, bias=False)
        self.bn: nn.Module = nn.BatchNorm2d(width)

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        own, other = self.conv.weight.split([fine.shape[1], coarse.shape[1]], dim=1)
        mixed = pointwise(fine, own, self.conv.bias) + enlarged(pointwise(coarse, other), 2)
        return functional.relu(self.bn(mixed))

    def fuse(self) -> None:
        """Fold the BatchNorm into the convolution."""
        self.conv = fuse_conv_bn_eval(self.conv, self.bn)  # type: ignore[arg-type]
        self.bn = nn.Identity()


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """A linear layer on the channels of every pixel of a map (N, C, H, W); weights (K, C) or (K, C, 1, 1)."""
    return linear(x.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2)


def enlarged(x: Tensor, factor: int) -> Tensor:
    """A map (N, C, H, W) made larger bilinearly."""
    return functional.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)
