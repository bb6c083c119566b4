"""Training scenes that need no simulation."""

from __future__ import annotations

import numpy as np
from roofline.models.training.bundled import scenes


def noisy_steps(count: int = 16, seed: int = 0) -> np.ndarray:
    """A shard of staircases with noise, of the stored kind (count, 3, SIZE, SIZE) int16."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        truth = rng.integers(0, 12, (19, 19)).repeat(16, 0).repeat(16, 1).astype(np.float32)
        noisy = truth + rng.normal(0, 1.5, truth.shape).astype(np.float32)
        made.append(scenes.Sample(truth, noisy, np.zeros(truth.shape, bool), 0.25))
    return scenes.packed(made)
