"""What is changed about a scene every time that it is drawn: its errors, its things, its building layer."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from ...raster.arrays import Float32Array
from . import outlines, quiet

OUTLINED = 5  # planes of a scene with image and buildings: heights, image, buildings, voids, pixel size
CLEAN = 0.02  # GSD; scenes with a smaller error are true surfaces
# How often a scene's errors give way to noise alone, where it is a true surface and where not.
NOISE_ALONE = {True: 0.85, False: 0.15}
THIN = 0.4  # how often thin things stand on a surface with noise alone


def redrawn(
    rng: np.random.Generator, inputs: Tensor, truth: Tensor, withheld: float = outlines.WITHHELD
) -> None:
    """Change inputs (N, C, H, W) and truth (N, 1, H, W) of `scenes.unpacked` in place; `withheld`: share of
    windows without their buildings.
    """
    for window, true in zip(inputs.numpy(), truth.numpy()):
        gsd = float(0.5 * 2 ** window[-1, 0, 0])
        _quieten(rng, window, true[0], gsd)
        if len(window) == OUTLINED:
            window[2] = outlines.as_given(rng, window[2], gsd, withheld)


def _quieten(rng: np.random.Generator, inputs: Float32Array, truth: Float32Array, gsd: float) -> None:
    """Noise alone in place of a scene's errors, or not."""
    clean = bool(np.abs(inputs[0] - truth).mean() < CLEAN)
    if rng.random() > NOISE_ALONE[clean]:
        return
    if rng.random() < THIN:
        truth += quiet.thin_things(rng, truth.shape, gsd)
    inputs[0] = quiet.noise_alone(rng, truth, gsd)
    inputs[-2] = 0
