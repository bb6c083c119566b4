"""Outlines of a mask are traced until a cancel, in all steps."""

from __future__ import annotations

import time

import numpy as np
import pytest
from roofline.models.buildings.contours import area_of, first_of, outlines, settled
from roofline.models.buildings.courtyards import NONE, owners
from roofline.models.errors import Cancelled
from roofline.models.raster.dataset import Raster
from support import rasters


@pytest.mark.parametrize("before_end", [60, 1])  # while rings are read; while they get their courtyards
def test_a_cancel_among_many_rings(tmp_path, before_end):
    mask = np.zeros((80, 80), np.uint8)
    mask[2:78, 2:78] = 1
    mask[6:76:7, 6:76:7] = 0  # a hundred courtyards
    asked, most = [], 10**6

    def cancelled():
        asked.append(None)
        return len(asked) > most

    with Raster.open(rasters.write(tmp_path / "m.tif", mask, nodata=None)) as raster:
        assert len(outlines(raster, cancelled)[0].holes) == 100
        most = len(asked) - before_end
        asked.clear()
        with pytest.raises(Cancelled):
            outlines(raster, cancelled)
    assert len(asked) == most + 1


def test_courtyards_cost_what_their_points_do():
    """Twenty thousand in one building of as many corners: seconds where each looked at every corner."""
    teeth = np.arange(20_000.0)
    top, bottom = np.stack([teeth, teeth % 2], axis=1), np.array([[20_000.0, 9.0], [0.0, 9.0]])
    house = settled(np.concatenate([top, bottom]))
    yards = [np.array([[x, 4.0], [x, 5.0], [x + 0.5, 5.0], [x + 0.5, 4.0]]) for x in np.arange(0.25, 19_999)]
    shed = np.array([[20_002.0, 4.0], [20_004, 4], [20_004, 5], [20_002, 5]])
    rings = sorted([house, shed, shed + np.array([0.0, 2.0]), *yards], key=first_of)
    areas = np.array([area_of(ring) for ring in rings])
    started = time.process_time()
    found = owners(rings, areas)
    assert time.process_time() - started < 1.5
    assert set(found[areas < 0].tolist()) == {0} and set(found[areas > 0].tolist()) == {NONE}
    with pytest.raises(Cancelled):
        owners(rings, areas, lambda: True)
