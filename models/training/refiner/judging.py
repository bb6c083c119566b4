"""How good a trained network is: its errors on the validation windows, beside those it started from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from torch import nn

from ...engine.device import Device
from ...engine.runner import Runner
from ...evaluation.surface.metrics import surface_metrics
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ..judging import Judgement, evenly, say_cancelled

if TYPE_CHECKING:
    from ..data.batch import Batch
    from .samples import Samples

CONFIDENCE = 0.9  # share of errors within the stated uncertainty
MOST_WINDOWS = 160  # evenly spread; all of them would cost minutes
SHOWN = 8  # of which the report takes those that know most
BATCH = 4  # windows at a time
EVERY = 37  # pixels: neighbours tell the same
SURFACES = ("before", "start", "after")


class View(NamedTuple):
    """A validation window in metres (H, W), NaN where nothing counts: surfaces by name, and the reference."""

    position: Any
    gsd: float
    surfaces: dict[str, Float32Array]
    reference: Float32Array


def judge(
    card: Card, networks: dict[str, nn.Module], samples: Samples, where: Device, cancelled: Cancel = None
) -> Judgement:
    """Run networks ("after", and "start" if there is one) over at most MOST_WINDOWS validation windows, or
    cancelled over the first few.
    """
    indices = evenly(len(samples), MOST_WINDOWS)
    shown = {indices[k] for k in evenly(len(indices), SHOWN)}
    runners = {name: Runner(network, where, BATCH) for name, network in networks.items()}
    positions, tally = samples.positions(0), _Tally()
    windows = 0
    for first in range(0, len(indices), BATCH):
        if windows and say_cancelled(windows, len(indices), cancelled):
            break
        chosen = indices[first : first + BATCH]
        batch = samples.batch(chosen, 0)
        surfaces, widths = _surfaces(card, runners, batch)
        tally.add(batch, surfaces, widths)
        for k, index in enumerate(chosen):
            if index in shown:
                tally.show(positions[index], batch, surfaces, k)
        windows += len(chosen)
    return tally.judgement(windows)


class _Tally:
    """Errors, and how they compare with the estimated half-widths, window by window."""

    def __init__(self) -> None:
        self._errors: dict[str, list[Float32Array]] = {name: [] for name in SURFACES}
        self._ratios: list[Float32Array] = []
        self._views: list[View] = []

    def add(self, batch: Batch, surfaces: dict[str, Float32Array], widths: Float32Array | None) -> None:
        truth, mask = _metres(batch.target.numpy(), batch), batch.mask.numpy()[:, 0]
        for name, heights in surfaces.items():
            self._errors[name].append((heights - truth)[mask])
        if widths is not None:
            self._ratios.append((np.abs(surfaces["after"] - truth) / widths)[mask][::EVERY])

    def show(self, position: Any, batch: Batch, surfaces: dict[str, Float32Array], k: int) -> None:
        mask, hidden = batch.mask.numpy()[k, 0], np.float32(np.nan)
        truth = _metres(batch.target.numpy(), batch)[k]
        shown = {name: np.where(mask, heights[k], hidden) for name, heights in surfaces.items()}
        self._views.append(View(position, float(batch.gsd[k]), shown, np.where(mask, truth, hidden)))

    def judgement(self, windows: int) -> Judgement:
        found = {name: surface_metrics(np.concatenate(each)) for name, each in self._errors.items() if each}
        known = {name: values for name, values in found.items() if values["count"]}
        together = np.concatenate(self._ratios) if self._ratios else np.empty(0, np.float32)
        factor = float(np.quantile(together, CONFIDENCE)) if together.size else None
        return Judgement(known, factor, tuple(self._views), windows)


def _surfaces(
    card: Card, runners: dict[str, Runner], batch: Batch
) -> tuple[dict[str, Float32Array], Float32Array | None]:
    """Heights (N, H, W) in metres by name, and the uncalibrated half-widths of the trained network's."""
    inputs = batch.inputs.numpy()
    surfaces = {} if card.inputs[0].withheld else {"before": _metres(inputs, batch)}
    widths = None
    for name, runner in runners.items():
        answer = runner(list(inputs))
        surfaces[name] = _metres(answer, batch)
        if name == "after" and card.output.uncertainty:
            scale = batch.scale.numpy()[:, None, None]
            widths = np.exp(np.clip(answer[:, 1], -20, 20)) * scale * math.log(1 / (1 - CONFIDENCE))
    return surfaces, widths


def _metres(planes: Float32Array, batch: Batch) -> Float32Array:
    """The first plane (N, H, W) of normalised planes, in metres."""
    scale, offset = (values.numpy()[:, None, None] for values in (batch.scale, batch.offset))
    heights: Float32Array = planes[:, 0] * scale + offset
    return heights
