"""The files of an evaluation: numbers as JSON and CSV, the page's frame, and all of them written together."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ..formats.atomic import write_texts
from ..language import tr
from ..reports import html


def write_wanted(files: Mapping[str, str], makers: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """Write the files that have a path, by name, each with what its maker gives; their paths by name.

    Where one cannot be written none appears.
    """
    wanted = {name: path for name, path in files.items() if path}
    write_texts({path: makers[name]() for name, path in wanted.items()})
    return wanted


def page(title: str, names: Iterable[str], *pieces: html.Content) -> str:
    """The page of an evaluation; `names`: of what was compared, and of what it was compared with."""
    lead = tr("{} against {}, {}").format(*names, date.today().isoformat())
    footer = tr("Made with Roofline, a QGIS plugin. The page stands alone: it loads nothing from anywhere.")
    return html.page(title, *pieces, lead=lead, footer=footer)


def grid_fact(size: Sequence[int], gsd: float, crs: str) -> str:
    """The grid that was compared on, as a line of a report: columns and rows, pixel size in metres, CRS."""
    width, height = (html.number(side, 0) for side in size)
    form = tr("{} x {} pixels of {} m, {}")
    return form.format(width, height, html.brief(gsd, 4), crs or tr("no CRS (metres)"))


def as_json(result: Mapping[str, object]) -> str:
    """The result as JSON, with null for what there is none of."""
    return json.dumps(_known(result, None), indent=2, allow_nan=False)


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, for spreadsheets, with empty cells for what there is none of."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(_known([*row], "") for row in rows)
    return target.getvalue()


def _known(value: Any, other: Any) -> Any:
    """A value with something other for each number in it that is not finite."""
    if isinstance(value, dict):
        return {key: _known(one, other) for key, one in value.items()}
    if isinstance(value, list):
        return [_known(one, other) for one in value]
    return other if isinstance(value, float) and not math.isfinite(value) else value
