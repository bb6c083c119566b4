"""Models with optional inputs: what they are where some of them are not given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from .. import networks
from ..bundle import ModelBundle

# Options of a network that takes no input of a role, by its family and the role.
WITHOUT: dict[str, dict[str, dict[str, Any]]] = {
    "building_unet": {"ndvi": {"ndvi": False}},
    "imagery_unet": {"dsm": {"surface": False}},
    "compact": {"image": {"guided": False}, "buildings": {"buildings": False}},
}


def is_optional(entry: dict[str, Any]) -> bool:
    """Whether a card's input may be left out."""
    return bool(entry.get("optional"))


def narrowed(bundle: ModelBundle, given: Sequence[bool]) -> ModelBundle:
    """The model without its optional inputs that are not given (one flag per input of the card).

    It answers as the whole model does where those inputs are empty, in less time.
    """
    entries = bundle.card["inputs"]
    left_out = [e["role"] for e, is_given in zip(entries, given) if is_optional(e) and not is_given]
    if not left_out:
        return bundle
    family, options = bundle.card["network"]["family"], dict(bundle.card["network"].get("options", {}))
    for role in left_out:
        options.update(WITHOUT[family][role])
    with torch.random.fork_rng(devices=[]):  # the caller's random numbers stay as they are
        network = networks.build(family, options)
    weights = bundle.network.state_dict()
    network.load_state_dict({name: weights[name] for name in network.state_dict()})
    kept = [e for e, is_given in zip(entries, given) if is_given or not is_optional(e)]
    card = {**bundle.card, "network": {**bundle.card["network"], "options": options}, "inputs": kept}
    return ModelBundle(card, network)


def without_roles(bundle: ModelBundle, *roles: str) -> ModelBundle:
    """The model without its optional inputs of these roles."""
    return narrowed(bundle, [entry["role"] not in roles for entry in bundle.card["inputs"]])
