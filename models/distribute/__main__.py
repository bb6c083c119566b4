"""One raster by many machines: plan it, do its blocks anywhere, join them.

  python -m PACKAGE.models.distribute plan JOB refinedsm --input dsm.tif --model refine-geometry
  python -m PACKAGE.models.distribute run JOB --scheduler tcp://host:8786
  python -m PACKAGE.models.distribute share JOB 3/64      (a task of a job array, without dask)
  python -m PACKAGE.models.distribute mosaic JOB

PACKAGE is the name of the plugin's folder; run it from the folder that holds it. JOB is a folder that all
machines see under any name; the inputs lie under the same paths for all. docs/scale.md tells more.
Ctrl+C, or the SIGTERM of a scheduler, stops a run: what is not whole is taken away, what is done stays.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from ..errors import RooflineError
from .commands import arguments, bar

LOGGER = logging.getLogger(__name__)
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SIGNALLED = 128  # what shells add to a signal's number


class Stopped(KeyboardInterrupt):
    """Somebody, or the scheduler of a cluster, has stopped the run by a signal."""

    def __init__(self, number: int) -> None:
        self.status = SIGNALLED + number


def main(words: Sequence[str] | None = None) -> int:
    """Command line entry; the exit status is 1 for an error, 3 for a job that is not done yet, and 128 and
    the signal's number, as shells have it, for a run that was stopped.
    """
    options = arguments(words, __doc__ or "")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        with _stoppable(), bar(sys.stderr) as progress:
            return int(options.run(options, progress))
    except RooflineError as error:
        LOGGER.error("%s", error)
        return 1
    except Stopped as error:
        LOGGER.error("Stopped: what is done stays; the same command goes on from there.")
        return error.status


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGINT (Ctrl+C) and SIGTERM end the work as an error does: what is not whole is taken away.

    A second one meanwhile is not heeded, so that it breaks off no tidying.
    """
    if threading.current_thread() is not threading.main_thread():  # Python sets handlers there alone
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = {each: signal.signal(each, stop) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


if __name__ == "__main__":
    sys.exit(main())
