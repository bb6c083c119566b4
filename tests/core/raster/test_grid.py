from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import gdal
from roofline.models.errors import RooflineError
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.writer import RasterWriter
from support.engine_parts import wkt

UTM = wkt("EPSG:32631")


def rotated(angle: float, pixel: float = 0.5) -> tuple[float, ...]:
    c, s = pixel * math.cos(angle), pixel * math.sin(angle)
    return (500000.0, c, s, 5000000.0, s, -c)


def test_windows_intersect_and_shift():
    assert Window(2, 3, 10, 10).intersection(Window(8, 0, 10, 5)) == Window(8, 3, 4, 2)
    assert Window(0, 0, 4, 4).intersection(Window(4, 0, 4, 4)) is None
    assert Window(1, 2, 3, 4).shifted(-5, 6) == Window(-4, 8, 3, 4)


def test_subgrid_keeps_the_place_of_its_pixels():
    for geotransform in (rotated(0.3), (10.0, 2.0, 0.0, 20.0, 0.0, 3.0), (0.0, 0.5, 0.0, 0.0, 0.0, -0.5)):
        grid = Grid(40, 30, geotransform, UTM)
        part = grid.subgrid(Window(7, -3, 12, 9))
        assert (part.width, part.height) == (12, 9)
        assert part.position(2.5, 4.0) == pytest.approx(grid.position(9.5, 1.0))
        assert part.pixel(*part.position(3.25, 1.5)) == pytest.approx((3.25, 1.5), abs=1e-5)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (math.nan, "no numbers"),
        (-math.inf, "no numbers"),
        (1e300, "no CRS reaches"),
        (-2e18, "no CRS reaches"),
    ],
)
@pytest.mark.parametrize("place", range(6))
def test_a_place_that_cannot_be_is_refused(number: float, words: str, place: int):
    geotransform = list(rotated(0.3))
    geotransform[place] = number
    dataset = gdal.GetDriverByName("MEM").Create("", 4, 3, 1)
    dataset.SetGeoTransform(geotransform)
    with pytest.raises(
        RooflineError, match=f"a lies at coordinates that (are )?{words}; assign it a valid georef"
    ):
        Grid.of(dataset, "a")


@pytest.mark.parametrize(
    ("geotransform", "crs", "metres"),
    [
        ((0, 0.5, 0, 0, 0, -0.5), "EPSG:32631", 0.5),
        ((0, 0.5, 0, 0, 0, 0.5), "EPSG:32631", 0.5),
        ((0, 1.0, 0, 0, 0, -4.0), "EPSG:32631", 2.0),
        ((0, 2.0, 0, 0, 0, -2.0), "EPSG:2263", 2 * 1200 / 3937),
        (rotated(0.7), "EPSG:32631", 0.5),
        (rotated(math.pi / 2), "EPSG:32631", 0.5),
    ],
)
def test_gsd_in_metres(geotransform, crs, metres):
    assert Grid(10, 10, geotransform, wkt(crs)).gsd == pytest.approx(metres, rel=1e-9)


def test_without_a_crs_metres_are_assumed():
    assert Grid(10, 10, (0, 0.25, 0, 0, 0, -0.25)).gsd == pytest.approx(0.25)


def test_a_geopackage_of_a_raster_without_a_crs_has_none(tmp_path):
    """It names one, "Undefined Cartesian SRS", which is that of nothing else."""
    path = str(tmp_path / "a.gpkg")
    with RasterWriter(path, Grid(8, 8, (3, 1, 0, 9, 0, -1)), nodata=-9999) as writer:
        writer.write(np.ones((1, 8, 8), np.float32), Window(0, 0, 8, 8))
    dataset = gdal.Open(path)
    assert "Undefined" in dataset.GetProjection() and Grid.of(dataset).projection == ""


def test_a_raster_that_lies_on_no_grid_is_refused():
    """By control points, or in metres from the centre of the Earth."""
    dataset = gdal.GetDriverByName("MEM").Create("", 9, 9, 1)
    dataset.SetGCPs([gdal.GCP(x, y, 0, x, -y) for x, y in ((0, 0), (9, 0), (0, -9))], UTM)
    with pytest.raises(RooflineError, match=r"a\.tif is placed by control points or a sensor model; warp it"):
        _ = Grid.of(dataset, "a.tif").gsd
    with pytest.raises(RooflineError, match=r"CRS of a\.tif counts from the centre of the Earth; reproject"):
        _ = Grid(9, 9, (0, 1, 0, 0, 0, -1), wkt("EPSG:4978"), "a.tif").gsd


def test_degrees_are_refused_with_the_remedy():
    grid = Grid(10, 10, (2, 1e-5, 0, 48, 0, -1e-5), wkt("EPSG:4326"))
    with pytest.raises(RooflineError, match="degrees; reproject"):
        _ = grid.gsd


def test_a_degenerate_geotransform_is_refused():
    with pytest.raises(RooflineError, match="pixel size"):
        _ = Grid(10, 10, (0, 0, 0, 0, 0, 0), UTM).gsd
    with pytest.raises(RooflineError, match="degenerate"):
        Grid(10, 10, (0, 0, 0, 0, 0, 0), UTM).pixel(1, 1)
    with pytest.raises(RooflineError, match="pixel size"):  # columns and rows run the same way
        _ = Grid(10, 10, (0, 1, 1, 0, 1, 1), UTM).gsd


def test_refusals_name_the_raster():
    flat = Grid(10, 10, (0, 0, 0, 0, 0, 0), UTM, "flat.tif")
    degrees = Grid(10, 10, (2, 1e-5, 0, 48, 0, -1e-5), wkt("EPSG:4326"), "lidar.tif")
    with pytest.raises(RooflineError, match=r"^flat\.tif has no valid pixel size"):
        _ = flat.gsd
    with pytest.raises(RooflineError, match=r"^flat\.tif has a degenerate"):
        flat.pixel(1, 1)
    with pytest.raises(RooflineError, match=r"CRS of lidar\.tif is in degrees; reproject"):
        _ = degrees.subgrid(Window(1, 1, 2, 2)).gsd
    with pytest.raises(RooflineError, match=r"does not overlap lidar\.tif"):
        degrees.window_of_extent(10, 10, 11, 11)
    assert degrees == Grid(10, 10, (2, 1e-5, 0, 48, 0, -1e-5), wkt("EPSG:4326")), "a name is no place"


def test_windows_of_extents():
    north_up = Grid(100, 80, (1000, 2, 0, 500, 0, -2), UTM)
    assert north_up.window_of_extent(1010, 460, 1030, 480) == Window(5, 10, 10, 10)
    assert north_up.window_of_extent(1009, 459, 1031, 481) == Window(4, 9, 12, 12)
    assert north_up.window_of_extent(0, 0, 1e6, 1e6) == Window(0, 0, 100, 80)
    assert north_up.window_of_extent(1009.9999999, 460.0000001, 1030.0000001, 480) == Window(5, 10, 10, 10)
    assert north_up.window_of_extent(1010, 480, 1010, 480) == Window(5, 10, 1, 1)  # a point
    south_up = Grid(100, 80, (1000, 2, 0, 340, 0, 2), UTM)
    assert south_up.window_of_extent(1010, 460, 1030, 480) == Window(5, 60, 10, 10)
    with pytest.raises(RooflineError, match="does not overlap"):
        north_up.window_of_extent(0, 0, 10, 10)


def test_an_extent_of_a_rotated_grid_covers_its_corners():
    grid = Grid(100, 100, rotated(0.4), UTM)
    x, y = grid.position(50, 50)
    window = grid.window_of_extent(x - 5, y - 5, x + 5, y + 5)
    for dx in (-5, 5):
        for dy in (-5, 5):
            col, row = grid.pixel(x + dx, y + dy)
            assert window.col <= col <= window.col + window.width
            assert window.row <= row <= window.row + window.height


def test_lattices_that_agree_are_recognised():
    grid = Grid(20, 20, (1000, 0.5, 0, 500, 0, -0.5), UTM)
    assert grid.offset_in(Grid(90, 90, (990, 0.5, 0, 505, 0, -0.5), UTM)) == (20, 10)
    assert grid.offset_in(Grid(90, 90, (990.2, 0.5, 0, 505, 0, -0.5), UTM)) is None
    assert grid.offset_in(Grid(90, 90, (990.02, 0.5, 0, 505, 0, -0.5), UTM)) is None  # a 25th of a pixel
    assert grid.offset_in(Grid(90, 90, (990.0002, 0.5, 0, 505, 0, -0.5), UTM)) == (20, 10)
    assert grid.offset_in(Grid(90, 90, (990, 0.51, 0, 505, 0, -0.5), UTM)) is None
    assert grid.offset_in(Grid(90, 90, (990, 0.5, 0, 505, 0, -0.5), wkt("EPSG:32632"))) is None
    assert grid.offset_in(Grid(90, 90, (990, 0.5, 0, 505, 0, -0.5), "")) == (20, 10)


@pytest.mark.parametrize("beside", [True, False])
def test_halves_cover_a_window_once(beside):
    window = Window(3, 5, 7, 4)
    first, second = window.halves(beside)
    counted = np.zeros((4, 7), int)
    for half in (first, second):
        counted[window.part(half)] += 1
    assert (counted == 1).all() and (first[:2] == window[:2])
    assert second == (Window(6, 5, 4, 4) if beside else Window(3, 7, 7, 2))
    assert Window(0, 0, 5, 5).halves(beside)[1] == (Window(2, 0, 3, 5) if beside else Window(0, 2, 5, 3))
