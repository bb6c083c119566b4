"""A page about a painter's training: figures, curves, plans with what is painted beside what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...language import tr
from ...reports import html
from ...reports.images import plan_picture
from .. import reporting
from ..judging import Judgement
from ..loop.records import Epoch
from ..loop.trainer import Outcome
from .options import OPTIONS

if TYPE_CHECKING:
    from .plan import Plan

LABELS = {"start": "Start model", "after": "Trained model"}
TERMS = {
    "total": "generator loss",
    "discriminator": "discriminator loss",
    "l1": "grey levels",
    "colour": "colours of 8 x 8 pixels",
    "g_gan": "verdict of the discriminator",
    "perceptual": "VGG-19 features",
    "matching": "discriminator features",
}


def page(plan: Plan, outcome: Outcome, judged: Judgement) -> reporting.Page:
    """What there is to tell."""
    return reporting.Page(
        places=[region.name for region in plan.regions],
        network=plan.architecture,
        figures=_cards(judged),
        curves=_curves(outcome.history),
        sections=(
            (tr("Losses on the validation windows"), [_table(judged)]),
            (tr("Validation windows"), [_view(view) for view in judged.views]),
        ),
        facts=_facts(plan, outcome),
        notes=[tr("No figure tells how real an image looks: judge the pictures below.")],
        footer=tr("Made by Roofline. Differences of colours: 1 is half of the range of grey levels."),
    )


def _cards(judged: Judgement) -> html.Piece:
    made = []
    for name, label in LABELS.items():
        if name in judged.metrics:
            made.append(
                html.Card(tr(label), html.number(judged.metrics[name]["colour"]), tr(TERMS["colour"]))
            )
    return html.cards(made)


def _curves(history: list[Epoch]) -> list[html.Piece]:
    made = []
    for term, label in TERMS.items():
        lines = [(tr("training"), f"train/{term}", ""), (tr("validation"), f"val/{term}", "5 4")]
        if any(key in entry for entry in history for _, key, _ in lines):
            made.append(reporting.chart(history, lines, tr(label), height=180))
    made.append(reporting.chart(history, [(tr("learning rate"), "learning_rate", "")], "", height=150))
    return [html.figure(chart) for chart in made]


def _table(judged: Judgement) -> html.Piece:
    if not judged.metrics:
        return html.text(tr("There was nothing to validate on."))
    terms = [term for term in TERMS if term in judged.metrics["after"]]
    rows: list[list[html.Cell]] = [
        [tr(TERMS[term]), *(values.get(term, "") for values in judged.metrics.values())] for term in terms
    ]
    head = ["", *(tr(LABELS[name]) for name in judged.metrics)]
    return html.table(head, rows, reporting.windows(judged))


def _view(view: Any) -> html.Piece:
    roads, buildings = view.mask > 0
    plan = plan_picture(roads, buildings, (view.mask == 0).any(axis=0))
    made = [reporting.picture(plan, tr("Plan"))]
    made += [
        reporting.picture(_levels(view.images[name]), tr(label))
        for name, label in LABELS.items()
        if name in view.images
    ]
    made.append(reporting.picture(_levels(view.images["target"]), tr("Image")))
    return html.figures(*made)


def _levels(image: np.ndarray) -> np.ndarray:
    """An image (3, H, W) in -1..1 as a picture (H, W, 3)."""
    return np.moveaxis(np.clip(image * 127.5 + 128, 0, 255), 0, 2).astype(np.uint8)


def _facts(plan: Plan, outcome: Outcome) -> dict[str, html.Cell]:
    named = {name: plan.values[name] for name in ("start", "seed")}
    return {
        tr("Network"): plan.architecture,
        **OPTIONS.facts(named),
        tr("Epochs"): outcome.epochs,
        tr("Window"): tr("{} px, {} in a batch").format(plan.tile_size, plan.values["batch_size"]),
        tr("Time"): reporting.duration(outcome.seconds),
    }
