"""From a training checkpoint to a model file: calibrated uncertainty and a complete card."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ...bundle import ModelBundle
from ...modelfile.parts import Card, GsdRange, Input, Normalisation, Options, Output, Tiles, Uncertainty
from ...modelfile.provenance import Figures
from ...networks.compact import Compact
from ..data.batch import Batch
from . import cards, cardtexts, ledger, scenes
from .augment import redrawn
from .scenetask import in_gsd, without_rim

UNGUIDED = 3  # planes of a scene without image and buildings
NO_IMAGE = 0.4  # share of windows whose image is withheld
# On Barbican under a raw stereo pair 99.8 % of the cells stay within 0.1 m with these smaller tiles; with the
# overlap of large tiles 2.5 % do not (tests/benchmarks/tolerances.py).
# 1152: tiles of 768 share more of their pixels with neighbours, which costs a tenth of the time.
TILE = Tiles(1152, 64, 32, "even", "taper", least=Tiles(640, 288))


def calibration(network: nn.Module, folder: Path, options: Options) -> Uncertainty:
    """What makes the uncertainty hold on the validation scenes, and on those with fine pixels; the network
    gets what its options say that it takes.
    """
    return cards.covering(network, aside(folder, scenes.planes_of(options)), octaves=-1)


def aside(folder: Path, planes: list[int]) -> Iterator[Batch]:
    """Scenes of a folder, their inputs being of these planes. Those with images are as training draws them,
    some with noise alone, some without image or buildings.
    """
    rng = np.random.default_rng(0)
    for path in sorted(folder.glob("*.npy")):
        inputs, truth = scenes.unpacked(np.load(path))
        if inputs.shape[1] > UNGUIDED:
            redrawn(rng, inputs, truth)
            inputs[rng.random(len(inputs)) < NO_IMAGE, 1] = 0
            inputs = inputs[:, planes]
        batch = in_gsd(inputs, truth)
        yield batch._replace(mask=without_rim(batch.mask))


def card(options: Options, held: Uncertainty, recipe: str, metrics: Figures) -> Card:
    """The card of `refine-geometry`, or of `refine-guided` for a guided network.

    Networks that may take buildings can do without the image too.
    """
    guided, buildings = bool(options.get("guided")), bool(options.get("buildings"))
    name = "refine-guided" if guided else "refine-geometry"
    inputs = [Input("dsm", 1, Normalisation("local-gsd"), void_mask=True, gsd_plane=True)]
    if guided:
        inputs.append(Input("image", any_bands=True, normalisation=Normalisation("standardise", std=None)))
    if buildings:
        inputs.append(Input("buildings", 1, Normalisation("scale", scale=1.0, offset=0.0)))
        inputs[1:] = [entry.changed(optional=True) for entry in inputs[1:]]
    data = [*cardtexts.DATA, *cardtexts.GUIDED_DATA] if guided else cardtexts.DATA
    own_limits = cardtexts.GUIDED_LIMITS if guided else cardtexts.GEOMETRY_LIMITS
    limits = [*own_limits, *cardtexts.LIMITS]
    return cards.card(
        cards.About(name, cardtexts.TITLES[name], "refinedsm", "compact", data, limits),
        *(options, recipe, metrics),
        inputs=inputs,
        output=Output("dsm", 2, uncertainty=held),
        tile=TILE,
        gsd=GsdRange(0.06, 2.5),
    )


def bundle_of(
    checkpoint: Path, options: Options, validation: Path, metrics: Figures, alone: bool = False
) -> ModelBundle:
    """The averaged weights of a checkpoint, rounded to float16 as they are stored, with their card.

    `alone` leaves out what a guided network has for image and buildings: that is `refine-geometry`.
    """
    state = torch.load(checkpoint, weights_only=True)
    if alone:
        options = {**options, "guided": False, "buildings": False}
    network = cards.as_stored(Compact(**options), state["average"])
    recipe = cards.recipe_after("models/training/refine_geometry.py", ledger.of(state))
    held = calibration(network, validation, options)
    return ModelBundle(card(options, held, recipe, metrics), network)
