"""A whole training, of whatever task: checkpoints and logs, a model file and a report."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..engine import device as devices
from ..errors import RooflineError
from ..networks.quantised import Ranges
from ..progress import Cancel, Progress, part_of
from ..raster.paths import check_apart, check_paths
from .base import Training
from .calibration import calibrated
from .judging import Judgement
from .loop import distributed, trainer
from .loop import folder as folders

log = logging.getLogger(__name__)
TRAINING = 0.97  # share of the progress; the rest is judging and writing
READERS = 8  # threads that keep a GPU busy; a CPU has better to do


@dataclass(frozen=True)
class Files:
    """What is written: the model; checkpoints and logs (None: beside the model); a page, and a results folder
    as of the original system, if wanted.
    """

    model: Path
    logs: Path | None = None
    report: Path | None = None
    original: Path | None = None

    def __post_init__(self) -> None:
        """An empty name would be the folder that one stands in."""
        for path in (self.model, self.logs, self.report, self.original):
            if path is not None and not path.name and not path.anchor:
                raise RooflineError("The name of a file or folder to write is empty; give one.")

    @property
    def folder(self) -> Path:
        """Where checkpoints and logs lie."""
        return self.logs or self.model.with_name(f"{self.model.stem}-training")


@dataclass(frozen=True)
class Result:
    """What became of a training, and how good the model is on the held-out samples."""

    outcome: trainer.Outcome
    judged: Judgement


def run(
    training: Training,
    files: Files,
    *,
    resume: bool = False,
    device: str = "auto",
    minutes: float = 0.0,
    licence: str = "unknown",
    progress: Progress = None,
    cancelled: Cancel = None,
) -> Result | None:
    """Train, judge and write; None in processes that only helped. A cancelled training writes what it has."""
    check_files(training, files)
    share = part_of(progress, 0.0, TRAINING)
    where = devices.choose(device, training.precision)
    with ExitStack() as stack:
        if distributed.is_first():
            stack.enter_context(folders.held(files.folder, resume))
        outcome, held_out = _trained(
            training, files.folder, where, stack, resume, minutes, progress=share, cancelled=cancelled
        )
        if not distributed.is_first():
            return None
        # What was drawn or sorted to be held out is not made again, and a cancel is heeded here too.
        judged = training.judge(outcome, where, held_out, cancelled)
        ranges = calibrated(outcome, held_out)
        _write(training, outcome, files, judged, licence, ranges)
    training.say(judged)
    if judged.is_worse_than_start:
        log.warning(
            "The model that it started from does better here: keep that one, or train longer or on more data."
        )
    if progress is not None:
        progress(1.0)
    return Result(outcome, judged)


def train(
    training: Training,
    folder: Path,
    *,
    resume: bool = False,
    minutes: float = 0.0,
    device: str = "auto",
    progress: Progress = None,
    cancelled: Cancel = None,
) -> trainer.Outcome:
    """Train; `folder` gets checkpoints and logs.

    `resume` goes on from the last checkpoint there, if there is one, exactly as if it had not been
    interrupted; `minutes` bounds the time (0 = by epochs alone).
    A cancelled training returns what it has; Cancelled is raised where that is nothing.
    """
    where = devices.choose(device, training.precision)
    with ExitStack() as stack:
        return _trained(
            training, folder, where, stack, resume, minutes, progress=progress, cancelled=cancelled
        )[0]


def _trained(
    training: Training,
    folder: Path,
    where: devices.Device,
    stack: ExitStack,
    resume: bool,
    minutes: float,
    **callbacks: Any,
) -> tuple[trainer.Outcome, Any]:
    """What became of the training, and the samples held out, open as long as the stack is."""
    cancelled = callbacks["cancelled"]
    with distributed.joined(where.kind):
        log.info(where.describe())
        settings = training.settings()
        state = trainer.resumed(folder, settings) if resume else None
        if state:
            training.accept(state.spec)
        card = state.spec if state else training.card(cancelled)
        threads = min(READERS, os.cpu_count() or 1) if where.kind == "cuda" else 1
        training_set, held_out = (
            stack.enter_context(training.samples(split, card, threads, cancelled))
            for split in ("train", "val")
        )
        about = {"card": json.dumps(card.to_json()), "plan": json.dumps(settings)}
        course = replace(training.course, minutes=minutes) if minutes else training.course
        each = trainer.Trainer(training.task(card, where), course, folder, about, state)
        return each.train(training_set, held_out, **callbacks), held_out


def check_files(training: Training, files: Files, others: Sequence[Path] = ()) -> None:
    """Refuse before the training what could not be written after it, or would replace what is read; `others`:
    further folders that are written.
    """
    if files.original is not None:
        training.check_original(files.original)
    targets = [path for path in (files.model, files.report) if path is not None]
    folders = [path for path in (files.folder, files.original, *others) if path is not None]
    for folder in folders:
        try:
            is_none = (folder.exists() or folder.is_symlink()) and not folder.is_dir()
        except (OSError, ValueError):  # no name that a folder could have
            is_none = True
        if is_none:
            raise RooflineError("The folder {folder} cannot be written; choose another.", folder=folder)
    check_apart([], [*targets, *folders])  # no file can have a folder's name
    check_paths(list(training.paths()), targets, folders)


def _write(
    training: Training,
    outcome: trainer.Outcome,
    files: Files,
    judged: Judgement,
    licence: str,
    ranges: Ranges,
) -> None:
    """Write everything but checkpoints and logs, the model first."""
    training.export(outcome, files.model, judged, licence, ranges)
    log.info(
        "The model of %d epoch is in %s." if outcome.epochs == 1 else "The model of %d epochs is in %s.",
        outcome.epochs,
        os.fspath(files.model),
    )
    if files.original is not None:
        training.export_original(outcome, files.original)
    if files.report is not None:
        training.report(outcome, files.report, judged)
