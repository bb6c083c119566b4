"""What a model's card must say; a card is what makes one task differ from another."""

from __future__ import annotations

from typing import Any

from .errors import RooflineError
from .tiles import BLENDS, LAYOUTS

FORMAT = "roofline-model"
VERSION = 1
NORMALISATIONS = ("local-gsd", "mean-std", "standardise")
LARGEST_OPTION = 10_000


def check_card(card: Any, name: str = "The model") -> None:
    """Raise RooflineError unless the card is complete enough to run its network."""
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise RooflineError(f"{name} is not a Roofline model; choose another file.")
    if card.get("version") != VERSION:
        raise RooflineError(
            f"{name} has card version {card.get('version')}, not {VERSION}; update the plugin."
        )
    try:
        _check_network(card["network"])
        _check_inputs(card["inputs"])
        _check_output(card["output"])
        _check_tile(card["tile"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RooflineError(f"{name} has an incomplete or faulty card ({error}); get a new copy.") from error


def input_bands(card: dict[str, Any]) -> list[int]:
    """Bands of each input, in order."""
    return [int(entry.get("bands", 1)) for entry in card["inputs"]]


def _check_network(network: dict[str, Any]) -> None:
    _require(isinstance(network["family"], str), "network family")
    options = network.get("options", {})
    _require(isinstance(options, dict), "network options")
    for name, value in options.items():
        _require(_is_modest(value), f"network option {name}")


def _is_modest(value: Any) -> bool:
    """Numbers that no network has would take the machine's memory before anything is checked."""
    if isinstance(value, (list, tuple)):
        return len(value) <= 64 and all(_is_modest(entry) for entry in value)
    if isinstance(value, (int, float)):
        return abs(value) <= LARGEST_OPTION
    return value is None or isinstance(value, str)


def _check_inputs(inputs: list[dict[str, Any]]) -> None:
    _require(isinstance(inputs, list) and len(inputs) > 0, "inputs")
    for entry in inputs:
        _require(
            isinstance(entry["role"], str) and 0 < int(entry.get("bands", 1)) <= 64, "input role and bands"
        )
        normalisation = entry["normalisation"]
        _require(normalisation["kind"] in NORMALISATIONS, f"normalisation {normalisation['kind']}")
        if normalisation["kind"] != "local-gsd":
            _require(float(normalisation["std"]) > 0, "normalisation std")
    _require(inputs[0]["normalisation"]["kind"] != "standardise", "normalisation of the first input")


def _check_output(output: dict[str, Any]) -> None:
    bands, uncertainty = int(output.get("bands", 1)), output.get("uncertainty")
    _require(bands in (1, 2), "output bands")
    if uncertainty is not None:
        _require(bands == 2 and float(uncertainty["factor"]) > 0, "output uncertainty")


def _check_tile(tile: dict[str, Any]) -> None:
    size, overlap, multiple = int(tile["size"]), int(tile["overlap"]), int(tile.get("multiple", 1))
    names = tile.get("layout", "even"), tile.get("blend", "taper")
    _require(names[0] in LAYOUTS and names[1] in BLENDS, "tile layout and blend")
    _require(0 < multiple <= size <= 4096 and 0 <= overlap <= size // 2, "tile size, overlap and multiple")


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(what)
