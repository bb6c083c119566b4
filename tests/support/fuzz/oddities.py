"""Rasters and layers that are legal, and seldom seen: types, georeferences, containers, names."""

from __future__ import annotations

import gc
import zipfile
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr
from roofline.models.raster.gdal_errors import quiet_gdal

from support import rasters
from support.fuzz.cases import NAMES, TYPES

WRONG = "<VRTDataset rasterXSize='{size}' rasterYSize='{size}'>{rest}</VRTDataset>"
SOURCE = (
    "<VRTRasterBand dataType='Float32' band='1'><SimpleSource><SourceFilename relativeToVRT='1'>{name}"
    "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>"
)


def make(folder: Path) -> None:
    """Fill a folder that has dsm.tif and houses.gpkg already."""
    heights = rasters.town((64, 72))
    _types(folder, heights)
    _places(folder, heights)
    _virtual(folder)
    _vectors(folder)
    for name in NAMES:
        (folder / name).write_bytes((folder / "dsm.tif").read_bytes())
    with zipfile.ZipFile(folder / "dsm.zip", "w") as archive:
        archive.write(folder / "dsm.tif", "dsm.tif")
    container = str(folder / "raster.gpkg")
    gdal.Translate(container, str(folder / "rgb.tif"), format="GPKG", creationOptions=["RASTER_TABLE=a"])
    gc.collect()  # newer bindings hold datasets in circles: closed later, they would change under a run


def _types(folder: Path, heights: np.ndarray) -> None:
    for name in TYPES:
        if hasattr(gdal, f"GDT_{name}"):  # some are newer than the oldest GDAL
            _write(folder / f"{name}.tif", np.nan_to_num(heights), getattr(gdal, f"GDT_{name}"))
    ones = np.ones((64, 72), np.uint8)
    _write(folder / "many.tif", np.zeros((40, 64, 72), np.uint8))
    _write(folder / "bit.tif", ones, gdal.GDT_Byte, "NBITS=1")
    dataset = _write(folder / "alpha.tif", np.stack([ones] * 4))
    dataset.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
    dataset = _write(folder / "palette.tif", ones, gdal.GDT_Byte, palette={1: (255, 0, 0, 255)})
    dataset.GetRasterBand(1).SetCategoryNames(["nothing", "house"])
    for name, scale in {"scaled": 0.01, "no scale": 0, "nan scale": np.nan}.items():
        dataset = _write(folder / f"{name}.tif", heights, gdal.GDT_Float32)
        dataset.GetRasterBand(1).SetScale(scale)
        dataset.GetRasterBand(1).SetOffset(100)
    for name, nodata in {"nan void": np.nan, "inf void": np.inf, "far void": 1e300, "zero void": 0}.items():
        dataset = _write(folder / f"{name}.tif", heights, gdal.GDT_Float32)
        dataset.GetRasterBand(1).SetNoDataValue(nodata)
    dataset = _write(folder / "masked.tif", heights, gdal.GDT_Float32)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(0 * ones)


def _places(folder: Path, heights: np.ndarray) -> None:
    rasters.write(folder / "row.tif", heights[:1])
    rasters.write(folder / "column.tif", heights[:, :1])
    rasters.write(folder / "south up.tif", heights, geotransform=(500000, 0.5, 0, 4999968, 0, 0.5))
    rasters.write(folder / "mirrored.tif", heights, geotransform=(500036, -0.5, 0, 5000000, 0, -0.5))
    rasters.write(folder / "sheared.tif", heights, geotransform=(500000, 0.5, 0.4, 5000000, 0, -0.5))
    rasters.write(folder / "long pixels.tif", heights, geotransform=(500000, 5, 0, 5000000, 0, -0.01))
    rasters.write(folder / "million.tif", heights, geotransform=(5e11, 0.5, 0, 5e12, 0, -0.5))
    rasters.write(folder / "feet.tif", heights, epsg=2263, geotransform=(980000, 1.5, 0, 200000, 0, -1.5))
    rasters.write(folder / "mercator.tif", heights, epsg=3857)
    rasters.write(folder / "no crs.tif", heights, epsg=None)
    rasters.write(folder / "no place.tif", heights, epsg=None, geotransform=(0, 1, 0, 0, 0, 1))
    rasters.write(folder / "unit.tif", heights, unit="furlong")
    for name, text in {
        "site": 'LOCAL_CS["site",UNIT["metre",1]]',
        "geocentric": rasters.wkt(4978),
        "vertical": rasters.wkt(5703),
        "nonsense": 'PROJCS["x"]',
    }.items():
        rasters.write(folder / f"{name}.tif", heights)
        with quiet_gdal():
            dataset = gdal.Open(str(folder / f"{name}.tif"), gdal.GA_Update)
            dataset.SetProjection(text)
    dataset = _write(folder / "points.tif", heights, gdal.GDT_Float32, placed=False)
    corners = ((0, 0), (72, 0), (0, 64), (72, 64))
    points = [gdal.GCP(500000 + x / 2, 5000000 - y / 2, 0, x, y) for x, y in corners]
    dataset.SetGCPs(points, rasters.wkt(32631))


def _write(
    path: Path,
    values: np.ndarray,
    kind: int = gdal.GDT_Byte,
    *options: str,
    placed: bool = True,
    palette: dict[int, tuple[int, int, int, int]] | None = None,
) -> gdal.Dataset:
    bands = values[None] if values.ndim == 2 else values
    count, height, width = bands.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, kind, list(options))
    if placed:
        dataset.SetGeoTransform(rasters.GEOTRANSFORM)
        dataset.SetProjection(rasters.wkt(32631))
    if palette:  # newer GDAL takes none when pixels are written
        colours = gdal.ColorTable()
        for value, colour in palette.items():
            colours.SetColorEntry(value, colour)
        dataset.GetRasterBand(1).SetColorTable(colours)
    dataset.WriteArray(bands)
    return dataset


def _virtual(folder: Path) -> None:
    for name, size, rest in (
        ("itself", 64, SOURCE.format(name="itself.vrt")),
        ("ping", 64, SOURCE.format(name="pong.vrt")),
        ("pong", 64, SOURCE.format(name="ping.vrt")),
        ("vast", 2**31 - 1, SOURCE.format(name="dsm.tif")),
        ("too vast", 2**40, SOURCE.format(name="dsm.tif")),
        ("negative", -5, SOURCE.format(name="dsm.tif")),
        ("sourceless", 64, SOURCE.format(name="gone.tif")),
        ("bandless", 64, ""),
        ("worded", 64, "<VRTRasterBand dataType='Words' band='x'/>"),
        ("web", 64, SOURCE.format(name="/vsicurl/http://localhost:1/x.tif")),
    ):
        (folder / f"{name}.vrt").write_text(WRONG.format(size=size, rest=rest))
    gdal.Translate(str(folder / "dsm.vrt"), str(folder / "dsm.tif"), format="VRT")
    with (folder / "cut.vrt").open("w") as file:
        file.write((folder / "dsm.vrt").read_text()[:300])


def _vectors(folder: Path) -> None:
    (folder / "nested.json").write_text("[" * 50000)
    (folder / "far.geojson").write_text(_geojson("[[[1e300,0],[0,1e300],[1,1],[1e300,0]]]"))
    (folder / "short.geojson").write_text(_geojson("[[[1,2],[3,4]]]"))
    (folder / "words.geojson").write_text(_geojson('"here"'))
    (folder / "wkt.csv").write_text('WKT,name\n"POLYGON((0 0,1 0,1 1,0 0))",a\n')
    gdal.VectorTranslate(str(folder / "alone.shp"), str(folder / "houses.gpkg"), format="ESRI Shapefile")
    for ending in ("dbf", "shx", "prj"):
        (folder / f"alone.{ending}").unlink(missing_ok=True)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32631)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(folder / "kinds.gpkg"))
    for name, text in {
        "curve": "CURVEPOLYGON(CIRCULARSTRING(500002 4999998,500020 4999990,500010 4999980,500004 4999985,"
        "500002 4999998))",
        "all": "GEOMETRYCOLLECTION(POINT(500005 4999990),POLYGON((500002 4999998,500020 4999998,500020 "
        "4999980,500002 4999998)))",
        "empty": "POLYGON EMPTY",
        "high": "POLYGON Z((500002 4999998 nan,500020 4999998 1,500020 4999980 2,500002 4999998 nan))",
        "nan": "POLYGON((nan nan,500020 4999998,500020 4999980,nan nan))",
        "line": "POLYGON((500002 4999998,500020 4999998,500002 4999998))",
    }.items():
        layer = source.CreateLayer(name, crs, ogr.wkbUnknown)
        feature = ogr.Feature(layer.GetLayerDefn())
        with quiet_gdal():
            feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
            layer.CreateFeature(feature)


def _geojson(coordinates: str) -> str:
    shape = f'{{"type": "Polygon", "coordinates": {coordinates}}}'
    return f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {shape}}}]}}'
