"""How finely a probability tells outlines, that blurred corners are corners, that shares keep their jogs."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.buildings import contours, sharpness
from roofline.models.buildings.footprints import footprints
from roofline.models.raster.dataset import Raster
from scipy import ndimage
from support import rasters
from support.outline_parts import GRID, HOUSES, angles_of, corners_of, coverage, rotated, shape_of

LONG = np.array([[0, 0], [62, 0], [62, 40], [0, 40]], float)


def told(path) -> float:
    with Raster.open(path) as raster:
        (outline,) = contours.outlines(raster)
        return sharpness.told(raster, outline)


@pytest.mark.parametrize(("blur", "least", "most"), [(0, 0.5, 0.5), (1, 1, 1), (2, 2.2, 2.7), (4, 4.6, 5.4)])
def test_the_wider_an_edge_the_coarser_it_is_told(tmp_path, monkeypatch, blur, least, most):
    """An edge blurred by a Gaussian rises over its deviation times the root of two pi; one of shares is told
    by half a pixel.
    """
    seen = ndimage.gaussian_filter(coverage(rotated(LONG, 0.3)), blur)
    path = rasters.write(tmp_path / "p.tif", seen, geotransform=GRID)
    assert least <= told(path) <= most
    whole = told(path)
    monkeypatch.setattr(sharpness, "BLOCK", 0)  # what is too vast to be read at once
    assert told(path) == whole


def test_masks_and_what_lies_at_voids_tell_their_pixels(tmp_path):
    seen = coverage(rotated(LONG, 0.3))
    mask = (ndimage.gaussian_filter(seen, 4) > 0.5).astype(np.uint8)
    assert told(rasters.write(tmp_path / "m.tif", mask, geotransform=GRID, nodata=None)) == 1
    assert told(rasters.write(tmp_path / "f.tif", (seen > 0.5).astype(np.float32), geotransform=GRID)) == 1
    cut = np.where(seen > 0.5, 0.9, np.nan).astype(np.float32)
    assert told(rasters.write(tmp_path / "p.tif", cut, geotransform=GRID)) == 1


@pytest.mark.parametrize("angle", [0.0, 0.4])
@pytest.mark.parametrize("name", HOUSES)
def test_corners_that_a_network_has_rounded_are_corners(tmp_path, name, angle):
    seen = ndimage.gaussian_filter(coverage(rotated(HOUSES[name], angle)), 4)
    path = rasters.write(tmp_path / "p.tif", seen, geotransform=GRID)
    (house,) = footprints(path)
    turns = angles_of(corners_of(shape_of(house)))
    assert len(turns) == len(HOUSES[name])
    np.testing.assert_allclose(turns, 90, atol=1e-3)
    (traced,) = footprints(path, tolerance=GRID[1])  # pixel by pixel, if somebody says so
    assert len(corners_of(shape_of(traced))) > len(turns)


def test_the_saw_of_a_mask_is_told_by_the_pixels_that_it_has(tmp_path):
    """Drawn onto another grid it has values in between, as shares have, and is as ragged as before; of pixels
    half as wide, it has half the saw.
    """
    turned = ndimage.rotate(np.rint(coverage(rotated(LONG, 0.3))), 30, reshape=False, order=1).clip(0, 1)
    assert 0.7 < told(rasters.write(tmp_path / "t.tif", turned, geotransform=GRID)) <= 1
    halves = coverage(rotated(LONG, 0.3), fine=2)
    assert 0.5 <= told(rasters.write(tmp_path / "h.tif", halves, geotransform=GRID)) < 0.7


@pytest.mark.parametrize("angle", [0.1, 0.4, 0.7])
def test_shares_keep_jogs_that_masks_do_not_have(tmp_path, angle):
    house = rotated(np.array([[0, 0], [60, 0], [60, 32.45], [28, 32.45], [28, 32], [0, 32]]), angle)
    seen = coverage(house)
    (fine,) = footprints(rasters.write(tmp_path / "p.tif", seen, geotransform=GRID))
    turns = angles_of(corners_of(shape_of(fine)))
    assert len(turns) == len(house)
    np.testing.assert_allclose(turns, 90, atol=1e-3)
    mask = (seen > 0.5).astype(np.uint8)
    (plain,) = footprints(rasters.write(tmp_path / "m.tif", mask, geotransform=GRID, nodata=None))
    assert len(corners_of(shape_of(plain))) == 4


def test_sheds_of_shares_are_not_told_by_less_than_a_pixel(tmp_path):
    """A handful of points says nothing of a saw."""
    shed = coverage(rotated(np.array([[0, 0], [4, 0], [4, 3], [0, 3]], float), 0.3))
    assert told(rasters.write(tmp_path / "p.tif", shed, geotransform=GRID)) == 1
