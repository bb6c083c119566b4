"""Rasters looked at before the work: no heights that are none, and no masks that are heights."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import RooflineError
from .arrays import Float32Array
from .dataset import Raster
from .grid import Window
from .voids import NODATA
from .windows import spread

LOGGER = logging.getLogger(__name__)
# What programs write for voids without saying so in the file; also the ends of the types of whole numbers.
USUAL_VOIDS: tuple[float, ...] = (NODATA, -99999.0, -32768.0, -32767.0, -10000.0, -999.0, -99.0, -(2.0**31))
USUAL_VOIDS += (9999.0, 99999.0, 32767.0, 65535.0, 2.0**31, 2.0**32)  # the last two as float32 has them
LOWEST, HIGHEST = -500.0, 9000.0  # metres; the Dead Sea's shore is at -430 m, Mount Everest at 8,849 m
# Half of all steps between neighbours are steeper than this only where the unit is another one: metres taken
# for centimetres turn noise of some decimetres into walls.
STEEPEST = 3.0
ENOUGH = 65_536  # heights for a median that tells units apart
# Heights of 0 are the sea's where there are shores; a hundredth of the others may be what resampling made
# between heights and voids. A usual number is a void where all heights are as far from it.
GAP, FEW = 50.0, 1.0  # metres, percent
SLACK = 1e-3  # what rounding brings a share of a pixel beyond 0..1 by


def checked_heights(raster: Raster) -> Raster:
    """The raster itself, its undeclared voids void; unlikely heights are said in the log."""
    unit = raster.height_unit
    if raster.has_palette:
        LOGGER.warning("%s has a table of colours; its numbers are taken as heights.", raster.name)
    windows = list(spread(raster.grid.window()))
    looked_at = [raster.read(window, [1])[0] for window in windows]
    told = _usual(raster, looked_at, unit), _repeated(looked_at, unit), _absurd(raster, windows, looked_at)
    found = list(dict.fromkeys(value for values in told for value in values))
    if found:
        raster.make_void([value for value in found if math.isfinite(value)])
        LOGGER.warning(
            "%s declares no nodata value for pixels of %s; they are taken as voids.",
            *(raster.name, ", ".join(f"{value:.7g}" for value in found)),
        )
        for values in looked_at:
            values[np.isin(values, np.array(found, np.float32))] = np.nan
    _say_zeros(raster, looked_at, unit)
    _say_unlikely(raster, looked_at, unit)
    return raster


def _usual(raster: Raster, looked_at: list[Float32Array], unit: float) -> list[float]:
    """Heights that usual voids stand for, where they are of no place or far from all others."""
    usual = raster.heights_of(USUAL_VOIDS)
    seen = usual[[any((values == height).any() for values in looked_at) for height in usual]]
    if not seen.size:
        return []
    known = np.concatenate([values[~np.isnan(values)] for values in looked_at])
    others = known[~np.isin(known, seen)] * unit
    lowest, highest = (others.min() - GAP, others.max() + GAP) if others.size else (-math.inf, math.inf)
    is_void = (seen * unit < max(LOWEST, lowest)) | (seen * unit > min(HIGHEST, highest))
    return [float(height) for height in seen[is_void]]


def _repeated(looked_at: list[Float32Array], unit: float) -> list[float]:
    """Values that several pixels share and no place has, farther from all heights than these from each other.

    Programs have voids of their own, such as 1e20 or -9999.9. What a wrong unit makes of heights is not so.
    """
    known = np.concatenate([values[~np.isnan(values)] for values in looked_at])
    heights = known.astype(np.float64) * unit
    is_likely = (heights >= LOWEST) & (heights <= HIGHEST)
    if is_likely.all() or not is_likely.any():
        return []
    ends = float(heights[is_likely].min()), float(heights[is_likely].max())
    values, counts = np.unique(known[~is_likely], return_counts=True)
    others = values.astype(np.float64) * unit
    low = _beyond_gap(-others[::-1][others[::-1] < LOWEST], -ends[1], -ends[0])
    high = _beyond_gap(others[others > HIGHEST], *ends)
    is_void = np.zeros(values.shape, bool)
    is_void[: len(low)] = low[::-1]
    is_void[len(values) - len(high) :] = high
    return [float(value) for value in values[is_void & (counts > 1)]]


def _beyond_gap(others: NDArray[np.float64], lowest: float, highest: float) -> NDArray[np.bool_]:
    """Which of ascending numbers (n,) lie beyond a gap wider than all from `lowest` up to it."""
    before = np.concatenate([[highest], others[:-1]])
    is_gap = others - before > np.maximum(GAP, before - lowest)
    return np.logical_or.accumulate(is_gap)


def _absurd(raster: Raster, windows: Sequence[Window], looked_at: list[Float32Array]) -> list[float]:
    """Values such as -3.4e38 that nothing declares; heights that are void already are read again for them."""
    holed = (window for window, values in zip(windows, looked_at) if np.isnan(values).any())
    return sorted({value for window in holed for value in raster.undeclared_voids(window)})


def _say_zeros(raster: Raster, looked_at: list[Float32Array], unit: float) -> None:
    """Say it where there are heights of 0 and all others are far from it: at a coast some lie between."""
    known = np.concatenate([values[~np.isnan(values)] for values in looked_at])
    others = np.abs(known[known != 0])
    if 0 < others.size < known.size and np.percentile(others, FEW) * unit > GAP:
        LOGGER.warning(
            "%s has pixels of 0 among heights of %.0f m and more; if they are voids, declare 0 as its nodata "
            "value.",
            *(raster.name, float(np.percentile(others, FEW)) * unit),
        )


def checked_mask(raster: Raster) -> Raster:
    """The raster itself, unless its values are heights: nobody is told which pixels of those are inside.

    Shares of 0 to 1, two values, and whole numbers from 0 (levels, classes, numbers of objects) are a mask's.
    """
    if raster.dtype == "Byte":
        return raster
    for band in range(1, raster.bands + 1):
        values = np.empty(0, np.float32)
        for window in spread(raster.grid.window()):
            found = raster.read(window, [band])
            found = found[~np.isnan(found)]
            is_share = (found > 0) & (found < 1)
            values = np.union1d(values, np.where(is_share, np.float32(0.5), found))  # one stands for all
            if _are_heights(values, raster.nodata == 0):
                raise RooflineError(
                    "{name} has values from {lowest:.4g} to {highest:.4g}, as heights have: give a mask of 0 "
                    "and 1, of 0 to 255, or of shares of 1.",
                    name=raster.name,
                    lowest=float(values.min()),
                    highest=float(values.max()),
                )
    return raster


def with_zeros(raster: Raster) -> Raster:
    """The raster itself; where 0 is declared void in a mask that knows nothing but buildings, 0 is none.

    QGIS and GDAL write such masks when they rasterize polygons: all that is no building would count as
    unknown. Shares of a building below 1 tell enough by themselves.
    """
    if raster.nodata != 0:
        return raster
    looked_at = (raster.read(window, [1]) for window in spread(raster.grid.window()))
    if not any(((values > 0) & (values < 1)).any() for values in looked_at):
        raster.take_zeros()
        LOGGER.info("%s declares 0 as its nodata value, but is a mask: 0 counts as a value.", raster.name)
    return raster


def say_void_buildings(raster: Raster) -> None:
    """Say in the log that a mask without buildings declares a number void that may mark them, as 255."""
    nodata = raster.nodata or 0.0
    if nodata > 0 and not raster.dtype.startswith("Float") and np.isnan(raster.preview()).any():
        LOGGER.warning(
            "%s has no buildings, but declares %g as its nodata value: if that marks them, untick it in the "
            "layer's properties (Transparency).",
            *(raster.name, nodata),
        )


def _are_heights(values: Float32Array, has_zero: bool) -> bool:
    """Whether different values (n,), of which some may stand for voids, are no mask's."""
    known = values[~np.isin(values, np.array(USUAL_VOIDS, np.float32))]
    if known.size <= 2 or -SLACK <= known.min() <= known.max() <= 1 + SLACK:
        return False
    are_numbers = bool((known == np.rint(known)).all()) and known.min() >= 0
    return not (are_numbers and (has_zero or known.min() == 0))


def say_other_level(raster: Raster, other: Raster) -> None:
    """Say in the log that two surfaces declare heights of different systems."""
    systems = [each.grid.height_system for each in (raster, other)]
    if all(systems) and systems[0] != systems[1]:
        LOGGER.warning(
            "%s has heights of %s, %s of %s: their difference counts as an error.",
            *(raster.name, systems[0], other.name, systems[1]),
        )


def _say_unlikely(raster: Raster, looked_at: list[Float32Array], unit: float) -> None:
    heights = np.concatenate([values[~np.isnan(values)] for values in looked_at]) * unit
    if not heights.size:
        return
    every = max(1, heights.size // ENOUGH)
    middle, step = float(np.median(heights[::every])), _usual_step(looked_at) * unit
    if not LOWEST <= middle <= HIGHEST:
        LOGGER.warning(
            "%s has heights of about %.0f m, which no place has: check the unit of its heights.",
            *(raster.name, middle),
        )
    elif step > STEEPEST * _pixel(raster) > 0:
        LOGGER.warning(
            "%s rises by %.2g m from pixel to pixel, steeper than any town: check the unit of its heights.",
            *(raster.name, step),
        )


def _pixel(raster: Raster) -> float:
    """The pixel's size in metres; 0 where it is in degrees or none, which is refused elsewhere."""
    return 0.0 if raster.grid.is_in_degrees else math.sqrt(math.prod(raster.grid.pixel_sides))


def _usual_step(looked_at: list[Float32Array]) -> float:
    """The median difference of neighbours in rows that are spread over what is looked at."""
    every = max(1, sum(values.size for values in looked_at) // ENOUGH)
    steps = np.concatenate([np.abs(np.diff(values[::every], axis=1)).ravel() for values in looked_at])
    known = steps[~np.isnan(steps)]
    return float(np.median(known)) if known.size else 0.0
