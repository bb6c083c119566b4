"""What an evaluation of a painted image tells: the shape of its figures, which are written as JSON."""

from __future__ import annotations

from typing import TypedDict

Measures = dict[str, float]  # by name; NaN where there is nothing to measure


class Realism(TypedDict, total=False):
    """The distance of features (KID) to real images, by which network and of how many patches."""

    KID: float
    KID_error: float
    patches: float
    real_patches: float
    network: str
    against: str


class FeatureMeasures(TypedDict, total=False):
    """What a network's features say, by the part of the result that it belongs to."""

    likeness: Measures
    diversity: Measures
    realism: Realism


class Walked(TypedDict):
    """What is measured pixel by pixel; profiles are steps about borders of tiles, by axis."""

    seams: Measures
    profile: dict[str, list[float]]
    likeness: Measures
    diversity: Measures


class Models(TypedDict):
    """The models that judged and painted, the painter's tiles (rows, columns) and their number."""

    finder: str
    painter: str
    tile: list[int]
    tiles: int


class Files(TypedDict, total=False):
    """The files that were read."""

    image: str
    mask: str
    reference: str
    features: str
    others: list[str]
    real: list[str]


class Facts(TypedDict):
    """What was judged, and by which models: size in pixels, pixel size in metres."""

    models: Models
    size: list[int]
    gsd: float
    crs: str


class ImageryResult(Facts):
    """All that `evaluate_imagery` tells; parts without their inputs are empty."""

    layout: dict[str, Measures]
    seams: Measures
    profile: dict[str, list[float]]
    likeness: Measures
    diversity: Measures
    realism: Realism
    files: Files
