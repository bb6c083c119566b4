"""Turns and mirrors of windows, which cost no detail: north is anywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def turned(values: NDArray[Any], quarters: int, upside: bool = False, mirrored: bool = False) -> NDArray[Any]:
    """Planes (..., H, W) turned by quarters anticlockwise, then mirrored up and down, then left and right."""
    values = np.rot90(values, quarters, (-2, -1))
    values = values[..., ::-1, :] if upside else values
    return np.ascontiguousarray(values[..., ::-1] if mirrored else values)
