from __future__ import annotations

import numpy as np
from roofline.models.voids import fill_voids


def test_voids_take_the_nearest_height():
    heights = np.full((40, 60), np.nan, np.float32)
    known = np.random.default_rng(1).integers(0, [40, 60], (25, 2))
    heights[tuple(known.T)] = np.arange(25)
    filled = fill_voids(heights)
    rows, cols = np.indices(heights.shape)
    known = np.argwhere(~np.isnan(heights))
    distances = np.hypot(rows[..., None] - known[:, 0], cols[..., None] - known[:, 1])
    assert np.isfinite(filled).all()
    for index, place in enumerate(known):
        mine = filled == heights[tuple(place)]
        np.testing.assert_allclose(distances[..., index][mine], distances.min(axis=-1)[mine], atol=1e-9)


def test_walls_stay_steep():
    heights = np.zeros((5, 20), np.float32)
    heights[:, 10:] = 9
    heights[:, 7:13] = np.nan
    assert set(np.unique(fill_voids(heights))) == {0, 9}


def test_nothing_to_fill_and_nothing_to_fill_from():
    heights = np.ones((3, 4), np.float32)
    assert fill_voids(heights) is heights
    assert not fill_voids(np.full((3, 4), np.nan, np.float32)).any()
