"""What all the trainings took that a network's weights come from, kept in checkpoints for the card.

A training may begin with another's weights, or with a mean of two; each counts once. A model file that a
training begins with has 0 steps here, and what its card told of it then: a bundled file of that name may have
become another meanwhile, with trainings of this ledger on its card.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ...formats.objects import StateDict


class Spent(NamedTuple):
    """What a training took, or the recipe on the card of a model file."""

    steps: int
    seconds: float
    recipe: str = ""


Ledger = dict[str, Spent]  # by the name of a training or of a model


def of(state: StateDict) -> Ledger:
    """The trainings behind a checkpoint's state, the last one included; older checkpoints know that alone."""
    before, name = earlier(state), str(state.get("training", ""))
    while name in before:  # of another work folder
        name += "'"
    return {**before, name: Spent(int(state["step"]), float(state["seconds"]))}


def earlier(state: StateDict) -> Ledger:
    """The trainings before that of a checkpoint's state."""
    found = json.loads(state.get("trainings", "{}"))
    return {name: Spent(int(spent[0]), float(spent[1]), *spent[2:]) for name, spent in found.items()}


def about(name: str, before: Ledger) -> dict[str, str]:
    """What a training of that name keeps in its checkpoints."""
    return {"training": name, "trainings": json.dumps(before)}


def told(trainings: Ledger) -> str:
    """For a card: minutes and steps of all trainings together, and the models that they began with."""
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
            recipe = recipe.partition(f"; then {told(part)}")[0]
    return recipe
