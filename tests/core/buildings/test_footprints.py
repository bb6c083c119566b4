"""Footprints: courtyards, buildings that touch, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, ogr
from roofline.models.buildings import contours, courtyards
from roofline.models.buildings import footprints as outlined
from roofline.models.buildings.footprints import footprints
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.dataset import Raster
from scipy import ndimage
from support import rasters
from support.outline_parts import GRID, HOUSES, angles_of, corners_of, coverage, rotated, scene, shape_of


def mask() -> np.ndarray:
    """A court house with a hut in its yard, one at the edge, and an unknown corner."""
    found = np.zeros((60, 80), np.uint8)
    found[10:40, 10:50] = 1
    found[20:30, 20:32] = 0
    found[23:27, 24:28] = 1
    found[0:6, 60:80] = 1
    found[50:] = 255
    return found


def test_specks_of_a_probability_below_a_pixel_are_no_buildings(tmp_path, caplog):
    """A mask of whole numbers has been decided on: its single pixels stay."""
    caplog.set_level("INFO", "roofline.models")
    shares = np.zeros((40, 40), np.float32)
    shares[5:15, 5:15], shares[30, 30], shares[30, 10] = 0.9, 0.55, 0.99
    path = rasters.write(tmp_path / "p.tif", shares, geotransform=GRID)
    (building,) = footprints(path)
    assert building.area == pytest.approx(100 * 0.25, rel=0.1)
    assert "Specks smaller than a pixel were left out: 2." in caplog.text
    drawn = rasters.write(tmp_path / "m.tif", (shares > 0.5).astype(np.uint8), geotransform=GRID)
    assert len(footprints(drawn)) == 3
    told = "Smaller than 4 m2: 2 of 3; MIN_AREA leaves such specks out."
    assert told in caplog.text
    caplog.clear()
    assert len(footprints(drawn, min_area=4)) == 1 and "MIN_AREA" not in caplog.text


def test_courtyards_edges_and_what_is_unknown(tmp_path):
    path = rasters.write(tmp_path / "m.tif", mask(), geotransform=GRID, nodata=255)
    with Raster.open(path) as raster:
        found = sorted(contours.outlines(raster), key=lambda each: -len(each.outer))
    assert [len(each.holes) for each in found] == [1, 0, 0]
    buildings = sorted(footprints(path), key=lambda each: -each.area)
    assert [round(each.area * 4) for each in buildings] == pytest.approx([1080, 120, 16], rel=0.07)
    assert shape_of(buildings[0]).GetGeometryCount() == 2
    assert len(footprints(path, min_area=10)) == 2
    for each in buildings:
        assert shape_of(each).IsValid()


@pytest.mark.parametrize(
    "options", [{}, {"regularize": False}, {"tolerance": 1.5}, {"dsm": "dsm.tif"}], ids=str
)
def test_specks_get_no_walls_and_the_rest_is_as_it_was(tmp_path, monkeypatch, options):
    """Noise has thousands of them."""
    rng = np.random.default_rng(3)
    noise = ndimage.gaussian_filter(rng.normal(size=(60, 60)), 1.2) > 0.12
    path = rasters.write(tmp_path / "m.tif", noise.astype(np.uint8), geotransform=GRID, nodata=None)
    rasters.write(tmp_path / "dsm.tif", rng.normal(50, 4, noise.shape).astype(np.float32), geotransform=GRID)
    options = {key: tmp_path / "dsm.tif" if key == "dsm" else value for key, value in options.items()}
    made: list[int] = []

    def found(least):
        return [each.wkb for each in footprints(path, min_area=least, **options)]

    for name in ("regularised", "simplified"):
        make = getattr(outlined, name)
        monkeypatch.setattr(outlined, name, lambda *o, make=make, **k: made.append(1) or make(*o, **k))
    for least in (5.0, 20.0):
        made.clear()
        few, walls = found(least), len(made)
        with monkeypatch.context() as patched:
            patched.setattr(outlined, "_most_area", lambda *_: np.inf)
            assert found(least) == few
        assert walls < len(made) - walls


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_masks_of_any_type_mean_the_same(tmp_path, dtype):
    values = (mask() == 1).astype(dtype) * (255 if dtype == "uint8" else 1)
    path = rasters.write(tmp_path / "m.tif", values.astype(dtype), geotransform=GRID, nodata=None)
    assert len(footprints(path)) == 3


def test_the_level_is_the_given_one_that_of_the_raster_or_one_half(tmp_path):
    """A ramp of probabilities: the lower the level, the wider the building; masks have none."""
    x = np.abs(np.arange(61) - 30)
    ramp = np.tile(1 - x / 30, (40, 1)).astype(np.float32)
    ramp[:5] = ramp[-5:] = 0
    path = rasters.write(tmp_path / "p.tif", ramp, geotransform=(0, 1.0, 0, 0, 0, -1.0))

    def width(**options):
        (found,) = footprints(path, **options)
        left, right, *_ = shape_of(found).GetEnvelope()
        return right - left

    assert width() == pytest.approx(30, abs=0.3) and width(threshold=0.75) == pytest.approx(15, abs=0.3)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetMetadataItem("BUILDING_THRESHOLD", "0.25")
    dataset = None
    assert width() == pytest.approx(45, abs=0.4) and width(threshold=0.5) == pytest.approx(30, abs=0.3)
    for told in ("0", "1.5"):  # that no outline runs along; a mask may be made with a threshold of 0
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.GetRasterBand(1).SetMetadataItem("BUILDING_THRESHOLD", told)
        dataset = None
        assert width() == pytest.approx(30, abs=0.3)
    flags = rasters.write(tmp_path / "m.tif", mask(), geotransform=GRID, nodata=255)
    assert [each.area for each in footprints(flags, threshold=0.9)] == [
        each.area for each in footprints(flags)
    ]
    with pytest.raises(RooflineError, match="between 0 and 1"):
        footprints(path, threshold=1.0)


def test_south_up_and_oblong_pixels(tmp_path):
    values = (mask() == 1).astype(np.uint8)
    path = rasters.write(tmp_path / "m.tif", values, geotransform=(0, 1.0, 0, 0, 0, 0.5), nodata=None)
    largest = max(footprints(path), key=lambda each: each.area)
    assert largest.area == pytest.approx(1080 * 0.5, rel=0.03)
    assert shape_of(largest).GetEnvelope() == pytest.approx((10, 50, 5, 20), abs=0.3)


def test_without_regularisation_points_alone_are_saved(tmp_path):
    seen = coverage(rotated(HOUSES["corner house"], 0.4))
    path = rasters.write(tmp_path / "p.tif", seen, geotransform=GRID)
    (plain,), (straight,) = footprints(path, regularize=False), footprints(path)
    assert plain.area == pytest.approx(straight.area, rel=0.025)
    assert abs(angles_of(corners_of(shape_of(plain))) - 90).max() > 0.01


def test_single_voids_cost_a_building_no_walls(tmp_path, rng):
    """As a mask of a raw surface has them all over a roof."""
    seen = coverage(rotated(HOUSES["corner house"], 0.4))
    (whole,) = footprints(rasters.write(tmp_path / "w.tif", seen, geotransform=GRID))
    inner = ndimage.binary_erosion(seen > 0.5, iterations=2)
    seen[inner & (rng.random(seen.shape) < 0.2)] = np.nan  # together more than walls may take or add
    (found,) = footprints(rasters.write(tmp_path / "v.tif", seen, geotransform=GRID))
    shape = shape_of(found)
    assert len(corners_of(shape)) == len(corners_of(shape_of(whole))) == 6
    assert abs(angles_of(corners_of(shape)) - 90).max() < 0.01
    assert shape.GetGeometryCount() < 10 and found.area > 0.95 * whole.area


def test_what_is_refused(tmp_path):
    heights = rasters.write(tmp_path / "dsm.tif", np.full((20, 20), 120, np.float32), geotransform=GRID)
    with pytest.raises(RooflineError, match="give a building mask or a probability"):
        footprints(heights)
    path = rasters.write(tmp_path / "m.tif", mask(), geotransform=GRID, nodata=255)
    for wrong in ({"tolerance": -1.0}, {"min_area": float("nan")}):
        with pytest.raises(RooflineError, match="give 0 or a positive number"):
            footprints(path, **wrong)


def test_no_building_is_no_error_and_a_cancel_is_heard(tmp_path):
    empty = rasters.write(tmp_path / "e.tif", np.zeros((30, 30), np.uint8), geotransform=GRID, nodata=None)
    assert footprints(empty) == []
    path = rasters.write(tmp_path / "m.tif", mask(), geotransform=GRID, nodata=255)
    with pytest.raises(Cancelled):
        footprints(path, cancelled=lambda: True)


def test_areas_are_those_on_the_ground(tmp_path):
    """A metre of EPSG:3857 is 0.623 m at 51.5 degrees north."""
    place = (0.0, 1.0, 0.0, 6710000.0, 0.0, -1.0)
    square = np.zeros((80, 80), np.uint8)
    square[20:60, 20:60] = 1
    square[36:44, 36:44] = 0
    path = rasters.write(tmp_path / "m.tif", square, geotransform=place, nodata=None, epsg=3857)
    (house,) = footprints(path)
    assert house.area == pytest.approx((40**2 - 8**2) * 0.623**2, rel=0.03)
    assert house.perimeter == pytest.approx(4 * (40 + 8) * 0.623, rel=0.03)
    (house,) = footprints(path, min_area=40)  # the courtyard has 25 m2
    assert house.area == pytest.approx((40 * 0.623) ** 2, rel=0.03)
    assert footprints(path, min_area=1000) == []


def test_what_people_have_set_about_a_mask_counts(tmp_path):
    """Nodata of a user, and a mask of its own file, make pixels unknown; unknown is no building."""
    from osgeo import gdal
    from roofline.models.raster.source import RasterSource

    values = (mask() == 1).astype(np.uint8)
    values[0:6, 60:80] = 9
    path = rasters.write(tmp_path / "m.tif", values, geotransform=GRID, nodata=None)
    with pytest.raises(RooflineError, match="more than one value besides 0"):
        footprints(path)
    assert len(footprints(RasterSource(str(path), nodata=(((9.0, 9.0),),)))) == 2
    beside = rasters.write(tmp_path / "b.tif", (mask() == 1).astype(np.uint8), geotransform=GRID, nodata=None)
    dataset = gdal.Open(str(beside), gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    known = np.full((60, 80), 255, np.uint8)
    known[:, 55:] = 0
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(known)
    del dataset
    assert len(footprints(beside)) == 2


def test_rasters_of_several_bands_are_no_mask(tmp_path):
    picture = rasters.write(tmp_path / "rgb.tif", np.zeros((3, 20, 20), np.uint8), nodata=None)
    with pytest.raises(RooflineError, match="has 3 bands"):
        footprints(picture)


@pytest.mark.parametrize("role", ["dsm", "dtm"])
def test_pictures_are_no_heights(tmp_path, role):
    mask_path = rasters.write(tmp_path / "m.tif", mask(), geotransform=GRID, nodata=None)
    picture = rasters.write(
        tmp_path / "rgb.tif", np.zeros((3, *mask().shape), np.uint8), geotransform=GRID, nodata=None
    )
    surface = rasters.write(tmp_path / "d.tif", mask().astype(np.float32) + 50, geotransform=GRID)
    with pytest.raises(RooflineError, match=r"rgb.tif has 3 bands; a DSM has one"):
        footprints(mask_path, **{"dsm": surface, role: picture})


def town(folder, shapes, pixel=0.5, noise=0.05, size=(120, 160)):
    """A mask and a DSM of rectangles (row, column, height, width, roof in metres) on ground at 50 m."""
    surface, found = np.full(size, 50, np.float32), np.zeros(size, np.uint8)
    for row, col, high, wide, roof in shapes:
        surface[row : row + high, col : col + wide] = 50 + roof
        found[row : row + high, col : col + wide] = 1
    surface += np.random.default_rng(1).normal(0, noise, size).astype(np.float32)
    grid = (500000.0, pixel, 0.0, 5000000.0, 0.0, -pixel)
    mask_path = rasters.write(folder / "m.tif", found, geotransform=grid, nodata=None)
    return mask_path, rasters.write(folder / "d.tif", surface, geotransform=grid)


def test_buildings_that_touch_are_parted_where_the_surface_steps(tmp_path):
    """A terrace of three with a wing behind; the cuts are straight, shared and right-angled."""
    shapes = [(20, 20, 24, 30, 6), (20, 50, 24, 24, 12), (20, 74, 24, 40, 7), (44, 74, 30, 20, 7)]
    mask_path, dsm = town(tmp_path, shapes)
    (whole,) = footprints(mask_path, dsm=dsm, step=0)
    houses = sorted(footprints(mask_path, dsm=dsm), key=lambda each: shape_of(each).GetEnvelope()[0])
    assert [each.area * 4 for each in houses] == pytest.approx([720, 576, 960 + 600], rel=0.02)
    # The wing's corner comes to lie on the cut, which is less than a tenth of a pixel away.
    assert sum(each.area for each in houses) == pytest.approx(whole.area, rel=1e-3)
    heights = [each.heights.mean - each.heights.ground for each in houses]
    assert heights == pytest.approx([6, 12, 7], abs=0.1)
    for each in houses:
        np.testing.assert_allclose(angles_of(corners_of(shape_of(each))), 90, atol=1e-6)
    for one, other in zip(houses, houses[1:]):
        assert shape_of(one).Intersection(shape_of(other)).GetArea() < 1e-6
        assert shape_of(one).Distance(shape_of(other)) < 1e-6


@pytest.mark.parametrize(
    "shapes",
    [
        [(20, 20, 40, 60, 6), (30, 40, 16, 16, 20)],  # a tower in the middle of a block
        [(20, 20, 40, 30, 6), (20, 50, 40, 30, 8)],  # less than a storey
        [(20, 20, 40, 60, 6), (22, 24, 4, 4, 12)],  # a lift's housing
        [(20, 20, 40, 60, 6), (20, 80, 40, 5, 12)],  # a wall of 2.5 m, as a smeared tower leaves it
    ],
)
def test_what_is_no_party_wall_parts_nothing(tmp_path, shapes):
    mask_path, dsm = town(tmp_path, shapes)
    assert len(footprints(mask_path, dsm=dsm)) == 1


def test_steep_roofs_and_voids_part_nothing(tmp_path):
    path, dsm, _ = scene(tmp_path, True)
    assert len(footprints(path, dsm=dsm)) == 1
    surface = rasters.read(dsm)
    surface[30:54, 38:42] = np.nan
    hole = rasters.write(tmp_path / "h.tif", surface, geotransform=GRID)
    assert len(footprints(path, dsm=hole)) == 1


def test_blocks_are_closed_and_hold_the_volume(tmp_path):
    """Every edge of the faces is there once in each direction, and the faces enclose area times height."""
    mask_path, dsm = town(tmp_path, [(20, 20, 40, 60, 6)], noise=0.0)
    pixels = rasters.read(mask_path).astype(np.uint8)
    pixels[32:48, 40:60] = 0
    yard = rasters.write(tmp_path / "y.tif", pixels, geotransform=GRID, nodata=None)
    (house,) = footprints(yard, dsm=dsm)
    block = ogr.CreateGeometryFromWkb(house.solid())
    assert block.GetGeometryName() == "MULTIPOLYGON" and block.Is3D()
    edges, volume = [], 0.0
    for index in range(block.GetGeometryCount()):
        face = block.GetGeometryRef(index)
        for number in range(face.GetGeometryCount()):
            points = np.array(face.GetGeometryRef(number).GetPoints())
            points -= [500000, 5000000, 50]
            edges += [
                (tuple(a), tuple(b)) for a, b in zip(points.round(6).tolist(), points[1:].round(6).tolist())
            ]
            for a, b in zip(points[1:-1], points[2:]):  # tetrahedra from the origin
                volume += np.dot(points[0], np.cross(a, b)) / 6
    assert sorted(edges) == sorted((b, a) for a, b in edges)
    assert volume == pytest.approx(house.volume, rel=1e-6) and house.volume > 1000
    (flat,) = footprints(yard)
    assert flat.solid() is None


@pytest.mark.parametrize("pixels", [700, 160 * 7, 10**9])
def test_polygons_are_the_same_however_the_mask_is_read(tmp_path, monkeypatch, pixels):
    """Strips of some rows: buildings across many of them, with courtyards, are those of the whole."""
    random = np.random.default_rng(7)
    found = ndimage.gaussian_filter(random.normal(size=(200, 160)), 3) > -0.01
    path = rasters.write(tmp_path / "m.tif", found.astype(np.uint8), geotransform=GRID, nodata=None)
    whole = [each.wkb for each in footprints(path)]
    monkeypatch.setattr(contours, "STRIP_PIXELS", pixels)
    monkeypatch.setattr(courtyards, "BAND", 500)
    monkeypatch.setattr(courtyards, "QUERIES", 7)
    assert [each.wkb for each in footprints(path)] == whole
    assert any(shape_of(each).GetGeometryCount() > 1 for each in footprints(path))
    labels, count = ndimage.label(found)
    assert any(np.ptp(rows) > 40 for rows in (np.nonzero(labels == n)[0] for n in range(1, count + 1)))
