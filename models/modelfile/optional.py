"""Models with optional inputs: what they are where some of them are not given."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from .. import networks
from ..bundle import ModelBundle
from ..errors import RooflineError

# Options of a network that takes no input of a role, by its family and the role.
WITHOUT: dict[str, dict[str, dict[str, bool]]] = {
    "building_unet": {"ndvi": {"ndvi": False}},
    "imagery_unet": {"dsm": {"surface": False}},
    "compact": {"image": {"guided": False}, "buildings": {"buildings": False}},
}


def narrowed(bundle: ModelBundle, given: Sequence[bool]) -> ModelBundle:
    """The model without its optional inputs that are not given (one flag per input of the card).

    It answers as the whole model does where those inputs are empty, in less time. RooflineError where its
    network has no such option.
    """
    spec = bundle.spec
    left_out = [e.role for e, is_given in zip(spec.inputs, given) if e.optional and not is_given]
    if not left_out:
        return bundle
    family, options = spec.network.family, dict(spec.network.options)
    for role in left_out:
        if role not in WITHOUT.get(family, {}):
            raise RooflineError(
                "Model {name} cannot do without {role}, although its card says so; give it one.",
                name=spec.label,
                role=role,
            )
        options.update(WITHOUT[family][role])
    with torch.random.fork_rng(devices=[]):  # the caller's random numbers stay as they are
        network = networks.build(family, options)
    weights = bundle.network.state_dict()
    network.load_state_dict({name: weights[name] for name in network.state_dict()})
    narrow = spec.given_inputs(given)
    return ModelBundle(narrow.changed(network=spec.network.changed(options=options)), network)


def without_roles(bundle: ModelBundle, *roles: str) -> ModelBundle:
    """The model without its optional inputs of these roles."""
    return narrowed(bundle, [each.role not in roles for each in bundle.spec.inputs])
