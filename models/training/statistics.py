"""Normalisation values of a training set: spread of heights in windows, mean and spread of image values."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..errors import Cancelled, RooflineError
from ..grid import Window
from ..reader import Layer
from .cards import Numbers, draft
from .config import Plan
from .data import Samples

log = logging.getLogger(__name__)

FloatArray = NDArray[np.float32]
# Windows that the spread of heights is taken from; the original takes every training window.
MOST_WINDOWS = 2000
BLOCK = 1024  # pixels along a side
TRIMMED = (5, 95)  # per cent


def measure(
    plan: Plan,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Numbers | None:
    """The numbers that a fresh network's card needs; None where it needs none or a model is started from."""
    if plan.start is not None or plan.architecture != "resdepth":
        return None

    def step(share: float) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(share)

    with Samples.open(replace(plan, degrade=0.0), "train", draft(plan, Numbers())) as samples:
        spread = heights_spread(_watched(_windows(samples), step))
        mean, std = image_statistics(_image_blocks(samples, step)) if plan.guides else (None, 1.0)
    if not std > 0:
        raise RooflineError("All images have one grey level in the training area; choose other images.")
    log.info("Heights spread by %.4g m in a window; images: mean %s, spread %.4g.", spread, mean, std)
    return Numbers(spread, mean, std)


def heights_spread(windows: Iterable[FloatArray]) -> float:
    """Mean standard deviation of windows' values, without the lowest and the highest 5 % of windows."""
    spreads = np.array([s for s in map(window_spread, windows) if math.isfinite(s)])
    if spreads.size == 0:
        raise RooflineError("The input surfaces have no heights in the training area; check nodata values.")
    low, high = np.percentile(spreads, TRIMMED)
    spread = float(spreads[(spreads >= low) & (spreads <= high)].mean())
    if spread <= 0:
        raise RooflineError("The input surfaces are level in the training area; choose other ones.")
    return spread


def window_spread(values: FloatArray) -> float:
    """Sample standard deviation of the values that are no void; NaN where fewer than two are left."""
    valid = values[~np.isnan(values)].astype(np.float64)
    return float(valid.std(ddof=1)) if valid.size > 1 else math.nan


def image_statistics(blocks: Iterable[FloatArray]) -> tuple[float | None, float]:
    """Mean and population standard deviation of all values that are no void, block by block.

    Sums of each block's squares about its own mean are merged (Chan, Golub and LeVeque, 1979).
    """
    count, mean, squares = 0, 0.0, 0.0
    for block in blocks:
        valid = block[~np.isnan(block)].astype(np.float64)
        if valid.size == 0:
            continue
        own = float(valid.mean())
        total = count + valid.size
        squares += float(np.square(valid - own).sum()) + (own - mean) ** 2 * count * valid.size / total
        mean += (own - mean) * valid.size / total
        count = total
    if count == 0:
        raise RooflineError("The images have no values in the training area; check that they overlap it.")
    return mean, math.sqrt(squares / count)


def _windows(samples: Samples) -> list[Callable[[], FloatArray]]:
    """Readers of the windows to measure, in metres; for `stereo` the original takes the first image."""
    plan = samples.plan
    first_image = plan.compatibility and plan.variant == "stereo"
    most = None if plan.compatibility else max(MOST_WINDOWS // len(samples.parts), 1)

    def reading(region: int, window: Window, image: int | None) -> Callable[[], FloatArray]:
        opened = samples.parts[region].opened
        if image is not None:
            return lambda: opened.guide(image, 1).values.read(window)
        if opened.region.source is None:
            return lambda: opened.reference(window) * np.float32(opened.unit)
        return lambda: opened.heights.values.read(window) * np.float32(opened.unit)

    return [
        reading(position.region, position.window, position.pair[0] if first_image else None)
        for position in samples.positions(0, most)
    ]


def _watched(windows: list[Callable[[], FloatArray]], step: Callable[[float], None]) -> Iterator[FloatArray]:
    for index, read in enumerate(windows):
        if index % 32 == 0:
            step(0.5 * index / len(windows))
        yield read()


def _image_blocks(samples: Samples, step: Callable[[float], None]) -> Iterator[FloatArray]:
    """Values of the images of the training pairs, in the training areas."""
    jobs: list[tuple[Layer, Window]] = []
    for part in samples.parts:
        pairs = part.opened.region.pairs("train")
        slots = {image: slot for pair in pairs for slot, image in enumerate(pair, 1)}
        layers = [part.opened.guide(image, slot) for image, slot in sorted(slots.items())]
        jobs += [(layer, block) for layer in layers for area in part.opened.areas for block in _blocks(area)]
    for index, (layer, block) in enumerate(jobs):
        step(0.5 + 0.5 * index / len(jobs))
        yield layer.values.read(block)


def _blocks(area: Window) -> list[Window]:
    return [
        Window(col, row, min(BLOCK, area.col + area.width - col), min(BLOCK, area.row + area.height - row))
        for row in range(area.row, area.row + area.height, BLOCK)
        for col in range(area.col, area.col + area.width, BLOCK)
    ]
