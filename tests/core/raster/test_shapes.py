"""Shapes of every kind that OGR knows, drawn with the right number of pixels."""

from __future__ import annotations

import logging
import math
import time

import numpy as np
import pytest
from osgeo import gdal, ogr
from roofline.models.errors import Cancelled
from roofline.models.imagery.compose import compose
from roofline.models.raster import shapes
from roofline.models.raster.burning import Burned, corner_count
from roofline.models.raster.grid import Grid, Window, extent_of
from roofline.models.raster.nearby import nearby
from roofline.models.raster.shapes import Drawn, Vector, polygons_of
from support.rasters import wkt

GRID = Grid(100, 100, (500000.0, 1.0, 0.0, 5400100.0, 0.0, -1.0), wkt(25832))
CIRCLE = "CIRCULARSTRING(500020 5400050,500040 5400070,500060 5400050,500040 5400030,500020 5400050)"
ARC = "CIRCULARSTRING(500020 5400050,500040 5400070,500060 5400050)"
DISC = math.pi * 20**2
SQUARE = "((500010 5400010,500020 5400010,500020 5400020,500010 5400020,500010 5400010))"


def drawn(tmp_path, *shapes, kind="buildings", width=7.0):
    """The band of a class on a grid of 100 x 100 m with 1 m pixels."""
    wkbs = [shape if isinstance(shape, bytes) else bytes(_wkb(shape)) for shape in shapes]
    target = tmp_path / "mask.tif"
    compose({kind: Vector(lambda extent: wkbs, name="houses")}, target, GRID, road_width=width)
    return gdal.Open(str(target)).ReadAsArray()[0 if kind == "roads" else 1]


def _wkb(text):
    return ogr.CreateGeometryFromWkt(text).ExportToIsoWkb()


@pytest.mark.parametrize(
    "shape",
    [
        f"CURVEPOLYGON({CIRCLE})",
        f"CURVEPOLYGON(COMPOUNDCURVE({ARC},(500060 5400050,500020 5400050)))",
        f"MULTISURFACE(CURVEPOLYGON({CIRCLE}))",
        f"GEOMETRYCOLLECTION(POINT(500001 5400001),CURVEPOLYGON({CIRCLE}))",
    ],
)
def test_curves_are_filled(tmp_path, shape):
    wanted = DISC / 2 if "COMPOUND" in shape else DISC
    assert (drawn(tmp_path, shape) > 0).sum() == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize("shape", [ARC, f"COMPOUNDCURVE({ARC})", f"MULTICURVE({ARC})"])
def test_curved_roads_are_as_wide_as_asked_for(tmp_path, shape):
    area = math.pi * 20 * 10 + math.pi * 5**2  # half a ring of 10 m and two round ends
    assert (drawn(tmp_path, shape, kind="roads", width=10) > 0).sum() == pytest.approx(area, rel=0.03)


@pytest.mark.parametrize(
    "shape",
    [
        "TIN(((500010 5400010,500020 5400010,500020 5400020,500010 5400010)))",
        f"POLYHEDRALSURFACE({SQUARE})",
        f"POLYGON{SQUARE}",
        f"MULTIPOLYGON({SQUARE},{SQUARE})",
        f"GEOMETRYCOLLECTION(POLYGON{SQUARE},GEOMETRYCOLLECTION(POLYGON{SQUARE}))",
        "POLYGON((500010 5400010,500020 5400010,500020 5400020,500010 5400020))",  # not closed
        "POLYGON Z((500010 5400010 7,500020 5400010 7,500020 5400020 7,500010 5400020 7,500010 5400010 7))",
    ],
)
def test_surfaces_of_every_kind_are_filled(tmp_path, shape):
    wanted = 50 if shape.startswith("TIN") else 100
    assert (drawn(tmp_path, shape) > 0).sum() == pytest.approx(wanted, abs=6)


def test_invalid_polygons_are_mended_and_said(tmp_path, caplog):
    bow = "POLYGON((500010 5400010,500030 5400030,500030 5400010,500010 5400030,500010 5400010))"
    corners = "500050 5400050,500060 5400050,500060 5400060,500060 5400080,500060 5400060,500050 5400060"
    spike = f"POLYGON(({corners},500050 5400050))"
    mask = drawn(tmp_path, bow, spike)
    assert (mask > 0).sum() == pytest.approx(200 + 100, abs=12)
    assert "houses: invalid polygons were mended before they were drawn (2)." in caplog.text
    found, mended = polygons_of(
        Vector(lambda extent: [bytes(_wkb(each)) for each in (bow, f"POLYGON{SQUARE}")]), extent_of(GRID)
    )
    assert len(found) == 2 and mended == 1


def test_shapes_beyond_repair_and_points_are_left_out_and_said(tmp_path, caplog):
    flat = "POLYGON((500010 5400010,500020 5400010,500010 5400010))"
    endless = ogr.CreateGeometryFromWkt(f"POLYGON{SQUARE}")
    endless.GetGeometryRef(0).SetPoint_2D(2, math.inf, 5400020)
    mask = drawn(
        tmp_path, flat, bytes(endless.ExportToIsoWkb()), "POINT(500050 5400050)", b"", f"POLYGON{SQUARE}"
    )
    assert (mask > 0).sum() == 100
    assert "houses: shapes that are neither lines nor polygons were left out (4)." in caplog.text


def test_a_class_without_a_pixel_is_said(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        assert not drawn(tmp_path, "POLYGON((0 0,1 0,1 1,0 0))").any()
    assert "no pixel of the class buildings" in caplog.text
    caplog.clear()
    assert np.count_nonzero(drawn(tmp_path, f"POLYGON{SQUARE}")) == 100
    assert not caplog.text


def _star(corners):
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = np.where(np.arange(corners) % 2, 10, 40)
    return [
        f"{x:.9f} {y:.9f}" for x, y in zip(500050 + reach * np.cos(angles), 5400050 + reach * np.sin(angles))
    ]


def _random(corners):
    places = np.random.default_rng(0).uniform(10, 90, (corners, 2))
    return [f"{500000 + x} {5400000 + y}" for x, y in places]


RING, PATH = "POLYGON(({0},{1}))", "LINESTRING({0})"


@pytest.mark.parametrize(
    ("shape", "corners"),
    [(RING, _star(60_000)), (PATH, _star(6000)), (RING, _random(2000)), (PATH, _random(2000))],
)
def test_time_of_a_shape_is_bounded_by_its_corners(tmp_path, shape, corners):
    """GEOS alone takes from seven seconds to hours, by what it compares with what, and hears no cancel."""
    before = time.process_time()
    kind = "roads" if shape is PATH else "buildings"
    mask = drawn(tmp_path, shape.format(",".join(corners), corners[0]), kind=kind, width=0.5)
    assert time.process_time() - before < 4
    assert 1000 < (mask > 0).sum() < 9000


def _coast(corners):
    """A coast around most of the grid with a lake and a bay that reach into it, of very many corners."""
    rng = np.random.default_rng(1)
    rings = []
    for reach, x, y in ((130, 500090, 5400020), (30, 500055, 5400060), (20, 499990, 5400050)):
        angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
        far = reach + rng.normal(0, 0.4, corners)
        ring = [
            f"{east!r} {north!r}"
            for east, north in zip((x + far * np.cos(angles)).tolist(), (y + far * np.sin(angles)).tolist())
        ]
        rings.append(f"({','.join(ring)},{ring[0]})")
    return f"POLYGON({','.join(rings)})"


def test_windows_need_no_corners_from_elsewhere(caplog):
    """They are filled bit by bit as the whole; windows far from every corner, inside and outside, too."""
    coast = ogr.CreateGeometryFromWkt(_coast(shapes.MOST_JUDGED))
    whole = Burned(GRID, np.uint8)
    whole.add(coast, 255)
    drawn = Drawn(Vector(lambda extent: [bytes(coast.ExportToIsoWkb())], name="coast"), GRID, 0.0)
    for row in range(0, 100, 20):
        for col in range(0, 100, 20):
            window = Window(col, row, 20, 20)
            part = whole.values()[row : row + 20, col : col + 20]
            assert np.array_equal(drawn(window), part), window
            left = nearby(coast.Clone(), extent_of(GRID.subgrid(window)))
            assert left is not None and corner_count(left) < shapes.MOST_JUDGED
    drawn.report()
    assert not caplog.text and 0 < (whole.values() > 0).mean() < 1


def test_pieces_of_lines_that_reach_into_a_window_are_all_drawn():
    x = 500000 + np.arange(0, 100, 0.25)
    path = ",".join(f"{east} {5400050 + 40 * math.sin(east / 7)}" for east in x)
    line = Drawn(Vector(lambda extent: [_wkb(f"LINESTRING({path})")]), GRID, 6.0)
    whole = line(GRID.window())
    for row in range(0, 100, 25):
        for col in range(0, 100, 25):
            part = line(Window(col, row, 25, 25))
            assert np.array_equal(part, whole[row : row + 25, col : col + 25])
    assert (whole > 0).mean() > 0.2


def test_large_invalid_polygons_are_filled_as_small_ones_are_mended(tmp_path, caplog):
    corners = _random(66)
    large = f"POLYGON(({','.join(corners)},{corners[0]}))"
    mended = ogr.CreateGeometryFromWkt(large).MakeValid()
    assert np.array_equal(drawn(tmp_path, large), drawn(tmp_path, bytes(mended.ExportToIsoWkb())))
    assert "houses: invalid polygons were mended before they were drawn (1)." in caplog.text


def test_large_polygons_with_a_corner_that_is_no_number_are_left_out(tmp_path, caplog):
    corners = _star(100)
    lost = ogr.CreateGeometryFromWkt(f"POLYGON(({','.join(corners)},{corners[0]}))")
    lost.GetGeometryRef(0).SetPoint_2D(7, math.nan, 5400020)
    assert not drawn(tmp_path, bytes(lost.ExportToIsoWkb())).any()
    assert "neither lines nor polygons were left out (1)" in caplog.text


def test_a_cancel_is_heard_within_one_shape():
    corners = ",".join(_star(2000))
    asked = iter([False] * 3)
    line = Drawn(
        Vector(lambda extent: [_wkb(f"LINESTRING({corners})")]), GRID, 5.0, lambda: next(asked, True)
    )
    with pytest.raises(Cancelled):
        line(GRID.window())
