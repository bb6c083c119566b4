"""Checkpoints of a training: its whole state in one file, which appears complete or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from ...errors import RooflineError
from ...formats import atomic
from ...formats.archives import is_whole_file
from ...formats.objects import JsonObject, StateDict
from ...modelfile.parts import Card
from .records import Epoch

FORMAT = "roofline-training"
VERSION = 1


@dataclass(frozen=True)
class Checkpoint:
    """A training's state after some epochs; `state` has all of it, of which this shows what others need."""

    path: Path
    state: StateDict

    @property
    def card(self) -> JsonObject:
        """The card of the model that is trained, as JSON."""
        card: JsonObject = json.loads(self.state["card"])
        return card

    @property
    def spec(self) -> Card:
        """The card of the model that is trained."""
        return Card.from_json(self.card)

    @property
    def weights(self) -> dict[str, Tensor]:
        """The weights to be used: averaged ones, where the training averages."""
        weights: dict[str, Tensor] = self.state["average"]
        return weights

    @property
    def history(self) -> list[Epoch]:
        """One entry per epoch so far, as `Outcome.history`."""
        history: list[Epoch] = json.loads(self.state["history"])
        return history


def write(path: Path, state: StateDict, copies: Sequence[Path] = ()) -> None:
    """Write a state, after copies of it; JSON texts carry what is no tensor and no number."""
    with atomic.writing(path, atomic.TORCH_FAILURES) as stream:
        torch.save(state, stream)
        stream.flush()
        for target in copies:
            atomic.copy(stream.name, target)


def read(path: Path, kind: str = "cpu") -> Checkpoint:
    """The checkpoint in a file, its tensors on a torch device; code in it is never run."""
    whole = is_whole_file(path)
    try:
        if not whole:
            raise ValueError("an entry is not what was written")
        state = torch.load(path, map_location=kind, weights_only=True)
    except Exception as error:  # damaged files fail in many ways, and each of them means the same
        raise RooflineError(
            "{path} is damaged or no checkpoint; start the training anew.", path=path
        ) from error
    if not isinstance(state, dict) or "average" not in state:
        raise RooflineError("{path} is no checkpoint of a training; choose another file.", path=path)
    return Checkpoint(path, state)
