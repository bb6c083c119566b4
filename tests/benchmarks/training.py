"""What training costs beside the network's own steps.

    python tests/benchmarks/training.py [--case resdepth] [--steps 12] [--threads 1] [--streamed]

(a) A bare loop: forward, mean absolute error, backward, optimiser, over and over the same few batches, which
are tensors in memory. (b) `run.train` on rasters: windows are read at new random positions, normalised,
turned and masked, in the other thread; gradients and losses are watched, progress is told. Same network,
optimiser, precision, batch size and memory layout. `steps` counts the steps of an epoch alone; `epochs` has
judgement, log and checkpoint of each epoch too, which an epoch of many steps makes small. Parts are taken in
turns and the least time of each counts. Time on the wall needs a machine that does nothing else; processor
time sums up all threads. --streamed keeps no raster in memory, as with rasters above half a gigabyte.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models.engine import device  # noqa: E402
from roofline.models.modelfile.parts import Card  # noqa: E402
from roofline.models.training import run as runs  # noqa: E402
from roofline.models.training.base import Training  # noqa: E402
from roofline.models.training.refiner import cards, task  # noqa: E402
from roofline.models.training.refiner import measure as statistics  # noqa: E402
from roofline.models.training.refiner import plan as config  # noqa: E402
from roofline.models.training.refiner import samples as data  # noqa: E402
from roofline.models.training.refiner.training import RefinerTraining  # noqa: E402
from support import engine_parts  # noqa: E402

CASES = {
    "resdepth": {"model": {"input_channels": "geom-stereo"}, "batch": 8},
    "resdepth-small": {"model": {"input_channels": "geom-stereo", "start_kernel": 16}, "batch": 8},
    "compact": {"model": {"architecture": "compact", "start": "refine-geometry"}, "batch": 8},
}


class Spent(NamedTuple):
    """Seconds per step: on the wall and of the processor, and with what an epoch costs beside its steps."""

    wall: float
    processor: float
    epoch: float


def plan_of(case: str, size: int, steps: int, precision: str, folder: Path) -> config.Plan:
    """Three epochs on one region of random hills with two images."""
    chosen = CASES[case]
    surface = np.tile(engine_parts.hills(512, 512), (-(-size // 512),) * 2)[:size, :size]
    rng = np.random.default_rng(0)
    region = {
        "raster_gt": str(engine_parts.make(folder / "truth.tif", surface)),
        "raster_in": str(engine_parts.make(folder / "dsm.tif", surface + rng.normal(0, 1, surface.shape))),
        "area_type": "train+val",
        "n_training_samples": steps * chosen["batch"],
    }
    if "stereo" in str(chosen["model"]):
        images = [engine_parts.make(folder / f"{name}.tif", surface * 30 + 200) for name in "ab"]
        region["image_list"] = [str(image) for image in images]
    training = {
        "tile_size": 256,
        "batch_size": chosen["batch"],
        "n_epochs": 3,
        "precision": precision,
        "ema": 0.998,
        "gradient_clipping": 1.0,
    }
    output = {"output_directory": str(folder), "tboard_log_dir": str(folder)}
    values = {
        "datasets": [region],
        "model": chosen["model"],
        "training_settings": training,
        "output": output,
    }
    return config.from_dict(values, folder)


def bare(plan: config.Plan, card: Card, where: device.Device, steps: int) -> Callable[[], Spent]:
    """A loop over batches in memory, as anyone would write it."""
    made = task.task_of(plan, card, where)
    network, own = made.modules["network"].train(), made.optimizers["network"]
    with data.Samples.open(plan, "train", card) as samples:
        order, size = samples.order(0), plan.batch_size
        read = [samples.batch(order[k * size : (k + 1) * size], 0) for k in range(4)]
    batches = [data.Batch(*(part.to(where.kind) for part in batch)) for batch in read]
    inputs = [batch.inputs.contiguous(memory_format=torch.channels_last) for batch in batches]
    short = where.dtype != torch.float32

    def step(number: int) -> None:
        batch = batches[number % 4]
        with torch.autocast(where.kind, dtype=where.dtype, enabled=short):
            output = network(inputs[number % 4])
        error = (output[:, :1].float() - batch.target).abs() * batch.scale.view(-1, 1, 1, 1)
        loss = (error * batch.mask).sum() / batch.mask.sum()
        own.zero_grad(set_to_none=True)
        loss.backward()
        own.step()

    return timed(step, steps, where)


def trained(training: Training, steps: int, device_name: str, folder: Path) -> Spent:
    """The second and third epoch of a training (the first one warms up)."""
    marks: list[tuple[float, float]] = []

    def mark(share: float) -> None:
        marks.append((time.perf_counter(), time.process_time()))

    outcome = runs.train(training, folder, device=device_name, progress=mark)
    starts = [marks[epoch * steps : (epoch + 1) * steps] for epoch in (1, 2)]
    wall, processor = (min((epoch[-1][k] - epoch[0][k]) / (steps - 1) for epoch in starts) for k in (0, 1))
    ends = [entry["seconds"] for entry in outcome.history]
    return Spent(wall, processor, min(b - a for a, b in zip(ends, ends[1:])) / steps)


def timed(step: Callable[[int], None], steps: int, where: device.Device) -> Callable[[], Spent]:
    """A loop of so many steps, which tells what one of them takes."""

    def run() -> Spent:
        wall, processor = time.perf_counter(), time.process_time()
        for number in range(steps):
            step(number)
        if where.kind == "cuda":
            torch.cuda.synchronize()
        wall = (time.perf_counter() - wall) / steps
        return Spent(wall, (time.process_time() - processor) / steps, wall)

    return run


def compare(
    case: str, loop: Callable[[], Spent], training: Training, options: argparse.Namespace, folder: Path
) -> None:
    """Both loops of a case in turns, after a round that warms up, and their table."""
    loop()
    found = [
        (loop(), trained(training, options.steps, options.device, folder)) for _ in range(options.repeats)
    ]
    plain, full = (Spent(*(min(column) for column in zip(*runs))) for runs in zip(*found))
    report(case, plain, full, training.course.batch_size)


def command(
    about: str | None, cases: Iterable[str], steps: int, unit: str = "steps", device_name: str = "auto"
) -> argparse.ArgumentParser:
    """What all benchmarks of trainings can be asked for; `unit`: what they call a step."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", choices=tuple(cases), nargs="*", default=list(cases))
    parser.add_argument(f"--{unit}", dest="steps", type=int, default=steps, help=f"{unit} of an epoch")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="threads of torch, 0 = its own choice")
    parser.add_argument("--device", default=device_name)
    return parser


def cases_of(options: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """Each case that is asked for, with a folder of its own."""
    if options.threads:
        torch.set_num_threads(options.threads)
    for case in options.case:
        with tempfile.TemporaryDirectory() as name:
            yield case, Path(name)


def report(case: str, plain: Spent, full: Spent, batch: int) -> None:
    """The table of one case: samples per second, and shares of the bare loop's."""
    print(f"\n{case}: bare loop {batch / plain.wall:.2f} samples per second")
    print(f"  train, steps alone  {batch / full.wall:8.2f} = {plain.wall / full.wall:6.1%}")
    print(f"  train, whole epochs {batch / full.epoch:8.2f} = {plain.epoch / full.epoch:6.1%}")
    print(f"  by processor time, both threads: {plain.processor / full.processor:6.1%}")


def main() -> None:
    parser = command(__doc__, CASES, 12)
    parser.add_argument("--size", type=int, default=2048, help="width and height of the rasters in pixels")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--streamed", action="store_true", help="keep no raster in memory")
    options = parser.parse_args()
    if options.streamed:
        data.MEMORY.update(train=0, val=0)
    for case, folder in cases_of(options):
        measure(case, options, folder)


def measure(case: str, options: argparse.Namespace, folder: Path) -> None:
    """Both loops of a case in turns."""
    plan = plan_of(case, options.size, options.steps, options.precision, folder)
    where = device.choose(options.device, plan.precision)
    print(where.describe())
    loop = bare(plan, cards.draft(plan, statistics.measure(plan)), where, options.steps)
    compare(case, loop, RefinerTraining(plan), options, folder)


if __name__ == "__main__":
    main()
