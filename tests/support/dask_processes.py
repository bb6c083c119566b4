"""Schedulers and workers of dask as processes of their own, which import the checkout as `roofline`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from support.paths import ROOT

MISSING = "dask.distributed is an extra: pip install distributed"
T = TypeVar("T")


def package_in(folder: Path) -> Path:
    """The folder, from which the checkout is imported as `roofline`."""
    (folder / "roofline").symlink_to(ROOT)
    return folder


def environment(place: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(place), "OMP_NUM_THREADS": "1"}


@contextmanager
def started(place: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module as a process that is gone at the end; what it says is in a file of its own."""
    with tempfile.NamedTemporaryFile("wb", dir=place, suffix=".log", delete=False) as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=place, env=environment(place), stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], T], seconds: float = 90.0) -> T:
    """Wait for a condition, and return what it gives."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "nothing has happened in time"
        time.sleep(0.02)
    return found


def scheduler(place: Path, stack: ExitStack) -> str:
    """The address of a new scheduler."""
    file = place / f"scheduler-{time.monotonic_ns()}.json"
    words = "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
    stack.enter_context(started(place, "distributed.cli.dask_scheduler", *words))
    until(lambda: file.exists() and file.stat().st_size)
    return str(json.loads(file.read_text())["address"])


def worker(place: Path, address: str, stack: ExitStack) -> subprocess.Popen[bytes]:
    """A worker with one thread."""
    words = address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--no-dashboard"
    return stack.enter_context(started(place, "distributed.cli.dask_worker", *words))
