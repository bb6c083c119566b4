"""The keys of a training configuration, what each may be, and their defaults.

Keys and rules are those of ResDepth's configurations; the forms that its documentation shows but its program
refuses are taken. `model.architecture` and what has no counterpart there are our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import RooflineError
from ...language import Message
from ...options import PRECISIONS
from ...simulation.degradation import KINDS
from ..bundled.scenes import MIXTURES
from ..loop.gan import GanConfig
from .checks import (
    Keys,
    anything,
    entries,
    flag,
    list_file,
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

ARCHITECTURES = ("resdepth", "compact", "enhancer")
VARIANTS = ("geom", "geom-mono", "geom-stereo", "geom-multiview", "stereo")
STRATEGIES = ("5-crossval_vertical", "5-crossval_horizontal", "entire")
AREA_TYPES = ("train", "val", "train+val")
MULTIVIEWS = ("3-view", "4-view", "5-view")
ACTIVATIONS = ("relu", "lrelu", "prelu")
OPTIMIZERS = ("Adam", "AdamW", "SGD")
LOSSES = ("l1", "gradient", "normal")
STEP_SIZE = 200  # epochs; that of the configurations shipped with ResDepth
SCHEDULERS: dict[str, dict[str, Any]] = {
    "StepLR": {"step_size": STEP_SIZE},
    "ExponentialLR": {"gamma": 0.99},
    "ReduceLROnPlateau": {},
    "CosineAnnealingLR": {},
    "CosineAnnealingWarmRestarts": {},
    "CyclicLR": {},
    "MultiStepLR": {},
    "OneCycleLR": {},
    "PolynomialLR": {},
    "linear": {},
    "step": {},
    "plateau": {},
    "cosine": {},
}
USUAL_SCHEDULER = {"resdepth": "StepLR", "compact": "CosineAnnealingLR", "enhancer": "linear"}
LARGEST_TILE = 2048
MOST_SAMPLES = 10**9


def _loss(value: Any, path: str) -> Any:
    """L1, or weights of several terms."""
    if value == "L1":
        return {"l1": 1.0}
    if not isinstance(value, Mapping):
        refuse(path, value, Message("L1, or weights of {losses} in braces", losses=", ".join(LOSSES)))
    weights = section(value, {name: (number(), None) for name in LOSSES}, path)
    given = {name: weight for name, weight in weights.items() if weight is not None}
    if not any(given.values()):
        refuse(path, value, Message("at least one weight above 0"))
    return given


def _degradation(value: Any, path: str) -> Any:
    """A mixture of simulated errors: a named one and what differs from it."""
    given = section(value, DEGRADATION, path)
    done = {name: entry for name, entry in given.items() if entry is not None}
    for name in ("severity", "unit"):
        if name in done and not (len(done[name]) == 2 and 0 < done[name][0] <= done[name][1]):
            refuse(f"{path}.{name}", done[name], Message("a lower and an upper bound above 0"))
    return done


DEGRADATION: Keys = {
    "mixture": (one_of(*MIXTURES), None),
    "clean": (number(0, 1), None),
    "stereo": (number(0, 1), None),
    "on_top": (number(0, 1), None),
    "mask_told": (number(0, 1), None),
    "severity": (entries(number(0, 10)), None),
    "unit": (entries(number(0, 100)), None),
    "relief": (number(1, 10), None),
    "kinds": (maybe(entries(one_of(*KINDS))), None),
}
DATASET: Keys = {
    "name": (maybe(text), None),
    "raster_gt": (some_text, None),
    "raster_in": (maybe(some_text), None),
    "path_image_list": (maybe(list_file), None),
    "path_pairlist_training": (maybe(list_file), None),
    "path_pairlist_validation": (maybe(list_file), None),
    "area_type": (one_of(*AREA_TYPES), None),
    "n_training_samples": (whole(1, MOST_SAMPLES), None),
    "allocation_strategy": (one_of(*STRATEGIES), None),
    "test_stripe": (whole(0, 4), None),
    "crossval_training": (flag, False),
    "image_list": (entries(some_text), None),
    "image_pairs_train": (entries(entries(whole(0))), None),
    "image_pairs_val": (entries(entries(whole(0))), None),
    "area_defn_train": (anything, None),
    "area_defn_val": (anything, None),
    "building_mask": (maybe(some_text), None),
}
RESDEPTH_MODEL: Keys = {
    "depth": (whole(1, 9), 5),
    "start_kernel": (whole(1), 64),
    "act_fn_encoder": (one_of(*ACTIVATIONS), "relu"),
    "act_fn_decoder": (one_of(*ACTIVATIONS), "relu"),
    "act_fn_bottleneck": (one_of(*ACTIVATIONS), "relu"),
    "up_mode": (one_of("transpose", "bilinear"), "transpose"),
    "do_BN": (flag, True),
    "bias_conv_layer": (flag, True),
    "outer_skip": (flag, True),
    "outer_skip_BN": (flag, False),
}
MODEL: Keys = {
    "name": (maybe(one_of("UNet")), None),
    "architecture": (one_of(*ARCHITECTURES), None),
    "input_channels": (one_of(*VARIANTS), None),
    "pretrained_path": (maybe(some_text), None),
    "start": (maybe(some_text), None),
    "freeze_encoder": (flag, False),
    "freeze_norms": (maybe(flag), None),
    "options": (mapping, None),
    **RESDEPTH_MODEL,
}
SECTIONS: dict[str, Keys] = {
    "multiview": {"config": (one_of(*MULTIVIEWS), "3-view")},
    "stereopair_settings": {
        "use_all_stereo_pairs": (flag, True),
        "permute_images_within_pair": (flag, True),
    },
    "training_settings": {
        "n_training_samples": (whole(1, MOST_SAMPLES), 20_000),
        "tile_size": (whole(8, LARGEST_TILE), 256),
        "augment": (flag, True),
        "batch_size": (whole(1), 20),
        "n_epochs": (whole(1), 2000),
        "loss": (_loss, {"l1": 1.0}),
        "ema": (number(0, 0.99999), 0.0),
        "gradient_clipping": (number(), 0.0),
        "accumulate": (whole(1), 1),
        "precision": (one_of(*PRECISIONS), "auto"),
        "early_stopping": (whole(0), 0),
        "new_positions": (flag, True),
        "degrade": (number(0, 1), 0.0),
        "degradation": (_degradation, {}),
        "misregistration": (number(0, 64), 0.0),
    },
    "general": {
        "allocation_strategy": (one_of(*STRATEGIES), STRATEGIES[0]),
        "test_stripe": (whole(0, 4), 0),
        "workers": (whole(0), 4),
        "random_seed": (whole(0, 2**32 - 1), 0),
        "save_model_rate": (whole(1), 20),
        "evaluate_rate": (whole(1), 1),
        "compatibility": (flag, False),
    },
    "output": {
        "output_directory": (some_text, None),
        "tboard_log_dir": (some_text, None),
        "suffix": (text, ""),
        "plot_model_txt": (anything, False),
        "checkpoint_dir": (anything, None),
        "dsm_normalization": (anything, None),
        "satellite_image_normalization": (anything, None),
    },
}
OPTIMIZER: Keys = {
    "name": (one_of(*OPTIMIZERS), "Adam"),
    "learning_rate": (number(above=True), 2e-4),
    "weight_decay": (number(), None),
    "betas": (entries(number(0, 1)), None),
    "momentum": (number(0, 1), None),
    "eps": (number(above=True), None),
    "nesterov": (flag, None),
    "amsgrad": (flag, None),
}
SCHEDULER: Keys = {
    "enabled": (flag, True),
    "name": (one_of(*SCHEDULERS), None),
    "settings": (mapping, None),
}
TOP = ("datasets", "model", *SECTIONS, "optimizer", "scheduler", "adversarial")


def checked(values: Any) -> dict[str, Any]:
    """All sections of a configuration with their defaults; RooflineError names the first fault."""
    given = mapping(values, Message("The configuration"))
    unknown = [str(name) for name in given if name not in TOP]
    if unknown:
        raise RooflineError("{name} is unknown; choose from {known}.", name=unknown[0], known=", ".join(TOP))
    done: dict[str, Any] = {"model": _model(given.get("model", {}))}
    own = "architecture" in mapping(given.get("model", {}), "model")
    needs = {} if own else {"output": ("output_directory", "tboard_log_dir")}
    for name in ("datasets", *needs):
        if name not in given:
            raise RooflineError("{name} is missing; add it.", name=name)
    for name, keys in SECTIONS.items():
        done[name] = section(given.get(name, {}), keys, name, needs.get(name, ()))
    done["optimizer"] = _optimizer(given.get("optimizer"), done["model"]["architecture"])
    done["scheduler"] = _scheduler(given.get("scheduler"), done["model"]["architecture"])
    done["adversarial"] = _adversarial(given.get("adversarial", {}))
    done["datasets"] = _datasets(given["datasets"], done)
    _check_tile(done["training_settings"]["tile_size"], done["model"])
    return done


def _model(values: Any) -> dict[str, Any]:
    model = section(values, MODEL, "model")
    model["architecture"] = model["architecture"] or "resdepth"
    if model["freeze_norms"] is None:
        # a generator and its discriminator are a pair: their norms move together
        model["freeze_norms"] = model["start"] is not None and model["architecture"] != "enhancer"
    if model["architecture"] == "resdepth":
        model["input_channels"] = model["input_channels"] or "geom-stereo"
        if model["input_channels"] == "stereo" and model["outer_skip"]:
            refuse(
                "model.outer_skip",
                True,
                Message("false for input_channels stereo, which has no heights to add to"),
            )
    misplaced = set(values) & (set(RESDEPTH_MODEL) if model["architecture"] != "resdepth" else {"options"})
    if misplaced:
        raise RooflineError(
            "model.{name} is no option of {architecture}; leave it out.",
            name=min(misplaced),
            architecture=model["architecture"],
        )
    return model


def _optimizer(values: Any, architecture: str) -> dict[str, Any]:
    done = section(
        {} if values is None else values, OPTIMIZER, "optimizer", () if values is None else ("name",)
    )
    adversarial = architecture == "enhancer"
    if done["weight_decay"] is None:
        done["weight_decay"] = 0.0 if adversarial else 1e-5
    if adversarial and done["betas"] is None and done["name"] != "SGD":
        done["betas"] = [0.5, 0.999]
    return {name: value for name, value in done.items() if value is not None}


def _scheduler(values: Any, architecture: str) -> dict[str, Any] | None:
    """Name and settings, None where it is disabled; StepLR gets the step that the published default lacks."""
    needed = () if values is None else ("enabled", "name")
    done = section({} if values is None else values, SCHEDULER, "scheduler", needed)
    if not done["enabled"]:
        return None
    name = done["name"] or USUAL_SCHEDULER[architecture]
    return {"name": name, "settings": {**SCHEDULERS[name], **(done["settings"] or {})}}


def _adversarial(values: Any) -> dict[str, Any]:
    done = mapping(values, "adversarial")
    if done:
        GanConfig.of(done)
    return done


def _datasets(values: Any, done: dict[str, Any]) -> list[dict[str, Any]]:
    if not isinstance(values, (list, tuple)) or not values:
        refuse("datasets", values, Message("a list of at least one data set"))
    needed = ("raster_gt", "raster_in", "area_type")
    datasets = [section(entry, DATASET, f"datasets[{i}]", needed) for i, entry in enumerate(values)]
    for index, dataset in enumerate(datasets):
        for name in ("n_training_samples", "allocation_strategy", "test_stripe"):
            if dataset[name] is None:
                dataset[name] = done["training_settings" if name[0] == "n" else "general"][name]
        _check_area(dataset, f"datasets[{index}]", len(datasets))
    for phase in ("train", "val"):
        if not any(phase in dataset["area_type"].split("+") for dataset in datasets):
            raise RooflineError(
                "No datasets[].area_type contains {phase}; give {phase} or train+val to one.", phase=phase
            )
    return datasets


def _check_area(dataset: dict[str, Any], path: str, count: int) -> None:
    entire = dataset["allocation_strategy"] == "entire"
    if entire and dataset["area_type"] == "train+val":
        refuse(f"{path}.area_type", "train+val", Message("train or val where allocation_strategy is entire"))
    if dataset["crossval_training"] and (entire or count > 1):
        refuse(
            f"{path}.crossval_training",
            True,
            Message("false unless one data set alone is split into stripes"),
        )


def _check_tile(size: int, model: dict[str, Any]) -> None:
    path = "training_settings.tile_size"
    if model["start"] is not None:
        return  # its own multiple counts, which the samples know
    if model["architecture"] == "resdepth":
        least = 2 ** (model["depth"] + 2)
        if size < least or size & (size - 1):
            refuse(
                path,
                size,
                Message("a power of two from {least} to {most}", least=least, most=LARGEST_TILE),
            )
        return
    step = 256 if model["architecture"] == "enhancer" else 32
    if size % step:
        refuse(path, size, Message("a multiple of {step}", step=step))


def network_options(model: dict[str, Any]) -> dict[str, Any]:
    """The options of the network's family in a checked model section."""
    if model["architecture"] != "resdepth":
        return dict(model["options"] or {})
    return {name: model[name] for name in RESDEPTH_MODEL}


def images_of(done: dict[str, Any]) -> int | None:
    """Images per sample that the variant asks for, None where any number will do."""
    variant = done["model"]["input_channels"]
    if variant == "geom-multiview":
        return int(done["multiview"]["config"][0])
    known = {"geom": 0, "geom-mono": 1, "geom-stereo": 2, "stereo": 2}
    return known[variant] if variant else None


def variant(done: dict[str, Any], regions_images: int) -> str:
    """The published name of what the network sees; other families are named by their number of guides."""
    chosen = done["model"]["input_channels"]
    return str(chosen or VARIANTS[min(regions_images, 3)])
