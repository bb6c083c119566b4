"""The verbs of the command line."""

from __future__ import annotations

import argparse
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ..command_line import Arguments, named
from ..errors import RooflineError
from ..progress import Progress
from ..raster.paths import check_paths
from . import blocks, cluster, copying, mosaic, works
from .job import NAME, Job
from .plan_commands import add_plan

LOGGER = logging.getLogger(__name__)
UNFINISHED = 3  # exit status
WIDTH = 40  # letters of the bar
SHOWN = 20  # blocks that are told by their numbers


def arguments(words: Sequence[str] | None, description: str) -> argparse.Namespace:
    """The command line's words; `run` is what to call with them."""
    parser = Arguments(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    add_plan(verbs)
    block = _verb(verbs, "block", run_block, "do one block")
    block.add_argument("number", type=int, help="of the block, from 0")
    share = _verb(verbs, "share", run_share, "do every N-th block, one after the other")
    share.add_argument("share", type=_share, help="K/N, K from 1 to N, such as 3/64")
    everything = _verb(verbs, "run", run_cluster, "do all blocks on a cluster of dask, then join them")
    where = everything.add_mutually_exclusive_group(required=True)
    where.add_argument("--scheduler", default="", metavar="ADDRESS", help="such as tcp://host:8786")
    where.add_argument("--local", type=int, default=0, metavar="N", help="so many processes on this machine")
    where.add_argument("--slurm", default="", metavar="FILE", help="JSON: jobs, cores, memory, walltime ...")
    _verb(verbs, "status", run_status, "tell what is done; exit status 3 while blocks are missing")
    join = _verb(verbs, "mosaic", run_mosaic, "join the blocks: a VRT in the job's folder")
    join.add_argument(
        "--cog", metavar="FILE", type=named, help="also one cloud-optimised GeoTIFF of the result"
    )
    join.add_argument(
        "--tif", metavar="FILE", type=named, help="also one GeoTIFF, as a run on one machine writes it"
    )
    return parser.parse_args(words)


def _verb(verbs: Any, name: str, run: Callable[..., int], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument("job", type=named, help="the job's folder")
    parser.set_defaults(run=run)
    return parser


def run_block(options: argparse.Namespace, progress: Progress) -> int:
    """block JOB NUMBER."""
    if not blocks.do(options.job, options.number, progress):
        LOGGER.info("Block %d was done before.", options.number)
    return 0


def run_share(options: argparse.Namespace, progress: Progress) -> int:
    """share JOB K/N."""
    job = Job.open(options.job)
    made = blocks.do_all(options.job, blocks.share(job, *options.share), progress)
    LOGGER.info("Blocks that were not done before: %d.", made)
    return 0


def run_cluster(options: argparse.Namespace, progress: Progress) -> int:
    """run JOB."""
    job = Job.open(options.job)
    with cluster.connected(options.scheduler, options.local, options.slurm) as client:
        cluster.run(job, client, progress)
    _join(job)
    return 0


def run_status(options: argparse.Namespace, progress: Progress) -> int:
    """status JOB."""
    job = Job.open(options.job)
    missing = job.missing()
    LOGGER.info(
        "Plan %s: %d of %d blocks are done.", job.plan.hash, len(job.plan) - len(missing), len(job.plan)
    )
    if missing:
        LOGGER.info("Missing: %s", " ".join(map(str, missing[:SHOWN])) + (" ..." if missing[SHOWN:] else ""))
    return UNFINISHED if missing else 0


def run_mosaic(options: argparse.Namespace, progress: Progress) -> int:
    """mosaic JOB."""
    job = Job.open(options.job)
    _check_copies(job, [path for path in (options.tif, options.cog) if path])
    made = _join(job)
    for name, value in mosaic.numbers(job).items():
        LOGGER.info("%s: %g", name, value)
    if options.tif:
        copying.write(made["target"], options.tif, progress=progress)
    if options.cog:
        mosaic.write_cog(made["target"], options.cog, progress)
    return 0


def _check_copies(job: Job, targets: Sequence[str]) -> None:
    """Refuse copies of the result, before the work, that would replace what the job is made of."""
    if targets and "target" not in job.rasters:
        raise RooflineError("The job makes no raster: leave {options} out.", options="--tif, --cog")
    read = [each.path for given in job.plan.inputs.values() for each in given if each is not None]
    own = [path for number in range(len(job.plan)) for path in job.targets(number).values()]
    own += [job.changed(name, number) for name in job.rasters for number in range(len(job.plan))]
    own += [job.folder / f"{name}.vrt" for name in job.rasters]
    check_paths([*read, job.plan.model, job.folder / NAME, *own], targets)


def _join(job: Job) -> dict[str, Path]:
    """Join the blocks, and tell what was written."""
    made = mosaic.join(job)
    for path in [*made.values(), *works.of(job.plan.task).files(job).values()]:
        LOGGER.info("Written: %s", path)
    return made


@contextmanager
def bar(stream: TextIO) -> Iterator[Progress]:
    """A bar that grows with a progress, on a terminal alone."""
    shown = -1

    def grow(fraction: float) -> None:
        nonlocal shown
        filled = int(fraction * WIDTH)
        if stream.isatty() and filled != shown:
            stream.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {100 * fraction:3.0f} %")
            stream.flush()
            shown = filled

    try:
        yield grow
    finally:
        if shown >= 0:
            stream.write("\n")


def _share(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if found is None:
        raise argparse.ArgumentTypeError("give two whole numbers such as 3/64")
    return int(found[1]), int(found[2])
