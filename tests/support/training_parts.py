"""Small trainings for tests; as a script, one that can be killed, resumed and run by several processes.

python training_parts.py FOLDER [--epochs 3] [--batch 4] [--resume] [--pause SECONDS]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import networks  # noqa: E402
from roofline.models.engine.device import Device  # noqa: E402
from roofline.models.training.data.batch import Batch  # noqa: E402
from roofline.models.training.loop import distributed, optimizers, task, trainer  # noqa: E402
from roofline.models.training.refiner.task import RefineTask  # noqa: E402

CPU = Device("cpu", "float32", "a test")
SHORT = Device("cpu", "bfloat16", "a test")
UNET = {"start_kernel": 4, "depth": 2, "bias_conv_layer": True}


class Staircases:
    """Noisy staircases, some pixels unknown; a sample depends on (seed, epoch, index) alone."""

    def __init__(self, count: int = 10, size: int = 16, seed: int = 0, shuffled: bool = True) -> None:
        self.count, self.size, self.seed, self.shuffled = count, size, seed, shuffled

    def __len__(self) -> int:
        return self.count

    def order(self, epoch: int) -> list[int]:
        if not self.shuffled:
            return list(range(self.count))
        return np.random.default_rng([self.seed, epoch]).permutation(self.count).tolist()

    def batch(self, indices: list[int], epoch: int) -> Batch:
        made = [self._sample(np.random.default_rng([self.seed, epoch, index])) for index in indices]
        inputs, target, mask = (torch.from_numpy(np.stack(planes)[:, None]) for planes in zip(*made))
        scale, gsd = torch.full((len(indices),), 2.0), torch.full((len(indices),), 0.5)
        return Batch(inputs, target, mask, torch.zeros(len(indices)), scale, gsd)

    def _sample(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        steps = rng.integers(-3, 4, (self.size // 4, self.size // 4)).repeat(4, 0).repeat(4, 1)
        truth = steps.astype(np.float32)
        noisy = truth + rng.normal(0, 1, truth.shape).astype(np.float32)
        return noisy, truth, rng.random(truth.shape) > rng.uniform(0, 0.6)


class Slow(Staircases):
    """The same, a while later."""

    pause = 0.0

    def batch(self, indices: list[int], epoch: int) -> Batch:
        time.sleep(self.pause)
        return super().batch(indices, epoch)


def refine_task(
    epochs: int = 3, where: Device = CPU, scheduler: dict | None = None, rate: float = 0.01, **options
) -> RefineTask:
    """A tiny ResDepth network with AdamW, averaged weights and clipped gradients."""
    torch.manual_seed(3)
    network = distributed.with_shared_norms(networks.build("resdepth", UNET))
    network = network.to(memory_format=torch.channels_last)
    own = optimizers.optimizer({"name": "AdamW", "learning_rate": rate}, network.parameters())
    schedule = optimizers.Schedule(scheduler, [own], epochs)
    options = {"loss": {"l1": 1.0, "gradient": 0.2, "normal": 0.1}, "ema": 0.9, "clip": 1.0, **options}
    return RefineTask({"network": network}, {"network": own}, schedule, where, **options)


def run(
    folder: Path,
    course: trainer.LoopConfig | None = None,
    resume: bool = False,
    training: Staircases | None = None,
    made: task.Task | None = None,
    **options,
) -> trainer.Outcome:
    """Train the tiny network on staircases; checkpoints and logs go to the folder."""
    course = course or trainer.LoopConfig(epochs=3, batch_size=4)
    made = made or refine_task(course.epochs)
    state = trainer.resumed(folder, {}) if resume else None
    each = trainer.Trainer(made, course, folder, {"card": json.dumps({"name": "tiny"}), "plan": "{}"}, state)
    return each.train(training or Staircases(), Staircases(6, seed=9, shuffled=False), **options)


def long_run(
    folder: Path, epochs: int = 3, batch: int = 4, samples: int = 10, resume: bool = False
) -> trainer.Outcome:
    """A training on one thread, alone or with the other processes that torchrun has started."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with distributed.joined():
            made = refine_task(epochs, scheduler={"name": "StepLR", "settings": {"step_size": 2}})
            course = trainer.LoopConfig(epochs, batch, save_rate=2)
            return run(folder, course, resume, Slow(samples), made)
    finally:
        torch.set_num_threads(threads)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--samples", type=int, default=10)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--pause", type=float, default=0.0)
    options = parser.parse_args()
    Slow.pause = options.pause
    long_run(options.folder, options.epochs, options.batch, options.samples, options.resume)


if __name__ == "__main__":
    main()
