"""The training of occupancy networks: what a plan says, for the loop and the run."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...engine.device import Device
from ...formats import folders
from ...formats.objects import JsonObject
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.named_files import AnyPath
from ...tasks import RECONSTRUCT_DSM
from ..base import Training
from ..judging import Judgement, compared
from ..loop.task import Task
from ..loop.trainer import LoopConfig, Outcome
from ..provenance import Description
from ..reporting import Page
from . import cards, export, report
from .judging import GRID, judge
from .options import OPTIONS
from .plan import Plan, of_file
from .samples import Samples
from .start import start_model
from .task import task_of

log = logging.getLogger(__name__)


class ReconstructionTraining(Training):
    """The training of a plan."""

    kind, options = RECONSTRUCT_DSM, OPTIONS

    @classmethod
    def of_file(cls, path: Path) -> ReconstructionTraining:
        return cls(of_file(path))

    def __init__(self, plan: Plan) -> None:
        self.plan, self.precision = plan, plan.precision
        self._by_kind: export.ByKind = {}

    @property
    def course(self) -> LoopConfig:
        plan, named = self.plan, OPTIONS.named(self.plan.config)
        evaluate_rate = max(1, round(plan.training["validate_every"] / plan.steps))  # epochs of so many steps
        return LoopConfig.of(named, epochs=plan.epochs, evaluate_rate=evaluate_rate)

    def settings(self) -> JsonObject:
        return self.plan.to_dict()

    def card(self, cancelled: Cancel = None) -> Card:
        return cards.draft(self.plan)

    def samples(self, split: str, card: Card, threads: int = 1, cancelled: Cancel = None) -> Samples:
        return Samples.open(self.plan, split, card, threads, cancelled)

    def task(self, card: Card, where: Device) -> Task[Any]:
        return task_of(self.plan, card, where)

    def paths(self) -> Sequence[AnyPath]:
        return self.plan.files()

    def judge(
        self, outcome: Outcome, where: Device, held_out: Samples, cancelled: Cancel = None
    ) -> Judgement:
        start = start_model(self.plan.start).network if self.plan.start else None
        judgement, self._by_kind = judge(*compared(outcome, start, where), held_out, where, cancelled)
        return judgement

    def description(self, card: Card, outcome: Outcome, judged: Judgement) -> Description:
        return export.description(self.plan, judged, self._by_kind)

    def page(self, outcome: Outcome, judged: Judgement) -> Page:
        return report.page(self.plan, outcome, judged, self._by_kind)

    def check_original(self, folder: Path) -> None:
        folders.check(folder, export.is_original_folder)
        if self.plan.start:
            start_model(self.plan.start)  # of the one family that there is

    def export_original(self, outcome: Outcome, folder: Path) -> None:
        export.original_folder(self.plan, outcome, folder)

    def say(self, judged: Judgement) -> None:
        """The figures that matter, in a sentence or two."""
        after, gridded = judged.metrics.get("after", {}), judged.metrics.get(GRID, {})
        if "IOU" not in after:
            log.warning(
                "The validation part has no points or no known queries; nothing is known of the model."
            )
            return
        log.info("On validation data: IoU of occupancy %.3f.", after["IOU"])
        if "MAE" in after and "MAE" in gridded:
            log.info(
                "Mean absolute error of the surface on validation data: %.3f m, of gridded points %.3f m.",
                after["MAE"],
                gridded["MAE"],
            )
            if export.is_worse_than_grid(judged):
                log.warning(
                    "Gridding without a network does better here: train longer, or on more data, or take "
                    "MODEL=grid."
                )
