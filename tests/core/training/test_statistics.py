"""The spread of heights that a refiner is normalised by, from any number of windows."""

from __future__ import annotations

import math

import pytest
from roofline.models.errors import RooflineError
from roofline.models.training.data.statistics import heights_spread


@pytest.mark.parametrize(
    ("spreads", "expected"),
    [
        ([3.0], 3.0),
        ([2.0, 4.0], 3.0),  # neither lies between the 5th and the 95th per cent
        ([2.0, math.nan, 4.0], 3.0),
        ([1.0, 2.0, 90.0], 2.0),
        ([float(number) for number in range(1, 22)], 11.0),
    ],
)
def test_the_spread_is_a_number_from_one_window_on(spreads: list[float], expected: float):
    assert heights_spread(spreads) == expected


@pytest.mark.parametrize(("spreads", "words"), [([math.nan], "have no heights"), ([0.0, 0.0], "are level")])
def test_windows_that_tell_no_spread_are_refused(spreads: list[float], words: str):
    with pytest.raises(RooflineError, match=words):
        heights_spread(spreads)
