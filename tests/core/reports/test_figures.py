"""The numbers that a run gives back: those that JSON knows."""

from __future__ import annotations

import math

from roofline.models.reports.figures import finite


def test_numbers_that_are_none_are_left_out_and_told(caplog):
    caplog.set_level("INFO")
    found = finite({"A": 0.0, "B": math.nan, "C": None, "D": math.inf, "E": -2.5, "F": -math.inf})
    assert found == {"A": 0.0, "E": -2.5}
    assert caplog.messages == ["Without a value here, and left out of the results: B, D, F."]


def test_nothing_is_told_where_all_are_known(caplog):
    caplog.set_level("INFO")
    assert finite({"A": 1.0, "C": None}) == {"A": 1.0} and not caplog.messages
