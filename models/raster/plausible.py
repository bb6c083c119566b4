"""Heights looked at before the work: what cannot be a height is void, what is unlikely is said."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator

import numpy as np

from .arrays import Float32Array
from .dataset import Raster
from .grid import Window

LOGGER = logging.getLogger(__name__)
# What programs write for voids without saying so in the file.
USUAL_VOIDS = (-9999.0, -99999.0, -32768.0, -32767.0, -10000.0, -999.0)
LOWEST, HIGHEST = -500.0, 9000.0  # metres; the Dead Sea's shore is at -430 m, Mount Everest at 8,849 m
# Half of all steps between neighbours are steeper than this only where the unit is another one: metres taken
# for centimetres turn noise of some decimetres into walls.
STEEPEST = 3.0
LOOKED_AT = 2**21  # pixels
SIDE, ALONG = 256, 5  # windows in larger rasters: pixels, and how many along each axis


def checked_heights(raster: Raster) -> Raster:
    """The raster itself, its undeclared voids void; unlikely heights are said in the log."""
    unit = raster.height_unit
    looked_at = [raster.read(window, [1])[0] for window in _windows(raster)]
    usual = [value for value in USUAL_VOIDS if value * unit < LOWEST]
    found = [value for value in usual if any((values == np.float32(value)).any() for values in looked_at)]
    if found:
        raster.make_void(found)
        LOGGER.warning(
            "%s declares no nodata value for pixels of %s; they are taken as voids.",
            *(raster.name, ", ".join(f"{value:.7g}" for value in found)),
        )
        for values in looked_at:
            values[np.isin(values, np.array(found, np.float32))] = np.nan
    _say_unlikely(raster, looked_at, unit)
    return raster


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
    middle, step = float(np.median(heights)), _usual_step(looked_at) * unit
    if not LOWEST <= middle <= HIGHEST:
        LOGGER.warning(
            "%s has heights of about %.0f m, which no place has: check the unit of its heights.",
            *(raster.name, middle),
        )
    elif (
        not raster.grid.is_in_degrees and step > STEEPEST * math.sqrt(math.prod(raster.grid.pixel_sides)) > 0
    ):
        LOGGER.warning(
            "%s rises by %.2g m from pixel to pixel, steeper than any town: check the unit of its heights.",
            *(raster.name, step),
        )


def _pixel(raster: Raster) -> float:
    """The pixel's size in metres; 0 where it is in degrees or none, which is refused elsewhere."""
    return 0.0 if raster.grid.is_in_degrees else math.sqrt(math.prod(raster.grid.pixel_sides))


def _usual_step(looked_at: list[Float32Array]) -> float:
    """The median difference of neighbours in a row."""
    steps = np.concatenate([np.abs(np.diff(values, axis=1)).ravel() for values in looked_at])
    known = steps[~np.isnan(steps)]
    return float(np.median(known)) if known.size else 0.0


def _windows(raster: Raster) -> Iterator[Window]:
    """All of a small raster, else windows spread over it, with its corners."""
    width, height = raster.grid.width, raster.grid.height
    if width * height <= LOOKED_AT:
        yield raster.grid.window()
        return
    size = min(SIDE, width), min(SIDE, height)
    for row in range(ALONG):
        for col in range(ALONG):
            left, top = (width - size[0]) * col // (ALONG - 1), (height - size[1]) * row // (ALONG - 1)
            yield Window(left, top, *size)
