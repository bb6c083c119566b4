"""Tables of an evaluation's figures, by class and by slope, and the words for what they tell."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from ...language import tr
from ...reports import html
from .metrics import KEYS
from .result import ByCategory, SurfaceResult, judged

SURFACES = {"source": "Surface", "baseline": "Baseline", "reference": "Reference"}
CATEGORIES = {
    "all": "All pixels",
    "building": "Buildings (grown by 2 px)",
    "edge": "Within 2 m of building outlines",
    "edge_inside": "of these on the building",
    "edge_outside": "of these beside the building",
    "terrain": "Terrain",
    "terrain_nowater": "Terrain without water",
    "terrain_nowater_noforest": "Terrain without water and forest",
    "slope_0_5": "Slope 0 to 5°",
    "slope_5_15": "Slope 5 to 15°",
    "slope_15_30": "Slope 15 to 30°",
    "slope_30_60": "Slope 30 to 60°",
    "slope_60_90": "Slope 60 to 90° (walls)",
}
INDENTED = ("edge_inside", "edge_outside")
COLUMNS = {
    "count": "Pixels",
    "MAE": "MAE",
    "RMSE": "RMSE",
    "BIAS": "Bias",
    "STD": "Std. dev.",
    "MEDIAN": "Median",
    "NMAD": "NMAD",
    "LE68": "LE68",
    "LE90": "LE90",
    "MAX": "Largest",
    "share_above_1m": "> 1 m",
}
FURTHER = {"NMAD_PUBLISHED": "NMAD*", "LOWEST": "Lowest", "HIGHEST": "Highest", "MEDIAN_AE": "Median |e|"}
COMPARED = ("RMSE", "NMAD", "share_above_1m")  # beside the MAE, with the baseline's


def surface_name(name: str) -> str:
    """What a surface is called."""
    return tr(SURFACES[name])


def category_name(name: str) -> str:
    """What a class of pixels is called."""
    return tr(CATEGORIES[name])


def by_class(result: SurfaceResult) -> html.Piece:
    """The classes of land cover."""
    names = [name for name in result["source"] if not name.startswith("slope_")]
    note = tr("Errors are surface minus reference, in metres.")
    if len(names) == 1:
        more = tr("With a building mask this table also tells buildings, their outlines and terrain apart.")
        note = f"{note} {more}"
    return html.section(tr("By class"), _class_table(result, names), html.text(note, note=True))


def by_slope(result: SurfaceResult) -> html.Piece:
    """The bands of slope."""
    names = [name for name in result["source"] if name.startswith("slope_")]
    note = tr(
        "Slope of the reference. Small shifts and rounded edges show on steep ground and at walls first."
    )
    return html.section(tr("By slope"), _class_table(result, names), html.text(note, note=True))


def details(result: SurfaceResult) -> html.Piece:
    """Everything that was measured, for every surface and limit."""
    words = {**COLUMNS, **FURTHER}
    columns = {key: tr(words.get(key, key)) for key in KEYS if key != "MAX"}
    rows: list[list[html.Cell]] = []
    for name, figures in judged(result).items():
        rows += [[surface_name(name)], *_metrics_rows(figures, columns)]
    if "truncated" in result:
        limit = html.brief(result["truncated"]["limit"], 6)
        for name, figures in judged(result["truncated"]).items():
            title = tr("{}, errors up to {} m").format(surface_name(name), limit)
            rows += [[title], *_metrics_rows(figures, columns)]
    note = tr(
        "NMAD* is the formula of some published programs (ResDepth among them), 1.4826 times the median of "
        "|e - median of |e||, for comparison with their tables only."
    )
    table = html.table([tr("Class"), *columns.values()], rows, dense=True)
    return html.section(tr("All figures"), table, html.text(note, note=True))


def _class_table(result: SurfaceResult, names: list[str]) -> html.Piece:
    """A line per class: the surface, and with a baseline also its figures and what was gained."""
    columns = {key: tr(word) for key, word in COLUMNS.items()}
    if "baseline" in result:
        before = tr("baseline")
        head = [tr("Class"), columns["count"], columns["MAE"], before, tr("gained"), tr("95 % interval")]
        head += [word for key in COMPARED for word in (columns[key], before)]
        rows = [_compared_row(result, name) for name in names]
    else:
        head = [tr("Class"), *columns.values()]
        rows = [_metrics_row(name, result["source"][name], columns) for name in names]
    return html.table(head, rows, strong=[0] if names[0] == "all" else [])


def _metrics_rows(figures: ByCategory, columns: Mapping[str, str]) -> list[list[html.Cell]]:
    return [_metrics_row(name, metrics, columns) for name, metrics in figures.items()]


def _metrics_row(name: str, metrics: Mapping[str, float], columns: Mapping[str, str]) -> list[html.Cell]:
    return [_label(name), *(_value(key, metrics[key]) for key in columns)]


def _compared_row(result: SurfaceResult, name: str) -> list[html.Cell]:
    after, before = result["source"][name], result["baseline"][name]
    gain = result["improvement"][name].get("MAE", {})
    bounds, relative = gain.get("relative_interval"), gain.get("relative")
    mood = "good" if bounds and bounds[0] > 0 else "bad" if bounds and bounds[1] < 0 else ""
    interval = html.number(None)
    if bounds:
        interval = tr("{} to {}").format(html.number(100 * bounds[0], 0), html.share(bounds[1], 0))
    cells: list[html.Cell] = [_label(name), _value("count", after["count"])]
    cells += [_value("MAE", after["MAE"]), _value("MAE", before["MAE"])]
    cells += [html.Piece(f'<span class="{mood}">{html.share(relative, sign=True)}</span>'), interval]
    for key in COMPARED:
        cells += [_value(key, after[key]), _value(key, before[key])]
    return cells


def _label(name: str) -> html.Cell:
    label = category_name(name)
    return (
        html.Piece(f'<span style="padding-left:1.2em">{escape(label)}</span>') if name in INDENTED else label
    )


def _value(key: str, value: float) -> str:
    if key == "count":
        return html.number(value, 0)
    return html.share(value) if key.startswith("share") else html.number(value)
