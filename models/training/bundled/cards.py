"""What the model files of all recipes share: stored weights, uncertainty that holds, the frame of a card."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from ... import networks
from ...bundle import ModelBundle, available, load, rounded
from ...formats.objects import StateDict
from ...modelfile.parts import Card, GsdRange, Input, Network, Options, Output, Tiles
from ...modelfile.provenance import Figures, Provenance
from ..data.batch import Batch
from . import cardtexts, ledger

CONFIDENCE = 0.9  # share of errors within the stated uncertainty
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
    """How weights came about; what they began with, of a bundled model, as its own card tells it."""
    told = ledger.told(trainings)
    begun = [name for name, spent in trainings.items() if not spent[0] and name in available()]
    earlier = [str(load(name).spec.provenance.recipe).split(cardtexts.TRUST)[0] for name in begun]
    return f"{'; '.join(earlier)}; then {told}" if earlier else f"{module}: {told}"


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


def covering(network: nn.Module, batches: Iterable[Batch]) -> float:
    """Factor on the Laplace half-width that makes it cover CONFIDENCE of the errors where batches count."""
    ratios = []
    for batch in batches:
        with torch.inference_mode():
            output = network(batch.inputs)
        width = torch.exp(output[:, 1:]) * math.log(1 / (1 - CONFIDENCE))
        ratios.append(((output[:, :1] - batch.target).abs() / width)[batch.mask][::EVERY].numpy())
    return float(np.quantile(np.concatenate(ratios), CONFIDENCE))
