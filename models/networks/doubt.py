"""When a refiner keeps its input: where its answer is no surer, above all on surfaces that are good already.

Scales are natural logarithms of the Laplace scale of an error in GSD.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .guidance import COARSE, FAR, box

# How fast trust goes from the input to the answer, as the answer's expected error falls below the input's,
# and caution goes, as the input's expected error around a cell rises above one GSD: e-folds of odds.
SHARPNESS = 4.0


def kept(
    before: Tensor, after: Tensor, scale_before: Tensor, scale_after: Tensor, margin: Tensor | float
) -> tuple[Tensor, Tensor]:
    """Heights and scales (N, 1, H, W), those before where those after are not surer by `margin`."""
    share = (scale_before - scale_after).sub_(margin).mul_(SHARPNESS).sigmoid_()
    return torch.lerp(before, after, share), torch.lerp(scale_before, scale_after, share)


def goodness(scale: Tensor) -> Tensor:
    """1 where the input's expected error is below a GSD within about 56 px, else 0 (N, 1, H, W).

    Noise alone is below it nearly everywhere, what comes from matching above.
    """
    around = box(functional.avg_pool2d(scale, COARSE, ceil_mode=True), FAR)
    good = torch.sigmoid(-SHARPNESS * around)
    return functional.interpolate(good, size=scale.shape[2:], mode="bilinear", align_corners=False)
