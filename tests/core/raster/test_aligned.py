from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import osr
from roofline.models.errors import RooflineError
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import Grid, Window
from roofline.models.raster.warp import Aligned
from support.engine_parts import make, wkt

X, Y = 500000.0, 5000000.0


def north_up(pixel: float, dx: float = 0.0, dy: float = 0.0) -> tuple[float, ...]:
    return (X + dx, pixel, 0.0, Y - dy, 0.0, -pixel)


def turned(angle: float, pixel: float) -> tuple[float, ...]:
    c, s = pixel * math.cos(angle), pixel * math.sin(angle)
    return (X + 20, c, s, Y - 20, s, -c)


def coordinates(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """CRS coordinates of all pixel centres."""
    rows, cols = np.indices((grid.height, grid.width)) + 0.5
    return grid.position(cols, rows)


def plane(path, grid: Grid, crs: str | None = "EPSG:32631"):
    """A raster whose values are a linear function of its own coordinates, exact under bilinear resampling."""
    x, y = coordinates(grid)
    return make(path, (x - X + 3 * (Y - y)).astype(np.float32), geotransform=grid.geotransform, crs=crs)


GUIDE = Grid(400, 400, north_up(0.3, -10, -10))
TARGETS = {
    "coarser": Grid(80, 60, north_up(0.7, 5.123, 7.77)),
    "finer": Grid(300, 200, north_up(0.11, 5.123, 7.77)),
    "turned": Grid(90, 70, turned(0.5, 0.5)),
    "south-up": Grid(100, 90, (X + 3, 0.5, 0.0, Y - 60, 0.0, 0.5)),
    "not square": Grid(60, 100, (X + 3, 1.0, 0.0, Y - 3, 0.0, -0.4)),
}


@pytest.mark.parametrize("name", TARGETS)
def test_values_come_from_the_right_place(tmp_path, name):
    target = TARGETS[name]
    with Raster.open(plane(tmp_path / "guide.tif", GUIDE)) as guide:
        aligned = Aligned(guide, Grid(target.width, target.height, target.geotransform, wkt("EPSG:32631")))
        (values,) = aligned.read(target.window())
    x, y = coordinates(target)
    assert aligned.coverage == 1
    np.testing.assert_allclose(values, x - X + 3 * (Y - y), atol=0.12)  # 4 cm; GDAL's wide kernels are uneven


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("resampling", ["bilinear", "nearest"])
def test_values_do_not_depend_on_the_window(tmp_path, name, resampling):
    noise = np.random.default_rng(2).integers(0, 255, (3, 400, 400)).astype(np.uint8)
    path = make(tmp_path / "guide.tif", noise, geotransform=GUIDE.geotransform)
    grid = Grid(TARGETS[name].width, TARGETS[name].height, TARGETS[name].geotransform, wkt("EPSG:32631"))
    with Raster.open(path) as guide:
        aligned = Aligned(guide, grid, resampling)
        whole = aligned.read(grid.window())
        for window in (
            Window(0, 0, 13, 11),
            Window(21, 17, 30, 40),
            Window(grid.width - 9, grid.height - 7, 9, 7),
        ):
            part = aligned.read(window, [1, 3])
            expected = whole[
                [0, 2], window.row : window.row + window.height, window.col : window.col + window.width
            ]
            np.testing.assert_allclose(part, expected, atol=1e-4)


def test_a_coarse_pixel_is_a_mean_of_fine_ones(tmp_path):
    """Weights fall to zero four fine pixels away: noise is left by the root of the sum of their squares."""
    noise = np.random.default_rng(0).normal(0, 1, (400, 400)).astype(np.float32)
    path = make(tmp_path / "fine.tif", noise, geotransform=north_up(0.25), crs="EPSG:32631")
    target = Grid(80, 80, north_up(1.0, 5, 5), wkt("EPSG:32631"))
    with Raster.open(path) as fine:
        (values,) = Aligned(fine, target).read(target.window())
    weights = np.maximum(1 - np.abs(np.arange(-3.5, 4)) / 4, 0) / 4
    assert values.std() == pytest.approx((weights**2).sum(), rel=0.05)


def test_another_crs_is_followed_exactly(tmp_path):
    """The guide lies in the next zone; its values are target coordinates, so every pixel is checked."""
    target = Grid(120, 100, (X, 0.5, 0, Y, 0, -0.5), wkt("EPSG:32631"))
    here, there = (osr.SpatialReference(wkt(code)) for code in ("EPSG:32631", "EPSG:32632"))
    x, y, _ = osr.CoordinateTransformation(here, there).TransformPoint(X, Y)
    guide = Grid(400, 400, (x - 40, 0.6, 0, y + 40, 0, -0.6), wkt("EPSG:32632"))
    gx, gy = coordinates(guide)
    points = np.stack([gx.ravel(), gy.ravel()], axis=1)
    back = np.array(osr.CoordinateTransformation(there, here).TransformPoints(points))
    values = (back[:, 0] - X + 3 * (Y - back[:, 1])).reshape(400, 400).astype(np.float32)
    path = make(tmp_path / "guide.tif", values, geotransform=guide.geotransform, crs="EPSG:32632")
    with Raster.open(path) as raster:
        aligned = Aligned(raster, target)
        (warped,) = aligned.read(target.window())
        (part,) = aligned.read(Window(31, 12, 20, 30))
    tx, ty = coordinates(target)
    np.testing.assert_allclose(warped, tx - X + 3 * (Y - ty), atol=0.01)
    np.testing.assert_allclose(part, warped[12:42, 31:51], atol=1e-5)


def test_equal_lattices_are_read_directly(tmp_path):
    values = np.random.default_rng(0).normal(size=(50, 60)).astype(np.float32)
    path = make(tmp_path / "guide.tif", values, geotransform=north_up(0.5))
    grid = Grid(20, 20, north_up(0.5, 5, 10), wkt("EPSG:32631"))
    with Raster.open(path) as guide:
        np.testing.assert_array_equal(Aligned(guide, grid).read(grid.window())[0], values[20:40, 10:30])


def test_voids_of_the_guide_do_not_bleed(tmp_path):
    values = np.full((100, 100), 5.0, np.float32)
    values[40:60, 40:60] = -9999
    path = make(tmp_path / "guide.tif", values, geotransform=north_up(0.5), nodata=-9999)
    grid = Grid(60, 60, north_up(0.63, 4.1, 4.2), wkt("EPSG:32631"))
    with Raster.open(path) as guide:
        (warped,) = Aligned(guide, grid).read(grid.window())
    assert np.isnan(warped).any()
    np.testing.assert_allclose(warped[~np.isnan(warped)], 5.0, atol=1e-5)


def test_a_guide_elsewhere_is_refused_by_name(tmp_path):
    path = plane(tmp_path / "guide.tif", GUIDE)
    grids = [
        Grid(50, 50, north_up(0.5, 5000, 0)),
        Grid(50, 50, north_up(0.3, 3000, 0)),
        Grid(9, 9, turned(1, 0.1)),
    ]
    grids[2] = Grid(9, 9, (X - 900, *grids[2].geotransform[1:]))
    for grid in grids:
        placed = Grid(grid.width, grid.height, grid.geotransform, wkt("EPSG:32631"))
        with Raster.open(path) as guide, pytest.raises(RooflineError, match=r"guide\.tif does not overlap"):
            Aligned(guide, placed)


@pytest.mark.parametrize("pixel", [0.3, 0.5])
def test_partial_cover_is_logged(tmp_path, caplog, pixel):
    path = plane(tmp_path / "guide.tif", Grid(100, 100, north_up(0.3)))
    grid = Grid(round(60 / pixel), round(30 / pixel), north_up(pixel), wkt("EPSG:32631"))
    with Raster.open(path) as guide:
        aligned = Aligned(guide, grid)
        (values,) = aligned.read(grid.window())
    assert aligned.coverage == pytest.approx(0.5, abs=0.02)
    assert np.isnan(values).mean() == pytest.approx(0.5, abs=0.02)
    assert "guide.tif covers only" in caplog.text


def test_a_tiny_guide_inside_a_large_raster_counts(tmp_path):
    path = plane(tmp_path / "guide.tif", Grid(5, 5, north_up(0.31, 777.7, 333.3)))
    with Raster.open(path) as guide:
        aligned = Aligned(guide, Grid(5000, 5000, north_up(0.5), wkt("EPSG:32631")))
        assert 0 < aligned.coverage < 0.001


@pytest.mark.parametrize("crs", [(None, None), ("EPSG:32631", None), (None, "EPSG:32631")])
def test_missing_crs(tmp_path, caplog, crs):
    path = plane(tmp_path / "guide.tif", GUIDE, crs[0])
    target = TARGETS["coarser"]
    grid = Grid(target.width, target.height, target.geotransform, wkt(crs[1]) if crs[1] else "")
    with Raster.open(path) as guide:
        (values,) = Aligned(guide, grid).read(grid.window())
    x, y = coordinates(target)
    np.testing.assert_allclose(values, x - X + 3 * (Y - y), atol=0.05)
    assert ("only one of the rasters has a CRS" in caplog.text) == (crs != (None, None))
