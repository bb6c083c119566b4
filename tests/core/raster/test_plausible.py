"""What is no height is void or said: undeclared nodata, other units, other height systems."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, osr
from roofline.models.buildings.footprints import footprints
from roofline.models.evaluation import evaluate, evaluate_mask
from roofline.models.raster.dataset import Raster
from roofline.models.raster.plausible import checked_heights
from support import rasters


def checked(path):
    with Raster.open(path) as raster:
        checked_heights(raster)
        return raster.read(raster.grid.window())[0], raster.nodata


@pytest.mark.parametrize("value", [-9999.0, -32768.0, -99999.0, -999.0, -99.0, -9999.9, 1e20, -1e10, 9e4])
@pytest.mark.parametrize("declared", [None, -1.0])
def test_undeclared_voids(tmp_path, caplog, value, declared):
    heights = rasters.town((96, 128))
    heights[20:30, 5:9] = value
    values, nodata = checked(rasters.write(tmp_path / "a.tif", heights, nodata=declared))
    assert np.isnan(values).sum() == 40 and 0 < np.nanmin(values) < np.nanmax(values) < 100
    assert nodata == (np.float32(value) if declared is None else declared)
    assert f"no nodata value for pixels of {value:.7g}" in caplog.text


@pytest.mark.parametrize(
    ("dtype", "value", "scale"),
    [
        ("Int16", -32768, 0.01),
        ("Int16", -9999, 0.01),
        ("UInt16", 65535, 0.01),
        ("Int32", -(2**31), 1.0),
        ("UInt32", 2**32 - 1, 1.0),
        ("Float32", 9999, 1.0),
    ],
)
def test_undeclared_voids_at_the_ends_of_types_and_of_stored_numbers(tmp_path, caplog, dtype, value, scale):
    stored = np.rint(rasters.town((96, 128)) / scale)
    stored[20:30, 5:9] = value
    path = tmp_path / "a.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 128, 96, 1, gdal.GetDataTypeByName(dtype))
    dataset.GetRasterBand(1).SetScale(scale)
    dataset.GetRasterBand(1).WriteArray(stored)
    dataset = None
    values, _ = checked(path)
    assert np.isnan(values).sum() == 40 and 0 < np.nanmin(values) < np.nanmax(values) < 100
    assert f"no nodata value for pixels of {np.float32(value) * np.float32(scale):.7g}" in caplog.text


def test_centimetres_that_no_place_has_as_metres_are_no_voids(tmp_path, caplog):
    """Roofs up to 260 m; one stray number is an error of matching, not a void."""
    floors = np.float32([2000, 2500, 9000, 15000, 26000]).repeat(2560)[: 96 * 128].reshape(96, 128)
    floors[0, 0] = 90000
    values, _ = checked(rasters.write(tmp_path / "a.tif", floors, nodata=None))
    assert not np.isnan(values).any() and "declares no nodata value" not in caplog.text


def test_a_usual_number_among_others_is_a_height(tmp_path, caplog):
    heights = np.float32([9990, 9999, 10010]).repeat(4096).reshape(96, 128)  # feet: in the Alps
    values, _ = checked(rasters.write(tmp_path / "a.tif", heights, unit="ft", nodata=None))
    assert not np.isnan(values).any() and not caplog.text


@pytest.mark.parametrize("value", [np.finfo(np.float32).min, np.finfo(np.float32).max, 1e38, np.inf])
@pytest.mark.parametrize("declared", [None, -9999.0])
def test_undeclared_numbers_beyond_all_heights(tmp_path, caplog, value, declared):
    heights = rasters.town((96, 128))
    heights[20:30, 5:9], heights[50, 50] = value, np.nan
    values, nodata = checked(rasters.write(tmp_path / "a.tif", heights, nodata=declared))
    assert np.isnan(values).sum() == 41 and nodata != np.inf
    assert caplog.text.count(f"a.tif declares no nodata value for pixels of {value:.7g}; they") == 1


@pytest.mark.parametrize("declared", [float(np.finfo(np.float32).min), -np.inf])
def test_declared_numbers_beyond_all_heights_are_not_said(tmp_path, caplog, declared):
    heights = rasters.town((96, 128))
    heights[20:30, 5:9] = declared
    values, _ = checked(rasters.write(tmp_path / "a.tif", heights, nodata=declared))
    assert np.isnan(values).sum() == 40 and not caplog.text


@pytest.mark.parametrize(
    ("level", "unit", "is_said"), [(440, "", True), (440, "cm", False), (1500, "ft", True)]
)
def test_heights_of_0_far_from_all_others_are_said(tmp_path, caplog, level, unit, is_said):
    heights = rasters.town((96, 128)) + np.float32(level)
    heights[20:30, 5:9] = 0
    values, _ = checked(rasters.write(tmp_path / "a.tif", heights, unit=unit, nodata=None))
    assert not np.isnan(values).any()
    assert ("a.tif has pixels of 0 among heights of 4" in caplog.text) == is_said
    caplog.clear()
    checked(rasters.write(tmp_path / "b.tif", heights, unit=unit, nodata=0.0))
    assert "pixels of 0" not in caplog.text


def test_the_sea_at_a_coast_is_no_void(tmp_path, caplog):
    heights = np.linspace(-80, 120, 200, dtype=np.float32).clip(0)[None].repeat(100, axis=0)
    checked(rasters.write(tmp_path / "a.tif", np.ascontiguousarray(heights), nodata=None))
    assert not caplog.text


def test_voids_in_the_corner_of_a_large_raster(tmp_path):
    heights = np.full((1500, 1500), 100, np.float32)
    heights[-40:, -40:] = -9999
    values, _ = checked(rasters.write(tmp_path / "a.tif", heights, nodata=None))
    assert np.isnan(values).sum() == 1600


def test_low_heights_in_small_units_are_heights(tmp_path, caplog):
    heights = np.full((64, 64), -9999, np.float32)  # centimetres: on the shore of the Dead Sea's valley
    values, _ = checked(rasters.write(tmp_path / "a.tif", heights, unit="cm", nodata=None))
    assert not np.isnan(values).any() and not caplog.text


def centimetres(path, level=0, unit=""):
    """A town as uint16 centimetres."""
    heights = np.rint(100 * (rasters.town((64, 64)) + level)).astype(np.uint16)
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 64, 64, 1, gdal.GDT_UInt16)
    dataset.SetGeoTransform(rasters.GEOTRANSFORM)
    dataset.SetProjection(rasters.wkt(32631))
    dataset.GetRasterBand(1).WriteArray(heights)
    if unit:
        dataset.GetRasterBand(1).SetUnitType(unit)
    dataset = None
    return path


def test_heights_in_another_unit_are_said(tmp_path, caplog):
    checked(centimetres(tmp_path / "high.tif", level=200))
    assert "which no place has: check the unit" in caplog.text
    caplog.clear()
    checked(centimetres(tmp_path / "low.tif"))
    assert "steeper than any town: check the unit" in caplog.text
    caplog.clear()
    checked(centimetres(tmp_path / "told.tif", level=200, unit="cm"))
    checked(rasters.write(tmp_path / "plain.tif", rasters.town()))
    assert not caplog.text


def compound(vertical):
    crs = osr.SpatialReference()
    crs.SetFromUserInput(f"EPSG:25832+{vertical}")
    return crs.ExportToWkt()


@pytest.mark.parametrize("coloured", [True, False])
def test_a_table_of_colours_is_said(tmp_path, caplog, coloured):
    """A ramp of greys, as some programs write one into 8-bit heights, is no such table."""
    path = rasters.write(tmp_path / "classes.tif", np.full((8, 8), 7, np.uint8), nodata=None)
    table = gdal.ColorTable()
    for number in range(256):
        table.SetColorEntry(number, (number, 90 if coloured else number, number, 255))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetRasterColorTable(table)
    dataset = None
    assert np.all(checked(path)[0] == 7)
    assert ("classes.tif has a table of colours" in caplog.text) == coloured


def test_other_height_systems_are_said(tmp_path, caplog):
    paths = []
    for vertical in (7837, 5773, 7837):  # DHHN2016 and EGM96
        path = rasters.write(tmp_path / f"{len(paths)}.tif", rasters.town((64, 64)))
        gdal.Open(str(path), gdal.GA_Update).SetProjection(compound(vertical))
        paths.append(path)
    evaluate(paths[0], paths[1])
    assert "heights of DHHN2016 height" in caplog.text and "EGM96" in caplog.text
    caplog.clear()
    evaluate(paths[0], paths[2])
    assert not caplog.text


def test_a_building_mask_without_buildings_is_said(tmp_path, caplog):
    heights = rasters.write(tmp_path / "a.tif", rasters.town((64, 64)))
    mask = rasters.write(tmp_path / "m.tif", np.zeros((64, 64), np.uint8), nodata=None)
    evaluate(heights, heights, building_mask=mask)
    assert "No pixel that counts is a building" in caplog.text


SAID = "m.tif has no buildings, but declares {} as its nodata value: if that marks them, untick it"


@pytest.mark.parametrize(
    ("house", "nodata", "said"),
    [(255, 255, SAID.format(255)), (1, 1, SAID.format(1)), (255, None, ""), (0, 255, ""), (255, 128, "")],
)
def test_buildings_that_are_declared_void_are_asked_for(tmp_path, caplog, house, nodata, said):
    """As where a mask of 0 and 255 was exported with 255 as the nodata value: its buildings are void."""
    mask = np.zeros((64, 64), np.uint8)
    mask[10:30, 10:40] = house
    path = rasters.write(tmp_path / "m.tif", mask, nodata=nodata)
    there = rasters.write(
        tmp_path / "there.tif", (mask > 0).astype(np.uint8) | np.eye(64, dtype=np.uint8), nodata=None
    )
    assert len(footprints(path)) == (house == 255 and nodata != 255)
    assert (said in caplog.text) and ("has no buildings, but" in caplog.text) == bool(said)
    caplog.clear()
    evaluate_mask(path, there)
    assert (said in caplog.text) and ("has no buildings, but" in caplog.text) == bool(said)
