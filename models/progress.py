"""Progress and cancelling of a run that works tile by tile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Optional, TypeVar

from .errors import Cancelled
from .language import tr_noop

LOGGER = logging.getLogger(__name__)
SECONDS_BETWEEN_ESTIMATES = 15.0  # often enough to believe that it works, seldom enough to read the log
TILES_LEFT = tr_noop("%d of %d tiles, about %s left.")
PATCHES_LEFT = tr_noop("%d of %d patches, about %s left.")
SCENES_LEFT = tr_noop("%d of %d scenes, about %s left.")
LOOK = 0.1  # s between two questions whether the user has cancelled
T = TypeVar("T")
Progress = Optional[Callable[[float], None]]  # told the share that is done, 0 to 1; None: nobody listens
Cancel = Optional[Callable[[], bool]]  # asked now and then whether to stop; None: nobody can ask for it
Check = Callable[[], None]  # called now and then; raises Cancelled when the user has asked for it
_CANCELLED: ContextVar[Cancel] = ContextVar("cancelled", default=None)


def part_of(progress: Progress, start: float, share: float) -> Progress:
    """The progress of a part of a run as that of the whole, of which it is a share from `start` on."""
    if progress is None:
        return None
    return lambda done: progress(start + share * done)


def stop_if(cancelled: Cancel) -> None:
    """Raise Cancelled when the user has asked for it."""
    if cancelled is not None and cancelled():
        raise Cancelled


def unchecked() -> None:
    """The `Check` of what nobody cancels."""


@contextmanager
def unsaid() -> Iterator[None]:
    """The core's log keeps still meanwhile, in this thread: a look ahead says nothing that is said later."""
    with _withheld(lambda record: None):
        yield


@contextmanager
def said_after() -> Iterator[None]:
    """What the core logs meanwhile, in this thread, is said when all has gone well; an error comes without
    it, but for warnings, which may tell why.
    """
    kept: list[logging.LogRecord] = []
    least = logging.WARNING
    try:
        with _withheld(kept.append):
            yield
        least = logging.NOTSET
    finally:
        for record in kept:
            if record.levelno >= least:
                logging.getLogger(record.name).handle(record)


@contextmanager
def _withheld(take: Callable[[logging.LogRecord], None]) -> Iterator[None]:
    """The core's records of this thread go to `take` alone meanwhile; the innermost such block takes them."""
    core, thread = LOGGER.name.rpartition(".")[0], threading.get_ident()
    names = [name for name in [*logging.root.manager.loggerDict] if name.startswith(core)]
    loggers = [logging.getLogger(name) for name in names]

    def is_of_others(record: logging.LogRecord) -> bool:
        if record.thread == thread:
            take(record)
        return record.thread != thread

    for each in loggers:
        each.filters.insert(0, is_of_others)
    try:
        yield
    finally:
        for each in loggers:
            each.removeFilter(is_of_others)


@contextmanager
def cancellable(cancelled: Cancel) -> Iterator[None]:
    """`stop_if_cancelled` asks this meanwhile, in this thread."""
    before = _CANCELLED.set(cancelled)
    try:
        yield
    finally:
        _CANCELLED.reset(before)


def cancelled_now() -> bool:
    """Whether the user has asked for it, for what takes the question itself."""
    cancelled = _CANCELLED.get()
    return cancelled is not None and cancelled()


def stop_if_cancelled() -> None:
    """Raise Cancelled when the user has asked for it, deep in arithmetic that nothing is handed down to."""
    stop_if(_CANCELLED.get())


def patiently(work: Callable[[], T], check: Check, is_long: bool = True) -> T:
    """What `work` gives, which takes seconds and looks at no cancel, as GEOS does at millions of corners.

    A thread of its own does it, so that `check` is called meanwhile; where that raises, it is left to itself,
    and so may hold nothing that the caller closes. What is not long is done here.
    """
    if not is_long:
        return work()
    executor = ThreadPoolExecutor(1)
    try:
        return awaited(executor.submit(copy_context().run, work), check)
    finally:
        executor.shutdown(wait=False)


def awaited(working: Future[T], check: Check) -> T:
    """What another thread works at; `check` is called meanwhile, and may raise."""
    while not wait([working], LOOK).done:
        check()
    return working.result()


class Reporter:
    """Progress, cancelling and the time left, tile by tile; `left` says so of what is no tile."""

    def __init__(
        self,
        tiles: int,
        progress: Progress,
        cancelled: Cancel,
        left: str = TILES_LEFT,
    ) -> None:
        self._tiles, self._done, self._left = tiles, 0, left
        self._progress, self._cancelled = progress, cancelled
        self._started = self._last = time.monotonic()

    def check(self) -> None:
        """Raise Cancelled when the user has asked for it."""
        stop_if(self._cancelled)

    def done(self, tiles: int) -> None:
        """Count finished tiles; the last step of the progress is kept for the finished file."""
        self._done += tiles
        if self._progress is not None:
            self._progress(self._done / (self._tiles + 1))
        now = time.monotonic()
        if now - self._last > SECONDS_BETWEEN_ESTIMATES:
            left = (now - self._started) / self._done * (self._tiles - self._done)
            LOGGER.info(self._left, self._done, self._tiles, duration(left))
            self._last = now


def duration(seconds: float) -> str:
    """A time in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
