"""Heights of footprints: ground, eaves, roofs and volumes."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.buildings.footprints import footprints
from roofline.models.errors import RooflineError
from roofline.models.raster.dataset import Raster
from scipy import ndimage
from support import rasters
from support.outline_parts import GRID, SIZE, scene


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


def test_the_ground_of_a_house_on_a_slope_is_that_at_its_middle(tmp_path):
    """One in five; a wall's height of shrubs stands along one side."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    house = (x >= 40) & (x < 60) & (y >= 30) & (y < 54)
    surface = 100 + 0.1 * x + np.where(house, 6, 0) + np.where((y >= 54) & (y < 70), 2, 0)
    mask = rasters.write(tmp_path / "m.tif", house.astype(np.uint8), geotransform=GRID, nodata=None)
    dsm = rasters.write(tmp_path / "dsm.tif", surface.astype(np.float32), geotransform=GRID)
    (found,) = footprints(mask, dsm=dsm)
    assert found.heights.ground == pytest.approx(105, abs=0.4)


def test_eaves_are_not_those_of_pixels_that_walls_cut(tmp_path):
    """Halfway between ground and roof, all around; they are an eighth of the building."""
    path, dsm, _ = scene(tmp_path, False)
    with Raster.open(path) as mask, Raster.open(dsm) as raster:
        house, surface = (each.read(each.grid.window())[0] for each in (mask, raster))
    surface[(house > 0) & ~ndimage.binary_erosion(house > 0)] = 103
    (found,) = footprints(path, dsm=rasters.write(tmp_path / "cut.tif", surface, geotransform=GRID))
    assert found.heights.eaves == pytest.approx(106.4, abs=0.1)


@pytest.mark.parametrize(("rise", "roof"), [(1.3, "flat"), (1.8, "pitched")])
def test_a_roof_is_pitched_that_rises_by_more_than_its_water_needs(tmp_path, rise, roof):
    path, dsm, _ = scene(tmp_path, False)
    with Raster.open(path) as mask, Raster.open(dsm) as raster:
        house, surface = (each.read(each.grid.window())[0] for each in (mask, raster))
    slope = rise * (np.arange(SIZE) - 20) / 40
    surface = np.where(house > 0, 106 + slope, surface).astype(np.float32)
    (found,) = footprints(path, dsm=rasters.write(tmp_path / "slope.tif", surface, geotransform=GRID))
    assert found.heights.roof == roof


def test_what_lies_below_its_ground_has_no_volume(tmp_path):
    """As where a building has gone since, and its pit is what the surface shows."""
    path, dsm, _ = scene(tmp_path, False)
    with Raster.open(dsm) as raster:
        pit = np.where(raster.read(raster.grid.window())[0] > 106, 98, 101).astype(np.float32)
    (found,) = footprints(path, dsm=rasters.write(tmp_path / "pit.tif", pit, geotransform=GRID))
    assert found.heights.mean < found.heights.ground and found.volume == 0


def test_a_dsm_elsewhere_or_empty_gives_no_heights(tmp_path, caplog):
    """Nor does one that ends with the building: nothing tells its ground."""
    path, dsm, _ = scene(tmp_path, False)
    void = rasters.write(tmp_path / "void.tif", np.full((SIZE, SIZE), np.nan, np.float32), geotransform=GRID)
    whole = rasters.write(tmp_path / "whole.tif", np.ones((SIZE, SIZE), np.uint8), geotransform=GRID)
    for mask, heights in ((path, void), (whole, dsm)):
        caplog.clear()
        assert footprints(mask, dsm=heights)[0].heights is None
        (warned,) = [record for record in caplog.records if record.levelname == "WARNING"]
        assert "no heights at some buildings or no ground around them" in warned.getMessage()
        assert warned.getMessage().endswith("their columns stay empty: 1.")
    elsewhere = rasters.write(
        tmp_path / "far.tif", np.zeros((9, 9), np.float32), geotransform=(0, 0.5, 0, 0, 0, -0.5)
    )
    with pytest.raises(RooflineError, match="far"):
        footprints(path, dsm=elsewhere)
