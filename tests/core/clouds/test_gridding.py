"""Gridded surfaces: percentiles, holes, strips; and the small YAML reader."""

from __future__ import annotations

import logging
import subprocess
import sys
import time

import numpy as np
import pytest
from roofline.models.clouds import gridding
from roofline.models.clouds.index import PointIndex
from roofline.models.clouds.readers import open_points
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.formats.yaml_subset import parse
from support import implicity_parts as parts
from support import las_parts, paths, rasters

UTM = "EPSG:32631"


def test_percentiles_in_pixels(tmp_path):
    rng = np.random.default_rng(0)
    points = parts.flat_points(6, 4) * [1, 1, 0]
    points[:, 2] = rng.normal(50, 5, len(points))
    path = parts.write_ply(tmp_path / "cloud.ply", points)
    count = gridding.grid_points(path, tmp_path / "dsm.tif", pixel_size=1.0, crs=UTM, percentile=90.0)
    heights = rasters.read(tmp_path / "dsm.tif")
    assert count == len(points) and heights.shape == (4, 6)
    for row in range(4):
        for col in range(6):
            x, y = points[:, 0] - 500000, 5000004 - points[:, 1]
            inside = np.sort(points[(x // 1 == col) & (y // 1 == row), 2])
            if len(inside):
                expected = inside[int(np.ceil(0.9 * len(inside))) - 1]
                assert heights[row, col] == pytest.approx(expected, abs=1e-5)
    assert rasters.grid_of(tmp_path / "dsm.tif")[2:4] == ((500000.0, 1.0, 0.0, 5000004.0, 0.0, -1.0), "32631")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [("dsm.doc", (), "doc"), ("dsm.tif", ("TILED=YES", "BLOCKXSIZE=17"), "dsm.tif cannot be written")],
)
def test_what_cannot_be_written_is_told_before_points_are_sorted(tmp_path, name, options, words):
    """Sorting them takes minutes, in which a run may be cancelled."""
    path = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points(6, 4))
    given = {"creation_options": options, "cancelled": lambda: True, "crs": UTM}
    with pytest.raises(RooflineError, match=words):
        gridding.grid_points(path, tmp_path / name, pixel_size=1.0, **given)
    assert [each.name for each in tmp_path.iterdir()] == ["cloud.ply"]


def test_what_gdal_thinks_of_options_is_said_once(tmp_path, caplog):
    path = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points(6, 4))
    given = {"creation_options": ["COMPRES=LZW"], "crs": UTM}
    gridding.grid_points(path, tmp_path / "dsm.tif", pixel_size=1.0, **given)
    assert caplog.text.count("COMPRES") == 1


def test_holes_and_strips(tmp_path, monkeypatch):
    """Small holes are filled, the middle of a lake stays void, and strips leave no trace."""
    rows, cols = np.indices((120, 90))
    points = np.column_stack([cols.ravel() + 0.5, rows.ravel() + 0.5, 0.1 * cols.ravel() + rows.ravel()])
    lake = (np.abs(points[:, 0] - 45) < 20) & (np.abs(points[:, 1] - 60) < 25)
    holes = np.random.default_rng(0).random(len(points)) < 0.1
    path = parts.write_ply(tmp_path / "cloud.ply", points[~(lake | holes)])
    area = {"pixel_size": 1.0, "extent": (0.0, 0.0, 90.0, 120.0)}
    gridding.grid_points(path, tmp_path / "whole.tif", **area)
    monkeypatch.setattr(gridding, "STRIP_PIXELS", 90 * 7)
    gridding.grid_points(path, tmp_path / "strips.tif", **area)
    whole, strips = rasters.read(tmp_path / "whole.tif"), rasters.read(tmp_path / "strips.tif")
    assert np.isnan(whole[60, 45]) and np.isnan(whole).mean() < 0.1
    np.testing.assert_array_equal(np.isnan(whole), np.isnan(strips))
    truth = (0.1 * cols + rows)[::-1]
    far = lake.reshape(rows.shape)[::-1]
    assert np.nanmax(np.abs(whole - truth)[~far]) < 4.5
    known = ~holes.reshape(rows.shape)[::-1] & ~far
    np.testing.assert_allclose(strips[known], truth[known], atol=1e-4)


def test_pixel_size_by_density(tmp_path):
    path = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points(50, 50))  # 2 points per square metre
    gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM)
    heights = rasters.read(tmp_path / "dsm.tif")
    assert rasters.grid_of(tmp_path / "dsm.tif")[2][1] == 2.0
    np.testing.assert_array_equal(heights, 100)


WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
sys.path.insert(0, sys.argv[1])
import conftest
from roofline.models.clouds.gridding import grid_points
print(grid_points(sys.argv[2], sys.argv[3], pixel_size=1.0))
"""


def test_needs_no_torch(tmp_path):
    path = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    tests = paths.TESTS
    command = [sys.executable, "-c", WITHOUT_TORCH, str(tests), str(path), str(tmp_path / "dsm.tif")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == len(parts.flat_points())


def test_degrees_are_refused(tmp_path):
    path = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    with pytest.raises(RooflineError, match="degrees"):
        gridding.grid_points(path, tmp_path / "dsm.tif", crs="EPSG:4326")


PLAIN = """
# a comment
a: 1   # another
b: {x: [1, 2.5, "q, r"], y: {z: null},
  more: yes}
c:
- 1
- k: v
  l: 'it''s'
-
  - 2
d: "a: b # no comment"
path/key: c:/tmp/x
f: 5.0e-05
0:
  g: ~
"""


def test_plain_yaml():
    assert parse(PLAIN) == {
        "a": 1,
        "b": {"x": [1, 2.5, "q, r"], "y": {"z": None}, "more": True},
        "c": [1, {"k": "v", "l": "it's"}, [2]],
        "d": "a: b # no comment",
        "path/key": "c:/tmp/x",
        "f": 5e-05,
        0: {"g": None},
    }


@pytest.mark.parametrize(
    "text",
    ["a: &x 1", "a: [1, 2", "a: {b 1}", "a: 1\n   b: 2", "a: |\n  text", "x" * 2**21, "a: " + "[" * 99],
)
def test_what_is_not_plain_is_refused(text):
    with pytest.raises(RooflineError):
        parse(text)


SHAPES = {
    "a line": (np.column_stack([np.arange(900) * 0.5, np.zeros(900), np.arange(900) % 3]), 2.0, (1, 225)),
    "a line northwards": (
        np.column_stack([np.zeros(900), np.arange(900) * 0.5, np.zeros(900)]),
        2.0,
        (225, 1),
    ),
    "a thin strip": (
        np.column_stack([np.arange(900.0), np.arange(900) % 2 * 1e-3, np.zeros(900)]),
        5.0,
        (1, 180),
    ),
    "one point": (np.array([[0.3, 0.2, 5.0]]), 1.0, (1, 1)),
    "one place": (np.tile([0.3, 0.2, 5.0], (50, 1)), 1.0, (1, 1)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_pixels_of_clouds_without_an_area(tmp_path, shape):
    """The spacing of the points decides; as many pixels as points at most, and none of the points is lost."""
    points, pixel, size = SHAPES[shape]
    path = parts.write_ply(tmp_path / "cloud.ply", np.add(points, [500000, 5000000, 0]))
    assert gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM) == len(points)
    heights = rasters.read(tmp_path / "dsm.tif")
    assert rasters.grid_of(tmp_path / "dsm.tif")[2][1] == pixel
    assert heights.shape == size and np.isfinite(heights).all()
    assert heights.max() == points[:, 2].max()


@pytest.mark.parametrize("strays", [[[0, 0, 0]], [[0, 0, 0], [9e8, 9e8, 1], [500000, 4000000, 7]]])
@pytest.mark.parametrize("many", [40, 2000, 300_000])
def test_stray_points_stretch_neither_pixels_nor_extent(tmp_path, caplog, strays, many):
    points = np.random.default_rng(0).uniform([500000, 5000000, 10], [500050, 5000040, 12], (many, 3))
    plain, stray = tmp_path / "plain.ply", tmp_path / "stray.ply"
    gridding.grid_points(parts.write_ply(plain, points), tmp_path / "plain.tif", crs=UTM)
    assert "far from all others" not in caplog.text
    used = gridding.grid_points(
        parts.write_ply(stray, np.concatenate([strays, points])), tmp_path / "stray.tif", crs=UTM
    )
    told = "1 point of stray.ply lies" if len(strays) == 1 else f"{len(strays)} points of stray.ply lie"
    assert used == many and f"{told} far from all others" in caplog.text
    assert rasters.grid_of(tmp_path / "stray.tif") == rasters.grid_of(tmp_path / "plain.tif")
    np.testing.assert_array_equal(rasters.read(tmp_path / "stray.tif"), rasters.read(tmp_path / "plain.tif"))


def test_villages_apart_and_sparse_edges_are_no_strays(tmp_path):
    rng = np.random.default_rng(0)
    first, second = rng.uniform(0, 100, (5000, 3)), np.add(rng.uniform(0, 100, (300, 3)), [2000, 500, 0])
    path = parts.write_ply(
        tmp_path / "cloud.ply", np.add(np.concatenate([first, second]), [500000, 5000000, 0])
    )
    assert gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM) == 5300
    wide = np.add(rng.normal(0, 50, (20_000, 3)), [500000, 5000000, 0])
    path = parts.write_ply(tmp_path / "wide.ply", wide)
    assert gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM) == 20_000


@pytest.mark.parametrize("void", [-9999.0, -32767.0, 9999.0, -999.0, -99.0])
def test_voids_of_what_a_cloud_was_made_of_are_no_heights(tmp_path, caplog, void):
    """As where a raster with voids was exported as a list of points."""
    points = parts.flat_points(20, 10)
    middle = (np.abs(points[:, :2] - points[:, :2].mean(0)) < 2.2).all(axis=1)
    lines = [f"{x:.3f} {y:.3f} {void if hole else z}" for (x, y, z), hole in zip(points, middle)]
    (tmp_path / "cloud.xyz").write_text("\n".join(lines))
    used = gridding.grid_points(tmp_path / "cloud.xyz", tmp_path / "dsm.tif", pixel_size=1, crs=UTM)
    assert used == len(points) - middle.sum() < len(points) - 1
    assert f"{middle.sum()} points of cloud.xyz have heights that stand for voids" in caplog.text
    assert (rasters.read(tmp_path / "dsm.tif") == 100).all()


def test_heights_that_were_multiplied_stand_for_voids_as_they_were(tmp_path, caplog):
    lines = [f"{x:.3f} {y:.3f} {z}" for x, y, z in parts.flat_points(20, 10)]
    (tmp_path / "cloud.xyz").write_text("\n".join([*lines, "500005 5000005 -9999"]))
    cloud = open_points(tmp_path / "cloud.xyz").with_heights(0.3048)
    with PointIndex(cloud, 10.0) as index:
        assert index.count == len(lines)
        assert index.read(index.bounds)[:, 2].min() == pytest.approx(30.48)
    assert (
        "1 point of cloud.xyz has a height that stands for voids, such as -9999; it is left out."
        in caplog.text
    )


@pytest.mark.parametrize(("level", "left_out"), [(-85.0, 0), (-99.0, 0), (0.0, 20)])
def test_a_usual_void_is_a_height_where_others_are_near(tmp_path, caplog, level, left_out):
    """-99 is a height beside the Dead Sea; a few stray points below all others make it none."""
    points = parts.flat_points(20, 10) + np.array([0, 0, level - 100])
    points[:20, 2] = -99
    points[20:22, 2] = -97
    cloud = open_points(parts.write_ply(tmp_path / "cloud.ply", points)).with_heights(3.0)
    with PointIndex(cloud, 10.0) as index:
        assert index.count == len(points) - left_out == len(index.read((-1e9, -1e9, 1e9, 1e9)))
    told = f"{left_out} points of cloud.ply have heights that stand for voids"
    assert (told in caplog.text) == bool(left_out)


@pytest.mark.parametrize(("unit", "left_out"), [(1.0, 20), (0.3048, 0), (0.01, 0)])
@pytest.mark.parametrize("factor", [1.0, 2.5])
def test_what_is_far_from_all_heights_is_told_in_metres(tmp_path, unit, left_out, factor):
    """-99 lies 97 units below all others: 97 m, 30 m, or 1 m."""
    points = parts.flat_points(20, 10) * [1, 1, 0.1] + [0, 0, -12]  # at -2
    points[:20, 2] = -99
    cloud = open_points(parts.write_ply(tmp_path / "cloud.ply", points)).with_heights(factor)
    with PointIndex(cloud, 10.0, height_unit=unit) as index:
        assert index.count == len(points) - left_out


@pytest.mark.parametrize(
    ("void", "unit", "level", "left_out"),
    [
        (9999.0, 1.0, 8990.0, 20),  # higher than any place
        (9999.0, 0.3048, 9990.0, 0),  # 3,048 m
        (9999.0, 0.3048, 300.0, 20),
        (-999.0, 0.3048, -1000.0, 0),  # 305 m below the sea
        (-9999.0, 0.01, -9000.0, 0),  # centimetres: 100 m below the sea
        (-9999.0, 0.01, 30000.0, 20),
        (-32767.0, 0.01, 30000.0, 20),
    ],
)
def test_heights_that_no_place_has_are_told_in_metres(tmp_path, void, unit, level, left_out):
    points = parts.flat_points(20, 10) + np.array([0, 0, level - 100])
    points[:20, 2] = void
    cloud = open_points(parts.write_ply(tmp_path / "cloud.ply", points))
    with PointIndex(cloud, 10.0, height_unit=unit) as index:
        assert index.count == len(points) - left_out


def test_a_surface_knows_the_unit_of_its_points(tmp_path):
    """Feet by the CRS (EPSG:2263): 9,999 ft is a height among such, and a void among metres."""
    points = parts.flat_points(20, 10) * [1, 1, 0.1] + [0, 0, 9980]
    points[:20, 2] = 9999
    path = parts.write_ply(tmp_path / "cloud.ply", points)
    assert gridding.grid_points(path, tmp_path / "dsm.tif", crs="EPSG:2263") == len(points)
    assert gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM) == len(points) - 20


def test_impossible_coordinates_are_left_out_and_counted(tmp_path, caplog):
    points = np.concatenate([parts.flat_points(20, 10), [[1e300, 5, 1], [5e5, 5e6, -1e300], [np.inf, 1, 2]]])
    path = parts.write_ply(tmp_path / "cloud.ply", points)
    assert gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM) == len(points) - 3
    assert "3 points of cloud.ply have impossible coordinates; they are left out." in caplog.text
    alone = parts.write_ply(tmp_path / "alone.ply", np.array([[5e5, 5e6, 7], [np.inf, 1, 2]]))
    with caplog.at_level(logging.INFO, "roofline"):
        assert gridding.grid_points(alone, tmp_path / "alone.tif", crs=UTM) == 1
    assert "1 point of alone.ply has impossible coordinates; it is left out." in caplog.text
    assert "1 point, 1 x 1 pixels" in caplog.text
    assert rasters.read(tmp_path / "dsm.tif").max() == 100
    path = parts.write_ply(tmp_path / "all.ply", np.full((9, 3), 1e300))
    with pytest.raises(RooflineError, match="no points"):
        gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM)


@pytest.mark.parametrize(
    "options",
    [
        {"extent": (0.0, 0.0, np.inf, 1.0)},
        {"extent": (-1e308, -1e308, 1e308, 1e308)},
        {"extent": (np.nan, 0.0, 1.0, 1.0)},
        {"pixel_size": np.nan},
        {"pixel_size": np.inf},
        {"pixel_size": -1.0},
        {"pixel_size": 1e-9},
        {"pixel_size": 1e-300},
    ],
)
def test_odd_numbers_are_one_sentence(tmp_path, options):
    path = parts.write_ply(tmp_path / "cloud.ply", parts.flat_points())
    with pytest.raises(RooflineError) as raised:
        gridding.grid_points(path, tmp_path / "dsm.tif", crs=UTM, **options)
    assert str(raised.value).endswith(".") and not (tmp_path / "dsm.tif").exists()


def test_degrees_without_a_crs_are_suspected(tmp_path, caplog):
    points = parts.flat_points() * [1e-5, 1e-5, 1] - [-6, 2, 0]
    gridding.grid_points(parts.write_ply(tmp_path / "cloud.ply", points), tmp_path / "dsm.tif")
    assert "look like degrees" in caplog.text


def test_crowded_pixels_in_little_memory(tmp_path, monkeypatch):
    """Halving a strip until its points fit, and looking at a pixel's piece by piece, changes nothing."""
    points = np.random.default_rng(3).uniform([500000, 5000000, 0], [500090, 5000060, 30], (40_000, 3))
    points[:3000, :2] = np.floor(points[:3000, :2] * 10) / 10  # on the edges of pixels
    points[3000:3600, :2] = points[3000:3600, :2] % 0.6 + [500007, 5000004.2]  # all in one
    path = parts.write_ply(tmp_path / "cloud.ply", points)
    held, percentiles = [], gridding.percentiles
    for name, most in (("whole", 2**21), ("halved", 500)):
        monkeypatch.setattr(gridding, "MOST_POINTS", most)
        monkeypatch.setattr(gridding, "index_cell", lambda pixel: 4.0)
        monkeypatch.setattr(gridding, "percentiles", lambda p, *r: held.append(len(p)) or percentiles(p, *r))
        gridding.grid_points(path, tmp_path / f"{name}.tif", crs=UTM, pixel_size=0.7)
    assert held[0] == 40_000 and max(held[1:]) < 1000
    np.testing.assert_array_equal(rasters.read(tmp_path / "halved.tif"), rasters.read(tmp_path / "whole.tif"))


@pytest.mark.parametrize("kind", ["las", "xyz", "csv", "ply"])
def test_reading_is_cancelled_within_two_seconds(tmp_path, kind):
    """Files that take longer than that: numbers, words among them, points with lists."""
    points = (
        np.random.default_rng(0).uniform([500000, 5000000, 0], [500900, 5000900, 9], (300_000, 3)).round(2)
    )
    path = tmp_path / f"cloud.{kind}"
    if kind == "las":
        las_parts.write(path, np.tile(points, (10, 1)))
    elif kind == "ply":
        record = np.zeros(
            len(points), [("x", "<f8"), ("n", "u1"), ("list", "<f4"), ("y", "<f8"), ("z", "<f8")]
        )
        record["x"], record["n"], record["y"], record["z"] = points[:, 0], 1, points[:, 1], points[:, 2]
        head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\nproperty double x\n"
        head += "property list uchar float seen\nproperty double y\nproperty double z\nend_header\n"
        path.write_bytes(head.encode() + record.tobytes())
    else:
        word = ";roof" if kind == "csv" else ""
        path.write_text("".join(f"{x};{y};{z}{word}\n" for x, y, z in points) * 4)
    asked = []
    with pytest.raises(Cancelled):
        gridding.grid_points(
            path,
            tmp_path / "dsm.tif",
            cancelled=lambda: bool(asked.append(time.process_time())) or len(asked) > 2,
        )
    assert len(asked) == 3 and asked[2] - asked[1] < 2
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name]


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("pixel", [0, 0.025, 0.1, 0.3])
def test_points_of_one_line_along_the_edge_of_pixels_keep_their_heights(tmp_path, rng, pixel, axis):
    for number, edge in enumerate((5e6, 5e6 + 0.3, 4999999.9, 4999998.7, -0.1)):
        line = np.column_stack([rng.random(500) * 4 + 500000, np.full(500, edge), np.full(500, 7.0)])
        line[:, :2] = np.roll(line[:, :2], axis, axis=1)
        path = parts.write_ply(tmp_path / f"line{number}.ply", line)
        gridding.grid_points(path, tmp_path / "dsm.tif", pixel_size=pixel, crs=UTM)
        np.testing.assert_array_equal(rasters.read(tmp_path / "dsm.tif"), 7, err_msg=str(edge))


@pytest.mark.parametrize(("swapped", "is_said"), [(False, False), (True, True)])
def test_points_where_their_crs_is_not_used_are_said(tmp_path, caplog, swapped, is_said):
    points = parts.flat_points(6, 4) % [100, 100, 1000] + [500000, 5000000, 0]
    points = points[:, [1, 0, 2]] if swapped else points
    gridding.grid_points(parts.write_ply(tmp_path / "cloud.ply", points), tmp_path / "dsm.tif", crs=UTM)
    assert ("cloud.ply lie where their CRS is not used: check the CRS" in caplog.text) == is_said
