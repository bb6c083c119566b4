"""Short turns at Python's lock, so that work in a thread does not hold up QGIS's window."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# s; Python's usual one is ten times as long, and a window asks many times for a single event.
SHORT_TURN = 0.0005
_LOCK = threading.Lock()
_inside = 0  # how many have asked for short turns
_usual = 0.0  # s, the turn before the first of them


@contextmanager
def short_turns() -> Iterator[None]:
    """Let who waits for Python's lock have it soon; the usual turns are back when the last who asked is done.

    For imports alone: in whole runs QGIS's bindings, which let go of the lock wherever they call QGIS, would
    be interrupted ten times as often as they were made for.
    """
    global _inside, _usual
    with _LOCK:
        if not _inside:
            _usual = sys.getswitchinterval()
            sys.setswitchinterval(min(_usual, SHORT_TURN))
        _inside += 1
    try:
        yield
    finally:
        with _LOCK:
            _inside -= 1
            if not _inside:
                sys.setswitchinterval(_usual)
