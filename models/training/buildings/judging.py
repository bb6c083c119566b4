"""How good a mask is on the windows kept aside, and some of them to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from ...engine.device import Device
from ...errors import Cancelled
from ...evaluation.masks import metrics
from ...raster.arrays import BoolArray, Float32Array
from ..base import Judgement
from ..sampling import evenly
from .samples import Samples
from .task import METRIC

VIEWS = 6
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
    networks: Mapping[str, nn.Module],
    samples: Samples,
    where: Device,
    cancelled: Callable[[], bool] | None = None,
) -> Judgement:
    """Pooled metrics of networks by name, and a few windows with many known pixels."""
    counts = dict.fromkeys(networks, metrics.Counts(0, 0, 0, 0))
    views, chosen = [], set(evenly(len(samples), VIEWS))
    pixels = 0
    for index in samples.order(0):
        if cancelled is not None and cancelled():
            raise Cancelled
        batch = samples.batch([index], 0)
        known, truth = batch.mask[0, 0].numpy(), batch.target[0, 0].numpy() > 0
        if not known.any():
            continue
        pixels += int(known.sum())
        masks = {name: found_by(network, batch, where) for name, network in networks.items()}
        for name, mask in masks.items():
            counts[name] = counts[name] + metrics.Counts.of(mask[known], truth[known])
        made = samples.read(samples.window(index, 0))
        if index in chosen and made is not None:
            views.append(View(made.first, masks, truth, known, samples.reader.gsd))
    told = {name: _figures(each, pixels) for name, each in counts.items()} if pixels else {}
    return Judgement(told, None, tuple(views), len(samples), METRIC, higher_is_better=True)


@torch.inference_mode()
def found_by(network: nn.Module, batch: Any, where: Device) -> BoolArray:
    """The mask (H, W) of the only sample of a batch; logits and what a tanh has made are above 0 alike."""
    inputs = batch.to(where.kind).inputs
    with torch.autocast(where.kind, dtype=where.dtype, enabled=where.dtype != torch.float32):
        answer = network(inputs)
    return np.asarray(answer[0, 0].float().cpu().numpy() > 0)


def _figures(counts: metrics.Counts, pixels: int) -> dict[str, float]:
    values = metrics.overlap(counts)
    return {**{name: values[key] for name, key in KEYS.items()}, "count": float(pixels)}
