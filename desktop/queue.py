"""Jobs wait their turn, so that they do not fight for the cores or for the memory of the GPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..algorithms.common import torch_import
from .jobs import Job
from .tasks import wait_while


class Queue:
    """Runs jobs in their order, `most` at a time; all of them are in QGIS's task manager from the start."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._jobs: list[Job] = []
        self._closed = False

    def add(self, jobs: Sequence[Job], ended: Callable[[Job], None]) -> None:
        """Take in jobs; `ended` is called in the main thread after each of them."""
        self._jobs += jobs
        for job in jobs:
            job.submit(partial(self._ended, ended))
        self._start_next()

    def stop(self) -> None:
        """Cancel everything and wait for it: a thread that outlives the plugin would crash QGIS."""
        self._closed = True
        for job in self._jobs[::-1]:  # those that wait first
            job.cancel()
        # A cancelled job leaves PyTorch's import to itself.
        wait_while(lambda: bool(self._jobs) or torch_import.goes_on())

    def _start_next(self) -> None:
        free = self._most - sum(job.has_started for job in self._jobs)
        waiting = [job for job in self._jobs if not job.has_started]
        for job in [] if self._closed else waiting[:free]:
            job.start()

    def _ended(self, ended: Callable[[Job], None], job: Job) -> None:
        self._jobs.remove(job)
        if not self._closed:
            ended(job)
        self._start_next()
