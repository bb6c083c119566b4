"""What the training of occupancy costs beside the network's own steps.

    python tests/benchmarks/training_occupancy.py [--case compact] [--batches 24] [--threads 1]

As `training.py`: (a) a bare loop over a few patches in memory, (b) `run.train` on a point cloud with a
reference surface, where patches are read from the index on disk, queries drawn, all normalised and turned,
in the other thread. 40 points per square metre, patches of 64 m, 6144 queries each.
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
from roofline.models.training.reconstruction import cards, configuration, defaults  # noqa: E402
from roofline.models.training.reconstruction import task as tasks  # noqa: E402
from roofline.models.training.reconstruction.plan import Plan  # noqa: E402
from roofline.models.training.reconstruction.samples import Samples  # noqa: E402
from roofline.models.training.reconstruction.training import ReconstructionTraining  # noqa: E402
from support import engine_parts, implicity_parts  # noqa: E402
from training import Spent, cases_of, command, compare, timed  # noqa: E402

CASES = {"compact": defaults.COMPACT, "implicity": {}}
SIDE, DENSITY = 200, 40  # metres of the place, points per square metre
STEP = 4  # patches whose gradients make one step


def plan_of(case: str, batches: int, folder: Path) -> Plan:
    """Three epochs on hills with a cloud of noisy points."""
    heights = engine_parts.hills(2 * SIDE, 2 * SIDE)
    reference = engine_parts.make(folder / "truth.tif", heights)  # pixels of 0.5 m
    left, _, _, top, _, _ = engine_parts.GEOTRANSFORM
    xy = np.random.default_rng(0).random((DENSITY * SIDE**2, 2)) * SIDE
    z = heights[(2 * xy[:, 1]).astype(int), (2 * xy[:, 0]).astype(int)]
    points = np.column_stack([left + xy[:, 0], top - xy[:, 1], z])
    cloud = implicity_parts.write_ply(folder / "points.ply", points)
    config = {
        "model": CASES[case],
        "training": {
            "epochs": 3,
            "random_dataset_length": batches,
            "optimize_every": STEP,
            "validate_every": 1,
            "scheduler": {"type": None, "kwargs": {}},
        },
        "dataset": {"sliding_window": {"val_strip": [64, 64]}},
        "places": [{"points": str(cloud), "reference": str(reference)}],
    }
    return Plan(configuration.complete(config), folder)


def bare(plan: Plan, card: Card, where: device.Device, batches: int) -> Callable[[], Spent]:
    """A loop over patches in memory, as anyone would write it."""
    made = tasks.task_of(plan, card, where)
    network, own = made.modules["network"].train(), made.optimizers["network"]
    with Samples.open(plan, "train", card) as samples:
        kept = [samples.batch([index], 0).to(where.kind) for index in range(4)]
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits

    def step(number: int) -> None:
        batch = kept[number % 4]
        logits = torch.cat(network(batch.points, batch.queries, None))[:, 0]
        loss = loss_of(logits, (torch.cat(batch.occupied) > 0).float(), reduction="none")
        ((loss * torch.cat(batch.masks)[:, 0]).mean()).backward()
        if number % STEP == STEP - 1:
            own.step()
            own.zero_grad(set_to_none=True)

    return timed(step, batches, where)


def main() -> None:
    options = command(__doc__, CASES, 24, "batches").parse_args()
    for case, folder in cases_of(options):
        plan = plan_of(case, options.steps, folder)
        where = device.choose(options.device, plan.precision)
        print(where.describe())
        loop = bare(plan, cards.draft(plan), where, options.steps)
        compare(case, loop, ReconstructionTraining(plan), options, folder)


if __name__ == "__main__":
    main()
