"""Values of many rasters: kept in memory while it lasts, else read from files that are opened as needed."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

import numpy as np

from ...engine.inputs import Values
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ...raster.dataset import Raster
from ...raster.grid import Grid, Window
from ...raster.source import RasterPath
from ...raster.warp import Aligned
from ...raster.windows import strips

MOST_OPEN = 100  # systems allow programs a few hundred open files
STRIP_PIXELS = 2**22  # 16 MB a float32 band


class Source(NamedTuple):
    """A raster on a grid (None = its own)."""

    path: RasterPath
    grid: Grid | None = None
    resampling: str = "bilinear"


class Store:
    """Rasters of a training: `memory` bytes of them are kept, and few files are open at a time."""

    def __init__(self, memory: int, cancelled: Cancel = None) -> None:
        """`cancelled` is asked while values are read into memory."""
        self._left, self._cancelled = memory, cancelled
        self._open: OrderedDict[Source, tuple[Raster, Values]] = OrderedDict()
        self._lock = Lock()

    def keep(self, source: Source, raster: Raster, values: Values, whole: Window, around: Window) -> Values:
        """What to read instead of an opened raster's values on a grid: memory holds them `around` an area."""
        filed = _Filed(self, source, values.bands)
        self._add(source, raster, values)
        kept = self.hold(filed, whole, around)
        if kept is not filed:
            self._open.pop(source)[0].close()
        return kept

    def hold(self, values: Values, whole: Window, around: Window) -> Values:
        """The values with those `around` an area in memory, or as they are where it does not last."""
        part = around.intersection(whole)
        size = 4 * values.bands * part.width * part.height if part is not None else 0
        if part is None or size > self._left:
            return values
        self._left -= size
        return _Held(values, whole, part, self._cancelled)

    def read(self, source: Source, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window; files are read by one thread at a time."""
        with self._lock:
            return self._values(source).read(window)

    def _values(self, source: Source) -> Values:
        """An opened raster on its grid; the one that was used least lately is closed for it."""
        if source not in self._open:
            raster = Raster.open(source.path)
            on_grid = Aligned(raster, source.grid, source.resampling) if source.grid else raster
            self._add(source, raster, on_grid)
        self._open.move_to_end(source)
        return self._open[source][1]

    def _add(self, source: Source, raster: Raster, values: Values) -> None:
        self._open[source] = raster, values
        while len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)[1][0].close()

    def close(self) -> None:
        """Close all files."""
        while self._open:
            self._open.popitem()[1][0].close()


class _Filed:
    """Values that are read from a file, opened again if it was closed."""

    def __init__(self, store: Store, source: Source, bands: int) -> None:
        self.bands, self._store, self._source = bands, store, source

    def read(self, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window; what lies outside the grid is NaN."""
        return self._store.read(self._source, window)


class _Held:
    """Values with a part of them in memory."""

    def __init__(self, values: Values, whole: Window, part: Window, cancelled: Cancel) -> None:
        self.bands, self._values, self._whole, self._part = values.bands, values, whole, part
        self._kept = np.empty((values.bands, part.height, part.width), np.float32)
        for strip in strips(part, STRIP_PIXELS, None, cancelled):
            self._kept[part.part(strip)] = values.read(strip)

    def read(self, window: Window) -> Float32Array:
        """Values (bands, H, W) of a window; what lies outside the grid is NaN."""
        inside = window.intersection(self._whole)
        if inside is None or inside.intersection(self._part) != inside:
            return self._values.read(window)
        kept = self._kept[self._part.part(inside)]
        if inside == window:
            return kept.copy()
        values = np.full((self.bands, window.height, window.width), np.nan, np.float32)
        values[window.part(inside)] = kept
        return values
