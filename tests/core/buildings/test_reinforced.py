"""Reinforced contours: what the published footprint system's generator is to paint, as it was recorded."""

from __future__ import annotations

import json

import numpy as np
import pytest
from roofline.models.buildings import reinforced
from roofline.models.evaluation.masks.published import otsu
from scipy import ndimage
from support.paths import PARITY

RECORDED = PARITY / "footprint_pix2pix"
CASES = ("s1", "s2", "s3", "bw1", "empty40", "empty0", "full", "axis1")
needs_recordings = pytest.mark.skipif(not RECORDED.exists(), reason="needs ../shared/parity")


@pytest.fixture(scope="module")
def recorded() -> dict[str, np.ndarray]:
    with np.load(RECORDED / "contour_cases.npz") as arrays:
        return {name: arrays[name] for name in arrays}


def iou(one: np.ndarray, other: np.ndarray) -> float:
    either = np.count_nonzero(one | other)
    return np.count_nonzero(one & other) / either if either else 1.0


@needs_recordings
@pytest.mark.parametrize("case", CASES)
def test_the_recorded_contours(recorded: dict[str, np.ndarray], case: str):
    expected = json.loads((RECORDED / "expected.json").read_text())["contour"][case]
    picture = recorded[f"{case}_gt"]
    foreground = reinforced.tidied(picture)
    assert otsu(reinforced.worn(picture)) == expected["otsu1"]
    assert otsu(foreground.astype(np.uint8)) == expected["otsu2"] == 0
    assert np.array_equal(foreground, recorded[f"{case}_binary"] > 0)
    outer = ndimage.label(foreground, np.ones((3, 3)))[1]
    holes = ndimage.label(np.pad(~foreground, 1, constant_values=True))[1] - 1
    assert outer + holes == expected["contours"]
    assert iou(reinforced.lines(foreground), recorded[f"{case}_contour"] > 0) >= 0.97
    made = reinforced.reinforced(picture, frame=True).astype(int)
    assert np.abs(made - recorded[f"{case}_overlay"]).mean() < 0.2


@needs_recordings
def test_red_keeps_the_buildings_where_they_are(recorded: dict[str, np.ndarray]):
    """The line is green: half-way between ground and building in red is the true edge, lines or not."""
    middle = (reinforced.GROUND[0] + reinforced.BUILDING[0]) / 2
    for case in ("s1", "s2", "s3", "axis1"):
        truth = recorded[f"{case}_gt"][..., 0] > middle
        made = reinforced.reinforced(recorded[f"{case}_gt"])[..., 0] > middle
        assert iou(made, truth) > 0.985, case


def test_cross_sections_of_a_rectangle():
    """Columns 50 to 179, rows 60 to 159: the line is 9 pixels wide and lies off the middle."""
    buildings = np.zeros((256, 256), bool)
    buildings[60:160, 50:180] = True
    foreground = reinforced.tidied(reinforced.coloured(buildings))
    cols, rows = np.flatnonzero(foreground.any(0)), np.flatnonzero(foreground.any(1))
    assert (cols[0], cols[-1], rows[0], rows[-1]) == (52, 180, 62, 160)
    drawn = np.flatnonzero(reinforced.lines(foreground)[110])
    assert drawn.tolist() == [*range(48, 57), *range(176, 185)]
    row = reinforced.reinforced(reinforced.coloured(buildings))[110].tolist()
    left = {-4: [40, 53, 40], -3: [40, 107, 40], -2: [53, 188, 38], -1: [107, 242, 28], 0: [188, 255, 13]}
    left |= {1: [242, 255, 3], 2: [255, 255, 0], 6: [255, 215, 0], 9: [255, 127, 0]}
    right = {-7: [40, 53, 40], -4: [40, 242, 40], -3: [40, 255, 40], -1: [107, 255, 28], 0: [188, 255, 13]}
    right |= {3: [255, 215, 0], 6: [255, 127, 0]}
    assert {d: row[50 + d] for d in left} == left
    assert {d: row[179 - d] for d in right} == right


@pytest.mark.parametrize("colour", [reinforced.GROUND, reinforced.BUILDING])
def test_a_frame_is_drawn_on_request_alone(colour: tuple[int, int, int]):
    picture = np.full((64, 64, 3), colour, np.uint8)
    assert np.array_equal(reinforced.reinforced(picture), picture)
    framed = reinforced.reinforced(picture, frame=True)
    assert (framed[0, :, 1] == 255).all() and np.array_equal(framed[16:48, 16:48], picture[16:48, 16:48])


def test_courtyards_have_a_line_of_their_own():
    foreground = np.zeros((64, 64), bool)
    foreground[10:54, 10:54] = True
    foreground[25:40, 25:40] = False
    drawn = reinforced.lines(foreground, thickness=1)
    assert drawn[10, 32] and drawn[24, 32] and not drawn[17, 32] and not drawn[32, 32]
