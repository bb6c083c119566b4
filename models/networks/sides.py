"""Walls where outlines have them: the heights of either side, carried on to the outline.

Matching smears a wall over some pixels, and a refiner cannot tell where in there it stood; building outlines
can, where they lie well. A refined surface is averaged apart inside and outside of them, cells that it is
sure of count more, and a small network chooses for each cell among these means and the surface itself, and
corrects what comes of it for either side. As layers lie up to some metres off, outlines are moved before that
to where the heights have their steps.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .candidates import compressed
from .guidance import box
from .trust import Claim

# All but the outlines themselves is done at half resolution, so distances are in pairs of pixels.
PAIR = 2  # pixels
RADII = (1, 3, 6)  # pairs: how far heights are carried
EDGE = 1  # pairs: nearer to an outline cells count less, as they are smeared
SUREST, LEAST_SURE = -3.0, 6.0  # logarithms of expected errors in GSD, beyond which weights do not change
FEW = 1e-4  # of a full weight; means of less are none
SHIFTS = range(-3, 4)  # cells of two pairs: outlines are sought up to 12 px away
AROUND = 3  # cells of eight pairs: outlines within some 110 px move together
STEP = 3  # pairs: steps of the surface are its heights above their mean within so many
FARTHER = 0.004  # of correlation, that a shift must be better for each pair that it is longer
PEAKED = 100.0  # e-folds of a shift's share for a correlation of 1: about the best one counts
HIDDEN = 24
DILATIONS = (1, 2, 4)
SHARP = 4.0  # how much faster than coverage a cell goes from outside to inside, in the middle of an outline
FIRMEST = 6.0  # of logits: a choice that is firmer could not be unlearned
ASIDE = -2.0  # logit of each mean at first; the surface itself has 0
REACH = 3  # pairs, within which a side is corrected by no more than its means would change it


class Offset(NamedTuple):
    """How outlines are to be moved (N, 2, h, w), rows and columns in pairs of pixels; the correlation of
    outlines and steps when moved and as given (N, 2, h, w), at a quarter of the resolution.
    """

    flow: Tensor
    fit: Tensor


class Carried(NamedTuple):
    """Heights from inside and from outside (N, 2, h, w), and how much they can be asked for (0..1): not where
    the other side is beyond the radius.
    """

    heights: Tensor
    share: Tensor

    def change(self, surface: Tensor, inside: Tensor) -> Tensor:
        """What they change of a surface (N, 1, h, w), each cell on its own side: `inside` is from 0 to 1."""
        wanted = self.share * (self.heights - surface)
        return torch.lerp(wanted[:, 1:], wanted[:, :1], inside)


def offset(surface: Tensor, coverage: Tensor) -> Offset:
    """Where the steps of a surface lie beside the outlines of a coverage, both (N, 1, H, W) in pairs.

    Normalised cross-correlation (J. P. Lewis, Vision Interface 1995) of what is above its surroundings,
    within windows.
    """
    steps = _halved(compressed(surface - box(surface, STEP)))
    edges = _halved(coverage - box(coverage, STEP))
    reach, (rows, cols) = SHIFTS[-1], steps.shape[2:]
    padded = functional.pad(edges, (reach,) * 4)
    size = (_around(steps * steps) * _around(edges * edges)).add_(1e-6).rsqrt_()
    shifts = list(itertools.product(SHIFTS, SHIFTS))
    fits = [
        steps * padded[..., reach - row : reach - row + rows, reach - col : reach - col + cols]
        for row, col in shifts
    ]
    fit = _around(torch.cat(fits, 1)) * size
    pairs = PAIR * torch.tensor(shifts, dtype=fit.dtype, device=fit.device)
    worth = fit - FARTHER * pairs.square().sum(1).sqrt().view(1, -1, 1, 1)
    flow = torch.einsum("nkhw,kd->ndhw", torch.softmax(PEAKED * worth, 1), pairs)
    given = shifts.index((0, 0))
    found = torch.cat([flow, fit.amax(1, keepdim=True), fit[:, given : given + 1]], 1)
    found = functional.interpolate(found, (rows, cols), mode="bilinear", align_corners=False)
    return Offset(found[:, :2], found[:, 2:])


def moved(plane: Tensor, flow: Tensor) -> Tensor:
    """A plane (N, 1, H, W), moved by a flow (N, 2, ., .) of pairs of rows and columns."""
    flow = functional.interpolate(PAIR * flow, plane.shape[2:], mode="bilinear", align_corners=False)
    size = torch.tensor(plane.shape[2:], device=plane.device).view(2, 1, 1)
    axes = (torch.arange(side, device=plane.device, dtype=plane.dtype) for side in plane.shape[2:])
    places = torch.stack(torch.meshgrid(*axes, indexing="ij")) - flow
    places = ((2 * places + 1) / size - 1).flip(1).permute(0, 2, 3, 1)
    return functional.grid_sample(plane, places, padding_mode="border", align_corners=False)


def carried(surface: Tensor, scale: Tensor, coverage: Tensor) -> list[Carried]:
    """Means of the cells inside and of those outside by RADII, of planes (N, 1, h, w) in pairs.

    `scale`: logarithm of the Laplace scale of the surface's error; sure cells and those deep on their side
    count more.
    """
    deep = 2 * box(coverage, EDGE) - 1
    sure = scale.clamp(SUREST, LEAST_SURE).neg_().exp_()
    weights = torch.cat([deep.clamp_min(0) * coverage, (-deep).clamp_min(0) * (1 - coverage)], 1) * sure
    cells = torch.cat([weights * surface, weights, 1 - coverage, coverage], 1)
    found = []
    for radius in RADII:
        heights, counts, others = box(cells, radius).split(2, 1)
        share = (4 * others).clamp_(0, 1).mul_(counts > FEW)
        found.append(Carried(heights / counts.clamp_min(FEW), share))
    return found


class Sides(nn.Module):
    """Chooses among a refined surface and what is carried to its outlines; without outlines it is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3 * len(RADII) + 11, HIDDEN, 1)
        self.layers: Any = nn.ModuleList(
            nn.Conv2d(HIDDEN, HIDDEN, 3, padding=step, dilation=step) for step in DILATIONS
        )
        self.last = nn.Conv2d(HIDDEN, len(RADII) + 3, 1)
        nn.init.zeros_(self.last.weight)
        self.last.bias = nn.Parameter(torch.tensor([*[ASIDE] * len(RADII), 0.0, 0.0, 0.0]))

    def forward(self, claim: Claim, coverage: Tensor) -> Claim:
        """The claim with heights and expected errors as they are after the choice; coverage (N, 1, H, W)."""
        with torch.no_grad():
            planes = torch.cat([claim.refined, claim.after, claim.before, claim.change.abs_(), coverage], 1)
            surface, after, before, changed, given = _halved(planes).split(1, 1)
            found = offset(surface, given)
            outlines = moved(coverage, found.flow)
            halves = _halved(outlines)
            choices = carried(surface, after, halves)
            changes = [each.change(surface, _inside(halves)) for each in choices]
            reach = box(torch.stack(changes).abs().amax(0), REACH)
            told = _around_changes(changes)
            told += map(_halved, (after, before, halves, box(halves, 4), (halves - given).abs_()))
            told += [_halved((box(halves, 1) - halves).abs_()), found.fit, compressed(_halved(changed))]
            told.append(compressed(_halved((surface - box(surface, 2)).abs_())))
            told.append(claim.octaves[:, :, None, None].expand_as(told[0]))
        level = self.first(torch.cat(told, 1).contiguous(memory_format=torch.channels_last)).relu_()
        for layer in self.layers:
            level = level + layer(level).relu_()
        logits, surer, more = self.last(level).split([len(RADII), 1, 2], 1)
        logits = FIRMEST * torch.tanh(logits / FIRMEST)
        shares = torch.softmax(functional.pad(logits, (0, 0, 0, 0, 0, 1)), 1)[:, :-1]
        told = [_doubled(torch.tanh(more)) * reach, _doubled(surer)]
        return _chosen(claim, choices, _inside(outlines), _doubled(shares), torch.cat(told, 1))


def _chosen(claim: Claim, choices: list[Carried], inside: Tensor, shares: Tensor, told: Tensor) -> Claim:
    """The claim with the mean of surface and choices; `shares` (N, len(RADII), h, w) are the choices', `told`
    (N, 3, h, w) what is to be added inside and outside, and to the expected error.
    """
    wanted = [share * each.share for share, each in zip(shares.split(1, 1), choices)]
    heights = torch.stack([share * each.heights for share, each in zip(wanted, choices)]).sum(0)
    planes = _doubled(torch.cat([heights, torch.stack(wanted).sum(0), told], 1))
    height, share, more = (
        torch.lerp(planes[:, k + 1 : k + 2], planes[:, k : k + 1], inside) for k in (0, 2, 4)
    )
    change = height - share * claim.refined + more
    # where heights change by a pixel or more their expected error changes whole, where not at all not
    after = claim.after + planes[:, 6:] * change.detach().abs().clamp_max(1)
    return claim._replace(refined=claim.refined + change, after=after)


def _around_changes(changes: list[Tensor]) -> list[Tensor]:
    """How far heights would be raised and lowered in each cell, and changed around it."""
    told = []
    for change in changes:
        told += [_halved(compressed(change.clamp_min(0))), _halved(compressed(change.neg().clamp_min_(0)))]
        told.append(compressed(box(_halved(change.abs()), 2)))
    return told


def _inside(coverage: Tensor) -> Tensor:
    """Which side a cell is on, 0 to 1; a jump would make something of a difference of nothing."""
    return (SHARP * (coverage - 0.5)).add_(0.5).clamp_(0, 1)


def _halved(planes: Tensor) -> Tensor:
    """Means of 2 x 2 cells, rows first: half of the time of an average pooling on a processor."""
    top, bottom = planes.unflatten(2, (-1, 2)).unbind(3)
    left, right = (top + bottom).unflatten(3, (-1, 2)).unbind(4)
    return (left + right).mul_(0.25)


def _doubled(planes: Tensor) -> Tensor:
    return functional.interpolate(planes, scale_factor=2, mode="bilinear", align_corners=False)


def _around(cells: Tensor) -> Tensor:
    """Means within windows, of cells of 4 x 4 cells."""
    return box(functional.avg_pool2d(cells, 4, ceil_mode=True), AROUND)
