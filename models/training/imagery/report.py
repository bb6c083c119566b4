"""A page about a painter's training: figures, curves, plans with what is painted beside what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...language import tr
from ...reports import html
from ...reports.images import plan_picture
from .. import reporting
from ..judging import Judgement
from ..loop.trainer import Outcome
from ..reporting import LABELS
from .options import OPTIONS

if TYPE_CHECKING:
    from .plan import Plan

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
    labels = {name: tr(label) for name, label in LABELS.items()}
    parts = ((tr("training"), "train", ""), (tr("validation"), "val", "5 4"))
    return reporting.Page(
        places=[region.name for region in plan.regions],
        network=plan.architecture,
        figures=reporting.cards(judged, "colour", labels, note=tr(TERMS["colour"])),
        curves=[
            ([(name, f"{part}/{term}", dash) for name, part, dash in parts], tr(label))
            for term, label in TERMS.items()
        ],
        sections=(
            (tr("Losses on the validation windows"), [_table(judged)]),
            (tr("Validation windows"), [_view(view) for view in judged.views]),
        ),
        facts={
            tr("Network"): plan.architecture,
            **OPTIONS.facts({name: plan.values[name] for name in ("start", "seed")}),
            tr("Epochs"): outcome.epochs,
            tr("Window"): tr("{} px, {} in a batch").format(plan.tile_size, plan.values["batch_size"]),
        },
        notes=[tr("No figure tells how real an image looks: judge the pictures below.")],
        footer=tr("Made by Roofline. Differences of colours: 1 is half of the range of grey levels."),
    )


def _table(judged: Judgement) -> html.Piece:
    if not judged.metrics:
        return html.text(tr(reporting.NOTHING))
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
