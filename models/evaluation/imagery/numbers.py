"""The numbers of an evaluation of a painted image as CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from .result import ImageryResult

PARTS = ("layout", "seams", "likeness", "realism", "diversity")


def imagery_table(result: ImageryResult) -> str:
    """The measures as CSV: a row each with its part, what it is of, its name and its value."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["part", "of", "measure", "value"])
    for part in PARTS:
        whole: Any = result[part]  # type: ignore[literal-required]
        columns = whole if part == "layout" else {"image": whole}
        for of, values in columns.items():
            writer.writerows([part, of, name, _cell(value)] for name, value in values.items())
    return target.getvalue()


def _cell(value: Any) -> Any:
    return "" if isinstance(value, float) and not math.isfinite(value) else value
