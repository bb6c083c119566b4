"""The numbers of an evaluation of buildings as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable

from .result import MaskResult


def mask_table(result: MaskResult) -> str:
    """The measures as CSV: rows of all pixels, of means over tiles, and of every tile."""
    tiles = result["tile_table"]
    pooled, means = result["pooled"], result["tiles"]
    counted = {**result["counts"], **pooled, **result["objects"], **result["polygons"]}
    rows: list[tuple[str, dict[str, float]]] = [("pooled", counted)]
    rows += [("mean of tiles: with_buildings", means["with_buildings"]), ("mean of tiles: all", means["all"])]
    rows += [("tile", each) for each in tiles]
    names = list(dict.fromkeys(["column", "row", *counted, *(key for _, row in rows for key in row)]))
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["scope", *names])
    writer.writerows([scope, *_cells(row, names)] for scope, row in rows)
    return target.getvalue()


def _cells(row: dict[str, float], names: Iterable[str]) -> list[float | str]:
    values = (row.get(name, math.nan) for name in names)
    return ["" if isinstance(value, float) and math.isnan(value) else value for value in values]
