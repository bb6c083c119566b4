"""The recipe of `buildings-surface`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.building_masks"
  $RECIPE generate --work WORK --data DATA --seed 1 --shards 250
  $RECIPE generate --work WORK --data DATA --seed 900 --shards 16
  $RECIPE train --work WORK --minutes 40
  $RECIPE finish --work WORK --output buildings-surface.pt

`generate` writes shards of scenes: simulated cities and the places of DATA that know their buildings; with
seeds from 900 on, scenes of the places kept aside, which choose and never train. `train` reads whatever is
there, also what appears later, and goes on from its last checkpoint. `finish` writes the model file of the
weights that were best on the places kept aside.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ...engine import device
from ...engine.device import Device
from ...formats import atomic
from ...networks.building_unet import BuildingUNet
from ..buildings.losses import mask_loss
from ..data.batch import Batch
from ..loop import checkpoints, distributed
from ..loop.optimizers import COSINE, Schedule, optimizer
from ..loop.task import Task
from ..loop.trainer import BEST, LAST, Trainer
from . import command, mask_card, mask_scenes, places
from .pool import SHARD, ShardWindows
from .scenetask import Budget, Held, in_gsd

log = logging.getLogger(__name__)

FIRST_VALIDATION_SEED = 900
# Half of the windows learn without the vegetation index.
WITHHELD = 0.5
BUDGET = Budget(batch=6, crop=192, rate=2e-3, last_rate=1e-5, average=0.995)
OPTIONS: dict[str, Any] = {"ndvi": True}


class MaskTask(Task):
    """A network that learns where buildings stand; judged by what its mask lacks of a whole IoU."""

    metric = "missed"

    # How names of weights begin that have learned before, and how much slower they go on.
    learned: tuple[str, ...] = ()
    pace = 1.0
    beside = 1  # the plane that judgement goes without

    def __init__(self, network: nn.Module, where: Device, budget: Budget = BUDGET) -> None:
        prepared = distributed.with_shared_norms(network.to(where.kind))
        settings = {"name": "AdamW", "learning_rate": budget.rate, "weight_decay": 1e-3}
        named = list(prepared.named_parameters())
        own = optimizer(settings, [w for name, w in named if not name.startswith(self.learned)])
        if self.learned:
            known = [w for name, w in named if name.startswith(self.learned)]
            own.add_param_group({"params": known, "lr": budget.rate * self.pace})
        rates = {"eta_min": budget.last_rate, "warm_up": budget.warm_up}
        schedule = Schedule({"name": COSINE, "settings": rates}, [own])
        super().__init__(
            {"network": prepared}, {"network": own}, schedule, where, clip=budget.clip, ema=budget.average
        )

    def step(self, batch: Batch) -> dict[str, float]:
        self.train()
        with self.precision():
            logits = self.forward["network"](batch.inputs)
        terms = mask_loss(logits, batch.target, batch.mask)
        self.descend(terms["total"])
        return {name: float(value.detach()) for name, value in terms.items()}

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        """Without what may be missing: sums of pixels in one mask alone, and in either."""
        self.evaluate()
        inputs = batch.inputs.clone()
        inputs[:, self.beside] = 0
        return {"missed": self.missed(inputs, batch)}

    def missed(self, inputs: Tensor, batch: Batch) -> tuple[float, float]:
        """The sums for a batch with other inputs."""
        with self.precision():
            found = (self.network(inputs)[:, :1] > 0) & batch.mask
        truth = (batch.target > 0.5) & batch.mask
        return float((found ^ truth).sum()), max(float((found | truth).sum()), 1.0)


class Windows(ShardWindows):
    """Random windows of shards of scenes, turned and mirrored; takes in new shards at every epoch's begin."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder, seed, BUDGET.epoch * BUDGET.batch, BUDGET.crop)

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Windows that depend on (seed, epoch, index), and on the shards there are."""
        drawn = [self.window(np.random.default_rng([self._seed, epoch, index])) for index in indices]
        inputs, buildings = mask_scenes.unpacked(np.stack(drawn))
        for index, one in zip(indices, inputs):
            if np.random.default_rng([self._seed, epoch, index, 1]).random() < WITHHELD:
                one[1] = 0
        return in_gsd(inputs, buildings)


def generate(options: argparse.Namespace) -> None:
    """Write those shards that are missing; shard k depends on (seed, k) and the places alone."""
    aside = options.seed >= FIRST_VALIDATION_SEED
    found = places.load(options.data, validation=aside) if options.data else []
    known = [place for place in found if place.buildings is not None]
    mixture = mask_scenes.MIXTURE._replace(real=1.0) if aside else mask_scenes.MIXTURE
    folder = options.work / ("validation" if aside else "shards")
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(options.shards):
        target = folder / f"{options.seed:03d}-{index:05d}.npy"
        if not target.exists():
            rng = np.random.default_rng([options.seed, index])
            shard = mask_scenes.packed([mask_scenes.sample(rng, known, mixture) for _ in range(SHARD)])
            with atomic.writing(target) as stream:
                np.save(stream, shard)


def train(options: argparse.Namespace) -> None:
    """Train, going on from the last checkpoint of the same name when there is one."""
    torch.manual_seed(options.seed)
    task = MaskTask(BuildingUNet(**OPTIONS), device.choose())
    about = {"card": "{}", "plan": json.dumps(asdict(BUDGET))}
    folder = options.work / options.name
    state = checkpoints.read(folder / LAST) if (folder / LAST).exists() else None
    if state is None and options.start:
        weights = checkpoints.read(options.work / options.start / LAST).weights
        task.modules["network"].load_state_dict(weights)
        task.network.load_state_dict(weights)
    config = Budget(minutes=options.minutes).course(options.seed)
    run = Trainer(task, config, folder, about, state)
    aside = Held(options.work / "validation", mask_scenes.unpacked)
    run.train(Windows(options.work / "shards", options.seed), aside)


def finish(options: argparse.Namespace) -> None:
    """Write the model file of the best checkpoint; `--metrics` puts measured figures on its card."""
    figures = {k: v for path in options.metrics for k, v in json.loads(path.read_text()).items()}
    checkpoint = torch.load(options.work / options.name / BEST, weights_only=True)
    mask_card.bundle_of(checkpoint, OPTIONS, figures).save(options.output, torch.float16)
    log.info("%s", options.output)


def main() -> None:
    """Command line entry."""
    arguments = command.parser(__doc__, "buildings-surface", "surface/, points/; none = cities", 250, 40)
    arguments.add_argument("--start", default="", help="name of a training whose weights are tuned further")
    command.run(arguments, {"generate": generate, "train": train, "finish": finish})


if __name__ == "__main__":
    main()
