"""How good a mask is on the windows kept aside, and some of them to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from ...buildings.asked import own_threshold
from ...buildings.output import probability
from ...engine.device import Device
from ...evaluation.masks import metrics
from ...modelfile.parts import Card, Output
from ...progress import Cancel
from ...raster.arrays import BoolArray, Float32Array
from ..judging import Judgement, evenly, say_cancelled
from .samples import Samples
from .task import METRIC

VIEWS = 6  # of the report: two rows of pictures a screen
KEYS = {METRIC: "IoU", "F1": "Dice", "PRECISION": "precision", "RECALL": "recall"}


@dataclass(frozen=True)
class View:
    """A window: its first layer (bands, H, W), masks by model, buildings, and where they are known."""

    layer: Float32Array
    masks: dict[str, BoolArray]
    buildings: BoolArray
    known: BoolArray
    gsd: float


def judge(
    card: Card, networks: Mapping[str, nn.Module], samples: Samples, where: Device, cancelled: Cancel = None
) -> Judgement:
    """Pooled metrics of networks by name, for the outputs of a card, and a few windows to look at, which come
    first: cancelled, the first one alone is judged.
    """
    counts = dict.fromkeys(networks, metrics.Counts(0, 0, 0, 0))
    views, chosen, rule = [], set(evenly(len(samples), VIEWS)), card.output
    pixels = windows = 0
    rest = (index for index in samples.order(0) if index not in chosen)
    for index in (*sorted(chosen), *rest):
        if windows and say_cancelled(windows, len(samples), cancelled):
            break
        windows += 1
        batch = samples.batch([index], 0)
        known, truth = batch.mask[0, 0].numpy(), batch.target[0, 0].numpy() > 0
        if not known.any():
            continue
        pixels += int(known.sum())
        masks = {name: found_by(network, rule, batch, where) for name, network in networks.items()}
        for name, mask in masks.items():
            counts[name] = counts[name] + metrics.Counts.of(mask[known], truth[known])
        seen = samples.look(index) if index in chosen else None
        if seen is not None:
            views.append(View(seen.layer, masks, truth, known, seen.gsd))
    told = {name: _figures(each, pixels) for name, each in counts.items()} if pixels else {}
    return Judgement(told, None, tuple(views), windows, METRIC, higher_is_better=True)


@torch.inference_mode()
def found_by(network: nn.Module, rule: Output, batch: Any, where: Device) -> BoolArray:
    """The mask (H, W) of the only sample of a batch, at the model's own threshold."""
    inputs = batch.to(where.kind).inputs
    with torch.autocast(where.kind, dtype=where.dtype, enabled=where.dtype != torch.float32):
        answer = network(inputs)
    return np.asarray(probability(answer[0].float().cpu().numpy(), rule) > own_threshold(rule))


def _figures(counts: metrics.Counts, pixels: int) -> dict[str, float]:
    values = metrics.overlap(counts)
    return {**{name: values[key] for name, key in KEYS.items()}, "count": float(pixels)}
