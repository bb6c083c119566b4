"""From a training's checkpoint to the model file of `reconstruct-points`, with a complete card."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import torch
from torch import nn

from ...bundle import ModelBundle
from ...language import tr_noop
from ...modelfile import card as cards
from ...networks.cloud_unet import CloudUNet
from ..data.batch import Batch
from .cardtexts import LICENCE
from .release import CONFIDENCE, as_stored

TITLE = tr_noop("Make a surface of a point cloud, laser or photogrammetric, thin or noisy")
DATA = [
    tr_noop(
        "Procedural cities of models/simulation at 0.2 to 2 m, under simulated airborne lasers (scan lines, "
        "occlusion, crowns let through) or matched as image pairs, thinned and spoilt"
    ),
    tr_noop(
        "Clouds of Delft AHN3 (Dutch open data, CC0), Goteborg Guldheden (CC0), Nimes, Gard and small "
        "subsets of LiDAR HD (Licence Ouverte 2.0, IGN), thinned and spoilt against their full density"
    ),
    tr_noop(
        "London Covent Garden and Goteborg (Kronhuset, Torgg, Annedal) LiDAR surfaces, CC0-1.0, Urban "
        "Meteorology Reading; Eugene, Oregon (Autzen) LiDAR, CC BY 4.0, PDAL project"
    ),
    tr_noop(
        "Chosen and calibrated by whole places kept aside: Goteborg Treeplanter, Amsterdam AHN, Zurichsee"
    ),
]
LIMITS = [
    tr_noop("Experimental: trained for a short time."),
    tr_noop(
        "On clean clouds of 10 points per m2 it is hardly better than gridding; in 3 of 18 cases of the test "
        "places another method is better, by up to 4 %."
    ),
    tr_noop("Heights are the upper surface, about the 90th percentile of a full cloud: trees stay trees."),
    tr_noop("Pixels without points for more than 16 pixels around stay void."),
    tr_noop("Colours, intensities, classes and returns are not looked at; leave out noise before."),
]
TILE = {"size": 512, "overlap": 64, "multiple": 32, "layout": "even", "blend": "taper"}


def calibration(network: nn.Module, batches: Iterable[Batch]) -> float:
    """Factor on the Laplace half-width that makes it cover CONFIDENCE of the errors of batches."""
    ratios = []
    for batch in batches:
        with torch.inference_mode():
            output = network(batch.inputs)
        width = torch.exp(output[:, 1:]) * math.log(1 / (1 - CONFIDENCE))
        ratios.append(((output[:, :1] - batch.target).abs() / width)[batch.mask][::37].numpy())
    return float(np.quantile(np.concatenate(ratios), CONFIDENCE))


def bundle_of(
    state: dict[str, Any], options: dict[str, Any], metrics: dict[str, Any], batches: Iterable[Batch]
) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card."""
    network = as_stored(CloudUNet(**options), state["average"])
    effort = f"{state['step']} steps of AdamW in {state['seconds'] / 60:.0f} minutes on one core"
    recipe = f"models/training/bundled/reconstruct_points.py: {effort}"
    return ModelBundle(card(options, calibration(network, batches), recipe, metrics), network)


def card(options: dict[str, Any], factor: float, recipe: str, metrics: dict[str, Any]) -> dict[str, Any]:
    """The card of `reconstruct-points`."""
    return {
        "format": cards.FORMAT,
        "version": cards.VERSION,
        "name": "reconstruct-points",
        "title": TITLE,
        "task": "reconstructdsm",
        "network": {"family": "cloud_unet", "options": options},
        "inputs": [{"role": "points", "bands": 3}],
        "output": {"role": "dsm", "bands": 2, "uncertainty": {"factor": factor}},
        "tile": TILE,
        "gsd": {"min": 0.2, "max": 2.5},
        "reconstruction": {"kind": "cells", "pixel_size": None, "reach": 16},
        "provenance": {
            "data": DATA,
            "licence": LICENCE,
            "recipe": recipe,
            "date": date.today().isoformat(),
            "metrics": metrics,
            "limits": LIMITS,
        },
    }
