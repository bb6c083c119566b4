"""How much surer a refiner's answer must be than its input, as what lies around a cell tells.

`doubt.Bounds` are four numbers that hold everywhere. They cannot tell noise that hangs together over a few
pixels, under which surfaces are good, from what matching leaves, under which they are not. A perceptron with
two hidden layers (Rumelhart, Hinton and Williams, Nature 323, 1986) on the measures of `evidence`, fitted
while all other weights stay (`training/bundled/learn_trust.py`), says how much more to ask for, never less:
what the four numbers keep is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .doubt import NONE, WIDE, quietest
from .guidance import box, cells, enlarged, reached

MEASURES = 11  # planes that `evidence` makes, but for that of small surfaces
HIDDEN = 16  # channels: few, as it is fitted on a few hundred surfaces
FARTHEST = 4.0  # spreads from the mean of what was seen; what lies farther tells no more
MOST = 6.0  # e-folds: with so many more an answer never stands
# A fit that came to ask for nothing anywhere would stay there, as it did with 0: so much of the gradient
# passes (leaky rectifier, Maas, Hannun and Ng, ICML 2013). With all of it more was asked after matching too.
LEAK = 0.05
SHARES = 4.0  # e-folds of a change from the expected error, beyond which it tells no more
# In the corner of a large raster a quarter of the surroundings is seen, and so it is in the corner of a tile
# of it: less is seen of small rasters alone, wherever tiles begin.
CORNER = 0.25


class Claim(NamedTuple):
    """What a refiner has at hand when it decides, all (N, 1, H, W) and in GSD.

    `surfaces` are its candidates, the input first; `before` and `after` the logarithms of the Laplace scale
    of the error of the input and of the answer `refined`. `octaves` (N, 1) tell the pixel size.
    """

    surfaces: Sequence[Tensor]
    refined: Tensor
    before: Tensor
    after: Tensor
    octaves: Tensor

    @property
    def change(self) -> Tensor:
        """What the answer adds to the input."""
        return self.refined - self.surfaces[0]


def evidence(claim: Claim, small: bool = False) -> Tensor:
    """Measures of a claim (N, MEASURES, H / 8, W / 8), the first six within about 116 px: expected errors
    before and after; logarithms of the noise of the quietest place, of the fine and the coarser roughness and
    of the change; then the same of the cell itself, without the roughness; the pixel size. With `small` one
    more: how small the surface is.
    """
    fine, coarser = ((claim.surfaces[a] - claim.surfaces[b]).abs_() for a, b in ((0, 1), (1, 3)))
    quiet = quietest(fine)
    before, after, rough, uneven, change = (
        cells(plane) for plane in (claim.before, claim.after, fine, coarser, claim.change.abs_())
    )
    wide = _around(torch.cat([before, after, quiet, rough, uneven, change], 1))
    octaves = claim.octaves[:, :, None, None].expand_as(before)
    near = [before, after, _log(quiet), _log(box(change, 1)), octaves, *([_seen(before)] if small else [])]
    return torch.cat([wide[:, :2], _log(wide[:, 2:]), *near], 1)


def _around(measures: Tensor) -> Tensor:
    """Means within about 116 px, of measures in cells; of pairs of cells, which is enough and cheaper."""
    means = box(functional.avg_pool2d(measures, 2, ceil_mode=True), WIDE // 2)
    rows, cols = measures.shape[2:]
    return functional.interpolate(means, scale_factor=2, mode="nearest")[..., :rows, :cols]


def _seen(plane: Tensor) -> Tensor:
    """Octaves by which a surface shows less within about 116 px than a corner of a large one does, from a
    plane of cells (N, 1, h, w) to the same shape: 0, and less than that on small surfaces alone.
    """
    rows, cols = (reached(length, WIDE, plane) for length in plane.shape[2:])
    share = (rows[:, None] * cols).to(plane.dtype) / (2 * WIDE + 1) ** 2
    return (share / CORNER).log2().clamp_max(0).expand_as(plane)


def _log(sizes: Tensor) -> Tensor:
    return (sizes + NONE).log_()


class Trust(nn.Module):
    """From a `Claim` to e-folds (N, 1, H, W) that are asked for beside those of `doubt.Bounds`.

    Its weights are zero at the start and learn nothing in a refiner's own training, where nothing is kept.
    With `small` it knows small surfaces from parts of large ones.
    """

    def __init__(self, small: bool = False) -> None:
        super().__init__()
        self.small = small
        measures = MEASURES + small
        self.register_buffer("centre", torch.zeros(measures, 1, 1))
        self.register_buffer("spread", torch.ones(measures, 1, 1))
        self.layers: Any = nn.Sequential(
            nn.Conv2d(measures, HIDDEN, 1),
            nn.Tanh(),
            nn.Conv2d(HIDDEN, HIDDEN, 1),
            nn.Tanh(),
            nn.Conv2d(HIDDEN, 2, 1),
        )
        for parameter in self.layers[-1].parameters():
            nn.init.zeros_(parameter)
        self.requires_grad_(False)

    def centred(self, told: Tensor) -> Trust:
        """Itself, with the mean and the spread of measures (cells, K) as what is usual."""
        self.centre = told.mean(0).view(-1, 1, 1)
        self.spread = told.std(0).clamp_min(1e-3).view(-1, 1, 1)
        return self

    def asked(self, told: Tensor, change: Tensor, before: Tensor) -> Tensor:
        """The e-folds for the measures of `evidence`, a change in GSD and the input's expected error."""
        usual = ((told - self.centre) / self.spread).clamp(-FARTHEST, FARTHEST)
        asked = MOST * torch.tanh(self.layers(usual))
        asked = enlarged(asked, change.shape[2:])
        share = _log(change.abs()).sub_(before).clamp_(-SHARES, SHARES)
        asked = torch.addcmul(asked[:, :1], asked[:, 1:], share, value=1 / SHARES)
        if not torch.is_grad_enabled():
            return asked.clamp_min_(0)
        leaking = functional.leaky_relu(asked, LEAK)
        return leaking + (asked.clamp_min(0) - leaking).detach()

    def forward(self, claim: Claim) -> Tensor:
        """How many e-folds are asked for beside the bounds (N, 1, H, W)."""
        return self.asked(evidence(claim, self.small), claim.change, claim.before)
