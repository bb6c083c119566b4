"""Doing blocks of a job: one, or every so many of them, one after the other."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable

from ..engine.part import Part
from ..errors import RooflineError
from ..modelfile import store
from ..progress import Cancel, Progress, part_of
from . import fingerprints, works
from .fingerprints import Fingerprint
from .job import Job
from .plan import own_version

LOGGER = logging.getLogger(__name__)


def do(
    folder: str | os.PathLike[str],
    number: int,
    progress: Progress = None,
    cancelled: Cancel = None,
) -> bool:
    """Make a block of the job in a folder; False if it was done before. Files appear whole or not at all."""
    job = Job.open(folder)
    window = job.plan.window(number)
    if job.is_done(number):
        return False
    model = checked(job)
    plan = job.plan
    part = Part(window, plan.reference, job.tags(number), plan.tiles, overviews=plan.overviews)
    block = works.Block(plan, model, part, job.targets(number), progress, cancelled)
    works.of(plan.task).run(block)
    LOGGER.info("Block %d of plan %s is done.", number, job.plan.hash)
    return True


def do_all(
    folder: str | os.PathLike[str],
    numbers: Iterable[int],
    progress: Progress = None,
    cancelled: Cancel = None,
) -> int:
    """Make blocks one after the other; how many of them were not done before."""
    chosen, made = list(numbers), 0
    for index, number in enumerate(chosen):
        made += do(folder, number, part_of(progress, index / len(chosen), 1 / len(chosen)), cancelled)
        if progress is not None:
            progress((index + 1) / len(chosen))
    return made


def share(job: Job, which: int, of: int) -> range:
    """The blocks of one of several equal shares, counted from 1: those of a task of a job array."""
    if not 1 <= which <= of:
        raise RooflineError(
            "Share {which}/{of} is none; give two whole numbers such as 3/64, the first from 1 on.",
            which=which,
            of=of,
        )
    return range(which - 1, len(job.plan), of)


def checked(job: Job) -> str:
    """The path of the model, "" without one; RooflineError where anything is not what it was when planned."""
    plan = job.plan
    if plan.roofline != own_version():
        raise RooflineError(
            "The plan was made by Roofline {planned}, this is {own}; have the same version on all machines, "
            "or plan again.",
            planned=plan.roofline,
            own=own_version(),
        )
    model = str(store.file_of(plan.model)) if plan.model else ""
    if plan.model and Fingerprint.of(model).digest != plan.model_digest:
        raise RooflineError(
            "Model {name} is another one here than when the plan was made; have the same file on all "
            "machines, or plan again.",
            name=plan.model,
        )
    fingerprints.check(plan.files)
    return model
