"""From rasters' windows to what a network gets, and the way back: numbers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from roofline.models.engine.normalise import FLAT, MOST_VOID, Normaliser, Sample, grey
from roofline.models.modelfile.parts import Input, Normalisation

FOOT = 0.3048
NAN = np.float32(np.nan)


def sample(
    rule: dict, values: list | np.ndarray, unit: float = 1.0, padding: str = "edge", **entry
) -> Sample:
    entry = {"role": "dsm", "normalisation": Normalisation(**rule), **entry}
    layer = np.array(values, np.float32)
    return Normaliser([Input(**entry)], 0.5, [unit], padding).sample(
        [layer if layer.ndim == 3 else layer[None]]
    )


def way_back(found: Sample) -> np.ndarray:
    """Heights of what the network got, were it its answer."""
    return found.inputs[0] * found.scale + found.offset


def test_heights_about_one_of_them_in_pixel_sizes():
    """The upper of the middle two: a median between them would not be exact in float32."""
    found = sample({"kind": "local-gsd"}, [[1, 2], [4, 9]], unit=FOOT)
    assert found.offset == 4 and found.scale == pytest.approx(0.5 / FOOT)
    np.testing.assert_allclose(found.inputs[0], np.array([[-3, -2], [0, 5]]) * FOOT / 0.5, rtol=1e-6)
    np.testing.assert_allclose(way_back(found), [[1, 2], [4, 9]], rtol=1e-6)


@pytest.mark.parametrize(("mean", "middle"), [(None, 4.0), (10.0, 10.0)])
def test_heights_about_their_mean_or_the_cards(mean, middle):
    found = sample({"kind": "mean-std", "mean": mean, "std": 2.0}, [[1, 2], [4, 9]], unit=FOOT)
    assert found.offset == middle and found.scale == pytest.approx(2 / FOOT)
    np.testing.assert_allclose(way_back(found), [[1, 2], [4, 9]], rtol=1e-5)


def test_heights_about_a_level_of_metres():
    """A town at 3,000 feet, for a network that knows towns at 100 m in shares of 200 m."""
    rule = {"kind": "scale", "scale": 1 / 200, "offset": -0.25, "level": 100.0}
    found = sample(rule, [[3000, 3010, 3050]], unit=FOOT)
    np.testing.assert_allclose(
        found.inputs[0, 0], (100 + np.array([-10, 0, 40]) * FOOT) / 200 - 0.25, rtol=1e-5
    )
    np.testing.assert_allclose(way_back(found)[0], [3000, 3010, 3050], rtol=1e-6)


def test_levels_of_pictures_are_cut_off_and_voids_have_a_value_of_their_own():
    rule = {"kind": "scale", "scale": 1 / 127.5, "offset": -1.0, "clip": (0.0, 255.0), "truncate": True}
    found = sample({**rule, "void": -0.5}, [[300, 100.9, -4, NAN]], role="image")
    np.testing.assert_allclose(found.inputs[0, 0], [1, 100 / 127.5 - 1, -1, -0.5], rtol=1e-6)


def test_a_window_of_one_value_is_not_divided_by_its_spread():
    flat = sample({"kind": "standardise"}, [[7, 7, NAN]], role="image")
    np.testing.assert_array_equal(flat.inputs, 0)
    nearly = sample({"kind": "standardise"}, [[7, 7 + FLAT / 4, 7]], role="image")
    assert np.abs(nearly.inputs).max() < 1


def test_an_optional_surface_that_mostly_ends_is_left_out():
    """What is beyond its end would be its last heights, far and wide."""
    rule, heights = {"kind": "local-gsd"}, np.arange(100, dtype=np.float32).reshape(10, 10)
    for voids, is_seen in ((100 * MOST_VOID - 1, True), (100 * MOST_VOID + 1, False)):
        heights.flat[: int(voids)] = np.nan
        assert sample(rule, heights, optional=True).inputs.any() == is_seen
        assert sample(rule, heights).inputs.any()  # one that the model needs is always seen


def test_grey_levels_are_those_of_other_programs():
    """By ITU-R 601 in whole numbers, rounded: the weights of pure colours, and of a half."""
    colours = np.array([[255, 0, 0, 255, 128], [0, 255, 0, 255, 127], [0, 0, 255, 255, 129]], np.float32)
    assert grey(colours[:, None])[0, 0].tolist() == [76, 150, 29, 255, 128]


def test_voids_of_images_alone_are_mirrored():
    row = [[1, 2, 3, NAN, NAN]]
    rule = {"kind": "scale"}
    assert sample(rule, row, padding="reflect", role="image").inputs[0, 0].tolist() == [1, 2, 3, 2, 1]
    assert sample(rule, row, padding="reflect").inputs[0, 0].tolist() == [1, 2, 3, 3, 3]
    assert sample(rule, row, role="image").inputs[0, 0].tolist() == [1, 2, 3, 0, 0]
