"""Losses of surface refiners on heights in GSD units."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

# Cells at the rim of a training window miss their surroundings and are left out.
RIM = 16
# Cells within two pixels of a jump of this many GSD count double: outlines are few cells and hard ones.
WALL = 3.0


def refinement_loss(output: Tensor, noisy: Tensor, truth: Tensor) -> dict[str, Tensor]:
    """Loss terms of output (N, 2, H, W) against truth (N, 1, H, W), and the plain mean absolute errors.

    Every window weighs by one over its input error, so that a bad scene counts no more than a good one, and
    cells at walls count double. The gradient term keeps edges sharp; the second band learns the Laplace scale
    of the first one's error.
    """
    inner = (..., slice(RIM, -RIM), slice(RIM, -RIM))
    output, noisy, truth = output[inner], noisy[inner], truth[inner]
    error = output[:, :1] - truth
    before = (noisy - truth).abs().mean(dim=(1, 2, 3))
    after = error.abs().mean(dim=(1, 2, 3))
    weighted = (error.abs() * (1 + near_walls(truth))).mean(dim=(1, 2, 3))
    weight = 1 / (0.5 + before)
    edges = sum(torch.diff(error, dim=dim).abs().mean(dim=(1, 2, 3)) for dim in (2, 3))
    scale = output[:, 1:].clamp(-6, 6)
    surprise = (error.detach().abs() * torch.exp(-scale) + scale).mean()
    total = (weight * (weighted + 0.15 * edges)).mean() + 0.02 * surprise
    return {
        "total": total,
        "before": before.mean().detach(),
        "after": after.mean().detach(),
        "surprise": surprise.detach(),
    }


def near_walls(truth: Tensor) -> Tensor:
    """1 within two pixels of a height jump of truth (N, 1, H, W), else 0."""
    highest = functional.max_pool2d(truth, 3, stride=1, padding=1)
    lowest = -functional.max_pool2d(-truth, 3, stride=1, padding=1)
    return functional.max_pool2d((highest - lowest > WALL).to(truth.dtype), 3, stride=1, padding=1)
