"""Walls: where outlines run, right angles, steps of a pixel, and what is too ragged for them."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from osgeo import ogr
from roofline.models.buildings import contours, regularise, walls
from roofline.models.buildings.chains import Chain
from roofline.models.buildings.footprints import footprints
from roofline.models.buildings.rectangle import rectangle
from roofline.models.raster.dataset import Raster
from scipy import ndimage
from support import rasters
from support.outline_parts import GRID, HOUSES, SIZE, angles_of, corners_of, coverage, rotated, shape_of


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


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_the_edge_of_a_raster_turns_no_walls(tmp_path, edge):
    """A hall four degrees off the grid, of which the raster has the end of a long side."""
    hall = rotated(np.array([[-40, 20], [136, 20], [136, 76], [-40, 76]], float), 0.07)
    seen = coverage(hall)[:, 60:]
    turned = np.rot90(seen, ["left", "bottom", "right", "top"].index(edge))
    path = rasters.write(tmp_path / "p.tif", np.ascontiguousarray(turned), geotransform=GRID)
    (found,) = footprints(path)
    corners = corners_of(shape_of(found))
    assert len(corners) == 4
    sides = np.roll(corners, -1, axis=0) - corners
    angles = np.degrees(np.arctan2(*sides.T)) % 90
    assert sorted(np.minimum(angles, 90 - angles)) == pytest.approx([0, 0, 4, 4], abs=0.5)


def test_outlines_that_follow_no_walls_stay_near(tmp_path):
    y, x = np.mgrid[:SIZE, :SIZE]
    round_house = (np.hypot(x - 48, y - 48) < 30).astype(np.uint8)
    (found,) = footprints(rasters.write(tmp_path / "m.tif", round_house, geotransform=GRID, nodata=None))
    assert found.area == pytest.approx(np.pi * 15**2, rel=0.03)


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


@pytest.mark.parametrize(
    ("angle", "shares"), [(0.0, False), (0.5, False), (0.0, True), (0.05, True), (0.2, True), (0.5, True)]
)
@pytest.mark.parametrize("slant", [3.5, -3.0, 9.0])
def test_a_wall_a_little_off_its_house_is_no_stairs(tmp_path, slant, angle, shares):
    """Of pixels so fine that it leaves the direction of the others by several of them."""
    house = rotated(np.array([[0, 0], [80, slant], [80, 45], [0, 45]], float), angle)
    mask = coverage(house) if shares else (coverage(house) > 0.5).astype(np.uint8)
    (found,) = footprints(rasters.write(tmp_path / "m.tif", mask, geotransform=GRID, nodata=None))
    assert len(corners_of(shape_of(found))) == 4
    assert found.area == pytest.approx((80 * 45 - 40 * slant) / 4, rel=0.01)


@pytest.mark.parametrize("angle", [0.0, 0.04, 0.5])
def test_walls_that_do_step_are_no_slant(tmp_path, angle):
    """A row of houses, each a pixel and a half farther out than the one before."""
    row = [[0, 0], [25, 0], [25, -1.5], [50, -1.5], [50, -3], [75, -3], [75, 30], [0, 30]]
    mask = mask_of(rotated(np.array(row, float), angle))
    (found,) = footprints(rasters.write(tmp_path / "m.tif", mask, geotransform=GRID, nodata=None))
    turns = angles_of(corners_of(shape_of(found)))
    assert len(turns) == 8
    np.testing.assert_allclose(turns, 90, atol=1e-3)


def test_a_short_wall_among_slanting_ones_makes_no_loop():
    """Between its neighbours, which meet before it, it would run backwards, and all walls were given up."""
    bay = [[7, 26.5], [9, 35.5], [4, 46.5], [4, 55.5], [8.5, 57], [10, 60.5], [7, 70.5]]
    corners = np.array([[-90, 2.5], [-16, -28.5], *bay, [30, 126], [-44, 157]], float)
    dense = np.concatenate(
        [a + (b - a) * np.linspace(0, 1, 9)[:-1, None] for a, b in zip(corners, np.roll(corners, -1, 0))]
    )
    made = regularise.regularised(contours.Outline(dense)).outer
    assert regularise.polygon(contours.Outline(made)).IsValid()
    assert np.count_nonzero(np.abs(angles_of(made) - 90) < 1e-6) >= 2  # of the walls beside the bay


@pytest.mark.parametrize("angle", [0.0, 0.2, 0.4, 0.6, 0.785])
@pytest.mark.parametrize("sides", [(7.0, 4.0), (6.0, 6.0), (9.0, 5.0)])
def test_sheds_of_few_pixels_are_rectangles(tmp_path, sides, angle):
    shed = np.array([[0, 0], [sides[0], 0], sides, [0, sides[1]]], float)
    mask = mask_of(rotated(shed, angle) + np.array([0.2, 0.3]))
    (found,) = footprints(rasters.write(tmp_path / "m.tif", mask, geotransform=GRID, nodata=None))
    turns = angles_of(corners_of(shape_of(found)))
    assert len(turns) == 4
    np.testing.assert_allclose(turns, 90, atol=1e-3)
    assert found.area == pytest.approx(sides[0] * sides[1] / 4, rel=0.15)


def test_the_rectangle_of_equal_moments():
    """Of a rectangle it is the rectangle, whichever way it turns; of what has no area there is none."""
    house = rotated(np.array([[0, 0], [9, 0], [9, 4], [0, 4]], float), 0.3)
    for ring in (house, house[::-1], np.repeat(house, 2, axis=0)):
        for direction in (None, 0.3, 0.3 + np.pi / 2):
            made = rectangle(ring, direction)
            assert polygon_area(made) == pytest.approx(polygon_area(ring))  # signed
            apart = np.hypot(*(made[:, None] - house[None]).transpose(2, 0, 1)).min(axis=0)
            np.testing.assert_allclose(apart, 0, atol=1e-9)
    assert rectangle(np.array([[0, 0], [5, 5], [10, 10]], float)) is None
    assert rectangle(np.full((4, 2), 3.0)) is None


def polygon_area(ring: np.ndarray) -> float:
    return 0.5 * float((ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]).sum())


def test_walls_that_meet_at_a_slant_make_no_spikes(tmp_path):
    """Rings of a curved building: no corner lies far beyond the mask, inside or outside."""
    y, x = np.mgrid[:SIZE, :SIZE]
    for wide, radius in ((7, 30), (10, 36), (14, 40)):
        away = np.hypot(x - 48, y - 70)
        curved = ((np.abs(away - radius) < wide / 2) & (y < 62)).astype(np.uint8)
        path = rasters.write(tmp_path / "m.tif", curved, geotransform=GRID, nodata=None)
        near = regularise.polygon(contours.Outline(outline_of(path))).Buffer(3.0)
        for col, row in (corners_of(shape_of(footprints(path)[0])) - [500000, 5000000]) / [0.5, -0.5]:
            corner = ogr.Geometry(ogr.wkbPoint)
            corner.AddPoint_2D(col, row)
            assert near.Contains(corner), (wide, col, row)


def outline_of(path) -> np.ndarray:
    with Raster.open(path) as raster:
        return contours.outlines(raster)[0].outer


def test_a_corner_far_beyond_both_walls_is_cut_off():
    """Walls whose lines meet 19 pixels away at 15 degrees; a right angle that a chamfer has left stays."""
    along = np.linspace(0, 20, 41)[:, None]
    flat = along * [1.0, 0.0]
    slant = [20, 5] + along * [-np.cos(np.radians(15)), np.sin(np.radians(15))]
    ways = [walls.Ways([np.radians(each)], walls.NO_FRAME) for each in (0, 75)]
    first, second = walls.wall_of(Chain(flat), ways[0]), walls.wall_of(Chain(slant), ways[1])
    (corner,) = walls.meeting(first, second)
    assert np.hypot(*(corner - [20, 2.5])) < 3
    upright = [22.5, 2.5] + along * [0.0, 1.0]
    (corner,) = walls.meeting(first, walls.wall_of(Chain(upright), ways[0]))
    np.testing.assert_allclose(corner, [22.5, 0], atol=1e-9)


def _comb(teeth: int, length: int) -> np.ndarray:
    """A ring of one building whose wall goes up and down, a point in each pixel."""
    there, back = np.arange(2.0, length), np.arange(length, 2.0, -1)
    up = [np.column_stack([np.full(len(there), 8.0 * tooth), there]) for tooth in range(teeth)]
    down = [np.column_stack([np.full(len(back), 8.0 * tooth + 3), back]) for tooth in range(teeth)]
    ends = np.array([[8.0 * teeth, 2], [8.0 * teeth, 0], [0, 0]])
    return np.concatenate([*(part for pair in zip(up, down) for part in pair), ends])


def test_a_cancel_is_heard_within_one_outline():
    """A mask may be a single building of a whole town."""
    outline = contours.Outline(_comb(60, 100))
    looks: list[int] = []
    whole = regularise.regularised(outline, 1.0, lambda: looks.append(1))
    assert len(whole.outer) < 300 and len(looks) > 200

    def stop() -> None:
        looks.pop()
        if len(looks) < 100:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        regularise.regularised(outline, 1.0, stop)


def test_outlines_of_very_many_points_are_simplified(monkeypatch):
    outline = contours.Outline(_comb(20, 100))
    monkeypatch.setattr(regularise, "MOST_POINTS", len(outline.outer) - 1)
    made = regularise.regularised(outline)
    assert np.array_equal(made.outer, regularise.simplified(outline).outer)
    assert len(made.outer) < 150
