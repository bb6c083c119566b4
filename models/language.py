"""The language of reports: English, unless the caller has one for the time of its work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Callable

_TRANSLATE: ContextVar[Callable[[str], str]] = ContextVar("translate", default=str)


@contextmanager
def speaking(translate: Callable[[str], str]) -> Iterator[None]:
    """Reports made meanwhile, in this thread, are in the language of `translate`: English text -> text."""
    before = _TRANSLATE.set(translate)
    try:
        yield
    finally:
        _TRANSLATE.reset(before)


def tr(text: str) -> str:
    """A text of a report in the language of the moment, with {} where values are to be put in."""
    return _TRANSLATE.get()(text)
