"""ImpliCity's configuration: what it says of inference is read; what cannot be honoured is refused by name.

Sizes are told along x and along y. Keys that matter to the training or its evaluation alone are passed over.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import RooflineError
from ..formats import yaml_subset
from ..formats.checks import as_written
from ..formats.objects import JsonObject
from ..language import Message, tr_noop
from ..modelfile.reconstruction import Lengths, Reconstruction
from .checkpoint import Checkpoint

LOGGER = logging.getLogger(__name__)
DEEPEST_CONFIGURATION = 8  # files that inherit from each other; more go in a circle
PARENTS_SEARCHED = 4  # folders above a file in which an inherited one may lie, as in the published repository
LARGEST_LENGTH = 1e6  # metres
MOST_REFINEMENTS = 16  # each halves the step of heights: sixteen are beyond float32
MOST_HEIGHTS = 4096  # of the first search, in a column
MOST_PIXELS = 4096  # along a patch's side
PIXEL = "dsm_generation.pixel_size"
Rules = dict[str, tuple[Callable[[Any], bool], str]]  # by dotted key: what a value must be, in words too
Refused = Callable[[str, object, Message], RooflineError]
SHIFTS = ("median", "mean", "20quantile")
DEFAULTS: JsonObject = {
    "dataset": {
        "normalize": {
            "x_range": [0, 1],
            "y_range": [0, 1],
            "z_std": 29.83779098,
            "z_shift": "median",
        },
        "patch_size": [64, 64],
        "n_input_points": None,
        "sliding_window": {"test_strip": [16, 16]},
        "satellite_image": {"normalize": {"mean": 1132.664, "std": 487.496}},
    },
    "model": {
        "data_dim": 3,
        "multi_label": None,
        "encoder_kwargs": {"plane_type": ["xy"], "plane_resolution": None, "scatter_type": "max"},
        "decoder_kwargs": {"sample_mode": "bilinear", "leaky": False},
    },
    "test": {"threshold": 0.5},
    "dsm_generation": {
        "crs_epsg": None,
        "pixel_size": [0.25, 0.25],
        "h_range": [-100, 80],
        "fill_empty": True,
        "h_resolution_0": 16,
        "h_upsampling_steps": 4,
        "half_blend_percent": [0.5, 0.5],
    },
}


def read(checkpoint: Checkpoint) -> JsonObject:
    """The configuration beside a checkpoint over the published defaults, each key checked."""
    return checked(merged(DEFAULTS, _written(checkpoint)))


def checked(config: JsonObject, refused: Refused | None = None) -> JsonObject:
    """A configuration completed by DEFAULTS; the error that `refused` makes names the first fault."""
    check_rules(config, RULES, refused)
    _check_sizes(config, refused or refusal)
    return config


def check_rules(config: JsonObject, rules: Rules, refused: Refused | None = None) -> None:
    """Refuse the first value that its rule does not take, by the error that `refused` makes of it."""
    for key, (check, wanted) in rules.items():
        value = value_of(config, key)
        try:
            legal = check(value)
        except (TypeError, ValueError, OverflowError):
            legal = False
        if not legal:
            raise (refused or refusal)(key, value, Message(wanted))


def _check_sizes(config: JsonObject, refused: Refused) -> None:
    """Hold lengths against each other."""
    pixel, generation = pair(config, PIXEL), config["dsm_generation"]
    sides = [length / size for length, size in zip(pair(config, "dataset.patch_size"), pixel)]
    if not all(2 <= round(side) <= MOST_PIXELS for side in sides):
        raise refused(PIXEL, generation["pixel_size"], Message("2 to 4096 pixels along a patch's sides"))
    lowest, highest = generation["h_range"]
    if (highest - lowest) / generation["h_resolution_0"] > MOST_HEIGHTS:
        wanted = Message("a step that the range of heights has at most 4096 of")
        raise refused("dsm_generation.h_resolution_0", generation["h_resolution_0"], wanted)


def refusal(key: str, value: object, wanted: Message) -> RooflineError:
    """The error for a value that cannot be honoured."""
    return RooflineError(
        "{key} in config.yaml is {value}; Roofline takes {wanted}.",
        key=key,
        value=as_written(value),
        wanted=wanted,
    )


def value_of(config: JsonObject, key: str) -> Any:
    """The value of a dotted key; None where what should hold it is no mapping."""
    held: Any = config
    for name in key.split("."):
        held = held.get(name) if isinstance(held, dict) else None
    return held


def is_number(value: Any) -> bool:
    """Whether it is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_length(value: Any) -> bool:
    """Whether it is a length above 0."""
    return is_number(value) and 0 < value < LARGEST_LENGTH


def is_pair(value: Any, check: Callable[[Any], bool] = is_length) -> bool:
    """A number for both axes, or one for each."""
    entries = value if isinstance(value, list) else [value]
    return 1 <= len(entries) <= 2 and all(map(check, entries))


def is_count(value: Any) -> bool:
    """Whether it is a whole number above 0."""
    return is_number(value) and float(value).is_integer() and value > 0


def epsg(value: Any) -> int | None:
    """A CRS's number, told as 32632 or "EPSG:32632"; None where there is none."""
    return None if value is None else int(str(value).upper().replace("EPSG:", ""))


def pair(config: JsonObject, key: str) -> tuple[float, float]:
    """The values of a key along x and along y."""
    value = value_of(config, key)
    entries = value if isinstance(value, list) else [value]
    return float(entries[0]), float(entries[-1])


LENGTH = tr_noop("a length above 0")
PAIR = tr_noop("lengths above 0 along x and y")
RANGE = tr_noop("[0, 1], the range that the published networks know")
FLAG = tr_noop("true or false")
RULES: Rules = {
    "dataset.normalize.x_range": (lambda value: list(value) == [0, 1], RANGE),
    "dataset.normalize.y_range": (lambda value: list(value) == [0, 1], RANGE),
    "dataset.normalize.z_std": (is_length, LENGTH),
    "dataset.normalize.z_shift": (lambda value: value in SHIFTS, tr_noop("median, mean or 20quantile")),
    "dataset.patch_size": (is_pair, PAIR),
    "dataset.n_input_points": (
        lambda value: value is None or is_count(value),
        tr_noop("null or a whole number above 0"),
    ),
    "dataset.sliding_window.test_strip": (is_pair, PAIR),
    "dataset.satellite_image.normalize.mean": (is_number, tr_noop("a number")),
    "dataset.satellite_image.normalize.std": (
        lambda value: is_number(value) and value > 0,
        tr_noop("a number above 0"),
    ),
    "model.data_dim": (lambda value: value == 3, "3"),
    "model.multi_label": (lambda value: value is None or isinstance(value, bool), FLAG),
    "model.encoder_kwargs.plane_type": (
        lambda value: value in ("xy", ["xy"]),
        tr_noop("[xy], the only plane there is"),
    ),
    "model.encoder_kwargs.plane_resolution": (
        lambda value: value is None or (is_count(value) and value <= 4096),
        tr_noop("a whole number from 1 to 4096"),
    ),
    "model.encoder_kwargs.scatter_type": (lambda value: value in ("max", "mean"), tr_noop("max or mean")),
    "model.decoder_kwargs.sample_mode": (
        lambda value: value in ("bilinear", "nearest"),
        tr_noop("bilinear or nearest"),
    ),
    "model.decoder_kwargs.leaky": (lambda value: isinstance(value, bool), FLAG),
    "test.threshold": (
        lambda value: is_number(value) and 0 < value < 1,
        tr_noop("a number between 0 and 1"),
    ),
    "dsm_generation.crs_epsg": (
        lambda value: value is None or epsg(value) is not None,
        tr_noop("a number of EPSG's"),
    ),
    PIXEL: (is_pair, PAIR),
    "dsm_generation.h_range": (
        lambda value: len(value) == 2 and all(map(is_number, value)) and value[0] < value[1],
        tr_noop("the lowest and the highest height"),
    ),
    "dsm_generation.fill_empty": (lambda value: isinstance(value, bool), FLAG),
    "dsm_generation.h_resolution_0": (is_length, LENGTH),
    "dsm_generation.h_upsampling_steps": (
        lambda value: is_number(value) and value in range(MOST_REFINEMENTS + 1),
        tr_noop("a whole number from 0 to 16"),
    ),
    "dsm_generation.half_blend_percent": (
        lambda value: is_pair(value, lambda part: is_number(part) and 0 <= part <= 0.5),
        tr_noop("shares from 0 to 0.5 along x and y"),
    ),
}


def reconstruction(config: JsonObject) -> Reconstruction:
    """How surfaces are searched and patches blended, in metres."""
    generation, points = config["dsm_generation"], config["dataset"]["n_input_points"]
    lowest, highest = generation["h_range"]
    return Reconstruction(
        patch_size=_told(pair(config, "dataset.patch_size")),
        stride=_told(pair(config, "dataset.sliding_window.test_strip")),
        most_points=None if points is None else int(points),
        threshold=float(config["test"]["threshold"]),
        pixel_size=_told(pair(config, "dsm_generation.pixel_size")),
        heights=(float(lowest), float(highest)),
        first_step=float(generation["h_resolution_0"]),
        refinements=int(generation["h_upsampling_steps"]),
        fill_empty=bool(generation["fill_empty"]),
        blend=_told(pair(config, "dsm_generation.half_blend_percent")),
    )


def _told(values: tuple[float, float]) -> Lengths:
    """As a card tells it: one number where both axes have the same."""
    return values[0] if values[0] == values[1] else values


def _written(checkpoint: Checkpoint) -> JsonObject:
    path = checkpoint.neighbour("config.yaml")
    if path is None:
        LOGGER.warning(
            "There is no config.yaml beside %s: the published defaults are taken.", checkpoint.path.name
        )
        return {}
    return inherited(path)


def inherited(path: Path, depth: int = 0) -> JsonObject:
    """A configuration with those it inherits from, which it overrides."""
    try:
        config = yaml_subset.read(path)
    except (OSError, UnicodeDecodeError) as error:
        raise RooflineError("{path} cannot be read as a configuration; get a new copy.", path=path) from error
    if not isinstance(config, dict):
        raise RooflineError(
            "{path} is no configuration; put the run's config.yaml beside the checkpoint.", path=path
        )
    parent = config.get("inherit_from")
    if not isinstance(parent, str):
        return config
    found = _parent_file(path, parent)
    if found is None or depth >= DEEPEST_CONFIGURATION:
        LOGGER.warning("%s inherits from %s, which is not here: defaults stand in.", path.name, parent)
        return config
    return merged(inherited(found, depth + 1), config)


def _parent_file(path: Path, name: str) -> Path | None:
    """An inherited configuration; its path was relative to where the training was started."""
    folders = list(path.absolute().parents)[: PARENTS_SEARCHED + 1]
    candidates = [folder / name for folder in folders] + [path.parent / Path(name).name]
    return next((file for file in candidates if file.is_file() and file.resolve() != path.resolve()), None)


def merged(base: JsonObject, child: JsonObject) -> JsonObject:
    """Nested dictionaries of both; where both say something, the child wins, but nothing is no mapping."""
    result = dict(base)
    for key, value in child.items():
        mine = result.get(key)
        if isinstance(mine, dict) and (value is None or isinstance(value, dict)):
            value = merged(mine, value or {})
        result[key] = value
    return result
