"""What tells an old town from a suburb: sizes in metres and shares of block types."""

from __future__ import annotations

from dataclasses import dataclass

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Style:
    """Recipe of a district."""

    length: Bounds  # of a block, along the street
    depth: Bounds  # of a block
    street: Bounds  # width, with pavements
    blocks: dict[str, float]  # share of each kind of block
    eaves: Bounds  # height of ordinary houses
    relief: float  # typical amplitude of the terrain
    bend: float  # how much streets curve, 0..1
    street_trees: float  # share of tree-lined streets
    corridor: float = 0.12  # chance of a river, cutting or embankment


STYLES: dict[str, Style] = {
    "old_town": Style(
        (40, 90),
        (32, 75),
        (5, 12),
        {"perimeter": 8, "rows": 1, "square": 0.6, "church": 0.5},
        (6, 15),
        4,
        0.9,
        0.15,
    ),
    "quarter": Style(
        (70, 130),
        (60, 110),
        (13, 26),
        {"perimeter": 7, "slabs": 1, "campus": 1, "square": 0.5, "church": 0.3},
        (14, 24),
        3,
        0.2,
        0.6,
    ),
    "suburb": Style(
        (80, 170),
        (42, 70),
        (8, 14),
        {"detached": 8, "rows": 2, "campus": 0.4, "park": 0.5},
        (2.7, 6.5),
        7,
        0.8,
        0.4,
    ),
    "rows": Style(
        (90, 180),
        (40, 64),
        (8, 13),
        {"rows": 8, "detached": 1, "slabs": 0.7, "park": 0.3},
        (4.5, 9),
        4,
        0.5,
        0.3,
    ),
    "highrise": Style(
        (80, 160),
        (70, 140),
        (16, 34),
        {"slabs": 5, "towers": 5, "campus": 1, "park": 0.7, "carpark": 0.6, "perimeter": 0.8},
        (20, 60),
        3,
        0.2,
        0.6,
    ),
    "industrial": Style(
        (110, 240),
        (80, 160),
        (12, 22),
        {"halls": 8, "carpark": 0.8, "tanks": 0.7, "field": 0.4},
        (6, 13),
        2,
        0.1,
        0.15,
    ),
    "campus": Style(
        (90, 170),
        (80, 150),
        (9, 18),
        {"campus": 8, "park": 1.5, "carpark": 0.8, "towers": 0.5},
        (9, 22),
        5,
        0.4,
        0.6,
    ),
    "park": Style(
        (110, 260),
        (90, 200),
        (6, 12),
        {"park": 5, "field": 1.5, "detached": 1.5, "campus": 0.6, "grove": 1.5},
        (3, 8),
        10,
        0.8,
        0.6,
        0.25,
    ),
}
STYLES["mixed"] = Style(
    (60, 150),
    (50, 110),
    (8, 20),
    {
        "perimeter": 2,
        "detached": 2,
        "rows": 1.5,
        "slabs": 1,
        "towers": 0.6,
        "halls": 1,
        "campus": 1,
        "park": 0.8,
        "square": 0.3,
        "church": 0.3,
        "carpark": 0.3,
    },
    (5, 18),
    5,
    0.4,
    0.4,
)
# Not among those that a town is drawn from by itself: who wants it asks for it.
STYLES["settlement"] = Style(
    (40, 110),
    (28, 75),
    (3, 9),
    {"compounds": 6, "shacks": 3, "perimeter": 0.5, "field": 0.3, "square": 0.2},
    (2.4, 5.5),
    4,
    0.8,
    0.05,
    0.04,
)
