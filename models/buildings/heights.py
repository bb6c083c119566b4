"""Heights of buildings: ground, eaves and ridge from a DSM, and from a terrain model where there is one."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..language import tr_noop
from ..progress import Check, patiently, unchecked
from ..raster.dataset import Raster, single_band
from ..raster.grid import Grid, Window
from ..raster.plausible import checked_heights
from ..raster.warp import Aligned
from .contours import LEVEL, Outline
from .drawn import rasterised
from .steps import LONG_PIXELS, STEP, parts
from .walls import Frame

LOGGER = logging.getLogger(__name__)
# Metres around a building where its ground is looked for: beyond its eaves, and not at the next street.
NEAREST, FARTHEST = 1.5, 10.0
# Percentiles: walls and shrubs hide the ground, aerials and chimneys stand on the ridge.
GROUND, EAVES, RIDGE = 20, 12, 98
SECTORS = 8  # directions in which ground is looked for, so that a slope is even on the whole
FLAT = 1.2  # metres between the lower and the upper tenth of a roof that is called flat at most
# Pixels around a building: two kilometres a side at half a metre. More take seconds that hear no cancel,
# and gigabytes.
MOST_PIXELS = 2**24
FLAT_ROOF, PITCHED_ROOF = tr_noop("flat"), tr_noop("pitched")


@dataclass(frozen=True)
class Heights:
    """Heights of a building in metres above the DSM's datum; `roof` is "flat" or "pitched"."""

    ground: float
    eaves: float
    ridge: float
    mean: float
    roof: str


class HeightModel:
    """A DSM, and perhaps a DTM, on the grid of a building mask, read around one building at a time."""

    def __init__(self, mask: Raster, dsm: Raster, dtm: Raster | None = None, level: float = LEVEL) -> None:
        self._mask, self._grid, self._level = mask, mask.grid, level
        self._surface = Aligned(checked_heights(single_band(dsm)), mask.grid)
        self._terrain = None if dtm is None else Aligned(checked_heights(single_band(dtm)), mask.grid)
        self._units = dsm.height_unit, 1.0 if dtm is None else dtm.height_unit

    def parts(self, outline: Outline, step: float = STEP, check: Check = unchecked) -> list[Outline]:
        """The buildings that an outline holds, by steps of the surface of `step` metres; 0: it alone."""
        window = _around(outline, self._grid) if step else None
        if window is None or is_vast(window):
            return [outline]
        surface = self._surface.read(window)[0] * np.float32(self._units[0])
        inside = rasterised(outline, window, check)
        frame = Frame(self._grid.width, self._grid.height)
        return parts(outline, inside, surface, (window.col, window.row), self._grid.gsd, step, check, frame)

    def of(self, outline: Outline, check: Check = unchecked) -> Heights | None:
        """The heights of a building, None where the DSM has none, and of what is too vast for a building."""
        window = _around(outline, self._grid)
        if window is None:
            return None
        if is_vast(window):
            LOGGER.warning(
                "An outline of %d x %d pixels is too vast for a building: its heights stay empty.",
                window.width,
                window.height,
            )
            return None
        surface = self._surface.read(window)[0] * np.float32(self._units[0])
        inside = rasterised(outline, window, check)
        check()
        roof = ndimage.binary_erosion(inside) & np.isfinite(surface)
        roof = roof if roof.any() else inside & np.isfinite(surface)
        if not roof.any():
            return None
        check()
        ground = self._ground(window, surface, inside, check)
        if ground is None:
            return None
        values = surface[roof]
        low, eaves, high, ridge = np.percentile(values, (10, EAVES, 90, RIDGE))
        kind = PITCHED_ROOF if high - low > FLAT else FLAT_ROOF
        return Heights(ground, float(eaves), float(ridge), float(values.mean(dtype=np.float64)), kind)

    def _ground(
        self,
        window: Window,
        surface: NDArray[np.float32],
        inside: NDArray[np.bool_],
        check: Check,
    ) -> float | None:
        if self._terrain is not None:
            terrain = self._terrain.read(window)[0] * np.float32(self._units[1])
            known = terrain[inside & np.isfinite(terrain)]
            if known.size:
                return float(np.median(known))
        built = np.nan_to_num(self._mask.read(window)[0]) > self._level
        free, is_long = ~(inside | built), inside.size > LONG_PIXELS
        away = patiently(lambda: ndimage.distance_transform_edt(free), check, is_long) * self._grid.gsd
        open_ground = (away > NEAREST) & (away <= FARTHEST) & np.isfinite(surface)
        open_ground = open_ground if open_ground.any() else np.isfinite(surface) & ~inside
        return _lowest_around(surface, open_ground, inside)


def _lowest_around(
    surface: NDArray[np.float32], open_ground: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> float | None:
    """What is low in each direction from a building, and the median of it: a slope counts from all sides."""
    rows, cols = np.nonzero(open_ground)
    if not rows.size:
        return None
    row, col = (float(each.mean()) for each in np.nonzero(inside))
    turns = np.arctan2(rows - row, cols - col) / (2 * np.pi) + 0.5
    sectors = np.minimum((SECTORS * turns).astype(np.intp), SECTORS - 1)
    values = surface[rows, cols]
    found = [np.percentile(values[sectors == each], GROUND) for each in np.unique(sectors)]
    return float(np.median(found))


def is_vast(window: Window) -> bool:
    """Whether an outline is no building but what all buildings of a town grew into."""
    return window.width * window.height > MOST_PIXELS


def _around(outline: Outline, grid: Grid) -> Window | None:
    """The pixels of an outline and of the ground around it."""
    reach = int(np.ceil(FARTHEST / grid.gsd)) + 1
    left, top = np.floor(outline.outer.min(axis=0)).astype(int) - reach
    right, bottom = np.ceil(outline.outer.max(axis=0)).astype(int) + reach
    wanted = Window(int(left), int(top), int(right - left), int(bottom - top))
    return wanted.intersection(grid.window())
