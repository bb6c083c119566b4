"""Ways to do the same, timed in turns; and a simulated city for them to work on."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import numpy as np
from roofline.models.simulation import city
from roofline.models.simulation.scene import Scene
from support import error_models

CITY_SEED, CITY_STYLE = 11, "quarter"


class Cost(NamedTuple):
    """Median processor seconds of a way, and the median of how many times less that is than the first's."""

    seconds: float
    times: float


def measured(runs: dict[str, Callable[[], object]], repeats: int) -> dict[str, Cost]:
    """What each way costs. Ratios are taken within a turn: what else the machine does slows all of it."""
    spent: dict[str, list[float]] = {way: [] for way in runs}
    for _ in range(repeats):
        for way, run in runs.items():
            start = time.process_time()
            run()
            spent[way].append(time.process_time() - start)
    first = next(iter(spent.values()))
    return {
        way: Cost(median(took), median(other / own for other, own in zip(first, took)))
        for way, took in spent.items()
    }


def city_scene(size: int, gsd: float, seed: int = CITY_SEED) -> Scene:
    """A simulated city of size x size pixels."""
    return city.generate(np.random.default_rng(seed), (size, size), gsd, CITY_STYLE)


def as_matched(scene: Scene, seed: int = CITY_SEED) -> np.ndarray:
    """Its heights with the typical errors of dense matching, float32 metres."""
    rng = np.random.default_rng(seed)
    noisy = error_models.fattening_and_smears(rng, scene.heights, scene.gsd)
    return np.where(np.isfinite(noisy), noisy, scene.heights).astype(np.float32)
