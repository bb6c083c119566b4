"""A small adversarial task for tests; as a script, one process of several that train it together.

python adversarial_parts.py FILE --mode vanilla     (torchrun's variables tell which process)
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models import networks  # noqa: E402
from roofline.models.engine import device  # noqa: E402
from roofline.models.training.data.batch import Batch  # noqa: E402
from roofline.models.training.loop import distributed  # noqa: E402
from roofline.models.training.loop import optimizers as optimise  # noqa: E402
from roofline.models.training.loop.gan import GanConfig  # noqa: E402
from roofline.models.training.refiner.adversarial import EnhancerTask  # noqa: E402

CPU = device.Device("cpu", "float32", "test")


def batch_of(inputs: torch.Tensor, target: torch.Tensor, scale: float = 127.5) -> Batch:
    """A batch without voids, in which one normalised unit is `scale` metres."""
    mask = torch.ones_like(target, dtype=torch.bool)
    numbers = (torch.full((len(inputs),), value) for value in (0.0, scale, 0.5))
    return Batch(inputs, target, mask, *numbers)


def task_of(
    parts: dict[str, torch.nn.Module], rules: GanConfig, rate: float = 2e-4, **options
) -> EnhancerTask:
    """The parts with the published optimiser."""
    settings = {"name": "Adam", "learning_rate": rate, "betas": (0.5, 0.999)}
    optimizers = {name: optimise.optimizer(settings, part.parameters()) for name, part in parts.items()}
    schedule, where = optimise.Schedule(None, list(optimizers.values())), options.pop("where", CPU)
    return EnhancerTask(parts, optimizers, schedule, where, rules=rules, **options)


def small_task(
    mode: str = "vanilla",
    where: device.Device = CPU,
    loss: dict[str, float] | None = None,
    **discriminator,
) -> EnhancerTask:
    """A generator of two convolutions, with a norm between, against a small discriminator."""
    torch.manual_seed(0)
    rules = GanConfig(mode, discriminator={"width": 4, "layers": 2, **discriminator})
    convolution = torch.nn.Conv2d(2, 4, 3, 1, 1, bias=False)
    rest = (torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Conv2d(4, 1, 1))
    generator = torch.nn.Sequential(convolution, *rest)
    parts = {"network": generator, "discriminator": networks.build("patchgan", rules.judge_options(2))}
    shared = {name: distributed.with_shared_norms(part) for name, part in parts.items()}
    return task_of(shared, rules, where=where, loss=loss)


def samples(count: int) -> Batch:
    """Random samples of 32 px with unequal voids."""
    generator = torch.Generator().manual_seed(5)
    inputs, target = (torch.randn(count, bands, 32, 32, generator=generator) for bands in (2, 1))
    batch = batch_of(inputs, target)
    for index in range(count):
        batch.mask[index, :, : 4 * index] = False
    return batch


def steps(task: EnhancerTask) -> list[dict[str, float]]:
    """Losses of steps on four, three and one sample, shared among the processes."""
    whole = samples(4)
    found = []
    for count in (4, 3, 1):
        own = distributed.share(range(count))
        found.append(task.step(Batch(*(part[own] for part in whole))))
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("modes", nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with distributed.joined():
        results = {mode: _results(mode) for mode in options.modes}
    torch.save({**results, "threads": _threads_of_gloo()}, options.file)


def _threads_of_gloo() -> list[str]:
    """Names of this process's threads that serve a group of processes (Linux)."""
    names = (each.read_text().strip() for each in Path("/proc/self/task").glob("*/comm"))
    return [name for name in names if "gloo" in name]


def _results(mode: str) -> dict:
    task = small_task(mode)
    torch.manual_seed(distributed.rank())
    return {"losses": steps(task), "weights": task.state()["modules"]}


if __name__ == "__main__":
    main()
