"""What is trained: networks with their optimisers, one step per batch, and how a batch is judged."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from ... import networks
from ...bundle import ModelBundle
from ...engine.device import Device
from ...errors import RooflineError
from ...formats.objects import StateDict
from ...modelfile.parts import Card, Network
from ...raster.arrays import MaskArray
from . import distributed
from .optimizers import Schedule

Term = tuple[Tensor, Tensor]  # a sum and the weight that makes a mean of it


class Batch(Protocol):
    """Samples of a step: rasters of one size, or ragged ones such as clouds of points."""

    def to(self, kind: str) -> Any:
        """The same on a torch device."""

    def part(self, indices: Sequence[int]) -> Any:
        """Some of the samples; of none for a process that has nothing to do."""


BatchT = TypeVar("BatchT", bound=Batch)


class Task(Generic[BatchT]):
    """Networks in training. `modules` always has "network", which is what a model file will hold.

    Subclasses say what a step is and how a batch is judged; `metric` names the judgement that decides, and
    `higher_is_better` which way.
    """

    metric = "MAE"
    higher_is_better = False
    tags: Mapping[str, str] = {}  # names of entries of the history in TensorBoard, if they are to be others

    def __init__(
        self,
        modules: dict[str, nn.Module],
        optimizers: dict[str, Optimizer],
        schedule: Schedule,
        where: Device,
        *,
        clip: float = 0.0,
        ema: float = 0.0,
        frozen: Sequence[str] = (),
        freeze_norms: bool = False,
    ) -> None:
        self.modules, self.optimizers, self.schedule, self.where = modules, optimizers, schedule, where
        self.clip, self.ema, self.steps = clip, ema, 0
        for module in modules.values():
            distributed.start_alike(module)
        self.average = copy.deepcopy(modules["network"]).eval() if ema else None
        self.scaler = _scaler(where)
        self._frozen, self._freeze_norms = tuple(frozen), freeze_norms
        self._place, self._group = 0, 1

    def pictures(self) -> Mapping[str, MaskArray]:
        """Pictures (H, W, 3) of what was judged since the last call, by their names in TensorBoard."""
        return {}

    def in_group(self, place: int, count: int) -> None:
        """Say that the next batch is number `place` of `count` that make one step of the optimiser."""
        self._place, self._group = place, count

    def step(self, batch: BatchT) -> dict[str, float]:
        """Take one optimiser step on a batch; the loss and its terms, over all processes."""
        raise NotImplementedError

    def validate(self, batch: BatchT) -> dict[str, tuple[float, float]]:
        """Judge the weights to be used on a batch: sums and the weights that make means of them."""
        raise NotImplementedError

    @property
    def network(self) -> nn.Module:
        """The network with the weights to be used: averaged ones, where the training averages."""
        return self.modules["network"] if self.average is None else self.average

    def train(self) -> None:
        """Set the modules to training, but what is frozen, and statistics that are to stay, to evaluation."""
        for module in self.modules.values():
            module.train()
        for name, part in self.modules["network"].named_modules():
            if (name and f"{name}.".startswith(self._frozen)) or (
                self._freeze_norms and isinstance(part, nn.BatchNorm2d)
            ):
                part.eval()

    def evaluate(self) -> None:
        """Set the modules to evaluation."""
        for module in self.modules.values():
            module.eval()

    def precision(self) -> torch.autocast:
        """The context of the forward pass: arithmetic in the precision that was chosen."""
        short = self.where.dtype != torch.float32
        return torch.autocast(self.where.kind, dtype=self.where.dtype, enabled=short)

    def learn(self, inputs: Tensor, loss: Callable[[Tensor], dict[str, Tensor]]) -> dict[str, float]:
        """Take a step on what the network answers to inputs: the terms of a loss, of which "total" counts."""
        self.train()
        with self.precision():
            output = self.modules["network"](inputs)
        terms = loss(output)
        self.descend(terms["total"])
        return {name: float(value.detach()) for name, value in terms.items()}

    def descend(self, loss: Tensor, name: str = "network") -> bool:
        """Take a step of the optimiser `name`; False where the gradient is not finite and none was taken.

        Of several batches that make a step the gradients are averaged, and the last one takes it.
        """
        target = self.optimizers[name]
        if self._place == 0:
            target.zero_grad(set_to_none=True)
        self.scaler.scale(loss if self._group == 1 else loss / self._group).backward()
        if self._place + 1 < self._group:
            return True
        distributed.average_gradients(self.modules[name])
        self.scaler.unscale_(target)
        gradients = [p for group in target.param_groups for p in group["params"] if p.grad is not None]
        norm = nn.utils.clip_grad_norm_(gradients, self.clip or float("inf"))
        finite = bool(torch.isfinite(norm))
        if finite or self.scaler.is_enabled():
            self.scaler.step(target)  # leaves out what is not finite, and the scale adapts
        self.scaler.update()
        if name == "network":
            self.steps += 1
            self._follow()
        return finite

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average towards the weights; the first steps count more (Adam's bias, for averages)."""
        if self.average is None:
            return
        share = 1 - min(self.ema, (1 + self.steps) / (10 + self.steps))
        for mean, value in zip(
            self.average.state_dict().values(), self.modules["network"].state_dict().values()
        ):
            if mean.is_floating_point():
                mean.lerp_(value, share)
            else:
                mean.copy_(value)

    def state(self) -> StateDict:
        """All that `load` needs to go on exactly from here; "average" holds the weights to be used."""
        return {
            "modules": {name: module.state_dict() for name, module in self.modules.items()},
            "average": self.network.state_dict(),
            "optimizers": {name: each.state_dict() for name, each in self.optimizers.items()},
            "schedule": self.schedule.state_dict(),
            "scaler": self.scaler.state_dict(),
            "step": self.steps,
        }

    def load(self, state: StateDict) -> None:
        """Go on from a state."""
        for name, module in self.modules.items():
            module.load_state_dict(state["modules"][name])
        if self.average is not None:
            self.average.load_state_dict(state["average"])
        for name, each in self.optimizers.items():
            each.load_state_dict(state["optimizers"][name])
        self.schedule.load_state_dict(state["schedule"])
        self.scaler.load_state_dict(state["scaler"])
        self.steps = int(state["step"])


def masked(values: Tensor, mask: Tensor) -> Term:
    """Sum of values where the mask is True, and their count; what is masked may be NaN."""
    return torch.where(mask, values, 0).sum(), mask.sum()


def combined(terms: Mapping[str, Term], weights: Mapping[str, float]) -> tuple[Tensor, dict[str, float]]:
    """The weighted loss, and the means of all terms, over the valid pixels of all processes.

    The gradients of the loss are to be averaged over the processes, though its sums are to be added up.
    """
    sums = distributed.shared(terms)
    counts = {name: max(1.0, float(count)) for name, (_, count) in sums.items()}
    shares = {name: weight * distributed.count() / counts[name] for name, weight in weights.items()}
    loss = torch.stack([share * terms[name][0] for name, share in shares.items()]).sum()
    return loss, {name: float(total) / counts[name] for name, (total, _) in sums.items()}


def fresh_network(
    entry: Network,
    where: Device,
    seed: int = 0,
    fresh: Callable[[nn.Module], object] | None = None,
    start: tuple[str, nn.Module] | None = None,
) -> nn.Module:
    """The network of a card's entry on its device, ready to be trained.

    Its weights are those of the seed, and of `fresh`, which may draw its own, or those of the model `start`
    (its name and network).
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = networks.build(entry.family, entry.options)
        if fresh is not None:
            fresh(network)
    if start is not None:
        _take_over(network, start[1], start[0])
    network = network.to(where.kind, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return distributed.with_shared_norms(network)


def fresh_networks(
    card: Card,
    where: Device,
    seeds: Mapping[str, int],
    fresh: Callable[[nn.Module], object] | None = None,
    start: tuple[str, ModelBundle] | None = None,
) -> dict[str, nn.Module]:
    """The networks of a card ("network", "discriminator") that have a seed, as of `fresh_network`; those that
    the model `start` (its name, and it) has are taken from it.
    """
    made = {}
    for entry, seed in seeds.items():
        own = None if start is None else getattr(start[1], entry)
        taken = None if start is None or own is None else (start[0], own)
        made[entry] = fresh_network(card.network_of(entry), where, seed, fresh, taken)
    return made


def freeze(network: nn.Module, names: Sequence[str]) -> None:
    """Keep weights whose names begin so as they are."""
    for name, weight in network.named_parameters():
        if name.startswith(tuple(names)):
            weight.requires_grad_(False)


def _scaler(where: Device) -> Any:
    """Keeps small gradients in float16's range; PyTorch before 2.3 has it for GPUs of one kind alone."""
    on = where.precision == "float16"
    made = getattr(torch.amp, "GradScaler", None)
    return made(where.kind, enabled=on) if made else torch.cuda.amp.GradScaler(enabled=on)


def _take_over(network: nn.Module, source: nn.Module, name: str) -> None:
    wanted, given = network.state_dict(), source.state_dict()
    differing = sorted(
        key for key in wanted.keys() | given.keys() if key not in given or key not in wanted
    ) or [key for key in wanted if wanted[key].shape != given[key].shape]
    if differing:
        raise RooflineError(
            "Model {name} is not the network that is to be trained (first difference: {first}); leave the "
            "network's options to the model or choose another.",
            name=name,
            first=differing[0],
        )
    network.load_state_dict(given)
