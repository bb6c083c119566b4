"""Which runs there are: sound ones with one or two parameters changed, each found again by its number.

A value "in:NAME" is a file of the inputs, "out:NAME" one of the run's own folder, "damaged:NAME" a copy of
an input with bytes changed or cut off; "vector:NAME", "raster:NAME" and "cloud:NAME" are layers of the
project. {in} and {out} inside a text are the two folders.
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
TYPES = ("Int8", "UInt16", "Int64", "UInt64", "Float64", "CInt16", "CFloat64", "Float16")
NAMES = ("ä ö ß.tif", "😀.tif", "quo'te\".tif", "a|b.tif", "%41.tif", "#1?.tif", "-x.tif", "a;b&c$(d).tif")
SELDOM: list[Any] = [
    *(f"in:{name}.tif" for name in (
        *TYPES, "alpha", "many", "bit", "scaled", "no scale", "nan scale", "palette", "nan void",
        "inf void", "far void", "zero void", "masked", "row", "column", "south up", "mirrored", "sheared",
        "long pixels", "million", "feet", "mercator", "no crs", "no place", "unit", "site", "geocentric",
        "vertical", "nonsense",
        "points",
    )),
    *(f"in:{name}.vrt" for name in (
        "itself", "ping", "vast", "too vast", "negative", "sourceless", "bandless", "worded", "web", "dsm",
        "cut",
    )),
    *(f"in:{name}" for name in NAMES),
    "/vsizip/{in}/dsm.zip/dsm.tif", "/vsizip/{in}/dsm.zip", "in:dsm.zip", "/vsizip/{in}/dsm.tif/x",
    "/vsigzip/{in}/dsm.tif", "/vsisubfile/0_100,{in}/dsm.tif", "/vsicurl/http://localhost:1/x.tif",
    "/vsistdin/", "in:raster.gpkg", "GPKG:{in}/raster.gpkg:a", "GPKG:{in}/raster.gpkg:none",
    "GTIFF_DIR:1:{in}/dsm.tif", "GTIFF_DIR:9:{in}/dsm.tif", "{in}/dsm.tif|option:NUM_THREADS=2",
    "{in}/dsm.tif|layername=a", "../../inputs/dsm.tif", "./a folder/../../../inputs/dsm.tif",
    "file://{in}/dsm.tif",
    "damaged:raster.gpkg", "damaged:dsm.vrt", "damaged:dsm.zip", "in:points.las", "in:points.ply",
    "cloud:points.las",
    '<VRTDataset rasterXSize="5" rasterYSize="5"/>', "type=xyz&url=http://localhost:1/{z}",
]  # fmt: skip
VECTORS: list[Any] = [
    "in:bow.gpkg", "in:nothing.gpkg", "in:dots.gpkg", "in:dsm.tif", "in:sparse.tif", "in:nan.tif",
    "in:far.tif",
    "damaged:houses.gpkg", "damaged:houses.gpkg", "damaged:mask.tif", "vector:houses.gpkg", *RASTERS[-14:],
]  # fmt: skip
SHAPES: list[Any] = [
    *(f"in:{name}" for name in (
        "nested.json", "far.geojson", "short.geojson", "words.geojson", "wkt.csv", "alone.shp", "kinds.gpkg",
        "raster.gpkg", "points.las", "points.laz", "config.json", "dsm.zip",
    )),
    *(f"{{in}}/kinds.gpkg|layername={name}" for name in (
        "curve", "all", "empty", "high", "nan", "line", "gone",
    )),
    "{in}/houses.gpkg|subset=fid > 5", "{in}/houses.gpkg|subset=nonsense", "cloud:points.las",
    "delimitedtext:file://{in}/wkt.csv?wktField=WKT", "delimitedtext:", "virtual:?query=select", "memory:",
    "spatialite:dbname='{in}/houses.gpkg' table=\"houses\" (geom)", "postgres://host=localhost port=1",
    "Polygon?crs=EPSG:32631", "/vsizip/{in}/dsm.zip", "/vsicurl/http://localhost:1/x.geojson",
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
PLACES: list[Any] = [
    *(f"out:{name}" for name in NAMES),
    "in:dsm.tif/a.tif", "in:a folder/../dsm.tif", "../../inputs/dsm.tif", "a.tif", "./a", "~/a.tif",
    "$HOME/a.tif",
    "/vsimem/a.tif", "/vsizip/{out}/a.zip/a.tif", "/vsicurl/http://localhost:1/a.tif", "/vsistdout/",
    "/vsigzip/{out}/a.tif.gz", "file://{out}/a.tif", "http://localhost:1/a.tif", "C:\\a.tif",
    "\\\\host\\a.tif",
    "out:a.tif/", "out:a.tif.", "out:a.TIF", "out:.tif", "out:a.tif.aux.xml", "out:a.tif ", " {out}/a.tif",
    "out:a.tif|layername=x", "{out}/" + "ä" * 200 + ".tif", "{out}/" + "n/" * 900 + "a.tif", "in:dsm.tif.ovr",
    "in:dsm.tif.msk", "in:dsm.tfw", "in:dsm.prj", "in:dsm.zip", "in:raster.gpkg", "GPKG:{out}/a.gpkg:a",
    "in:houses.gpkg-wal", "in:points.las", "out:a.nc", "out:a.jp2", "out:a.bil", "out:a.grd", "out:a.asc",
    "out:a.pdf", "out:a.zip", "out:a.tar.gz", "out:a.laz", "out:CON", "memory:a", "delimitedtext:{out}/a.csv",
]  # fmt: skip
LAYERS: list[Any] = [
    "out:a.shp", "out:a.geojson", "out:a.csv", "out:a.dxf", "out:a.kml", "out:a.fgb", "out:a.xlsx",
    "in:houses.gpkg", "ogr:", "ogr:dbname='nowhere.gpkg' table=\"a\"",
    "ogr:dbname='{in}/houses.gpkg' table=\"houses\" (geom)", "ogr:dbname='{in}/houses.gpkg' table=\"b\"",
    "ogr:dbname='{out}/new.gpkg' table=\"a\" (geom)", "ogr:dbname='{out}/no/new.gpkg' table=\"a\"",
    "ogr:dbname='{in}/text.txt' table=\"a\"", "ogr:dbname='{out}/a.shp' table=\"a\"",
    "ogr:dbname='{in}/kinds.gpkg' table=\"CURVE\"", "ogr:dbname='{out}/q.gpkg' table=\"a\"\"b'c\"",
    "ogr:dbname='{out}' table=\"a\"", "ogr:dbname='{in}/raster.gpkg' table=\"a\"",
    "spatialite:dbname='{out}/a.sqlite' table=\"a\" (geom)",
    "spatialite:dbname='{in}/houses.gpkg' table=\"a\"",
    "spatialite:dbname='{in}/text.txt' table=\"a\" (geom)", "spatialite:", "postgis:", "mssql:", "oracle:",
    "postgis:dbname='a' host=localhost port=1 table=\"a\" (geom)", "postgres:service='none' table=\"a\"",
    "memory:a\nb", "virtual:", "delimitedtext:file://{out}/a.csv", "WFS:http://localhost:1", "out:a.gdb",
    "out:a.tab", "out:a.mif", "out:a.gml", "out:a.sqlite", "out:a.gpx", "out:a.ods", "out:a.pdf",
    "out:a.gpkg|x",
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
    ["in:dsm.tif"] * 300,
    ["cloud:points.las"],
    *RASTERS,
    *SELDOM,
]
RASTERS += SELDOM
VECTORS += [*SHAPES, *SELDOM]
TARGETS += PLACES
POOLS: dict[str, list[Any]] = {
    "number": NUMBERS, "raster": RASTERS, "layer": VECTORS, "extent": EXTENTS, "enum": CHOICES, "crs": CRS,
    "file": FILES, "multilayer": LISTS, "boolean": CHOICES, "string": TEXTS, "rasterDestination": TARGETS,
    "fileDestination": TARGETS, "folderDestination": TARGETS, "sink": [*TARGETS, *LAYERS],
}  # fmt: skip
OUTPUTS = ("rasterDestination", "fileDestination", "folderDestination", "sink")
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
