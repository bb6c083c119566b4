"""What a later step of a run takes, looked at before its first step, which may take hours."""

from __future__ import annotations

from contextlib import ExitStack

from ..progress import unsaid
from .coverage import check_meets
from .dataset import Raster, single_band, single_mask
from .grid import Grid
from .plausible import checked_heights, checked_mask
from .shapes import Vector
from .source import RasterPath
from .warp import Aligned


def check_ahead(surface: RasterPath | Grid, later: RasterPath | Vector, kind: str = "") -> None:
    """Refuse a raster that lies elsewhere than a surface, or is not of its kind: "heights", "mask" or "";
    polygons that lie elsewhere too. A surface that is not there yet is told by its grid.

    What is wrong with the surface itself its own step will say, and what else is to be said the later one.
    """
    with unsaid(), ExitStack() as stack:
        grid = surface
        if not isinstance(grid, Grid):
            grid = stack.enter_context(Raster.open(grid)).grid
        if isinstance(later, Vector):
            check_meets(later, grid)
            return
        raster = stack.enter_context(Raster.open(later))
        if kind == "heights":
            checked_heights(single_band(raster))
        elif kind == "mask":
            checked_mask(single_mask(raster))
        Aligned(raster, grid)
