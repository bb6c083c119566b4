"""Rules of a refiner's configuration that look at several options at once; its rows are in its own folder."""

from __future__ import annotations

from typing import Any

from ...errors import RooflineError
from ...formats.checks import Keys, entries, mapping, maybe, number, one_of, refuse, section
from ...formats.objects import JsonObject
from ...language import Message
from ...modelfile.parts import Options
from ...simulation.degradation import KINDS
from ..bundled.scenes import MIXTURES
from ..config.common import LARGEST_TILE, check_multiple
from ..config.datasets import ENTIRE, check_share, check_splits
from ..loop.gan import GanConfig
from ..loop.records import ScheduleSettings
from .architectures import ARCHITECTURES
from .options import OPTIONS, RESDEPTH_MODEL, VARIANTS

STEP_SIZE = 200  # epochs; that of the configurations shipped with ResDepth
SCHEDULER_SETTINGS: dict[str, JsonObject] = {
    "StepLR": {"step_size": STEP_SIZE},
    "ExponentialLR": {"gamma": 0.99},
}


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
# Sections whose options stand alone.
PLAIN = ("multiview", "stereopair_settings", "training_settings", "general", "output")


def checked(values: Any) -> JsonObject:
    """All sections of a configuration with their defaults; RooflineError names the first fault."""
    given = mapping(values, Message("The configuration"))
    OPTIONS.check_sections(given)
    done: JsonObject = {"model": _model(given.get("model", {}))}
    own = "architecture" in mapping(given.get("model", {}), "model")
    needs = {} if own else {"output": ("output_directory", "tboard_log_dir")}
    for name in ("datasets", *needs):
        if name not in given:
            raise RooflineError("{name} is missing; add it.", name=name)
    for name in PLAIN:
        done[name] = section(given.get(name, {}), OPTIONS.keys(name), name, needs.get(name, ()))
    training = done["training_settings"]
    training["degradation"] = _degradation(training["degradation"], "training_settings.degradation")
    done["optimizer"] = _optimizer(given.get("optimizer"), done["model"]["architecture"])
    done["scheduler"] = _scheduler(given.get("scheduler"), done["model"]["architecture"])
    done["adversarial"] = _adversarial(given.get("adversarial", {}))
    done["datasets"] = _datasets(given["datasets"], done)
    _check_tile(done["training_settings"]["tile_size"], done["model"])
    return done


def _model(values: Any) -> JsonObject:
    model = section(values, OPTIONS.keys("model"), "model")
    model["architecture"] = model["architecture"] or "resdepth"
    if model["freeze_norms"] is None:
        # a generator and its discriminator are a pair: their norms move together
        model["freeze_norms"] = (
            model["start"] is not None and not ARCHITECTURES[model["architecture"]].adversarial
        )
    if model["architecture"] == "resdepth":
        model["input_channels"] = model["input_channels"] or "geom-stereo"
        if model["input_channels"] == "stereo" and model["outer_skip"]:
            refuse(
                "model.outer_skip",
                True,
                Message("false for input_channels stereo, which has no heights to add to"),
            )
    misplaced = set(values) & (
        {row.name for row in RESDEPTH_MODEL} if model["architecture"] != "resdepth" else {"options"}
    )
    if misplaced:
        raise RooflineError(
            "model.{name} is no option of {architecture}; leave it out.",
            name=min(misplaced),
            architecture=model["architecture"],
        )
    return model


def _optimizer(values: Any, architecture: str) -> JsonObject:
    needed = () if values is None else ("name",)
    done = section({} if values is None else values, OPTIONS.keys("optimizer"), "optimizer", needed)
    adversarial = ARCHITECTURES[architecture].adversarial
    if done["weight_decay"] is None:
        done["weight_decay"] = 0.0 if adversarial else 1e-5
    if adversarial and done["betas"] is None and done["name"] != "SGD":
        done["betas"] = [0.5, 0.999]
    return {name: value for name, value in done.items() if value is not None}


def _scheduler(values: Any, architecture: str) -> ScheduleSettings | None:
    """Name and settings, None where it is disabled; StepLR gets the step that the published default lacks."""
    needed = () if values is None else ("enabled", "name")
    done = section({} if values is None else values, OPTIONS.keys("scheduler"), "scheduler", needed)
    if not done["enabled"]:
        return None
    name = done["name"] or ARCHITECTURES[architecture].scheduler
    return {"name": name, "settings": {**SCHEDULER_SETTINGS.get(name, {}), **(done["settings"] or {})}}


def _adversarial(values: Any) -> JsonObject:
    done = mapping(values, "adversarial")
    if done:
        GanConfig.of(done)
    return done


def _datasets(values: Any, done: JsonObject) -> list[JsonObject]:
    if not isinstance(values, (list, tuple)) or not values:
        refuse("datasets", values, Message("a list of at least one data set"))
    keys, needed = OPTIONS.keys("datasets[]"), OPTIONS.needed("datasets[]")
    datasets = [section(entry, keys, f"datasets[{i}]", needed) for i, entry in enumerate(values)]
    for index, dataset in enumerate(datasets):
        for name in ("n_training_samples", "allocation_strategy", "test_stripe"):
            if dataset[name] is None:
                dataset[name] = done["training_settings" if name[0] == "n" else "general"][name]
        _check_area(dataset, f"datasets[{index}]", len(datasets))
    check_splits([dataset["area_type"] for dataset in datasets])
    return datasets


def _check_area(dataset: JsonObject, path: str, count: int) -> None:
    check_share(dataset["area_type"], dataset["allocation_strategy"], path)
    if dataset["crossval_training"] and (dataset["allocation_strategy"] == ENTIRE or count > 1):
        refuse(
            f"{path}.crossval_training",
            True,
            Message("false unless one data set alone is split into stripes"),
        )


def _check_tile(size: int, model: JsonObject) -> None:
    if model["start"] is not None:
        return  # its own multiple counts, which the samples know
    if model["architecture"] == "resdepth":
        least = 2 ** (model["depth"] + 2)
        if size < least or size & (size - 1):
            refuse(
                "training_settings.tile_size",
                size,
                Message("a power of two from {least} to {most}", least=least, most=LARGEST_TILE),
            )
        return
    check_multiple(size, ARCHITECTURES[model["architecture"]].step)


def network_options(model: JsonObject) -> Options:
    """The options of the network's family in a checked model section."""
    if model["architecture"] != "resdepth":
        return dict(model["options"] or {})
    return {row.name: model[row.name] for row in RESDEPTH_MODEL}


def images_of(done: JsonObject) -> int | None:
    """Images per sample that the variant asks for, None where any number will do."""
    variant = done["model"]["input_channels"]
    if variant == "geom-multiview":
        return int(done["multiview"]["config"][0])
    known = {"geom": 0, "geom-mono": 1, "geom-stereo": 2, "stereo": 2}
    return known[variant] if variant else None


def variant(done: JsonObject, regions_images: int) -> str:
    """The published name of what the network sees; other families are named by their number of guides."""
    chosen = done["model"]["input_channels"]
    return str(chosen or VARIANTS[min(regions_images, 3)])
