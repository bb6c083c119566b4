"""What a training of occupancy is told: ImpliCity's own configuration, and what Roofline adds to it.

A file is the original's YAML, with those it inherits from, or JSON with the same keys. Roofline adds `places`
(points with a reference surface, for people without meshes), `queries` and some keys of `training`.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...clouds.readers.selection import ALL_RETURNS, RETURNS, USUAL
from ...errors import RooflineError
from ...formats.checks import (
    Check,
    Keys,
    anything,
    entries,
    flag,
    mapping,
    maybe,
    number,
    one_of,
    refuse,
    section,
    some_text,
    text,
    whole,
)
from ...formats.objects import JsonObject
from ...language import Message, shown
from ...published import implicity_configuration as published
from ...published.implicity_configuration import merged
from ..config.files import read_json
from .options import LARGEST_LENGTH, OPTIONS

log = logging.getLogger(__name__)
SURFACES = ("roof", "facade", "terrain")
METHODS = {"conv_onet": 0, "implicity_onet": 1}  # by the fewest images
SCHEDULERS = ("CyclicLR", "MultiStepLR", "CosineAnnealingLR")
# Of the published configuration.
CYCLE = {
    "base_lr": 5e-5,
    "max_lr": 1e-3,
    "mode": "triangular2",
    "gamma": 0.9999178,
    "step_size_up": 1000,
    "step_size_down": 2500,
}
# What is only the original's: names of runs, its loader's processes, files of its own evaluation.
PASSED_OVER = (
    "inherit_from",
    "dataloader",
    "test",
    "dsm_generation",
    "dataset.name",
    "dataset.dsm_gt_path",
    "dataset.mask_files",
    "dataset.sliding_window.vis_strip",
    "training.run_name",
    "training.lock_seed",
    "training.print_every",
    "training.visualize_every",
    "training.backup_every",
    "training.val_batch_size",
    "training.model_selection_metric",
    "training.model_selection_mode",
    "training.out_dir",
    "training.log_dir",
    "training.wandb",
    "model.architecture",
    "model.encoder",
    "model.decoder",
    "model.encoder2",
    "model.encoder2_kwargs",
)
OWN = ("places", "queries", "validation", "start", "precision", "inherit_from")  # not the original's
PLACE: Keys = {
    "name": (text, ""),
    "points": (some_text, None),
    "reference": (some_text, None),
    "guides": (entries(some_text), []),
    "crs": (text, ""),
    "height_field": (text, ""),
    "split": (one_of("train+val", "train", "val"), "train+val"),
    "classes": (text, ""),
    "returns": (one_of(*RETURNS), ALL_RETURNS),
    "withheld": (flag, USUAL.withheld),
    "synthetic": (flag, USUAL.synthetic),
    "overlap": (flag, USUAL.overlap),
}


def _one_or_two(check: Check) -> Check:
    """A value for both axes, or one for each; or two weights, outside and inside."""

    def checked(value: Any, path: str) -> Any:
        if isinstance(value, list) and not 1 <= len(value) <= 2:
            refuse(path, value, Message("one value, or one for each axis"))
        for each in value if isinstance(value, list) else [value]:
            check(each, path)
        return value

    return checked


SIZE, LENGTH = whole(1), number(0, LARGEST_LENGTH, above=True)
WEIGHTS = _one_or_two(number())  # outside a mask and inside it
# By dotted key what a value must be, and its default; published.DEFAULTS has the keys of inference.
KEYS: Keys = {
    "dataset.path": (maybe(text), None),
    "dataset.train_chunks": (entries(whole(0)), [0]),
    "dataset.val_chunks": (entries(whole(0)), [0]),
    "dataset.test_chunks": (anything, [0]),
    "dataset.vis_chunks": (anything, [0]),
    "dataset.n_query_points": (maybe(SIZE), None),
    "dataset.subsample_val": (flag, False),
    "dataset.use_surface": (entries(one_of(*SURFACES)), list(SURFACES)),
    "dataset.sliding_window.val_strip": (_one_or_two(LENGTH), [32, 32]),
    "dataset.satellite_image.folder": (anything, None),
    "dataset.satellite_image.pairs": (entries(text), []),
    "model.method": (one_of(*METHODS), "conv_onet"),
    "model.encoder_kwargs.hidden_dim": (SIZE, 32),
    "model.encoder_kwargs.feature_dim": (SIZE, 32),
    "model.encoder_kwargs.plane_resolution": (SIZE, 128),
    "model.encoder_kwargs.n_blocks": (SIZE, 5),
    "model.encoder_kwargs.unet": (flag, True),
    "model.encoder_kwargs.unet_kwargs.depth": (SIZE, 5),
    "model.encoder_kwargs.unet_kwargs.merge_mode": (anything, "concat"),
    "model.encoder_kwargs.unet_kwargs.start_filts": (SIZE, 32),
    "model.encoder_kwargs.unet_kwargs.up_mode": (anything, "transpose"),
    "model.decoder_kwargs.feature_dim": (anything, 32),
    "model.decoder_kwargs.hidden_size": (SIZE, 32),
    "model.decoder_kwargs.n_blocks": (SIZE, 5),
    "model.decoder_kwargs.out_dim": (anything, None),
    "model.encoder2_kwargs.num_hourglass": (anything, 2),
    "model.encoder2_kwargs.num_stack": (anything, 4),
    "model.encoder2_kwargs.norm": (anything, "group"),
    "model.encoder2_kwargs.hg_down": (anything, "ave_pool"),
    "training.augmentation.flip": (flag, True),
    "training.augmentation.rotate": (flag, True),
    "training.scheduler.type": (maybe(one_of(*SCHEDULERS)), "CyclicLR"),
    "training.scheduler.kwargs": (anything, CYCLE),
    "training.loss_weights.gt": (WEIGHTS, [0, 1]),
    "training.loss_weights.land.building": (WEIGHTS, [1, 1]),
    "training.loss_weights.land.forest": (WEIGHTS, [1, 0.5]),
    "training.loss_weights.land.water": (WEIGHTS, [1, 0.5]),
    "training.loss_weights.balance_building_weight": (flag, False),
    "validation": (number(0, 0.5, above=True), 0.2),
    "places": (anything, []),
}


def _defaults() -> JsonObject:
    """All keys with their defaults, nested as a file has them."""
    rows = {key: default for key, (_, default) in KEYS.items()}
    for name in ("training", "queries"):
        rows |= {f"{name}.{key}": default for key, (_, default) in OPTIONS.keys(name).items()}
    made: JsonObject = {}
    for key, default in rows.items():
        *sections, last = key.split(".")
        held = made
        for name in sections:
            held = held.setdefault(name, {})
        held[last] = default
    return merged(published.DEFAULTS, made)


def read(path: Path) -> JsonObject:
    """The configuration in a file, complete and checked; relative paths stay as they are."""
    path = Path(path)
    if path.suffix.lower() == ".json":
        return complete(mapping(read_json(path), Message("The configuration")))
    return complete(published.inherited(path))


def complete(given: JsonObject) -> JsonObject:
    """A configuration with its defaults; RooflineError names the first fault."""
    given = OPTIONS.of_task(given)
    base = copy.deepcopy(_defaults())
    _check_sections(given, base, "")
    _tell_unknown(given, base)
    config = merged(base, given)
    for key, (check, _) in KEYS.items():
        check(published.value_of(config, key), key)
    published.checked(config, _refuse)
    keys = OPTIONS.keys("training")
    known = {name: config["training"].get(name) for name in keys}
    config["training"] = {**config["training"], **section(known, keys, "training")}
    config["queries"] = section(config["queries"], OPTIONS.keys("queries"), "queries")
    config["places"] = _places(config["places"])
    _check_chunks(config)
    return config


def _refuse(key: str, value: object, wanted: Message) -> RooflineError:
    try:
        refuse(key, value, wanted)
    except RooflineError as error:
        return error


def _check_sections(given: JsonObject, known: JsonObject, path: str) -> None:
    """Refuse a single value where there are names and values; null leaves a section as it is."""
    for name, inner in known.items():
        value = given.get(name)
        if isinstance(inner, dict) and value is not None:
            _check_sections(mapping(value, f"{path}{name}"), inner, f"{path}{name}.")


def _tell_unknown(given: JsonObject, known: JsonObject) -> None:
    unknown = sorted(_unknown(given, known, ""))
    if unknown:
        names = ", ".join(shown(name) for name in unknown)
        log.warning("Keys of the configuration that are not known have no effect: %s.", names)


def _unknown(given: JsonObject, known: JsonObject, path: str) -> Iterator[str]:
    for name, value in given.items():
        place = f"{path}{name}"
        if place in PASSED_OVER or place.endswith(".kwargs"):
            continue
        if name not in known:
            yield place
        elif isinstance(value, dict) and isinstance(known[name], dict):
            yield from _unknown(value, known[name], f"{place}.")


def _places(values: Any) -> list[JsonObject]:
    if not isinstance(values, list):
        refuse("places", values, Message("a list in brackets"))
    return [
        section(value, PLACE, f"places[{index}]", ("points", "reference"))
        for index, value in enumerate(values)
    ]


def _check_chunks(config: JsonObject) -> None:
    dataset = config["dataset"]
    if not config["places"] and not isinstance(dataset["path"], str):
        raise RooflineError("The configuration names no data: give dataset.path or places.")
    for name in ("train_chunks", "val_chunks"):
        if not config["places"] and not dataset[name]:
            refuse(f"dataset.{name}", dataset[name], Message("at least one number of a chunk"))


def of_original(config: JsonObject) -> JsonObject:
    """The sections of a plan that the original knows, complete without what they inherited."""
    return {key: value for key, value in config.items() if key not in OWN}
