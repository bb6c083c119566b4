"""Strips cover a window once, in order, and can be stopped."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.errors import Cancelled
from roofline.models.raster.grid import Window
from roofline.models.raster.windows import spread, strips


@pytest.mark.parametrize("whole", [Window(0, 0, 30, 17), Window(5, 7, 41, 9), Window(0, 0, 1, 1)])
@pytest.mark.parametrize(("pixels", "widest"), [(1, None), (100, None), (10_000, None), (100, 8)])
def test_every_pixel_is_in_one_strip(whole: Window, pixels: int, widest: int | None):
    seen = np.zeros((whole.row + whole.height, whole.col + whole.width), int)
    shares: list[float] = []
    for strip in strips(whole, pixels, shares.append, widest=widest):
        assert strip.width * strip.height <= max(pixels, strip.width)
        seen[strip.row : strip.row + strip.height, strip.col : strip.col + strip.width] += 1
    assert (seen[whole.row :, whole.col :] == 1).all() and seen.sum() == whole.width * whole.height
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_wide_windows_are_cut_into_columns_alone_where_they_must():
    assert {strip.width for strip in strips(Window(0, 0, 200, 9), 100, widest=100)} == {200}
    assert {strip.width for strip in strips(Window(0, 0, 201, 9), 100, widest=100)} == {67}


def test_cancelling_ends_before_the_next_strip():
    done: list[float] = []
    with pytest.raises(Cancelled):
        for _ in strips(Window(0, 0, 10, 10), 10, done.append, lambda: len(done) >= 3):
            pass
    assert len(done) == 3


def test_a_sample_of_a_large_window_has_its_corners():
    """Voids lie at the edges, heights may lie anywhere."""
    whole = Window(7, 9, 20_000, 5_000)
    found = list(spread(whole))
    assert len(found) == 25 and found[0] == Window(7, 9, 256, 256)
    assert found[-1] == Window(7 + 20_000 - 256, 9 + 5_000 - 256, 256, 256)
    assert list(spread(Window(7, 9, 100, 100))) == [Window(7, 9, 100, 100)]
