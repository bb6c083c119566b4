"""A reference surface from roofs: polygons with heights (LoD1, LoD2), and between them the points' own."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import ogr
from scipy import ndimage

from ..errors import RooflineError
from ..formats.scratch import Scratch
from ..progress import Cancel
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.grid import Grid, Window, extent_of
from ..raster.shapes import INVALID, Drawn, Extent, Vector, fillable, parts_of
from ..raster.voids import NODATA, fill_voids
from ..raster.windows import strips
from ..raster.writer import RasterWriter
from .gridding import grid_points, true_unit
from .readers import USUAL, PointCloud, Selection, crs_wkt, open_points

log = logging.getLogger(__name__)
RING = 2.0  # metres about a roof where points mix roof, wall and ground: the ground beyond is taken there
HALO = 64  # rows about a strip in which that ground is looked for
STRIP_PIXELS = 2**20  # 4 MB a float32 band
UPRIGHT = 1e-6  # of a face's area seen from above, in squared units: walls have none
FARTHEST = 10.0  # metres between roofs and points at the median; heights above the ground are farther off
SAMPLED = 50  # every so many pixels tell how far apart they are


@dataclass(frozen=True)
class Roofs:
    """Polygons in the CRS of the points: `shapes(extent)` yields WKB with the height of each, in the unit of
    the points' heights; None: the polygon's own Z.
    """

    shapes: Callable[[Extent], Iterable[tuple[bytes, float | None]]]
    name: str = ""


def write_reference(
    points: str | Path,
    roofs: Roofs,
    target: str | Path,
    *,
    pixel_size: float = 0.0,
    crs: str = "",
    selection: Selection = USUAL,
    cancelled: Cancel = None,
) -> None:
    """Write a surface (H, W): roofs where there are any, else the 90th percentile of the points' heights,
    and the nearest ground in a ring of RING about each roof, where points lie on walls too.

    `pixel_size` in metres on the ground, 0: by the density of the points; `crs` (WKT or code) for points that
    state none.
    """
    cloud = open_points(points, selection)
    _check_first(cloud, roofs)
    pixel_size /= true_unit(cloud, cloud.crs or crs_wkt(crs)) if pixel_size else 1.0
    with Scratch() as folder:
        gridded = folder / "points.tif"
        grid_points(points, gridded, pixel_size=pixel_size, crs=crs, selection=selection, cancelled=cancelled)
        with Raster.open(gridded) as raster:
            writer = RasterWriter(target, raster.grid, 1, "Float32", NODATA, [], ["Height"])
            with writer:
                offsets = _write(raster, roofs, writer, cancelled)
                _check(offsets, raster.height_unit, roofs.name, Path(points).name)


def _check_first(cloud: PointCloud, roofs: Roofs) -> None:
    """Refuse polygons without heights before all points are gridded, which takes minutes: the first among the
    first points tells.
    """
    piece = next((piece for piece in cloud.pieces() if len(piece)), None)
    if piece is None:
        return
    (left, bottom, _), (right, top, _) = piece.min(axis=0).tolist(), piece.max(axis=0).tolist()
    for wkb, height in roofs.shapes((left, bottom, right, top)):
        geometry = ogr.CreateGeometryFromWkb(wkb)
        for part in parts_of(geometry) if geometry is not None else ():
            if part.GetDimension() == 2 and not part.IsEmpty():
                _corners(part, height, roofs.name)
                return


def _write(raster: Raster, roofs: Roofs, writer: RasterWriter, cancelled: Cancel) -> NDArray[np.float32]:
    """Write strip by strip; how far roofs lie above the points in a sample of pixels."""
    offsets = []
    mended: set[int] = set()
    for strip in strips(raster.grid.window(), STRIP_PIXELS, None, cancelled):
        first = max(strip.row - HALO, 0)
        last = min(strip.row + strip.height + HALO, raster.grid.height)
        wide = Window(0, first, strip.width, last - first)
        heights = raster.read(wide)[0]
        drawn = drawn_roofs(roofs, raster.grid.subgrid(wide), mended)
        difference = (drawn - heights)[np.isfinite(drawn) & np.isfinite(heights)]
        offsets.append(difference[::SAMPLED])
        made = _joined(heights, drawn, raster.grid.gsd)[strip.row - first :][: strip.height]
        writer.write(np.where(np.isnan(made), np.float32(NODATA), made)[None], strip)
    if mended:
        log.warning(INVALID, roofs.name, len(mended))
    return np.concatenate(offsets)


def _joined(heights: Float32Array, drawn: Float32Array, gsd: float) -> Float32Array:
    """Roofs, the ground about them, and the points' own surface (H, W)."""
    roof = np.isfinite(drawn)
    if not roof.any():
        return heights
    near = ndimage.distance_transform_edt(~roof) * gsd <= RING
    ground = np.where(near, np.float32(np.nan), heights)
    if np.isfinite(ground).any():
        heights = np.where(near, fill_voids(ground), heights)
    return np.where(roof, drawn, heights)


def _check(offsets: NDArray[np.float32], unit: float, name: str, points: str) -> None:
    if not len(offsets):
        raise RooflineError(
            "{roofs} and {points} do not overlap; give points and roofs of the same place.",
            roofs=name,
            points=points,
        )
    offset = float(np.median(offsets)) * unit
    if abs(offset) > FARTHEST:
        raise RooflineError(
            "The roofs of {roofs} lie {offset:.0f} m from the points; give heights above the level that the "
            "points count from, not above the ground.",
            roofs=name,
            offset=offset,
        )
    log.info("Roofs of %s lie %.2f m above the points at the median.", name, offset)


def drawn_roofs(roofs: Roofs, grid: Grid, mended: set[int] | None = None) -> Float32Array:
    """Heights (H, W) of the highest roof at each pixel's centre, NaN where there is none.

    `mended` gets what tells the shapes apart that were invalid: they may reach into several grids.
    """
    drawn = np.full((grid.height, grid.width), np.nan, np.float32)
    for wkb, height in roofs.shapes(extent_of(grid)):
        geometry = ogr.CreateGeometryFromWkb(wkb)
        for part in parts_of(geometry) if geometry is not None else ():
            if part.GetDimension() != 2 or part.IsEmpty():
                continue
            was_valid = _add(drawn, grid, part, height, roofs.name)
            if not was_valid and mended is not None:
                mended.add(hash(wkb))
    return drawn


def _add(drawn: Float32Array, grid: Grid, face: ogr.Geometry, height: float | None, name: str) -> bool:
    """Draw a face where it is higher than what is there; False if it was invalid, and so mended."""
    corners = _corners(face, height, name)
    flat = face.Clone()
    flat.FlattenTo2D()
    polygon, was_valid = fillable(flat) if np.isfinite(corners).all() else (None, True)
    if polygon is None or polygon.GetArea() < UPRIGHT:
        return True  # walls are no areas from above, and nothing of them is drawn
    left, right, bottom, top = polygon.GetEnvelope()
    (col, row), (last_col, last_row) = grid.pixel(left, top), grid.pixel(right, bottom)
    first = math.floor(col), math.floor(row)
    size = math.ceil(last_col) - first[0], math.ceil(last_row) - first[1]
    window = Window(*first, *size).intersection(grid.window())
    if window is None:
        return was_valid
    part = grid.subgrid(window)
    inside = _filled(polygon, part)
    target = drawn[window.row : window.row + window.height, window.col : window.col + window.width]
    (west, a, _, north, _, d) = part.geotransform
    x = west + a * (np.arange(window.width)[None] + 0.5)
    y = north + d * (np.arange(window.height)[:, None] + 0.5)
    np.fmax(target, np.where(inside, _plane(corners, x, y), np.float32(np.nan)), out=target)
    return was_valid


def _corners(face: ogr.Geometry, height: float | None, name: str) -> NDArray[np.float64]:
    """The corners (n, 3) of a face, at a height or at their own."""
    corners = np.array(face.GetGeometryRef(0).GetPoints(), np.float64)
    if height is not None:
        return np.column_stack([corners[:, :2], np.full(len(corners), height)])
    if corners.shape[1] < 3:
        raise RooflineError(
            "{roofs} has polygons without heights; name the field that holds them as HEIGHT_FIELD.",
            roofs=name,
        )
    return corners


def _plane(corners: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> Float32Array:
    """Heights at places of the plane that fits corners (n, 3) best, never beyond their heights."""
    low, high = corners[:, 2].min(), corners[:, 2].max()
    if low == high:
        return np.full(np.broadcast(x, y).shape, low, np.float32)
    centre = corners.mean(axis=0)
    moved = corners - centre
    (east, north), *_ = np.linalg.lstsq(moved[:, :2], moved[:, 2], rcond=None)
    return np.clip(centre[2] + east * (x - centre[0]) + north * (y - centre[1]), low, high).astype(np.float32)


def _filled(polygon: ogr.Geometry, grid: Grid) -> NDArray[np.bool_]:
    """Which pixels (H, W) have their centre in a polygon."""
    wkb = [bytes(polygon.ExportToWkb())]
    return Drawn(Vector(lambda _: wkb), replace(grid, projection=""), 0.0)(grid.window()) > 0
