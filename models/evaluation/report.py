"""An HTML page of an evaluation: tables and a plot of the errors, self-contained, without scripts."""

from __future__ import annotations

import html
import math
from typing import Any

COLUMNS = {
    "count": "Pixels",
    "MAE": "MAE",
    "RMSE": "RMSE",
    "MEDIAN_AE": "Median abs.",
    "NMAD": "NMAD",
    "BIAS": "Bias",
    "LE90": "LE90",
    "MAX": "Largest",
    "share_above_1m": "Above 1 m",
}
CATEGORIES = {
    "all": "All",
    "building": "Buildings (grown by 2 px)",
    "edge": "Within 2 m of outlines",
    "terrain": "Terrain",
    "terrain_nowater": "Terrain without water",
    "terrain_nowater_noforest": "Terrain without water and forest",
}
COLOURS = {"source": "#b2182b", "baseline": "#4393c3"}
PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>DSM evaluation</title><style>
body {{ font-family: sans-serif; margin: 2em; color: #222 }}
td, th {{ padding: 0.2em 0.8em; text-align: right }}
th {{ border-bottom: 1px solid #888 }}
td:first-child, th:first-child {{ text-align: left }}
</style></head><body><h1>DSM evaluation</h1>
<p>{source} against {reference}; errors in metres, pixels of {gsd:.3g} m.</p>
{body}</body></html>
"""


def surface_report(result: dict[str, Any]) -> str:
    """The page of what `evaluate` returned."""
    sections = []
    if "baseline" in result:
        sections.append(_table("Baseline", result["baseline"]))
    sections.append(_table("Surface", result["source"]))
    truncated = result.get("truncated")
    if truncated:
        for name in ("baseline", "source"):
            if name in truncated:
                title = (
                    f"{'Surface' if name == 'source' else 'Baseline'}, errors up to {truncated['limit']:g} m"
                )
                sections.append(_table(title, truncated[name]))
    sections.append(_plot(result["histogram"]))
    names = {key: html.escape(path) for key, path in result["files"].items()}
    return PAGE.format(**names, gsd=result["gsd"], body="\n".join(sections))


def _table(title: str, metrics: dict[str, dict[str, float]]) -> str:
    head = "".join(f"<th>{label}</th>" for label in ("", *COLUMNS.values()))
    rows = [
        f"<tr><td>{CATEGORIES.get(name, name)}</td>"
        + "".join(f"<td>{_number(key, values[key])}</td>" for key in COLUMNS)
        + "</tr>"
        for name, values in metrics.items()
    ]
    return f"<h2>{title}</h2><table><tr>{head}</tr>{''.join(rows)}</table>"


def _number(key: str, value: float) -> str:
    if math.isnan(value):
        return "-"
    if key == "count":
        return f"{value:,.0f}"
    return f"{100 * value:.1f} %" if key.startswith("share") else f"{value:.3f}"


def _plot(histogram: dict[str, Any], width: int = 640, height: int = 200) -> str:
    """The errors' distribution as an inline SVG."""
    limit = histogram["limit"]
    curves = {name: counts for name, counts in histogram.items() if name != "limit"}
    top = max(max(counts) for counts in curves.values()) or 1
    lines = []
    for name, counts in curves.items():
        step = width / len(counts)
        points = " ".join(
            f"{(i + 0.5) * step:.1f},{height * (1 - n / top):.1f}" for i, n in enumerate(counts)
        )
        lines.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
    axis = "".join(
        f'<text x="{width * (0.5 + 0.5 * share):.0f}" y="{height + 16}" text-anchor="middle" font-size="12">'
        f"{share * limit:.2f}</text>"
        for share in (-0.9, 0.0, 0.9)
    )
    legend = ", ".join(f'<span style="color:{COLOURS[name]}">{name}</span>' for name in curves)
    return (
        f"<h2>Distribution of errors ({legend}, metres)</h2>"
        f'<svg width="{width}" height="{height + 24}" xmlns="http://www.w3.org/2000/svg">'
        f'<line x1="{width / 2}" x2="{width / 2}" y1="0" y2="{height}" stroke="#bbb"/>'
        f"{''.join(lines)}{axis}</svg>"
    )
