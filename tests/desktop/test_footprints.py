"""Footprints of a selected DSM in a real QGIS, in one press."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import desktop_runs, rasters

pytestmark = desktop_runs.needs_desktop
HOUSES = ((30, 40, 24, 40, 6), (30, 120, 40, 20, 9), (110, 60, 30, 30, 12), (120, 130, 20, 44, 7))
GRID = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)


def test_footprints_at_the_arrow_of_building_mask(tmp_path):
    """Four houses on level ground; the models are the bundled ones."""
    heights = np.full((200, 220), 50, np.float32)
    for row, col, high, wide, storeys in HOUSES:
        heights[row : row + high, col : col + wide] += storeys
    rasters.write(tmp_path / "dsm.tif", heights, geotransform=GRID)
    rasters.write(tmp_path / "rgb.tif", np.zeros((3, 40, 50), np.uint8), nodata=None)
    report = desktop_runs.report(tmp_path, Path(__file__).with_name("footprints_session.py"))
    assert "error" not in report, report["error"]
    assert report["arrow"] == ["Building mask with…", "Footprints"]
    assert any("“rgb” (3 bands instead of one)" in text for text in report["refused"])
    assert report["layer"] == ["dsm footprints", "graduatedSymbol", False, len(HOUSES)]
    assert report["heights"] == pytest.approx(sorted(storeys for *_, storeys in HOUSES), abs=0.3)
    assert ["dsm (Roofline)", ["dsm footprints"]] in report["tree"]
    assert any("“dsm footprints” made in" in text for text in report["made"])
    assert (tmp_path / "footprints.png").stat().st_size > 10_000
