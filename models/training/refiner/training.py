"""The training of surface refiners: what a plan says, for the loop and the run."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...engine.device import Device
from ...formats import folders
from ...formats.objects import JsonObject
from ...language import Message
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.named_files import AnyPath
from ...raster.shapes import files_read
from ...tasks import REFINE_DSM
from ..base import Training
from ..judging import Judgement, compared
from ..loop.task import Task
from ..loop.trainer import LoopConfig, Outcome
from ..provenance import Description
from ..reporting import Page
from . import cards, export, measure, report
from .adversarial import adversarial_task
from .architectures import ARCHITECTURES
from .judging import judge
from .options import OPTIONS
from .plan import Plan, read
from .samples import Samples
from .task import task_of

log = logging.getLogger(__name__)


class RefinerTraining(Training):
    """The training of a plan."""

    kind, options = REFINE_DSM, OPTIONS

    @classmethod
    def of_file(cls, path: Path) -> RefinerTraining:
        return cls(read(path))

    def __init__(self, plan: Plan) -> None:
        self.plan, self.precision = plan, plan.precision

    @property
    def course(self) -> LoopConfig:
        return LoopConfig.of(vars(self.plan), per_evaluation=self.plan.compatibility)

    def settings(self) -> JsonObject:
        return self.plan.to_dict()

    def card(self, cancelled: Cancel = None) -> Card:
        return cards.draft(self.plan, measure.measure(self.plan, cancelled=cancelled))

    def accept(self, card: Card) -> None:
        super().accept(card)
        cards.require_family(card, self.plan.architecture)

    def samples(self, split: str, card: Card, threads: int = 1, cancelled: Cancel = None) -> Samples:
        return Samples.open(self.plan, split, card, threads, cancelled)

    def task(self, card: Card, where: Device) -> Task[Any]:
        make = adversarial_task if ARCHITECTURES[self.plan.architecture].adversarial else task_of
        return make(self.plan, card, where)

    def paths(self) -> Sequence[AnyPath]:
        return [
            file
            for r in self.plan.regions
            for file in files_read((r.source, r.reference, r.building_mask, *r.guides, r.buildings))
        ]

    def judge(
        self, outcome: Outcome, where: Device, held_out: Samples, cancelled: Cancel = None
    ) -> Judgement:
        start = cards.start_of_plan(self.plan).network if self.plan.start else None
        return judge(*compared(outcome, start, where), held_out, where, cancelled)

    def description(self, card: Card, outcome: Outcome, judged: Judgement) -> Description:
        return export.description(self.plan, card, outcome, judged)

    def page(self, outcome: Outcome, judged: Judgement) -> Page:
        with Samples.open(self.plan, "train", outcome.spec, memory=0) as training:  # for places alone
            return report.page(self.plan, outcome, training, judged)

    def check_original(self, folder: Path) -> None:
        export.require_resdepth(self.plan)
        folders.check(folder, export.is_resdepth_folder)

    def export_original(self, outcome: Outcome, folder: Path) -> None:
        export.resdepth_folder(self.plan, outcome, folder)

    def say(self, judged: Judgement) -> None:
        """The figures that matter, in a sentence or two."""
        errors = {name: values["MAE"] for name, values in judged.metrics.items()}
        if "after" not in errors:
            log.warning(
                "The validation part has no pixels with both heights; nothing is known of the errors."
            )
            return
        before = start = Message("")
        if "before" in errors:
            before = Message("{error:.3f} m in the input, ", error=errors["before"])
        if "start" in errors:
            start = Message("{error:.3f} m by the start model, ", error=errors["start"])
        log.info("Mean absolute error on validation data: %s%s%.3f m now.", before, start, errors["after"])
