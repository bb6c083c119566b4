"""From a training checkpoint to a model file: calibrated uncertainty and a complete card."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from .. import card as cards
from ..bundle import ModelBundle, rounded
from ..networks.compact import Compact
from . import scenes
from .losses import RIM

CONFIDENCE = 0.9
DATA = [
    "Procedural cities of models/simulation at 0.06 to 2.5 m GSD, rendered and matched as image pairs "
    "(census, semi-global matching) or degraded by hand-made stereo error models",
    "London Covent Garden and Goteborg (Kronhuset, Treeplanter, Torgg, Annedal, Guldheden) LiDAR, CC0-1.0, "
    "Urban Meteorology Reading",
    "Eugene, Oregon (Autzen) LiDAR, CC BY 4.0, PDAL project",
    "Delft AHN3 LiDAR, Dutch open data (CC0)",
    "Nimes and small subsets of LiDAR HD, Licence Ouverte 2.0, IGN",
]
GUIDED_DATA = [
    "Images: rendered with random suns, cameras, ground and leaning walls; real colours of Eugene and Nimes",
]
GUIDED_LIMITS = [
    "Trained for a short time: a few per cent better than `refine-geometry`, less than images can tell.",
    "The image must lie on the surface within a few pixels; objects of an ordinary orthoimage that lean by "
    "more than 8 px mislead it.",
    "Shadows and painted lines that look like walls may leave faint steps.",
]
LIMITS = [
    "Geometry alone cannot tell where a wall stands: outlines blurred over many pixels stay uncertain.",
    "Roofs lost or invented by the matcher over more than about 30 px are not recovered.",
    "False matches that hang together over 5 to 30 px, as on glass or along striped roofs, are partly kept: "
    "on such aerial stereo at 0.14 m TV-L1 is a little better in mean absolute error.",
    "Among courtyards of a few pixels, isolated outliers are removed about as well by a small median.",
    "Trees are kept as trees; the model makes no terrain model.",
    "Heights must be in the same unit as the pixel size after conversion: it works in multiples of the GSD.",
    "The uncertainty is calibrated on simulated stereo; on other error sources its 90 % may hold less.",
]


def calibration(network: nn.Module, folder: Path) -> float:
    """Factor on the Laplace half-width that makes it cover CONFIDENCE of the validation errors."""
    ratios = []
    inner = (slice(RIM, -RIM), slice(RIM, -RIM))
    for path in sorted(folder.glob("*.npy")):
        inputs, truth = scenes.unpacked(np.load(path))
        with torch.inference_mode():
            output = network(inputs)
        width = torch.exp(output[:, 1]) * math.log(1 / (1 - CONFIDENCE))
        ratio = ((output[:, 0] - truth[:, 0]).abs() / width)[(slice(None), *inner)]
        ratios.append(ratio.flatten()[::37].numpy())
    return float(np.quantile(np.concatenate(ratios), CONFIDENCE))


def card(options: dict[str, Any], factor: float, recipe: str, metrics: dict[str, Any]) -> dict[str, Any]:
    """The card of `refine-geometry`, or of `refine-guided` for a guided network."""
    guided = bool(options.get("guided"))
    means = "its geometry and an image" if guided else "its geometry alone"
    surface = {"role": "dsm", "bands": 1, "normalisation": {"kind": "local-gsd"}}
    image = {"role": "image", "any_bands": True, "normalisation": {"kind": "standardise", "std": None}}
    return {
        "format": cards.FORMAT,
        "version": cards.VERSION,
        "name": "refine-guided" if guided else "refine-geometry",
        "title": f"Refine a photogrammetric DSM from {means}",
        "task": "refinedsm",
        "network": {"family": "compact", "options": options},
        "inputs": [{**surface, "void_mask": True, "gsd_plane": True}, *([image] if guided else [])],
        "output": {"role": "dsm", "bands": 2, "uncertainty": {"factor": factor}},
        "tile": {"size": 768, "overlap": 64, "multiple": 32, "layout": "even", "blend": "taper"},
        "gsd": {"min": 0.06, "max": 2.5},
        "provenance": {
            "data": [*DATA, *GUIDED_DATA] if guided else DATA,
            "licence": "GPL-3.0-or-later; attribution of the LiDAR sources above",
            "recipe": recipe,
            "date": date.today().isoformat(),
            "metrics": metrics,
            "limits": [*GUIDED_LIMITS, *LIMITS[1:]] if guided else LIMITS,
        },
    }


def bundle_of(
    checkpoint: Path, options: dict[str, Any], validation: Path, metrics: dict[str, Any]
) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card."""
    state = torch.load(checkpoint, weights_only=True)
    network = Compact(**options)
    weights = state["average"].items()
    stored = {k: rounded(v, torch.float16).to(v.dtype) if v.is_floating_point() else v for k, v in weights}
    network.load_state_dict(stored)
    network.eval()
    effort = f"{state['step']} steps of AdamW in {state['seconds'] / 60:.0f} minutes"
    recipe = f"models/training/refine_geometry.py: {effort}"
    factor = calibration(network, validation)
    return ModelBundle(card(options, factor, recipe, metrics), network)
