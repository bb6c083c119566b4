"""LAS as programs write it: versions, point formats, flags, CRS in keys and words, and headers that lie."""

from __future__ import annotations

import logging
import struct
import time

import numpy as np
import pytest
from osgeo import osr
from roofline.models.clouds import readers
from roofline.models.clouds.gridding import grid_points
from roofline.models.errors import RooflineError
from roofline.models.raster.dataset import Raster
from support import las_parts as las
from support.peak_memory import forget_peak, peak_megabytes

RNG = np.random.default_rng(5)
POINTS = np.rint(RNG.uniform([500000, 5400000, 40], [500060, 5400060, 60], (600, 3)) * 1e3) / 1e3
UTM_KEYS = ((1024, 0, 1, 1), (3072, 0, 1, 25832))
US_FOOT = 1200 / 3937


def read(path):
    return np.concatenate([np.empty((0, 3)), *readers.open_points(path).pieces()])


def crs_of(path):
    crs = osr.SpatialReference()
    crs.ImportFromWkt(readers.open_points(path).crs)
    return crs


@pytest.mark.parametrize("minor", range(5))
@pytest.mark.parametrize("kind", range(11))
@pytest.mark.parametrize("extra", [0, 5])
def test_every_version_and_point_format(tmp_path, minor, kind, extra):
    path = las.write(tmp_path / "cloud.las", POINTS, kind, minor, (las.keys(*UTM_KEYS),), extra=extra)
    np.testing.assert_allclose(read(path), POINTS, atol=1e-9)
    assert crs_of(path).GetAuthorityCode(None) == "25832"


@pytest.mark.parametrize(
    ("kind", "minor", "withheld", "kept"),
    [(1, 0, 0, 0), (1, 2, 128, 32), (3, 4, 128, 64), (6, 4, 4, 1), (8, 4, 4, 8)],
)
def test_noise_and_withheld_points_are_left_out_and_counted(tmp_path, caplog, kind, minor, withheld, kept):
    """Synthetic, key and overlap points are points; classes 7 and 18 and the flag of withheld are not."""
    classes = np.full(600, 2)
    classes[:3], classes[3:5], classes[5:9] = 7, 18, 12
    flags = np.where(np.arange(600) >= 590, withheld, kept)
    path = las.write(tmp_path / "cloud.las", POINTS, kind, minor, classes=classes, flags=flags)
    with caplog.at_level(logging.INFO, "roofline"):
        found = read(path)
    last = 590 if withheld else 600
    np.testing.assert_allclose(found, POINTS[5:last], atol=1e-9)
    assert f"{5 + 600 - last} points of cloud.las are marked as noise" in caplog.text


def test_degrees_by_keys_or_words_are_refused(tmp_path):
    degrees = POINTS * [1e-6, 1e-6, 1] + [10, 43, 0]
    wkt = readers.crs_wkt("EPSG:4326").encode()
    for records in (
        (las.keys((2048, 0, 1, 4326)), las.keys((1024, 0, 1, 2), (2048, 0, 1, 4258))),
        (las.record(2112, wkt),),
    ):
        for one in records:
            path = las.write(tmp_path / "cloud.las", degrees, records=(one,))
            with pytest.raises(RooflineError, match="degrees; reproject"):
                grid_points(path, tmp_path / "dsm.tif")


def test_places_from_the_centre_of_the_earth_are_refused(tmp_path):
    path = las.write(
        tmp_path / "cloud.las", POINTS, records=(las.record(2112, readers.crs_wkt("EPSG:4978").encode()),)
    )
    with pytest.raises(RooflineError, match="Earth's centre"):
        grid_points(path, tmp_path / "dsm.tif")


@pytest.mark.parametrize(
    ("more", "unit"),
    [
        ((), 1.0),
        (((4099, 0, 1, 9003),), US_FOOT),
        (((4099, 0, 1, 9002),), 0.3048),
        (((4099, 0, 1, 9001),), 1.0),
        (((4097, 34737, 28, 0),), US_FOOT),
        (((4096, 0, 1, 6360), (4099, 0, 1, 9003)), US_FOOT),
    ],
)
def test_the_unit_of_heights_reaches_the_raster(tmp_path, more, unit):
    words = las.record(34737, b"NAVD88 height - Geoid (ftUS)|")
    path = las.write(tmp_path / "cloud.las", POINTS, records=(las.keys(*UTM_KEYS, *more), words))
    grid_points(path, tmp_path / "dsm.tif", pixel_size=2)
    with Raster.open(tmp_path / "dsm.tif") as raster:
        assert raster.height_unit == pytest.approx(unit, rel=1e-6)
        assert raster.grid.unit_in_metres == 1


def test_heights_in_metres_over_feet(tmp_path):
    """State plane feet with heights in metres, and with those not told: the horizontal unit's."""
    for more, unit in (((4099, 0, 1, 9001),), 1.0), ((), US_FOOT):
        path = las.write(
            tmp_path / "c.las", POINTS, records=(las.keys((1024, 0, 1, 1), (3072, 0, 1, 2263), *more),)
        )
        grid_points(path, tmp_path / "dsm.tif", pixel_size=5)
        with Raster.open(tmp_path / "dsm.tif") as raster:
            assert raster.height_unit == pytest.approx(unit, rel=1e-6)
            assert raster.grid.unit_in_metres == pytest.approx(US_FOOT, rel=1e-6)


HEIGHTS_ALONE = b'VERT_CS["NHN",VERT_DATUM["DHHN2016",2005],UNIT["metre",1],AXIS["Up",UP]]'


@pytest.mark.parametrize(
    "told", [b"", b"\0" * 40, b"   ", b'PROJCS["cut off', b"\xff\xfe\xfd", HEIGHTS_ALONE]
)
def test_blank_words_do_not_hide_keys(tmp_path, told):
    records = las.record(2112, told), las.keys(*UTM_KEYS)
    assert (
        crs_of(las.write(tmp_path / "cloud.las", POINTS, records=records)).GetAuthorityCode(None) == "25832"
    )


def test_words_behind_the_points(tmp_path):
    wkt = readers.crs_wkt("EPSG:25832").encode() + b"\0"
    path = las.write(
        tmp_path / "cloud.las", POINTS, 6, 4, behind=(las.extended(7, b"x" * 99), las.extended(2112, wkt))
    )
    assert crs_of(path).GetAuthorityCode(None) == "25832" and len(read(path)) == 600


def test_a_projection_of_ones_own(tmp_path):
    """Keys that tell a transverse Mercator by its numbers, in feet."""
    numbers = las.record(34736, struct.pack("<5d", 40.0, -75.5, 0.9999, 500000.0, 0.0))
    own = ((1024, 0, 1, 1), (2048, 0, 1, 4269), (3072, 0, 1, 32767), (3074, 0, 1, 32767), (3075, 0, 1, 1))
    own += (
        (3076, 0, 1, 9003),
        *((key, 34736, 1, place) for place, key in enumerate((3081, 3080, 3092, 3082, 3083))),
    )
    crs = crs_of(las.write(tmp_path / "cloud.las", POINTS, records=(las.keys(*own), numbers)))
    assert crs.GetAttrValue("PROJECTION") == "Transverse_Mercator"
    assert crs.GetProjParm("central_meridian") == -75.5
    assert crs.GetLinearUnits() == pytest.approx(US_FOOT)


def test_keys_of_others_and_nonsense_are_no_crs(tmp_path):
    for records in (
        (las.record(34735, b"\1\0\1"),),
        (las.keys((3072, 0, 1, 60000)),),
        (las.keys((1024, 0, 1, 1), (3072, 0, 1, 32767)),),
        (las.keys((4097, 34737, 65000, 65000)), las.record(34737, b"x")),
        (las.record(2112, readers.crs_wkt("EPSG:4326").encode(), b"liblas"),),
    ):
        assert readers.open_points(las.write(tmp_path / "cloud.las", POINTS, records=records)).crs == ""


LIES = {
    "version": {},
    "billions of records": {"declared": 2**32 - 1},
    "billions of points": {"count": 2**32 - 1},
    "no scale": {"scale": 0.0},
    "scale of NaN": {"scale": float("nan")},
    "infinite offset": {"offset": (float("inf"), 0, 0)},
}


@pytest.mark.parametrize("lie", LIES)
def test_headers_that_lie_are_refused_at_once(tmp_path, lie):
    path = las.write(tmp_path / "cloud.las", POINTS, **LIES[lie])
    if lie == "version":
        path.write_bytes(path.read_bytes()[:24] + b"\x09\x09" + path.read_bytes()[26:])
    forget_peak()
    before, started = peak_megabytes(), time.process_time()
    with pytest.raises(RooflineError) as raised:
        read(path)
    assert time.process_time() - started < 2 and peak_megabytes() - before < 100
    assert str(raised.value).startswith("cloud.las ") and str(raised.value).endswith(".")


@pytest.mark.parametrize("place", [94, 96, 100, 104, 105, 107, 235, 243, 247])
@pytest.mark.parametrize("value", [0, 0x7F, 0xFF])
def test_no_field_of_the_header_breaks_more_than_the_file(tmp_path, place, value):
    path = las.write(tmp_path / "cloud.las", POINTS, 6, 4, (las.keys(*UTM_KEYS),))
    data = bytearray(path.read_bytes())
    data[place : place + 2] = bytes([value, value])
    path.write_bytes(data)
    started = time.process_time()
    try:
        assert len(read(path)) <= len(data) // 30
    except RooflineError as error:
        assert "\n" not in str(error)
    assert time.process_time() - started < 2


def test_extreme_but_legal_numbers(tmp_path):
    """Scales that put points out of the world leave no points; tiny ones put all into one place."""
    path = las.write(tmp_path / "far.las", POINTS, scale=1e290)
    with pytest.raises(RooflineError, match="no points"):
        grid_points(path, tmp_path / "dsm.tif")
    path = las.write(tmp_path / "near.las", POINTS, scale=1e-300)
    assert grid_points(path, tmp_path / "dsm.tif") == 600


@pytest.mark.parametrize("place", [-1, 0, 8, 12, 30])
def test_packed_files_that_lie(tmp_path, place):
    """Where the table of chunks should lie or what it declares is nonsense: one sentence, no memory."""
    laspy = pytest.importorskip("laspy", reason="laspy is an optional extra")
    pytest.importorskip("lazrs", reason="lazrs is an optional extra")
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = [1e-3] * 3, POINTS.min(0)
    cloud = laspy.LasData(header)
    cloud.x, cloud.y, cloud.z = POINTS.T
    cloud.classification[:5], cloud.withheld[5:9] = 7, 1
    cloud.write(tmp_path / "cloud.laz")
    np.testing.assert_allclose(read(tmp_path / "cloud.laz"), POINTS[9:], atol=1e-6)
    data = bytearray((tmp_path / "cloud.laz").read_bytes())
    start = struct.unpack_from("<I", data, 96)[0]
    table = struct.unpack_from("<q", data, start)[0]
    where = {-1: table + 4, 12: 247, 30: start - 30}.get(place, start + place)
    data[where : where + 4] = b"\xf0\xff\xff\x7f"
    (tmp_path / "torn.laz").write_bytes(data)
    forget_peak()
    before = peak_megabytes()
    try:
        read(tmp_path / "torn.laz")
    except RooflineError as error:
        assert "\n" not in str(error)
    assert peak_megabytes() - before < 300


def test_a_vertical_crs_outside_the_register_keeps_its_unit(tmp_path):
    projected = osr.SpatialReference()
    projected.ImportFromEPSG(32631)
    vertical = 'VERT_CS["local",VERT_DATUM["local",2005],UNIT["foot",0.3048],AXIS["Up",UP]]'
    crs = f'COMPD_CS["local",{projected.ExportToWkt()},{vertical}]'
    grid_points(las.write(tmp_path / "cloud.las", POINTS), tmp_path / "dsm.tif", pixel_size=2, crs=crs)
    with Raster.open(tmp_path / "dsm.tif") as raster:
        assert raster.height_unit == pytest.approx(0.3048, rel=1e-6) and raster.grid.unit_in_metres == 1


@pytest.mark.parametrize(("given", "is_said"), [("EPSG:32632", True), ("EPSG:32631", False), ("", False)])
def test_a_crs_that_is_given_in_vain_is_said(tmp_path, caplog, given, is_said):
    """The file's own counts, though its heights are told in feet; who gives another one should know."""
    own = las.keys((1024, 0, 1, 1), (3072, 0, 1, 32631), (4099, 0, 1, 9002))
    cloud = las.write(tmp_path / "cloud.las", POINTS, records=(own,))
    grid_points(cloud, tmp_path / "dsm.tif", pixel_size=1.0, crs=given)
    assert ("states a CRS of its own" in caplog.text) == is_said
    with Raster.open(tmp_path / "dsm.tif") as made:
        assert "UTM zone 31N" in made.grid.projection and made.height_unit == pytest.approx(0.3048)
