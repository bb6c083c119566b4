"""Which runs there are: sound ones with one or two parameters changed, each found again by its number.

A value "in:NAME" is a file of the inputs, "out:NAME" one of the run's own folder, "damaged:NAME" a copy of
an input with bytes changed or cut off; "vector:NAME" and "raster:NAME" are layers of the project.
"""

from __future__ import annotations

from random import Random
from typing import Any

EXTENT = "500000,500030,4999975,5000000 [EPSG:32631]"
SOUND: dict[str, dict[str, Any]] = {
    "refinedsm": {
        "INPUT": "in:dsm.tif", "MODEL": "in:raise.pt", "BUILDINGS": "in:houses.gpkg", "OUTPUT": "out:a.tif",
    },
    "evaluatedsm": {"INPUT": "in:dsm.tif", "REFERENCE": "in:lidar.tif", "ERROR": "out:a.tif"},
    "buildingmask": {"DSM": "in:dsm.tif", "MODEL": "in:find.pt", "OUTPUT": "out:a.tif"},
    "reconstructdsm": {"POINTS": "in:points.xyz", "CRS": "EPSG:32631", "OUTPUT": "out:a.tif"},
    "composemask": {"BUILDINGS": "in:houses.gpkg", "ROADS": "in:roads.gpkg", "OUTPUT": "out:a.tif"},
    "synthesizeimagery": {"INPUT": "in:plan.tif", "MODEL": "in:paint.pt", "OUTPUT": "out:a.tif"},
    "simulatecity": {"WIDTH": 64, "HEIGHT": 64, "STEREO": "out:a.tif"},
    "importmodel": {"INPUT": "in:checkpoint.pth", "OUTPUT": "out:a.pt"},
    "traindsmrefiner": {
        "INPUT": "in:dsm.tif", "REFERENCE": "in:lidar.tif", "OUTPUT": "out:a.pt", "LOGS": "out:logs",
        "EPOCHS": 1, "SAMPLES": 2, "TILE_SIZE": 32, "BATCH_SIZE": 2,
    },
    "trainbuildingmask": {
        "DSM": "in:dsm.tif", "LABELS": "in:houses.gpkg", "MODEL": "none", "OUTPUT": "out:a.pt",
        "LOGS": "out:logs", "EPOCHS": 1, "SAMPLES": 1, "TILE_SIZE": 64, "BATCH_SIZE": 1,
    },
    "trainreconstruction": {
        "POINTS": "in:points.xyz", "CRS": "EPSG:32631", "REFERENCE": "in:lidar.tif", "OUTPUT": "out:a.pt",
        "LOGS": "out:logs", "EPOCHS": 1, "SAMPLES": 2, "PATCH_SIZE": 4,
    },
    "trainimagery": {
        "IMAGE": "in:rgb.tif", "BUILDINGS": "in:houses.gpkg", "ROADS": "in:roads.gpkg", "OUTPUT": "out:a.pt",
        "LOGS": "out:logs", "EPOCHS": 1, "SAMPLES": 1, "TILE_SIZE": 64, "BATCH_SIZE": 1,
    },
    "labelimagery": {
        "INPUT": "in:rgb.tif", "BUILDINGS": "in:houses.gpkg", "SAM": "in:a folder", "OUTPUT": "out:a.tif",
    },
    "preparepatches": {
        "INPUT": "in:scenes", "PATCH_SIZE": 32, "OUTPUT": "out:patches",
    },
    "refineandevaluate": {
        "INPUT": "in:dsm.tif", "REFERENCE": "in:lidar.tif", "MODEL": "in:shift.pt",
        "ERROR": "out:error.tif", "REFINED_DSM": "out:a.tif",
        "METRICS": "out:m.json", "REPORT": "out:r.html",
    },
    "dsmtobuildingmask": {
        "INPUT": "in:dsm.tif", "MODEL": "in:shift.pt", "MASK_MODEL": "in:find.pt",
        "BUILDING_MASK": "out:m.tif", "REFINED_DSM": "out:a.tif",
    },
    "buildingfootprints": {
        "INPUT": "in:mask.tif", "DSM": "in:dsm.tif", "OUTPUT": "out:a.gpkg", "SOLIDS": "out:b.gpkg",
    },
    "evaluatemask": {
        "INPUT": "in:mask.tif", "REFERENCE": "in:houses.gpkg", "REPORT": "out:r.html",
        "METRICS": "out:m.json", "TABLE": "out:t.csv",
    },
    "evaluateimagery": {
        "INPUT": "in:rgb.tif", "MASK": "in:plan.tif", "REFERENCE": "in:rgb.tif", "PAINTER": "in:paint.pt",
        "REPORT": "out:r.html", "METRICS": "out:m.json", "TABLE": "out:t.csv",
    },
    "dsmtofootprints": {
        "INPUT": "in:dsm.tif", "MODEL": "in:shift.pt", "MASK_MODEL": "in:find.pt",
        "FOOTPRINTS": "out:a.gpkg", "REFINED_DSM": "out:a.tif",
    },
    "pointcloudtofootprints": {
        "POINTS": "in:points.xyz", "CRS": "EPSG:32631", "PIXEL_SIZE": 0.5, "MODEL": "in:shift.pt",
        "MASK_MODEL": "in:find.pt", "FOOTPRINTS": "out:a.gpkg", "REFINED_DSM": "out:a.tif",
    },
    "pointcloudtobuildingmask": {
        "POINTS": "in:points.xyz", "CRS": "EPSG:32631", "PIXEL_SIZE": 0.5, "MODEL": "in:shift.pt",
        "MASK_MODEL": "in:find.pt", "BUILDING_MASK": "out:m.tif", "REFINED_DSM": "out:a.tif",
    },
    "plantoimagery": {
        "BUILDINGS": "in:houses.gpkg", "ROADS": "in:roads.gpkg", "EXTENT": EXTENT, "PIXEL_SIZE": 0.5,
        "MODEL": "in:paint.pt", "IMAGE": "out:a.tif",
    },
}  # fmt: skip
NUMBERS: list[Any] = [
    "1e3", "-2147483649", "1e308", "nan", "inf", "-inf", float("nan"), float("inf"), 1e308, -1, 0, 1e-9,
    2**31, 2**63, "0x10", "five", "", None, [], [1, 2], {}, "a\nb", True, 1.5, 65536, "1,5",
]  # fmt: skip
RASTERS: list[Any] = [
    *(f"in:{name}.tif" for name in (
        "void", "huge", "inf", "one", "complex", "degrees", "polar", "nan", "infinite", "far", "flat",
        "tiny", "turned", "sparse", "empty", "a folder", "line\nbreak", "loop", "nowhere", "gone",
        "mask", "rgb",
    )),
    "in:a folder", "in:text.txt", "in:houses.gpkg", "in:shift.pt", "in:bow.gpkg", "in:points.xyz",
    "damaged:dsm.tif", "damaged:dsm.tif", "damaged:rgb.tif", "raster:dsm.tif", "vector:houses.gpkg",
    "http://localhost:1/x.tif", "/vsimem/none.tif", "a\0b.tif", "a\nb.tif", "", 5, 1.5, True, [],
    ["in:dsm.tif"],
    {}, "x" * 5000, "memory:layer", "GPKG:none:none",
]  # fmt: skip
VECTORS: list[Any] = [
    "in:bow.gpkg", "in:nothing.gpkg", "in:dots.gpkg", "in:dsm.tif", "in:sparse.tif", "in:nan.tif",
    "in:far.tif",
    "damaged:houses.gpkg", "damaged:houses.gpkg", "damaged:mask.tif", "vector:houses.gpkg", *RASTERS[-14:],
]  # fmt: skip
MODELS: list[Any] = [
    "damaged:shift.pt", "damaged:find.pt", "damaged:paint.pt", "in:checkpoint.pth", "in:guided.pt",
    "in:find.pt", "in:shift.pt", "in:text.txt", "in:empty.tif", "in:a folder", "in:loop.tif", "in:gone.pt",
    "refine-geometry", "a\0b", "a\nb", "", " ", 5, [], {}, "x" * 5000, "../x", "auto",
]  # fmt: skip
FILES: list[Any] = [
    *(f"damaged:points.{ending}" for ending in ("las", "las", "laz", "ply", "npz")), "damaged:words.ply",
    *(f"in:points.{ending}" for ending in ("las", "laz", "ply", "npz")), "in:words.ply",
    "damaged:points.xyz", "damaged:checkpoint.pth", "damaged:dsm.tif", "in:far.xyz", "in:config.json",
    "in:points.xyz", "in:text.txt", "in:empty.tif", "in:a folder", "in:loop.tif", "in:gone.las",
    "in:line\nbreak.tif", "in:shift.pt", "a\0b", "a\nb", "", 5, [], ["in:points.xyz"], {}, "x" * 5000,
]  # fmt: skip
EXTENTS: list[Any] = [
    "nan,nan,nan,nan", "inf,inf,inf,inf", "1e308,1e308,1e308,1e308", "-1e308,1e308,-1e308,1e308", "0,1,0,1",
    "500000,500010,4999990,5000000", "500000,500010,4999990,5000000 [EPSG:4326]", "in:dsm.tif",
    "raster:dsm.tif",
    "500010,500000,5000000,4999990", "0,0,0,0 [EPSG:99999]", "here", "1,2,3", "", None, 5, [], [1,
    2, 3, 4], {},
    "500000,500000,5000000,5000000", "a\nb", "nan,1,0,1 [EPSG:32631]", "in:nan.tif", "in:far.tif",
]  # fmt: skip
TARGETS: list[Any] = [
    "same", "same", "in:loop.tif", "out:a folder", "out:no/a.tif",
    "out:a", "out:a.png", "out:a.vrt", "out:a.xyz", "out:a\0b.tif", "out:a\nb.tif",
    "out:" + "x" * 300 + ".tif",
    "out:.", "out:a.html", "out:a.json", "out:a.gpkg", "", 5, [], {}, "/proc/a.tif", "TEMPORARY_OUTPUT",
    "memory:", "ogr:dbname='x' table=\"y\"", "postgres://x", "out:ä ö.tif",
]  # fmt: skip
LAYERS: list[Any] = [
    "out:a.shp", "out:a.geojson", "out:a.csv", "out:a.dxf", "out:a.kml", "out:a.fgb", "out:a.xlsx",
    "in:houses.gpkg", "ogr:", "ogr:dbname='nowhere.gpkg' table=\"a\"",
]  # fmt: skip
TEXTS: list[Any] = [
    "",
    "a\nb",
    "a\0b",
    "COMPRESS=NONE|BOGUS=1",
    "=",
    "|||",
    5,
    [],
    {},
    "x" * 5000,
    "../../x",
    "ü",
]
CHOICES: list[Any] = ["gpu", -1, 99, "", [], ["cpu", "cuda"], {}, 1.5, "auto\n", None, True, "a\nb"]
CRS: list[Any] = [
    "EPSG:4326",
    "EPSG:99999",
    "EPSG:32631",
    "",
    5,
    [],
    {},
    "a\nb",
    "in:dsm.tif",
    'LOCAL_CS["x"]',
]
LISTS: list[Any] = [
    ["in:rgb.tif"],
    ["in:gone.tif"],
    ["in:rgb.tif", "in:polar.tif"],
    [5],
    [None],
    [[]],
    [""],
    *RASTERS,
]
POOLS = {
    "number": NUMBERS, "raster": RASTERS, "layer": VECTORS, "extent": EXTENTS, "enum": CHOICES, "crs": CRS,
    "file": FILES, "multilayer": LISTS, "boolean": CHOICES, "string": TEXTS, "rasterDestination": TARGETS,
    "fileDestination": TARGETS, "folderDestination": TARGETS, "sink": [*TARGETS, *LAYERS],
}  # fmt: skip
LONG_RUNS = {"EPOCHS", "SAMPLES"}  # of numbers that are right a training takes what it takes


def case(number: int, seed: int, kinds: dict[str, dict[str, str]]) -> tuple[str, dict[str, Any], list[str]]:
    """Algorithm, parameters and the changed ones; `kinds`: type of each parameter of each algorithm."""
    random = Random(f"{seed}-{number}")
    name = sorted(SOUND)[number % len(SOUND)]
    parameters, changed = dict(SOUND[name]), []
    for _ in range(random.choice((1, 1, 2))):
        key = random.choice(sorted(set(kinds[name]) - LONG_RUNS))
        pool = MODELS if key.endswith("MODEL") else POOLS[kinds[name][key]]
        parameters[key] = _value(random, pool, parameters)
        changed.append(key)
    return name, parameters, changed


def _value(random: Random, pool: list[Any], parameters: dict[str, Any]) -> Any:
    """A value of the pool; "same" is the file of another parameter."""
    value = random.choice(pool)
    files = [each for each in parameters.values() if isinstance(each, str) and each[:3] in ("in:", "out")]
    return random.choice(files) if value == "same" else value


def damaged(data: bytes, random: Random) -> bytes:
    """A file as a bad disk or a broken download leaves it."""
    if random.random() < 0.3:
        return data[: random.randrange(len(data))]
    content = bytearray(data)
    reach = random.choice((200, len(content)))
    for _ in range(random.choice((1, 4, 40))):
        content[random.randrange(min(reach, len(content)))] = random.randrange(256)
    return bytes(content)
