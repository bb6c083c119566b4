"""The training loop: AdamW, warm-up and cosine decay over a budget, averaged weights, exact resume."""

from __future__ import annotations

import copy
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..device import Device
from .losses import refinement_loss
from .pool import Pool

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: a budget of minutes, on any machine, or of steps, which repeats exactly."""

    minutes: float = 0.0
    steps: int = 0
    batch: int = 8
    crop: int = 224
    rate: float = 1.5e-3
    last_rate: float = 1e-5
    warm_up: float = 0.02
    average: float = 0.998
    clip: float = 1.0
    save_minutes: float = 3.0


class Run:
    """State of a training run; `save` and `resume` carry all of it, random numbers included."""

    def __init__(self, network: nn.Module, schedule: Schedule, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.network = network.train()
        self.average = copy.deepcopy(network).eval()
        self.schedule = schedule
        self.optimizer = torch.optim.AdamW(network.parameters(), lr=schedule.rate, weight_decay=1e-3)
        self.rng = np.random.default_rng(seed)
        self.step, self.seconds = 0, 0.0

    @property
    def progress(self) -> float:
        """Share of the budget that is used, 0 to 1."""
        plan = self.schedule
        return min(1.0, self.step / plan.steps if plan.steps else self.seconds / (60 * plan.minutes))

    def rate(self) -> float:
        """Learning rate now: linear warm-up, then half a cosine."""
        plan, done = self.schedule, self.progress
        if done < plan.warm_up:
            return plan.rate * max(done / plan.warm_up, 0.02)
        share = (done - plan.warm_up) / (1 - plan.warm_up)
        return plan.last_rate + (plan.rate - plan.last_rate) * 0.5 * (1 + math.cos(math.pi * share))

    def update(self, pool: Pool, device: Device) -> dict[str, float]:
        """One optimiser step on a fresh batch; the loss terms of it."""
        started = time.monotonic()
        inputs, truth = (
            t.to(device.kind) for t in pool.batch(self.rng, self.schedule.batch, self.schedule.crop)
        )
        inputs = inputs.to(memory_format=torch.channels_last)
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        with torch.autocast(device.kind, dtype=device.dtype, enabled=device.dtype != torch.float32):
            output = self.network(inputs)
        terms = refinement_loss(output, inputs[:, :1], truth)
        self.optimizer.zero_grad(set_to_none=True)
        terms["total"].backward()
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.clip)
        if torch.isfinite(norm):
            self.optimizer.step()
        self._average_weights()
        self.step += 1
        self.seconds += time.monotonic() - started
        return {name: float(value.detach()) for name, value in terms.items()}

    @torch.no_grad()
    def _average_weights(self) -> None:
        decay = min(self.schedule.average, (1 + self.step) / (10 + self.step))
        current = self.network.state_dict()
        for name, value in self.average.state_dict().items():
            if value.is_floating_point():
                value.lerp_(current[name], 1 - decay)
            else:
                value.copy_(current[name])

    def save(self, path: Path) -> None:
        """Write the whole state; the file appears complete or not at all."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "random": self.rng.bit_generator.state,
            "torch_random": torch.get_rng_state(),
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def start_from(self, path: Path) -> None:
        """Begin with the averaged weights of another run; parts that it lacks start neutral."""
        weights = {**self.network.state_dict(), **torch.load(path, weights_only=True)["average"]}
        self.network.load_state_dict(weights)
        self.average.load_state_dict(weights)

    def resume(self, path: Path) -> None:
        """Go on where `save` stopped."""
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.rng.bit_generator.state = state["random"]
        torch.set_rng_state(state["torch_random"])


def train(
    run: Run,
    pool: Pool,
    device: Device,
    checkpoint: Path,
    *,
    report: Callable[[Run, dict[str, float]], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Train until the budget is used or someone cancels; a checkpoint is kept either way."""
    saved = run.seconds
    while run.progress < 1 and not cancelled():
        if run.step % 50 == 0:
            pool.refresh()
        report(run, run.update(pool, device))
        if run.seconds - saved > 60 * run.schedule.save_minutes:
            run.save(checkpoint)
            saved = run.seconds
    run.save(checkpoint)
