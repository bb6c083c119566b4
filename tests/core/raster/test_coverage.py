"""Shares of pixels that buildings cover: of polygons drawn finely, of masks as people have them."""

from __future__ import annotations

import logging
import math
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr
from roofline.models.errors import RooflineError
from roofline.models.raster import coverage
from roofline.models.raster.coverage import Mask, PolygonCoverage
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.shapes import Vector
from roofline.models.raster.warp import Aligned
from support.rasters import wkt, write

GRID = Grid(40, 30, (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5), wkt(32631))
SOUTH_UP = Grid(40, 30, (500000.0, 0.5, 0.0, 4999985.0, 0.0, 0.5), wkt(32631))
WHOLE = GRID.window()


def polygon(*points: tuple[float, float]) -> bytes:
    """WKB of a polygon through points in metres from the grid's upper left corner, y downwards."""
    ring = ", ".join(f"{500000 + x} {5000000 - y}" for x, y in (*points, points[0]))
    return bytes(ogr.CreateGeometryFromWkt(f"POLYGON(({ring}))").ExportToWkb())


def box(left: float, top: float, right: float, bottom: float) -> bytes:
    return polygon((left, top), (right, top), (right, bottom), (left, bottom))


def covered(*shapes: bytes, grid: Grid = GRID, **more: object) -> PolygonCoverage:
    return PolygonCoverage(Vector(lambda extent: shapes, name="houses", **more), grid)


def test_pixels_in_part_covered_have_their_share():
    shares = covered(box(2.0, 3.25, 6.125, 5.0)).read(WHOLE)[0]
    assert shares[6, 5] == 0.5  # rows begin at 3.0 m
    assert shares[7, 5] == 1.0
    assert shares[7, 12] == 0.25  # columns begin at 6.0 m
    assert shares[6, 12] == 0.125
    assert shares.sum() * 0.25 == 4.125 * 1.75
    assert shares.dtype == np.float32


def test_slanting_walls_cover_their_area():
    middle, side = np.array([10.0, 7.0]), 8.0
    turns = np.radians(20 + 90 * np.arange(4))
    corners = middle + side / math.sqrt(2) * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    shares = covered(polygon(*map(tuple, corners))).read(WHOLE)[0]
    assert shares.sum() * 0.25 == pytest.approx(side**2, rel=0.003)
    assert len(np.unique(shares)) > 20  # no staircase of whole pixels


def test_overlapping_polygons_count_once():
    assert covered(box(2, 2, 6, 6), box(4, 2, 8, 6)).read(WHOLE).sum() * 0.25 == 24
    assert covered(box(2, 2, 6, 6)).read(WHOLE).max() == 1


def test_south_up_grids_have_the_same_buildings():
    shapes = box(2, 3.25, 6, 5), polygon((10, 1), (19, 3), (12, 12))
    upright = covered(*shapes).read(WHOLE)[0]
    np.testing.assert_array_equal(covered(*shapes, grid=SOUTH_UP).read(WHOLE)[0], upright[::-1])


@pytest.mark.parametrize("cells", [coverage.MOST_CELLS, 1])
def test_windows_are_parts_of_the_whole(monkeypatch, cells):
    shapes = box(2, 3.25, 6.1, 5), polygon((10, 1), (19, 3), (12, 12))
    whole = covered(*shapes).read(WHOLE)
    monkeypatch.setattr(coverage, "MOST_CELLS", cells)
    part = covered(*shapes).read(Window(7, 5, 21, 13))
    np.testing.assert_array_equal(part, whole[:, 5:18, 7:28])


def test_polygons_are_asked_for_where_they_are_drawn():
    asked = []
    vector = Vector(lambda extent: asked.append(extent) or ())
    PolygonCoverage(vector, GRID).read(Window(10, 4, 8, 6))
    assert asked == [(500005.0, 4999995.0, 500009.0, 4999998.0)]


def test_what_cannot_be_drawn_and_what_was_mended_is_said(caplog):
    bow = polygon((2, 2), (6, 6), (6, 2), (2, 6))
    line = bytes(ogr.CreateGeometryFromWkt("LINESTRING(500001 4999999, 500009 4999991)").ExportToWkb())
    made = covered(bow, line)
    with caplog.at_level(logging.WARNING):
        assert made.read(WHOLE).sum() * 0.25 == pytest.approx(8, abs=0.2)
        made.read(WHOLE)
        made.report()
    assert caplog.messages == [
        "houses: invalid polygons were mended before they were drawn (1).",
        "houses: shapes that are no polygons were left out (1).",
    ]


def test_nothing_drawn_is_said_and_another_place_refused(caplog):
    made = covered(box(100, 100, 110, 110), extent=(500000.0, 4999000.0, 500200.0, 5000000.0))
    with caplog.at_level(logging.WARNING):
        assert not made.read(WHOLE).any()
        made.report()
    assert caplog.messages == ["houses: no polygon touches the surface, which is refined without."]
    with pytest.raises(RooflineError, match="houses does not overlap the DSM; choose polygons of the same"):
        covered(box(0, 0, 1, 1), extent=(0.0, 0.0, 100.0, 100.0))


@pytest.mark.parametrize(
    ("values", "nodata", "wanted"),
    [
        (np.array([[0, 255, 255, 0]], np.uint8), None, [0, 1, 1, 0]),
        (np.array([[0, 1, 255, 0]], np.uint8), 255, [0, 1, 0, 0]),  # as Building mask writes it
        (np.array([[0, 2, 2, 0]], np.int16), None, [0, 1, 1, 0]),
        (np.array([[0, 0.25, 1.0005, np.nan]], np.float32), -1, [0, 0.25, 1, 0]),
    ],
)
def test_masks_as_people_have_them(tmp_path: Path, values: np.ndarray, nodata: float, wanted: list):
    mask = Mask.open(write(tmp_path / "mask.tif", values, nodata=nodata)).checked()
    np.testing.assert_array_equal(mask.read(mask.grid.window())[0, 0], np.float32(wanted))
    assert not mask.read(Window(4, 0, 2, 1)).any()  # beyond it


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.array([[1, 2, 5]], np.uint8), "has more than one value besides 0"),
        (np.array([[3.5, 120]], np.float32), "has values from 3.5 to 120"),
        (np.array([[-0.5, 0.9]], np.float32), "has values from -0.5 to 0.9"),
    ],
)
def test_what_is_no_mask_is_refused_before_the_work(tmp_path: Path, values: np.ndarray, words: str):
    with pytest.raises(RooflineError, match=words):
        Mask.open(write(tmp_path / "mask.tif", values, nodata=None)).checked()


def test_finer_masks_become_shares(tmp_path: Path):
    fine = np.zeros((60, 80), np.uint8)
    fine[12:40, 17:51] = 255
    step = 500000.0, 0.25, 0.0, 5000000.0, 0.0, -0.25
    mask = Mask.open(write(tmp_path / "mask.tif", fine, nodata=None, geotransform=step)).checked()
    shares = Aligned(mask, GRID).read(WHOLE)[0]
    assert shares[12, 20] == 1 and shares[2, 2] == 0
    assert 0.2 < shares[12, 8] < 0.8  # half of it is covered
    assert np.nansum(shares) == pytest.approx((fine > 0).sum() / 4, rel=0.01)
