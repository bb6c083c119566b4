"""Layouts and blends of published systems, by positions and weights worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.engine.tiles import Axis


def test_constant_stride_hangs_over_the_edge():
    axis = Axis.plan(600, 256, 64, 256, "stride", "cosine")
    assert (axis.size, axis.origins) == (256, (0, 192, 384))
    assert Axis.plan(448, 256, 64, 256, "stride", "cosine").origins == (0, 192)
    assert Axis.plan(449, 256, 64, 256, "stride", "cosine").origins == (0, 192, 384)
    assert Axis.plan(100, 256, 64, 256, "stride", "cosine").origins == (0,)


@pytest.mark.parametrize(
    ("blend", "quarter", "half"), [("ramp", 0.25, 0.5), ("cosine", 0.14644661, 0.5), ("none", 0.0, 1.0)]
)
def test_windows_of_the_fade(blend, quarter, half):
    axis = Axis.plan(600, 256, 64, 256, "stride", blend)
    first, second, last = axis.weights
    assert second[16] == pytest.approx(quarter, abs=1e-6) and second[32] == pytest.approx(half, abs=1e-6)
    assert second[0] == 0 and (second[64:192] == 1).all()
    np.testing.assert_allclose(first[192:] + second[:64], 1, atol=1e-6)
    assert (first[:192] == 1).all() and (last[64:] == 1).all()  # no fade towards the raster's own edge
