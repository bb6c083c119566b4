"""The training of painters of images: what a plan says, for the loop and the run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from ...engine.device import Device
from ...errors import RooflineError
from ...formats.objects import JsonObject
from ...imagery.masks import CLASSES
from ...language import Message
from ...modelfile.parts import Card
from ...networks import vgg
from ...progress import Cancel
from ...raster.named_files import AnyPath
from ...raster.shapes import files_read
from ...tasks import SYNTHESIZE_IMAGERY
from ..base import Training
from ..config.common import descent, schedule
from ..judging import Judgement, evenly, say_cancelled
from ..loop import checkpoints
from ..loop.optimizers import Schedule, optimizer
from ..loop.records import ScheduleSettings
from ..loop.task import fresh_networks
from ..loop.trainer import LoopConfig, Outcome
from ..provenance import Description
from ..reporting import Page
from . import cards, report
from .options import OPTIONS
from .plan import BETAS, LAST_RATE, Plan, plan_of_file
from .samples import Samples
from .start import start_model, take_over
from .task import ImageryTask

VIEWS = 4  # of the report
SHOWN = ("colour", "l1", "total", "discriminator", "g_gan", "perceptual", "matching")


class View(NamedTuple):
    """A window for the report: its masks (2, H, W) in -1..1, images (3, H, W) in -1..1 by name."""

    mask: np.ndarray
    images: dict[str, np.ndarray]


class ImageryTraining(Training):
    """The training of a plan."""

    kind, options = SYNTHESIZE_IMAGERY, OPTIONS
    MEASURES = {"colour": Message("difference of colours"), "total": Message("loss")}

    @classmethod
    def of_file(cls, path: Path) -> ImageryTraining:
        return cls(plan_of_file(path, {}))

    def __init__(self, plan: Plan) -> None:
        self.plan, self.precision = plan, plan.values["precision"]
        self._sizes: set[float] = set()

    @property
    def course(self) -> LoopConfig:
        left = self.plan.epochs - self.plan.done - int(self.plan.compatibility and not self.plan.done)
        if left < 1:
            raise RooflineError(
                "The checkpoint has had {done} of {epochs} epochs; ask for more EPOCHS.",
                done=self.plan.done,
                epochs=self.plan.epochs,
            )
        return LoopConfig.of(self.plan.values, epochs=left)

    def settings(self) -> JsonObject:
        return self.plan.to_dict()

    def card(self, cancelled: Cancel = None) -> Card:
        return cards.draft(self.plan)

    def accept(self, card: Card) -> None:
        super().accept(card)
        cards.require_family(card, self.plan.architecture)

    def samples(self, split: str, card: Card, threads: int = 1, cancelled: Cancel = None) -> Samples:
        opened = Samples.open(self.plan, split, card, cancelled)
        if split == "train":
            self._sizes |= {place.gsd for place in opened.places}
        return opened

    def task(self, card: Card, where: Device) -> ImageryTask:
        plan, values = self.plan, self.plan.values
        start = (plan.start, start_model(plan.start)) if plan.start else None
        modules = fresh_networks(
            card, where, dict.fromkeys(("network", "discriminator"), values["seed"]), start=start
        )
        usual = {} if values["optimizer_name"] == "SGD" else {"betas": BETAS}
        settings = descent({**values, "learning_rate": plan.learning_rate}, **usual)
        optimizers = {name: optimizer(settings, module.parameters()) for name, module in modules.items()}
        rates: ScheduleSettings = {"name": "cosine", "settings": {"T_max": plan.epochs, "eta_min": LAST_RATE}}
        course = Schedule(schedule(values, rates), list(optimizers.values()), plan.epochs)
        take_over(plan.start, optimizers, course)
        features = (
            vgg.load(values["vgg"]).to(where.kind) if values["vgg"] and plan.weights.perceptual else None
        )
        return ImageryTask(
            *(modules, optimizers, course, where),
            weights=plan.weights,
            metric=plan.metric,
            masks=len(CLASSES),
            classes=card.inputs[0].classes or CLASSES,
            place=plan.regions[0].name if len(plan.regions) == 1 else "all",
            vgg=features,
            clip=values["clip"],
            ema=plan.ema,
        )

    def paths(self) -> Sequence[AnyPath]:
        return [
            file
            for region in self.plan.regions
            for file in files_read((region.folder, region.image, *region.masks.values()))
        ]

    def judge(
        self, outcome: Outcome, where: Device, held_out: Samples, cancelled: Cancel = None
    ) -> Judgement:
        best = checkpoints.read(outcome.best)
        task = self.task(best.spec, where)
        compared = {"start": task.network} if self.plan.start else {}
        found: dict[str, dict[str, float]] = {}
        shown = evenly(len(held_out), VIEWS)
        views = {index: View(*_seen(held_out, index)) for index in shown}
        windows = 0
        for name in (*compared, "after"):
            if name == "after":
                task.modules["network"].load_state_dict(best.weights)
                task.modules["discriminator"].load_state_dict(best.state["modules"]["discriminator"])
                task.average = None
            found[name], windows = _means(task, held_out, self.plan.values["batch_size"], cancelled)
            for index, view in views.items():
                view.images[name] = _painted(task, held_out, index)
        metric = self.plan.metric
        return Judgement(found, views=tuple(views.values()), windows=windows, metric=metric)

    def description(self, card: Card, outcome: Outcome, judged: Judgement) -> Description:
        return cards.description(self.plan, judged, sorted(self._sizes))

    def page(self, outcome: Outcome, judged: Judgement) -> Page:
        return report.page(self.plan, outcome, judged)


def _means(
    task: ImageryTask, held_out: Samples, size: int, cancelled: Cancel
) -> tuple[dict[str, float], int]:
    """Means of the judgement over all held-out windows, or cancelled over the first batch; their number."""
    totals: dict[str, np.ndarray] = {}
    windows = 0
    for start in range(0, len(held_out), size):
        if totals and say_cancelled(windows, len(held_out), cancelled):
            break
        batch = held_out.batch(range(start, min(start + size, len(held_out))), 0).to(task.where.kind)
        for name, pair in task.validate(batch).items():
            totals[name] = totals.get(name, 0) + np.array(pair)
        windows += len(batch.gsd)
    return {name: float(totals[name][0] / totals[name][1]) for name in SHOWN if name in totals}, windows


def _seen(held_out: Samples, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    batch = held_out.batch([index], 0)
    return batch.inputs[0, : len(CLASSES)].numpy(), {"target": batch.target[0].numpy()}


@torch.inference_mode()
def _painted(task: ImageryTask, held_out: Samples, index: int) -> np.ndarray:
    task.evaluate()
    made: np.ndarray = (
        task.network(held_out.batch([index], 0).to(task.where.kind).inputs)[0].float().cpu().numpy()
    )
    return made
