"""The page of an evaluation: what was compared, how good it is, where and why."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from ...language import tr
from ...reports import charts, html, images
from ..files import grid_fact, page
from .result import SurfaceResult, judged, lists_of
from .tables import by_class, by_slope, category_name, details, surface_name
from .views import Place, Views

FIRST = {
    "MAE": "Mean absolute error",
    "RMSE": "RMSE",
    "NMAD": "NMAD",
    "LE90": "LE90",
    "BIAS": "Bias (mean error)",
    "share_above_1m": "Errors above 1 m",
}
CHOSEN = {
    "typical": "A typical place",
    "gained": "Where most was gained over the baseline",
    "worst": "Where the errors are largest",
}
MASKS = {
    "valid_mask": "Valid pixels",
    "building_mask": "Building mask",
    "water_mask": "Water mask",
    "forest_mask": "Forest mask",
}
COLOURS = {"source": charts.PALETTE[0], "baseline": charts.PALETTE[1], "reference": charts.INK}
MAP_WIDTH = 484  # pixels on the page: two stand side by side
LEAST_LIMIT = 0.1  # metres at which the colours of a map of errors end at least
ALIKE = 0.3  # correlation of adjacent blocks that must be told


def surface_report(result: SurfaceResult, views: Views | None = None) -> str:
    """The page of what `evaluate` returned, with maps and places where it collected views."""
    files = result["files"]
    names = [Path(files[name]).name for name in ("source", "reference")]
    pieces = [html.cards(_cards(result)), html.text(_verdict(result))]
    if views is not None:
        pieces.append(_maps(result, views))
    pieces += [by_class(result), by_slope(result), _improvement(result), _distribution(result)]
    if views is not None:
        pieces += [_place(place) for place in views.places]
    pieces += [details(result), _compared(result), _method(result)]
    return page(tr("Accuracy of a surface model"), names, *pieces)


def _cards(result: SurfaceResult) -> list[html.Card]:
    """The figures to be seen first, with the baseline's below them."""
    after, before = result["source"]["all"], result["baseline"]["all"] if "baseline" in result else None
    cards = []
    for key, label in FIRST.items():
        words = [_figure(key, one[key]) for one in (after, before) if one is not None]
        if before is None or words[0] == words[1]:
            mood = ""
        else:
            mood = "good" if abs(after[key]) < abs(before[key]) else "bad"
        note = tr("baseline {}").format(words[1]) if words[1:] else ""
        cards.append(html.Card(tr(label), words[0], note, mood))
    return cards


def _figure(key: str, value: float) -> str:
    return html.share(value) if key.startswith("share") else html.number(value, 3, " m", sign=key == "BIAS")


def _verdict(result: SurfaceResult) -> str:
    """One or two sentences that say it in words."""
    metrics = result["source"]["all"]
    half, most, shift = (abs(metrics[key]) for key in ("MEDIAN_AE", "LE90", "MEDIAN"))
    said = tr("Half of the errors are smaller than {} m, nine in ten smaller than {} m.")
    words = [said.format(html.number(half, 2), html.number(most, 2))]
    found = result["improvement"].get("all", {}).get("MAE") if "improvement" in result else None
    if found and found["relative"] is not None:
        words.append(_change(found["relative"], found.get("relative_interval")))
    if shift > max(0.1, metrics["NMAD"]):
        said = tr(
            "As a whole the surface is {} m above the reference; check that both have one height system."
            if metrics["MEDIAN"] > 0
            else "As a whole the surface is {} m below the reference; check that both have one height system."
        )
        words.append(said.format(html.number(shift, 2)))
    return " ".join(words)


def _change(relative: float, bounds: list[float] | None) -> str:
    """The mean absolute error against the baseline's, in words."""
    smaller, change = relative >= 0, html.share(abs(relative))
    if not bounds:
        said = tr(
            "The mean absolute error is {} smaller than the baseline's."
            if smaller
            else "The mean absolute error is {} larger than the baseline's."
        )
        return said.format(change)
    low, high = bounds if smaller else (-bounds[1], -bounds[0])
    said = tr(
        "The mean absolute error is {} smaller than the baseline's (95 % interval {} to {})."
        if smaller
        else "The mean absolute error is {} larger than the baseline's (95 % interval {} to {})."
    )
    sentence = said.format(change, html.share(low), html.share(high))
    chance = tr("The interval holds zero: the difference may be chance.")
    return sentence if low > 0 else f"{sentence} {chance}"


def map_limit(usual: float) -> float:
    """Where the colours of a map of errors end, for an error (metres) that most stay below."""
    return charts.round_limit(max(usual, LEAST_LIMIT))


def _maps(result: SurfaceResult, views: Views) -> html.Piece:
    """Hillshade of the reference and mean errors of the surfaces."""
    limit = map_limit(result["source"]["all"]["LE90"])
    height, width = views.extent
    mean_error = tr("{}: mean error")
    shown = [
        (mean_error.format(surface_name(name)), images.diverging(views.map(name), limit))
        for name in reversed(judged(result))
    ]
    shown.append((tr("Reference: hillshade"), images.hillshade(views.map("reference"), views.cell)))
    made = [
        html.figure(html.picture(images.enlarged(image, MAP_WIDTH), MAP_WIDTH, title), title)
        for title, image in shown
    ]
    note = tr("The maps show {} m by {} m; a cell is {} m wide.").format(
        html.number(width, 0), html.number(height, 0), html.brief(views.cell)
    )
    colours = tr("error (m): blue lies too low, red too high, grey was not compared")
    bar = charts.colour_bar(limit, colours, width=440)
    scale = charts.scale_bar(width / MAP_WIDTH, width=440)
    key = html.figure(html.Piece(bar + scale), note, MAP_WIDTH)
    return html.section(tr("Where the errors are"), html.figures(*made, key))


def _improvement(result: SurfaceResult) -> html.Piece:
    """Gains over the baseline with their intervals; nothing without a baseline."""
    if "improvement" not in result:
        return html.Piece("")
    rows = []
    for name, gains in result["improvement"].items():
        if "MAE" in gains:
            low, high = gains["MAE"].get("interval") or (math.nan, math.nan)
            rows.append(charts.Interval(category_name(name), gains["MAE"]["difference"], low, high))
    chart = charts.intervals(rows, tr("MAE of the baseline minus MAE of the surface (m)"), width=760)
    note = tr(
        "To the right of zero the surface is better. Bars: 95 % intervals of a paired bootstrap over {} "
        "blocks of {} m, {} draws; classes in fewer than ten blocks have none."
    ).format(*_draws(result))
    return html.section(
        tr("Improvement over the baseline"),
        html.figure(chart),
        html.text(f"{note} {_likeness(result)}".rstrip(), note=True),
    )


def _draws(result: SurfaceResult) -> tuple[str, str, str]:
    """Of the bootstrap: number of blocks, their side in metres, number of draws."""
    boot = result["bootstrap"]
    return html.number(boot["blocks"], 0), html.brief(boot["side_m"]), html.number(boot["replicates"], 0)


def _likeness(result: SurfaceResult) -> str:
    """A warning where even blocks are no independent sample."""
    alike = result["bootstrap"]["neighbour_correlation"]
    if alike is None or alike <= ALIKE:
        return ""
    said = tr("Adjacent blocks still correlate by {}: the true intervals are wider.")
    return said.format(html.number(alike, 2))


def _distribution(result: SurfaceResult) -> html.Piece:
    """Histogram with the normal curve of the same median and NMAD, and QQ plot."""
    counted, quantiles = lists_of(result["histogram"]), lists_of(result["quantiles"])
    limit = result["histogram"]["limit"]
    edges = np.linspace(-limit, limit, len(counted["source"]) + 1)
    counts = {surface_name(name): numbers for name, numbers in counted.items()}
    totals = {surface_name(name): figures["all"]["count"] for name, figures in judged(result).items()}
    metrics, label = result["source"]["all"], tr("error (m)")
    bars = charts.histogram(counts, edges, label, totals=totals, curve=_normal_curve(metrics, edges))
    normal = np.asarray(result["quantiles"]["normal"])
    lines = [charts.Series(surface_name(name), normal, at, COLOURS[name]) for name, at in quantiles.items()]
    line = metrics["MEDIAN"] + max(metrics["NMAD"], 1e-3) * normal
    straight = charts.Series(tr("normal distribution"), normal, line, charts.FAINT, "5 4", 1.3)
    plot = charts.qq_plot([*lines, straight], label, width=450)
    outside = 1.0 - sum(counted["source"]) / metrics["count"]
    first = tr("The normal curve has the surface's median and NMAD; {} of errors are outside.")
    second = tr(
        "Ends that leave the dashed line are blunders: more large errors than a normal distribution has."
    )
    return html.section(
        tr("Distribution of the errors"),
        html.figures(
            html.figure(bars, first.format(html.share(outside)), 540), html.figure(plot, second, 450)
        ),
    )


def _normal_curve(metrics: dict[str, float], edges: np.ndarray) -> charts.Series:
    middle, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    spread = max(metrics["NMAD"], width)
    density = np.exp(-0.5 * ((middle - metrics["MEDIAN"]) / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
    return charts.Series(tr("normal distribution"), middle, width * density)


def _place(place: Place) -> html.Piece:
    """Hillshades side by side and the profile along the marked line."""
    names = [name for name in ("baseline", "source", "reference") if name in place.heights]
    width = {2: 420, 3: 312}[len(names)]
    pictures = [
        html.figure(html.picture(_marked(place, name, width), width, surface_name(name)), surface_name(name))
        for name in names
    ]
    reference = place.heights["reference"]
    along = (np.arange(reference.shape[1]) + 0.5) * place.pixel[1]
    lines = [
        charts.Series(surface_name(name), along, place.heights[name][place.row], COLOURS[name], width=1.5)
        for name in reversed(names)
    ]
    chart = charts.line_chart(lines, tr("distance (m)"), tr("height (m)"), width=960, height=270)
    ends = (html.number(value, 1) for position in place.ends for value in position)
    caption = tr("Profile along the marked line, from {}, {} to {}, {}.").format(*ends)
    return html.section(tr(CHOSEN[place.chosen]), html.figures(*pictures), html.figure(chart, caption))


def _marked(place: Place, name: str, width: int) -> np.ndarray:
    """Hillshade with the profile's line in red, left open where it would hide what it crosses."""
    small = images.hillshade(place.heights[name], place.pixel[0])
    image = images.enlarged(small, width)
    row, end = int((place.row + 0.5) * len(image) / len(small)), max(2, image.shape[1] // 12)
    for part in (slice(0, end), slice(-end, None)):
        image[max(row - 1, 0) : row + 2, part] = (200, 30, 45)
    return image


def _compared(result: SurfaceResult) -> html.Piece:
    """The files and their measures."""
    count, (width, height) = result["source"]["all"]["count"], result["size"]
    facts: dict[str, html.Cell] = {_role(name): path for name, path in result["files"].items()}
    facts[tr("Grid")] = grid_fact(result["size"], result["gsd"], result["crs"])
    facts[tr("Compared")] = tr("{} pixels ({} of the grid), {} km²").format(
        html.number(count, 0), html.share(count / (width * height)), html.number(result["area_km2"])
    )
    warped = ", ".join(map(_role, result["resampled"]))
    onto_grid = tr("{}: bilinear, onto the surface's grid")
    facts[tr("Resampled")] = onto_grid.format(warped) if warped else tr("nothing")
    units = {_role(name): unit for name, unit in result["metres_per_unit"].items() if unit != 1.0}
    if units:
        facts[tr("Height units")] = ", ".join(
            f"{role}: {html.brief(unit, 6)} m" for role, unit in units.items()
        )
    return html.section(tr("What was compared"), html.facts(facts))


def _role(name: str) -> str:
    """What a file was given as."""
    return tr(MASKS[name]) if name in MASKS else surface_name(name)


def _method(result: SurfaceResult) -> html.Piece:
    """How the figures are defined and how exact they are."""
    bound = result["quantile_bound_m"]
    exactness = tr("all figures are exact")
    if bound:
        exactness = tr("Medians and percentiles to {} mm, NMAD to {} mm, all else is exact").format(
            html.brief(1000 * bound, 6), html.brief(3000 * bound, 6)
        )
    intervals = tr(
        "95 %, by a block bootstrap (Künsch 1989, Lahiri 2003), since errors of neighbours are alike: {} "
        "blocks of {} m, {} draws, percentiles."
    ).format(*_draws(result))
    facts = {
        "NMAD": tr("1.4826 times the median of |e - median of e| (Höhle & Höhle 2009)"),
        "LE68, LE90, LE95": tr("68.3, 90 and 95 % of the errors are smaller in size"),
        tr("Slope"): tr("of the reference on the surface's grid, Horn 1981"),
        tr("Intervals"): f"{intervals} {_likeness(result)}".rstrip(),
        tr("Exactness"): exactness,
    }
    return html.section(tr("How it was measured"), html.facts(facts))
