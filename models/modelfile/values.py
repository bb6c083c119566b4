"""What the values in a card may be: kinds and bounds by key, before anything computes with them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..formats.objects import JsonObject

LONGEST_LIST = 4096  # entries; cards of one number per band have a few
SHARPEST = 1e30  # float32 ends at 3.4e38, and what is computed with a value needs room
COARSEST = 16  # pixels a side that become one of the network's, or the other way round
FILTERS = ("average", "bilinear", "cubic", "lanczos", "nearest")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")

Check = Callable[[Any], bool]


def is_number(value: Any) -> bool:
    """A finite number that float32 can compute with."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= SHARPEST


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return _is_list(value) and all(isinstance(each, str) for each in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) <= LONGEST_LIST


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_positive(value: Any) -> bool:
    return is_number(value) and value > 0


def _is_share(value: Any) -> bool:
    return is_number(value) and 0 <= value <= 1


def _is_whole(value: Any) -> bool:
    return is_number(value) and value == int(value)


def _is_channel(value: Any) -> bool:
    """The number of a channel, or some that count together."""
    return _is_whole(value) or (_is_list(value) and len(value) > 0 and all(map(_is_whole, value)))


def _is_spread(value: Any) -> bool:
    """One number, or one per band."""
    return is_number(value) or (_is_list(value) and len(value) > 0 and all(map(is_number, value)))


def _is_range(value: Any) -> bool:
    return _is_list(value) and len(value) == 2 and all(map(is_number, value)) and value[0] <= value[1]


def _is_gsd(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    ends = [value[end] for end in ("min", "max") if end in value]
    return all(map(_is_positive, ends)) and ends == sorted(ends)


def _is_resampling(value: Any) -> bool:
    known = _is_object(value) and value.get("filter", "average") in FILTERS
    return known and is_number(value.get("factor")) and 1 / COARSEST <= value["factor"] <= COARSEST


CARD: dict[str, Check] = {
    "name": _is_text,
    "title": _is_text,
    "gsd": _is_gsd,
    "resample": _is_resampling,
    "precision": lambda value: value in PRECISIONS,
    "variation": _is_object,
    "untrained": _is_texts,
    "compatibility": _is_object,
    "provenance": _is_object,
    "reconstruction": _is_object,
}
INPUT: dict[str, Check] = {
    "role": _is_text,
    "bands": _is_whole,
    "also": _is_texts,
    "classes": _is_texts,
    "normalisation": _is_object,
    **dict.fromkeys(
        ("repeat", "first_bands", "grey", "any_bands", "optional", "withheld", "void_mask", "gsd_plane"),
        _is_flag,
    ),
}
NORMALISATION: dict[str, Check] = {
    "kind": _is_text,
    "mean": _is_spread,
    "std": _is_spread,
    "scale": _is_spread,
    "offset": _is_spread,
    "joint": _is_flag,
    "truncate": _is_flag,
    "clip": _is_range,
    "void": is_number,
    "level": is_number,
}
# One number for heights: what is taken off a tile is put back on it.
HEIGHTS: dict[str, Check] = {"mean": is_number, "std": _is_positive}
OUTPUT: dict[str, Check] = {
    "role": _is_text,
    "bands": _is_whole,
    "uncertainty": _is_object,
    "truncate": _is_flag,
    "activation": _is_text,
    "channel": _is_channel,
    "threshold": _is_share,
    "scale": _is_spread,
    "offset": _is_spread,
}
TILE: dict[str, Check] = {
    "size": _is_whole,
    "overlap": _is_whole,
    "multiple": _is_whole,
    "layout": _is_text,
    "blend": _is_text,
    "padding": _is_text,
}
VARIATION: dict[str, Check] = {
    "dropout": _is_share,
    "input_noise": lambda value: is_number(value) and value >= 0,
    "map_noise": _is_flag,
}

# Where null has a meaning: not given, or the tile's own.
NULLS = {*CARD, "input normalisation", "normalisation mean", "normalisation std", "output uncertainty"}


def faulty_key(card: JsonObject) -> str:
    """The first key whose value cannot be, such as "tile size"; empty if all can."""
    parts = [
        ("", card, CARD),
        ("output ", card.get("output"), OUTPUT),
        ("tile ", card.get("tile"), TILE),
        ("variation ", card.get("variation"), VARIATION),
    ]
    for entry in card.get("inputs") or ():
        parts.append(("input ", entry, INPUT))
        rule = entry.get("normalisation") if isinstance(entry, dict) else None
        parts.append(("normalisation ", rule, NORMALISATION))
        if isinstance(rule, dict) and rule.get("kind") in ("mean-std", "patch-height"):
            parts.append(("normalisation ", rule, HEIGHTS))
    wrong = (
        prefix + key
        for prefix, values, checks in parts
        if isinstance(values, dict)
        for key, check in checks.items()
        if key in values and not (check(values[key]) or (values[key] is None and (prefix + key) in NULLS))
    )
    return next(wrong, "")


def all_finite(value: Any, depth: int = 0) -> bool:
    """Whether no number in it, however deep, is NaN or infinite; too deep a value is not either."""
    if depth > 32:
        return False
    if isinstance(value, dict):
        return all(all_finite(each, depth + 1) for each in value.values())
    if isinstance(value, (list, tuple)):
        return all(all_finite(each, depth + 1) for each in value)
    return not isinstance(value, float) or math.isfinite(value)
