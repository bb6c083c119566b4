"""Where a surface will lie is told by a header that says so, truly."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from roofline.models.clouds.ahead import grid_ahead
from roofline.models.clouds.readers import crs_wkt
from support import cloud_parts, implicity_parts, las_parts

CRS = crs_wkt("EPSG:32631")


def test_a_header_tells_where_the_surface_will_lie(tmp_path: Path):
    points = cloud_parts.town()
    cloud = las_parts.write(tmp_path / "cloud.las", points, bounds=True)
    grid = grid_ahead(cloud, CRS)
    assert grid is not None and grid.projection == CRS
    left, pixel, _, top, _, down = grid.geotransform
    found = left, top + grid.height * down, left + grid.width * pixel, top
    np.testing.assert_allclose(found, [*points.min(0)[:2], *points.max(0)[:2]], atol=0.1)


@pytest.mark.parametrize(
    "case", ["zeros", "elsewhere", "nonsense", "turned", "no CRS", "other format", "none"]
)
def test_nothing_is_told_where_the_header_may_be_wrong(tmp_path: Path, case: str):
    """A run would be refused for it; some programs leave it empty, or as it was before points were moved."""
    points = cloud_parts.town()
    cloud = las_parts.write(tmp_path / "cloud.las", points, bounds=case != "zeros")
    changed = {
        "elsewhere": (1000.0, 900.0, 1000.0, 900.0),
        "nonsense": (np.inf, np.nan, 1.0, 0.0),
        "turned": (500000.0, 500060.0, 5000000.0, 5000060.0),
    }
    if case in changed:
        content = bytearray(cloud.read_bytes())
        struct.pack_into("<4d", content, 179, *changed[case])
        cloud.write_bytes(bytes(content))
    if case == "other format":
        cloud = implicity_parts.write_ply(tmp_path / "cloud.ply", points)
    if case == "none":
        cloud = tmp_path / "none.las"
    assert grid_ahead(cloud, "" if case == "no CRS" else CRS) is None
