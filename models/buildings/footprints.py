"""Footprints: from a building mask or probability to polygons with areas and heights."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from osgeo import ogr

from ..errors import RooflineError
from ..language import tr_noop
from ..progress import Cancel, Check, Progress, Reporter
from ..raster.dataset import Raster
from ..raster.gdal_errors import block_cache
from ..raster.grid import Grid
from ..raster.plausible import checked_mask, say_void_buildings
from ..raster.shapes import valid_polygons
from .contours import Outline, area_of, first_of, level_of, outlines
from .heights import HeightModel, Heights
from .regularise import FARTHEST, heard, polygon, regularised, simplified
from .sharpness import told
from .solids import solid
from .steps import STEP
from .walls import Frame

LOGGER = logging.getLogger(__name__)
# Times FARTHEST from its contour that an outline may come to lie, and that parts of it may: they are drawn
# anew, of whole pixels.
ONCE, THRICE = 1, 3
SPECK = 4.0  # m2; less is no building, not even a shed
OUTLINES_LEFT = tr_noop("%d of %d outlines, about %s left.")
LEAST = 1.0  # pixels; a probability that comes above its level in less of them has seen nothing


@dataclass(frozen=True)
class Footprint:
    """A building: its polygon (WKB, in the raster's CRS), area (m2), perimeter (m), and heights if known.

    `first`: row and column, in pixels, of the northernmost corner of the outline that it was made of.
    """

    wkb: bytes
    area: float
    perimeter: float
    heights: Heights | None = None
    first: tuple[float, float] = (0.0, 0.0)

    def solid(self) -> bytes | None:
        """The building as a block from its ground to its mean height (WKB), None without heights."""
        return None if self.heights is None else solid(self.wkb, self.heights.ground, self.heights.mean)

    @property
    def volume(self) -> float | None:
        """Cubic metres between ground and roof, None where the heights are not known."""
        return None if self.heights is None else self.area * max(self.heights.mean - self.heights.ground, 0.0)


def footprints(
    mask: str | os.PathLike[str],
    *,
    dsm: str | os.PathLike[str] | None = None,
    dtm: str | os.PathLike[str] | None = None,
    regularize: bool = True,
    tolerance: float = 0.0,
    min_area: float = 0.0,
    threshold: float | None = None,
    step: float = STEP,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> list[Footprint]:
    """The buildings of a mask (above 0) or probability (above `threshold`), the northernmost first.

    Without a threshold that of the probability's own metadata counts, which Building mask writes, else 0.5.

    `regularize` straightens walls and makes right angles where the building has them; `tolerance` (metres, 0
    = one pixel, more where a probability is blurred, less where it says how much of a pixel is covered) is
    how coarse outlines may be; buildings and courtyards below `min_area` (m2) are left out, as are specks of
    a probability that are smaller than a pixel.
    With a DSM buildings that touch are parted where it steps by `step` metres, 0: never.
    Raises RooflineError, or Cancelled.
    """
    shape = Shape(regularize, tolerance, min_area, step)
    shape.check()
    with opened(mask, dsm, dtm, threshold) as place:
        found = outlines(place.raster, cancelled, place.level)
        if not found:
            say_void_buildings(place.raster)
        return shaped(found, place, shape, progress, cancelled)


class Shape(NamedTuple):
    """How outlines become footprints; see `footprints`."""

    regularize: bool = True
    tolerance: float = 0.0
    min_area: float = 0.0
    step: float = STEP

    def check(self) -> None:
        """Refuse numbers that are none."""
        for name, value in (("TOLERANCE", self.tolerance), ("MIN_AREA", self.min_area), ("STEP", self.step)):
            if not 0 <= value < float("inf"):
                raise RooflineError("{name} is {value}; give 0 or a positive number.", name=name, value=value)


class Place(NamedTuple):
    """What footprints are made of: a mask, the value at which buildings begin, and heights, if known."""

    raster: Raster
    level: float
    model: HeightModel | None


@contextmanager
def opened(
    mask: str | os.PathLike[str],
    dsm: str | os.PathLike[str] | None,
    dtm: str | os.PathLike[str] | None,
    threshold: float | None,
) -> Iterator[Place]:
    """The rasters, open."""
    with ExitStack() as stack:
        stack.enter_context(block_cache())
        raster = checked_mask(stack.enter_context(Raster.open(mask)))
        raster.grid.check_placed()
        level = level_of(raster, threshold)
        yield Place(raster, level, _height_model(stack, raster, dsm, dtm, level))


def shaped(
    found: Sequence[Outline],
    place: Place,
    shape: Shape,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> list[Footprint]:
    """The footprints that outlines become, in their order."""
    grid, model = place.raster.grid, place.model
    found = _without_specks(found, place.raster)
    scale = shape.tolerance / grid.gsd if shape.tolerance else 1.0
    reporter = Reporter(max(len(found), 1), progress, cancelled, OUTLINES_LEFT)
    buildings = []
    for outline in found:
        reporter.check()
        unit = 1.0 if shape.tolerance else told(place.raster, outline, reporter.check)
        if _most_area(outline, scale * unit, grid, ONCE if model is None else THRICE) >= shape.min_area:
            made = _drawn(outline, unit, scale, Frame.of(grid, unit), shape, reporter)
            for part in [made] if model is None else model.parts(made, shape.step, reporter.check):
                building = _building(part, grid, shape.min_area, model, reporter.check)
                buildings += [] if building is None else [replace(building, first=first_of(outline.outer))]
        reporter.done(1)
    _tell(buildings, len(found), shape, model is not None)
    return buildings


def _tell(buildings: Sequence[Footprint], outlines: int, shape: Shape, has_dsm: bool) -> None:
    """Log how many buildings there are, and what people may want to do about some; that there are none is
    the caller's to say.
    """
    if buildings:
        LOGGER.info(
            "%d building, outlines: %d." if len(buildings) == 1 else "%d buildings of %d outlines.",
            len(buildings),
            outlines,
        )
    elif outlines:
        LOGGER.info("Outlines that are too small to be buildings: %d.", outlines)
    specks = 0 if shape.min_area else sum(building.area < SPECK for building in buildings)
    if specks:
        LOGGER.info(
            "Smaller than %g m2: %d of %d; MIN_AREA leaves such specks out.", SPECK, specks, len(buildings)
        )
    bare = sum(building.heights is None for building in buildings) if has_dsm else 0
    if bare:
        LOGGER.warning(
            "The DSM has no heights at some buildings or no ground around them, "
            "their columns stay empty: %d.",
            bare,
        )


def _without_specks(found: Sequence[Outline], raster: Raster) -> Sequence[Outline]:
    """Of a probability the outlines that have LEAST; a mask of whole numbers has been decided on already."""
    if not raster.dtype.startswith("Float"):
        return found
    kept = [outline for outline in found if area_of(outline.outer) >= LEAST]
    if len(kept) < len(found):
        LOGGER.info("Specks smaller than a pixel were left out: %d.", len(found) - len(kept))
    return kept


def _drawn(
    outline: Outline, unit: float, scale: float, frame: Frame, shape: Shape, reporter: Reporter
) -> Outline:
    """What an outline becomes, made in units of so many pixels; the frame is in them."""
    units = outline.scaled(1 / unit)
    if shape.regularize:
        return regularised(units, scale, reporter.check, frame).scaled(unit)
    return simplified(units, scale, reporter.check).scaled(unit)


def _height_model(
    stack: ExitStack,
    mask: Raster,
    dsm: str | os.PathLike[str] | None,
    dtm: str | os.PathLike[str] | None,
    level: float,
) -> HeightModel | None:
    if dsm is None:
        if dtm is not None:
            LOGGER.warning("Without a DSM the DTM is not used.")
        return None
    terrain = None if dtm is None else stack.enter_context(Raster.open(dtm))
    return HeightModel(mask, stack.enter_context(Raster.open(dsm)), terrain, level)


def _most_area(outline: Outline, tolerance: float, grid: Grid, times: int) -> float:
    """The area (m2) that no footprint of an outline exceeds: masks of noise have a million specks, and walls
    for each of them would take hours.
    """
    x, y = (outline.outer - outline.outer[0]).T
    across, down = np.roll(x, -1), np.roll(y, -1)
    area, length = abs(float(x @ down - y @ across)) / 2, float(np.hypot(across - x, down - y).sum())
    _, a, b, _, c, d = grid.geotransform
    pixel = abs(a * d - b * c) * grid.ground_unit**2
    return (area + times * FARTHEST * max(tolerance, 1.0) * length) * pixel


def _building(
    made: Outline, grid: Grid, min_area: float, model: HeightModel | None, check: Check
) -> Footprint | None:
    """The footprint of an outline, without small courtyards; None if it is too small."""
    smallest = min_area / grid.ground_unit**2
    holes = []
    for hole in made.holes:
        check()
        if _placed(Outline(hole), grid).GetArea() >= max(smallest, 1e-9):
            holes.append(hole)
    made = Outline(made.outer, holes)
    placed = _placed(made, grid)
    shape = heard(made, lambda: valid_polygons(placed), check)
    if shape is None:
        return None
    unit = grid.ground_unit
    area = shape.GetArea() * unit**2
    if area <= 0 or area < min_area:
        return None
    heights = None if model is None else model.of(made, check)
    return Footprint(bytes(shape.ExportToWkb()), area, shape.Boundary().Length() * unit, heights)


def _placed(outline: Outline, grid: Grid) -> ogr.Geometry:
    """An outline in pixels as a polygon in the CRS of its raster."""
    x0, a, b, y0, c, d = grid.geotransform
    matrix, corner = np.array([[a, b], [c, d]]), np.array([x0, y0])
    rings = [ring @ matrix.T + corner for ring in (outline.outer, *outline.holes)]
    return polygon(Outline(rings[0], rings[1:]))
