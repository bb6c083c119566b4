from __future__ import annotations

import numpy as np
import pytest
from roofline.models.raster.voids import fill_near, fill_voids, has_far, mirror_voids
from scipy import ndimage


def scattered(rng):
    return rng.random((120, 150)) < 0.2


def nearly_all(rng):
    return rng.random((120, 150)) < 0.999


def blobs(rng):
    return ndimage.gaussian_filter(rng.random((120, 150)), 5) > 0.5


def a_lake(rng):
    voids = scattered(rng)
    voids[20:100, 30:130] = True
    return voids


def whole_columns(rng):
    voids = np.zeros((40, 60), bool)
    voids[:, :20] = voids[:, 50:] = True
    return voids


@pytest.mark.parametrize("voids", [scattered, nearly_all, blobs, a_lake, whole_columns])
def test_voids_take_the_nearest_height(voids):
    """Each valid pixel has a height of its own, so the filled height tells where it came from."""
    rng = np.random.default_rng(1)
    hidden = voids(rng)
    places = np.arange(hidden.size, dtype=np.float32).reshape(hidden.shape)
    filled = fill_voids(np.where(hidden, np.float32(np.nan), places))
    np.testing.assert_array_equal(filled[~hidden], places[~hidden])
    source_rows, source_cols = np.divmod(filled.astype(int), hidden.shape[1])
    assert not hidden[source_rows, source_cols].any()
    rows, cols = np.indices(hidden.shape)
    taken = np.hypot(source_rows - rows, source_cols - cols)
    np.testing.assert_allclose(taken, ndimage.distance_transform_edt(hidden), atol=1e-9)


@pytest.mark.parametrize("shape", [(1, 50), (50, 1), (1, 1), (2, 3)])
def test_rasters_of_one_line(shape):
    heights = np.full(shape, np.nan, np.float32)
    heights[-1, -1] = 7
    assert (fill_voids(heights) == 7).all()


def test_walls_stay_steep():
    heights = np.zeros((5, 20), np.float32)
    heights[:, 10:] = 9
    heights[:, 7:13] = np.nan
    assert set(np.unique(fill_voids(heights))) == {0, 9}


@pytest.mark.parametrize("seed", range(40))
def test_no_void_that_is_far_from_heights_is_missed(seed):
    """In the middle of a tile, at its edges and in its corners; where none may be, none is."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(5, 200, 2)
    heights = np.full((height, width), np.nan, np.float32)
    heights[rng.integers(0, height, 5), rng.integers(0, width, 5)] = 7
    away = ndimage.distance_transform_edt(np.isnan(heights))
    for reach in (20, max(int(away.max()) - 1, 1), int(away.max()) + 1):
        assert has_far(np.isnan(heights), reach) or not (away > reach).any()
        np.testing.assert_array_equal(np.isfinite(fill_near(heights, reach)), away <= reach)
    assert not has_far(np.isnan(heights), 300) and not has_far(np.zeros((70, 90), bool), 20)
    assert has_far(np.ones((70, 90), bool), 90) and np.isnan(fill_near(heights * np.nan, 90)).all()


def test_nothing_to_fill_and_nothing_to_fill_from():
    heights = np.ones((3, 4), np.float32)
    assert fill_voids(heights) is heights
    assert not fill_voids(np.full((3, 4), np.nan, np.float32)).any()


def test_images_are_mirrored_at_voids_as_at_the_border_of_an_array():
    image = np.random.default_rng(2).random((3, 40, 60), np.float32)
    padded = np.pad(image, ((0, 0), (25, 0), (0, 30)), mode="reflect")
    hidden = padded.copy()
    hidden[:, :25] = hidden[:, :, 60:] = np.nan
    mirrored = mirror_voids(hidden)
    np.testing.assert_array_equal(mirrored[:, 25:, :60], image)
    np.testing.assert_array_equal(mirrored[:, :25, :60], padded[:, :25, :60])
    np.testing.assert_array_equal(mirrored[:, 25:, 60:], padded[:, 25:, 60:])


@pytest.mark.parametrize("voids", [scattered, nearly_all, blobs, a_lake, whole_columns])
def test_mirrored_voids_leave_none_and_take_values_of_their_own_band(voids):
    rng = np.random.default_rng(3)
    hidden = np.stack([voids(rng), voids(rng), np.zeros_like(voids(rng)), np.ones_like(voids(rng))])
    places = np.arange(hidden.size, dtype=np.float32).reshape(hidden.shape)
    mirrored = mirror_voids(np.where(hidden, np.float32(np.nan), places))
    np.testing.assert_array_equal(mirrored[~hidden], places[~hidden])
    for band in range(3):
        assert np.isin(mirrored[band], places[band][~hidden[band]]).all(), "a value that this band has"
    assert np.isnan(mirrored[3]).all(), "nothing is made of nothing"


def test_what_has_no_voids_is_not_copied():
    image = np.ones((3, 8, 8), np.float32)
    assert mirror_voids(image) is image
