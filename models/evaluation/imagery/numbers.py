"""The numbers of an evaluation of a painted image as CSV."""

from __future__ import annotations

from typing import Any

from ..files import as_csv
from .result import ImageryResult

PARTS = ("layout", "seams", "likeness", "realism", "diversity")


def imagery_table(result: ImageryResult) -> str:
    """The measures as CSV: a row each with its part, what it is of, its name and its value."""
    rows: list[list[Any]] = [["part", "of", "measure", "value"]]
    for part in PARTS:
        whole: Any = result[part]  # type: ignore[literal-required]
        columns = whole if part == "layout" else {"image": whole}
        for of, values in columns.items():
            rows += ([part, of, name, value] for name, value in values.items())
    return as_csv(rows)
