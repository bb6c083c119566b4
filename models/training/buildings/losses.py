"""Losses of building masks: cross entropy that minds outlines, a soft Jaccard index, and the outlines."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

# Outlines are few pixels and hard ones: within a pixel of them errors count so many times.
AT_OUTLINES = 3.0
JACCARD, OUTLINES = 0.5, 0.3  # weights beside the entropy, which leads
# Added to both parts of a quotient, in pixels: a window without buildings has no index to speak of.
SMOOTH = 16.0


def mask_loss(logits: Tensor, buildings: Tensor, counted: Tensor) -> dict[str, Tensor]:
    """Loss terms of logits (N, 1 or 2, H, W; buildings, perhaps outlines) for buildings (N, 1, H, W; 0 or 1)
    where `counted` (N, 1, H, W, bool) says so; "total" is the weighted sum.
    """
    edges = outlines(buildings)
    counts = counted.to(logits.dtype)
    weight = counts * (1 + (AT_OUTLINES - 1) * edges)
    inside = logits[:, :1].float()
    entropy = _mean(functional.binary_cross_entropy_with_logits(inside, buildings, reduction="none"), weight)
    found = torch.sigmoid(inside) * counts
    common = (found * buildings).sum((1, 2, 3))
    union = (found + buildings * counts).sum((1, 2, 3)) - common
    jaccard = (1 - (common + SMOOTH) / (union + SMOOTH)).mean()
    terms = {"total": entropy + JACCARD * jaccard, "entropy": entropy, "jaccard": jaccard}
    if logits.shape[1] > 1:
        outline = logits[:, 1:2].float()
        drawn = _mean(functional.binary_cross_entropy_with_logits(outline, edges, reduction="none"), counts)
        terms = {**terms, "total": terms["total"] + OUTLINES * drawn, "outlines": drawn}
    return terms


def outlines(buildings: Tensor) -> Tensor:
    """1 within a pixel of the outlines of buildings (N, 1, H, W), on both sides, else 0."""
    grown = functional.max_pool2d(buildings, 3, stride=1, padding=1)
    shrunk = -functional.max_pool2d(-buildings, 3, stride=1, padding=1)
    return grown - shrunk


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp_min(1)


def class_loss(logits: Tensor, shares: Tensor, counted: Tensor) -> tuple[Tensor, Tensor]:
    """Cross entropy of logits (N, K, H, W) for shares of classes (the same; background first), within a pixel
    of the buildings' outlines AT_OUTLINES times, as a sum and its weight; `counted` (N, 1, H, W, bool).
    """
    edges = outlines(shares[:, 1:].sum(1, keepdim=True))
    weight = counted * (1 + (AT_OUTLINES - 1) * edges)
    entropy = -(shares * functional.log_softmax(logits.float(), dim=1)).sum(1, keepdim=True)
    return (entropy * weight).sum(), weight.sum()
