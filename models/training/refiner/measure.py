"""Normalisation values of a training set: spread of heights in windows, mean and spread of image values."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import numpy as np

from ...engine.inputs import Layer
from ...errors import RooflineError
from ...progress import Cancel, Progress, stop_if
from ...raster.arrays import Float32Array
from ...raster.grid import Window
from ..data.sampler import Positions
from ..data.statistics import heights_spread, image_statistics, window_spread
from ..data.windows import Patch
from .cards import Numbers, draft
from .plan import Plan
from .samples import Samples

log = logging.getLogger(__name__)

# Windows per region that the spread of heights is taken from where they are not the original's.
MOST_WINDOWS = 2000
BLOCK = 1024  # pixels along a side


def measure(plan: Plan, progress: Progress = None, cancelled: Cancel = None) -> Numbers | None:
    """The numbers that a fresh network's card needs; None where it needs none or a model is started from."""
    if plan.start is not None or plan.architecture != "resdepth":
        return None

    def step(share: float) -> None:
        stop_if(cancelled)
        if progress is not None:
            progress(share)

    with Samples.open(plan, "train", draft(plan, Numbers())) as samples:
        spread = heights_spread(_spreads(samples, step))
        mean, std = image_statistics(_image_blocks(samples, step)) if plan.guides else (None, 1.0)
    if not std > 0:
        raise RooflineError("All images have one grey level in the training area; choose other images.")
    log.info("Heights spread by %.4g m in a window; images: mean %s, spread %.4g.", spread, mean, std)
    return Numbers(spread, mean, std)


def _spreads(samples: Samples, step: Callable[[float], None]) -> Iterator[float]:
    """Spreads of the windows that the original takes: its places, as often as they come with another pair."""
    plan, random = samples.plan, np.random.RandomState(samples.plan.seed)
    for number, part in enumerate(samples.parts):
        patches = _patches(part, random, plan.compatibility)
        pairs = len(part.opened.region.pairs("train"))
        times = max(pairs, 1) if plan.variant == "geom-stereo" and plan.all_pairs else 1
        for index, patch in enumerate(patches):
            if index % 32 == 0:
                step((number + index / len(patches)) / len(samples.parts) / 2)
            yield from [window_spread(_measured(part, patch.window, plan))] * times


def _patches(part: Positions, random: np.random.RandomState, always: bool) -> list[Patch]:
    """The original's places, or some at random where they would not fit or take too much memory."""
    if always or (part.has_room and not part.is_large):
        return part.original_places(random)
    return [part.item(index, 0).patch for index in range(min(len(part), MOST_WINDOWS))]


def _measured(part: Positions, window: Window, plan: Plan) -> Float32Array:
    """Heights of a window in metres; for `stereo` the original takes the values of the first image."""
    opened = part.opened
    if plan.compatibility and plan.variant == "stereo":
        return opened.guide(opened.region.pairs_train[0][0], 1).values.read(window)
    return opened.heights.values.read(window) * np.float32(opened.unit)


def _image_blocks(samples: Samples, step: Callable[[float], None]) -> Iterator[Float32Array]:
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
