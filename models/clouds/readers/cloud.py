"""What every reader of point clouds gives, and the words they refuse files with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import osr

from ...errors import RooflineError
from ...language import Message
from ...raster.gdal_errors import quiet_gdal

Points = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
LARGER = Message("its contents are far larger than the file")
# Units of heights by their EPSG code: their name, and metres.
UNITS = {9001: ("metre", 1.0), 9002: ("foot", 0.3048), 9003: ("US survey foot", 1200 / 3937)}
UNITS |= {1025: ("millimetre", 0.001), 1033: ("centimetre", 0.01), 9096: ("yard", 0.9144)}
PIECE = 2**18  # points; a cancelled run waits for one piece at most


@dataclass(frozen=True)
class PointCloud:
    """A point cloud: `pieces()` yields points (n, 3) float64; `crs` is WKT, "" where the file does not say.

    `regions` are the areas a data set asks to be worked on, none for files that state no such thing;
    `lengths` metres per unit of x and y, and of heights, by the names of columns, 0 where these name none;
    `factor` is what the file's heights were multiplied by; `bounds` where its header says that points lie.
    """

    name: str
    pieces: Callable[[], Iterator[Points]]
    crs: str = ""
    regions: tuple[Bounds, ...] = ()
    lengths: tuple[float, float] = (0.0, 0.0)
    factor: float = 1.0
    bounds: Bounds | None = None

    def with_heights(self, factor: float) -> PointCloud:
        """The same with heights multiplied, as where their unit is not that of x and y."""
        if factor == 1:
            return self
        return replace(
            self,
            pieces=lambda: (points * [1, 1, factor] for points in self.pieces()),
            factor=self.factor * factor,
        )


def damaged(path: Path, what: Message | Exception) -> RooflineError:
    """The error for a file that is not what its name says, and why."""
    return RooflineError(
        "{file} cannot be read as a point cloud ({what}); get a new copy.", file=path.name, what=what
    )


def crs_wkt(text: str) -> str:
    """WKT of a CRS given as WKT or as an authority's code; "" if it is unknown, or one of heights alone."""
    crs = osr.SpatialReference()
    known = False
    with quiet_gdal():
        known = bool(text.strip()) and crs.SetFromUserInput(text.strip()) == 0
        known &= bool(crs.IsProjected() or crs.IsGeographic() or crs.IsGeocentric() or crs.IsLocal())
    return str(crs.ExportToWkt()) if known else ""


def is_other_crs(one: str, other: str) -> bool:
    """Whether two CRSs (WKT) differ on the ground, however they are called, whatever heights count from."""
    words = []
    for text in (one, other):
        crs = osr.SpatialReference()
        crs.ImportFromWkt(text)
        crs.StripVertical()
        words.append(crs.ExportToProj4())
    return "" not in words and words[0] != words[1]


def code_of(metres: float) -> int:
    """EPSG code of a unit of heights; 0 for those that are none of `UNITS`."""
    code = min(UNITS, key=lambda each: abs(UNITS[each][1] - metres))
    return code if abs(UNITS[code][1] - metres) < 1e-7 * metres else 0


def with_heights(wkt: str, unit: int) -> str:
    """The CRS with a vertical one of this unit, where it has none and its own unit is another."""
    if not wkt or not unit:
        return wkt
    crs = osr.SpatialReference()
    crs.ImportFromWkt(wkt)
    name, metres = UNITS[unit]
    if crs.IsCompound() or (crs.IsProjected() and abs(crs.GetLinearUnits() - metres) < 1e-9):
        return wkt
    vertical, both = osr.SpatialReference(), osr.SpatialReference()
    # 2005: heights above a level surface. GeoTIFF keeps only units that have a code.
    told = f'UNIT["{name}",{metres:.15g},AUTHORITY["EPSG","{unit}"]]'
    vertical.ImportFromWkt(f'VERT_CS["Height",VERT_DATUM["unknown",2005],{told},AXIS["Up",UP]]')
    both.SetCompoundCS(f"{crs.GetName()} + height", crs, vertical)
    return str(both.ExportToWkt())
