"""Gridded surfaces: percentiles, holes, strips; and the small YAML reader."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from roofline.models.clouds import gridding
from roofline.models.errors import RooflineError
from roofline.models.formats.yaml_subset import parse
from support import implicity_parts as parts
from support import paths, rasters

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
