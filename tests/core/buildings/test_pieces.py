"""Footprints made in pieces are those of one machine, of buildings across four pieces too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from roofline.models.buildings import pieces
from roofline.models.buildings.footprints import Shape, footprints, opened
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.raster.coverage import MaskValues
from roofline.models.raster.grid import Window
from scipy import ndimage
from support.rasters import write

SIZE = 210, 260
ROWS, COLS = (0, 64, 131, 210), (0, 90, 170, 260)


def town(kind: str) -> np.ndarray:
    """Houses all over, one across four pieces, a ring of a wall around many, one along the raster's edge."""
    random = np.random.default_rng(7)
    found = ndimage.gaussian_filter(random.random(SIZE), 4)
    found = (found > np.quantile(found, 0.85)).astype(np.float32)
    found[58:72, 82:101] = 1  # across the corner of four
    found[62:66, 88:93] = 0  # its courtyard, in the corner itself
    found[100:205, 20:250] *= ~_frame(105, 230, 3)
    found[100:205, 20:250] += _frame(105, 230, 2)
    found[:9, 200:260] = 1
    if kind == "probability":
        found = ndimage.gaussian_filter(found, 0.8) * 0.96 + 0.01 * random.random(SIZE)
    return found.clip(0, 1).astype(np.float32)


def _frame(height: int, width: int, wall: int) -> np.ndarray:
    frame = np.ones((height, width), bool)
    frame[wall:-wall, wall:-wall] = False
    return frame


@pytest.fixture(params=["mask", "probability"])
def mask(request, tmp_path: Path) -> Path:
    values = town(request.param)
    if request.param == "mask":
        return write(tmp_path / "mask.tif", values.astype(np.uint8), nodata=255)
    return write(tmp_path / "mask.tif", values)


def windows() -> list[Window]:
    return [
        Window(left, top, right - left, bottom - top)
        for top, bottom in zip(ROWS, ROWS[1:])
        for left, right in zip(COLS, COLS[1:])
    ]


def made(mask: Path, folder: Path, shape: Shape, **options) -> list:
    files = []
    for number, window in reversed(list(enumerate(windows()))):
        pieces.make(mask, window, folder / f"{number}.npz", shape, tags={"N": str(number)}, **options)
        files.append(folder / f"{number}.npz")
    return pieces.joined(mask, files)


@pytest.mark.parametrize("reach", [1, 7, 512])
@pytest.mark.parametrize("shape", [Shape(), Shape(regularize=False, min_area=6.0)])
def test_pieces_are_one_machines(tmp_path: Path, mask: Path, monkeypatch, reach: int, shape: Shape):
    monkeypatch.setattr(pieces.owned, "__defaults__", (None, reach))
    whole = footprints(mask, regularize=shape.regularize, min_area=shape.min_area)
    found = made(mask, tmp_path, shape)
    assert found == whole and len(whole) > 20
    assert [each.first for each in whole] == sorted(each.first for each in whole)


def test_heights_and_party_walls(tmp_path: Path, mask: Path):
    random = np.random.default_rng(1)
    heights = 20 + 6 * town("mask") + random.normal(0, 0.05, SIZE).astype(np.float32)
    heights[58:72, 91:101] += 5  # the house across four pieces is two
    dsm = write(tmp_path / "dsm.tif", heights.astype(np.float32))
    whole = footprints(mask, dsm=dsm)
    assert made(mask, tmp_path, Shape(), dsm=dsm) == whole
    assert sum(each.heights is not None for each in whole) > 20
    assert len({each.first for each in whole}) < len(whole), "an outline is parted"


def test_each_building_begins_in_one_piece_alone(mask: Path):
    with opened(mask, None, None, None) as place:
        values = MaskValues(place.raster)
        found = [pieces.owned(place, window, values) for window in windows()]
    firsts = [pieces.first_of(each.outer) for part in found for each in part]
    assert len(firsts) == len(set(firsts)) > 20 and all(found)


def test_a_second_number_in_another_piece_is_refused(tmp_path: Path, monkeypatch):
    """No piece sees both, and one machine refuses the mask."""
    monkeypatch.setattr(pieces.owned, "__defaults__", (None, 5))
    values = np.zeros(SIZE, np.uint8)
    values[5:20, 5:20], values[180:200, 230:250] = 1, 2
    mask = write(tmp_path / "mask.tif", values, nodata=None)
    files = [tmp_path / "0.npz", tmp_path / "1.npz"]
    for file, window in zip(files, (Window(0, 0, 30, 30), Window(220, 170, 40, 40))):
        pieces.make(mask, window, file, Shape())
    for run in (lambda: footprints(mask), lambda: pieces.joined(mask, files)):
        with pytest.raises(RooflineError, match="more than one value besides 0"):
            run()


def test_a_piece_without_buildings(tmp_path: Path):
    mask = write(tmp_path / "mask.tif", np.zeros(SIZE, np.uint8), nodata=255)
    pieces.make(mask, Window(0, 0, 64, 64), tmp_path / "0.npz", Shape())
    assert pieces.joined(mask, [tmp_path / "0.npz"]) == []


def test_cancelling_leaves_no_file(tmp_path: Path, mask: Path):
    with pytest.raises(Cancelled):
        pieces.make(mask, windows()[4], tmp_path / "0.npz", Shape(), cancelled=lambda: True)
    assert {file.name for file in tmp_path.iterdir()} == {"mask.tif"}
