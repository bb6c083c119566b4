"""A surface of a point cloud without a network: a percentile of the heights in every pixel."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..errors import RooflineError
from ..progress import Cancel, Check, Progress, Reporter
from ..raster.arrays import Float32Array
from ..raster.dataset import Raster
from ..raster.formats import ANYWHERE
from ..raster.gdal_errors import block_cache
from ..raster.grid import LARGEST_PIXEL, Grid, Window
from ..raster.ground import in_use_at, say_stretch
from ..raster.paths import check_paths
from ..raster.voids import NODATA, fill_voids
from ..raster.windows import strips
from ..raster.writer import RasterWriter, check_raster
from .cells import HIGH, PERCENTILE, Pieces, ranked, statistics_of_crowd
from .extent import FARTHEST
from .index import PointIndex
from .patches import Pair, grid_of, snapped
from .readers import USUAL, Bounds, PointCloud, Points, Selection, crs_wkt, open_points
from .readers.cloud import code_of, is_other_crs, with_heights

LOGGER = logging.getLogger(__name__)
POINTS_PER_PIXEL = 3.0  # of the pixel size that is chosen by density
STRIP_PIXELS = 2**20  # 4 MB a float32 band
REACH = 16  # pixels; larger holes stay void
MOST_ASKED = 2**12  # points that say where a cloud lies
# The index has cells of so many pixels a side: a strip reads few points that it does not need.
CELL_PIXELS = 64
F = TypeVar("F", bound=np.generic)
ON_EDGE = 1e-3  # pixels; what 5,000,000 m in steps of 0.025 m are off by in float64 is less
MOST_POINTS = 2**21  # held at once: some 200 MB while they are sorted by pixel


def grid_points(
    points: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    pixel_size: float = 0.0,
    extent: Bounds | None = None,
    crs: str = "",
    percentile: float = PERCENTILE,
    selection: Selection = USUAL,
    creation_options: Sequence[str] = (),
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Write a percentile of each pixel's heights, small holes filled; returns the number of points.

    Pixel size 0: by the cloud's density. Extent and pixel size are in the unit of the coordinates.
    """
    check_pixel_size(pixel_size)
    check_paths([points], [target])
    check_surfaces([target], creation_options)
    cloud = open_points(points, selection)
    projection = chosen_crs(cloud, crs)
    check_crs(cloud, projection)
    unit = height_unit(projection)
    with block_cache(), PointIndex(cloud, index_cell(pixel_size), extent, cancelled, unit) as index:
        pixel = pixel_size or pixel_by_density(index)
        grid, _ = area_of(cloud, index, extent, (pixel, pixel), projection)
        LOGGER.info("%s, %d x %d pixels of %.4g.", index.told, grid.width, grid.height, pixel)
        parts = list(strips(grid.window(), STRIP_PIXELS))
        reporter = Reporter(len(parts), progress, cancelled)
        with RasterWriter(
            target, grid, 1, "Float32", NODATA, creation_options, ["Height"], grid.band_unit()
        ) as writer:
            for strip in parts:
                reporter.check()
                heights = _strip(index, grid, strip, percentile, reporter.check)
                writer.write(np.where(np.isnan(heights), np.float32(NODATA), heights)[None], strip)
                reporter.done(1)
            reporter.check()
    if progress is not None:
        progress(1.0)
    return index.count


def check_surfaces(targets: Sequence[str | os.PathLike[str]], creation_options: Sequence[str] = ()) -> None:
    """Refuse rasters of heights that could not be written when all points have been sorted, for minutes."""
    for target in targets:
        check_raster(target, ANYWHERE, 1, "Float32", NODATA, creation_options)


def check_pixel_size(pixel_size: float) -> None:
    """Refuse pixel sizes that are none; 0 stands for one that is chosen later."""
    if not 0 <= pixel_size <= LARGEST_PIXEL:
        raise RooflineError(
            "PIXEL_SIZE is {pixel:g}; give 0 or a length of at most {most:g}.",
            pixel=pixel_size,
            most=LARGEST_PIXEL,
        )


def chosen_crs(cloud: PointCloud, given: str, rasters: Sequence[Raster] = (), own: str = "") -> str:
    """WKT of the cloud's CRS; else of the one given, of the first guide with one, of the model's own data."""
    candidates = [cloud.crs, crs_wkt(given), *(raster.grid.projection for raster in rasters), crs_wkt(own)]
    projection = next((candidate for candidate in candidates if candidate), "")
    along, up = cloud.lengths
    if cloud.crs and candidates[1] and is_other_crs(cloud.crs, candidates[1]):
        LOGGER.warning("%s states a CRS of its own; the one that was given as CRS is not used.", cloud.name)
    if not projection:
        other = next((told for told in (along, up) if told and not _alike(told, 1.0)), 0.0)
        if other:
            raise RooflineError(
                "The header of {name} names units of {told:.7g} m, but it has no CRS, without which all are "
                "taken to be metres; choose that of its coordinates in CRS.",
                name=cloud.name,
                told=other,
            )
        LOGGER.warning("%s has no CRS; its coordinates are taken to be metres.", cloud.name)
        return ""
    grid = Grid(1, 1, projection=projection, name=cloud.name)
    if grid.crs is not None and not (grid.crs.IsGeographic() or grid.crs.IsGeocentric()):
        _check_length(cloud, along, grid.unit_in_metres)
        if not _alike(up, grid.height_unit):
            projection = with_heights(projection, code_of(up))
        _check_length(cloud, up, height_unit(projection))
    return projection


def _alike(one: float, other: float) -> bool:
    """Whether two units are one, to words that do not tell the feet of surveyors from others."""
    return math.isclose(one, other, rel_tol=1e-5)


def _check_length(cloud: PointCloud, told: float, unit: float) -> None:
    """Refuse a CRS whose unit is not what columns are told to be in; 0: nothing is told."""
    if told and not _alike(told, unit):
        raise RooflineError(
            "The header of {name} names units of {told:.7g} m, but those of its CRS are {unit:.7g} m; choose "
            "the CRS of its coordinates in CRS, or take the units out of the header.",
            name=cloud.name,
            told=told,
            unit=unit,
        )


def check_crs(cloud: PointCloud, projection: str) -> float:
    """Metres per unit of the coordinates; degrees and places from the Earth's centre are refused."""
    grid = Grid(1, 1, projection=projection, name=cloud.name)
    if grid.crs is not None and grid.crs.IsGeocentric():
        raise RooflineError(
            "The coordinates of {name} are measured from the Earth's centre; reproject its points to a "
            "projected CRS in metres, for example their UTM zone.",
            name=cloud.name,
        )
    return grid.unit_in_metres


def height_unit(projection: str) -> float:
    """Metres per unit of the heights in a CRS."""
    return Grid(1, 1, projection=projection).height_unit


def true_unit(cloud: PointCloud, projection: str) -> float:
    """Metres on the ground per unit of the coordinates where the points lie; refuses what `check_crs` does.

    Networks know houses in metres: EPSG:3857's would show them 1.6 times as wide at 51 degrees north.
    """
    unit = check_crs(cloud, projection)
    piece = next((piece for piece in cloud.pieces() if len(piece)), None) if projection else None
    if piece is None:
        return unit
    every = max(len(piece) // MOST_ASKED, 1)
    x, y = np.median(piece[::every, :2], axis=0).tolist()  # whatever a few stray points are
    here = Grid(1, 1, (x, 1.0, 0.0, y, 0.0, -1.0), projection, cloud.name)
    say_stretch(here)
    return here.ground_unit


def area_of(
    cloud: PointCloud, index: PointIndex, extent: Bounds | None, pixel: Pair, projection: str
) -> tuple[Grid, list[Bounds]]:
    """Grid and regions: the extent, else the regions a data set states, else where there are points."""
    given = [extent] if extent is not None else [*cloud.regions]
    regions = given or [snapped(index.bounds, pixel)]
    if not all(abs(value) <= FARTHEST for region in given for value in region):  # NaN is not
        raise RooflineError("The extent has impossible coordinates; choose another.")
    if not all(left < right and bottom < top for left, bottom, right, top in regions):
        raise RooflineError("The extent is empty; choose one with a width and a height.")
    left, bottom, right, top = index.bounds
    if not projection and max(-left, right) <= 180 and max(-bottom, top) <= 90 and 0 < right - left < 1:
        LOGGER.warning(
            "The coordinates of %s look like degrees; if they are, reproject its points to a projected CRS.",
            cloud.name,
        )
    grid = grid_of(regions, pixel, projection)
    if not in_use_at(grid.crs, grid.position(grid.width / 2, grid.height / 2)):
        LOGGER.warning(
            "The points of %s lie where their CRS is not used: check the CRS, and the columns of x and y.",
            cloud.name,
        )
    return grid, regions


def index_cell(pixel: float) -> float:
    """Side of the cells that points are sorted into, for pixels of that size (0 = not known yet)."""
    return CELL_PIXELS * pixel if pixel else 32.0


def pixel_by_density(index: PointIndex) -> float:
    """A round pixel size that holds a few points, in clouds that are as narrow as a line too."""
    left, bottom, right, top = index.bounds
    area, longest = (right - left) * (top - bottom), max(right - left, top - bottom)
    wanted = max(math.sqrt(area / index.count * POINTS_PER_PIXEL), longest / index.count * POINTS_PER_PIXEL)
    decade = 10.0 ** math.floor(math.log10(wanted or 1.0))
    return float(next(step * decade for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * decade >= wanted))


def _strip(index: PointIndex, grid: Grid, strip: Window, percentile: float, check: Check) -> Float32Array:
    """Heights (H, W) of whole rows; holes that reach farther than REACH pixels stay NaN there."""
    first, last = max(strip.row - REACH, 0), min(strip.row + strip.height + REACH, grid.height)
    window = Window(0, first, grid.width, last - first)
    heights = _heights(index, grid, window, percentile, check)
    voids = np.isnan(heights)
    if voids.any() and not voids.all():
        far = ndimage.distance_transform_edt(voids) > REACH
        heights = np.where(far, np.float32(np.nan), fill_voids(heights))
    return heights[strip.row - first :][: strip.height]


def _heights(index: PointIndex, grid: Grid, window: Window, percentile: float, check: Check) -> Float32Array:
    """Percentiles (H, W) of a window."""

    def of_crowd(pieces: Pieces, _: Window) -> Float32Array:
        return statistics_of_crowd(pieces, percentile)[HIGH].astype(np.float32)

    return in_parts(
        index, grid, window, lambda points, part: percentiles(points, grid, part, percentile), of_crowd, check
    )


def in_parts(
    index: PointIndex,
    grid: Grid,
    window: Window,
    made: Callable[[Points, Window], NDArray[F]],
    of_crowd: Callable[[Pieces, Window], NDArray[F]],
    check: Check,
) -> NDArray[F]:
    """What is `made` (..., H, W) of the points of a window, halved until a part's are few enough to be held
    at once; `of_crowd` (..., 1, 1) of a pixel's that are not, given piece by piece as `in_pixels` has them.
    """
    check()
    left, top = grid.position(window.col, window.row)
    right, bottom = grid.position(window.col + window.width, window.row + window.height)
    margin = grid.geotransform[1] / 2  # points on the outer edge belong to the pixels inside it
    bounds = (left - margin, bottom - margin, right + margin, top + margin)
    if not index.is_crowded(bounds, MOST_POINTS):
        return made(index.read(bounds), window)
    if window.width * window.height == 1:
        return of_crowd(lambda: _inside(index.pieces(bounds), grid, window, check), window)
    wide = window.width >= window.height
    parts = [in_parts(index, grid, part, made, of_crowd, check) for part in window.halves(wide)]
    return np.concatenate(parts, axis=-1 if wide else -2)


def _inside(pieces: Iterator[Points], grid: Grid, pixel: Window, check: Check) -> Iterator[Points]:
    """Points in a pixel, as `in_pixels` has them."""
    for points in pieces:
        check()
        placed = in_pixels(points, grid, pixel)
        yield placed[(np.floor(placed[:, :2]) == 0).all(axis=1)]


def percentiles(points: Points, grid: Grid, window: Window, percentile: float) -> Float32Array:
    """The percentile (nearest rank) of the heights in each pixel of a window (H, W); NaN without points."""
    heights = np.full(window.width * window.height, np.nan, np.float32)
    placed = in_pixels(points, grid, window)
    cols, rows = np.floor(placed[:, :2]).astype(np.int64).T
    inside = (cols >= 0) & (cols < window.width) & (rows >= 0) & (rows < window.height)
    pixels, z = (rows * window.width + cols)[inside], placed[inside, 2]
    order, present, _, _, places = ranked(pixels, z, percentile)
    heights[present] = z[order][places]
    return heights.reshape(window.height, window.width)


def in_pixels(points: Points, grid: Grid, window: Window) -> Points:
    """Points as columns and rows from a window's upper left corner, with their heights (n, 3); the raster's
    last edges belong to its last pixels.
    """
    left, pixel, _, top, _, _ = grid.geotransform
    col, row = (points[:, 0] - left) / pixel, (top - points[:, 1]) / pixel
    col, row = (
        np.where((places >= count) & (places < count + ON_EDGE), count - 0.5, places)
        for places, count in ((col, grid.width), (row, grid.height))
    )
    return np.column_stack([col - window.col, row - window.row, points[:, 2]])
