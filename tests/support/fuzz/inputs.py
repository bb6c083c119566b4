"""Small files that every algorithm accepts, and files that none should; all in one folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr
from roofline.models import published

from support import las_parts, rasters, satgen_parts, toy_models
from support.fuzz import oddities

WEST, NORTH = 500000, 5000000
PLY_KINDS = ("binary_little_endian", "ascii")


def make(folder: Path) -> None:
    """Fill an empty folder with the files that cases name."""
    _sound(folder)
    _odd_rasters(folder)
    _odd_others(folder)
    oddities.make(folder)


def _sound(folder: Path) -> None:
    heights = rasters.town((64, 72))
    rasters.write(folder / "dsm.tif", heights)
    rasters.write(folder / "lidar.tif", heights + 1)
    rasters.write(folder / "mask.tif", (heights > 45).astype(np.uint8), nodata=None)
    rasters.write(folder / "plan.tif", satgen_parts.town_mask(64, 72)[:, :64, :72], nodata=None)
    rasters.write(folder / "rgb.tif", np.full((3, 64, 72), 90, np.uint8), nodata=None)
    for kind in ("images", "gt"):
        (folder / "scenes" / kind).mkdir(parents=True)
        name = "rgb.tif" if kind == "images" else "mask.tif"
        (folder / "scenes" / kind / "town.tif").write_bytes((folder / name).read_bytes())
    toy_models.shifting_model(folder / "shift.pt", 1.0)
    toy_models.shifting_model(folder / "guided.pt", 1.0, guides=1)
    toy_models.raising_model(folder / "raise.pt", 2.0)
    toy_models.finding_model(folder, "find", ("dsm",))
    satgen_parts.checkpoint(folder / "checkpoint.pth")
    published.load(folder / "checkpoint.pth").save(folder / "paint.pt")
    rows = [f"{WEST + x} {NORTH - y} {40 + x % 3}" for x in range(12) for y in range(9)]
    (folder / "points.xyz").write_text("\n".join(rows) + "\n")
    _clouds(folder, np.array([row.split() for row in rows], np.float64))
    square = "POLYGON((500002 4999998,500020 4999998,500020 4999980,500002 4999980,500002 4999998))"
    vector(folder / "houses.gpkg", ogr.wkbPolygon, square)
    vector(folder / "roads.gpkg", ogr.wkbLineString, "LINESTRING(500001 4999990,500030 4999985)")


def _clouds(folder: Path, points: np.ndarray) -> None:
    """The same points in the formats of scanners; LAZ where its package is there."""
    utm = las_parts.keys((1024, 0, 1, 1), (3072, 0, 1, 32631))
    las_parts.write(folder / "points.las", points, records=(utm,))
    ply = [f"ply\nformat {kind} 1.0\nelement vertex {len(points)}" for kind in PLY_KINDS]
    ends = "".join(f"\nproperty double {axis}" for axis in "xyz") + "\nend_header\n"
    words = "".join(f"{x} {y} {z}\n" for x, y, z in points)
    (folder / "points.ply").write_bytes((ply[0] + ends).encode() + points.astype("<f8").tobytes())
    (folder / "words.ply").write_text(ply[1] + ends + words)
    np.savez(folder / "points.npz", pts=points)
    try:
        import laspy

        laspy.read(folder / "points.las").write(str(folder / "points.laz"))
    except Exception:  # an optional extra, or one without its decoder of LAZ
        (folder / "points.laz").write_bytes((folder / "points.las").read_bytes())


def _odd_rasters(folder: Path) -> None:
    heights = rasters.town((64, 72))
    rasters.write(folder / "void.tif", np.full_like(heights, np.nan))
    rasters.write(folder / "huge.tif", np.full_like(heights, 1e38))
    rasters.write(folder / "inf.tif", np.full_like(heights, np.inf), nodata=None)
    rasters.write(folder / "one.tif", heights[:1, :1])
    rasters.write(folder / "complex.tif", heights.astype(np.complex64), nodata=None)
    rasters.write(folder / "degrees.tif", heights, epsg=4326, geotransform=(3, 1e-5, 0, 45, 0, -1e-5))
    rasters.write(folder / "polar.tif", heights, epsg=3031, geotransform=(0, 0.5, 0, 0, 0, -0.5))
    for name, geotransform in {
        "nan": (float("nan"), 0.5, 0, NORTH, 0, -0.5),
        "infinite": (WEST, 0.5, 0, float("inf"), 0, -0.5),
        "far": (1e300, 0.5, 0, 1e300, 0, -0.5),
        "flat": (WEST, 0, 0, NORTH, 0, 0),
        "tiny": (WEST, 1e-300, 0, NORTH, 0, -1e-300),
        "turned": (WEST, 0.3, 0.4, NORTH, 0.4, -0.3),
    }.items():
        rasters.write(folder / f"{name}.tif", heights, geotransform=geotransform)
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(folder / "sparse.tif"), 60000, 60000, 2, gdal.GDT_Byte, ["SPARSE_OK=TRUE", "COMPRESS=DEFLATE"]
    )
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.SetProjection(rasters.wkt(32631))


def _odd_others(folder: Path) -> None:
    (folder / "empty.tif").touch()
    (folder / "text.txt").write_text("nothing but words\n")
    (folder / "a folder").mkdir()
    (folder / "line\nbreak.tif").write_bytes((folder / "text.txt").read_bytes())
    (folder / "loop.tif").symlink_to("loop.tif")
    (folder / "nowhere.tif").symlink_to("gone.tif")
    vector(
        folder / "bow.gpkg",
        ogr.wkbPolygon,
        "POLYGON((500001 4999999,500020 4999980,500020 4999999,500001 4999980,500001 4999999))",
    )
    vector(folder / "nothing.gpkg", ogr.wkbPolygon)
    vector(folder / "dots.gpkg", ogr.wkbPoint, "POINT(500005 4999990)")
    (folder / "far.xyz").write_text("0 0 1\n1e300 1e300 1\n")
    (folder / "config.json").write_text('{"datasets": 5}')


def vector(path: Path, kind: int, *shapes: str) -> None:
    """A GeoPackage with one layer of these WKT shapes in EPSG:32631."""
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32631)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer(path.stem, crs, kind)
    for shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
