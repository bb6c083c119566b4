"""What cancels.py runs: inputs that keep each algorithm busy for some seconds, and the parameters.

In parameters "in:NAME" is a file of the inputs and "out:NAME" one that the run writes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal, ogr, osr
from roofline.models import published
from support import las_parts, rasters, satgen_parts

WEST, NORTH, PIXEL = 500000.0, 5000000.0, 0.5
ANYTHING = ("*",)
FORGOTTEN = ("logs/last.ckpt",)


@dataclass(frozen=True)
class Case:
    """An algorithm with its parameters; `keeps`: what a cancelled run may leave, by glob patterns; `takes`:
    what it may take away: a training that begins anew forgets the last checkpoint of another in its folder.
    """

    algorithm: str
    parameters: dict[str, Any]
    keeps: tuple[str, ...] = field(default=())
    takes: tuple[str, ...] = field(default=())


TRAINING = {"OUTPUT": "out:a.pt", "LOGS": "out:logs", "REPORT": "out:r.html", "MODEL": "none"}
EXTENT = f"{WEST},{WEST + 3000},{NORTH - 3000},{NORTH} [EPSG:32631]"
NEAR = f"{WEST},{WEST + 1000},{NORTH - 1000},{NORTH} [EPSG:32631]"
CASES = {
    "refinedsm": Case(
        "refinedsm",
        {
            "INPUT": "in:dsm.tif", "GUIDES": ["in:grey.tif"], "BUILDINGS": "in:houses.gpkg",
            "MODEL": "refine-guided", "OUTPUT": "out:a.tif", "UNCERTAINTY": "out:u.tif",
        },
    ),
    "refinedsm on a cluster": Case(
        "refinedsm",
        {"INPUT": "in:dsm.tif", "MODEL": "refine-geometry", "OUTPUT": "out:a.tif", "CLUSTER": "cluster"},
        ("a-blocks/*",),  # the same run goes on from there
    ),
    "evaluatedsm": Case(
        "evaluatedsm",
        {
            "INPUT": "in:dsm.tif", "REFERENCE": "in:lidar.tif", "BASELINE": "in:dsm.tif",
            "BUILDING_MASK": "in:mask.tif", "ERROR": "out:e.tif", "REPORT": "out:r.html",
            "METRICS": "out:m.json",
        },
    ),
    "buildingmask": Case(
        "buildingmask", {"DSM": "in:dsm.tif", "OUTPUT": "out:a.tif", "PROBABILITY": "out:p.tif"}
    ),
    "buildingmask of an image": Case(
        "buildingmask", {"IMAGERY": "in:small.tif", "OUTPUT": "out:a.tif", "PROBABILITY": "out:p.tif"}
    ),
    "reconstructdsm, gridding": Case(
        "reconstructdsm", {"POINTS": "in:points.las", "MODEL": "grid", "OUTPUT": "out:a.tif"}
    ),
    "reconstructdsm of text": Case(
        "reconstructdsm",
        {"POINTS": "in:points.xyz", "CRS": "EPSG:32631", "MODEL": "grid", "OUTPUT": "out:a.tif"},
    ),
    "reconstructdsm of LAZ": Case(
        "reconstructdsm",
        {
            "POINTS": "in:points.laz", "MODEL": "reconstruct-points", "PIXEL_SIZE": 0.5,
            "OUTPUT": "out:a.tif", "UNCERTAINTY": "out:u.tif",
        },
    ),
    "composemask": Case(
        "composemask",
        {
            "BUILDINGS": "in:houses.gpkg", "ROADS": "in:roads.gpkg", "EXTENT": EXTENT, "PIXEL_SIZE": 0.25,
            "OUTPUT": "out:a.tif",
        },
    ),
    "synthesizeimagery": Case(
        "synthesizeimagery", {"INPUT": "in:plan.tif", "MODEL": "imagery-demo", "OUTPUT": "out:a.tif"}
    ),
    "simulatecity, matched": Case(
        "simulatecity",
        {
            "WIDTH": 1200, "HEIGHT": 1000, "STYLE": "old_town",
            **{
                name: f"out:{name}.tif"
                for name in (
                    "TRUTH", "STEREO", "BUILDINGS", "IMAGES", "SECOND_IMAGE", "NDVI", "GROUND", "ROADS",
                    "TREES", "ROOF_PLANES",
                )
            },
        },
    ),
    "simulatecity, by hand": Case(
        "simulatecity",
        {"WIDTH": 1600, "HEIGHT": 1600, "ERROR_MODEL": "handmade", "STYLE": "park", "STEREO": "out:a.tif"},
    ),
    "importmodel": Case("importmodel", {"INPUT": "in:checkpoint.pth", "OUTPUT": "out:a.pt"}),
    "traindsmrefiner": Case(
        "traindsmrefiner",
        {
            "INPUT": "in:dsm.tif", "REFERENCE": "in:lidar.tif", **TRAINING, "EPOCHS": 3, "SAMPLES": 12,
            "TILE_SIZE": 128, "BATCH_SIZE": 2,
        },
        ANYTHING,
        FORGOTTEN,
    ),
    "trainbuildingmask": Case(
        "trainbuildingmask",
        {
            "DSM": "in:dsm.tif", "LABELS": "in:houses.gpkg", "LABELLED_AREA": "in:area.gpkg", **TRAINING,
            "EPOCHS": 3, "SAMPLES": 8, "TILE_SIZE": 128, "BATCH_SIZE": 2,
        },
        ANYTHING,
        FORGOTTEN,
    ),
    "trainreconstruction": Case(
        "trainreconstruction",
        {
            "POINTS": "in:points.las", "REFERENCE": "in:lidar.tif", **TRAINING, "EPOCHS": 2, "SAMPLES": 6,
            "PATCH_SIZE": 16,
        },
        ANYTHING,
        FORGOTTEN,
    ),
    "trainimagery": Case(
        "trainimagery",
        {
            "IMAGE": "in:rgb.tif", "BUILDINGS": "in:houses.gpkg", "ROADS": "in:roads.gpkg", **TRAINING,
            "EPOCHS": 2, "SAMPLES": 4, "TILE_SIZE": 128, "BATCH_SIZE": 1,
        },
        ANYTHING,
        FORGOTTEN,
    ),
    "labelimagery": Case(
        "labelimagery",
        {
            "INPUT": "in:small.tif", "BUILDINGS": "in:houses.gpkg", "SAM": "in:sam", "TILE_SIZE": 256,
            "OUTPUT": "out:a.tif",
        },
    ),
    "labelimagery of patches": Case(
        "labelimagery",
        {"FOLDER": "out:patches", "SAM": "in:sam", "LABELS": "buildings"},
        ("patches/*",),
    ),
    "preparepatches": Case(
        "preparepatches",
        {"INPUT": "in:scenes", "PATCH_SIZE": 256, "SCENE_SIZE": 1200, "OUTPUT": "out:patches"},
    ),
    "buildingfootprints": Case(
        "buildingfootprints",
        {
            "INPUT": "in:mask.tif", "DSM": "in:dsm.tif", "OUTPUT": "out:a.gpkg", "SOLIDS": "out:b.gpkg",
        },
    ),
    "evaluatemask": Case(
        "evaluatemask",
        {
            "INPUT": "in:mask.tif", "REFERENCE": "in:houses.gpkg", "REPORT": "out:r.html",
            "METRICS": "out:m.json", "TABLE": "out:t.csv",
        },
    ),
    "evaluateimagery": Case(
        "evaluateimagery",
        {
            "INPUT": "in:rgb.tif", "MASK": "in:plan.tif", "REFERENCE": "in:rgb.tif",
            "PAINTER": "imagery-demo", "REPORT": "out:r.html", "METRICS": "out:m.json", "TABLE": "out:t.csv",
        },
    ),
    "refineandevaluate": Case(
        "refineandevaluate",
        {
            "INPUT": "in:dsm.tif", "REFERENCE": "in:lidar.tif", "BUILDING_MASK": "in:mask.tif",
            "ERROR": "out:e.tif", "REFINED_DSM": "out:a.tif", "METRICS": "out:m.json",
            "REPORT": "out:r.html",
        },
        ("a.tif",),
    ),
    "dsmtobuildingmask": Case(
        "dsmtobuildingmask",
        {"INPUT": "in:dsm.tif", "BUILDING_MASK": "out:m.tif", "REFINED_DSM": "out:a.tif"},
        ("a.tif",),
    ),
    "dsmtofootprints": Case(
        "dsmtofootprints",
        {"INPUT": "in:dsm.tif", "FOOTPRINTS": "out:f.gpkg", "REFINED_DSM": "out:a.tif"},
        ("a.tif",),
    ),
    "pointcloudtobuildingmask": Case(
        "pointcloudtobuildingmask",
        {
            "POINTS": "in:points.las", "PIXEL_SIZE": 0.5, "BUILDING_MASK": "out:m.tif",
            "REFINED_DSM": "out:a.tif",
        },
        ("a.tif",),
    ),
    "pointcloudtofootprints": Case(
        "pointcloudtofootprints",
        {
            "POINTS": "in:points.las", "PIXEL_SIZE": 0.5, "RECONSTRUCTION_MODEL": "grid",
            "FOOTPRINTS": "out:f.gpkg", "REFINED_DSM": "out:a.tif",
        },
        ("a.tif",),
    ),
    "plantoimagery": Case(
        "plantoimagery",
        {
            "BUILDINGS": "in:houses.gpkg", "ROADS": "in:roads.gpkg", "EXTENT": NEAR, "PIXEL_SIZE": 0.5,
            "IMAGE": "out:a.tif",
        },
    ),
}  # fmt: skip


def make(folder: Path, side: int) -> None:
    """Fill an empty folder: rasters of side x side pixels of 0.5 m, clouds of half their side."""
    rng = np.random.default_rng(5)
    repeats = -(-side // 128)
    heights = np.tile(rasters.town((128, 128)), (repeats, repeats))[:side, :side]
    heights = heights + rng.normal(0, 0.3, heights.shape).astype(np.float32)
    rasters.write(folder / "dsm.tif", heights)
    shifted = (WEST + 0.2, PIXEL, 0.0, NORTH - 0.3, 0.0, -PIXEL)
    rasters.write(folder / "lidar.tif", heights + 1, geotransform=shifted)
    rasters.write(folder / "mask.tif", (heights > 47).astype(np.uint8), nodata=None)
    rgb = rng.integers(60, 190, (3, side, side), np.uint8)
    rasters.write(folder / "rgb.tif", rgb, nodata=None)
    rasters.write(folder / "grey.tif", rgb[0], nodata=None)
    rasters.write(folder / "small.tif", rgb[:, : side // 2, : side // 2], nodata=None)
    rasters.write(folder / "plan.tif", satgen_parts.town_mask(side, side)[:, :side, :side], nodata=None)
    _scenes(folder / "scenes", folder)
    _patches(folder / "patches" / "images", folder / "rgb.tif")
    _layers(folder, side)
    _clouds(folder, heights[: side // 2, : side // 2], rng)
    satgen_parts.checkpoint(folder / "checkpoint.pth", features=64)
    published.load(folder / "checkpoint.pth")


def _scenes(folder: Path, inputs: Path) -> None:
    for kind, name in (("images", "rgb.tif"), ("gt", "mask.tif")):
        (folder / kind).mkdir(parents=True)
        for scene in "abc":
            os.link(inputs / name, folder / kind / f"{scene}.tif")


def _patches(folder: Path, image: Path, count: int = 3, side: int = 128) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        place = [number * side, 0, side, side]
        gdal.Translate(str(folder / f"{number}.png"), str(image), format="PNG", srcWin=place)


def _layers(folder: Path, side: int) -> None:
    reach = side * PIXEL
    corners = np.arange(5, reach, 20)
    houses = [
        f"POLYGON(({x} {y},{x + 12} {y},{x + 12} {y + 9},{x} {y + 9},{x} {y}))"
        for x in WEST + corners
        for y in NORTH - corners
    ]
    _layer(folder / "houses.gpkg", ogr.wkbPolygon, houses)
    lines = np.arange(0, reach, 40)
    roads = [f"LINESTRING({WEST} {y},{WEST + reach} {y - 30})" for y in NORTH - lines]
    roads += [f"LINESTRING({x} {NORTH},{x + 30} {NORTH - reach})" for x in WEST + lines]
    _layer(folder / "roads.gpkg", ogr.wkbLineString, roads)
    west, south, east = WEST, NORTH - reach, WEST + reach
    area = f"POLYGON(({west} {south},{east} {south},{east} {NORTH},{west} {NORTH},{west} {south}))"
    _layer(folder / "area.gpkg", ogr.wkbPolygon, [area])


def _layer(path: Path, kind: int, shapes: list[str]) -> None:
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32631)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer(path.stem, crs, kind)
    layer.StartTransaction()
    for shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def _clouds(folder: Path, heights: np.ndarray, rng: np.random.Generator) -> None:
    """Two points a pixel as LAS, a sixth of them as LAZ and as text."""
    rows, cols = (np.repeat(index.ravel(), 2) for index in np.indices(heights.shape))
    z = np.repeat(heights.ravel(), 2).astype(np.float64) + rng.normal(0, 0.1, rows.size)
    x = WEST + (cols + rng.random(rows.size)) * PIXEL
    y = NORTH - (rows + rng.random(rows.size)) * PIXEL
    points = np.column_stack([x, y, z])
    utm = las_parts.keys((1024, 0, 1, 1), (3072, 0, 1, 32631))
    las_parts.write(folder / "points.las", points, records=(utm,))
    some = points[: len(points) // 6]
    np.savetxt(folder / "points.xyz", points[: len(points) // 2], "%.2f")
    las_parts.write(folder / "few.las", some, records=(utm,))
    try:
        import laspy

        laspy.read(folder / "few.las").write(str(folder / "points.laz"))
    except Exception:  # an optional extra, or one without its decoder of LAZ
        os.link(folder / "few.las", folder / "points.laz")
