"""Every raster that is written reads back; a format that cannot hold it is refused before the work."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.errors import RooflineError
from roofline.models.language import Message
from roofline.models.raster.formats import drivers_for
from roofline.models.raster.gdal_errors import silent_gdal
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.writer import RasterWriter
from support import limits
from support.engine_parts import hills, leftovers, wkt

GRID = Grid(50, 40, (500000, 0.5, 0, 5000000, 0, -0.5), wkt("EPSG:32631"))
WHOLE = Window(0, 0, 50, 40)
KINDS = {
    "heights": ("Float32", 1, -9999.0, False),
    "mask": ("Byte", 1, 255, False),
    "classes": ("Byte", 2, None, False),
    "planes": ("UInt32", 1, 0, False),
    "picture": ("Byte", 3, None, True),
}


@pytest.fixture(autouse=True)
def side_files():
    """As in QGIS: places go into a file beside where the format has no room for them."""
    gdal.SetConfigOption("GDAL_PAM_ENABLED", "YES")
    yield
    gdal.SetConfigOption("GDAL_PAM_ENABLED", None)


def endings() -> list[str]:
    drivers = map(gdal.GetDriver, range(gdal.GetDriverCount()))
    able = [
        each
        for each in drivers
        if each.GetMetadataItem("DCAP_CREATECOPY") and each.GetMetadataItem("DCAP_RASTER")
    ]
    found = ((each.GetMetadataItem("DMD_EXTENSIONS") or "").lower().split() for each in able)
    return sorted({name for names in found for name in names})


def values(kind: str) -> np.ndarray:
    dtype, bands, nodata, _ = KINDS[kind]
    if dtype == "Float32":
        made = (440 + np.abs(hills(40, 50)) % 18)[None].astype(np.float32)
    else:
        most = {"mask": 2, "planes": 2**31}.get(kind, 255)
        made = (
            np.random.default_rng(0)
            .integers(1, most, (bands, 40, 50))
            .astype(np.uint32 if dtype == "UInt32" else np.uint8)
        )
    if nodata is not None:
        made[:, 3, 4] = nodata
    return made


def write(target: Path, kind: str, **options) -> np.ndarray:
    dtype, bands, nodata, lossy = KINDS[kind]
    written = values(kind)
    with RasterWriter(target, GRID, bands, dtype, nodata, lossy=lossy, **options) as writer:
        writer.write(written, WHOLE)
    return written


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", endings())
def test_what_is_written_reads_back_or_is_refused(tmp_path, ending, kind):
    target = tmp_path / f"out.{ending}"
    try:
        written = write(target, kind)
    except RooflineError as error:
        assert re.search(
            "cannot hold this raster|cannot be written as", str(error)
        ) and "ends with .tif" in str(error)
        assert leftovers(tmp_path) == set()
        return
    with silent_gdal():  # GRIB lacks tables that describe what is in it, and says so
        dataset = gdal.Open(str(target))
        read, nodata = dataset.ReadAsArray().reshape(written.shape), KINDS[kind][2]
    if nodata is not None:
        assert np.float32(dataset.GetRasterBand(1).GetNoDataValue()) == np.float32(read[0, 3, 4])
        read[0, 3, 4] = written[0, 3, 4] = 0  # some formats have a nodata value of their own
    if not KINDS[kind][3]:
        np.testing.assert_allclose(read, written, rtol=0, atol=1e-3 if kind == "heights" else 0)
    np.testing.assert_allclose(dataset.GetGeoTransform(), GRID.geotransform, atol=1e-3)
    assert re.search(r"\+zone=31|\+lon_0=3 ", dataset.GetSpatialRef().ExportToProj4())


@pytest.mark.parametrize(
    ("ending", "held"),
    [
        ("tif", "heights mask classes planes picture"),
        ("img", "heights mask classes planes picture"),
        ("asc", "heights mask"),
        ("png", "mask classes picture"),
        ("jpg", "picture"),
        ("gpkg", "heights mask picture"),
        *((name, "") for name in ("vrt", "kml", "kmz", "mbtiles", "dem", "xpm", "cal")),
    ],
)
def test_the_usual_formats(tmp_path, ending, held):
    for kind in KINDS:
        target = tmp_path / f"{kind}.{ending}"
        if kind in held.split():
            write(target, kind)
        elif kind in ("heights", "mask") or ending in ("jpg", "vrt"):
            with pytest.raises(RooflineError) as caught:
                RasterWriter(target, GRID, *KINDS[kind][1::-1], KINDS[kind][2], lossy=KINDS[kind][3])
            if ending not in endings():  # GDAL 3.13 writes neither USGS DEM nor XPM any more
                assert str(caught.value).startswith(f"Rasters cannot be written as .{ending}; choose")
                continue
            assert f"A .{ending} file cannot hold this raster" in str(caught.value)
            assert isinstance(caught.value.values["reason"], Message)  # else it stays English
        assert target.exists() == (kind in held.split()) or kind == "classes" or kind == "planes"


@limits.needs_limits
@pytest.mark.parametrize("ending", ["asc", "img", "tif"])
def test_a_full_disk_is_not_the_formats_fault(tmp_path, ending):
    """What is tried there fails for want of room."""
    with (
        limits.files_of_at_most(2000),
        pytest.raises(RooflineError, match=f"a.{ending} cannot be written; check .* not full"),
    ):
        RasterWriter(tmp_path / f"a.{ending}", GRID, creation_options=["COMPRESS=NONE"][: ending == "tif"])
    assert leftovers(tmp_path) == set()


def test_the_unit_of_heights_is_kept(tmp_path):
    write(tmp_path / "feet.tif", "heights", unit="ft")
    assert gdal.Open(str(tmp_path / "feet.tif")).GetRasterBand(1).GetUnitType() == "ft"
    with pytest.raises(RooflineError, match="unit of the heights would be lost"):
        gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
        RasterWriter(tmp_path / "feet.bil", GRID, unit="ft")


@pytest.mark.parametrize("options", [["NBITS=16"], ["COMPRESS=LERC", "MAX_Z_ERROR=x", "NBITS=16"]])
def test_options_that_change_heights_are_refused(tmp_path, options):
    with pytest.raises(RooflineError, match="CREATION_OPTIONS cannot hold the raster"):
        write(tmp_path / "out.tif", "heights", creation_options=options)
    assert leftovers(tmp_path) == set()


def test_options_of_a_mask(tmp_path):
    with pytest.raises(RooflineError, match="CREATION_OPTIONS cannot hold"):
        write(tmp_path / "out.tif", "mask", creation_options=["COMPRESS=JPEG"])
    write(tmp_path / "picture.tif", "picture", creation_options=["COMPRESS=JPEG", "TILED=YES"])


def test_an_error_that_was_asked_for_is_one(tmp_path):
    if "LERC" not in gdal.GetDriverByName("GTiff").GetMetadataItem("DMD_CREATIONOPTIONLIST"):
        pytest.skip("this GDAL has no LERC")
    written = write(tmp_path / "out.tif", "heights", creation_options=["COMPRESS=LERC", "MAX_Z_ERROR=0.05"])
    assert np.abs(gdal.Open(str(tmp_path / "out.tif")).ReadAsArray() - written[0]).max() <= 0.05


def test_one_pixel_is_held_as_well_as_many(tmp_path):
    """A trial of its size would have its only pixel void."""
    with pytest.raises(RooflineError, match="values would be changed"):
        RasterWriter(tmp_path / "a.tif", Grid(1, 1), creation_options=["COMPRESS=LZW", "DISCARD_LSB=12"])


def test_side_files_of_others_are_kept(tmp_path):
    """A shapefile's CRS beside a grid of the same stem, another raster that is called as overviews are."""
    for name, ending in (("houses.prj", "bil"), ("houses.hdr", "bil"), ("houses.tif.ovr", "tif")):
        (tmp_path / name).write_text("of somebody else")
        with pytest.raises(RooflineError, match="would be lost with"):
            RasterWriter(tmp_path / f"houses.{ending}", GRID)
        assert (tmp_path / name).read_text() == "of somebody else"
        (tmp_path / name).unlink()
    for _ in range(2):  # its own are replaced
        write(tmp_path / "houses.bil", "heights")


def test_drivers_by_ending():
    assert drivers_for(Path("a")) == drivers_for(Path("a.TIF")) == ["GTiff"]
    assert len(drivers_for(Path("a.grd"))) > 1
    with pytest.raises(RooflineError, match="choose a name that ends with"):
        drivers_for(Path("a.shp"))
