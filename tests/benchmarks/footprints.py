"""Footprints of reference masks beside the polygons they were drawn from, and of masks of any size.

    python tests/benchmarks/footprints.py [--pixel 0.5] [--side 600] [--only NAME] [--shares]
    python tests/benchmarks/footprints.py --sizes 5000 10000 20000

Without sizes: the polygons of a place, those that touch (within 0.1 m) as one, are drawn as a mask of
`--pixel` metres, on `--side` metres around their middle, and made polygons again. Printed are the IoU with
the polygons, on pixels of a quarter, of the mask and of the footprints, the points lost, the corners by those
of the polygons, the share of right angles of both, the mean distance (PoLiS), and the buildings that match.
Corners and right angles are counted twice: of the polygons as they are, and "held", after both sides have
lost the points by which they leave straight lines less than half a pixel (a turn of less than ten degrees is
never a corner): pixels are drawn by their centres, so a mask has no trace of most of these. With `--shares`
a pixel is as much of a building as polygons cover of it, as a probability says.
With sizes: the peak memory and the time of square masks of so many pixels of simulated towns with ragged
outlines, each in a process of its own. The data is not part of the repository (`../shared/data`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from osgeo import gdal, ogr  # noqa: E402
from qgis.core import Qgis, QgsGeometry  # noqa: E402
from roofline.models.buildings.contours import Outline  # noqa: E402
from roofline.models.buildings.footprints import footprints  # noqa: E402
from roofline.models.buildings.regularise import polygon  # noqa: E402
from roofline.models.buildings.thinning import Cuts  # noqa: E402
from roofline.models.evaluation import evaluate_mask  # noqa: E402
from roofline.models.evaluation.masks.polygons import rings_of  # noqa: E402
from roofline.models.raster.containers import in_memory  # noqa: E402
from roofline.models.raster.gdal_errors import block_cache  # noqa: E402
from roofline.models.raster.grid import Grid  # noqa: E402
from roofline.models.raster.shapes import Vector, valid_polygons  # noqa: E402
from roofline.models.simulation.city import generate  # noqa: E402
from scipy.ndimage import gaussian_filter  # noqa: E402
from support import rasters  # noqa: E402
from support.paths import SHARED  # noqa: E402
from support.peak_memory import forget_peak, peak_megabytes  # noqa: E402

DATA = SHARED / "data"
PLACES = {
    "Gothenburg, GVC": "train/points/goteborg_gvc/buildings.gpkg",
    "Gothenburg, Annedal": "train/surface/goteborg_annedal_2m/buildings.gpkg",
    "Gothenburg, Kronhuset": "train/surface/goteborg_kronhuset/buildings.gpkg",
    "Delft": "train/points/delft_ahn3/buildings.gpkg",
    "Amsterdam": "train/points/amsterdam_ahn/bag_buildings.geojson",
    "LiDAR HD": "train/points/lidarhd_subsets/870000_buildings_bduni.gpkg",
    "Zanzibar": "train/ortho/hot_oam/zanzibar_buildings.gpkg",
    "Atlanta (test)": "test/ortho/spacenet_atlanta_pan/buildings.gpkg",
}
SLIT = 0.1  # metres between polygons that touch all the same
HELD = 0.5  # pixels; what leaves a wall by less is not in a mask, whose pixels are in or out by their centres
PARTS = 8  # of a pixel's side, by which its share is counted
FINE = 4  # pixels of the comparison in one of the mask
PITCH, PIXEL = 512, 0.5  # pixels and metres of the towns that large masks are made of
TOWNS = 12
Drawing = Callable[[list[bytes], Grid], np.ndarray]
RAGGED = 0.12  # share by which the outlines of large masks are noisy, some half a pixel


def polygons_of(path: Path) -> tuple[ogr.Geometry, str]:
    """All polygons, those that touch as one, in metres; and their CRS as WKT."""
    layer = ogr.Open(str(path))
    source = layer.GetLayer(0).GetSpatialRef()
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    crs = source.Clone()
    if source.IsGeographic():
        west, _, south, _ = layer.GetLayer(0).GetExtent()
        crs.ImportFromEPSG((32600 if south > 0 else 32700) + int((west + 180) // 6) + 1)
        crs.SetAxisMappingStrategy(0)
    for feature in layer.GetLayer(0):
        shape = feature.GetGeometryRef()
        if shape is None:
            continue
        shape = shape.Clone()
        if source.IsGeographic():
            shape.TransformTo(crs)
        for index in range(max(shape.GetGeometryCount(), 1)):
            part = shape.GetGeometryRef(index) if "MULTI" in shape.GetGeometryName() else shape
            part = part.Clone()
            part.FlattenTo2D()
            valid = valid_polygons(part) if part.GetGeometryName() == "POLYGON" else None
            for piece in range(valid.GetGeometryCount()) if valid is not None else ():
                ring = valid.GetGeometryRef(piece)
                if ring.GetGeometryName() == "POLYGON":
                    whole.AddGeometry(ring)
            if valid is not None and valid.GetGeometryName() == "POLYGON":
                whole.AddGeometry(valid)
            if "MULTI" not in shape.GetGeometryName():
                break
    return closed(whole.UnionCascaded()), crs.ExportToWkt()


def closed(whole: ogr.Geometry) -> ogr.Geometry:
    """Polygons without the slits that neighbours in a cadastre leave between them; corners stay."""
    shape = QgsGeometry()
    shape.fromWkb(bytes(whole.ExportToWkb()))
    for way in (SLIT / 2, -SLIT / 2):
        shape = shape.buffer(way, 1, Qgis.EndCapStyle.Flat, Qgis.JoinStyle.Miter, 5.0)
    return ogr.CreateGeometryFromWkb(bytes(shape.asWkb()))


def middle(whole: ogr.Geometry, side: float, pixel: float) -> tuple[float, float, int]:
    """The upper left corner and the pixels of a square in the middle of the polygons."""
    left, right, low, high = whole.GetEnvelope()
    size = min(side, right - left, high - low)
    parts = (whole.GetGeometryRef(index).GetEnvelope() for index in range(whole.GetGeometryCount()))
    middles = np.array([((a + b) / 2, (c + d) / 2) for a, b, c, d in parts])
    x, y = np.median(middles, axis=0)
    return x - size / 2, y + size / 2, int(size / pixel)


def inside(whole: ogr.Geometry, x: float, y: float, size: float) -> list[bytes]:
    """The polygons that lie in a square as a whole."""
    found = []
    for index in range(whole.GetGeometryCount()):
        left, right, low, high = whole.GetGeometryRef(index).GetEnvelope()
        if left > x and right < x + size and high < y and low > y - size:
            found.append(bytes(whole.GetGeometryRef(index).ExportToWkb()))
    return found


def drawn(shapes: list[bytes], grid: Grid) -> np.ndarray:
    """A mask (H, W) of what has its centre in a polygon."""
    target = gdal.GetDriverByName("MEM").Create("", grid.width, grid.height, 1, gdal.GDT_Byte)
    target.SetGeoTransform(grid.geotransform)
    store = in_memory()
    layer = store.CreateLayer("shapes")
    for wkb in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkb(wkb))
        layer.CreateFeature(feature)
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    gdal.PopErrorHandler()
    return target.ReadAsArray()


def shares(shapes: list[bytes], grid: Grid) -> np.ndarray:
    """How much of each pixel (H, W) polygons cover."""
    x, pixel, _, y, _, _ = grid.geotransform
    step = pixel / PARTS
    fine = Grid(grid.width * PARTS, grid.height * PARTS, (x, step, 0.0, y, 0.0, -step), "")
    parts = drawn(shapes, fine).reshape(grid.height, PARTS, grid.width, PARTS)
    return parts.mean(axis=(1, 3), dtype=np.float32)


def held(shapes: list[bytes], tolerance: float) -> list[bytes]:
    """Polygons without the points by which their outlines leave straight lines less than a tolerance."""
    kept = []
    for wkb in shapes:
        rings = rings_of(ogr.CreateGeometryFromWkb(wkb))
        thinned = [ring for ring in (ring[Cuts(ring).corners(tolerance)] for ring in rings) if len(ring) > 2]
        valid = valid_polygons(polygon(Outline(thinned[0], thinned[1:]))) if thinned else None
        kept += [] if valid is None else [bytes(valid.ExportToWkb())]
    return kept


class Scene(NamedTuple):
    """A place as a mask: the file, the polygons that it was drawn from, and the grid of the comparison."""

    mask: Path
    shapes: list[bytes]
    fine: Grid
    pixel: float

    def compared(self, found: list[bytes], holds: bool = False) -> dict[str, Any]:
        """Figures of polygons beside the true ones, of both only what the mask `holds`, if so."""
        both = [held(each, self.pixel * HELD) if holds else each for each in (found, self.shapes)]
        made, truth = (Vector(lambda extent, each=each: each, "", "polygons") for each in both)
        return evaluate_mask(made, truth, grid=self.fine)


def scene(
    path: Path, pixel: float, side: float, folder: Path, ragged: float = 0.0, draw: Drawing = drawn
) -> Scene:
    """The middle of a place, drawn, with outlines that are noisy by a share."""
    whole, projection = polygons_of(path)
    x, y, pixels = middle(whole, side, pixel)
    shapes = inside(whole, x, y, pixels * pixel)
    grid = Grid(pixels, pixels, (x, pixel, 0.0, y, 0.0, -pixel), projection)
    step = pixel / FINE
    fine = Grid(pixels * FINE, pixels * FINE, (x, step, 0.0, y, 0.0, -step), projection)
    values = draw(shapes, grid)
    if ragged:
        values = frayed(values, np.random.default_rng(14), ragged)
    mask = folder / "mask.tif"
    rasters.write(mask, values, geotransform=grid.geotransform, nodata=None)
    gdal.Open(str(mask), gdal.GA_Update).SetProjection(projection)
    return Scene(mask, shapes, fine, pixel)


def frayed(mask: np.ndarray, rng: np.random.Generator, ragged: float) -> np.ndarray:
    """A mask (H, W) with outlines as ragged as those of a found one."""
    share = gaussian_filter(mask.astype(np.float32), 1.0)
    noise = gaussian_filter(rng.standard_normal(mask.shape, np.float32), 1.5)
    return (share + ragged / noise.std() * noise > 0.5).astype(np.uint8)


def row(name: str, path: Path, pixel: float, side: float, draw: Drawing = drawn) -> str:
    """A line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        place = scene(path, pixel, side, Path(folder), draw=draw)
        found = [each.wkb for each in footprints(place.mask)]
        truth = Vector(lambda extent: place.shapes, "", "polygons")
        plain = evaluate_mask(place.mask, truth, grid=place.fine)
        made, holds = place.compared(found), place.compared(found, holds=True)
    before, after = (each["pooled"]["IoU"] for each in (plain, made))
    ratios = [each["polygons"]["vertex_ratio"] for each in (made, holds)]
    right = [
        f"{each['polygons']['right_angles']:.2f} / {each['polygons']['right_angles_reference']:.2f}"
        for each in (made, holds)
    ]
    return (
        f"| {name} | {len(place.shapes)} | {before:.4f} | {after:.4f} | {100 * (before - after):+.2f} | "
        f"{ratios[0]:.2f} | {right[0]} | {ratios[1]:.2f} | {right[1]} | {made['polygons']['PoLiS']:.2f} | "
        f"{made['objects']['object_recall']:.2f} |"
    )


def town(seed: int) -> np.ndarray:
    """A mask (PITCH, PITCH) of a simulated town, its outlines as ragged as those of a found mask."""
    rng = np.random.default_rng([14, seed])
    return frayed(generate(rng, (PITCH, PITCH), PIXEL).buildings > 0, rng, RAGGED)


def large(size: int, path: Path) -> None:
    """A mask of `size` x `size` pixels: TOWNS simulated ones in random order, turned and mirrored."""
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(path), size, size, 1, gdal.GDT_Byte, ["COMPRESS=DEFLATE", "TILED=YES"])
    dataset.SetGeoTransform((500000.0, PIXEL, 0.0, 5000000.0, 0.0, -PIXEL))
    dataset.SetProjection(rasters.wkt(32631))
    towns = [
        np.rot90(town(seed), turn)[:, ::side]
        for seed in range(TOWNS)
        for turn in range(4)
        for side in (1, -1)
    ]
    rng = np.random.default_rng(14)
    for row in range(0, size, PITCH):
        for col in range(0, size, PITCH):
            tile = towns[rng.integers(len(towns))][: size - row, : size - col]
            dataset.GetRasterBand(1).WriteArray(np.ascontiguousarray(tile), col, row)


def measured(size: int) -> None:
    """Print what a mask of a size has taken; in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mask.tif"
        with block_cache():
            large(size, path)
        forget_peak()
        wall, used = time.monotonic(), time.process_time()
        count = len(footprints(path))
        wall, used = time.monotonic() - wall, time.process_time() - used
    peak = peak_megabytes()
    rate = 1e6 * used / size**2
    print(f"| {size} x {size} | {count} | {peak:.0f} | {used:.0f} | {rate:.2f} | {wall:.0f} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pixel", type=float, default=0.5)
    parser.add_argument("--side", type=float, default=600.0)
    parser.add_argument("--only", default="", help="places whose name has this in it")
    parser.add_argument("--shares", action="store_true", help="pixels as polygons cover them, not by centres")
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measured(options.one)
    elif options.sizes:
        print(
            "| mask | buildings | peak MB | CPU s | CPU s per megapixel | s |\n|---|---|---|---|---|---|",
            flush=True,
        )
        for size in options.sizes:
            subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)
    else:
        columns = ("place", "buildings", "IoU of the mask", "of the footprints", "points lost", "corners")
        columns += ("right angles", "corners held", "right angles held", "PoLiS (m)", "found")
        print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)
        draw = shares if options.shares else drawn
        for name, path in PLACES.items():
            if options.only in name and (DATA / path).exists():
                print(row(name, DATA / path, options.pixel, options.side, draw), flush=True)


if __name__ == "__main__":
    main()
