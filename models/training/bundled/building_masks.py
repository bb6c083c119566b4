"""The recipe of `buildings-surface`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.building_masks"
  $RECIPE generate --work WORK --data DATA --seed 1 --shards 140
  $RECIPE generate --work WORK --data DATA --seed 900 --shards 16
  $RECIPE train --work WORK --minutes 40
  $RECIPE finish --work WORK --output buildings-surface.pt

`generate` writes shards of scenes: simulated cities and the places of DATA that know their buildings; with
seeds from 900 on, scenes of the places kept aside, which choose and never train. `train` reads whatever is
there, also what appears later, and goes on from its last checkpoint. `finish` writes the model file of the
weights that were best on the places kept aside. docs/recipes.md has all commands that made the bundled file.
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
from torch import Tensor

from ...engine import device
from ...modelfile.parts import Options
from ...networks.building_unet import BuildingUNet
from ..buildings.losses import mask_loss
from ..data.batch import Batch
from ..loop.trainer import BEST
from . import averages, command, ledger, mask_card, mask_scenes, places, pool, scenetask, widths
from .first_refined import FirstRefined
from .pool import ShardWindows
from .scenetask import Budget, HeldOut, SceneTask, in_gsd

log = logging.getLogger(__name__)

# Half of the windows learn without the vegetation index.
WITHHELD = 0.5
BUDGET = Budget(batch=8, crop=192, rate=2e-3, last_rate=1e-5, average=0.995)
OPTIONS: Options = {"ndvi": True}
TOLD_BY = 6  # windows that tell which channels a network can do without


class MaskTask(SceneTask):
    """A network that learns where buildings stand; judged by what its mask lacks of a whole IoU."""

    metric = "missed"

    apart: tuple[str, ...] = ()
    beside = 1  # the plane that judgement goes without

    def step(self, batch: Batch) -> dict[str, float]:
        return self.learn(batch.inputs, lambda logits: mask_loss(logits, batch.target, batch.mask))

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

    def __init__(self, folder: Path, seed: int, budget: Budget = BUDGET, misled: float = 0.0) -> None:
        super().__init__(folder, seed, budget.epoch * budget.batch, budget.crop)
        self._misled = misled

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Windows that depend on (seed, epoch, index), and on the shards there are."""
        drawn = []
        for index in indices:
            rng = np.random.default_rng([self._seed, epoch, index])
            window = self.window(rng)
            drawn.append(mask_scenes.misled(rng, window) if rng.random() < self._misled else window)
        inputs, buildings = mask_scenes.unpacked(np.stack(drawn))
        for index, one in zip(indices, inputs):
            if np.random.default_rng([self._seed, epoch, index, 1]).random() < WITHHELD:
                one[1] = 0
        return in_gsd(inputs, buildings)


def generate(options: argparse.Namespace) -> None:
    """Write those shards that are missing; shard k depends on (seed, k) and the places alone."""
    aside = pool.aside(options.seed)
    found = places.load(options.data, validation=aside) if options.data else []
    known = [place for place in found if place.buildings is not None]
    mixture = mask_scenes.NOISY_MIXTURE if options.refined else mask_scenes.MIXTURE
    sample = functools.partial(
        mask_scenes.sample,
        places=known,
        mixture=mixture._replace(real=1.0) if aside else mixture,
        whole_metres=options.whole_metres,
        size=options.size,
    )
    refine = FirstRefined() if options.refined else None

    def draw(rng: np.random.Generator) -> mask_scenes.Scene:
        scene = sample(rng)
        return scene if refine is None else refine(scene)

    folder = pool.folder_of(options.work, options.seed)
    pool.write_shards(folder, options.seed, options.shards, draw, mask_scenes.packed)


def train(options: argparse.Namespace) -> None:
    """Train, going on from the last checkpoint of the same name when there is one."""
    torch.manual_seed(options.seed)
    # As many pixels a step, whatever the window.
    batch = max(1, round(BUDGET.batch * (BUDGET.crop / options.crop) ** 2))
    rate = options.rate or BUDGET.rate
    budget = replace(BUDGET, minutes=options.minutes, crop=options.crop, batch=batch, rate=rate)
    windows = Windows(options.work / "shards", options.seed, budget, options.misled)
    task = MaskTask(BuildingUNet(**_form(options.widths)), budget, device.choose())
    before = begin(task, options, windows)
    aside = HeldOut(options.work / "validation", mask_scenes.unpacked)
    folder = options.work / options.name
    scenetask.train(task, budget, windows, aside, folder, seed=options.seed, before=before)


def begin(task: MaskTask, options: argparse.Namespace, windows: Windows) -> ledger.Ledger:
    """Give a task the weights that it is to begin with, in its own widths; the trainings behind them."""
    if not options.start:
        return {}
    weights, before = scenetask.beginning(options.work, options.start)
    network = task.modules["network"]
    if widths.of(weights) != widths.of(network.state_dict()):
        windows.order(0)
        weights = widths.fitted(weights, network, windows.batch(range(TOLD_BY), 0))
    task.start_from(weights)
    return before


def _form(wished: Sequence[int]) -> Options:
    """The options of a network of those widths; without any, of the usual ones."""
    return {**OPTIONS, "widths": list(wished)} if wished else OPTIONS


def finish(options: argparse.Namespace) -> None:
    """Write the model file of the best checkpoint, or of the mean of it and earlier ones (`--earlier`);
    `--metrics` puts measured figures on its card.
    """
    states = [averages.state_of(path) for path in (options.work / options.name / BEST, *options.earlier)]
    state = {**states[0], "average": averages.averaged(states)}
    form = _form(widths.of(state["average"]))
    made = mask_card.bundle_of(state, form, command.figures(options), len(options.earlier))
    made.save(options.output, torch.float16)
    log.info("%s", options.output)


def main() -> None:
    """Command line entry."""
    arguments = command.parser(__doc__, "buildings-surface", "surface/, points/; none = cities", 250, 40)
    command.add_start(arguments)
    share = mask_scenes.WHOLE_METRES
    arguments.add_argument("--whole-metres", type=float, default=share, help="share of surfaces in metres")
    arguments.add_argument("--size", type=int, default=mask_scenes.SIZE, help="pixels of a scene's side")
    arguments.add_argument("--crop", type=int, default=BUDGET.crop, help="pixels of a window in training")
    said = "share of windows whose vegetation index misleads"
    arguments.add_argument("--misled", type=float, default=0.0, help=said)
    said = "channels of each level, if not the usual ones; weights of others are fitted to them"
    arguments.add_argument("--widths", type=int, nargs="*", default=[], help=said)
    said = "surfaces are noisy, and refined first as Building mask does it"
    arguments.add_argument("--refined", action="store_true", help=said)
    command.add_earlier(arguments)
    command.run(arguments, {"generate": generate, "train": train, "finish": finish})


if __name__ == "__main__":
    main()
