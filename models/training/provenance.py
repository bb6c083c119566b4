"""What every export of a training needs: the best weights as a model file, and where they come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from .. import networks
from ..bundle import ModelBundle
from ..language import Message, tr_noop
from ..modelfile.describe import wording
from ..modelfile.parts import Card, Network
from ..modelfile.provenance import Provenance
from .loop import checkpoints

if TYPE_CHECKING:
    from .judging import Judgement
    from .loop.trainer import Outcome

# What a card calls those compared, by their names in a judgement.
NAMES = {"start": "model that it started from", "after": "this model"}
WORSE = tr_noop("On its validation data the model that it started from does better.")


def loaded(entry: Network, weights: dict[str, torch.Tensor]) -> nn.Module:
    """A network of a card's entry with weights, which may be those of norms shared by processes."""
    with torch.random.fork_rng(devices=[]):
        network = networks.build(entry.family, entry.options)
    network.load_state_dict(weights)
    return network.eval()


def listed(names: list[str], most: int = 6) -> str:
    """Names in a row, of many the first ones and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def without_folders(value: Any) -> Any:
    """The value with file names in place of paths: a card tells nobody's folders."""
    if isinstance(value, dict):
        return {key: without_folders(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_folders(each) for each in value]
    if isinstance(value, os.PathLike) or (isinstance(value, str) and ("/" in value or "\\" in value)):
        return Path(str(value).replace("\\", "/")).name
    return value


def write_model(outcome: Outcome, target: Path, finished: Callable[[Card], Card]) -> ModelBundle:
    """Write the best weights of a training, and its discriminator where it has one; `finished` makes the
    complete card of the one that they were trained by.
    """
    best = checkpoints.read(outcome.best)
    card = finished(best.spec)
    discriminator = best.state.get("modules", {}).get("discriminator")
    model = ModelBundle(
        card,
        loaded(card.network, best.weights),
        loaded(card.discriminator, discriminator) if discriminator and card.discriminator else None,
    )
    model.save(target)
    return model


@dataclass(frozen=True)
class Description:
    """What a training says of the model that it made: title and limits in words for people, the data that it
    learned from, figures on those kept aside; `changes`: further fields of the card, `recipe`: entries beyond
    what every training tells of how it went.
    """

    title: Message
    data: Sequence[str]
    limits: Sequence[str] = ()
    metrics: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    recipe: Mapping[str, Any] = field(default_factory=dict)

    def on(self, card: Card, name: str, origin: Provenance) -> Card:
        """The card that a model was trained by, finished."""
        return card.changed(name=name, title=str(self.title), provenance=origin, **self.changes)


def limits_of(judged: Judgement, worse: str = WORSE) -> list[str]:
    """What a card says of a judgement that speaks against its model; `worse`: where its start is better."""
    unjudged = [] if judged.metrics else [tr_noop("It has not been judged on validation data.")]
    return [*([worse] if judged.is_worse_than_start else []), *unjudged]


def origin(said: Description, outcome: Outcome, settings: Mapping[str, Any], licence: str) -> Provenance:
    """A card's provenance: on what data and how it was trained, and how it did on those kept aside."""
    last = outcome.history[-1] if outcome.history else {}
    told = {
        "configuration": without_folders(settings),
        "epochs": outcome.epochs,
        "steps": last.get("step", 0),
        "seconds": round(outcome.seconds),
        **said.recipe,
        "ended early": outcome.cancelled,
    }
    return Provenance(
        data=tuple(said.data),
        licence=licence or "unknown",
        recipe=told,
        date=date.today().isoformat(),
        metrics={name: dict(values) for name, values in said.metrics.items()},
        limits=tuple(str(limit) for limit in said.limits),
        wording=wording(said.title, *said.limits),
    )


def figures(
    metrics: Mapping[str, Mapping[str, float]], names: Mapping[str, str], keys: Iterable[str] = ()
) -> dict[str, dict[str, float]]:
    """What a card says of the data kept aside: the named figures, by default all, of each compared model."""
    chosen = tuple(keys)
    return {
        f"validation, {names[name]}": {
            key: round(values[key], 4) for key in chosen or values if key in values
        }
        for name, values in metrics.items()
    }
