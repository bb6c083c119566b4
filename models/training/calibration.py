"""The ranges of a trained network's layers, by which processors compute in whole numbers of 8 bits."""

from __future__ import annotations

from typing import cast

from .. import networks
from ..networks.quantised import Ranges, ranges_of
from .data.batch import Batch
from .judging import evenly
from .loop import checkpoints
from .loop.trainer import Data, Outcome
from .provenance import loaded

MOST_SAMPLES = 48  # evenly spread: as many as the bundled models' ranges come from, in seconds


def calibrated(outcome: Outcome, held_out: Data) -> Ranges:
    """What the layers of the best weights take on samples kept aside; empty for networks without ranges."""
    best = checkpoints.read(outcome.best)
    entry = best.spec.network
    if not networks.FAMILIES[entry.family].quantised or not len(held_out):
        return {}
    chosen = evenly(len(held_out), MOST_SAMPLES)
    batches = (cast(Batch, held_out.batch([index], 0)) for index in chosen)
    return ranges_of(loaded(entry, best.weights), (batch.inputs for batch in batches))
