"""The recipe of `reconstruct-points`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.reconstruct_points"
  $RECIPE generate --work WORK --data DATA --seed 1 --shards 71
  $RECIPE generate --work WORK --data DATA --seed 900 --shards 4
  $RECIPE train --work WORK --minutes 44
  $RECIPE finish --work WORK --output reconstruct-points.pt

`generate` writes shards of scenes: simulated cities under simulated sensors, and the clouds and surfaces of
DATA, thinned and spoilt; with seeds from 900 on, scenes of the places kept aside, which choose and calibrate
and never train. `train` reads whatever is there, also what appears later, and goes on from its last
checkpoint; `--start NAME` begins with the last weights of another training. `finish` calibrates on the places
kept aside and writes the model file of the last weights.
"""

from __future__ import annotations

import argparse
import functools
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from ...engine import device
from ...modelfile.parts import Options
from ...networks.cloud_unet import CloudUNet
from ..data.batch import Batch
from ..loop import task
from ..loop.folder import LAST
from ..refiner.losses import height_terms
from . import cloud_card, cloud_places, cloud_scenes, command, places, pool, scenetask
from .pool import ShardWindows
from .scenetask import Budget, HeldOut, SceneTask, in_gsd, without_rim

log = logging.getLogger(__name__)

BUDGET = Budget(batch=8, crop=160, rate=2e-3, last_rate=1e-5, average=0.998)
OPTIONS: Options = {}
STRETCH = (0.7, 1.5)  # of a window's heights
SIMPLE = 4  # planes that are surfaces themselves
# Weights of the terms of the loss; a wrong slope is seen, and the second band learns beside.
WEIGHTS = {"l1": 1.0, "gradient": 0.15, "laplace_nll": 0.03}
FAINT = 0.1  # pixels of mean error; surfaces that good may become a little worse
LEAST = 0.3  # pixels of mean error that make no scene more important


class CloudTask(SceneTask):
    """A network that learns surfaces of clouds, judged by its error over that of the best simple surface."""

    def step(self, batch: Batch) -> dict[str, float]:
        self.train()
        batch = counted(batch)
        with self.precision():
            output = self.modules["network"](batch.inputs)
        loss, means = task.combined(height_terms(output, batch, ("l1", "gradient")), WEIGHTS)
        self.descend(loss)
        return {"total": float(loss.detach()), **means}

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        """Mean errors of scenes in pixel sizes, and their ratio to the least of the simple surfaces' errors
        ("ratio"), and to that of gridding alone ("grid")."""
        self.evaluate()
        batch = counted(batch)
        with self.precision():
            output = self.network(batch.inputs)[:, :1].float()
        surfaces = torch.cat([output, batch.inputs[:, :SIMPLE]], dim=1)
        errors = ((surfaces - batch.target).abs() * batch.mask).sum((2, 3)) / batch.mask.sum((2, 3)).clamp(1)
        after, simple = errors[:, 0], errors[:, 1:]
        ratio, count = after / (simple.amin(1) + FAINT), float(len(after))
        return {
            "ratio": (float(ratio.sum()), count),
            "grid": (float((after / (simple[:, 0] + FAINT)).sum()), count),
            "error": (float(after.sum()), count),
        }


def counted(batch: Batch) -> Batch:
    """The batch with a mask of what is known, a rim left out, and with scenes that weigh alike: by one over
    the error of gridding."""
    known = without_rim(~torch.isnan(batch.target))
    target = torch.nan_to_num(batch.target)
    error = ((batch.inputs[:, :1] - target).abs() * known).sum((1, 2, 3)) / known.sum((1, 2, 3)).clamp(1)
    return batch._replace(target=target, mask=known, scale=1 / (LEAST + error))


class Windows(ShardWindows):
    """Random windows of shards of scenes, turned, mirrored and stretched; new shards with every epoch."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder, seed, BUDGET.epoch * BUDGET.batch, BUDGET.crop)

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Windows that depend on (seed, epoch, index), and on the shards there are."""
        dice = [np.random.default_rng([self._seed, epoch, index]) for index in indices]
        inputs, truth = cloud_scenes.unpacked(np.stack([self.window(rng) for rng in dice]))
        for one, heights, rng in zip(inputs, truth, dice):
            factor = float(np.exp(rng.uniform(*np.log(STRETCH))))
            one[[*range(SIMPLE), cloud_scenes.SPREAD]] *= factor
            heights *= factor
        return in_gsd(inputs, truth)


def generate(options: argparse.Namespace) -> None:
    """Write those shards that are missing; shard k depends on (seed, k) and the places alone."""
    aside = pool.aside(options.seed)
    clouds = cloud_places.load(options.data, aside) if options.data else []
    surfaces = places.load(options.data, aside) if options.data else []
    draw = functools.partial(cloud_scenes.sample, clouds=clouds, places=surfaces, cities=not aside)
    folder = pool.folder_of(options.work, options.seed)
    pool.write_shards(folder, options.seed, options.shards, draw, cloud_scenes.packed)


def train(options: argparse.Namespace) -> None:
    """Train, going on from the last checkpoint of the same name when there is one."""
    torch.manual_seed(options.seed)
    budget = replace(BUDGET, minutes=options.minutes, rate=options.rate or BUDGET.rate)
    learner = CloudTask(CloudUNet(**OPTIONS), budget, device.choose())
    windows = Windows(options.work / "shards", options.seed)
    aside = HeldOut(options.work / "validation", cloud_scenes.unpacked)
    before = scenetask.begun(learner, options.work, options.start)
    folder = options.work / options.name
    scenetask.train(learner, budget, windows, aside, folder, seed=options.seed, before=before)


def finish(options: argparse.Namespace) -> None:
    """Write the model file of the last weights; `--metrics` puts measured figures on its card."""
    figures = command.figures(options)
    checkpoint = torch.load(options.work / options.name / LAST, weights_only=True)
    aside = HeldOut(options.work / "validation", cloud_scenes.unpacked)
    batches = (counted(aside.batch([index], 0)) for index in aside.order(0))
    cloud_card.bundle_of(checkpoint, OPTIONS, figures, batches).save(options.output, torch.float16)
    log.info("%s", options.output)


def main() -> None:
    """Command line entry."""
    arguments = command.parser(__doc__, "reconstruct-points", "surface/, points/; none = cities", 250, 50)
    command.add_start(arguments)
    command.run(arguments, {"generate": generate, "train": train, "finish": finish})


if __name__ == "__main__":
    main()
