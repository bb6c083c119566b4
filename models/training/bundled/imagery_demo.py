"""The recipe of `imagery-demo`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.imagery_demo"
  $RECIPE generate --work WORK --seed 1 --shards 120
  $RECIPE train --work WORK --data DATA --minutes 60
  $RECIPE finish --work WORK --output imagery-demo.pt

`generate` writes shards of simulated towns. `train` draws from them and from the towns of DATA, and goes on
from its last checkpoint; whole pieces kept aside are judged after every epoch, and never train. `finish`
writes the model file of the latest averaged weights: no number says when a painter is at its best.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ...engine import device
from ...engine.device import Device
from ...engine.normalise import gsd_plane
from ...modelfile.parts import Options
from ...networks.multiscale import MultiScaleDiscriminator
from ...networks.spade import Spade
from ..data.batch import Batch
from ..loop.folder import LAST
from ..loop.gan import AdversarialTask, GanConfig
from ..loop.optimizers import optimizer
from ..loop.task import Term
from . import command, paint_card, paint_scenes, pool, scenetask
from .paint_scenes import LEVELS, UNKNOWN, Picture
from .pool import ShardWindows
from .scenetask import Budget, in_gsd

log = logging.getLogger(__name__)

BUDGET = Budget(batch=8, crop=128, rate=4e-4, last_rate=1e-5, average=0.998)
OPTIONS: Options = {"widths": [32, 64, 96, 160], "blocks": 2}
SIMULATED = 0.6  # share of windows
HIDDEN = 0.05  # how often one of two known classes is withheld
# Features of the discriminator lead (Wang et al. use 10, under which this small painter stayed a blur);
# colours are held on patches of BLOCK pixels alone, as no plan says where a car or a tree stands.
MATCHING, COLOURS, BLOCK = 4.0, 6.0, 8
GSD_STEPS = 100  # of a shard's plane of pixel sizes: centimetres


class PaintTask(AdversarialTask):
    """A painter against a discriminator whose features it is to match."""

    metric = "colour"

    def __init__(self, where: Device, budget: Budget = BUDGET) -> None:
        modules: dict[str, nn.Module] = {
            "network": Spade(**OPTIONS).to(where.kind, memory_format=torch.channels_last),  # type: ignore[call-overload]
            "discriminator": MultiScaleDiscriminator().to(where.kind),
        }
        # Moments of two time scales as T. Karras et al. (ICLR 2018): the first one short.
        settings = {"name": "Adam", "learning_rate": budget.rate, "betas": (0.5, 0.99)}
        optimizers = {name: optimizer(settings, module.parameters()) for name, module in modules.items()}
        schedule = budget.schedule(*optimizers.values())
        rules = GanConfig(mode="lsgan", l1_weight=COLOURS)
        super().__init__(
            *(modules, optimizers, schedule, where),
            rules=rules,
            terms=self._terms,
            judged=colour,
            clip=budget.clip,
            ema=budget.average,
        )

    def _terms(self, made: Tensor, batch: Batch) -> tuple[dict[str, Term], dict[str, float]]:
        discriminator: Any = self.modules["discriminator"]
        one = torch.tensor(1.0)
        terms = {"matching": (discriminator.matching(), one), **colour(made, batch)}
        return terms, {"matching": MATCHING, "colour": COLOURS}


def colour(made: Tensor, batch: Batch) -> dict[str, Term]:
    """Differences of mean colours of BLOCK x BLOCK pixels, 1 = half of the range."""
    error = functional.avg_pool2d(made - batch.target, BLOCK).abs()
    return {"colour": (error.sum(), torch.tensor(float(error.numel())))}


class Windows(ShardWindows):
    """Random windows of shards and of pictures, turned and mirrored; takes in new shards at every epoch."""

    def __init__(self, folder: Path, pictures: Sequence[Picture], seed: int, budget: Budget = BUDGET) -> None:
        super().__init__(folder, seed, budget.epoch * budget.batch, budget.crop)
        self._pictures = pictures
        shares = np.array([picture.share for picture in pictures])
        self._shares = shares / shares.sum() if len(shares) else shares

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Windows that depend on (seed, epoch, index), and on the shards there are."""
        rngs = [np.random.default_rng([self._seed, epoch, index]) for index in indices]
        return batch_of([self._window(rng) for rng in rngs], rngs)

    def _window(self, rng: np.random.Generator) -> Picture:
        if len(self._pictures) == 0 or rng.random() < SIMULATED:
            shard = self._shards[rng.integers(len(self._shards))]
            planes = shard[rng.integers(len(shard))]
            picture = Picture(planes[:3], planes[3:5], float(planes[5, 0, 0]) / GSD_STEPS)
            # Light falls from one side in all of them: they are not turned.
            return cut(rng, picture, self._crop, turned=False)
        chosen = self._pictures[rng.choice(len(self._pictures), p=self._shares)]
        return cut(rng, chosen, self._crop)


class HeldOut:
    """Windows of the pictures kept aside, always the same."""

    def __init__(self, pictures: Sequence[Picture], count: int = 48, crop: int = BUDGET.crop) -> None:
        self._pictures, self._count, self._crop = pictures, count, crop

    def __len__(self) -> int:
        return self._count

    def order(self, epoch: int) -> Sequence[int]:
        """One after another."""
        return range(len(self))

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These windows."""
        rngs = [np.random.default_rng([7, index]) for index in indices]
        chosen = [self._pictures[index % len(self._pictures)] for index in indices]
        return batch_of([cut(rng, one, self._crop) for rng, one in zip(rngs, chosen)], rngs)


def cut(rng: np.random.Generator, picture: Picture, crop: int = BUDGET.crop, turned: bool = True) -> Picture:
    """A random window of `crop` pixels, of smaller pictures with their mirror's image around."""
    planes = np.concatenate([picture.image, picture.plan])
    short = [max(0, crop - n) for n in planes.shape[1:]]
    if any(short):
        planes = np.pad(planes, ((0, 0), (0, short[0]), (0, short[1])), mode="symmetric")
    row, col = (int(rng.integers(0, n - crop + 1)) for n in planes.shape[1:])
    window = planes[:, row : row + crop, col : col + crop]
    if turned:
        window = np.rot90(window, rng.integers(4), (1, 2))
        window = window[:, :, ::-1] if rng.random() < 0.5 else window
    window = np.ascontiguousarray(window)
    return Picture(window[:3], window[3:], picture.gsd)


def batch_of(pictures: Sequence[Picture], rngs: Sequence[np.random.Generator]) -> Batch:
    """Pictures in -1..1 with plans (1 yes, -1 no, 0 unknown), the pixel size and noise."""
    inputs, targets = [], []
    for picture, rng in zip(pictures, rngs):
        plan = picture.plan.astype(np.float32) * 2 / LEVELS - 1
        plan[picture.plan == UNKNOWN] = 0
        if rng.random() < HIDDEN and plan.any(axis=(1, 2)).all():
            plan[rng.integers(2)] = 0
        size = np.full((1, *plan.shape[1:]), gsd_plane(np.array(picture.gsd)), np.float32)
        noise = rng.standard_normal((1, *plan.shape[1:]), dtype=np.float32)
        inputs.append(np.concatenate([plan, size, noise]))
        targets.append(picture.image.astype(np.float32) * 2 / LEVELS - 1)
    target = torch.from_numpy(np.stack(targets))
    known = torch.ones(len(target), 1, *target.shape[2:], dtype=torch.bool)
    gsds = torch.tensor([picture.gsd for picture in pictures])
    return in_gsd(torch.from_numpy(np.stack(inputs)), target, known)._replace(gsd=gsds)


def packed(pictures: Sequence[Picture]) -> NDArray[np.uint8]:
    """Pictures of one size as (N, 6, H, W): colours, roads, buildings, the pixel size in centimetres."""
    sizes = [np.full((1, *p.plan.shape[1:]), round(GSD_STEPS * p.gsd), np.uint8) for p in pictures]
    return np.stack([np.concatenate([p.image, p.plan, size]) for p, size in zip(pictures, sizes)])


def generate(options: argparse.Namespace) -> None:
    """Write those shards that are missing; shard k depends on (seed, k) alone."""
    folder = options.work / "shards"
    pool.write_shards(folder, options.seed, options.shards, paint_scenes.simulated, packed)


def train(options: argparse.Namespace) -> None:
    """Train, going on from the last checkpoint of the same name when there is one."""
    torch.manual_seed(options.seed)
    budget = replace(BUDGET, minutes=options.minutes)
    windows = Windows(options.work / "shards", paint_scenes.load(options.data), options.seed)
    aside = HeldOut(paint_scenes.load(options.data, validation=True))
    folder = options.work / options.name
    scenetask.train(PaintTask(device.choose()), budget, windows, aside, folder, seed=options.seed)


def finish(options: argparse.Namespace) -> None:
    """Write the model file of the last checkpoint; `--metrics` puts measured figures on its card."""
    checkpoint = torch.load(options.work / options.name / LAST, weights_only=True)
    paint_card.bundle_of(checkpoint, OPTIONS, command.figures(options)).save(options.output, torch.float16)
    log.info("%s", options.output)


def main() -> None:
    """Command line entry."""
    arguments = command.parser(__doc__, "imagery-demo", "ortho/", 120, 60)
    command.run(arguments, {"generate": generate, "train": train, "finish": finish})


if __name__ == "__main__":
    main()
