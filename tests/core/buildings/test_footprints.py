"""Footprints: where outlines run, right angles, courtyards, heights, and what is refused."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from osgeo import gdal, ogr
from roofline.models.buildings import contours, regularise
from roofline.models.buildings.footprints import footprints
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.dataset import Raster
from scipy import ndimage
from support import rasters

GRID = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)
SIZE = 96


def rotated(shape: np.ndarray, angle: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (shape - shape.mean(axis=0)) @ turn.T + SIZE / 2


def coverage(corners: np.ndarray, fine: int = 8) -> np.ndarray:
    """Share of each pixel (SIZE, SIZE) that a polygon of pixel coordinates covers."""
    at = (np.arange(SIZE * fine) + 0.5) / fine
    x, y = np.meshgrid(at, at)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0)):
        crosses = (ay > y) != (by > y)
        inside ^= crosses & (x < ax + (y - ay) * (bx - ax) / ((by - ay) or 1e-9))
    return inside.reshape(SIZE, fine, SIZE, fine).mean(axis=(1, 3)).astype(np.float32)


def shape_of(building) -> ogr.Geometry:
    return ogr.CreateGeometryFromWkb(building.wkb)


def corners_of(shape: ogr.Geometry) -> np.ndarray:
    return np.array(shape.GetGeometryRef(0).GetPoints())[:-1, :2]


def angles_of(corners: np.ndarray) -> np.ndarray:
    sides = np.roll(corners, -1, axis=0) - corners
    heading = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    return np.abs((np.roll(heading, -1) - heading + 180) % 360 - 180)


HOUSES = {
    "rectangle": np.array([[0, 0], [40, 0], [40, 24], [0, 24]], float),
    "corner house": np.array([[0, 0], [44, 0], [44, 18], [20, 18], [20, 40], [0, 40]], float),
    "stepped": np.array([[0, 0], [30, 0], [30, 12], [46, 12], [46, 30], [0, 30]], float),
}


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("name", HOUSES)
@pytest.mark.parametrize("noise", [0.0, 0.15])
def test_houses_come_back_with_their_corners(tmp_path, name, angle, noise):
    truth = rotated(HOUSES[name], angle)
    seen = coverage(truth)
    grain = ndimage.gaussian_filter(np.random.default_rng(3).normal(0, 1, seen.shape), 1.2) * 4 * noise
    seen = np.clip(seen + grain * (ndimage.maximum_filter(seen, 5) > 0), 0, 1).astype(np.float32)
    path = rasters.write(tmp_path / "p.tif", seen, geotransform=GRID)
    (house,) = footprints(path, min_area=20)
    corners = corners_of(shape_of(house))
    assert len(corners) == len(truth)
    np.testing.assert_allclose(angles_of(corners), 90, atol=1e-6)
    made = regularise.polygon(contours.Outline((corners - [500000, 5000000]) / [0.5, -0.5]))
    real = regularise.polygon(contours.Outline(truth))
    assert made.Intersection(real).GetArea() / made.Union(real).GetArea() > (0.99 if not noise else 0.965)
    assert house.area == pytest.approx(real.GetArea() * 0.25, rel=0.02)
    assert house.perimeter == pytest.approx(real.Boundary().Length() * 0.5, rel=0.03)


def mask() -> np.ndarray:
    """A court house with a hut in its yard, one at the edge, and an unknown corner."""
    found = np.zeros((60, 80), np.uint8)
    found[10:40, 10:50] = 1
    found[20:30, 20:32] = 0
    found[23:27, 24:28] = 1
    found[0:6, 60:80] = 1
    found[50:] = 255
    return found


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


def test_outlines_that_follow_no_walls_stay_near(tmp_path):
    y, x = np.mgrid[:SIZE, :SIZE]
    round_house = (np.hypot(x - 48, y - 48) < 30).astype(np.uint8)
    (found,) = footprints(rasters.write(tmp_path / "m.tif", round_house, geotransform=GRID, nodata=None))
    assert found.area == pytest.approx(np.pi * 15**2, rel=0.03)


def test_without_regularisation_points_alone_are_saved(tmp_path):
    seen = coverage(rotated(HOUSES["corner house"], 0.4))
    path = rasters.write(tmp_path / "p.tif", seen, geotransform=GRID)
    (plain,), (straight,) = footprints(path, regularize=False), footprints(path)
    assert plain.area == pytest.approx(straight.area, rel=0.025)
    assert abs(angles_of(corners_of(shape_of(plain))) - 90).max() > 0.01


def scene(tmp_path, pitched: bool):
    """A house of 20 x 12 m on a slope of 2 %, eaves at 6 m; its mask, DSM and DTM."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    ground = 100 + 0.01 * x
    house = (x >= 20) & (x < 60) & (y >= 30) & (y < 54)
    roof = 6 + (np.minimum(y - 30, 53 - y).clip(0) * 0.4 if pitched else 0)
    surface = np.where(house, 100.4 + roof, ground).astype(np.float32)
    return (
        rasters.write(tmp_path / "m.tif", house.astype(np.uint8), geotransform=GRID, nodata=None),
        rasters.write(tmp_path / "dsm.tif", surface, geotransform=GRID),
        rasters.write(tmp_path / "dtm.tif", ground.astype(np.float32), geotransform=GRID),
    )


@pytest.mark.parametrize("pitched", [False, True])
@pytest.mark.parametrize("with_terrain", [False, True])
def test_heights_and_volume(tmp_path, pitched, with_terrain):
    path, dsm, dtm = scene(tmp_path, pitched)
    (house,) = footprints(path, dsm=dsm, dtm=dtm if with_terrain else None)
    heights = house.heights
    assert heights.ground == pytest.approx(100.4, abs=0.4)
    assert heights.eaves == pytest.approx(106.4 + (0.4 if pitched else 0), abs=0.5)
    assert heights.ridge == pytest.approx(106.4 + (4.4 if pitched else 0), abs=0.5)
    assert heights.roof == ("pitched" if pitched else "flat")
    assert house.volume == pytest.approx(house.area * (heights.mean - heights.ground))
    assert house.area == pytest.approx(240, rel=0.02)


def test_a_dsm_elsewhere_or_empty_gives_no_heights(tmp_path):
    path, _, _ = scene(tmp_path, False)
    void = rasters.write(tmp_path / "void.tif", np.full((SIZE, SIZE), np.nan, np.float32), geotransform=GRID)
    assert footprints(path, dsm=void)[0].heights is None
    elsewhere = rasters.write(
        tmp_path / "far.tif", np.zeros((9, 9), np.float32), geotransform=(0, 0.5, 0, 0, 0, -0.5)
    )
    with pytest.raises(RooflineError, match="far"):
        footprints(path, dsm=elsewhere)


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
    path = rasters.write(tmp_path / "m.tif", square, geotransform=place, nodata=None, epsg=3857)
    (house,) = footprints(path)
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
    assert sum(each.area for each in houses) == pytest.approx(whole.area, rel=1e-6)
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


def test_no_polygon_wins_or_loses_a_tenth_of_its_area():
    """A comb, whose teeth straight walls would close or cut off."""
    comb = np.array([[10, 10], [60, 10], [60, 14], [10, 14]], float)
    teeth = [np.array([[a, 14], [a + 3, 14], [a + 3, 34], [a, 34]], float) for a in range(12, 58, 7)]
    shape = regularise.polygon(contours.Outline(comb))
    for tooth in teeth:
        shape = shape.Union(regularise.polygon(contours.Outline(tooth)))
    ring = np.array(shape.GetGeometryRef(0).GetPoints())[:-1, :2]
    dense = np.concatenate(
        [a + (b - a) * np.linspace(0, 1, 9)[:-1, None] for a, b in zip(ring, np.roll(ring, -1, 0))]
    )
    for given in (contours.Outline(dense), contours.Outline(dense + np.sin(dense[:, ::-1]) * 0.7)):
        made = regularise.polygon(regularise.regularised(given))
        real = regularise.polygon(given)
        assert real.Difference(made).GetArea() <= 0.1 * real.GetArea()
        assert made.Difference(real).GetArea() <= 0.1 * real.GetArea()


@pytest.mark.parametrize("pixels", [700, 160 * 7, 10**9])
def test_polygons_are_the_same_however_the_mask_is_read(tmp_path, monkeypatch, pixels):
    """Strips of some rows: buildings across many of them, with courtyards, are those of the whole."""
    random = np.random.default_rng(7)
    found = ndimage.gaussian_filter(random.normal(size=(200, 160)), 3) > -0.01
    path = rasters.write(tmp_path / "m.tif", found.astype(np.uint8), geotransform=GRID, nodata=None)
    whole = [each.wkb for each in footprints(path)]
    monkeypatch.setattr(contours, "STRIP_PIXELS", pixels)
    monkeypatch.setattr(contours, "CELL", 5)
    assert [each.wkb for each in footprints(path)] == whole
    assert any(shape_of(each).GetGeometryCount() > 1 for each in footprints(path))
    labels, count = ndimage.label(found)
    assert any(np.ptp(rows) > 40 for rows in (np.nonzero(labels == n)[0] for n in range(1, count + 1)))


def test_a_short_oblique_wall_between_parallel_ones_is_a_step():
    """As masks round it; and a courtyard of less than four pixels has no shape."""
    corners = np.array([[0, 0], [25, 0], [28, 3], [60, 3], [60, 40], [0, 40]], float) + 5.3
    dense = np.concatenate(
        [a + (b - a) * np.linspace(0, 1, 41)[:-1, None] for a, b in zip(corners, np.roll(corners, -1, 0))]
    )
    speck = np.array([[20, 20], [20, 21.5], [21.5, 21.5], [21.5, 20]], float)
    made = regularise.regularised(contours.Outline(dense, [speck]))
    assert len(made.outer) == 6 and made.holes == []
    np.testing.assert_allclose(angles_of(made.outer), 90, atol=1e-6)


@pytest.mark.parametrize(("seed", "blur"), [(11, 1.0), (23, 0.7), (27, 1.5)])
def test_outlines_that_rounding_makes_cross_themselves_are_polygons_still(tmp_path, capfd, seed, blur):
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal((60, 60)), blur)
    ragged = (noise > -0.1 * noise.std()).astype(np.uint8)
    far = 2.0**52  # coordinates that doubles hold in whole numbers only
    path = rasters.write(tmp_path / "m.tif", ragged, geotransform=(far, 1.0, 0.0, far, 0.0, -1.0))
    shapes = [shape_of(each) for each in footprints(path)]
    assert {shape.GetGeometryName() for shape in shapes} <= {"POLYGON", "MULTIPOLYGON"}
    assert all(shape.IsValid() and shape.GetArea() > 0 for shape in shapes)
    assert sum(shape.GetArea() for shape in shapes) == pytest.approx(ragged.sum(), rel=0.15)
    assert capfd.readouterr() == ("", "")


def test_directions_of_an_outline_of_many_walls_need_little_memory():
    rng, count = np.random.default_rng(0), 8000
    around = np.arange(count) * (2 * np.pi / count)
    spikes = (count + rng.uniform(-6, 6, count))[:, None] * np.stack([np.cos(around), np.sin(around)], axis=1)
    court = 800 * np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) @ np.array([[0.8, 0.6], [-0.6, 0.8]])
    tracemalloc.start()
    first = regularise.dominant(contours.Outline(spikes, [court]))[0]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30e6  # a table of all pairs takes 64 million numbers
    assert first == pytest.approx(np.arctan2(0.6, 0.8), abs=0.02)


def mask_of(corners: np.ndarray, noise: float = 0.0) -> np.ndarray:
    """A mask (SIZE, SIZE) of what a polygon covers by half, with an edge that is ragged by some noise."""
    ragged = ndimage.gaussian_filter(np.random.default_rng(3).standard_normal((SIZE, SIZE)), 1.5)
    share = ndimage.gaussian_filter(coverage(corners), 1.0) if noise else coverage(corners)
    return (share + noise / ragged.std() * ragged > 0.5).astype(np.uint8)


@pytest.mark.parametrize(("deep", "angle"), [(1.0, 0.0), (1.0, 0.6), (1.3, 0.31), (1.3, 1.2), (1.6, 0.6)])
def test_a_recess_of_a_pixel_is_kept(tmp_path, deep, angle):
    recess = np.array(
        [[60, 0], [60, 20], [40, 20], [40, 20 - deep], [22, 20 - deep], [22, 20], [0, 20], [0, 0]]
    )
    path = rasters.write(tmp_path / "m.tif", mask_of(rotated(recess, angle)), geotransform=GRID, nodata=None)
    (found,) = footprints(path)
    turns = angles_of(corners_of(shape_of(found)))
    assert len(turns) == 8
    np.testing.assert_allclose(turns, 90, atol=1e-3)
    assert found.area == pytest.approx((60 * 20 - 18 * deep) / 4, rel=0.02)


@pytest.mark.parametrize(
    ("noise", "angle"),
    [
        (0.0, 0.01),
        (0.0, 0.02),
        (0.0, 0.04),
        (0.0, 0.35),
        (0.12, 0.04),
        (0.12, 0.1),
        (0.12, 0.35),
        (0.12, 0.75),
    ],
)
def test_a_saw_of_pixels_is_no_recess(tmp_path, noise, angle):
    house = np.array([[0, 0], [70, 0], [70, 30], [0, 30]], float)
    mask = mask_of(rotated(house, angle), noise)
    (found,) = footprints(rasters.write(tmp_path / "m.tif", mask, geotransform=GRID, nodata=None))
    assert len(corners_of(shape_of(found))) == 4
