"""No output replaces or changes what a run reads, another layer, or what is no file: by any name."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from roofline.models.errors import RooflineError
from roofline.models.formats import atomic, folders
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.named_files import NOT_OPENED, files_of, holds_shapes
from roofline.models.raster.paths import check_apart, check_paths, check_replaced
from roofline.models.raster.writer import RasterWriter
from support.engine_parts import hills, leftovers, make

GRID = Grid(8, 8, (500000, 1, 0, 5000000, 0, -1))
APART = "same name|would replace or change"


def raster(path: Path) -> Path:
    return make(path, hills(8, 8))


def geopackage(path: Path, *layers: str, rasters: bool = False) -> Path:
    if rasters:
        gdal.Translate(str(path), gdal.Open(str(raster(path.with_suffix(".dem.tif")))), format="GPKG")
    source = ogr.GetDriverByName("GPKG")
    data = gdal.OpenEx(str(path), gdal.OF_UPDATE) if rasters else source.CreateDataSource(str(path))
    for name in layers:
        data.CreateLayer(name)
    data = None
    return path


def virtual(path: Path, source: str, relative: int = 0) -> Path:
    path.write_text(
        '<VRTDataset rasterXSize="8" rasterYSize="8"><VRTRasterBand dataType="Float32" band="1">'
        "<SimpleSource>"
        f'<SourceFilename relativeToVRT="{relative}">{source}</SourceFilename><SourceBand>1</SourceBand>'
        "</SimpleSource></VRTRasterBand></VRTDataset>"
    )
    return path


@pytest.mark.parametrize(
    "named",
    [
        "{folder}/in.tif",
        "{folder}/./in.tif",
        "{folder}/link.tif",
        "{folder}/hard.tif",
        "{folder}/linked/in.tif",
        "{folder}/one.vrt",
        "{folder}/two.vrt",
        "{folder}/relative.vrt",
        "{folder}/quoted.vrt",
        "GTIFF_DIR:1:{folder}/in.tif",
        'ANYTHING:"{folder}/in.tif":Band1',
        "ANYTHING:{folder}/in.tif:Band1",
        "{folder}/in.tif|layername=x",
        "/vsisubfile/0_100,{folder}/in.tif",
        "/vsigzip/{folder}/in.tif",
        "/vsizip/{folder}/in.tif/inner.tif",
        "/vsizip/{{{folder}/in.tif}}/inner.tif",
        "file://{folder}/in.tif?type=csv&delimiter=,",
        "dbname='{folder}/in.tif' table=\"x\" (geom)",
    ],
)
def test_a_source_by_any_name_is_not_replaced(tmp_path, named):
    source = raster(tmp_path / "in.tif")
    (tmp_path / "link.tif").symlink_to(source)
    os.link(source, tmp_path / "hard.tif")
    (tmp_path / "linked").symlink_to(tmp_path)
    virtual(tmp_path / "one.vrt", str(source))
    virtual(tmp_path / "two.vrt", str(tmp_path / "one.vrt"))
    virtual(tmp_path / "relative.vrt", "in.tif", 1)
    virtual(tmp_path / "quoted.vrt", "GTIFF_DIR:1:&quot;in.tif&quot;", 1)
    name = named.format(folder=tmp_path)
    for target in (source, tmp_path / "link.tif", tmp_path / "hard.tif", tmp_path / "linked" / "in.tif"):
        with pytest.raises(RooflineError, match=APART):
            check_paths([name], [target])
    check_paths([name], [tmp_path / "other.tif"])


def test_the_text_of_a_virtual_raster_is_a_source_too(tmp_path):
    source = raster(tmp_path / "in.tif")
    text = virtual(tmp_path / "a.vrt", str(source)).read_text()
    with pytest.raises(RooflineError, match=APART):
        check_paths([text], [source])


def test_a_virtual_layer_names_its_source(tmp_path):
    shapes = geopackage(tmp_path / "houses.gpkg", "houses")
    (tmp_path / "v.vrt").write_text(
        f"<OGRVRTDataSource><OGRVRTLayer name='houses'><SrcDataSource>{shapes}</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert str(shapes) in files_of(tmp_path / "v.vrt")


def test_files_that_belong_to_a_source_are_not_replaced(tmp_path):
    source = raster(tmp_path / "in.tif")
    driver = ogr.GetDriverByName("ESRI Shapefile")
    driver.CreateDataSource(str(tmp_path / "roads.shp")).CreateLayer("roads", geom_type=ogr.wkbLineString)
    gdal.Translate(str(tmp_path / "old.bil"), gdal.Open(str(source)), format="EHdr")
    (tmp_path / "plan.gpkg").touch()
    (tmp_path / "link.tif").symlink_to("in.tif")
    for given, names in {
        "link.tif": "link.tfw in.tif.ovr in.tfw in.prj",
        "in.tif": "in.tif.ovr in.tif.aux.xml in.tif.msk in.tfw in.tifw in.wld in.prj in.qml",
        "roads.shp": "roads.dbf roads.shx roads.prj roads.cpg roads.shp roads.qix roads.sbn",
        "old.bil": "old.hdr old.prj",
        "plan.gpkg": "plan.gpkg-wal plan.gpkg-shm plan.gpkg-journal",
    }.items():
        for name in names.split():
            with pytest.raises(RooflineError, match=APART):
                check_paths([tmp_path / given], [tmp_path / name])
    check_paths([source, tmp_path / "roads.shp"], [tmp_path / "roads.tif", tmp_path / "in.json"])


def test_what_goes_with_an_output_is_no_file_of_the_run(tmp_path):
    """Old overviews of an output are deleted with it: a guide under that name would be gone."""
    guide, target = raster(tmp_path / "out.tif.ovr"), tmp_path / "out.tif"
    for sources, targets in (
        ([guide], [target]),
        ([], [target, tmp_path / "out.tif.aux.xml"]),
        ([], [tmp_path / "out.tfw", target]),
    ):
        with pytest.raises(RooflineError, match=APART):
            check_paths(sources, targets)


@pytest.mark.parametrize("name", ["/dev/null", "pipe", "link", "circle", "folder"])
def test_only_files_are_replaced(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/dev/null")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    target = tmp_path / name  # /dev/null stays itself
    before = os.lstat(target)
    for attempt in (
        lambda: check_paths([], [target]),
        lambda: check_replaced([target]),
        lambda: RasterWriter(target, GRID),
        lambda: atomic.write_text(target, "text"),
    ):
        with pytest.raises(RooflineError, match=r"device or a pipe|is a folder|cannot be a file's name"):
            attempt()
    after = os.lstat(target)
    assert (before.st_mode, before.st_ino) == (after.st_mode, after.st_ino)
    assert leftovers(tmp_path) == {"pipe", "folder", "link", "circle"}


@pytest.mark.parametrize(
    ("name", "layers", "rasters"),
    [("one.gpkg", ["houses"], False), ("two.gpkg", ["a", "b"], False), ("mixed.gpkg", ["houses"], True)],
)
def test_layers_of_a_geopackage_are_kept(tmp_path, name, layers, rasters):
    target = geopackage(tmp_path / name, *layers, rasters=rasters)
    before = target.read_bytes()
    for attempt in (lambda: check_paths([], [target]), lambda: RasterWriter(target, GRID)):
        with pytest.raises(RooflineError, match="holds layers that would be lost; choose the name of a new"):
            attempt()
    assert target.read_bytes() == before


def test_tables_that_are_no_layers_are_kept(tmp_path):
    target = tmp_path / "notes.gpkg"
    database = sqlite3.connect(target)
    database.execute("CREATE TABLE notes(words TEXT)")
    database.commit()
    database.close()
    with pytest.raises(
        RooflineError, match=r"notes\.gpkg is a database whose contents would be lost; choose"
    ):
        RasterWriter(target, GRID)


def test_several_rasters_in_one_file_are_kept(tmp_path):
    target = tmp_path / "pages.tif"
    first = gdal.Open(str(raster(tmp_path / "a.tif")))
    gdal.Translate(str(target), first)
    gdal.Translate(str(target), first, creationOptions=["APPEND_SUBDATASET=YES"])
    with pytest.raises(RooflineError, match="holds layers"):
        check_paths([], [target])


def test_a_subdataset_keeps_its_file(tmp_path):
    target = geopackage(tmp_path / "g.gpkg", rasters=True)
    with pytest.raises(RooflineError, match=APART):
        check_paths([f"GPKG:{target}:g"], [target])


def test_what_is_inside_an_archive_keeps_the_archive(tmp_path):
    raster(tmp_path / "in.tif")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "in.tif", "in.tif")
    with pytest.raises(RooflineError, match=f"would replace or change {tmp_path / 'a.zip'}, which belongs"):
        check_paths([f"/vsizip/{tmp_path}/a.zip/in.tif"], [tmp_path / "a.zip"])


def test_a_run_again_replaces_its_own_output(tmp_path):
    for _ in range(2):
        with RasterWriter(tmp_path / "out.tif", GRID) as writer:
            writer.write(hills(8, 8)[None], Window(0, 0, 8, 8))
        check_paths([], [tmp_path / "out.tif"])
        np.testing.assert_array_equal(gdal.Open(str(tmp_path / "out.tif")).ReadAsArray(), hills(8, 8))


def test_names_that_are_no_names(tmp_path):
    for name in ("a\0b.tif", "n" * 300 + ".tif"):
        with pytest.raises(RooflineError, match=r"cannot be a file's name|cannot be written"):
            check_paths([], [tmp_path / name])
        check_apart([tmp_path / name], [tmp_path / "fine.tif"])


def test_many_tiles_are_looked_at_in_seconds(tmp_path):
    source = raster(tmp_path / "in.tif")
    for number in range(300):
        os.link(source, tmp_path / f"{number}.tif")
    names = [str(tmp_path / f"{number}.tif") for number in range(300)]
    gdal.BuildVRT(str(tmp_path / "all.vrt"), names).FlushCache()
    assert set(names) <= files_of(tmp_path / "all.vrt")
    with pytest.raises(RooflineError, match=APART):
        check_paths([tmp_path / "all.vrt"], [tmp_path / "299.tif"])


@pytest.mark.parametrize("name", ["a|b.gpkg", "a|layername=b.gpkg", "a|b|c.gpkg"])
def test_names_may_hold_what_parts_a_source(tmp_path, name):
    """QGIS writes a layer behind a file's name, "houses.gpkg|layername=houses"."""
    shapes = geopackage(tmp_path / "houses.gpkg", "houses").rename(tmp_path / name)
    source = virtual(tmp_path / "b|c.vrt", str(raster(tmp_path / "in.tif")))
    for named in (shapes, f"{shapes}|layername=houses", f"{shapes}|layername=houses|subset=1 = 1"):
        assert files_of(named) >= {str(shapes)}
        with pytest.raises(RooflineError, match=APART):
            check_paths([named], [shapes])
    with pytest.raises(RooflineError, match=APART):
        check_paths([f"{source}|option:NUM_THREADS=2"], [tmp_path / "in.tif"])


def test_what_holds_shapes(tmp_path):
    shapes = geopackage(tmp_path / "houses.gpkg", "houses")
    (tmp_path / "a.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'
    )
    (tmp_path / "a.txt").write_text("words")
    assert holds_shapes(shapes) and holds_shapes(tmp_path / "a.geojson")
    for other in (raster(tmp_path / "in.tif"), tmp_path / "a.txt", tmp_path / "gone.gpkg", tmp_path):
        assert not holds_shapes(other)
    with pytest.raises(RooflineError, match=r"houses\.gpkg is a vector layer, not a raster; give a raster"):
        Raster.open(shapes)


@pytest.mark.parametrize("location", ["{folder}/in.tif", "in.tif", "{folder}/inner.vrt"])
def test_the_tiles_of_an_index_are_sources(tmp_path, location):
    """GDAL 3.9 reads a layer of footprints as a mosaic; older ones do not, and lose nothing either."""
    source = raster(tmp_path / "in.tif")
    virtual(tmp_path / "inner.vrt", str(source))
    path = tmp_path / "index.gti.gpkg"
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("index", geom_type=ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("location", ogr.OFTString))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature["location"] = location.format(folder=tmp_path)
    layer.CreateFeature(feature)
    data = layer = feature = None
    words = f"<GDALTileIndexDataset><IndexDataset>{path}</IndexDataset></GDALTileIndexDataset>"
    (tmp_path / "mosaic.gti").write_text(words)
    for named in (path, f"GTI:{path}", tmp_path / "mosaic.gti"):
        for target in (source, path):
            with pytest.raises(RooflineError, match=APART):
                check_paths([named], [target])
        check_paths([named], [tmp_path / "other.tif"])


@pytest.mark.parametrize(
    "name",
    ["/vsimem/a.tif", "/vsistdout/", "http://localhost:1/a.tif", "file:///a/b.tif", "memory:", "PG:dbname=a"],
)
def test_what_is_no_place_on_a_disk_is_not_written(name):
    for targets, made in (([name], []), ([], [name])):
        with pytest.raises(RooflineError, match="is no place on this machine's disks; choose another"):
            check_paths([], targets, made)
    with pytest.raises(RooflineError, match="is no place on this machine's disks; choose another"):
        folders.check(name, lambda _: True)


def test_drivers_are_called_as_gdal_calls_them():
    """Lists of names are asked for GDAL's own spelling: another one is never found, without a word."""
    known = {gdal.GetDriver(index).ShortName for index in range(gdal.GetDriverCount())}
    here = {name.lower() for name in known}  # not every GDAL has all of them
    named = {name for name in NOT_OPENED if name is not None and name.lower() in here}
    assert len(named) > 10
    assert not named - known
