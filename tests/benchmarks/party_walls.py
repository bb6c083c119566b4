"""Buildings that touch, parted by steps of the surface, beside the single polygons of the training places.

    python tests/benchmarks/party_walls.py

The polygons of a place are drawn as a mask on the grid of its DSM, and made polygons again. Printed are the
F1 of buildings found (IoU of at least 0.5 with a polygon) and how many there are, without cuts, with the
numbers of the code, and with others. The data is not part of the repository (`../shared/data/train`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import footprints as benchmark  # loads the plugin as the package `roofline`
import numpy as np
from footprint_choice import changed, total
from osgeo import gdal, ogr, osr
from roofline.models.buildings import steps
from roofline.models.buildings.footprints import footprints
from roofline.models.raster.voids import fill_voids
from roofline.models.training.bundled.places import highest_points
from support import rasters

TRAIN = benchmark.DATA / "train"
# Name, surface, polygons, pixel size of a cloud's DSM (metres), CRS where the polygons have another.
PLACES = (
    ("Gothenburg, Kronhuset", "surface/goteborg_kronhuset/dsm.tif", "buildings.gpkg", 0.0, 0),
    ("Gothenburg, GVC", "points/goteborg_gvc/gvc.laz", "buildings.gpkg", 0.7, 0),
    ("Delft", "points/delft_ahn3/ahn3_cropped_1.laz", "buildings.gpkg", 0.5, 0),
    ("Amsterdam", "points/amsterdam_ahn/ahn_2386_9702.laz", "bag_buildings.geojson", 0.4, 28992),
    (
        "LiDAR HD",
        "points/lidarhd_subsets/870000_6618000.subset.laz",
        "870000_buildings_bduni.gpkg",
        0.5,
        2154,
    ),
)
NOISE = (7, 18)  # classes of points
LEAST = 10.0  # square metres
SAME = 0.5  # IoU of two polygons that stand for one building
SETTINGS = {
    "without cuts": ("LEAST_AREA", float("inf")),
    "as in the code": ("LEAST_WIDTH", steps.LEAST_WIDTH),
    **{f"LEAST_WIDTH {width}": ("LEAST_WIDTH", width) for width in (0.01, 4.0, 5.0)},
}


class Place(NamedTuple):
    """A place as files of a mask and a DSM, and the polygons that it was drawn from."""

    name: str
    mask: Path
    dsm: Path
    polygons: list[ogr.Geometry]


def surface(path: Path, gsd: float) -> tuple[np.ndarray, tuple[float, ...]]:
    """Heights (H, W) and their geotransform, of the highest points of a cloud."""
    if path.suffix == ".tif":
        raster = gdal.Open(str(path))
        return raster.ReadAsArray().astype(np.float32), raster.GetGeoTransform()
    import laspy

    cloud = laspy.read(path)
    kept = ~np.isin(np.asarray(cloud.classification), NOISE)
    x, y, z = (np.asarray(values)[kept] for values in (cloud.x, cloud.y, cloud.z))
    return fill_voids(highest_points(x, y, z, gsd)), (float(x.min()), gsd, 0.0, float(y.max()), 0.0, -gsd)


def polygons(path: Path, epsg: int) -> Iterator[ogr.Geometry]:
    """Single polygons, in a CRS where one is given."""
    layer = ogr.Open(str(path))
    source, target = layer.GetLayer(0).GetSpatialRef(), osr.SpatialReference()
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    for feature in layer.GetLayer(0):
        shape = feature.GetGeometryRef()
        if shape is None:
            continue
        shape = shape.Clone()
        shape.FlattenTo2D()
        if epsg:
            target.ImportFromEPSG(epsg)
            shape.TransformTo(target)
        many = ogr.ForceToMultiPolygon(shape)
        parts = (many.GetGeometryRef(index).Clone() for index in range(many.GetGeometryCount()))
        yield from (part for part in parts if part.IsValid())


def place(name: str, where: str, outlines: str, gsd: float, epsg: int, folder: Path) -> Place:
    """A place's files, and of its polygons what lies on its surface."""
    path = TRAIN / where
    heights, corner = surface(path, gsd)
    height, width = heights.shape
    grid = benchmark.Grid(width, height, corner, "")
    left, top = corner[0], corner[3]
    right, bottom = left + width * corner[1], top + height * corner[5]
    frame = ogr.CreateGeometryFromWkt(
        f"POLYGON(({left} {top},{right} {top},{right} {bottom},{left} {bottom},{left} {top}))"
    )
    cut = [
        each.Intersection(frame)
        for each in polygons(path.with_name(outlines), epsg)
        if each.Intersects(frame)
    ]
    seen = [each for each in cut if each.GetArea() >= LEAST]
    drawn = benchmark.drawn([bytes(each.ExportToWkb()) for each in seen], grid)
    mask = rasters.write(folder / f"{name} mask.tif", drawn, geotransform=corner, nodata=None)
    return Place(name, mask, rasters.write(folder / f"{name} dsm.tif", heights, geotransform=corner), seen)


def found(here: Place) -> tuple[float, int]:
    """F1 of buildings, and how many were made."""
    made = footprints(here.mask, dsm=here.dsm, min_area=LEAST)
    ours = [ogr.CreateGeometryFromWkb(each.wkb) for each in made]
    hits = 0
    for one in ours:
        near = [other for other in here.polygons if other.Intersects(one)]
        shared = [(one.Intersection(other).GetArea(), total(one, other)) for other in near]
        hits += any(common > SAME * (both - common) for common, both in shared)
    return 2 * hits / max(len(ours) + len(here.polygons), 1), len(ours)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        here = [place(*each, Path(folder)) for each in PLACES]
        names = " | ".join(f"{each.name} ({len(each.polygons)})" for each in here)
        print(f"| setting | mean F1 | {names} |\n|---{'|---' * (len(here) + 1)}|")
        for setting, (name, value) in SETTINGS.items():
            with changed((steps, name, value)):
                each = [found(one) for one in here]
            row = " | ".join(f"{score:.3f} ({count})" for score, count in each)
            print(f"| {setting} | {np.mean([score for score, _ in each]):.3f} | {row} |")


if __name__ == "__main__":
    main()
