"""The training of a finder of buildings, as loop, run and report ask for it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...engine.device import Device
from ...formats.objects import JsonObject
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.named_files import AnyPath
from ...tasks import BUILDING_MASK
from ..base import Training
from ..judging import Judgement, compared
from ..loop.task import Task
from ..loop.trainer import LoopConfig, Outcome
from ..provenance import Description
from ..reporting import Page
from . import cards, export
from .configuration import plan_of_file
from .judging import judge
from .options import OPTIONS
from .plan import MaskPlan, fitted, start_model
from .report import told_of
from .samples import Samples
from .task import task_of

log = logging.getLogger(__name__)


class BuildingTraining(Training):
    """The training of a plan."""

    kind, options = BUILDING_MASK, OPTIONS

    @classmethod
    def of_file(cls, path: Path) -> BuildingTraining:
        return cls(plan_of_file(path, {}))

    def __init__(self, plan: MaskPlan) -> None:
        self.plan, self.precision = plan, plan.chosen["precision"]
        self._gsds: set[float] = set()  # of the places that were opened

    @property
    def course(self) -> LoopConfig:
        return LoopConfig.of(self.plan.chosen)

    def settings(self) -> JsonObject:
        return self.plan.settings()

    def card(self, cancelled: Cancel = None) -> Card:
        return cards.draft(self.plan)

    def samples(self, split: str, card: Card, threads: int = 1, cancelled: Cancel = None) -> Samples:
        opened = Samples.open(self.plan, split, card, cancelled)
        self._gsds |= {float(place.reader.gsd) for place in opened.places}
        return opened

    def task(self, card: Card, where: Device) -> Task[Any]:
        return task_of(self.plan, card, where)

    def paths(self) -> Sequence[AnyPath]:
        return self.plan.files()

    def judge(
        self, outcome: Outcome, where: Device, held_out: Samples, cancelled: Cancel = None
    ) -> Judgement:
        name = self.plan.chosen["start"]
        start = None if name is None else fitted(start_model(name), self.plan.layers).network
        return judge(*compared(outcome, start, where), held_out, where, cancelled)

    def description(self, card: Card, outcome: Outcome, judged: Judgement) -> Description:
        return export.description(self.plan, judged, sorted(self._gsds))

    def page(self, outcome: Outcome, judged: Judgement) -> Page:
        return told_of(self.plan, outcome, judged)

    def say(self, judged: Judgement) -> None:
        """The figures that matter, in a sentence."""
        after, start = judged.metrics.get("after"), judged.metrics.get("start")
        if not after:
            log.warning("The validation part has no pixels with known labels; nothing is known of the model.")
        elif start:
            log.info(
                "IoU of buildings on validation data: %.3f by the start model, %.3f now.",
                start["IOU"],
                after["IOU"],
            )
        else:
            log.info("IoU of buildings on validation data: %.3f.", after["IOU"])
