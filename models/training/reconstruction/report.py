"""A page about a training of occupancy: figures, curves, kinds of query, surfaces beside the reference."""

from __future__ import annotations

import math
from pathlib import Path

from ...language import tr, tr_noop
from ...reports import html
from .. import reporting
from ..judging import Judgement
from ..loop.trainer import Outcome
from .export import ByKind, is_worse_than_grid, names_of
from .judging import GRID
from .plan import Plan

LABELS = {GRID: "Gridded points", **reporting.LABELS}
KINDS = {
    "uniform": "uniform in space",
    "roof": tr_noop("roofs"),
    "facade": tr_noop("facades"),
    "terrain": tr_noop("ground"),
    "surface": "near the surface",
    "walls": "on walls",
    "all": "all",
}
COLUMNS = {"MAE": "MAE", "RMSE": "RMSE", "MEDIAN_AE": "Median |e|", "NMAD": "NMAD", "BIAS": "Bias"}


def page(plan: Plan, outcome: Outcome, judged: Judgement, by_kind: ByKind) -> reporting.Page:
    """What there is to tell."""
    grid = judged.metrics.get(GRID, {})
    limit = reporting.error_limit(grid.get("LE90", math.nan))
    gridding = tr("Gridding without a network makes the better surface here: train longer, or on more data.")
    ious = {"start": tr("IoU of the start model"), "after": tr("IoU of the trained model")}
    errors = {"after": tr("MAE of the trained model"), GRID: tr("MAE of gridded points")}
    mood = "" if "MAE" not in grid else "bad" if is_worse_than_grid(judged) else "good"
    columns = {key: f"{tr(label)} (m)" for key, label in COLUMNS.items()}
    no_surface = tr_noop("There is no reference surface to compare with.")
    return reporting.Page(
        names_of(plan),
        "ImpliCity",
        [*reporting.cards(judged, "IOU", ious), *reporting.cards(judged, "MAE", errors, " m", mood)],
        _curves(),
        (
            (tr("Occupancy by kind of query"), _kinds(by_kind)),
            (
                tr("Errors of the surface"),
                [reporting.table(judged, LABELS, columns, "pixels", no_surface)],
            ),
            (
                tr("Validation windows"),
                [reporting.surface_view(each, LABELS, limit) for each in judged.views],
            ),
        ),
        _facts(plan, outcome),
        [gridding] if is_worse_than_grid(judged) else (),
    )


def _curves() -> list[tuple[list[reporting.Line], str]]:
    figures = [
        (tr("IoU"), "val/IOU", ""),
        (tr("precision"), "val/PRECISION", "5 4"),
        (tr("recall"), "val/RECALL", "2 3"),
    ]
    losses = [(tr("training"), "train/total", ""), (tr("validation"), "val/total", "")]
    return [(figures, tr("validation")), (losses, tr("loss"))]


def _kinds(by_kind: ByKind) -> list[html.Piece]:
    """IoU, precision and recall of each kind of query, by network."""
    made = []
    for name in ("start", "after"):
        values = by_kind.get(name)
        if values:
            rows: list[list[html.Cell]] = [
                [
                    tr(KINDS[kind]),
                    *(each[key] for key in ("IOU", "PRECISION", "RECALL", "ACCURACY")),
                    int(each["count"]),
                ]
                for kind, each in values.items()
            ]
            head = [tr("Queries"), tr("IoU"), tr("precision"), tr("recall"), tr("accuracy"), tr("number")]
            made.append(html.table(head, rows, tr(LABELS[name]), strong=[len(rows) - 1]))
    return made or [html.text(tr(reporting.NOTHING))]


def _facts(plan: Plan, outcome: Outcome) -> dict[str, html.Cell]:
    training, patch = plan.training, plan.dataset["patch_size"]
    sides = patch if isinstance(patch, list) else [patch]
    return {
        tr("Started from"): Path(plan.start).name if plan.start else tr("fresh weights"),
        **reporting.course(outcome),
        tr("Patch"): " x ".join(f"{side:g}" for side in sides) + " m",
        tr("Patches of a step"): int(training["batch_size"] * training["optimize_every"]),
        tr("Learning rate"): str(training["scheduler"]["type"] or tr("constant")),
        tr("Seed"): str(training["random_seed"]),
    }
