"""The ranges of a bundled model's layers, by which processors compute in whole numbers of 8 bits.

  RECIPE="python -m roofline.models.training.bundled.calibrate"
  $RECIPE masks --work WORK --start FILE --output FILE      (or: refiners)

WORK/validation has the scenes that the recipe of the model in --start keeps aside. Weights, figures and all
else on its card stay as they are. It is the last step of a recipe.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from ...bundle import ModelBundle, load
from ...command_line import Arguments, named
from ...networks.quantised import ranges_of
from . import command, mask_scenes, release, scenes
from .scenetask import HeldOut

EVERY = 4  # of the scenes: four times as many take minutes and move hardly a range by a twentieth
Inputs = Callable[[argparse.Namespace, ModelBundle], Iterator[Tensor]]


def calibrate(inputs: Inputs, options: argparse.Namespace) -> None:
    """Write the model with the ranges of its layers where it answers to inputs."""
    model = load(options.start)
    spec, found = model.spec, ranges_of(model.network, inputs(options, model))
    card = spec.changed(network=spec.network.changed(ranges=found))
    ModelBundle(card, model.network).save(options.output, torch.float16)


def _of_masks(options: argparse.Namespace, _model: ModelBundle) -> Iterator[Tensor]:
    """Inputs (1, C, H, W) of some scenes, every second one without its index."""
    aside = HeldOut(options.work / "validation", mask_scenes.unpacked)
    for index in range(0, len(aside), EVERY):
        inputs = aside.batch([index], 0).inputs
        if index // EVERY % 2:
            inputs[:, 1] = 0
        yield inputs


def _of_refiners(options: argparse.Namespace, model: ModelBundle) -> Iterator[Tensor]:
    """Inputs (N, C, H, W) of some scenes, as training draws them."""
    planes = scenes.planes_of(model.spec.network.options)
    for batch in release.aside(options.work / "validation", planes):
        yield batch.inputs[::EVERY]


ACTIONS = {
    "masks": partial(calibrate, _of_masks),
    "refiners": partial(calibrate, _of_refiners),
}


def main() -> None:
    """Command line entry."""
    arguments = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("action", choices=ACTIONS, help="what the model is for")
    arguments.add_argument("--work", type=named, required=True, help="folder of shards")
    arguments.add_argument("--start", required=True, help="bundled model, or a file")
    arguments.add_argument("--output", type=named, required=True)
    command.run(arguments, ACTIONS)


if __name__ == "__main__":
    main()
