"""Rasters that a later step of a run takes, looked at before its first step, which may take hours."""

from __future__ import annotations

from contextlib import ExitStack

from ..progress import unsaid
from .dataset import Raster, single_band, single_mask
from .grid import Grid
from .plausible import checked_heights, checked_mask
from .source import RasterPath
from .warp import Aligned


def check_ahead(surface: RasterPath, later: RasterPath, kind: str = "") -> None:
    """Refuse a raster that lies elsewhere than a surface, or is not of its kind: "heights", "mask" or "".

    What is wrong with the surface itself its own step will say, and what else is to be said the later one.
    """
    with unsaid(), ExitStack() as stack:
        grid: Grid = stack.enter_context(Raster.open(surface)).grid
        raster = stack.enter_context(Raster.open(later))
        if kind == "heights":
            checked_heights(single_band(raster))
        elif kind == "mask":
            checked_mask(single_mask(raster))
        Aligned(raster, grid)
