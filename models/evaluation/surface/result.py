"""What an evaluation of a surface tells: the shape of its figures, which are written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional, TypedDict, cast

Metrics = dict[str, float]  # by the names of `metrics.KEYS`: metres, pixels, shares 0 to 1
ByCategory = dict[str, Metrics]
Bounds = Optional[list[float]]  # low and high end of a 95 % interval


# ResDepth's names: by surface and category; of "truncated" by surface again, beside its threshold.
Published = dict[str, Mapping[str, object]]


class Surfaces(TypedDict, total=False):
    """Figures of the judged surfaces by category; the baseline's if one was given."""

    source: ByCategory
    baseline: ByCategory


class Truncated(Surfaces):
    """Figures of the errors up to a limit (metres) alone."""

    limit: float


class Gain(TypedDict, total=False):
    """What a metric gained over the baseline: in its unit, as a share, and both with intervals."""

    difference: float
    relative: float | None
    interval: Bounds
    relative_interval: Bounds


class Bootstrap(TypedDict):
    """The resampling that intervals come from."""

    blocks: int
    replicates: int
    level: float
    seed: int
    side_m: float
    neighbour_correlation: float | None


class Counts(TypedDict, total=False):
    """Errors counted in equal bins from -limit to limit (metres)."""

    limit: float
    source: list[int]
    baseline: list[int]


class Quantiles(TypedDict, total=False):
    """Quantiles of the errors (metres) at those of the standard normal distribution."""

    normal: list[float]
    source: list[float]
    baseline: list[float]


class Facts(TypedDict, total=False):
    """What was compared, and how exactly: sizes in pixels, lengths in metres."""

    gsd: float
    area_km2: float
    size: list[int]
    crs: str
    quantile_bound_m: float
    metres_per_unit: dict[str, float]
    resampled: list[str]
    files: dict[str, str]


class SurfaceResult(Surfaces, Facts, total=False):
    """All that `evaluate` tells; what was not asked for is not there."""

    truncated: Truncated
    bootstrap: Bootstrap
    intervals: dict[str, dict[str, dict[str, Bounds]]]
    improvement: dict[str, dict[str, Gain]]
    histogram: Counts
    quantiles: Quantiles
    published: Published


def judged(part: Surfaces) -> dict[str, ByCategory]:
    """The figures by surface, those of the source first."""
    return cast("dict[str, ByCategory]", _of_surfaces(part))


def lists_of(part: Counts | Quantiles) -> dict[str, list[float]]:
    """The numbers for plots by surface."""
    return cast("dict[str, list[float]]", _of_surfaces(part))


def _of_surfaces(part: Mapping[str, object]) -> dict[str, object]:
    return {name: part[name] for name in ("source", "baseline") if name in part}
