"""A command that SIGINT (Ctrl+C) or SIGTERM stops: one line, nothing half-written, and the status of shells.

Light on purpose: commands load it before NumPy, GDAL and PyTorch, whose import takes seconds.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SIGNALLED = 128  # what shells add to a signal's number
_DONE: list[bool] = []  # something where a command's work has ended


class Stopped(KeyboardInterrupt):
    """Somebody, or the scheduler of a cluster, has stopped the command by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = SIGNALLED + number


def end_at_once() -> None:
    """From now on a signal ends the process with one line: nothing has been begun that could be half done.

    Not by an error: imports catch some, and threads of libraries that are half there keep a process alive.
    """
    if not _is_main_thread():
        return
    for each in SIGNALS:
        signal.signal(each, _end)


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """A signal ends the work as an error does, by `Stopped`: what is not whole is taken away.

    Gives what work asks whether to stop: it raises `Stopped` again where something that called back into
    Python, as GDAL does, has swallowed it; so does an error that comes of it. A second signal is not heeded,
    so that it breaks off no tidying.
    """
    stopped: list[Stopped] = []

    def stop(number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        stopped.append(Stopped(number))
        raise stopped[0]

    def asked() -> bool:
        if stopped:
            raise stopped[0]
        return False

    if not _is_main_thread():
        yield asked
        return
    before = {each: signal.signal(each, stop) for each in SIGNALS}
    try:
        yield asked
    except Exception as error:
        if stopped:  # what GDAL, or a library, has made of it
            raise stopped[0] from error
        raise
    finally:
        _DONE.append(True)
        for each, handler in before.items():
            signal.signal(each, handler)


def _is_main_thread() -> bool:
    """Python sets handlers in the main thread alone."""
    return threading.current_thread() is threading.main_thread()


def _end(number: int, frame: FrameType | None) -> None:
    if sys.stderr is not None:
        os.write(2, b"Stopped after the work.\n" if _DONE else b"Stopped before the work began.\n")
    os._exit(SIGNALLED + number)
