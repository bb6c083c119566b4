"""A page about a training: figures, curves, the data on small maps, validation windows before and after."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...language import tr
from ...raster.dataset import Raster
from ...raster.grid import Window
from ...reports import html
from ...reports.images import enlarged, hillshade
from .. import reporting
from ..data.regions import stripes
from ..loop.records import Epoch
from .judging import View
from .options import OPTIONS

if TYPE_CHECKING:
    from ..data.regions import Region
    from ..judging import Judgement
    from ..loop.trainer import Outcome
    from .plan import Plan
    from .samples import Samples

MAP = 420  # pixels on the page
MOST_MAPS, MOST_POSITIONS, MOST_OUTLINES, MOST_VIEWS = 8, 400, 6, 4  # that a reader looks at
LEAST_KNOWN = 0.3  # of what the fullest window knows
# Blue, orange, red, as the sentence above the maps says.
TRAIN, VALIDATE, SAMPLED = (31, 119, 180), (217, 139, 25), (209, 73, 91)
LABELS = {"before": "Input", **reporting.LABELS}
COLUMNS = {
    "MAE": "MAE",
    "RMSE": "RMSE",
    "MEDIAN_AE": "Median |e|",
    "NMAD": "NMAD",
    "BIAS": "Bias",
    "LE90": "LE90",
}
NOT_CURVES = ("epoch", "step", "seconds", "learning_rate")
TERMS = {
    "total": "loss",
    "l1": "absolute error",
    "mse": "squared error",
    "gradient": "height differences",
    "normal": "surface normals",
    "laplace_nll": "estimated uncertainty",
    "g_gan": "generator loss",
    "d_fake": "discriminator, generated",
    "d_real": "discriminator, real",
    "penalty": "gradient penalty",
}


def page(plan: Plan, outcome: Outcome, samples: Samples, judged: Judgement) -> reporting.Page:
    """What there is to tell; `samples` are those of the training, for their positions."""
    limit = _error_limit(judged)
    columns = {**{key: f"{tr(label)} (m)" for key, label in COLUMNS.items()}, "share_above_1m": tr("> 1 m")}
    is_small = "after" in judged.metrics and judged.metrics["after"]["count"] < 50_000
    small = tr("The validation part is small; these figures may not hold elsewhere.")
    return reporting.Page(
        [region.name for region in plan.regions],
        plan.architecture,
        _cards(judged),
        _curves(outcome.history),
        (
            (tr("Errors on the validation windows"), [reporting.table(judged, LABELS, columns)]),
            (tr("Data"), _maps(plan, samples)),
            (
                tr("Validation windows"),
                [reporting.surface_view(view, LABELS, limit) for view in _chosen(judged.views)],
            ),
        ),
        _facts(plan, outcome),
        [small] if is_small else (),
    )


def _cards(judged: Judgement) -> list[html.Card]:
    """Errors before and after, and what became of them."""
    before, start, after = (judged.metrics.get(name, {}).get("MAE") for name in LABELS)
    base = before if start is None else start
    mood = "" if base is None or after is None else "good" if after < base else "bad"
    labels = {
        "before": tr("MAE of the input"),
        "start": tr("MAE of the start model"),
        "after": tr("MAE of the trained model"),
    }
    made = reporting.cards(judged, "MAE", labels, " m", mood)
    if after is not None and before:
        gain = 1 - after / before
        mood = "good" if gain > 0 else "bad"
        made.append(html.Card(tr("error removed"), html.share(gain), tr("of the input's MAE"), mood))
    return made


def _curves(history: list[Epoch]) -> list[tuple[list[reporting.Line], str]]:
    """Mean absolute error, and the loss and its terms."""
    errors = [
        (tr("training"), "train/MAE", ""),
        (tr("validation"), "val/MAE", ""),
        (tr("input"), "val/before", "5 4"),
    ]
    terms = sorted({key for entry in history for key in entry} - set(NOT_CURVES))
    is_mae = any("train/MAE" in entry for entry in history[-1:])  # l1 is the MAE then
    known = ("MAE", "before", *(["l1"] if is_mae else []))
    losses = [(_worded(key), key, "") for key in terms if key.partition("/")[2] not in known]
    return [(errors, "MAE (m)"), (losses[:6], tr("loss"))]


def _worded(key: str) -> str:
    split, _, term = key.partition("/")
    form = tr("validation: {}" if split == "val" else "training: {}")
    return form.format(tr(TERMS[term]) if term in TERMS else term.replace("_", " "))


def _maps(plan: Plan, samples: Samples) -> list[html.Piece]:
    """A small map of each region: its stripes, and where the first epoch's samples lie."""
    words = tr(
        "Training parts are blue, validation parts orange. Red: centres of the first epoch's windows, and "
        "some of the windows."
    )
    windows: dict[Region, list[Window]] = {}
    for number, window, _ in samples.positions(0, MOST_POSITIONS):
        windows.setdefault(samples.regions[number], []).append(window)
    made = [_map(region, windows.get(region, [])) for region in plan.regions[:MOST_MAPS]]
    more = len(plan.regions) - MOST_MAPS
    rest = html.text(tr("And {} more regions.").format(more), note=True) if more > 0 else html.Piece("")
    return [html.text(words, note=True), html.figures(*made), rest]


def _map(region: Region, windows: list[Window]) -> html.Piece:
    with Raster.open(region.source or region.reference) as raster:
        grid, heights = raster.grid, raster.preview(MAP)
    scale = heights.shape[1] / grid.width
    image = hillshade(heights, grid.gsd / scale)
    parts = stripes(grid.width, grid.height, region.strategy, region.test_stripe, region.crossval)
    for split, colour in (("train", TRAIN), ("val", VALIDATE)):
        for area in parts[split] if split in region.phases else ():
            _tint(image, area, scale, colour)
    image = enlarged(image, MAP)
    scale = image.shape[1] / grid.width
    for window in windows[:: max(1, -(-len(windows) // MOST_OUTLINES))]:
        _outline(image, window, scale)
    for window in windows:
        _dot(image, window, scale)
    caption = tr("{}: {} x {} px of {} m, {} windows per epoch" if windows else "{}: {} x {} px of {} m")
    if windows and region.samples == 1:
        caption = tr("{}: {} x {} px of {} m, {} window per epoch")
    caption = caption.format(region.name, grid.width, grid.height, html.brief(grid.gsd), region.samples)
    return html.figure(html.picture(image, description=tr("Map of {}").format(region.name)), caption)


def _tint(image: NDArray[np.uint8], area: Window, scale: float, colour: tuple[int, int, int]) -> None:
    rows = slice(int(area.row * scale), math.ceil((area.row + area.height) * scale))
    cols = slice(int(area.col * scale), math.ceil((area.col + area.width) * scale))
    image[rows, cols] = 0.7 * image[rows, cols] + 0.3 * np.array(colour)


def _dot(image: NDArray[np.uint8], window: Window, scale: float) -> None:
    row = int((window.row + window.height / 2) * scale)
    col = int((window.col + window.width / 2) * scale)
    image[max(row - 1, 0) : max(row + 1, 0), max(col - 1, 0) : max(col + 1, 0)] = SAMPLED


def _outline(image: NDArray[np.uint8], window: Window, scale: float) -> None:
    top, bottom = (int(row * scale) for row in (window.row, window.row + window.height))
    left, right = (int(col * scale) for col in (window.col, window.col + window.width))
    rows, cols = slice(max(top, 0), bottom), slice(max(left, 0), right)
    for row in (top, bottom - 1):
        if 0 <= row < image.shape[0]:
            image[row, cols] = SAMPLED
    for col in (left, right - 1):
        if 0 <= col < image.shape[1]:
            image[rows, col] = SAMPLED


def _chosen(views: tuple[View, ...]) -> list[View]:
    """Windows in which most counts, in their order, cut to what counts."""
    known = {id(view): int(np.isfinite(view.reference).sum()) for view in views}
    best = sorted(views, key=lambda view: -known[id(view)])[:MOST_VIEWS]
    least = LEAST_KNOWN * max(known.values(), default=0)
    return [_cut(view) for view in views if known[id(view)] > least and any(view is each for each in best)]


def _cut(view: View) -> View:
    rows, cols = np.nonzero(np.isfinite(view.reference))
    part = slice(rows.min(), rows.max() + 1), slice(cols.min(), cols.max() + 1)
    surfaces = {name: heights[part] for name, heights in view.surfaces.items()}
    return view._replace(surfaces=surfaces, reference=view.reference[part])


def _error_limit(judged: Judgement) -> float:
    """A round limit of the error colours: about the 90th percentile of what was to be corrected."""
    return reporting.error_limit(next(iter(judged.metrics.values()), {"LE90": 1.0})["LE90"])


def _facts(plan: Plan, outcome: Outcome) -> dict[str, html.Cell]:
    optimizer, scheduler = plan.optimizer, plan.scheduler or {}
    return {
        tr(
            "Network"
        ): f"{plan.architecture} {plan.variant if plan.architecture == 'resdepth' else ''}".strip(),
        **_options(plan, "start", "freeze_encoder"),
        **reporting.course(outcome),
        tr("Window"): tr("{} px, {} in a batch").format(plan.tile_size, plan.batch_size),
        tr("Optimiser"): ", ".join(f"{key} {value}" for key, value in optimizer.items()),
        tr("Learning rate"): scheduler.get("name") or tr("constant"),
        **_options(plan, "loss", "ema"),
        tr("Simulated inputs"): _simulated(plan),
        **_options(plan, "seed"),
    }


def _options(plan: Plan, *names: str) -> dict[str, str]:
    return OPTIONS.facts({name: plan.value(name) for name in names})


def _simulated(plan: Plan) -> str:
    """Which inputs are the degraded reference."""
    alone = [region.name for region in plan.regions if region.source is None]
    if len(alone) == len(plan.regions):
        return tr("all")
    share = html.share(plan.degrade, 0)
    return tr("{}, and all of {}").format(share, ", ".join(alone)) if alone else share
