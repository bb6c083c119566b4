"""The buildings of a region as an input of the network: shares of its pixels that they cover."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Union

import numpy as np

from ...engine.inputs import Layer, PolygonLayer, Values, layer_of, open_mask
from ...modelfile.parts import Card
from ...raster.arrays import Float32Array
from ...raster.grid import Grid, Window
from ...raster.shapes import Drawn, Vector
from ...raster.source import RasterSource
from ...raster.vector_files import is_vector, vector_of

Outlines = Union[Path, RasterSource, Vector]  # polygons, or a mask of one band
Hold = Callable[[Values], Values]


class Coverage:
    """Shares (1, H, W) of buildings on a grid, as the last input of a card; none anywhere without a source.

    `hold` may keep the values in memory; what it leaves is read by one thread at a time.
    """

    def __init__(self, source: Outlines | None, card: Card, grid: Grid, hold: Hold) -> None:
        self._layer: Layer | PolygonLayer | None = None
        self.shapes: Drawn | None = None
        if source is None:
            return
        if is_vector(source):
            source = vector_of(Path(str(source)), grid)
        opened = source if isinstance(source, Vector) else open_mask(source)
        self._layer = layer_of(opened, card, len(card.inputs) - 1, grid)
        self.shapes = self._layer.values.shapes if isinstance(self._layer, PolygonLayer) else None
        self._layer.values = hold(_OneByOne(self._layer.values))

    def report(self) -> None:
        """Say in the log what was mended and left out of what was read."""
        if self.shapes is not None:
            self.shapes.report()

    def read(self, window: Window) -> Float32Array:
        """Shares (1, H, W) of a window that meets the grid."""
        if self._layer is None:
            return np.zeros((1, window.height, window.width), np.float32)
        return self._layer.read(window)


class _OneByOne:
    """Values that one thread reads at a time, as GDAL and OGR ask."""

    def __init__(self, values: Values) -> None:
        self.bands, self._values, self._lock = values.bands, values, Lock()

    def read(self, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window."""
        with self._lock:
            return self._values.read(window)
