"""What the pages about trainings of any task have in common: curves, pictures, times."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language import tr
from ..reports import charts, html
from ..reports.images import enlarged

TILE = 225  # pixels on the page


def chart(
    history: list[dict[str, Any]], lines: list[tuple[str, str, str]], label: str, height: int = 260
) -> html.Piece:
    """Curves over the epochs: lines of name, key of an entry, dashes."""
    series = []
    for name, key, dash in lines:
        points = [(entry["epoch"], entry[key]) for entry in history if key in entry]
        if points:
            x, y = zip(*points)
            series.append(charts.Series(name, x, y, dash=dash))
    return charts.line_chart(series, tr("epoch"), label, height=height)


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


def duration(seconds: float) -> str:
    """A time in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
