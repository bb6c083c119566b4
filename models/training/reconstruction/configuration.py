"""What a training of occupancy is told: ImpliCity's own configuration, and what Roofline adds to it.

A file is the original's YAML, with those it inherits from, or JSON with the same keys. Roofline adds `places`
(points with a reference surface, for people without meshes), `queries` and some keys of `training`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...clouds.readers.selection import ALL_RETURNS, RETURNS, USUAL
from ...errors import RooflineError
from ...language import Message, tr_noop
from ...published import implicity_configuration as published
from ...published.implicity_configuration import is_count, is_length, is_number, merged
from ..config.checks import (
    Keys,
    entries,
    flag,
    number,
    one_of,
    refuse,
    section,
    some_text,
    text,
    whole,
)
from .options import OPTIONS

log = logging.getLogger(__name__)
SURFACES = ("roof", "facade", "terrain")
METHODS = {"conv_onet": 0, "implicity_onet": 1}  # by the fewest images
MASKS = ("building", "forest", "water")
SCHEDULERS = ("CyclicLR", "MultiStepLR", "CosineAnnealingLR")
LARGEST_FILE = 2**20  # bytes
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
DEFAULTS: dict[str, Any] = {
    "dataset": {
        "path": None,
        "train_chunks": [0],
        "val_chunks": [0],
        "test_chunks": [0],
        "vis_chunks": [0],
        "n_query_points": None,
        "subsample_val": False,
        "use_surface": list(SURFACES),
        "sliding_window": {"val_strip": [32, 32]},
        "satellite_image": {"folder": None, "pairs": []},
    },
    "model": {
        "method": "conv_onet",
        "encoder_kwargs": {
            "hidden_dim": 32,
            "feature_dim": 32,
            "plane_resolution": 128,
            "n_blocks": 5,
            "unet": True,
            "unet_kwargs": {
                "depth": 5,
                "merge_mode": "concat",
                "start_filts": 32,
                "up_mode": "transpose",
            },
        },
        "decoder_kwargs": {"feature_dim": 32, "hidden_size": 32, "n_blocks": 5, "out_dim": None},
        "encoder2_kwargs": {
            "num_hourglass": 2,
            "num_stack": 4,
            "norm": "group",
            "hg_down": "ave_pool",
        },
    },
    "training": {
        **{key: default for key, (_, default) in OPTIONS.keys("training").items()},
        "augmentation": {"flip": True, "rotate": True},
        "scheduler": {
            "type": "CyclicLR",
            "kwargs": {
                "base_lr": 5e-5,
                "max_lr": 1e-3,
                "mode": "triangular2",
                "gamma": 0.9999178,
                "step_size_up": 1000,
                "step_size_down": 2500,
            },
        },
        "loss_weights": {
            "gt": [0, 1],
            "land": {"building": [1, 1], "forest": [1, 0.5], "water": [1, 0.5]},
            "balance_building_weight": False,
        },
    },
    "queries": {key: default for key, (_, default) in OPTIONS.keys("queries").items()},
    "validation": 0.2,
    "places": [],
}
PAIR = tr_noop("lengths above 0 along x and y")
PLACE: Keys = {
    "name": (text, ""),
    "points": (some_text, None),
    "reference": (some_text, None),
    "guides": (entries(some_text), []),
    "crs": (text, ""),
    "split": (one_of("train+val", "train", "val"), "train+val"),
    "classes": (text, ""),
    "returns": (one_of(*RETURNS), ALL_RETURNS),
    "withheld": (flag, USUAL.withheld),
    "synthetic": (flag, USUAL.synthetic),
    "overlap": (flag, USUAL.overlap),
}
WEIGHTS = entries(number())
SIZE = tr_noop("a whole number above 0")
FLAG = tr_noop("true or false")
RULES: published.Rules = {
    "dataset.n_query_points": (
        lambda value: value is None or is_count(value),
        tr_noop("null or a whole number above 0"),
    ),
    "dataset.subsample_val": (lambda value: isinstance(value, bool), FLAG),
    "dataset.use_surface": (
        lambda value: isinstance(value, list) and set(value) <= set(SURFACES),
        tr_noop("a list of roof, facade and terrain"),
    ),
    "dataset.sliding_window.val_strip": (published.is_pair, PAIR),
    "dataset.satellite_image.pairs": (
        lambda value: isinstance(value, list) and all(isinstance(name, str) for name in value),
        tr_noop("a list of file names"),
    ),
    "model.method": (lambda value: value in METHODS, tr_noop("conv_onet or implicity_onet")),
    **{
        f"model.encoder_kwargs.{name}": (is_count, SIZE)
        for name in ("hidden_dim", "feature_dim", "n_blocks", "plane_resolution")
    },
    "model.encoder_kwargs.unet": (lambda value: isinstance(value, bool), FLAG),
    "model.encoder_kwargs.unet_kwargs.depth": (is_count, SIZE),
    "model.encoder_kwargs.unet_kwargs.start_filts": (is_count, SIZE),
    **{f"model.decoder_kwargs.{name}": (is_count, SIZE) for name in ("hidden_size", "n_blocks")},
    "training.scheduler.type": (
        lambda value: value in (None, *SCHEDULERS),
        tr_noop("CyclicLR, MultiStepLR, CosineAnnealingLR or null"),
    ),
    **{
        f"training.augmentation.{name}": (lambda value: isinstance(value, bool), FLAG)
        for name in ("flip", "rotate")
    },
    **{
        f"training.loss_weights.{name}": (
            lambda value: published.is_pair(value, lambda one: is_number(one) and one >= 0),
            tr_noop("two weights of at least 0, outside and inside"),
        )
        for name in ("gt", *(f"land.{mask}" for mask in MASKS))
    },
    "training.loss_weights.balance_building_weight": (lambda value: isinstance(value, bool), FLAG),
    "validation": (lambda value: is_length(value) and value <= 0.5, tr_noop("a share above 0, at most 0.5")),
}


def read(path: Path) -> dict[str, Any]:
    """The configuration in a file, complete and checked; relative paths stay as they are."""
    path = Path(path)
    if path.suffix.lower() == ".json":
        return complete(_json(path))
    return complete(published.inherited(path))


def complete(given: dict[str, Any]) -> dict[str, Any]:
    """A configuration with its defaults; RooflineError names the first fault."""
    base = merged(published.DEFAULTS, DEFAULTS)
    _tell_unknown(given, base)
    config = merged(base, given)
    published.check_rules(config, RULES, _refuse)
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


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError("it is too large")
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RooflineError("{path} cannot be read as a configuration; get a new copy.", path=path) from error
    if not isinstance(given, dict):
        refuse(Message("The configuration"), given, Message("names and values in braces"))
    return given


def _tell_unknown(given: dict[str, Any], known: dict[str, Any]) -> None:
    unknown = sorted(_unknown(given, known, ""))
    if unknown:
        log.warning("Keys of the configuration that are not known have no effect: %s.", ", ".join(unknown))


def _unknown(given: dict[str, Any], known: dict[str, Any], path: str) -> Iterator[str]:
    for name, value in given.items():
        place = f"{path}{name}"
        if place in PASSED_OVER or place.endswith(".kwargs"):
            continue
        if name not in known:
            yield place
        elif isinstance(value, dict) and isinstance(known[name], dict):
            yield from _unknown(value, known[name], f"{place}.")


def _places(values: Any) -> list[dict[str, Any]]:
    if not isinstance(values, list):
        refuse("places", values, Message("a list in brackets"))
    return [
        section(value, PLACE, f"places[{index}]", ("points", "reference"))
        for index, value in enumerate(values)
    ]


def _check_chunks(config: dict[str, Any]) -> None:
    dataset = config["dataset"]
    if not config["places"] and not isinstance(dataset["path"], str):
        raise RooflineError("The configuration names no data: give dataset.path or places.")
    for name in ("train_chunks", "val_chunks"):
        dataset[name] = entries(whole(0))(dataset[name], f"dataset.{name}")
        if not config["places"] and not dataset[name]:
            refuse(f"dataset.{name}", dataset[name], Message("at least one number of a chunk"))


def network_options(config: dict[str, Any], images: int) -> dict[str, Any]:
    """The options of the network that a configuration describes."""
    model = config["model"]
    encoder, decoder, unet = (
        model["encoder_kwargs"],
        model["decoder_kwargs"],
        model["encoder_kwargs"]["unet_kwargs"],
    )
    options: dict[str, Any] = {
        "hidden_dim": int(encoder["hidden_dim"]),
        "feature_dim": int(encoder["feature_dim"]),
        "plane_resolution": int(encoder["plane_resolution"]),
        "scatter_type": str(encoder["scatter_type"]),
        "n_blocks": int(encoder["n_blocks"]),
        "unet": bool(encoder["unet"]),
        "decoder_hidden": int(decoder["hidden_size"]),
        "decoder_blocks": int(decoder["n_blocks"]),
        "out_dim": 3 if model["multi_label"] else 1,
        "leaky": bool(decoder["leaky"]),
        "sample_mode": str(decoder["sample_mode"]),
    }
    if encoder["unet"]:
        options.update(
            unet_depth=int(unet["depth"]),
            unet_start=int(unet["start_filts"]),
            unet_merge=str(unet["merge_mode"]),
            unet_up=str(unet["up_mode"]),
        )
    if images:
        kept = ("num_hourglass", "num_stack", "norm", "hg_down")
        options["images"] = images
        options.update({f"image_{name}": model["encoder2_kwargs"][name] for name in kept})
    return options
