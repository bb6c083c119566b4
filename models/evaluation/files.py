"""The files of an evaluation: its numbers as JSON, the grid in words, and all of them written together."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
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


def grid_fact(size: Sequence[int], gsd: float, crs: str) -> str:
    """The grid that was compared on, as a line of a report: columns and rows, pixel size in metres, CRS."""
    width, height = (html.number(side, 0) for side in size)
    form = tr("{} x {} pixels of {} m, {}")
    return form.format(width, height, html.brief(gsd, 4), crs or tr("no CRS (metres)"))


def as_json(result: Mapping[str, object]) -> str:
    """The result as JSON, with null for what there is none of."""
    return json.dumps(_without_nan(result), indent=2, allow_nan=False)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
