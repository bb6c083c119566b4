"""Training by several processes at once, on GPUs or machines: who trains on what, and sums over all of them.

Started by `torchrun`; alone, every function here is the plain thing. N processes with a batch of B each take
the same steps as one process with a batch of N * B: losses are means over the valid pixels of all of them,
and so are the statistics of BatchNorm (PyTorch's own shared BatchNorm needs GPUs).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch import distributed as processes

T = TypeVar("T")
Sums = dict[str, tuple[Tensor, Tensor]]


@contextmanager
def joined(kind: str = "cpu") -> Iterator[None]:
    """Meet the other processes that torchrun has started, if there are any, and leave them at the end.

    Nothing may keep the group beyond that: its threads would outlive it, and one that lets go of a tensor
    while Python ends aborts the process.
    """
    if _planned() < 2 or count() > 1:
        yield
        return
    # Default arguments there hold the group for ever if it exists at the first import, as by an optimiser.
    import_module("torch.distributed.nn.functional")
    if kind == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    processes.init_process_group("nccl" if kind == "cuda" else "gloo")
    try:
        yield
    finally:
        processes.destroy_process_group()


def count() -> int:
    """Number of processes that train together."""
    return processes.get_world_size() if _together() else 1


def rank() -> int:
    """Which of them this is, from 0."""
    return processes.get_rank() if _together() else 0


def is_first() -> bool:
    """Whether this process is to write files, also before the processes have met."""
    return _planned() < 2 or int(os.environ.get("RANK", "0")) == 0


def share(items: Sequence[T]) -> list[T]:
    """This process's part of what all of them do; parts differ by at most one item."""
    return list(items[rank() :: count()])


def wait() -> None:
    """Wait until every process is here."""
    if count() > 1:
        processes.barrier()


def any_of(flag: bool) -> bool:
    """Whether any process says so."""
    return bool(_summed(torch.tensor([float(flag)])).item())


def first(value: float) -> float:
    """The first process's value, in all of them."""
    return float(_summed(torch.tensor([value if rank() == 0 else 0.0]).double()).item())


def shared(terms: Mapping[str, tuple[Tensor, Tensor]]) -> Sums:
    """Sums and their weights over all processes, without gradients, from those of each."""
    if not terms:
        return {}
    pairs = torch.stack([torch.stack([a.detach().double(), b.double()]) for a, b in terms.values()])
    return {name: (pair[0], pair[1]) for name, pair in zip(terms, _summed(pairs))}


def start_alike(module: nn.Module) -> None:
    """Give a module the first process's weights and statistics."""
    if count() > 1:
        for values in module.state_dict().values():
            processes.broadcast(values, 0)


def average_gradients(module: nn.Module) -> None:
    """Make a module's gradients means over the processes.

    PyTorch's DistributedDataParallel is no choice: as long as it lives the group lives, see `joined`.
    """
    if count() == 1:
        return
    gradients = [weight.grad for weight in module.parameters() if weight.grad is not None]
    flat = _summed(torch.cat([gradient.flatten() for gradient in gradients])) / count()
    for gradient, values in zip(gradients, flat.split([gradient.numel() for gradient in gradients])):
        gradient.copy_(values.view_as(gradient))


def with_shared_norms(module: nn.Module) -> nn.Module:
    """The module with each BatchNorm, if there are several processes, in its shared form; names stay."""
    if count() > 1:
        for part in module.modules():
            if type(part) is nn.BatchNorm2d:
                part.__class__ = SharedBatchNorm
    return module


class SharedBatchNorm(nn.BatchNorm2d):
    """BatchNorm with mean and variance over the batches of all processes, on any device.

    Written in differentiable parts, so that a gradient penalty may go through it.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or count() == 1:
            return super().forward(x)
        axes, shape = (0, 2, 3), (1, -1, 1, 1)
        values = x.float()
        pixels = values.new_full((1,), values.numel() / values.shape[1])
        sums = _Sum.apply(torch.cat([values.sum(axes), pixels]))
        total, mean = sums[-1].detach(), sums[:-1] / sums[-1].detach()
        centred = values - mean.view(shape)
        variance = _Sum.apply(centred.square().sum(axes)) / total
        self._follow(mean.detach(), variance.detach() * total / (total - 1).clamp(min=1))
        scaled = centred * torch.rsqrt(variance + self.eps).view(shape)
        return (scaled * self.weight.view(shape) + self.bias.view(shape)).to(x.dtype)

    @torch.no_grad()
    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        """Move the running statistics as PyTorch does."""
        if not self.track_running_stats or self.running_mean is None or self.running_var is None:
            return
        self.num_batches_tracked.add_(1)  # type: ignore[union-attr]
        self.running_mean.lerp_(mean, self.momentum or 0.1)
        self.running_var.lerp_(variance, self.momentum or 0.1)


def _planned() -> int:
    """Number of processes that torchrun has started."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def _together() -> bool:
    return processes.is_available() and processes.is_initialized()


def _summed(values: Tensor) -> Tensor:
    if count() > 1:
        if processes.get_backend() == "nccl":
            values = values.cuda()
        processes.all_reduce(values)
    return values


class _Sum(torch.autograd.Function):
    """Sum over the processes; so is its gradient, and the gradient of that."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        return _summed(values.clone())

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        total: Tensor = _Sum.apply(gradient)
        return total
