"""For tests of surfaces from pixels of a cloud: a network whose answer is one of its inputs, and a cloud."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from roofline.models.bundle import ModelBundle
from roofline.models.clouds import readers
from roofline.models.modelfile.parts import Uncertainty
from roofline.models.networks.cloud_unet import CloudUNet
from roofline.models.training.bundled import cloud_card

OPTIONS = {"widths": [8, 8, 8, 8], "blocks": [1, 1, 1, 1]}
FACTOR = 1.5
LOG_SCALE = -1.0


def gridding_bundle(pixel_size: float | None = None) -> ModelBundle:
    """A model that chooses the percentile of the nearest pixel everywhere, as gridding does."""
    network = CloudUNet(**OPTIONS).eval()
    with torch.no_grad():
        network.head.weight.zero_()
        network.head.bias.zero_()
        network.head.bias[:4] = 200.0  # of the first surface's four sub-pixels
        network.head.bias[-4:] = LOG_SCALE
    card = cloud_card.card(OPTIONS, Uncertainty(FACTOR), "by hand", {}).to_json()
    card["reconstruction"]["pixel_size"] = pixel_size
    card["tile"] = {**card["tile"], "size": 96, "overlap": 48}
    return ModelBundle(card, network)


def read(path: Path) -> np.ndarray:
    """All points (N, 3) of a file."""
    return np.concatenate([*readers.open_points(path).pieces()])


def town(count: int = 6000, side: float = 60.0, level: float = 300.0, seed: int = 1) -> np.ndarray:
    """Points (n, 3) of two houses on a slope, with a hole without any and pixels with many."""
    rng = np.random.default_rng(seed)
    x, y = rng.random((2, count)) * side
    z = level + 0.05 * x
    z[(x > 10) & (x < 25) & (y > 15) & (y < 40)] += 8
    z[(x > 35) & (x < 50) & (y > 5) & (y < 20)] += 5
    kept = ~((np.abs(x - 45) < 12) & (np.abs(y - 45) < 12))
    return np.column_stack([x + 500000, y + 5000000, z + 0.2 * rng.random(count)])[kept]
