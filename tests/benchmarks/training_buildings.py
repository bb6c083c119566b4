"""What the training of building masks costs beside the network's own steps.

    python tests/benchmarks/training_buildings.py [--case surface] [--steps 12] [--threads 1]

As `training.py`: (a) a bare loop over batches in memory, (b) `run.train` on rasters on disk, where windows
are read, labels laid beside them, and all normalised and turned, in the other thread. Windows of 256 pixels.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models.engine import device  # noqa: E402
from roofline.models.modelfile.parts import Card  # noqa: E402
from roofline.models.training.buildings import cards  # noqa: E402
from roofline.models.training.buildings import task as tasks  # noqa: E402
from roofline.models.training.buildings.losses import mask_loss  # noqa: E402
from roofline.models.training.buildings.plan import MaskPlan, plan_of  # noqa: E402
from roofline.models.training.buildings.samples import Samples  # noqa: E402
from roofline.models.training.buildings.training import BuildingTraining  # noqa: E402
from support import rasters  # noqa: E402
from training import Spent, cases_of, command, compare, timed  # noqa: E402

CASES = ("surface", "imagery")
SIDE, BATCH, KEPT = 1536, 4, 4  # pixels of the place, windows of a step, batches in memory


def place(case: str, steps: int, folder: Path) -> MaskPlan:
    """Three epochs on rows of houses."""
    rng = np.random.default_rng(0)
    truth = np.zeros((SIDE, SIDE), np.uint8)
    for row in range(10, SIDE - 40, 60):
        for col in range(10, SIDE - 40, 50):
            truth[row : row + 25, col : col + 25] = 1
    if case == "imagery":
        bands = np.stack([80 + 100.0 * truth] * 3) + rng.normal(0, 5, (3, SIDE, SIDE))
        layers = {"image": rasters.write(folder / "rgb.tif", bands.clip(0, 255).astype(np.uint8))}
    else:
        heights = 50 + 7.0 * truth + rng.normal(0, 0.1, truth.shape)
        layers = {"dsm": rasters.write(folder / "dsm.tif", heights.astype(np.float32))}
    labels = rasters.write(folder / "labels.tif", truth, nodata=None)
    overrides = {"epochs": 3, "samples": steps * BATCH, "tile_size": 256, "batch_size": BATCH}
    return plan_of(layers, labels, overrides={**overrides, "precision": "float32"})


def bare(plan: MaskPlan, card: Card, where: device.Device, steps: int) -> Callable[[], Spent]:
    """A loop over batches in memory, as anyone would write it."""
    made = tasks.task_of(plan, card, where)
    network, own = made.modules["network"].train(), made.optimizers["network"]
    with Samples.open(plan, "train", card) as samples:
        parts = [range(k * BATCH, (k + 1) * BATCH) for k in range(KEPT)]
        kept = [samples.batch(part, 0).to(where.kind) for part in parts]
    inputs = [batch.inputs.contiguous(memory_format=torch.channels_last) for batch in kept]

    def step(number: int) -> None:
        batch = kept[number % KEPT]
        loss = mask_loss(network(inputs[number % KEPT]), batch.target, batch.mask)["total"]
        own.zero_grad(set_to_none=True)
        loss.backward()
        own.step()

    return timed(step, steps, where)


def main() -> None:
    options = command(__doc__, CASES, 12).parse_args()
    for case, folder in cases_of(options):
        plan = place(case, options.steps, folder)
        where = device.choose(options.device, plan.precision)
        print(where.describe())
        loop = bare(plan, cards.draft(plan), where, options.steps)
        compare(case, loop, BuildingTraining(plan), options, folder)


if __name__ == "__main__":
    main()
