"""How well a finder of buildings in imagery does on the pieces kept aside, each source counting alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..data.batch import Batch
from .ortho_places import Piece, grid_of

WINDOWS = 16  # of a piece
AT_ONCE = 8  # windows that are looked at together: a source may have hundreds
TOGETHER = " with its DSM"
HEIGHTS = 3  # the plane of the surface
IN_GREY = "mean in grey"


def judged(network: nn.Module, batches: dict[str, Batch]) -> dict[str, float]:
    """IoU by source without a surface, and with it where there is one; their mean, and that of the sources in
    grey without a surface, as panchromatic images show them.
    """
    found, grey = {}, []
    for name, batch in batches.items():
        bare = batch.inputs.clone()
        bare[:, HEIGHTS] = 0
        found[name] = _iou(network, bare, batch)
        grey.append(_iou(network, in_grey(bare), batch))
        if not torch.equal(bare, batch.inputs):
            found[name + TOGETHER] = _iou(network, batch.inputs, batch)
    figures = {**found, "mean": float(np.mean(list(found.values()))), IN_GREY: float(np.mean(grey))}
    return {way: round(value, 3) for way, value in figures.items()}


def _iou(network: nn.Module, inputs: Tensor, batch: Batch) -> float:
    with torch.inference_mode():
        logits = torch.cat([network(part)[:, :1] for part in inputs.split(AT_ONCE)])
    found, truth = (logits > 0) & batch.mask, (batch.target > 0.5) & batch.mask
    return float((found & truth).sum() / max(int((found | truth).sum()), 1))


def in_grey(inputs: Tensor) -> Tensor:
    """Planes (N, C, H, W) whose first three, standardised colours, are their mean, standardised again."""
    grey = inputs[:, :HEIGHTS].mean(1, keepdim=True)
    spread, mean = torch.std_mean(grey, (1, 2, 3), keepdim=True, correction=0)
    grey = (grey - mean) / spread.clamp_min(1e-3)
    return torch.cat([grey.expand(-1, HEIGHTS, -1, -1), inputs[:, HEIGHTS:]], dim=1)


def sources(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """The pieces by source; those of one folder without an own share are one."""
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        folder, _, name = piece.name.partition("/")
        key = name.partition("_")[0] if folder == "hot_oam" else folder
        found.setdefault(key, []).append(piece)
    return found


def windows(pieces: Sequence[Piece]) -> list[Any]:
    """Windows of some pieces, as they are."""
    return [scene for piece in pieces for scene in grid_of(piece, WINDOWS)]
