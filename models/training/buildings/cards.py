"""The card that a finder of buildings is trained by, before its provenance."""

from __future__ import annotations

from typing import Any

from ...modelfile.card import FORMAT, VERSION
from ...networks.pix2pix import EPS, MOMENTUM
from ...published.pix2pix import BACKGROUND, BUILDING
from ...tasks import BUILDING_MASK
from .options import TARGETS
from .plan import MaskPlan, fitted, planned_model
from .targets import CLASSES

PIX2PIX_SIDE = 256  # pixels: its deepest level is one pixel then
# What the generator's answer means, by what it makes: interior and contour are the building; red of the
# published picture tells it from grey ground.
OUTPUTS: dict[str, dict[str, Any]] = {
    "classes": {"bands": CLASSES, "activation": "softmax", "channel": [1, 2]},
    "picture": {
        "bands": 3,
        "activation": "tanh",
        "channel": 0,
        "scale": 127.5 / (BUILDING - BACKGROUND),
        "offset": (127.5 - BACKGROUND) / (BUILDING - BACKGROUND),
    },
    "mask": {"bands": 1, "activation": "tanh", "channel": 0, "scale": 0.5, "offset": 0.5},
}


def draft(plan: MaskPlan) -> dict[str, Any]:
    """Inputs, normalisation, network, output and tiles: those of the start model, of the bundled model for a
    fresh compact network, or of the published footprint system.
    """
    if plan.architecture == "pix2pix" and plan.start is None:
        return _pix2pix(plan)
    card = dict(fitted(planned_model(plan.start, plan.layers), plan.layers).card)
    card.pop("provenance", None)
    card.pop("untrained", None)
    if plan.architecture == "pix2pix":
        planes = int(card["inputs"][0]["bands"]) + int(card["output"]["bands"])
        options = {"kind": "basic", "input_channels": planes, "norm": "batch"}
        card.setdefault("discriminator", {"family": "patchgan", "options": options})
    return card


def _pix2pix(plan: MaskPlan) -> dict[str, Any]:
    """P. Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017, in the
    form of TensorFlow's tutorial, which the footprint system took.
    """
    image = {
        "role": "image",
        "bands": 3,
        "first_bands": True,
        "normalisation": {"kind": "scale", "scale": 1 / 127.5, "offset": -1.0},
    }
    kind, norm = plan.target or TARGETS[0], plan.norm or "instance"
    output = OUTPUTS[kind]
    sizes = {"output_channels": output["bands"], "width": plan.width, "norm": norm}
    options = {"variant": "footprint", "input_channels": 3, **sizes}
    judge = {"kind": "basic", "input_channels": 3 + output["bands"], "width": plan.width, "norm": norm}
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": "trained",
        "title": "Pix2pix footprints",
        "task": BUILDING_MASK.id,
        "network": {
            "family": "pix2pix",
            "options": {**options, "tanh": False} if kind == "classes" else options,
        },
        "discriminator": {
            "family": "patchgan",
            "options": {**judge, "first_bias": False, "eps": EPS, "momentum": MOMENTUM},
        },
        "inputs": [image],
        "output": {"role": "mask", **output, "threshold": 0.5},
        "tile": {"size": PIX2PIX_SIDE, "overlap": 64, "multiple": PIX2PIX_SIDE, "layout": "shifted"},
        "precision": "float32",
    }
