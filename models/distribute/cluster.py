"""The blocks of a job as tasks of dask.distributed: its schedulers, its retries, its dashboard.

A task takes a folder's name and a number, and gives back whether there was anything to do: machines see the
rasters by themselves.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import RooflineError
from ..language import says, tr_noop
from ..progress import Cancel, Progress, stop_if
from . import blocks
from .job import Job

LOGGER = logging.getLogger(__name__)
MISSING = tr_noop(
    "The Python package {package} is missing, which divides work among machines: install it into the Python "
    "that runs this (pip install {package}), or do the blocks by the verb share."
)
AGAIN = ("lost", "pending")  # states of a task whose worker has died after it, which is done again
RETRIES = 2  # of a block that has failed, on another worker if there is one
# A preempted node takes all its workers along, again and again; only then a block is to blame.
FAILURES = 10
PATIENCE = 0.1  # seconds between two looks at what is done and whether the user has cancelled
ALONE = 30.0  # seconds after which it is said that no worker is there


@contextmanager
def connected(scheduler: str = "", local: int = 0, slurm: str | os.PathLike[str] = "") -> Iterator[Any]:
    """A client of the scheduler at an address, of `local` processes here, or of jobs that Slurm starts."""
    distributed = _imported("distributed")
    import dask

    with dask.config.set({"distributed.scheduler.allowed-failures": FAILURES}):
        if not scheduler:
            started = _slurm(Path(slurm)) if slurm else _local(distributed, local)
            with started, distributed.Client(started) as client:
                yield client
            return
        try:
            client = distributed.Client(scheduler, timeout="20s")
        except (OSError, ValueError, TypeError) as error:  # no such address, nobody there, no address at all
            raise RooflineError(
                "The scheduler {address} cannot be reached ({reason}); check its address, such as "
                "tcp://host:8786.",
                address=scheduler,
                reason=says("dask", str(error)) if str(error) else error,
            ) from error
        with client:
            yield client


def run(
    job: Job,
    client: Any,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Do all blocks that are missing on a client's workers; how many that were. Raises Cancelled at once.

    A block that fails for a reason that a user can mend ends the run; blocks that are done stay.
    """
    missing = job.missing()
    folder = str(job.folder.resolve())
    LOGGER.info("Blocks to do: %d of %d. Dashboard: %s", len(missing), len(job.plan), client.dashboard_link)
    numbers = {f"roofline-{job.plan.hash}-{number}": number for number in missing}
    futures = client.map(
        _do, [folder] * len(missing), missing, key=list(numbers), retries=RETRIES, pure=False
    )

    def is_done(future: Any) -> bool:
        """The file says so: what a worker has told is lost where it dies with it."""
        return future.status == "finished" or job.is_done(numbers[future.key])

    try:
        for count, future in enumerate(
            _finished(futures, client, cancelled, is_done), len(job.plan) - len(missing) + 1
        ):
            if not is_done(future):
                raise _failure(numbers[future.key], future)
            # Let go of it: what a worker has finished would be done again if the worker died with it.
            future.release()
            if progress is not None:
                progress(count / len(job.plan))
    except BaseException:
        with suppress(Exception):  # whatever went wrong, this is why nobody waits for the rest
            client.cancel(futures)
        raise
    return len(missing)


def _finished(
    futures: list[Any], client: Any, cancelled: Cancel, is_done: Callable[[Any], bool]
) -> Iterator[Any]:
    """Futures as they come, looked for again and again so that the user can cancel.

    The scheduler does again what was lost with a worker before its file was there.
    """
    from distributed import as_completed

    waiting, started, told = as_completed(futures, raise_errors=False), time.monotonic(), False
    while not waiting.is_empty():
        stop_if(cancelled)
        found = list(waiting.next_batch(block=False))
        for future in found:
            if future.status in AGAIN and not is_done(future):
                waiting.add(future)
            else:
                yield future
        if not found:
            time.sleep(PATIENCE)
        if not told and time.monotonic() - started > ALONE:
            told = True
            if not client.scheduler_info().get("workers"):
                LOGGER.warning("No worker has joined the cluster yet; the blocks wait for one.")


def _failure(number: int, future: Any) -> RooflineError:
    """What to say of a block that has failed."""
    error = future.exception() if future.status == "error" else None
    if isinstance(error, RooflineError):
        return error
    return RooflineError(
        "Block {number} failed ({reason}); look at the workers' logs, see that they have this Roofline and "
        "memory enough, and run the job again: done blocks are kept.",
        number=number,
        reason=error or says("dask", future.status),
    )


def _do(folder: str, number: int) -> bool:
    """A block, on a worker."""
    return blocks.do(folder, number, cancelled=_abandoned)


def _abandoned() -> bool:
    """Whether nobody waits for the worker's task any more: its client has cancelled it, or is gone."""
    from distributed import get_worker

    try:
        worker = get_worker()
        return str(worker.state.tasks[worker.get_current_task()].state) == "cancelled"
    except (ValueError, KeyError, AttributeError):  # no worker, or one of another version
        return False


def _local(distributed: Any, count: int) -> Any:
    """Processes on this machine that share its processors."""
    import dask

    if count < 1:
        raise RooflineError("The number of processes is {count}; give 1 or more.", count=count)
    threads = str(max(1, (os.cpu_count() or 1) // count))
    environment = {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
    with dask.config.set({"distributed.nanny.pre-spawn-environ": environment}):
        return distributed.LocalCluster(
            n_workers=count, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0"
        )


def _slurm(file: Path) -> Any:
    """Jobs of Slurm, by a JSON file: "jobs", and all that dask_jobqueue.SLURMCluster takes."""
    jobqueue = _imported("dask_jobqueue")
    try:
        options = json.loads(file.read_text("utf-8"))
        jobs = int(options.pop("jobs"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise RooflineError(
            '{file} is no file of options for Slurm; it is JSON such as {{"jobs": 20, "cores": 8, '
            '"memory": "16GB", "walltime": "04:00:00"}}.',
            file=file,
        ) from error
    cluster = jobqueue.SLURMCluster(**options)
    cluster.scale(jobs=jobs)
    return cluster


def check_installed() -> None:
    """Refuse early where dask.distributed is missing."""
    _imported("distributed")


def _imported(package: str) -> Any:
    try:
        return __import__(package)
    except ImportError as error:
        raise RooflineError(MISSING, package=package.replace("_", "-")) from error
