"""What the model files of all recipes share: stored weights, uncertainty that holds, the frame of a card."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from ... import networks
from ...bundle import ModelBundle, available, load, rounded
from ...formats.objects import StateDict
from ...modelfile.parts import Card, GsdRange, Input, Network, Options, Output, Tiles, Uncertainty
from ...modelfile.provenance import Figures, Provenance
from ...raster.arrays import Float32Array
from ..data.batch import Batch
from . import cardtexts, ledger

CONFIDENCE = 0.9  # share of errors within the stated uncertainty
SLOPES = np.arange(0, 0.51, 0.01)  # none: intervals of fine pixels hold as those of others do
SMALLEST = 1e-6  # of errors beside their width; none has a logarithm
EVERY = 37  # pixels apart, errors are unlike enough; all of them would say the same


class About(NamedTuple):
    """What a card says of a model however it was trained; `data` and `limits` are whole sentences."""

    name: str
    title: str
    task: str
    family: str
    data: Sequence[str]
    limits: Sequence[str]
    licence: str = cardtexts.LICENCE


def card(
    about: About,
    options: Options,
    recipe: str,
    metrics: Figures,
    *,
    inputs: Sequence[Input],
    output: Output,
    tile: Tiles,
    gsd: GsdRange,
    **further: Any,
) -> Card:
    """A complete card; `further` are the parts that belong to the task alone."""
    return Card(
        name=about.name,
        title=about.title,
        task=about.task,
        network=Network(about.family, options),
        inputs=tuple(inputs),
        output=output,
        tile=tile,
        gsd=gsd,
        **further,
        provenance=Provenance(
            data=tuple(about.data),
            licence=about.licence,
            recipe=recipe,
            date=date.today().isoformat(),
            metrics=metrics,
            limits=tuple(about.limits),
        ),
    )


def recipe_of(module: str, state: StateDict, optimiser: str = "AdamW") -> str:
    """What a card says of the training behind a checkpoint's state, by the recipe of that name."""
    effort = f"{state['step']} steps of {optimiser} in {state['seconds'] / 60:.0f} minutes on one core"
    return f"models/training/bundled/{module}.py: {effort}"


def recipe_after(module: str, trainings: ledger.Ledger) -> str:
    """How weights came about; what they began with, of a model file, as its own card told it then.

    Checkpoints that do not keep that are asked of the bundled model as it is now.
    """
    told = ledger.told(trainings)
    begun = {name: spent.recipe for name, spent in trainings.items() if not spent.steps}
    recipes = [
        recipe or (str(load(name).spec.provenance.recipe) if name in available() else "")
        for name, recipe in begun.items()
    ]
    earlier = [ledger.before(without_trust(recipe), trainings) for recipe in recipes if recipe]
    return f"{'; '.join(earlier)}; then {told}" if earlier else f"{module}: {told}"


def without_trust(recipe: str) -> str:
    """A recipe without the step that is taken last, and again where a model goes on."""
    return re.sub(rf"{cardtexts.TRUST}[^;]*", "", recipe)


def bundle_of(card: Card, weights: dict[str, Tensor]) -> ModelBundle:
    """The network of a card with those of the weights that it has, as a model file holds them."""
    network = networks.build(card.network.family, card.network.options)
    return ModelBundle(card, as_stored(network, weights))


def as_stored(network: nn.Module, weights: dict[str, Tensor]) -> nn.Module:
    """The network with those weights that it has, rounded to float16 as a model file holds them."""
    own = {name: weights[name] for name in network.state_dict()}.items()
    network.load_state_dict(
        {k: rounded(v, torch.float16).to(v.dtype) if v.is_floating_point() else v for k, v in own}
    )
    return network.eval()


def covering(network: nn.Module, batches: Iterable[Batch], octaves: int | None = None) -> Uncertainty:
    """What makes the Laplace half-width cover CONFIDENCE of the errors where batches count.

    `octaves`: the plane of the inputs that tells the pixel size, where fine pixels get widths of their own.
    """
    ratios, sizes = [], []
    for batch in batches:
        with torch.inference_mode():
            output = network(batch.inputs)
        width = torch.exp(output[:, 1:]) * math.log(1 / (1 - CONFIDENCE))
        ratio = (output[:, :1] - batch.target).abs() / width
        below = 0 * ratio if octaves is None else -batch.inputs[:, octaves, None].clamp_max(0)
        ratios.append(ratio[batch.mask][::EVERY].numpy())
        sizes.append(below[batch.mask][::EVERY].numpy())
    return held_by(np.concatenate(ratios), np.concatenate(sizes))


def held_by(ratios: Float32Array, octaves: Float32Array) -> Uncertainty:
    """What CONFIDENCE of errors lie below, from their ratios to the width and by how many octaves pixels
    are finer than half a metre: the factor by those of 0.5 m and above, then the slope by all (quantile
    regression, Koenker and Bassett, Econometrica 46, 1978).
    """
    logs = np.log(np.maximum(ratios, SMALLEST)) / math.log(2)
    coarse = octaves <= 0
    level = np.quantile(logs[coarse] if coarse.any() else logs, CONFIDENCE)
    losses = []
    for slope in SLOPES:
        left = logs - level - slope * octaves
        losses.append(float(np.maximum(CONFIDENCE * left, (CONFIDENCE - 1) * left).sum()))
    finer = float(SLOPES[int(np.argmin(losses))]) if coarse.any() else 0.0
    return Uncertainty(float(2**level), round(finer, 2)) if finer else Uncertainty(float(2**level))
