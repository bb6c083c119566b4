"""The page about a training of any task: it asks the task for its sections; curves, pictures, times."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ..formats import atomic
from ..language import tr, tr_noop
from ..progress import duration
from ..reports import charts, html
from ..reports.images import diverging, enlarged, hillshade
from .loop.records import Epoch

if TYPE_CHECKING:
    from .judging import Judgement
    from .loop.trainer import Outcome

TILE = 225  # pixels on the page
ERRORS = (0.5, 1.0, 2.0, 5.0, 10.0)  # metres that colours of errors may end at
WORST = 20.0  # metres; errors beyond have the last colour
NOTHING = tr_noop("There was nothing to validate on.")
MANY = 4  # charts, which are low then
HIGH, LOW = 260, 180  # pixels
LABELS = {"start": tr_noop("Start model"), "after": tr_noop("Trained model")}  # of those compared
Line = tuple[str, str, str]  # of a chart: its name, the key of an epoch's entry, dashes


@dataclass(frozen=True)
class Page:
    """What a task tells of its training: the places, what kind of network, cards of figures, the charts of
    its curves (lines as of `chart`, and the label of their axis), sections (heading and pieces), and lines of
    how it was made; `notes` are sentences that come before the curves, `footer` says in what units figures
    are, of surfaces where nothing else is said.
    """

    places: Sequence[str]
    network: str
    figures: Sequence[html.Card]
    curves: Sequence[tuple[Sequence[Line], str]]
    sections: Sequence[tuple[str, Sequence[html.Piece]]]
    facts: dict[str, html.Cell]
    notes: Sequence[str] = ()
    footer: str = ""


def write(target: str | os.PathLike[str], told: Page, outcome: Outcome, judged: Judgement) -> None:
    """Write the page; it appears when it is complete."""
    notes = [*_notes(outcome, judged), *told.notes]
    facts = {**told.facts, tr("Time"): duration(outcome.seconds)}
    page = html.page(
        tr("Training on {}").format(_names(told.places)),
        html.cards(told.figures),
        html.Piece("".join(html.text(sentence) for sentence in notes)),
        html.section(tr("Loss curves"), *_curves(outcome.history, told.curves)),
        *(html.section(heading, *pieces) for heading, pieces in told.sections),
        html.section(tr("How it was made"), html.facts(facts)),
        lead=tr(
            "A {} network, {} epoch, {}." if outcome.epochs == 1 else "A {} network, {} epochs, {}."
        ).format(told.network, outcome.epochs, duration(outcome.seconds)),
        footer=told.footer
        or tr("Made by Roofline. Heights and errors in metres; errors are surface minus reference."),
    )
    atomic.write_text(target, page)


def cards(
    judged: Judgement, metric: str, labels: Mapping[str, str], unit: str = "", mood: str = "", note: str = ""
) -> list[html.Card]:
    """Cards of a metric of those compared, by their names, that have it; `mood`: of the trained model."""
    return [
        html.Card(label, html.number(judged.metrics[name][metric], unit=unit), note, mood * (name == "after"))
        for name, label in labels.items()
        if metric in judged.metrics.get(name, {})
    ]


def table(
    judged: Judgement,
    labels: Mapping[str, str],
    columns: Mapping[str, str],
    count: str = "count",
    nothing: str = NOTHING,
) -> html.Piece:
    """Metrics of those compared, by their names, that have the first of them, and of how many pixels; columns
    are metrics with their headings, shares as per cent; `nothing`: a sentence where no one has any.
    """
    first = next(iter(columns))
    rows: list[list[html.Cell]] = [
        [tr(label), *(_cell(key, values[key]) for key in columns), int(values[count])]
        for label, values in ((labels[name], judged.metrics.get(name, {})) for name in labels)
        if first in values
    ]
    if not rows:
        return html.text(tr(nothing))
    head = ["", *columns.values(), tr("Pixels")]
    return html.table(head, rows, windows(judged), strong=[len(rows) - 1])


def _cell(metric: str, value: float) -> html.Cell:
    return html.share(value) if metric.startswith("share_") else value


def course(outcome: Outcome) -> dict[str, html.Cell]:
    """Lines of how long it went."""
    steps = int(outcome.history[-1].get("step", 0)) if outcome.history else 0
    return {tr("Epochs"): outcome.epochs, tr("Optimiser steps"): steps}


def windows(judged: Judgement) -> str:
    """On how many windows a model was judged."""
    return tr("{} window" if judged.windows == 1 else "{} windows").format(judged.windows)


def _names(places: Sequence[str]) -> str:
    first, more = ", ".join(places[:3]), len(places) - 3
    return tr("{} and {} more").format(first, more) if more > 0 else first


def _notes(outcome: Outcome, judged: Judgement) -> list[str]:
    """What a reader should know before the figures."""
    said = []
    if outcome.cancelled:
        said.append(tr("The training was cancelled; this is the best model that it had."))
    if judged.is_worse_than_start:
        said.append(
            tr(
                "On these windows the model that training started from is better: keep that one, or train "
                "longer or on more data."
            )
        )
    return said


def _curves(history: list[Epoch], charts: Sequence[tuple[Sequence[Line], str]]) -> list[html.Piece]:
    """The charts of which an epoch tells anything, and that of the learning rate."""
    if not history:
        return [html.text(tr("No epoch was finished."))]
    known = {key for entry in history for key in entry}
    told = [(lines, label) for lines, label in charts if any(key in known for _, key, _ in lines)]
    height = HIGH if len(told) < MANY else LOW
    made = [chart(history, lines, label, height) for lines, label in told]
    made.append(chart(history, [(tr("learning rate"), "learning_rate", "")], "", height=150))
    return [html.figure(each) for each in made]


def chart(history: list[Epoch], lines: Sequence[Line], label: str, height: int = HIGH) -> html.Piece:
    """Curves over the epochs: lines of name, key of an entry, dashes."""
    series = []
    for name, key, dash in lines:
        points = [(entry["epoch"], entry[key]) for entry in history if key in entry]
        if points:
            x, y = zip(*points)
            series.append(charts.Series(name, x, y, dash=dash))
    return charts.line_chart(series, tr("epoch"), label, height=height, least_step=1)


def picture(image: NDArray[np.uint8], caption: str) -> html.Piece:
    """A small picture with its caption."""
    wide = max(TILE * image.shape[1] // max(image.shape[:2]), 1)
    return html.figure(html.picture(enlarged(image, TILE), wide, caption), caption)


def with_error(label: str, heights: NDArray[np.float32], reference: NDArray[np.float32]) -> str:
    """A caption with the mean absolute error of a surface."""
    error = np.abs(heights - reference)
    if not np.isfinite(error).any():
        return label
    return f"{label}, MAE {html.number(float(np.nanmean(error)), 2)} m"


class SurfaceView(Protocol):
    """A place kept aside: surfaces in metres (H, W) by name, the reference, and the pixel size in metres."""

    @property
    def surfaces(self) -> dict[str, NDArray[np.float32]]: ...

    @property
    def reference(self) -> NDArray[np.float32]: ...

    @property
    def gsd(self) -> float: ...


def surface_view(view: SurfaceView, labels: Mapping[str, str], limit: float) -> html.Piece:
    """Hillshades of the surfaces that have a label and of the reference, and the errors that are left."""
    shown = [(tr(label), view.surfaces[name]) for name, label in labels.items() if name in view.surfaces]
    made = [
        picture(hillshade(heights, view.gsd), with_error(label, heights, view.reference))
        for label, heights in shown
    ]
    made.append(picture(hillshade(view.reference, view.gsd), tr("Reference")))
    error = tr("{}: error, ±{} m")
    errors = [
        picture(diverging(heights - view.reference, limit), error.format(label, html.brief(limit)))
        for label, heights in shown
    ]
    return html.Piece(html.figures(*made) + html.figures(*errors))


def error_limit(typical: float) -> float:
    """A round limit of the colours of errors for a large but usual one, 1 m where none is known."""
    return next((limit for limit in ERRORS if limit >= typical), 1.0 if math.isnan(typical) else WORST)
