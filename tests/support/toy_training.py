"""A task of its own in one file: its entry in the registries, network, samples, step, judgement and card.

It learns what is bright in a picture, from ragged samples: pictures of unequal size.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from roofline.models import networks, tasks
from roofline.models.engine.device import Device
from roofline.models.language import Message
from roofline.models.modelfile.parts import Card, Input, Network, Normalisation, Output, Tiles
from roofline.models.modelfile.provenance import Provenance
from roofline.models.training.base import Training
from roofline.models.training.judging import Judgement
from roofline.models.training.loop import task
from roofline.models.training.loop.optimizers import Schedule, optimizer
from roofline.models.training.loop.trainer import LoopConfig, Outcome
from roofline.models.training.provenance import Description

BRIGHT = 130  # grey levels
SCHEDULER = {
    "name": "CyclicLR",
    "settings": {"base_lr": 0.05, "max_lr": 0.2, "step_size_up": 3},
}


class Family(networks.Family):
    """One convolution of one pixel."""

    def __call__(self, options: dict[str, Any]) -> torch.nn.Module:
        return torch.nn.Conv2d(options["bands"], 1, 1)


def register() -> tasks.Task:
    """Make network and task known."""
    networks.FAMILIES["toy"] = Family("toy", "Conv2d")
    return tasks.register(
        tasks.Task(
            "toybright",
            "Bright",
            Message("finds what is bright"),
            unit=tasks.PROBABILITY,
            roles={"INPUT": "image"},
            output=tasks.BUILDING_MASK.output,
        )
    )


@dataclass(frozen=True)
class Ragged:
    """Pictures (1, H, W) of any size and what is bright in them."""

    pictures: list[torch.Tensor]
    bright: list[torch.Tensor]

    def to(self, kind: str) -> Ragged:
        return Ragged(*([each.to(kind) for each in part] for part in (self.pictures, self.bright)))

    def part(self, indices: Sequence[int]) -> Ragged:
        return Ragged(*([part[index] for index in indices] for part in (self.pictures, self.bright)))


class Pictures:
    """Noise; a sample depends on (split, epoch, index) alone."""

    def __init__(self, split: str, count: int = 7) -> None:
        self._split, self._count = int(split == "val"), count

    def __len__(self) -> int:
        return self._count

    def order(self, epoch: int) -> Sequence[int]:
        return range(self._count)

    def batch(self, indices: Sequence[int], epoch: int) -> Ragged:
        made = [self._sample(np.random.default_rng([self._split, epoch, index])) for index in indices]
        return Ragged(*(list(part) for part in zip(*made)))

    def _sample(self, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        grey = rng.integers(0, 256, (1, *rng.integers(5, 20, 2))).astype(np.float32)
        return torch.from_numpy(grey / 127.5 - 1), torch.from_numpy((grey > BRIGHT).astype(np.float32))


class ToyTask(task.Task[Ragged]):
    """Cross entropy, judged by the share of pixels that are told right."""

    metric, higher_is_better = "accuracy", True

    def step(self, batch: Ragged) -> dict[str, float]:
        self.train()
        losses = [
            torch.nn.functional.binary_cross_entropy_with_logits(
                self.modules["network"](grey[None])[0], bright
            )
            for grey, bright in zip(batch.pictures, batch.bright)
        ]
        loss = torch.stack(losses).mean()
        self.descend(loss)
        return {"total": float(loss.detach())}

    @torch.inference_mode()
    def validate(self, batch: Ragged) -> dict[str, tuple[float, float]]:
        self.evaluate()
        right = [
            ((self.network(grey[None])[0] > 0) == (bright > 0)).flatten()
            for grey, bright in zip(batch.pictures, batch.bright)
        ]
        together = torch.cat(right)
        return {"accuracy": (float(together.sum()), float(len(together)))}


@dataclass
class ToyTraining(Training):
    """All of it; `course` and `scheduler` may be others."""

    loop: LoopConfig
    scheduler: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.kind = register()

    @property
    def course(self) -> LoopConfig:
        return self.loop

    def settings(self) -> dict[str, Any]:
        return {"epochs": self.loop.epochs}

    def card(self, cancelled: Any = None) -> Card:
        rule = Normalisation("scale", scale=1 / 127.5, offset=-1.0)
        return Card(
            name="toy",
            task=self.kind.id,
            network=Network("toy", {"bands": 1}),
            inputs=(Input("image", 1, rule),),
            output=Output(bands=1, activation="sigmoid", threshold=0.5),
            tile=Tiles(64, 8),
            provenance=Provenance(licence="unknown"),
        )

    def samples(self, split: str, card: Card, threads: int = 1, cancelled: Any = None) -> Any:
        return nullcontext(Pictures(split))

    def task(self, card: Card, where: Device) -> ToyTask:
        network = task.fresh_network(card.network, where, self.loop.seed)
        own = optimizer({"name": "Adam", "learning_rate": 0.1}, network.parameters())
        schedule = Schedule(self.scheduler, [own], self.loop.epochs)
        return ToyTask({"network": network}, {"network": own}, schedule, where)

    def judge(self, outcome: Outcome, where: Device, held_out: Any, cancelled: Any = None) -> Judgement:
        accuracy = max(entry["val/accuracy"] for entry in outcome.history)
        metrics = {"after": {"accuracy": accuracy}}
        return Judgement(metrics, windows=len(Pictures("val")), metric="accuracy", higher_is_better=True)

    def description(self, card: Card, outcome: Outcome, judged: Judgement) -> Description:
        return Description(Message("What is bright"), ["noise"], metrics=judged.metrics)
