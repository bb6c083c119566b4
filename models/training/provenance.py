"""What every export of a training needs: the best weights as a model file, and where they come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from .. import networks
from ..bundle import ModelBundle
from ..language import Message
from ..modelfile.describe import wording
from ..modelfile.parts import Card, Network
from ..modelfile.provenance import Provenance
from .loop import checkpoints

if TYPE_CHECKING:
    from .loop.trainer import Outcome


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


def origin(
    title: Message,
    limits: Sequence[str],
    *,
    data: list[str],
    licence: str,
    settings: Mapping[str, Any],
    outcome: Outcome,
    metrics: dict[str, dict[str, float]],
    **recipe: Any,
) -> Provenance:
    """A card's provenance: on what data and how it was trained, and how it did on those kept aside.

    `recipe`: entries beyond what every training tells.
    """
    last = outcome.history[-1] if outcome.history else {}
    told = {
        "configuration": without_folders(settings),
        "epochs": outcome.epochs,
        "steps": last.get("step", 0),
        "seconds": round(outcome.seconds),
        **recipe,
        "ended early": outcome.cancelled,
    }
    return Provenance(
        data=tuple(data),
        licence=licence or "unknown",
        recipe=told,
        date=date.today().isoformat(),
        metrics=metrics,
        limits=tuple(str(limit) for limit in limits),
        wording=wording(title, *limits),
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
