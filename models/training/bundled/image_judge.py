"""How well a finder of buildings in imagery does on the pieces kept aside, each source counting alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ...formats.objects import StateDict
from ...raster.arrays import Float32Array
from ..data.batch import Batch
from .ortho_places import Piece, grid_of

WINDOWS = 16  # of a piece
AT_ONCE = 8  # windows that are looked at together: a source may have hundreds
TOGETHER = " with its DSM"
HEIGHTS = 3  # the plane of the surface


def averaged(states: Sequence[StateDict]) -> dict[str, Tensor]:
    """The mean of the averaged weights of several stages of one training (Wortsman et al., ICML 2022): early
    ones know less of the training's own towns, late ones know more of houses.
    """
    first = states[0]["average"]
    return {
        name: torch.stack([state["average"][name].float() for state in states]).mean(0).to(value.dtype)
        for name, value in first.items()
    }


def judged(network: nn.Module, batches: dict[str, Batch]) -> dict[str, float]:
    """IoU by source without a surface, and with it where there is one, and the mean of them all."""
    sums: dict[str, Float32Array] = {}
    for name, batch in batches.items():
        bare = batch.inputs.clone()
        bare[:, HEIGHTS] = 0
        ways = (
            {name: bare} if torch.equal(bare, batch.inputs) else {name: bare, name + TOGETHER: batch.inputs}
        )
        truth = (batch.target > 0.5) & batch.mask
        for way, inputs in ways.items():
            with torch.inference_mode():
                logits = torch.cat([network(part)[:, :1] for part in inputs.split(AT_ONCE)])
            found = (logits > 0) & batch.mask
            counts = np.array([(found & truth).sum(), (found | truth).sum()], np.float32)
            sums[way] = sums.get(way, np.zeros(2, np.float32)) + counts
    figures = {way: round(float(common / max(either, 1)), 3) for way, (common, either) in sums.items()}
    return {**figures, "mean": round(float(np.mean(list(figures.values()))), 3)}


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
