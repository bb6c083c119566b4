"""How finely a probability tells an outline: networks blur edges over many pixels where these are small, and
corners rounded so would be traced pixel by pixel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..raster.dataset import Raster
from ..raster.grid import Window
from .contours import Outline, Ring

SAMPLES = 64  # points of an outline at which its edge is looked at
# Pixels over which a probability may rise at an edge and still tell the pixels: blurs of a pixel do so over
# three, and lose corners when they are taken for coarse.
SHARP = 3.0
# Of a wider edge an outline is told by halves: on the outlines of Zanzibar, whose masks have edges of five
# pixels, corners were nearest to the polygons' and right angles most at equal overlap.
PARTS = 2.0
FLAT = 0.01  # rise by a pixel below which there is no edge
BLOCK = 2**18  # pixels that are read at once


def told(raster: Raster, outline: Outline) -> float:
    """Pixels, 1 or more, that an outline of a raster's first band is told by. Masks tell each pixel."""
    if not raster.dtype.startswith("Float"):
        return 1.0
    ring = outline.outer
    points = ring[np.linspace(0, len(ring), min(len(ring), SAMPLES), endpoint=False).astype(int)]
    rises = _rises(raster, points)
    rises = rises[np.isfinite(rises)]  # beside what is unknown no rise is an edge's
    if not rises.size:
        return 1.0
    width = 1 / max(float(np.median(rises)), FLAT)
    return max(1.0, min(width - SHARP + 1, width / PARTS))


def _rises(raster: Raster, points: Ring) -> NDArray[np.float64]:
    """By how much values rise in a pixel (n,) at points, NaN beside voids and the raster's edge."""
    corners = np.floor(points - 0.5).astype(int)
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = high - low + 2
    if size.prod() <= BLOCK:
        values = raster.read(Window(*map(int, (*low, *size))))[0].astype(np.float64)
        col, row = (corners - low).T
        around = np.array([[values[row + down, col + across] for across in (0, 1)] for down in (0, 1)])
    else:
        parts = [raster.read(Window(int(col), int(row), 2, 2))[0] for col, row in corners]
        around = np.stack(parts, axis=-1).astype(np.float64)
    across = (around[:, 1] - around[:, 0]).mean(axis=0)
    down = (around[1] - around[0]).mean(axis=0)
    return np.asarray(np.hypot(across, down))
