"""What an evaluation of buildings tells: the shape of its figures, which are written as JSON."""

from __future__ import annotations

from typing import TypedDict

Measures = dict[str, float]  # by name: shares 0 to 1, counts, metres; NaN where there is nothing to measure


class TileMeans(TypedDict):
    """Means over tiles of a side (pixels): those with buildings in the reference, and all of them."""

    side: int
    count: int
    count_with_buildings: int
    with_buildings: Measures
    all: Measures


class MaskResult(TypedDict, total=False):
    """All that `evaluate_mask` tells; `published` is there if it was asked for."""

    pooled: Measures
    tiles: TileMeans
    tile_table: list[Measures]
    objects: Measures
    polygons: Measures
    counts: dict[str, int]  # pixels: tp, fp, fn, tn
    size: list[int]
    gsd: float
    crs: str
    published: dict[str, Measures]
    files: dict[str, str]
