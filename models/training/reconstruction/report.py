"""A page about a training of occupancy: figures, curves, kinds of query, surfaces beside the reference."""

from __future__ import annotations

import math
from pathlib import Path

from ...language import tr, tr_noop
from ...reports import html
from .. import reporting
from ..judging import Judgement
from ..loop.records import Epoch
from ..loop.trainer import Outcome
from .export import ByKind, is_worse_than_grid, names_of
from .judging import GRID
from .plan import Plan

LABELS = {GRID: "Gridded points", "start": "Start model", "after": "Trained model"}
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
    limit = reporting.error_limit(judged.metrics.get(GRID, {}).get("LE90", math.nan))
    gridding = tr("Gridding without a network makes the better surface here: train longer, or on more data.")
    return reporting.Page(
        names_of(plan),
        "ImpliCity",
        _cards(judged),
        _curves(outcome.history),
        (
            (tr("Occupancy by kind of query"), _kinds(by_kind)),
            (tr("Errors of the surface"), [_errors(judged)]),
            (
                tr("Validation windows"),
                [reporting.surface_view(each, LABELS, limit) for each in judged.views],
            ),
        ),
        _facts(plan, outcome),
        [gridding] if is_worse_than_grid(judged) else (),
    )


def _cards(judged: Judgement) -> html.Piece:
    made = []
    for name in ("start", "after"):
        values = judged.metrics.get(name, {})
        if "IOU" in values:
            label = tr("IoU of the trained model" if name == "after" else "IoU of the start model")
            made.append(html.Card(label, html.number(values["IOU"])))
    after, grid = judged.metrics.get("after", {}), judged.metrics.get(GRID, {})
    if "MAE" in after:
        mood = "" if "MAE" not in grid else "bad" if is_worse_than_grid(judged) else "good"
        made.append(
            html.Card(tr("MAE of the trained model"), html.number(after["MAE"], unit=" m"), mood=mood)
        )
    if "MAE" in grid:
        made.append(html.Card(tr("MAE of gridded points"), html.number(grid["MAE"], unit=" m")))
    return html.cards(made)


def _curves(history: list[Epoch]) -> list[html.Piece]:
    losses = [(tr("training"), "train/total", ""), (tr("validation"), "val/total", "")]
    figures = [
        (tr("IoU"), "val/IOU", ""),
        (tr("precision"), "val/PRECISION", "5 4"),
        (tr("recall"), "val/RECALL", "2 3"),
    ]
    made = [
        reporting.chart(history, figures, tr("validation")),
        reporting.chart(history, losses, tr("loss")),
        reporting.chart(history, [(tr("learning rate"), "learning_rate", "")], "", height=150),
    ]
    return [html.figure(chart) for chart in made]


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
    return made or [html.text(tr("There was nothing to validate on."))]


def _errors(judged: Judgement) -> html.Piece:
    known = {name: judged.metrics.get(name, {}) for name in LABELS}
    rows: list[list[html.Cell]] = [
        [tr(LABELS[name]), *(values[key] for key in COLUMNS), int(values["pixels"])]
        for name, values in known.items()
        if "MAE" in values
    ]
    if not rows:
        return html.text(tr("There is no reference surface to compare with."))
    head = ["", *(f"{tr(label)} (m)" for label in COLUMNS.values()), tr("Pixels")]
    return html.table(head, rows, reporting.windows(judged), strong=[len(rows) - 1])


def _facts(plan: Plan, outcome: Outcome) -> dict[str, html.Cell]:
    training, patch = plan.training, plan.config["dataset"]["patch_size"]
    sides = patch if isinstance(patch, list) else [patch]
    return {
        tr("Started from"): Path(plan.start).name if plan.start else tr("fresh weights"),
        tr("Epochs"): outcome.epochs,
        tr("Optimiser steps"): int(outcome.history[-1].get("step", 0)) if outcome.history else 0,
        tr("Patch"): " x ".join(f"{side:g}" for side in sides) + " m",
        tr("Patches of a step"): int(training["batch_size"] * training["optimize_every"]),
        tr("Learning rate"): str(training["scheduler"]["type"] or tr("constant")),
        tr("Seed"): str(training["random_seed"]),
        tr("Time"): reporting.duration(outcome.seconds),
    }
