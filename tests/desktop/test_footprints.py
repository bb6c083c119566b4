"""Footprints of a selected DSM in a real QGIS, in one press, and what the buttons say of other layers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from support import desktop_runs, rasters

pytestmark = desktop_runs.needs_desktop
HOUSES = ((30, 40, 24, 40, 6), (30, 120, 40, 20, 9), (110, 60, 30, 30, 12), (120, 130, 20, 44, 7))
GRID = (500000.0, 0.5, 0.0, 5000000.0, 0.0, -0.5)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Four houses on level ground, and odd layers; the models are the bundled ones."""
    folder = tmp_path_factory.mktemp("footprints")
    heights = np.full((200, 220), 50, np.float32)
    for row, col, high, wide, storeys in HOUSES:
        heights[row : row + high, col : col + wide] += storeys
    rasters.write(folder / "dsm.tif", heights, geotransform=GRID)
    rasters.write(folder / "rgb.tif", np.zeros((3, 40, 50), np.uint8), nodata=None)
    write_odd(folder, heights)
    report = desktop_runs.report(folder, Path(__file__).with_name("footprints_session.py"))
    assert "error" not in report, report["error"]
    return folder, report


def write_odd(folder, heights):
    """Layers that are no plain DSM."""
    grey = (heights - 50).astype(np.uint8)
    rasters.write(folder / "floats.tif", np.stack([heights] * 3), geotransform=GRID)
    rasters.write(folder / "grey.tif", grey, geotransform=GRID, nodata=None)
    rasters.write(folder / "four.tif", np.stack([grey] * 4), geotransform=GRID, nodata=None)
    rasters.write(folder / "no crs.tif", heights, geotransform=GRID, epsg=None)
    rasters.write(folder / "void.tif", np.full((60, 60), np.nan, np.float32), geotransform=GRID)
    path = rasters.write(folder / "palette.tif", grey, geotransform=GRID, nodata=None)
    table = gdal.ColorTable()
    for number in range(256):
        table.SetColorEntry(number, (number, 255 - number, 90, 255))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetRasterColorTable(table)


def test_footprints_at_the_arrow_of_building_mask(session):
    folder, report = session
    assert report["arrow"] == ["Building mask with…", "Footprints"]
    assert any("“rgb” (3 bands instead of one)" in text for text in report["refused"])
    assert report["layer"] == ["dsm footprints", "graduatedSymbol", False, len(HOUSES)]
    assert report["heights"] == pytest.approx(sorted(storeys for *_, storeys in HOUSES), abs=0.3)
    assert ["dsm (Roofline)", ["dsm footprints"]] in report["tree"]
    assert any("“dsm footprints” made in" in text for text in report["made"])
    assert (folder / "footprints.png").stat().st_size > 10_000


MASK, FOOTPRINTS = "buildingmask", "dsmtofootprints"
VOID = "void.tif has no valid heights here; check its nodata value and the extent."
POINTS = "Left out: “points” (points: make a DSM of them first, in the toolbox)."
# Words of the only message, by layer, of both buttons.
SAID = {
    "floats": ("Taken as an image: “floats”.", "Left out: “floats” (3 bands instead of one)."),
    "grey": ("Taken as an image: “grey”.", "Taken as heights: “grey”."),
    "four": ("Taken as an image: “four”.", "Left out: “four” (3 bands instead of one)."),  # one is alpha
    "palette": (
        "Taken as an image: “palette”.",
        "Left out: “palette” (colours of a table instead of heights).",
    ),
    "no crs": ("Taken as heights: “no crs”.", "“no crs footprints” made in"),
    "void": (f"“void”: {VOID}", VOID),
    "lines": ("Left out: “lines” (no raster).",) * 2,
    "points": (POINTS, POINTS),
}


@pytest.mark.parametrize("name", SAID)
def test_what_the_buttons_say_of_odd_layers(session, name):
    """8-bit layers of one band are pictures for the mask, and whole metres where only heights are taken."""
    _, report = session
    for button, words in zip((MASK, FOOTPRINTS), SAID[name]):
        (said,) = report["odd"][f"{name}: {button}"]
        assert words in said
        assert name == "grey" or button == MASK or "Taken" not in said
