"""A bundled refiner learns what buildings tell it; without them it answers as before, bit by bit.

  RECIPE="python -m roofline.models.training.bundled.tell_buildings"
  $RECIPE train --work TOLD --start refine-geometry --minutes 40
  $RECIPE finish --work TOLD --start refine-geometry --output refine-geometry.pt

TOLD has the scenes with images and buildings that `refine_geometry` wrote. All weights of the model stay as
they are; the features that an encoder of outlines adds to them, zero at the start (L. Zhang et al., ICCV
2023), are trained, on layers as people have them. Where no building is near they stay zero. With
`--learns sides` the model learns to carry heights to outlines (`walls.py`, `networks/sides.py`), which
changes nothing where no outline is near. docs/recipes.md has the commands that made the bundled files.
"""

from __future__ import annotations

import argparse
import itertools
import logging
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ... import bundle
from ...bundle import ModelBundle
from ...engine import device
from ...errors import RooflineError
from ...modelfile.parts import Card, Input, Normalisation, Options, roles_of
from ...networks.compact import Compact
from ..data.batch import Batch
from . import cardtexts, command, ledger, outlines, pool, scenes, walls
from .augment import redrawn
from .cards import as_stored, without_trust
from .scenetask import (
    Budget,
    HeldOut,
    SceneTask,
    Windows,
    beginning,
    enlarged,
    in_gsd,
    of_file,
    train,
)

log = logging.getLogger(__name__)

PARTS = ("buildings", "sides")  # of the network, each an option of it, that can be told
BUILDINGS = 4  # the plane of a shard's scenes
THEN = "; then "  # between the steps of a recipe
WITHHELD = 0.05  # share of windows without buildings, which teach nothing here
RATE = 2e-3  # learning rate
ENTRY = Input("buildings", 1, Normalisation("scale", scale=1.0, offset=0.0), optional=True)


class ToldWindows(Windows):
    """Windows of scenes with a building layer as people have them."""

    def __init__(self, shards: pool.Pool, effort: Budget, seed: int, planes: list[int]) -> None:
        super().__init__(shards, effort, seed)
        self._planes = planes

    def _window(self, rng: np.random.Generator, side: int) -> tuple[Tensor, Tensor]:
        inputs, truth = self._pool.batch(rng, 1, side)
        redrawn(rng, inputs, truth, WITHHELD)
        return inputs[:, self._planes], truth


class ToldHeld(HeldOut):
    """The scenes kept aside, each with the same imperfect building layer at every look."""

    def __init__(self, folder: Path, planes: list[int]) -> None:
        super().__init__(folder)
        self._planes = planes

    def batch(self, indices: Any, epoch: int) -> Batch:
        """These scenes."""
        given = super().batch(indices, epoch)
        for index, window in zip(indices, given.inputs.numpy()):
            gsd = float(0.5 * 2 ** window[-1, 0, 0])
            window[2] = outlines.as_given(np.random.default_rng([9, index]), window[2], gsd, 0.0)
        return in_gsd(given.inputs[:, self._planes], given.target)


def told_options(card: Card, part: str) -> Options:
    """The options of the model's network with the part that is told; RooflineError where it cannot be."""
    options = card.network.options
    if part == "sides" and not (options.get("buildings") and options.get("doubt")):
        raise RooflineError(
            "Model {name} takes no buildings or tells no doubt, so it cannot learn to carry heights to them.",
            name=card.name,
        )
    return {**options, part: True}


def needs_buildings(folder: Path) -> None:
    """RooflineError where no scene in a folder of shards shows a building."""
    shards = (np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy")))
    if not any(shard.shape[1] > BUILDINGS and shard[:, BUILDINGS].any() for shard in shards):
        raise walls.without_buildings(folder)


def run_training(options: argparse.Namespace) -> None:
    """Train that part alone, resuming from the checkpoint of the same name when there is one."""
    start, where = bundle.load(options.start), device.choose()
    minutes = 0.0 if options.steps else options.minutes
    effort = Budget(minutes, options.steps, rate=options.rate / Budget.image_rate)
    torch.manual_seed(options.seed)
    told, folder = told_options(start.spec, options.learns), options.work / options.name
    needs_buildings(options.work / "shards")
    needs_buildings(options.work / "validation")
    network, planes = Compact(**told), scenes.planes_of(told)
    windows = ToldWindows(pool.Pool(options.work / "shards"), effort, options.seed, planes)
    held = ToldHeld(options.work / "validation", planes)
    network.load_state_dict(enlarged(start.network.state_dict(), network.state_dict()))
    if options.learns == "sides":
        lesson = walls.lesson(network, effort, where, (windows, held), folder, options.seed)
    else:
        for name, weight in network.named_parameters():
            weight.requires_grad_(name.startswith(f"{options.learns}."))
        lesson = walls.Lesson(SceneTask(network, effort, where, freeze_norms=True), windows, held)
    log.info(where.describe())
    outcome = train(lesson.task, effort, lesson.drawn, lesson.held, folder, before=of_file(start))
    if not outcome.cancelled:
        walls.file_of(folder).unlink(missing_ok=True)
    log.info("validation ratio %.3f", outcome.history[-1]["val/ratio"])


def with_lessons(recipe: str, other: str) -> str:
    """A model's recipe with the lessons of this command that another one ends with, if it ends with none.

    What was learned on one state of a refiner may be given to a later one, which tells no such lesson.
    """
    told = recipe.split(THEN)
    lessons = [
        list(itertools.takewhile(lambda step: step.startswith(Path(__file__).name), reversed(steps)))[::-1]
        for steps in (told, other.split(THEN))
    ]
    missing = [] if lessons[0] else [step for step in lessons[1] if step not in told]
    return THEN.join([recipe, *missing])


def finish(options: argparse.Namespace) -> None:
    """Write the model file: the model that was started from, what was told, and both on the card.

    What was told may also be that of another model, which is named in place of a training.
    """
    start = bundle.load(options.start)
    weights, trainings = beginning(options.work, options.name)
    told = {name: value for name, value in weights.items() if name.startswith(f"{options.learns}.")}
    card, origin, inputs = start.spec, start.spec.provenance, list(start.spec.inputs)
    if ENTRY.role not in roles_of(inputs):
        inputs.insert(1 + sum(each.role == "image" for each in inputs), ENTRY)
        data = (*origin.data, cardtexts.GUIDED_DATA[1])
        origin = origin.changed(data=data, limits=(*origin.limit_texts, cardtexts.GUIDED_LIMITS[2]))
    begun = without_trust(next((spent.recipe for spent in trainings.values() if spent.recipe), ""))
    recipe = with_lessons(str(origin.recipe or begun), begun)
    if trained := {name: spent for name, spent in trainings.items() if spent.steps}:
        recipe += f"{THEN}{Path(__file__).name}: {ledger.told(trained)}"
    card = card.changed(
        network=card.network.changed(options=told_options(card, options.learns), ranges={}),
        inputs=tuple(inputs),
        provenance=origin.changed(
            date=date.today().isoformat(),
            recipe=recipe,
            metrics={**origin.metrics, **command.figures(options)},
        ),
    )
    network = as_stored(Compact(**card.network.options), {**start.network.state_dict(), **told})
    ModelBundle(card, network).save(options.output, torch.float16)


def main() -> None:
    """Command line entry."""
    arguments = command.parser(__doc__, "refine-geometry", "none: scenes lie in WORK", 0, 40)
    arguments.add_argument(
        "--start", default="refine-geometry", help="bundled model, or a file, that is told"
    )
    arguments.add_argument("--learns", default=PARTS[0], choices=PARTS, help="what is trained")
    arguments.add_argument("--steps", type=int, default=0, help="train for so many steps, not by the clock")
    arguments.add_argument("--rate", type=float, default=RATE, help="learning rate")
    command.run(arguments, {"train": run_training, "finish": finish})


if __name__ == "__main__":
    main()
