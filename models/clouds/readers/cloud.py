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
PIECE = 2**18  # points; a cancelled run waits for one piece at most


@dataclass(frozen=True)
class PointCloud:
    """A point cloud: `pieces()` yields points (n, 3) float64; `crs` is WKT, "" where the file does not say.

    `regions` are the areas a data set asks to be worked on, none for files that state no such thing.
    """

    name: str
    pieces: Callable[[], Iterator[Points]]
    crs: str = ""
    regions: tuple[Bounds, ...] = ()

    def with_heights(self, factor: float) -> PointCloud:
        """The same with heights multiplied, as where their unit is not that of x and y."""
        if factor == 1:
            return self
        return replace(self, pieces=lambda: (points * [1, 1, factor] for points in self.pieces()))


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
