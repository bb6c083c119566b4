"""What a model's card must say; a card is what makes one task differ from another."""

from __future__ import annotations

from typing import Any

from ..engine.tiles import BLENDS, LAYOUTS
from ..errors import RooflineError, Unfit
from ..formats.objects import JsonObject
from ..language import shown
from ..tasks import BUILDING_MASK, DISCRIMINATOR, RECONSTRUCT_DSM, REFINE_DSM, SYNTHESIZE_IMAGERY, TASKS
from .parts import FORMAT, VERSION, Card
from .values import all_finite, faulty_key

NORMALISATIONS = ("local-gsd", "mean-std", "standardise", "scale")
ACTIVATIONS = ("none", "sigmoid", "softmax", "tanh")
PADDINGS = ("edge", "reflect")
MOST_CHANNELS = 4096  # of what a layer takes; our widest takes 256
LARGEST_FEATURE = 1e6  # of float16 even the largest number is below
LARGEST_OPTION = 10_000  # no option of a network is larger; a hostile one must not claim memory
# What is computed with; of a test's results some may well be no numbers.
ACTING = (
    *("network", "discriminator", "inputs", "output", "tile", "gsd", "resample", "variation"),
    "reconstruction",
)


def check_card(card: Any, name: str = "The model") -> Card:
    """A card's JSON as an object; RooflineError unless it is complete enough to run its network."""
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise RooflineError("{name} is not a Roofline model; choose another file.", name=name)
    if card.get("version") != VERSION:
        raise RooflineError(
            "{name} has card version {version}, not {known}; update the plugin.",
            name=name,
            version=card.get("version"),
            known=VERSION,
        )
    try:
        _require(card.get("task") in TASKS, f"task {card.get('task')}")
        wrong = faulty_key(card)
        _require(not wrong, wrong)
        for part in ACTING:
            _require(all_finite(card.get(part)), f"numbers of {part}")
        _check_network(card["network"])
        if "discriminator" in card:
            _check_network(card["discriminator"])
        _check_inputs(card["inputs"], card["task"])
        _check_output(card["output"], card["task"])
        _check_tile(card["tile"], card["task"])
        return Card.from_json(card)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise RooflineError(
            "{name} has an incomplete or faulty card ({reason}); get a new copy.", name=name, reason=error
        ) from error


def checked(card: Card, name: str = "The model") -> Card:
    """The card; RooflineError unless what it would say in a file is complete enough to run its network."""
    check_card(card.to_json(), name)
    return card


def require_task(card: Card, *tasks: str) -> None:
    """Refuse a model that was made for none of these tasks, and name its own task's algorithm."""
    if card.task == DISCRIMINATOR.id:
        raise RooflineError(
            "Model {name} is a discriminator, for training alone; choose its generator.", name=card.label
        )
    if card.task not in tasks:
        raise RooflineError(
            "Model {name} is not made for this: run it with roofline:{task}.",
            name=card.label,
            task=card.task,
        )


def _check_network(network: JsonObject) -> None:
    _require(isinstance(network["family"], str), "network family")
    options = network.get("options", {})
    _require(isinstance(options, dict), "network options")
    for name, value in options.items():
        _require(_is_modest(value), f"network option {name}")
    ranges = network.get("ranges", {})
    _require(isinstance(ranges, dict), "network ranges")
    for name, value in ranges.items():
        _require(_are_ranges(value), f"ranges of {name}")


def _are_ranges(sides: Any) -> bool:
    """Whether these are lowest and highest values of channels, such that arithmetic is made for."""
    lists = isinstance(sides, (list, tuple)) and all(isinstance(side, (list, tuple)) for side in sides)
    if not lists or len(sides) != 2 or not 0 < len(sides[0]) == len(sides[1]) <= MOST_CHANNELS:
        return False
    return all(-LARGEST_FEATURE <= low <= high <= LARGEST_FEATURE for low, high in zip(*sides))


def _is_modest(value: Any) -> bool:
    """Numbers that no network has would take the machine's memory before anything is checked."""
    if isinstance(value, (list, tuple)):
        return len(value) <= 64 and all(_is_modest(entry) for entry in value)
    if isinstance(value, (int, float)):
        return abs(value) <= LARGEST_OPTION
    return value is None or isinstance(value, str)


def _check_inputs(inputs: list[JsonObject], task: str) -> None:
    _require(isinstance(inputs, list) and len(inputs) > 0, "inputs")
    for entry in inputs:
        _require(
            isinstance(entry["role"], str) and 0 < int(entry.get("bands", 1)) <= 64, "input role and bands"
        )
        _require(isinstance(entry.get("optional", False), bool), f"optional {entry['role']}")
        if entry["role"] != "points":
            _check_normalisation(entry["normalisation"])
    _require(not inputs[0].get("optional"), "optional first input")
    if task == REFINE_DSM.id:
        _require(inputs[0]["normalisation"]["kind"] != "standardise", "normalisation of the first input")


def _check_normalisation(rule: JsonObject) -> None:
    kind = rule["kind"]
    _require(kind in NORMALISATIONS, f"normalisation {kind}")
    if kind == "scale":
        scales = rule["scale"] if isinstance(rule["scale"], list) else [rule["scale"]]
        offsets = rule["offset"] if isinstance(rule["offset"], list) else [rule["offset"]]
        _require(len(offsets) in (1, len(scales)), "normalisation offset")
        _require(all(float(scale) != 0 for scale in scales), "normalisation scale")
        _require(all(float(offset) == float(offset) for offset in offsets), "normalisation offset")
    elif kind != "local-gsd" and not (kind == "standardise" and rule.get("std", 1) is None):
        _require(float(rule["std"]) > 0, "normalisation std")


def _check_output(output: JsonObject, task: str) -> None:
    bands, uncertainty = int(output.get("bands", 1)), output.get("uncertainty")
    _require(0 < bands <= 16, "output bands")
    _require(output.get("activation", "none") in ACTIVATIONS, "output activation")
    channels = output.get("channel", 0)
    if isinstance(channels, list):  # their shares are added up, which logits of their own have not
        inside = all(0 <= int(channel) < bands for channel in channels)
        _require(inside and output.get("activation") == "softmax", "output channel")
    for name in ("scale", "offset") if task in (BUILDING_MASK.id, SYNTHESIZE_IMAGERY.id) else ():
        numbers = output.get(name, 0)
        _require(not isinstance(numbers, list) or len(numbers) in (1, bands), f"output {name}")
    if uncertainty is not None:
        finer = float(uncertainty.get("finer", 0))
        _require(bands == 2 and float(uncertainty["factor"]) > 0 and 0 <= finer <= 1, "output uncertainty")


def _check_tile(tile: JsonObject, task: str) -> None:
    size, overlap, multiple = int(tile["size"]), int(tile["overlap"]), int(tile.get("multiple", 1))
    most = size - 1 if task == RECONSTRUCT_DSM.id else size // 2
    names = tile.get("layout", "even"), tile.get("blend", "taper")
    _require(names[0] in LAYOUTS and names[1] in BLENDS, "tile layout and blend")
    _require(tile.get("padding", "edge") in PADDINGS, "tile padding")
    _require(0 < multiple <= size <= 4096 and 0 <= overlap <= most, "tile size, overlap and multiple")
    if tile.get("least") is not None:
        smallest, overlap = int(tile["least"]["size"]), int(tile["least"]["overlap"])
        _require(0 < smallest <= size and 0 <= overlap <= smallest // 2, "smallest tile")


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Unfit("its entry '{entry}' is wrong", entry=shown(what))
