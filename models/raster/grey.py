"""Grey levels of colours by the weights of ITU-R BT.601; what programs round otherwise stands with theirs."""

from __future__ import annotations

import numpy as np

from .arrays import Float32Array

GREY = np.array([0.299, 0.587, 0.114])  # of red, green and blue


def grey_of(colours: Float32Array) -> Float32Array:
    """The grey levels (H, W) of red, green and blue (3, H, W)."""
    return np.tensordot(GREY.astype(np.float32), colours, 1)
