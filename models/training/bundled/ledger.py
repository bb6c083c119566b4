"""What all the trainings took that a network's weights come from, kept in checkpoints for the card.

A training may begin with another's weights, or with a mean of two; each counts once, and of a mean the share
and the other weights are kept too. A model file that a training begins with has 0 steps here, and what its
card told of it then: a bundled file of that name may have become another meanwhile, with trainings of this
ledger on its card.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ...formats.objects import StateDict


class Mean(NamedTuple):
    """How the weights after a training were averaged: its share, the rest of those after `other`."""

    share: float
    other: str


class Spent(NamedTuple):
    """What a training took and its means, or the recipe on the card of a model file."""

    steps: int
    seconds: float
    recipe: str = ""
    means: tuple[Mean, ...] = ()


Ledger = dict[str, Spent]  # by the name of a training or of a model


def of(state: StateDict) -> Ledger:
    """The trainings behind a checkpoint's state, the last one included; older checkpoints know that alone."""
    before, name = earlier(state), str(state.get("training", ""))
    while name in before:  # of another work folder
        name += "'"
    return {**before, name: Spent(int(state["step"]), float(state["seconds"]), means=means(state))}


def earlier(state: StateDict) -> Ledger:
    """The trainings before that of a checkpoint's state."""
    found = json.loads(state.get("trainings", "{}"))
    return {name: _spent(*spent) for name, spent in found.items()}


def _spent(steps: int, seconds: float, recipe: str = "", averaged: Iterable[Sequence[Any]] = ()) -> Spent:
    return Spent(int(steps), float(seconds), recipe, _means(averaged))


def _means(averaged: Iterable[Sequence[Any]]) -> tuple[Mean, ...]:
    return tuple(Mean(float(share), str(other)) for share, other in averaged)


def means(state: StateDict) -> tuple[Mean, ...]:
    """What the weights of a checkpoint's state were averaged with since its training."""
    return _means(json.loads(state.get("means", "[]")))


def about(name: str, before: Ledger, averaged: Sequence[Mean] = ()) -> dict[str, str]:
    """What a training of that name keeps in its checkpoints."""
    return {"training": name, "trainings": json.dumps(before), "means": json.dumps(averaged)}


def told(trainings: Ledger) -> str:
    """For a card: minutes and steps of all trainings together, the models that they began with, and means."""
    return "".join([_effort(trainings), *_averaged(trainings)])


def _averaged(trainings: Ledger) -> Iterator[str]:
    """Each mean of weights, by how many of the trainings lay behind it."""
    order = [name for name, spent in trainings.items() if spent.steps]
    for count, name in enumerate(order, 1):
        for mean in trainings[name].means:
            when = "" if count == len(order) else f"after {_trainings(count)} "
            share = 1 - mean.share
            part = "half" if share == 0.5 else f"{100 * share:.0f} %"
            yield f", {when}{part} of its weights those {_other(mean.other, order, count)}"


def _other(name: str, order: Sequence[str], count: int) -> str:
    """What the weights of a mean come from beside the training of that count."""
    if name not in order:
        return f"of {name}"
    before = order.index(name) + 1
    if count == len(order) and before == count - 1:
        return "from before the last"
    return f"after {_trainings(before)}"


def _trainings(count: int) -> str:
    return f"{count} training{'s' * (count > 1)}"


def _effort(trainings: Ledger) -> str:
    """Minutes, steps and the models they began with: what a later card tells alike, whatever was averaged."""
    took = [spent for spent in trainings.values() if spent.steps]
    begun = [name for name, spent in trainings.items() if not spent.steps]
    steps, minutes = sum(spent.steps for spent in took), sum(spent.seconds for spent in took) / 60
    text = f"{steps} steps of AdamW in {minutes:.0f} minutes"
    if len(took) > 1:
        text += f", in {len(took)} trainings of {' and '.join(str(spent.steps) for spent in took)} steps"
    return f"{text}, after the weights of {' and '.join(begun)}" if begun else text


def before(recipe: str, trainings: Ledger) -> str:
    """What a card's recipe tells of the time before these trainings, some or all of which it may tell too."""
    names = list(trainings)
    for count in range(len(names), 0, -1):
        part = {name: trainings[name] for name in names[:count]}
        if any(spent.steps for spent in part.values()):
            recipe = recipe.partition(f"; then {_effort(part)}")[0]
    return recipe
