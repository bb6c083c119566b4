"""A batch of training samples as tensors, normalised as the model's card says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Batch(NamedTuple):
    """Samples of a step. Heights in metres = x * scale + offset.

    inputs (N, C, H, W) and target (N, 1, H, W) normalised float32, without voids; mask (N, 1, H, W) bool:
    counts in the loss; offset and scale (N,) float32, the way back to metres; gsd (N,) float32, metres
    per pixel.
    """

    inputs: Tensor
    target: Tensor
    mask: Tensor
    offset: Tensor
    scale: Tensor
    gsd: Tensor

    def to(self, kind: str) -> Batch:
        """The same on a torch device, the inputs with their bands side by side, as convolutions like them."""
        batch = Batch(*(part.to(kind, non_blocking=True) for part in self))
        return batch._replace(inputs=batch.inputs.contiguous(memory_format=torch.channels_last))

    def part(self, indices: Sequence[int]) -> Batch:
        """Some of the samples."""
        chosen = torch.as_tensor(indices, dtype=torch.long)
        return Batch(*(part[chosen] for part in self))
