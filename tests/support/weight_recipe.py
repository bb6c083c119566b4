"""Weights that anyone can make again: every tensor is seeded by its name."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn


def filled(network: nn.Module, tag: str) -> nn.Module:
    """The network in evaluation mode with the recipe's weights."""
    network.load_state_dict(weights({key: value.shape for key, value in network.state_dict().items()}, tag))
    return network.eval()


def used(network: nn.Module) -> nn.Module:
    """A refiner in evaluation mode whose norms and head are as after some training, by PyTorch's dice."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.5, 2)
    nn.init.normal_(network.head.weight, 0, 0.3)
    return network.eval()


def weights(shapes: Mapping[str, Sequence[int]], tag: str) -> dict[str, Tensor]:
    """A state dict by names and shapes."""
    return {key: torch.from_numpy(_values(key, tuple(shape), tag)) for key, shape in shapes.items()}


def _values(key: str, shape: tuple[int, ...], tag: str) -> np.ndarray:
    random = np.random.RandomState(zlib.crc32(f"{tag}/{key}".encode()))
    kind = key.rsplit(".", 1)[-1]
    if kind == "num_batches_tracked":
        return np.array(7, np.int64)
    if kind == "running_var":
        return np.float32(0.5 + random.random_sample(shape))
    values = random.standard_normal(shape)
    if kind == "weight":
        values = 1 + 0.1 * values if len(shape) == 1 else values / np.sqrt(np.prod(shape[1:]))
        return np.float32(values)
    return np.float32(0.1 * values)
