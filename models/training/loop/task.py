"""What is trained: networks with their optimisers, one step per batch, and how a batch is judged."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from ... import networks
from ...engine import device
from ...engine.device import Device
from ...errors import RooflineError
from ..refiner.losses import LAPLACE_NLL, Term, height_terms, masked, metres
from . import distributed
from .optimizers import Schedule, optimizer

if TYPE_CHECKING:
    from ..config.plan import Plan
    from ..data.batch import Batch


class Task:
    """Networks in training. `modules` always has "network", which is what a model file will hold.

    Subclasses say what a step is and how a batch is judged; `metric` names the judgement that decides, lower
    is better. `forward` has what to call for a module in training: the network's serves several processes.
    """

    metric = "MAE"

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
        self.forward = {**modules, "network": distributed.parallel(modules["network"])}
        self.average = copy.deepcopy(modules["network"]).eval() if ema else None
        self.scaler = _scaler(where)
        self._frozen, self._freeze_norms = tuple(frozen), freeze_norms

    def step(self, batch: Batch) -> dict[str, float]:
        """Take one optimiser step on a batch; the loss and its terms, over all processes."""
        raise NotImplementedError

    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
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

    def descend(self, loss: Tensor, name: str = "network") -> bool:
        """Take a step of the optimiser `name`; False where the gradient is not finite and none was taken."""
        target = self.optimizers[name]
        target.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        if self.forward[name] is self.modules[name]:
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

    def state(self) -> dict[str, Any]:
        """All that `load` needs to go on exactly from here; "average" holds the weights to be used."""
        return {
            "modules": {name: module.state_dict() for name, module in self.modules.items()},
            "average": self.network.state_dict(),
            "optimizers": {name: each.state_dict() for name, each in self.optimizers.items()},
            "schedule": self.schedule.state_dict(),
            "scaler": self.scaler.state_dict(),
            "step": self.steps,
        }

    def load(self, state: dict[str, Any]) -> None:
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


class RefineTask(Task):
    """A refiner of heights: a weighted sum of masked losses in metres.

    `unweighted` judges batches, not pixels, by their mean, as the published ResDepth does; `compared`: the
    first input is the surface that is refined, and its own error is told beside.
    """

    def __init__(
        self,
        *arguments: Any,
        loss: dict[str, float],
        unweighted: bool = False,
        compared: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._weights = {name: weight for name, weight in loss.items() if weight}
        self._unweighted, self._compared = unweighted, compared
        if not self._weights:
            raise RooflineError("training_settings.loss weighs nothing; give a loss a weight above 0.")

    def step(self, batch: Batch) -> dict[str, float]:
        self.train()
        with self.precision():
            output = self.forward["network"](batch.inputs)
        terms = height_terms(output, batch, self._weights)
        weights = {**self._weights, **({"laplace_nll": LAPLACE_NLL} if "laplace_nll" in terms else {})}
        loss, means = combined(terms, weights)
        self.descend(loss)
        return {"total": sum(weight * means[name] for name, weight in weights.items()), **means}

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            output = self.network(batch.inputs)
        terms = height_terms(output, batch, self._weights)
        if self._compared:
            before = metres(batch.inputs[:, :1] - batch.target, batch)
            terms["before"] = masked(before.abs(), batch.mask)
        judged = {name: (float(total), float(count)) for name, (total, count) in terms.items()}
        if not self._unweighted:
            return judged
        return {name: (total / max(count, 1), float(count > 0)) for name, (total, count) in judged.items()}


def combined(terms: Mapping[str, Term], weights: Mapping[str, float]) -> tuple[Tensor, dict[str, float]]:
    """The weighted loss, and the means of all terms, over the valid pixels of all processes.

    The gradients of the loss are to be averaged over the processes, though its sums are to be added up.
    """
    sums = distributed.shared(terms)
    counts = {name: max(1.0, float(count)) for name, (_, count) in sums.items()}
    shares = {name: weight * distributed.count() / counts[name] for name, weight in weights.items()}
    loss = torch.stack([share * terms[name][0] for name, share in shares.items()]).sum()
    return loss, {name: float(total) / counts[name] for name, (total, _) in sums.items()}


def task_of(plan: Plan, card: dict[str, Any], where: Device | None = None) -> Task:
    """The networks of a card, fresh or started from the plan's model, with what the plan trains them by."""
    where = where or device.choose("auto", plan.precision)
    if plan.architecture == "enhancer":
        from .gan import adversarial_task

        return adversarial_task(plan, card, where)
    network = network_of(plan, card, where)
    frozen = frozen_parts(plan, card)
    freeze(network, frozen)
    own = optimizer(plan.optimizer, network.parameters())
    schedule = Schedule(plan.scheduler, [own], plan.epochs)
    return RefineTask(
        *({"network": network}, {"network": own}, schedule, where),
        loss=plan.loss,
        unweighted=plan.compatibility,
        compared=not card["inputs"][0].get("withheld"),
        clip=plan.clip,
        ema=plan.ema,
        frozen=frozen,
        freeze_norms=plan.freeze_norms,
    )


def network_of(
    plan: Plan,
    card: dict[str, Any],
    where: Device,
    entry: str = "network",
    fresh: Callable[[nn.Module], object] | None = None,
) -> nn.Module:
    """The network of a card's entry ("network" or "discriminator") on its device, ready to be trained.

    Fresh weights are those of the seed, and of `fresh`, which may draw its own; where the plan starts from a
    model file, its weights.
    """
    from ..refiner.cards import start_model

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed + (entry != "network"))
        network = networks.build(card[entry]["family"], card[entry].get("options", {}))
        if fresh is not None:
            fresh(network)
    if plan.start is not None:
        started = start_model(str(plan.start))
        source = started.network if entry == "network" else started.discriminator
        if source is not None:
            _take_over(network, source, str(plan.start))
    network = network.to(where.kind, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return distributed.with_shared_norms(network)


def frozen_parts(plan: Plan, card: dict[str, Any]) -> tuple[str, ...]:
    """First parts of the names of weights that stay as they are."""
    family = card["network"]["family"]
    if plan.freeze_encoder and not networks.FAMILIES[family].encoder:
        raise RooflineError(
            "The encoder of a {family} network cannot be frozen; train all of it.", family=family
        )
    return networks.FAMILIES[family].encoder if plan.freeze_encoder else ()


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
