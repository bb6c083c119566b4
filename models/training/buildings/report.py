"""A page about a training of masks: figures, curves, windows with hits and misses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...language import tr
from ...reports import html
from ...reports.images import hillshade
from .. import reporting
from ..judging import Judgement
from ..loop.trainer import Outcome
from ..reporting import LABELS
from .judging import View
from .options import OPTIONS
from .plan import MaskPlan

COLUMNS = {"IOU": "IoU", "F1": "F1", "PRECISION": "precision", "RECALL": "recall"}
# Green, red, orange, grey, as the sentence above the pictures says.
HIT, MISSED, WRONG, UNKNOWN = (40, 140, 70), (215, 60, 50), (240, 160, 30), (120, 120, 120)


def told_of(plan: MaskPlan, outcome: Outcome, judged: Judgement) -> reporting.Page:
    """What the page tells."""
    mood = "" if "start" not in judged.metrics else "bad" if judged.is_worse_than_start else "good"
    ious = {"start": tr("IoU of the start model"), "after": tr("IoU of the trained model")}
    columns = {key: tr(name) for key, name in COLUMNS.items()}
    return reporting.Page(
        places=plan.names,
        network=plan.chosen["architecture"],
        figures=reporting.cards(judged, "IOU", ious, mood=mood),
        curves=[
            ([(tr("IoU"), "val/IOU", "")], tr("validation")),
            ([(tr("training"), "train/total", "")], tr("loss")),
        ],
        sections=[
            (tr("Buildings of the part kept aside"), [reporting.table(judged, LABELS, columns)]),
            (tr("Validation windows"), [_key(), *map(_view, judged.views)]),
        ],
        facts={
            **OPTIONS.facts(plan.chosen),
            **reporting.course(outcome),
            tr("Window"): f"{plan.chosen['tile_size']} px",
        },
    )


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
