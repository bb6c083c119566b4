"""A page about a training of masks: figures, curves, windows with hits and misses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...language import tr
from ...reports import html
from ...reports.images import hillshade
from .. import reporting
from ..judging import Judgement
from ..loop.records import Epoch
from ..loop.trainer import Outcome
from .judging import View
from .options import OPTIONS
from .plan import MaskPlan

LABELS = {"start": "Start model", "after": "Trained model"}
COLUMNS = {"IOU": "IoU", "F1": "F1", "PRECISION": "precision", "RECALL": "recall"}
HIT, MISSED, WRONG, UNKNOWN = (40, 140, 70), (215, 60, 50), (240, 160, 30), (120, 120, 120)


def told_of(plan: MaskPlan, outcome: Outcome, judged: Judgement) -> reporting.Page:
    """What the page tells."""
    return reporting.Page(
        places=plan.names,
        network=str(plan.architecture),
        figures=_cards(judged),
        curves=_curves(outcome.history),
        sections=[
            (tr("Buildings of the part kept aside"), [_table(judged)]),
            (tr("Validation windows"), [_key(), *map(_view, judged.views)]),
        ],
        facts=_facts(plan, outcome),
    )


def _cards(judged: Judgement) -> html.Piece:
    made = []
    for name, label in (("start", "IoU of the start model"), ("after", "IoU of the trained model")):
        values = judged.metrics.get(name, {})
        if values:
            mood = "" if name == "start" or "start" not in judged.metrics else "good"
            mood = "bad" if mood and judged.is_worse_than_start else mood
            made.append(html.Card(tr(label), html.number(values["IOU"]), mood=mood))
    return html.cards(made)


def _curves(history: list[Epoch]) -> list[html.Piece]:
    made = [
        reporting.chart(history, [(tr("IoU"), "val/IOU", "")], tr("validation")),
        reporting.chart(history, [(tr("training"), "train/total", "")], tr("loss")),
        reporting.chart(history, [(tr("learning rate"), "learning_rate", "")], "", height=150),
    ]
    return [html.figure(chart) for chart in made]


def _table(judged: Judgement) -> html.Piece:
    rows: list[list[html.Cell]] = [
        [tr(label), *(judged.metrics[name][key] for key in COLUMNS), int(judged.metrics[name]["count"])]
        for name, label in LABELS.items()
        if name in judged.metrics
    ]
    if not rows:
        return html.text(tr("There was nothing to validate on."))
    head = ["", *map(tr, COLUMNS.values()), tr("Pixels")]
    return html.table(head, rows, reporting.windows(judged), strong=[len(rows) - 1])


def _key() -> html.Piece:
    return html.text(
        tr("Green: found; red: missed; orange: found where none stands; grey: nobody knows."), note=True
    )


def _view(view: View) -> html.Piece:
    """The layer, and hits and misses of each model on it."""
    grey = _grey(view)
    pictures = [reporting.picture(grey, tr("Layer"))]
    for name, label in LABELS.items():
        if name in view.masks:
            pictures.append(reporting.picture(_compared(grey, view, view.masks[name]), tr(label)))
    return html.figures(*pictures)


def _grey(view: View) -> NDArray[np.uint8]:
    """Imagery in its colours, a surface as a hillshade (H, W, 3)."""
    if len(view.layer) >= 3:
        levels = np.clip(np.moveaxis(view.layer[:3], 0, 2), 0, 255)
        return np.asarray(levels, np.uint8)
    shade = np.asarray(hillshade(view.layer[0], view.gsd))
    return np.asarray(shade if shade.ndim == 3 else np.repeat(shade[..., None], 3, axis=2), np.uint8)


def _compared(picture: NDArray[np.uint8], view: View, mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    shown = picture.astype(np.float32)
    parts = {
        HIT: mask & view.buildings & view.known,
        MISSED: ~mask & view.buildings & view.known,
        WRONG: mask & ~view.buildings & view.known,
        UNKNOWN: ~view.known,
    }
    for colour, where in parts.items():
        shown[where] = 0.4 * shown[where] + 0.6 * np.array(colour, np.float32)
    return np.asarray(shown, np.uint8)


def _facts(plan: MaskPlan, outcome: Outcome) -> dict[str, html.Cell]:
    return {
        **OPTIONS.facts(OPTIONS.named(plan.values)),
        tr("Epochs"): outcome.epochs,
        tr("Optimiser steps"): int(outcome.history[-1].get("step", 0)) if outcome.history else 0,
        tr("Window"): f"{plan.tile_size} px",
        tr("Time"): reporting.duration(outcome.seconds),
    }
