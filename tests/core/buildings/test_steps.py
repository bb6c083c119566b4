"""What party walls cost: a look at a cancel all the time, and work in proportion to the pixels."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from roofline.models.buildings import drawn, heights, steps
from roofline.models.buildings.contours import Outline, outlines
from roofline.models.buildings.footprints import footprints
from roofline.models.buildings.regularise import regularised, simplified
from roofline.models.errors import Cancelled
from roofline.models.progress import patiently
from roofline.models.raster.dataset import Raster
from roofline.models.raster.grid import Window
from support import rasters

CELL = 20  # pixels of a roof


def block(pixels: int) -> tuple[Outline, np.ndarray, np.ndarray]:
    """A square of roofs of any heights, one beside the other."""
    storeys = np.random.default_rng(0).integers(0, 20, (pixels // CELL, pixels // CELL))
    heights = np.kron(storeys * 4.0, np.ones((CELL, CELL))).astype(np.float32)
    square = np.array([[0, 0], [pixels, 0], [pixels, pixels], [0, pixels]], np.float64)
    return Outline(square), np.ones(heights.shape, bool), heights


def test_a_block_of_thousands_of_roofs_is_soon_parted():
    began = time.process_time()  # it takes 0.5 s; 4.4 where each border is sought among all pixels
    found = steps.parts(*block(1000), (0, 0), 1.0)
    assert time.process_time() - began < 2.0
    assert len(found) == steps.MOST_CUTS + 1


@pytest.mark.parametrize("after", [0, 1, 2, 3, 40])
def test_a_cancel_is_looked_at_before_each_step(after: int):
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked > after:
            raise Cancelled

    with pytest.raises(Cancelled):
        steps.parts(*block(400), (0, 0), 1.0, check=check)
    assert asked == after + 1


def test_outlines_of_many_corners_are_filled_as_gdal_fills_them(tmp_path, monkeypatch):
    """In every bit: contours run through the very middle of rows."""
    noise = np.random.default_rng(0).random((60, 60)) > 0.42
    with Raster.open(rasters.write(tmp_path / "m.tif", noise.astype(np.uint8), nodata=None)) as raster:
        largest = max(outlines(raster), key=lambda each: len(each.outer) + 100 * len(each.holes))
    assert len(largest.holes) > 20
    for window in (Window(0, 0, 60, 60), Window(7, 3, 31, 40)):
        for outline in (largest, simplified(largest), regularised(largest)):
            filled = drawn.rasterised(outline, window)
            with monkeypatch.context() as patch:
                patch.setattr(drawn, "MOST_WORK", 0)
                patch.setattr(drawn, "STRIP_PIXELS", 300)
                assert np.array_equal(drawn.rasterised(outline, window), filled) and filled.any()


def test_outlines_of_many_corners_are_filled_soon():
    teeth = np.arange(400_000.0)
    side = np.stack([3 + teeth % 2, teeth / 40], axis=1)
    comb = Outline(np.concatenate([side, [[90.0, 10_000.0], [90.0, 0.0]]]))
    began = time.process_time()  # 4.0 s where GDAL looks at each corner in each row
    filled = drawn.rasterised(comb, Window(0, 0, 100, 10_000))
    assert time.process_time() - began < 1.2
    assert filled[:, 5:90].all() and not filled[:, 90:].any() and not filled[:, :2].any()


def test_what_is_too_vast_for_a_building_has_no_heights(tmp_path, monkeypatch, caplog):
    assert not heights.is_vast(Window(0, 0, 4096, 4096)) and heights.is_vast(Window(0, 0, 4096, 4097))
    mask = np.zeros((90, 90), np.uint8)
    mask[30:60, 30:60] = 1
    mask_file = rasters.write(tmp_path / "m.tif", mask, nodata=None)
    dsm = rasters.write(tmp_path / "d.tif", (50 + 8.0 * mask).astype(np.float32))
    (house,) = footprints(mask_file, dsm=dsm)
    assert house.heights is not None and house.heights.mean == 58
    monkeypatch.setattr(heights, "MOST_PIXELS", 40 * 40)
    (vast,) = footprints(mask_file, dsm=dsm)
    assert vast.heights is None and vast.wkb == house.wkb
    assert "pixels is too vast for a building: its heights stay empty." in caplog.text


def test_what_is_made_in_a_thread_of_its_own_is_the_same(monkeypatch):
    whole = steps.parts(*block(200), (0, 0), 1.0)
    monkeypatch.setattr(steps, "LONG_PIXELS", 0)
    found = steps.parts(*block(200), (0, 0), 1.0)
    assert len(found) == len(whole) > 10
    assert all(np.array_equal(one.outer, other.outer) for one, other in zip(found, whole))


def test_a_cancel_leaves_what_looks_at_none_to_itself():
    """Seconds of SciPy or GEOS go on in their thread; the run ends."""
    began, asked, going = threading.Event(), list[None](), threading.Event()

    def work() -> None:
        began.set()
        going.wait(60)

    def check() -> None:
        asked.append(None)
        if began.is_set() and len(asked) > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        patiently(work, check)
    going.set()
    assert len(asked) > 2 and patiently(lambda: 5, check, is_long=False) == 5
    with pytest.raises(ZeroDivisionError):
        patiently(lambda: 1 / 0, lambda: None)
