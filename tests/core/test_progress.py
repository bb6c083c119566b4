"""What runs tell, and are told, on the way."""

from __future__ import annotations

import logging

import pytest
from roofline.models import progress
from roofline.models.errors import Cancelled


def test_a_part_tells_its_share_of_the_whole():
    told: list[float] = []
    part = progress.part_of(told.append, 0.5, 0.2)
    for done in (0.0, 0.5, 1.0):
        part(done)
    assert told == pytest.approx([0.5, 0.6, 0.7])


def test_parts_of_parts():
    told: list[float] = []
    progress.part_of(progress.part_of(told.append, 0.5, 0.5), 0.0, 0.5)(1.0)
    assert told == [0.75]


def test_nobody_listens_to_a_part_of_nothing():
    assert progress.part_of(None, 0.0, 0.5) is None


def test_only_a_cancel_stops():
    progress.stop_if(None)
    progress.stop_if(lambda: False)
    with pytest.raises(Cancelled):
        progress.stop_if(lambda: True)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3725, "62 min 5 s")]
)
def test_times_are_said_in_minutes_and_seconds(seconds: float, said: str):
    assert progress.duration(seconds) == said


LOGGER = logging.getLogger("roofline.models.predict")


def test_what_is_said_after_comes_when_all_has_gone_well(caplog):
    """In its order; what looks ahead meanwhile still says nothing."""
    with caplog.at_level(logging.INFO):
        with progress.said_after():
            LOGGER.info("first %d", 1)
            with progress.unsaid():
                LOGGER.warning("looked ahead")
            LOGGER.warning("second")
            assert not caplog.messages
        assert caplog.messages == ["first 1", "second"]


def test_nothing_is_said_after_within_what_is_unsaid(caplog):
    with caplog.at_level(logging.INFO), progress.unsaid(), progress.said_after():
        LOGGER.info("not to be said")
    assert not caplog.messages


def test_an_error_comes_with_warnings_alone(caplog):
    """Which may tell why."""
    with caplog.at_level(logging.INFO), pytest.raises(KeyError), progress.said_after():
        LOGGER.info("Pixel size 1 m.")
        LOGGER.warning("It has no CRS.")
        raise KeyError
    assert caplog.messages == ["It has no CRS."]
