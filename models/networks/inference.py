"""Networks for inference that compute in the type autocast asks for, with weights of that type.

Autocast would make the weights anew for every call, and layers joined with what follows (`fused`) are
called without it.
"""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .int8 import BeyondRanges

SURE = 1e-6  # probabilities are kept from 0 and 1 by this, whose logits have no end


def with_finer(logits: Tensor, finer: Iterable[Tensor]) -> Tensor:
    """Logits of the mean probability of a look (N, C, H, W; overwritten) and of looks at quarters of the
    pixels of each of the batch (1, C, 2 H, 2 W).
    """
    means = torch.cat([functional.avg_pool2d(each.sigmoid_(), 2) for each in finer])
    return ((logits.sigmoid_() + means) / 2).logit(SURE)


def shallow(module: nn.Module) -> Any:
    """A copy whose layers can be exchanged and cast, of the same numbers in the same memory: a tenth of the
    time of a deep one. Who writes into its numbers writes into those of the original.
    """
    found = copy.copy(module)
    fields = vars(found)
    fields["_parameters"] = {
        name: value if value is None else nn.Parameter(value.detach(), value.requires_grad)
        for name, value in module._parameters.items()
    }
    fields["_buffers"] = dict(module._buffers)
    fields["_modules"] = {
        name: value if value is None else shallow(value) for name, value in module._modules.items()
    }
    return found


class InferenceNetwork(nn.Module):
    """What is made for inference of a network in float32, which it is given alone."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network
        self.floats: Any = None  # the same for what numbers of 8 bits do not hold
        self._cast: dict[Any, InferenceNetwork] = {}

    def forward(self, x: Tensor) -> Tensor:
        kind = x.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else torch.float32
        with torch.autocast(kind, enabled=False):
            try:
                return self._in(dtype, x.device).answer(x, dtype)
            except BeyondRanges:
                if len(x) == 1 and self.floats is None:
                    raise
        # One by one: what becomes of a tile does not depend on those beside it.
        return torch.cat([self(one) for one in x.split(1)]) if len(x) > 1 else self.floats(x)

    @abstractmethod
    def answer(self, x: Tensor, dtype: torch.dtype) -> Tensor:
        """What the network answers to inputs, its weights being of a type."""

    def keep_float32(self, cast: Any) -> None:
        """Give a copy of another type back what measures in float32."""

    def _in(self, dtype: torch.dtype, device: torch.device) -> InferenceNetwork:
        if dtype == torch.float32:
            return self
        if (dtype, device) not in self._cast:
            cast = type(self)(shallow(self.network)).to(device, dtype)
            cast.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            self.keep_float32(cast)
            self._cast[dtype, device] = cast
        return self._cast[dtype, device]
