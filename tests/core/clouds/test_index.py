"""The index of a cloud's points by cell."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.clouds import index as clouds_index
from roofline.models.clouds.index import PointIndex
from roofline.models.clouds.readers import open_points
from roofline.models.errors import RooflineError
from support import implicity_parts as parts
from support import limits

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


@limits.needs_limits
@pytest.mark.parametrize("piece", [2**18, 64])
def test_no_point_is_lost_on_a_full_disk(tmp_path, monkeypatch, piece):
    """What NumPy's tofile has in its buffer when the disk is full is gone without a word."""
    cloud = open_points(parts.write_ply(tmp_path / "cloud.ply", np.random.default_rng(4).random((100, 3))))
    monkeypatch.setattr(clouds_index, "PIECE", piece)
    with limits.files_of_at_most(2000), pytest.raises(RooflineError, match=r"temporary folder .* cannot be"):
        PointIndex(cloud, 1.0)
    with limits.files_of_at_most(2400), PointIndex(cloud, 1.0) as index:
        assert len(index.read((-1.0, -1.0, 2.0, 2.0))) == 100
