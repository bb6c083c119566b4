"""Grid arithmetic: windows, affine geotransforms and the ground sampling distance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from osgeo import gdal, osr

from ..errors import RooflineError
from ..language import Message
from . import ground
from .gdal_errors import metadata_of
from .units import metres_per, other_name, vertical_unit

LARGEST_PIXEL = 1e6  # metres; beyond that no raster is meant
NO_GEOTRANSFORM = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)  # what GDAL gives a raster without a place
FARTHEST = 1e18  # units of any CRS; beyond it float64 has no two numbers less than 128 apart


class Window(NamedTuple):
    """A block of pixels: first column and row, width and height."""

    col: int
    row: int
    width: int
    height: int

    def intersection(self, other: Window) -> Window | None:
        """The pixels both windows share, or None."""
        col, row = max(self.col, other.col), max(self.row, other.row)
        right = min(self.col + self.width, other.col + other.width)
        bottom = min(self.row + self.height, other.row + other.height)
        return Window(col, row, right - col, bottom - row) if right > col and bottom > row else None

    def shifted(self, cols: int, rows: int) -> Window:
        """The window moved by whole pixels."""
        return Window(self.col + cols, self.row + rows, self.width, self.height)

    def grown(self, reach: int) -> Window:
        """The window with so many pixels more on each side."""
        return Window(self.col - reach, self.row - reach, self.width + 2 * reach, self.height + 2 * reach)

    def halves(self, beside: bool) -> tuple[Window, Window]:
        """Its halves, beside each other or one above the other; the second one has an odd pixel."""
        left, top = (self.width // 2, self.height) if beside else (self.width, self.height // 2)
        right, bottom = (self.width - left, top) if beside else (left, self.height - top)
        second = (self.col + left, self.row) if beside else (self.col, self.row + top)
        return Window(self.col, self.row, left, top), Window(*second, right, bottom)

    def part(self, inside: Window) -> tuple[Any, ...]:
        """Index of a window that lies in this one in an array (..., H, W) of this one."""
        top, left = inside.row - self.row, inside.col - self.col
        return ..., slice(top, top + inside.height), slice(left, left + inside.width)


def known_crs(wkt: str | None) -> str:
    """A CRS (WKT), "" where it is named "Undefined", as GeoPackages name the one of what has none."""
    return "" if not wkt or '["Undefined ' in wkt.split(",", 1)[0] else wkt


@dataclass(frozen=True)
class Grid:
    """Size, affine geotransform (GDAL's order) and CRS (WKT, "" = none) of a raster, and its name."""

    width: int
    height: int
    geotransform: tuple[float, ...] = NO_GEOTRANSFORM
    projection: str = ""
    name: str = field(default="", compare=False)
    by_points: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, dataset: gdal.Dataset, name: str = "") -> Grid:
        """The grid of an open GDAL dataset; `by_points`: control points or a sensor model alone place it."""
        geotransform = dataset.GetGeoTransform(can_return_null=True) or NO_GEOTRANSFORM
        projection = known_crs(dataset.GetProjection())
        if not all(map(math.isfinite, geotransform)):
            raise RooflineError(
                "{name} lies at coordinates that are no numbers; assign it a valid georeference.",
                name=name or Message("The raster"),
            )
        if any(abs(number) > FARTHEST for number in geotransform):
            raise RooflineError(
                "{name} lies at coordinates that no CRS reaches; assign it a valid georeference.",
                name=name or Message("The raster"),
            )
        placed = dataset.GetGeoTransform(can_return_null=True) is not None
        by_points = not placed and bool(dataset.GetGCPCount() or metadata_of(dataset, "RPC"))
        return cls(dataset.RasterXSize, dataset.RasterYSize, tuple(geotransform), projection, name, by_points)

    def window(self) -> Window:
        """The window of the whole grid."""
        return Window(0, 0, self.width, self.height)

    def subgrid(self, window: Window) -> Grid:
        """The grid of a window, which may reach beyond this one."""
        x, y = self.position(window.col, window.row)
        _, a, b, _, c, d = self.geotransform
        return replace(self, width=window.width, height=window.height, geotransform=(x, a, b, y, c, d))

    def shifted(self, pixels: float) -> Grid:
        """The grid moved by a fraction of a pixel along both axes."""
        x, y = self.position(pixels, pixels)
        _, a, b, _, c, d = self.geotransform
        return replace(self, geotransform=(x, a, b, y, c, d))

    def position(self, col: float, row: float) -> tuple[float, float]:
        """CRS coordinates of a pixel position (0, 0 = the outer corner of the first pixel)."""
        x, a, b, y, c, d = self.geotransform
        return x + a * col + b * row, y + c * col + d * row

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Pixel position (column, row) of CRS coordinates."""
        x0, a, b, y0, c, d = self.geotransform
        determinant = a * d - b * c
        if determinant == 0 or not math.isfinite(determinant):
            raise RooflineError(
                "{name} has a degenerate geotransform; assign it a valid georeference.",
                name=self.name or Message("The raster"),
            )
        dx, dy = x - x0, y - y0
        return (d * dx - b * dy) / determinant, (a * dy - c * dx) / determinant

    def check_placed(self) -> None:
        """Refuse a raster whose pixels lie on no grid of a CRS: what is made of it would lie nowhere."""
        if self.by_points:
            raise RooflineError(
                "{name} is placed by control points or a sensor model; warp it onto a grid first (Raster > "
                "Projections > Warp).",
                name=self.name or Message("The raster"),
            )

    @property
    def crs(self) -> osr.SpatialReference | None:
        """The CRS, or None where the raster has none."""
        if not self.projection:
            return None
        crs = osr.SpatialReference()
        try:
            failed = crs.ImportFromWkt(self.projection) != 0
        except RuntimeError:
            failed = True
        return None if failed else crs

    @property
    def is_in_degrees(self) -> bool:
        """Whether the CRS is one of longitude and latitude."""
        crs = self.crs
        return crs is not None and bool(crs.IsGeographic())

    @property
    def height_system(self) -> str:
        """The name of the vertical CRS, "" where none is declared."""
        crs = self.crs
        return (crs.GetAttrValue("VERT_CS") or "") if crs is not None else ""

    @property
    def unit_in_metres(self) -> float:
        """Length in metres of the CRS's horizontal unit; no CRS counts as metres, degrees are refused."""
        crs = self.crs
        if crs is None:
            return 1.0
        if crs.IsGeographic():
            raise RooflineError(
                "The CRS of {name} is in degrees; reproject it to a projected CRS in metres, for example its "
                "UTM zone, and run again.",
                name=self.name or Message("the data"),
            )
        if crs.IsGeocentric():
            raise RooflineError(
                "The CRS of {name} counts from the centre of the Earth; reproject it to a projected CRS in "
                "metres, for example its UTM zone, and run again.",
                name=self.name or Message("the data"),
            )
        return float(crs.GetLinearUnits()) or 1.0

    @property
    def height_unit(self) -> float:
        """Metres per unit of the vertical CRS, else of the horizontal one; no CRS counts as metres."""
        return (vertical_unit(self.crs) if self.crs is not None else 0.0) or self.unit_in_metres

    def band_unit(self, own: str = "") -> str:
        """What bands of heights name as their unit, `own` or "" where the CRS says enough.

        GeoTIFF keeps vertical CRSs of the EPSG register alone, and GDAL leaves out a unit that such a CRS
        names in the same word: another word for it stays.
        """
        crs = self.crs
        metres = vertical_unit(crs) if crs is not None else 0.0
        if crs is None or not metres or crs.GetAuthorityCode("COMPD_CS|VERT_CS"):
            return own
        if own and not math.isclose(metres_per(own) or 0.0, metres, rel_tol=1e-7):
            return own
        return other_name(metres, str(crs.GetAttrValue("VERT_CS|UNIT", 0))) or own

    @cached_property
    def stretch(self) -> tuple[float, float]:
        """Metres on the ground per metre of the CRS along columns and rows, at the centre; 1 if nearly so.

        EPSG:3857's metres are 0.62 m at 51.5 degrees north.
        """
        _, a, b, _, c, d = self.geotransform
        centre = self.position(self.width / 2, self.height / 2)
        return ground.stretch(self.crs, centre, ((a, c), (b, d)))

    @property
    def ground_unit(self) -> float:
        """Metres on the ground per unit of the CRS, at the centre of the raster."""
        return self.unit_in_metres * math.sqrt(math.prod(self.stretch))

    @property
    def pixel_sides(self) -> tuple[float, float]:
        """The pixel's sides on the ground in metres: the distance of columns and that of rows."""
        _, a, b, _, c, d = self.geotransform
        unit, (along_columns, along_rows) = self.unit_in_metres, self.stretch
        return math.hypot(a, c) * unit * along_columns, math.hypot(b, d) * unit * along_rows

    @property
    def gsd(self) -> float:
        """Ground sampling distance in metres: the geometric mean of the pixel's two sides.

        Refused is what has none: degrees, and rasters that lie on no grid.
        """
        self.check_placed()
        gsd = math.sqrt(math.prod(self.pixel_sides))
        _, a, b, _, c, d = self.geotransform
        if not (math.isfinite(gsd) and gsd > 0) or a * d == b * c:
            raise RooflineError(
                "{name} has no valid pixel size; assign it a valid georeference.",
                name=self.name or Message("The raster"),
            )
        return gsd

    def window_of_extent(self, xmin: float, ymin: float, xmax: float, ymax: float) -> Window:
        """The pixels that an extent in this grid's CRS touches."""
        corners = [self.pixel(x, y) for x in (xmin, xmax) for y in (ymin, ymax)]
        cols, rows = [c for c, _ in corners], [r for _, r in corners]
        if not all(map(math.isfinite, (*cols, *rows))):
            raise RooflineError(
                "The extent is no place on {name}; give coordinates in its CRS.",
                name=self.name or Message("the raster"),
            )
        tolerance = 1e-6  # of a pixel: extents typed by people meet pixel edges only nearly
        col, row = math.floor(min(cols) + tolerance), math.floor(min(rows) + tolerance)
        right, bottom = math.ceil(max(cols) - tolerance), math.ceil(max(rows) - tolerance)
        wanted = Window(col, row, max(right - col, 1), max(bottom - row, 1))
        window = wanted.intersection(self.window())
        if window is None:
            raise RooflineError(
                "The extent does not overlap {name}; choose one that does.",
                name=self.name or Message("the raster"),
            )
        return window

    def offset_in(self, other: Grid) -> tuple[int, int] | None:
        """Columns and rows by which this grid lies on the other's lattice, None if the lattices differ."""
        if not self.same_crs(other):
            return None
        corners = ((0, 0), (self.width, 0), (0, self.height), (self.width, self.height))
        shifts = []
        for col, row in corners:
            there = other.pixel(*self.position(col, row))
            shifts.append((there[0] - col, there[1] - row))
        if not all(math.isfinite(shift) for each in shifts for shift in each):
            return None  # pixels so small or so far away that there is no number for it
        cols, rows = round(shifts[0][0]), round(shifts[0][1])
        tolerance = 1e-3  # of a pixel
        near = all(abs(c - cols) < tolerance and abs(r - rows) < tolerance for c, r in shifts)
        return (cols, rows) if near else None

    def same_crs(self, other: Grid) -> bool:
        """Whether the two CRS are one; a missing CRS counts as the other's."""
        mine, theirs = self.crs, other.crs
        if mine is None or theirs is None or self.projection == other.projection:
            return True
        return bool(mine.IsSame(theirs))


def ground_unit_at(projection: str, place: tuple[float, float], name: str = "") -> float:
    """Metres on the ground per unit of a CRS (WKT) at a place in it; refuses what has no such unit."""
    return Grid(1, 1, (place[0], 1.0, 0.0, place[1], 0.0, -1.0), projection, name).ground_unit


def extent_of(grid: Grid) -> tuple[float, float, float, float]:
    """Bounding box (xmin, ymin, xmax, ymax) of a grid in its CRS."""
    corners: Sequence[tuple[int, int]] = (
        (0, 0),
        (grid.width, 0),
        (0, grid.height),
        (grid.width, grid.height),
    )
    xs, ys = zip(*(grid.position(col, row) for col, row in corners))
    return min(xs), min(ys), max(xs), max(ys)
