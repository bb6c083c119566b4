"""Where the surface of a point cloud will lie, told before the points are sorted, which takes minutes."""

from __future__ import annotations

import math
import os
from contextlib import suppress

from ..errors import RooflineError
from ..progress import unsaid
from ..raster.grid import Grid
from .gridding import chosen_crs
from .index import inside
from .readers import open_points

COARSE = 1000  # pixels along the longer side: where it lies is asked, no more


def grid_ahead(points: str | os.PathLike[str], crs: str = "") -> Grid | None:
    """About the grid of a cloud's surface, by the file's header; `crs` (WKT) is for clouds without one.

    None where the header does not say where points lie, as those of other formats than LAS, or not truly,
    and where no CRS is known. What is wrong with the cloud its own step will say.
    """
    with unsaid(), suppress(RooflineError):
        cloud = open_points(points)
        projection = chosen_crs(cloud, crs)
        if not projection or cloud.bounds is None:
            return None
        left, bottom, right, top = cloud.bounds
        side = max(right - left, top - bottom)
        pixel, first = side / COARSE, next(cloud.pieces(), None)
        about = left - pixel, bottom - pixel, right + pixel, top + pixel
        if first is None or not (0 < side < math.inf) or not inside(first, about).all():
            return None
        width, height = (max(1, math.ceil(each / pixel)) for each in (right - left, top - bottom))
        return Grid(width, height, (left, pixel, 0.0, top, 0.0, -pixel), projection, cloud.name)
    return None
