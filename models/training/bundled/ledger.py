"""What all the trainings took that a network's weights come from, kept in checkpoints for the card.

A training may begin with another's weights, or with a mean of two; each counts once. Of a model file that a
training begins with only the name is known, its steps are 0 here.
"""

from __future__ import annotations

import json

from ...formats.objects import StateDict

Ledger = dict[str, tuple[int, float]]  # by the name of a training: optimiser steps, seconds


def of(state: StateDict) -> Ledger:
    """The trainings behind a checkpoint's state, the last one included; older checkpoints know that alone."""
    before, name = earlier(state), str(state.get("training", ""))
    while name in before:  # of another work folder
        name += "'"
    return {**before, name: (int(state["step"]), float(state["seconds"]))}


def earlier(state: StateDict) -> Ledger:
    """The trainings before that of a checkpoint's state."""
    found = json.loads(state.get("trainings", "{}"))
    return {name: (int(steps), float(seconds)) for name, (steps, seconds) in found.items()}


def about(name: str, before: Ledger) -> dict[str, str]:
    """What a training of that name keeps in its checkpoints."""
    return {"training": name, "trainings": json.dumps(before)}


def told(trainings: Ledger) -> str:
    """For a card: minutes and steps of all trainings together, and the models that they began with."""
    took = [spent for spent in trainings.values() if spent[0]]
    begun = [name for name, spent in trainings.items() if not spent[0]]
    steps, minutes = sum(spent[0] for spent in took), sum(spent[1] for spent in took) / 60
    text = f"{steps} steps of AdamW in {minutes:.0f} minutes"
    if len(took) > 1:
        text += f", in {len(took)} trainings of {' and '.join(str(spent[0]) for spent in took)} steps"
    return f"{text}, after the weights of {' and '.join(begun)}" if begun else text
