"""The page of an evaluation: what was compared, how good it is, where and why."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from . import charts, html, images
from .metrics import KEYS
from .views import Place, Views, nice_limit

CATEGORIES = {
    "all": "All pixels",
    "building": "Buildings (grown by 2 px)",
    "edge": "Within 2 m of building outlines",
    "edge_inside": "  of these on the building",
    "edge_outside": "  of these beside the building",
    "terrain": "Terrain",
    "terrain_nowater": "Terrain without water",
    "terrain_nowater_noforest": "Terrain without water and forest",
    "slope_0_5": "Slope 0 to 5°",
    "slope_5_15": "Slope 5 to 15°",
    "slope_15_30": "Slope 15 to 30°",
    "slope_30_60": "Slope 30 to 60°",
    "slope_60_90": "Slope 60 to 90° (walls)",
}
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
FIRST = {"MAE": "Mean absolute error", "RMSE": "RMSE", "NMAD": "NMAD", "LE90": "LE90", "BIAS": "Bias"}
FIRST["share_above_1m"] = "Errors above 1 m"
SURFACES = {"source": "Surface", "baseline": "Baseline"}
COLOURS = {"source": charts.PALETTE[0], "baseline": charts.PALETTE[1], "reference": charts.INK}
COMPARED = ("RMSE", "NMAD", "share_above_1m")  # beside the MAE, with the baseline's
MAP_WIDTH = 484
ALIKE = 0.3  # correlation of adjacent blocks that must be told
FOOTER = "Made with Roofline, a QGIS plugin. The page stands alone: it loads nothing from anywhere."


def surface_report(result: dict[str, Any], views: Views | None = None) -> str:
    """The page of what `evaluate` returned, with maps and places where it collected views."""
    files = result["files"]
    lead = f"{Path(files['source']).name} against {Path(files['reference']).name}, {date.today():%d %B %Y}"
    pieces = [html.cards(_cards(result)), html.text(_verdict(result))]
    if views is not None:
        pieces.append(_maps(result, views))
    pieces += [_by_class(result), _by_slope(result), _improvement(result), _distribution(result)]
    if views is not None:
        pieces += [_place(place) for place in views.places]
    pieces += [_details(result), _compared(result), _method(result)]
    return html.page("Accuracy of a surface model", *pieces, lead=lead, footer=FOOTER)


def _cards(result: dict[str, Any]) -> list[html.Card]:
    """The figures to be seen first, with the baseline's below them."""
    after, before = result["source"]["all"], result.get("baseline", {}).get("all")
    cards = []
    for key, label in FIRST.items():
        words = [_figure(key, one[key]) for one in (after, before) if one is not None]
        if before is None or words[0] == words[1]:
            mood = ""
        else:
            mood = "good" if abs(after[key]) < abs(before[key]) else "bad"
        cards.append(html.Card(label, words[0], f"baseline {words[1]}" if words[1:] else "", mood))
    return cards


def _figure(key: str, value: float) -> str:
    return html.share(value) if key.startswith("share") else html.number(value, 3, " m", sign=key == "BIAS")


def _verdict(result: dict[str, Any]) -> str:
    """One or two sentences that say it in words."""
    metrics = result["source"]["all"]
    words = [
        f"Half of the errors are smaller than {html.number(metrics['MEDIAN_AE'], 2)} m, nine in ten smaller "
        f"than {html.number(metrics['LE90'], 2)} m."
    ]
    found = result.get("improvement", {}).get("all", {}).get("MAE")
    if found and found["relative"] is not None:
        bounds, relative = found.get("relative_interval"), found["relative"]
        words.append(_change(relative, bounds))
    if abs(metrics["MEDIAN"]) > max(0.1, metrics["NMAD"]):
        direction = "above" if metrics["MEDIAN"] > 0 else "below"
        words.append(
            f"The surface lies {html.number(abs(metrics['MEDIAN']), 2)} m {direction} the reference as a "
            "whole; check that both have the same height system."
        )
    return " ".join(words)


def _change(relative: float, bounds: list[float] | None) -> str:
    """The mean absolute error against the baseline's, in words."""
    word = "smaller" if relative >= 0 else "larger"
    sentence = f"The mean absolute error is {html.share(abs(relative))} {word} than the baseline's"
    if not bounds:
        return sentence + "."
    low, high = bounds if relative >= 0 else (-bounds[1], -bounds[0])
    sentence += f" (95 % interval {html.share(low)} to {html.share(high)})."
    return sentence if low > 0 else sentence + " The interval holds zero: the difference may be chance."


def _maps(result: dict[str, Any], views: Views) -> html.Piece:
    """Hillshade of the reference and mean errors of the surfaces."""
    limit = nice_limit(result["source"]["all"]["LE90"])
    height, width = views.extent
    shown = [
        (f"{SURFACES[name]}: mean error", images.diverging(views.map(name), limit))
        for name in ("baseline", "source")
        if name in result
    ]
    shown.append(("Reference: hillshade", images.hillshade(views.map("reference"), views.cell)))
    made = [
        html.figure(html.picture(images.enlarged(image, MAP_WIDTH), MAP_WIDTH, title), title)
        for title, image in shown
    ]
    note = f"The maps show {width:,.0f} m by {height:,.0f} m; a cell is {views.cell:.3g} m wide."
    bar = charts.colour_bar(
        limit, "error (m): blue lies too low, red too high, grey was not compared", width=440
    )
    scale = charts.scale_bar(width / MAP_WIDTH, width=440)
    key = html.figure(html.Piece(bar + scale), note, MAP_WIDTH)
    return html.section("Where the errors are", html.figures(*made, key))


def _by_class(result: dict[str, Any]) -> html.Piece:
    names = [name for name in result["source"] if not name.startswith("slope_")]
    note = "Errors are surface minus reference, in metres."
    if len(names) == 1:
        note += " With a building mask this table also tells buildings, their outlines and terrain apart."
    return html.section("By class", _class_table(result, names), html.text(note, note=True))


def _by_slope(result: dict[str, Any]) -> html.Piece:
    names = [name for name in result["source"] if name.startswith("slope_")]
    note = "Slope of the reference. Small shifts and rounded edges show on steep ground and at walls first."
    return html.section("By slope", _class_table(result, names), html.text(note, note=True))


def _class_table(result: dict[str, Any], names: list[str]) -> html.Piece:
    """A line per class: the surface, and with a baseline also its figures and what was gained."""
    if "baseline" not in result:
        head = ["Class", *COLUMNS.values()]
        rows = [_metrics_row(CATEGORIES[name], result["source"][name], COLUMNS) for name in names]
        return html.table(head, rows, strong=[0] if names[0] == "all" else [])
    head = ["Class", "Pixels", "MAE", "baseline", "gained", "95 % interval"]
    head += [word for key in COMPARED for word in (COLUMNS[key], "baseline")]
    rows = [_compared_row(result, name) for name in names]
    return html.table(head, rows, strong=[0] if names[0] == "all" else [])


def _metrics_row(label: str, metrics: dict[str, float], columns: dict[str, str]) -> list[html.Cell]:
    return [_label(label), *(_value(key, metrics[key]) for key in columns)]


def _compared_row(result: dict[str, Any], name: str) -> list[html.Cell]:
    after, before = result["source"][name], result["baseline"][name]
    gain = result["improvement"][name].get("MAE", {})
    bounds, relative = gain.get("relative_interval"), gain.get("relative")
    mood = "good" if bounds and bounds[0] > 0 else "bad" if bounds and bounds[1] < 0 else ""
    interval = (
        f"{html.number(100 * bounds[0], 0)} to {html.share(bounds[1], 0)}" if bounds else html.number(None)
    )
    cells: list[html.Cell] = [_label(CATEGORIES[name]), _value("count", after["count"])]
    cells += [_value("MAE", after["MAE"]), _value("MAE", before["MAE"])]
    cells += [html.Piece(f'<span class="{mood}">{html.share(relative, sign=True)}</span>'), interval]
    for key in COMPARED:
        cells += [_value(key, after[key]), _value(key, before[key])]
    return cells


def _label(label: str) -> html.Cell:
    inner = label.strip()
    return html.Piece(f'<span style="padding-left:1.2em">{inner}</span>') if label.startswith(" ") else inner


def _value(key: str, value: float) -> str:
    if key == "count":
        return html.number(value, 0)
    return html.share(value) if key.startswith("share") else html.number(value)


def _improvement(result: dict[str, Any]) -> html.Piece:
    """Gains over the baseline with their intervals; nothing without a baseline."""
    if "improvement" not in result:
        return html.Piece("")
    rows = []
    for name, gains in result["improvement"].items():
        if "MAE" in gains:
            low, high = gains["MAE"].get("interval") or (math.nan, math.nan)
            rows.append(charts.Interval(CATEGORIES[name].strip(), gains["MAE"]["difference"], low, high))
    chart = charts.intervals(rows, "MAE of the baseline minus MAE of the surface (m)", width=760)
    note = (
        "To the right of zero the surface is better. Bars: 95 % intervals of a paired bootstrap over "
        f"{_drawn(result)}; classes in fewer than ten blocks have none."
    )
    return html.section("Improvement over the baseline", html.figure(chart), html.text(note, note=True))


def _drawn(result: dict[str, Any]) -> str:
    boot = result["bootstrap"]
    words = f"{boot['blocks']} blocks of {boot['side_m']:.3g} m, {boot['replicates']:,} draws"
    alike = boot["neighbour_correlation"]
    if alike is not None and alike > ALIKE:
        words += f" (adjacent blocks still correlate by {alike:.2f}: the true intervals are wider)"
    return words


def _distribution(result: dict[str, Any]) -> html.Piece:
    """Histogram with the normal curve of the same median and NMAD, and QQ plot."""
    names = [name for name in SURFACES if name in result]
    histogram, quantiles = result["histogram"], result["quantiles"]
    limit = histogram["limit"]
    edges = np.linspace(-limit, limit, len(histogram["source"]) + 1)
    counts = {SURFACES[name]: histogram[name] for name in names}
    totals = {SURFACES[name]: result[name]["all"]["count"] for name in names}
    metrics = result["source"]["all"]
    bars = charts.histogram(counts, edges, "error (m)", totals=totals, curve=_normal_curve(metrics, edges))
    normal = np.asarray(quantiles["normal"])
    lines = [charts.Series(SURFACES[name], normal, quantiles[name], COLOURS[name]) for name in names]
    spread = max(metrics["NMAD"], 1e-3)
    straight = charts.Series("normal", normal, metrics["MEDIAN"] + spread * normal, charts.FAINT, "5 4", 1.3)
    plot = charts.qq_plot([*lines, straight], "error (m)", width=420)
    outside = 1.0 - sum(histogram["source"]) / metrics["count"]
    first = (
        f"The normal curve has the surface's median and NMAD; {html.share(outside)} of errors are outside."
    )
    second = "Ends that leave the dashed line are blunders: more large errors than a normal distribution has."
    return html.section(
        "Distribution of the errors",
        html.figures(html.figure(bars, first, 540), html.figure(plot, second, 420)),
    )


def _normal_curve(metrics: dict[str, float], edges: np.ndarray) -> charts.Series:
    middle, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    spread = max(metrics["NMAD"], width)
    density = np.exp(-0.5 * ((middle - metrics["MEDIAN"]) / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
    return charts.Series("normal", middle, width * density)


def _place(place: Place) -> html.Piece:
    """Hillshades side by side and the profile along the marked line."""
    names = [name for name in ("baseline", "source", "reference") if name in place.heights]
    width = {2: 420, 3: 312}[len(names)]
    titles = {**SURFACES, "reference": "Reference"}
    pictures = [html.figure(html.picture(_marked(place, name, width), width), titles[name]) for name in names]
    reference = place.heights["reference"]
    along = (np.arange(reference.shape[1]) + 0.5) * place.pixel[1]
    lines = [
        charts.Series(titles[name], along, place.heights[name][place.row], COLOURS[name], width=1.5)
        for name in reversed(names)
    ]
    chart = charts.line_chart(lines, "distance (m)", "height (m)", width=960, height=270)
    (x0, y0), (x1, y1) = place.ends
    caption = f"Profile along the marked line, from {x0:,.1f}, {y0:,.1f} to {x1:,.1f}, {y1:,.1f}."
    return html.section(place.title, html.figures(*pictures), html.figure(chart, caption))


def _marked(place: Place, name: str, width: int) -> np.ndarray:
    """Hillshade with the profile's line in red, left open where it would hide what it crosses."""
    small = images.hillshade(place.heights[name], place.pixel[0])
    image = images.enlarged(small, width)
    row, end = int((place.row + 0.5) * len(image) / len(small)), max(2, image.shape[1] // 12)
    for part in (slice(0, end), slice(-end, None)):
        image[max(row - 1, 0) : row + 2, part] = (200, 30, 45)
    return image


def _details(result: dict[str, Any]) -> html.Piece:
    """Everything that was measured, for every surface and limit."""
    columns = {key: key if key != "share_above_1m" else "> 1 m" for key in KEYS}
    columns.update(count="Pixels", NMAD_PUBLISHED="NMAD*", LOWEST="Lowest", HIGHEST="Highest", MAX="Largest")
    columns.update(MEDIAN_AE="Median |e|", BIAS="Bias", MEDIAN="Median", STD="Std. dev.")
    columns.pop("MAX")
    rows: list[list[html.Cell]] = []
    truncated = result.get("truncated", {})
    for part, words in ((result, ""), (truncated, f", errors up to {truncated.get('limit', 0):g} m")):
        for name, title in SURFACES.items():
            if name in part:
                rows.append([title + words])
                rows += [_metrics_row(CATEGORIES[key], values, columns) for key, values in part[name].items()]
    note = (
        "NMAD* is the formula of some published programs (ResDepth among them), 1.4826 times the median of "
        "|e - median of |e||, for comparison with their tables only."
    )
    return html.section(
        "All figures", html.table(["Class", *columns.values()], rows, dense=True), html.text(note, note=True)
    )


def _compared(result: dict[str, Any]) -> html.Piece:
    """The files and their measures."""
    titles = {**SURFACES, "reference": "Reference", "valid_mask": "Valid pixels"}
    titles.update({f"{name}_mask": f"{name.title()} mask" for name in ("building", "water", "forest")})
    facts: dict[str, html.Cell] = {titles[name]: path for name, path in result["files"].items()}
    width, height = result["size"]
    share = result["source"]["all"]["count"] / (width * height)
    facts["Grid"] = (
        f"{width:,} x {height:,} pixels of {result['gsd']:.4g} m, {result['crs'] or 'no CRS (metres)'}"
    )
    facts["Compared"] = (
        f"{html.number(result['source']['all']['count'], 0)} pixels ({html.share(share)} of the grid), "
        f"{html.number(result['area_km2'], 3)} km²"
    )
    warped = [titles[name].lower() for name in result["resampled"]]
    facts["Resampled"] = f"{' and '.join(warped)}, bilinear, onto the surface's grid" if warped else "nothing"
    units = {titles[name]: unit for name, unit in result["metres_per_unit"].items() if unit != 1.0}
    if units:
        facts["Height units"] = ", ".join(f"{name}: {unit:.6g} m" for name, unit in units.items())
    return html.section("What was compared", html.facts(facts))


def _method(result: dict[str, Any]) -> html.Piece:
    """How the figures are defined and how exact they are."""
    bound = result["quantile_bound_m"]
    exactness = (
        f"Medians and percentiles to {1000 * bound:g} mm, NMAD to {3000 * bound:g} mm, all else is exact"
        if bound
        else "all figures are exact"
    )
    return html.section(
        "How it was measured",
        html.facts(
            {
                "NMAD": "1.4826 times the median of |e - median of e| (Höhle & Höhle 2009)",
                "LE68, LE90, LE95": "68.3, 90 and 95 % of the errors are smaller in size",
                "Slope": "of the reference on the surface's grid, Horn 1981",
                "Intervals": "95 %, by a block bootstrap (Künsch 1989, Lahiri 2003), since errors of "
                f"neighbours are alike: {_drawn(result)}, percentiles",
                "Exactness": exactness,
            }
        ),
    )
