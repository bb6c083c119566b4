"""An image as red, green and blue of 0..255, on the grid of another one if asked."""

from __future__ import annotations

import os
from contextlib import ExitStack

import numpy as np

from ...engine.pictures import byte_factor
from ...errors import RooflineError
from ...raster.arrays import Float32Array
from ...raster.dataset import Raster
from ...raster.grid import Grid, Window
from ...raster.warp import Aligned

COLOURS = 3  # red, green, blue


class Picture:
    """An open image; one band is grey, of more the first three are red, green and blue.

    `model` is whose numbers its values must fit, for messages.
    """

    def __init__(
        self, stack: ExitStack, path: str | os.PathLike[str], model: str, grid: Grid | None = None
    ) -> None:
        raster = stack.enter_context(Raster.open(path)).in_colours()
        if raster.bands == 2:
            raise RooflineError(
                "{name} has 2 bands; give an image of red, green and blue, or of grey levels.",
                name=raster.name,
            )
        self._factor = np.float32(byte_factor(raster, model))
        self._bands = [1, 2, 3] if raster.bands >= COLOURS else [1, 1, 1]
        self._read = raster if grid is None else Aligned(raster, grid, "bilinear")
        self.name, self.grid = raster.name, grid or raster.grid

    def read(self, window: Window) -> Float32Array:
        """Values (3, H, W) of a window, which may exceed the image; NaN where nothing is known."""
        values = self._read.read(window, sorted(set(self._bands)))
        return np.broadcast_to(values * self._factor, (COLOURS, window.height, window.width))
