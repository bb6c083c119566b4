"""Losses of surface refiners: in metres where a mask says so, and in GSD units for the bundled model."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from ..loop.task import Term, masked

if TYPE_CHECKING:
    from ..data.batch import Batch

# Cells at the rim of a training window miss their surroundings and are left out.
RIM = 16
# Cells within two pixels of a jump of this many GSD count double: outlines are few cells and hard ones.
WALL = 3.0

# Weight of the term that teaches a second band the scale of the first one's error.
LAPLACE_NLL = 0.02
GOOD_ENOUGH = 0.5  # GSD; windows of smaller errors are no worse than this one
# Weight of errors that are larger than the input's were: where that has noise alone, and elsewhere, where a
# wrong guess now and then is the price of any repair; and from how many GSD on they count evenly.
FEAR = {True: 3.0, False: 0.4}
LARGE = 4.0
# Noise alone has a mean error of 1.2 medians, or twice that where it varies; gross errors have five and more.
NOISE_MEAN = 2.5
FAINT = 0.05  # GSD of mean error that are noise alone whatever they look like


def height_terms(output: Tensor, batch: Batch, names: Collection[str]) -> dict[str, Term]:
    """Loss terms of output (N, 1 or 2, H, W) as sums in metres over what the mask counts, and their counts.

    "l1" (C. Stucker and K. Schindler, ISPRS Journal 183 (2022), eq. 1), "gradient" (differences between
    neighbours) and "normal" (1 - cosine of the angle between surface normals), of those in `names`; "MAE"
    always; "laplace_nll" where a second band is the log of the Laplace scale of the first one's error,
    a third one that of the input's.
    """
    error = metres(output[:, :1].float() - batch.target, batch)
    terms = {"MAE": masked(error.abs(), batch.mask)}
    terms |= {name: TERMS[name](error, batch) for name in names}
    if output.shape[1] > 1:
        scale = output[:, 1:].float().clamp(-6, 6)
        surfaces = torch.cat([output[:, :1].detach().float(), batch.inputs[:, :1]], 1)[:, : scale.shape[1]]
        normalised = (surfaces - batch.target).abs()
        laplace_nll = metres((normalised * torch.exp(-scale) + scale).sum(1, keepdim=True), batch)
        terms["laplace_nll"] = masked(laplace_nll, batch.mask)
    return terms


def metres(values: Tensor, batch: Batch) -> Tensor:
    """Normalised height differences (N, C, H, W) in metres."""
    return values * batch.scale.view(-1, 1, 1, 1)


def _l1(error: Tensor, batch: Batch) -> Term:
    return masked(error.abs(), batch.mask)


def _gradient(error: Tensor, batch: Batch) -> Term:
    """Absolute differences of the error between neighbours along rows and columns, metres per pixel."""
    known, total, count = torch.where(batch.mask, error, 0), error.new_zeros(()), error.new_zeros(())
    for dim in (2, 3):
        size = error.shape[dim] - 1
        both = batch.mask.narrow(dim, 0, size) & batch.mask.narrow(dim, 1, size)
        some, pairs = masked(known.diff(dim=dim).abs(), both)
        total, count = total + some, count + pairs
    return total, count


def _normal(error: Tensor, batch: Batch) -> Term:
    """1 - cosine between normals of the refined and the true surface, from forward differences."""
    truth = torch.where(batch.mask, metres(batch.target, batch), 0)
    whole = batch.mask[..., :-1, :-1] & batch.mask[..., 1:, :-1] & batch.mask[..., :-1, 1:]
    one, other = (
        _normals(z, batch.gsd.view(-1, 1, 1, 1)) for z in (truth + torch.where(batch.mask, error, 0), truth)
    )
    return masked(1 - (one * other).sum(1, keepdim=True), whole)


def _normals(heights: Tensor, gsd: Tensor) -> Tensor:
    """Unit normals (N, 3, H - 1, W - 1) of heights (N, 1, H, W) in metres."""
    down = (heights[..., 1:, :-1] - heights[..., :-1, :-1]) / gsd
    right = (heights[..., :-1, 1:] - heights[..., :-1, :-1]) / gsd
    return functional.normalize(torch.cat([-right, -down, torch.ones_like(down)], dim=1), dim=1)


TERMS: dict[str, Callable[[Tensor, Batch], Term]] = {"l1": _l1, "gradient": _gradient, "normal": _normal}


def refinement_loss(output: Tensor, noisy: Tensor, truth: Tensor, rim: int = RIM) -> dict[str, Tensor]:
    """Loss terms of output (N, 2 or 3, H, W) against truth (N, 1, H, W), and the plain mean absolute errors.

    Every window weighs by one over its input error, so that a bad scene counts no more than a good one, and
    cells at walls count double. The gradient term keeps edges sharp; cells that become worse than before by
    more than a mean error count once more, above all where there is noise alone; the second band learns the
    Laplace scale of the first one's error, a third one that of the input's error. Cells within `rim` of the
    window's rim are left out.
    """
    inner = (..., slice(rim, output.shape[2] - rim), slice(rim, output.shape[3] - rim))
    output, noisy, truth = output[inner], noisy[inner], truth[inner]
    error = output[:, :1] - truth
    before = (noisy - truth).abs().mean(dim=(1, 2, 3))
    after = error.abs().mean(dim=(1, 2, 3))
    weighted = (error.abs() * (1 + near_walls(truth))).mean(dim=(1, 2, 3))
    worse = (error.abs() - (noisy - truth).abs() - before.view(-1, 1, 1, 1)).clamp_min(0)
    spoilt = functional.huber_loss(worse, torch.zeros_like(worse), reduction="none", delta=LARGE) / LARGE
    ordinary = NOISE_MEAN * (noisy - truth).abs().flatten(1).median(dim=1).values + FAINT
    fear = torch.where(before < ordinary, FEAR[True], FEAR[False])
    weight = 1 / (0.3 + before)
    edges = sum(torch.diff(error, dim=dim).abs().mean(dim=(1, 2, 3)) for dim in (2, 3))
    errors = torch.cat([error.detach(), noisy - truth], dim=1)[:, : output.shape[1] - 1]
    scale = output[:, 1:].clamp(-6, 6)
    laplace_nll = (errors.abs() * torch.exp(-scale) + scale).mean(dim=(0, 2, 3)).sum()
    feared = fear * spoilt.mean(dim=(1, 2, 3))
    total = (weight * (weighted + 0.15 * edges + feared)).mean() + LAPLACE_NLL * laplace_nll
    return {
        "total": total,
        "before": before.mean().detach(),
        "after": after.mean().detach(),
        "spoilt": spoilt.mean().detach(),
        "laplace_nll": laplace_nll.detach(),
    }


def relative_loss(output: Tensor, truth: Tensor) -> dict[str, Tensor]:
    """Loss terms of output (N, 3, H, W) against truth (N, 1, H, W), for what corrects an answer.

    Cells at walls count double, windows by one over the error that they have, so that good ones count no
    more than bad ones.
    """
    inner = (..., slice(RIM, -RIM), slice(RIM, -RIM))
    output, truth = output[inner], truth[inner]
    error = (output[:, :1] - truth).abs()
    after = error.mean(dim=(1, 2, 3))
    weighted = (error * (1 + near_walls(truth))).mean(dim=(1, 2, 3))
    scale = output[:, 1:2].clamp(-6, 6)
    laplace_nll = (error.detach() * torch.exp(-scale) + scale).mean()
    total = (weighted / (GOOD_ENOUGH + after.detach())).mean() + LAPLACE_NLL * laplace_nll
    return {"total": total, "after": after.mean().detach(), "laplace_nll": laplace_nll.detach()}


def near_walls(truth: Tensor) -> Tensor:
    """1 within two pixels of a height jump of truth (N, 1, H, W), else 0."""
    highest = functional.max_pool2d(truth, 3, stride=1, padding=1)
    lowest = -functional.max_pool2d(-truth, 3, stride=1, padding=1)
    return functional.max_pool2d((highest - lowest > WALL).to(truth.dtype), 3, stride=1, padding=1)
