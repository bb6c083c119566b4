"""How finely a probability tells an outline: networks blur edges over many pixels where these are small, and
corners rounded so would be traced pixel by pixel; how much of each pixel polygons cover tells less than one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..progress import Check, unchecked
from ..raster.dataset import Raster
from ..raster.grid import Window
from .contours import Outline
from .courtyards import Ring
from .walls import ragged

SAMPLES = 64  # points of an outline at which its edge is looked at
# Pixels over which a probability may rise at an edge and still tell the pixels: blurs of a pixel do so over
# three, and lose corners when they are taken for coarse.
SHARP = 3.0
# Of a wider edge an outline is told by halves: on the outlines of Zanzibar, whose masks have edges of five
# pixels, corners were nearest to the polygons' and right angles most at equal overlap.
PARTS = 2.0
CRISP = 2.0  # pixels over which shares of pixels rise at most: a wall crosses one of them, or two
CROSSED = 0.02  # a share so far from 0 and 1 is that of a pixel which a wall crosses
# Standard deviation in pixels, at the least, of the saw that a mask has at oblique walls. An outline with a
# part of it is told by that part of a pixel: shares have a quarter, averaged masks of pixels half as wide a
# half, masks that were drawn onto another grid and networks most of it.
SAW = 0.2
FINEST = 0.5  # pixels; of a quarter of one the polygons of training places get corners that they do not have
FLAT = 0.01  # rise by a pixel below which there is no edge
BLOCK = 2**18  # pixels that are read at once


def told(raster: Raster, outline: Outline, check: Check = unchecked) -> float:
    """Pixels, FINEST or more, that an outline of a raster's first band is told by. Masks tell each pixel."""
    if not raster.dtype.startswith("Float"):
        return 1.0
    ring = outline.outer
    points = ring[np.linspace(0, len(ring), min(len(ring), SAMPLES), endpoint=False).astype(int)]
    around = _around(raster, points)
    around = around[:, np.isfinite(around).all(axis=0)]  # beside what is unknown no rise is an edge's
    if not around.size:
        return 1.0
    width = 1 / max(float(np.median(_rises(around))), FLAT)
    if width <= CRISP and _are_shares(around):
        return float(np.clip(ragged(ring, check) / SAW, FINEST, 1.0))
    return max(1.0, min(width - SHARP + 1, width / PARTS))


def _are_shares(around: NDArray[np.float64]) -> bool:
    """Whether walls cross pixels at most points: not of masks, whatever numbers they are kept as."""
    crossed = ((around > CROSSED) & (around < 1 - CROSSED)).any(axis=0)
    return bool(crossed.mean() >= 0.5)


def _around(raster: Raster, points: Ring) -> NDArray[np.float64]:
    """The values (4, n) of the pixels around points: left and right, those above first."""
    corners = np.floor(points - 0.5).astype(int)
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = high - low + 2
    if size.prod() <= BLOCK:
        values = raster.read(Window(*map(int, (*low, *size))))[0].astype(np.float64)
        col, row = (corners - low).T
        return np.array([values[row + down, col + across] for down in (0, 1) for across in (0, 1)])
    parts = [raster.read(Window(int(col), int(row), 2, 2))[0].ravel() for col, row in corners]
    return np.stack(parts, axis=-1).astype(np.float64)


def _rises(around: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much values rise in a pixel (n,)."""
    above_left, above, below_left, below = around
    across = (above - above_left + below - below_left) / 2
    down = (below_left - above_left + below - above) / 2
    return np.asarray(np.hypot(across, down))
