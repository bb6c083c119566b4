"""A disk that is full, as a program sees it: no file may grow beyond a size."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

needs_limits = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs a limit on the size of files"
)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """What is written beyond `size` bytes of a file fails."""
    import resource

    kept = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[0][1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept[0])
        signal.signal(signal.SIGXFSZ, kept[1])
