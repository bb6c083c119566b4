"""What the training of painters costs beside the networks' own steps.

    python tests/benchmarks/training_imagery.py [--case spade] [--batches 16] [--threads 1]

As `training.py`: (a) a bare loop over windows in memory, two forward passes of the generator and four of the
discriminator a step, (b) `run.train` on an image with a mask, where windows are drawn, turned and changed in
the other thread. Both take the same steps; spade has windows of 128 px by eight, pix2pix (16 features) of 256
by two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import conftest  # noqa: E402, F401  (loads the plugin as the package `roofline`)
from roofline.models.engine import device  # noqa: E402
from roofline.models.training.imagery import losses  # noqa: E402
from roofline.models.training.imagery.plan import Plan, Region, plan_of  # noqa: E402
from roofline.models.training.imagery.training import ImageryTraining  # noqa: E402
from support import rasters  # noqa: E402
from torch.nn import functional  # noqa: E402
from training import Spent, cases_of, command, compare, timed  # noqa: E402

CASES: dict[str, dict[str, Any]] = {
    "spade": {"architecture": "spade", "batch_size": 8},
    "pix2pix": {"architecture": "pix2pix", "batch_size": 2, "features": 16},
}


def scene(folder: Path) -> Region:
    """Noise with a mask of blocks, 1280 x 640 px of 0.5 m."""
    rng = np.random.default_rng(0)
    place = (500000.0, 0.5, 0.0, 4000000.0, 0.0, -0.5)
    mask = (255 * (rng.random((2, 40, 80)) < 0.3)).repeat(16, 1).repeat(16, 2).astype(np.uint8)
    image = rng.integers(0, 256, (3, 640, 1280)).astype(np.uint8)
    for name, values in (("mask", mask), ("image", image)):
        rasters.write(folder / f"{name}.tif", values, geotransform=place, nodata=None)
    return Region("noise", image=folder / "image.tif", masks={"mask": folder / "mask.tif"})


def bare(plan: Plan, where: device.Device, batches: int) -> Callable[[], Spent]:
    """A loop over windows in memory, as anyone would write it."""
    training = ImageryTraining(plan)
    made = training.task(training.card(), where)
    painter, judge = made.modules["network"].train(), made.modules["discriminator"].train()
    size = plan.values["batch_size"]
    with training.samples("train", training.card()) as samples:
        kept = [samples.batch(range(k * size, (k + 1) * size), 0).to(where.kind) for k in range(4)]

    def verdict(logits: torch.Tensor, wanted: float) -> torch.Tensor:
        return functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, wanted))

    def step(number: int) -> None:
        batch = kept[number % 4]
        fake = painter(batch.inputs).detach()
        real, _ = losses.verdict(judge, batch.inputs, batch.target)
        false, _ = losses.verdict(judge, batch.inputs, fake)
        made.optimizers["discriminator"].zero_grad(set_to_none=True)
        ((verdict(real, 0.9) + verdict(false, 0.0)) / 2).backward()
        made.optimizers["discriminator"].step()
        fake = painter(batch.inputs)
        logits, seen = losses.verdict(judge.requires_grad_(False), batch.inputs, fake)
        with torch.no_grad():
            _, wanted = losses.verdict(judge, batch.inputs, batch.target)
        made.optimizers["network"].zero_grad(set_to_none=True)
        loss = verdict(logits, 1.0) + 10 * functional.l1_loss(fake, batch.target)
        (loss + 10 * losses.matching(seen, wanted)).backward()
        made.optimizers["network"].step()
        judge.requires_grad_(True)

    return timed(step, batches, where)


def main() -> None:
    """Command line entry."""
    options = command(__doc__, CASES, 16, "batches", "cpu").parse_args()
    for case, folder in cases_of(options):
        samples = CASES[case]["batch_size"] * options.steps
        asked = {**CASES[case], "epochs": 3, "samples": samples, "precision": "float32"}
        plan = plan_of((scene(folder),), asked)
        loop = bare(plan, device.choose(options.device, "float32"), options.steps)
        compare(case, loop, ImageryTraining(plan), options, folder)


if __name__ == "__main__":
    main()
