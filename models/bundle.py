"""The model file: a card (JSON) that says what the network needs and gives, and its weights."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from . import networks
from .errors import RooflineError
from .formats import atomic
from .formats.objects import JsonObject, StateDict
from .language import shown
from .modelfile.card import check_card
from .modelfile.parts import Card, Network
from .modelfile.store import (
    BUNDLED,
    DAMAGED,
    available,
    card_of,
    check_archive,
    check_sums,
    file_of,
    place_for,
    read_card,
    user_folder,
)

__all__ = ["BUNDLED", "ModelBundle", "available", "install", "load", "read_card", "user_folder"]
PLAIN_TYPES = {torch.float16, torch.bfloat16, torch.float32, torch.float64}
PLAIN_TYPES |= {torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64}


class ModelBundle:
    """A network in evaluation mode with the card that describes it, and its discriminator if it has one.

    `card` is the card's JSON, which scripts read and may change before they save; `spec` is the same as a
    frozen object, which is what this code reads. The discriminator is kept for training to go on.
    """

    def __init__(
        self, card: Card | JsonObject, network: nn.Module, discriminator: nn.Module | None = None
    ) -> None:
        self.card: JsonObject = card.to_json() if isinstance(card, Card) else card
        self.network, self.discriminator = network, discriminator
        check_card(self.card)
        self.network.eval()
        if self.discriminator is not None:
            self.discriminator.eval()

    @property
    def spec(self) -> Card:
        """What the card says now, as a frozen object."""
        return Card.from_json(self.card)

    @property
    def name(self) -> str:
        """The model's name, for messages."""
        return self.spec.label

    def save(self, path: str | os.PathLike[str], dtype: torch.dtype | None = None) -> None:
        """Write the model file; dtype float16 or bfloat16 halves its size."""
        content = {"card": json.dumps(self.card, indent=1), "weights": _state(self.network, dtype)}
        if self.discriminator is not None:
            content["discriminator"] = _state(self.discriminator, dtype)
        with atomic.writing(path, atomic.TORCH_FAILURES) as stream:
            torch.save(content, stream)


def install(bundle: ModelBundle, name: str) -> Path:
    """Save a model into the user's folder, so that its name alone finds it; no other model is replaced."""
    target = place_for(name)
    bundle.save(target)
    return target


def load(name_or_path: str | os.PathLike[str]) -> ModelBundle:
    """Load a bundled or installed model by its name, or a model file by its path; code in it is never run."""
    path = file_of(os.fspath(name_or_path))
    content = _read(path)
    card = card_of(content, path)
    spec = check_card(card, path.name)
    network = _network(spec.network, _weights_of(content["weights"], path), path)
    if "discriminator" not in content or spec.discriminator is None:
        return ModelBundle(card, network)
    weights = _weights_of(content["discriminator"], path)
    return ModelBundle(card, network, _network(spec.discriminator, weights, path))


def _network(planned: Network, weights: dict[str, Tensor], path: Path) -> nn.Module:
    """The network of a card's entry with its weights."""
    family, options = planned.family, planned.options
    shapes = networks.plan(family, options).state_dict()  # a hostile card cannot claim memory
    _check_shapes(shapes, weights, path)
    with torch.random.fork_rng(devices=[]):  # the caller's random numbers stay as they are
        network = networks.build(family, options)
    network.load_state_dict(weights)
    return network


def _read(path: Path) -> StateDict:
    """The file's content, through a loader that only rebuilds tensors."""
    check_archive(path)
    check_sums(path)
    try:
        content: StateDict = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # damaged files fail in many ways, and each of them means the same
        raise RooflineError(DAMAGED, file=path.name) from error
    return content


def _weights_of(weights: Any, path: Path) -> dict[str, Tensor]:
    named = isinstance(weights, dict) and all(isinstance(name, str) for name in weights)
    if not named or not all(isinstance(value, Tensor) for value in weights.values()):
        raise RooflineError("{file} has no weights; get a new copy.", file=path.name)
    strange = next((name for name, tensor in weights.items() if not _is_plain(tensor)), None)
    if strange is not None:
        raise RooflineError(
            "{file} has a weight {name} that is sparse, quantised or of an unknown type; save it as plain "
            "tensors of float32, float16 or bfloat16.",
            file=path.name,
            name=shown(strange),
        )
    size = path.stat().st_size
    if any(tensor.numel() * tensor.element_size() > size for tensor in weights.values()):
        raise RooflineError("{file} claims weights larger than the file; get a new copy.", file=path.name)
    if not all(bool(torch.isfinite(tensor).all()) for tensor in weights.values()):
        raise RooflineError(
            "{file} has weights that are not finite numbers; get or train another.", file=path.name
        )
    return weights


def _is_plain(tensor: Tensor) -> bool:
    """Whether it is a table of numbers in memory, of a type that networks here are made of."""
    is_dense = tensor.layout == torch.strided and not tensor.is_quantized and not tensor.is_nested
    return is_dense and tensor.device.type == "cpu" and tensor.dtype in PLAIN_TYPES


def _check_shapes(planned: dict[str, Tensor], weights: dict[str, Tensor], path: Path) -> None:
    # Whole numbers in place of weights would be taken as they are, most of them as 0; counters may be either.
    fractions = {name for name, tensor in planned.items() if tensor.is_floating_point()}
    wanted = {name: (tuple(tensor.shape), name in fractions) for name, tensor in planned.items()}
    given = {
        name: (tuple(tensor.shape), name in fractions and tensor.is_floating_point())
        for name, tensor in weights.items()
    }
    if wanted != given:
        differing = sorted(
            name for name in wanted.keys() | given.keys() if wanted.get(name) != given.get(name)
        )
        raise RooflineError(
            "{file} has weights that do not fit its card (first: {first}); get a new copy.",
            file=path.name,
            first=shown(differing[0]),
        )


def rounded(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    """The tensor in a shorter type, or as it is where that cannot hold its numbers (variances of heights)."""
    short = tensor.to(dtype)
    return short if torch.isfinite(short).all() else tensor


def _state(network: nn.Module, dtype: torch.dtype | None) -> dict[str, Tensor]:
    return {name: _stored(tensor, dtype) for name, tensor in network.state_dict().items()}


def _stored(tensor: Tensor, dtype: torch.dtype | None) -> Tensor:
    tensor = tensor.detach().cpu().contiguous()
    if dtype is not None and tensor.is_floating_point():
        return rounded(tensor, dtype)
    shared = tensor.untyped_storage().nbytes() > tensor.numel() * tensor.element_size()
    return tensor.clone() if shared else tensor  # of a view the whole storage would be written
