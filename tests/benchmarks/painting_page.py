"""SatGen-CV's painter, trained on the data of `imagery-demo` for as long, for painting_realism.py.

    python tests/benchmarks/painting_page.py train --work WORK --data DATA --minutes 54 --name page
    python tests/benchmarks/painting_page.py finish --work WORK --name page --output page.pt

WORK/shards are those that `models/training/bundled/imagery_demo.py generate` wrote, DATA is its folder of
real places; windows are drawn by the same code, of 256 pixels as this network wants them. Networks, losses,
noise and rates are those of `roofline:trainimagery` with ARCHITECTURE pix2pix: the page's, but with the
discriminator's features in place of VGG-19's, which no package brings. Batches are of one window, the
default of the original's program, and the one that leaves most steps on a slow machine. `train` can be
stopped and started again; it prints the CPU minutes that it took. The latest weights are used.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models.bundle import ModelBundle  # noqa: E402
from roofline.models.engine import device  # noqa: E402
from roofline.models.imagery.masks import CLASSES  # noqa: E402
from roofline.models.modelfile.provenance import Provenance  # noqa: E402
from roofline.models.training.bundled import command, imagery_demo, paint_scenes  # noqa: E402
from roofline.models.training.bundled.scenetask import Budget  # noqa: E402
from roofline.models.training.imagery.plan import LAST_RATE, Region, plan_of  # noqa: E402
from roofline.models.training.imagery.task import Batch, ImageryTask  # noqa: E402
from roofline.models.training.imagery.training import ImageryTraining  # noqa: E402
from roofline.models.training.loop import checkpoints  # noqa: E402
from roofline.models.training.loop.folder import LAST  # noqa: E402
from roofline.models.training.loop.optimizers import COSINE, Schedule  # noqa: E402
from roofline.models.training.loop.trainer import LoopConfig, Trainer  # noqa: E402

BUDGET = Budget(batch=1, crop=256)
EPOCH = 150  # windows, after which a checkpoint is written
HELD = 8  # windows that are judged then
ASKED = {"architecture": "pix2pix", "ema": 0.0, "batch_size": 1, "augment": False}


class Windows:
    """The windows of `imagery-demo` without what its own network has besides: pixel size and noise."""

    def __init__(self, source: imagery_demo.Windows | imagery_demo.HeldOut, count: int) -> None:
        self._source, self._count = source, count

    def __len__(self) -> int:
        return self._count

    def order(self, epoch: int) -> Sequence[int]:
        """As they are drawn."""
        self._source.order(epoch)  # takes in new shards
        return range(self._count)

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These windows."""
        found = self._source.batch(indices, epoch)
        return Batch(found.inputs[:, : len(CLASSES)].contiguous(), found.target, found.mask, found.gsd)


def training(data: Path) -> ImageryTraining:
    """The page's training as Roofline does it; its place is never opened."""
    place = Region("the data of imagery-demo", image=data, masks={"mask": data})
    return ImageryTraining(plan_of((place,), ASKED))


def task_of(made: ImageryTraining) -> ImageryTask:
    """Networks, losses and optimisers; the rate falls with the time that is spent."""
    task = made.task(made.card(), device.choose())
    by_time = {"name": COSINE, "settings": {"eta_min": LAST_RATE}}
    task.schedule = Schedule(by_time, list(task.optimizers.values()))
    return task


def train(options: argparse.Namespace) -> None:
    made, folder = training(options.data), options.work / options.name
    task = task_of(made)
    state = checkpoints.read(folder / LAST) if (folder / LAST).exists() else None
    course = LoopConfig(10**6, BUDGET.batch, options.seed, minutes=options.minutes)
    run = Trainer(task, course, folder, {"card": "{}", "plan": "{}"}, state)
    pictures = paint_scenes.load(options.data)
    drawn = imagery_demo.Windows(options.work / "shards", pictures, options.seed, BUDGET)
    aside = imagery_demo.HeldOut(paint_scenes.load(options.data, validation=True), HELD, BUDGET.crop)
    begun = time.process_time()
    outcome = run.train(Windows(drawn, EPOCH), Windows(aside, HELD))
    spent = time.process_time() - begun
    print(f"{task.steps} steps, {outcome.seconds / 60:.1f} minutes; this start: {spent / 60:.1f} CPU minutes")


def finish(options: argparse.Namespace) -> None:
    made = training(options.work)
    checkpoint = checkpoints.read(options.work / options.name / LAST)
    task = task_of(made)
    task.modules["network"].load_state_dict(checkpoint.state["modules"]["network"])
    minutes = float(checkpoint.state["seconds"]) / 60
    recipe = Provenance(recipe=f"{minutes:.0f} minutes on one core")
    card = made.card().changed(name="page", provenance=recipe)
    ModelBundle(card, task.modules["network"].eval()).save(options.output)


def main() -> None:
    logging.captureWarnings(True)
    command.run(command.parser(__doc__, "page", "ortho/", 0, 54), {"train": train, "finish": finish})


if __name__ == "__main__":
    main()
