"""Layers joined with what follows them, for inference on the CPU; elsewhere the same layers one by one."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional


def linear_relu(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """ReLU of a linear layer on (K, inputs)."""
    if _fits(x, weight):
        return torch.ops.mkldnn._linear_pointwise(x, weight, bias, "relu", [], "")
    return torch.relu(functional.linear(x, weight, bias))


def linear_add(x: Tensor, weight: Tensor, other: Tensor) -> Tensor:
    """A linear layer without bias on (K, inputs), plus another tensor (K, outputs)."""
    if _fits(x, weight) and other.dtype == torch.float32:
        return torch.ops.mkldnn._linear_pointwise.binary(x, other, weight, None, "add")
    return torch.addmm(other, x, weight.T)


def _fits(x: Tensor, weight: Tensor) -> bool:
    if x.device.type != "cpu" or torch.is_grad_enabled() or not len(x):
        return False
    return x.dtype == weight.dtype == torch.float32 and _can_fuse()


@lru_cache(maxsize=1)
def _can_fuse() -> bool:
    """Whether oneDNN's layers are here and do what they should; torch does not promise them."""
    generator = torch.Generator().manual_seed(0)
    x, weight, other = (torch.randn(16, 16, generator=generator) for _ in range(3))
    expected = [torch.relu(functional.linear(x, weight, x[0])), torch.addmm(other, x, weight.T)]
    try:
        pointwise = torch.ops.mkldnn._linear_pointwise
        found = [
            pointwise(x, weight, x[0], "relu", [], ""),
            pointwise.binary(x, other, weight, None, "add"),
        ]
    except (AttributeError, RuntimeError, TypeError):
        return False
    return all(torch.allclose(a, b, atol=1e-4) for a, b in zip(found, expected))
