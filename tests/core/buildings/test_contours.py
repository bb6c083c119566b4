"""Outlines of a mask are traced until a cancel, in all steps."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.buildings.contours import outlines
from roofline.models.errors import Cancelled
from roofline.models.raster.dataset import Raster
from support import rasters


@pytest.mark.parametrize("before_end", [150, 50])  # while rings are read; while they get their courtyards
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
