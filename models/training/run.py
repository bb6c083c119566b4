"""A whole training: from a plan to a model file, logs and a report."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine import device as devices
from ..language import Message
from ..raster.paths import check_paths
from .data.batch import Samples
from .loop import distributed, trainer
from .refiner import export
from .refiner import report as trainreport
from .refiner.judging import Judgement

if TYPE_CHECKING:
    from .config.plan import Plan

log = logging.getLogger(__name__)
TRAINING = 0.97  # share of the progress


@dataclass(frozen=True)
class Files:
    """What is written: the model; checkpoints and logs (None: beside the model); a page and ResDepth's
    results folder, if wanted.
    """

    model: Path
    logs: Path | None = None
    report: Path | None = None
    resdepth: Path | None = None

    @property
    def folder(self) -> Path:
        """Where checkpoints and logs lie."""
        return self.logs or self.model.with_name(f"{self.model.stem}-training")


@dataclass(frozen=True)
class Result:
    """What became of a training, and how good the model is on the validation windows."""

    outcome: trainer.Outcome
    judged: Judgement


def run(
    plan: Plan,
    files: Files,
    *,
    resume: bool = False,
    device: str = "auto",
    minutes: float = 0.0,
    licence: str = "unknown",
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result | None:
    """Train, judge and write; None in processes that only helped. A cancelled training writes what it has."""
    if files.resdepth is not None:
        export.require_resdepth(plan)
    _check_files(plan, files)
    share = None if progress is None else lambda done: progress(TRAINING * done)
    outcome = trainer.train(
        plan,
        files.folder,
        resume=resume,
        device=device,
        minutes=minutes,
        progress=share,
        cancelled=cancelled,
    )
    if not distributed.is_first():
        return None
    judged = _written(plan, outcome, files, devices.choose(device, plan.precision), licence)
    _say(judged)
    if progress is not None:
        progress(1.0)
    return Result(outcome, judged)


def _check_files(plan: Plan, files: Files) -> None:
    """Refuse before the training what could not be written after it, or would replace what is read."""
    targets = [path for path in (files.model, files.report) if path is not None]
    folders = [path for path in (files.folder, files.resdepth) if path is not None]
    read = [
        path
        for region in plan.regions
        for path in (region.source, region.reference, region.building_mask, *region.guides)
        if path is not None
    ]
    check_paths(read, targets, folders)


def _written(
    plan: Plan, outcome: trainer.Outcome, files: Files, where: devices.Device, licence: str
) -> Judgement:
    """Write everything but checkpoints and logs, the model first."""
    with Samples.open(plan, "val", outcome.card) as held_out:
        judged = export.judged(plan, outcome, held_out, where)
    export.model_file(plan, outcome, files.model, licence=licence, judged=judged)
    log.info("The model of %d epochs is in %s.", outcome.epochs, os.fspath(files.model))
    if files.resdepth is not None:
        export.resdepth_folder(plan, outcome, files.resdepth)
    if files.report is not None:
        with Samples.open(plan, "train", outcome.card) as training:
            trainreport.report(plan, outcome, training, files.report, judged)
    return judged


def _say(judged: Judgement) -> None:
    """The figures that matter, in a sentence or two."""
    errors = {name: values["MAE"] for name, values in judged.metrics.items()}
    if "after" not in errors:
        log.warning("The validation part has no pixels with both heights; nothing is known of the errors.")
        return
    before = Message("{error:.3f} m in the input, ", error=errors["before"]) if "before" in errors else ""
    start = Message("{error:.3f} m by the start model, ", error=errors["start"]) if "start" in errors else ""
    log.info("Mean absolute error on validation data: %s%s%.3f m now.", before, start, errors["after"])
    if judged.is_worse_than_start:
        log.warning(
            "The model that it started from does better here: keep that one, or train longer or on more data."
        )
