"""The numbers of an evaluation of buildings as CSV."""

from __future__ import annotations

from ..files import as_csv
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
    cells = ([scope, *(row.get(name, "") for name in names)] for scope, row in rows)
    return as_csv([["scope", *names], *cells])
