"""The index of a cloud's points by cell."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.clouds import index as clouds_index
from roofline.models.clouds.index import PointIndex
from roofline.models.clouds.readers import open_points
from support import implicity_parts as parts

WINDOWS = [(2.5, 3.0, 7.0, 9.5), (-10.0, -10.0, 40.0, 40.0), (11.9, 0.1, 12.0, 0.2)]


@pytest.mark.parametrize("cell", [0.01, 3.0, 100.0])
@pytest.mark.parametrize("within", [None, (1.0, 1.0, 9.0, 9.0), (-1.0, -1.0, 30.0, 30.0)])
@pytest.mark.parametrize("odd", [[], [[np.nan, 1.0, 1.0], [2e9, 1.0, 1.0], [5.0, 5.0, -2e7]], [[900.0] * 3]])
def test_a_cloud_of_one_piece_is_sorted_as_one_of_many(tmp_path, monkeypatch, cell, within, odd):
    points = np.random.default_rng(4).random((500, 3)) * 12
    cloud = open_points(
        parts.write_ply(tmp_path / "cloud.ply", np.concatenate([points, *[[p] for p in odd]]))
    )
    found = []
    for piece in (2**18, 64):
        monkeypatch.setattr(clouds_index, "PIECE", piece)
        with PointIndex(cloud, cell, within) as index:
            found.append([index.count, index.bounds, *(index.read(window) for window in WINDOWS)])
    for once, by_pieces in zip(*found):
        assert np.array_equal(once, by_pieces)
    left, bottom, right, top = within or (-1.0, -1.0, 30.0, 30.0)
    x, y = points[:, 0], points[:, 1]
    inside = points[(x >= left) & (x <= right) & (y >= bottom) & (y <= top)]
    assert found[0][0] == len(inside)
    assert np.array_equal(np.sort(found[0][3], axis=0), np.sort(inside, axis=0))
