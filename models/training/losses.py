"""Losses of surface refiners on heights in GSD units."""

from __future__ import annotations

import torch
from torch import Tensor

# Cells at the rim of a training window miss their surroundings and are left out.
RIM = 16


def refinement_loss(output: Tensor, noisy: Tensor, truth: Tensor) -> dict[str, Tensor]:
    """Loss terms of output (N, 2, H, W) against truth (N, 1, H, W), and the plain mean absolute errors.

    Every window weighs by one over its input error, so that a bad scene counts no more than a good one. The
    gradient term keeps edges sharp; the second band learns the Laplace scale of the first one's error.
    """
    inner = (..., slice(RIM, -RIM), slice(RIM, -RIM))
    output, noisy, truth = output[inner], noisy[inner], truth[inner]
    error = output[:, :1] - truth
    before = (noisy - truth).abs().mean(dim=(1, 2, 3))
    after = error.abs().mean(dim=(1, 2, 3))
    weight = 1 / (0.5 + before)
    edges = sum(torch.diff(error, dim=dim).abs().mean(dim=(1, 2, 3)) for dim in (2, 3))
    scale = output[:, 1:].clamp(-6, 6)
    surprise = (error.detach().abs() * torch.exp(-scale) + scale).mean()
    total = (weight * (after + 0.15 * edges)).mean() + 0.02 * surprise
    return {
        "total": total,
        "before": before.mean().detach(),
        "after": after.mean().detach(),
        "surprise": surprise.detach(),
    }
