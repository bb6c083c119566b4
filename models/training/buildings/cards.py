"""The card that a finder of buildings is trained by, before its provenance."""

from __future__ import annotations

from typing import Any

from ... import bundle
from ...bundle import ModelBundle
from ...modelfile.card import FORMAT, VERSION
from ...tasks import BUILDING_MASK
from .plan import BUNDLED, MaskPlan, fitted, start_model

PIX2PIX_SIDE = 256  # pixels: its deepest level is one pixel then


def draft(plan: MaskPlan) -> dict[str, Any]:
    """Inputs, normalisation, network, output and tiles: those of the start model, of the bundled model for a
    fresh compact network, or of the published footprint system.
    """
    if plan.architecture == "pix2pix" and plan.start is None:
        return _pix2pix()
    card = dict(planned_model(plan).card)
    card.pop("provenance", None)
    card.pop("untrained", None)
    if plan.architecture == "pix2pix":
        seen = int(card["inputs"][0]["bands"]) + int(card["output"]["bands"])
        card.setdefault("discriminator", _judge(seen))
    return card


def planned_model(plan: MaskPlan) -> ModelBundle:
    """The start model, or the bundled one whose design a fresh network takes, with the plan's inputs."""
    name = BUNDLED["image" if "image" in plan.layers else "dsm"]
    model = start_model(plan.start) if plan.start is not None else bundle.load(name)
    return fitted(model, plan)[0]


def _pix2pix() -> dict[str, Any]:
    """P. Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017."""
    image = {
        "role": "image",
        "bands": 3,
        "first_bands": True,
        "normalisation": {"kind": "scale", "scale": 1 / 127.5, "offset": -1.0},
    }
    options = {"input_channels": 3, "output_channels": 1, "norm": "batch"}
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": "trained",
        "title": "Pix2pix footprints",
        "task": BUILDING_MASK.id,
        "network": {"family": "pix2pix", "options": options},
        "discriminator": _judge(4),
        "inputs": [image],
        "output": {
            "role": "mask",
            "bands": 1,
            "activation": "tanh",
            "channel": 0,
            "scale": 0.5,
            "offset": 0.5,
            "threshold": 0.5,
        },
        "tile": {"size": PIX2PIX_SIDE, "overlap": 64, "multiple": PIX2PIX_SIDE, "layout": "shifted"},
        "precision": "float32",
    }


def _judge(planes: int) -> dict[str, Any]:
    return {"family": "patchgan", "options": {"kind": "basic", "input_channels": planes, "norm": "batch"}}
