"""The recipe of `buildings-imagery`, as commands that can be stopped and run again.

  RECIPE="python -m roofline.models.training.bundled.building_images"
  $RECIPE generate --work WORK --data DATA --seed 1 --shards 400
  $RECIPE train --work WORK --data DATA --encoder LITE0.pth --minutes 55
  $RECIPE finish --work WORK --data DATA --earlier 2000.ckpt 3500.ckpt --output buildings-imagery.pt

`generate` writes shards of simulated scenes. `train` draws from them and from the orthoimages of DATA (pieces
kept aside choose and never train), and goes on from its last checkpoint; it begins with an encoder, or with
all weights of a model (`--start`). `finish` writes the model file of the weights that were best on the pieces
kept aside, averaged with those of copies of last.ckpt that were put aside after so many steps, or of model
files. docs/recipes.md has all commands that made the bundled file.

Pieces kept aside are neighbours of others that train: what a recipe does in new towns is seen where whole
sources are left out (`--without`), which judge then.
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
from numpy.typing import NDArray

from ... import bundle
from ...bundle import ModelBundle
from ...command_line import named
from ...engine import device
from ...engine.normalise import gsd_plane
from ...formats.objects import StateDict
from ...modelfile.parts import Options
from ...networks.imagery_unet import FINEST, ImageryUNet
from ...raster.arrays import Float32Array
from ..data.batch import Batch
from ..loop.trainer import BEST
from . import (
    averages,
    command,
    image_augment,
    image_card,
    image_judge,
    image_scenes,
    lite0,
    ortho_labels,
    ortho_places,
    ortho_surfaces,
    places,
    pool,
    scenetask,
    widths,
)
from .building_masks import MaskTask
from .image_scenes import LEVELS, STEPS, Scene
from .ortho_places import UNKNOWN, Piece
from .pool import ShardWindows
from .scenetask import Budget, in_gsd

log = logging.getLogger(__name__)

# What it knew before goes on at 0.4 times the rate.
BUDGET = Budget(batch=8, crop=192, rate=2e-3, last_rate=1e-5, image_rate=0.4, average=0.998)
OPTIONS: Options = {"surface": True}
# Shares of windows that are simulated, and of these that are looked at with their surface.
SIMULATED, WITH_SURFACE = 0.42, 0.6
PARTIAL = 0.2  # how often a surface ends within a window
LEAST_GSD = 1.001 * FINEST  # metres; smaller ones, by rounding, would have a whole batch averaged
# How often colours are those of elsewhere, a part is of elsewhere, and roofs are painted anew.
RECOLOURED, MIXED, REPAINTED = 0.35, 0.2, 0.4
OFF, FARTHEST = 0.3, 3  # how often an image lies beside its surface, and by how many pixels at most


class ImageTask(MaskTask):
    """The same for imagery; what it knew before goes on more slowly."""

    apart = ("image.", "surface.")
    beside = 3

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        """Without the surfaces; of those that have one also with it."""
        found = super().validate(batch)
        given = batch.inputs[:, self.beside].flatten(1).any(1)
        if bool(given.any()):
            some = batch.part(given.nonzero()[:, 0].tolist())
            found["together"] = self.missed(some.inputs, some)
        return found


class Windows(ShardWindows):
    """Random windows of orthoimages and of shards of simulated scenes; takes in new shards at every epoch."""

    def __init__(self, folder: Path, pieces: Sequence[Piece], seed: int, budget: Budget = BUDGET) -> None:
        super().__init__(folder, seed, budget.epoch * budget.batch, budget.crop)
        self._pieces = pieces

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Windows that depend on (seed, epoch, index), and on the shards there are."""
        return batch_of([self._window(np.random.default_rng([self._seed, epoch, i])) for i in indices])

    def _window(self, rng: np.random.Generator) -> Scene:
        scene = self._real(rng) if rng.random() >= SIMULATED else self._simulated(rng)
        if rng.random() < REPAINTED:
            roofs = scene.buildings > LEVELS / 2 + 1
            scene = scene._replace(image=image_augment.repainted(rng, scene.image, roofs))
        if rng.random() < RECOLOURED:
            scene = scene._replace(image=image_augment.recoloured(rng, scene.image, self._real(rng).image))
        if rng.random() < MIXED and not scene.heights.any():
            scene = mixed(rng, scene, self._real(rng))
        image = standardised(image_augment.seen(rng, scene.image))
        # A tile has other things around, by which its colours are standardised.
        return scene._replace(image=image * np.float32(rng.normal(1, 0.12)) + np.float32(rng.normal(0, 0.2)))

    def _real(self, rng: np.random.Generator) -> Scene:
        return _seen_with(rng, ortho_places.window(rng, self._pieces, self._crop, LEAST_GSD))

    def _simulated(self, rng: np.random.Generator) -> Scene:
        # Every seed has its share, whatever its number.
        return _seen_with(rng, unpacked(self.window(rng, self._seeds[rng.integers(len(self._seeds))])))


def _seen_with(rng: np.random.Generator, scene: Scene) -> Scene:
    """A scene with its surface, if it has one, or with a part of it, or without."""
    if not scene.heights.any() or rng.random() >= WITH_SURFACE:
        return scene._replace(heights=np.zeros_like(scene.heights))
    if rng.random() < PARTIAL:
        scene = scene._replace(heights=partial(rng, scene.heights))
    if rng.random() < OFF:
        moved = tuple(int(n) for n in rng.integers(-FARTHEST, FARTHEST + 1, 2))
        scene = scene._replace(image=np.roll(scene.image, moved, (1, 2)))
    return scene


class HeldOut:
    """The windows of the pieces kept aside, as they are."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._scenes: list[Scene] = image_judge.windows(pieces)

    def __len__(self) -> int:
        return len(self._scenes)

    def order(self, epoch: int) -> Sequence[int]:
        """One after another."""
        return range(len(self))

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These windows."""
        chosen = [self._scenes[index] for index in indices]
        return batch_of([_plain(scene) for scene in chosen])


def _plain(scene: Scene) -> Scene:
    """A scene with standardised colours."""
    return scene._replace(image=standardised(scene.image))


def unpacked(planes: NDArray[np.int16]) -> Scene:
    """A window of a shard (6, H, W) as a scene."""
    values = planes.astype(np.float32)
    gsd = max(float(values[5, 0, 0]) / 1000, LEAST_GSD)
    return Scene(values[:3], values[3] / STEPS, values[4], gsd)


def mixed(rng: np.random.Generator, scene: Scene, other: Scene) -> Scene:
    """A scene with a rectangle of another of its size, image and buildings (CutMix; Yun et al., ICCV 2019):
    what is around a roof says less about it.
    """
    size = np.array(scene.buildings.shape)
    high, wide = (int(n) for n in size * rng.uniform(0.25, 0.6, 2))
    row, col = (int(n) for n in rng.integers(0, size - (high, wide) + 1))
    part = (slice(row, row + high), slice(col, col + wide))
    image, buildings = scene.image.copy(), scene.buildings.copy()
    image[(slice(None), *part)] = other.image[(slice(None), *part)]
    buildings[part] = other.buildings[part]
    return scene._replace(image=image, buildings=buildings)


def partial(rng: np.random.Generator, heights: Float32Array) -> Float32Array:
    """Heights (H, W) of a surface that ends at some row or column: beyond, the nearest ones, as for voids."""
    turn = int(rng.integers(4))
    turned = np.rot90(heights, turn).copy()
    last = int(rng.integers(1, len(turned)))
    turned[last:] = turned[last - 1]
    return np.ascontiguousarray(np.rot90(turned, -turn))


def standardised(image: Float32Array) -> Float32Array:
    """Colours as `normalise` gives them to a network."""
    return np.asarray((image - image.mean()) / max(float(image.std()), 1e-3), np.float32)


def batch_of(scenes: Sequence[Scene]) -> Batch:
    """Scenes with standardised colours as a batch: what is unknown does not count."""
    gsds = np.array([scene.gsd for scene in scenes], np.float32)
    planes = np.broadcast_to(gsd_plane(gsds)[:, None, None, None], (len(scenes), 1, *scenes[0].heights.shape))
    colours = np.stack([scene.image for scene in scenes])
    heights = np.stack([scene.heights for scene in scenes])[:, None]
    masks = np.stack([scene.buildings for scene in scenes])[:, None]
    inputs = np.concatenate([colours, heights, planes], axis=1, dtype=np.float32)
    target, known = (masks > LEVELS / 2 + 1).astype(np.float32), np.abs(masks - UNKNOWN) > 1
    return in_gsd(torch.from_numpy(inputs), torch.from_numpy(target), torch.from_numpy(known))


def generate(options: argparse.Namespace) -> None:
    """Write those shards that are missing; shard k depends on (seed, k) and the places alone."""
    found = places.load(options.data) if options.data else []
    known = [place for place in found if place.buildings is not None]
    mixture = image_scenes.MIXTURES[options.mixture]
    draw = functools.partial(image_scenes.sample, places=known, mixture=mixture)
    pool.write_shards(options.work / "shards", options.seed, options.shards, draw, image_scenes.packed)


def train(options: argparse.Namespace) -> None:
    """Train, going on from the last checkpoint of the same name when there is one."""
    torch.manual_seed(options.seed)
    # A training that goes on brings all weights itself.
    weights, before = scenetask.beginning(options.work, options.start) if options.start else ({}, {})
    begun = lite0.beginning(options.encoder, OPTIONS) if options.encoder else ImageryUNet(**_form(weights))
    begun.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    # About as many pixels a step, whatever the window.
    batch = max(1, round(BUDGET.batch * (BUDGET.crop / options.crop) ** 2))
    rate = options.rate or BUDGET.rate
    budget = replace(BUDGET, steps=options.steps, crop=options.crop, batch=batch, rate=rate)
    budget = budget if options.steps else replace(budget, minutes=options.minutes)
    task = ImageTask(begun, budget, device.choose())
    if weights:
        task.start_from(weights)
    pieces = ortho_places.load(options.data, without=options.without)
    if options.mend:
        judge = bundle.load(options.mend).network.eval()
        pieces = [ortho_labels.mended(piece, judge) for piece in pieces]
    if options.surfaces:
        pieces += ortho_surfaces.load(options.data, bundle.load(options.surfaces))
    windows = Windows(options.work / "shards", pieces, options.seed, budget)
    aside = HeldOut(ortho_places.load(options.data, True, options.without))
    folder = options.work / options.name
    scenetask.train(task, budget, windows, aside, folder, seed=options.seed, before=before)


def _form(weights: StateDict) -> Options:
    """The options of a network of these weights: what sees surfaces has the widths of the finder in them."""
    seen = bool(weights) and OPTIONS.get("surface")
    return {**OPTIONS, "surface_widths": widths.of(weights, "surface.")} if seen else OPTIONS


def finish(options: argparse.Namespace) -> None:
    """Write the model file of the best checkpoint, or of the mean of it and earlier ones (`--earlier`), with
    its IoU on the pieces kept aside on the card; `--metrics` puts measured figures there too.
    """
    paths = [options.work / options.name / BEST, *options.earlier]
    states = [averages.state_of(path) for path in paths]
    mean = averages.averaged(states)
    made = image_card.bundle_of({**states[0], "average": mean}, _form(mean), {})
    aside = image_judge.sources(ortho_places.load(options.data, True, options.without))
    batches = {name: batch_of([_plain(s) for s in image_judge.windows(each)]) for name, each in aside.items()}
    judged = image_judge.judged(made.network.eval(), batches)
    log.info("IoU on pieces kept aside: %s", judged)
    spec, origin = made.spec, made.spec.provenance
    origin = origin.changed(
        recipe=averages.told(str(origin.recipe), len(options.earlier)),
        metrics={"Pieces kept aside, IoU": judged, **command.figures(options)},
    )
    ModelBundle(spec.changed(provenance=origin), made.network).save(options.output, torch.float16)
    log.info("%s", options.output)


def main() -> None:
    """Command line entry."""
    arguments = command.parser(__doc__, "buildings-imagery", "ortho/, surface/, points/", 400, 55)
    command.add_start(arguments)
    arguments.add_argument("--crop", type=int, default=BUDGET.crop, help="pixels of a window in training")
    said = "model that moves outlines of maps on the roofs it finds, before the training"
    arguments.add_argument("--mend", default="", help=said)
    said = "model that tells buildings in the surfaces of orthoimages that no map goes with, which then train"
    arguments.add_argument("--surfaces", default="", help=said)
    arguments.add_argument("--steps", type=int, default=0, help="of a training, in place of --minutes")
    said = "sources that are kept aside as a whole, to see what a recipe does in towns of which it knows none"
    arguments.add_argument("--without", choices=ortho_places.SHARES, nargs="*", default=[], help=said)
    arguments.add_argument("--encoder", type=named, help="weights of EfficientNet-Lite0 (.pth)")
    arguments.add_argument("--mixture", choices=image_scenes.MIXTURES, default="even", help="of scenes")
    command.add_earlier(arguments)
    command.run(arguments, {"generate": generate, "train": train, "finish": finish})


if __name__ == "__main__":
    main()
