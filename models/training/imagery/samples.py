"""Windows of all places as batches: drawn anew in every epoch to train on, always the same to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from random import Random
from typing import Any

import numpy as np
import torch

from ...engine.normalise import gsd_plane
from ...errors import RooflineError
from ...formats.scratch import Scratch
from ...language import tr_noop
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ..data.opened import Numbers, OpenSamples, opened
from ..data.windows import Candidates, covering
from ..data.windows import Patch as Spot
from . import augment, places
from .places import Content, Place
from .plan import Plan, Region
from .task import Batch

TIMES = 4  # windows of an epoch cover the training part so often
LEAST_KNOWN, ATTEMPTS = 0.05, 8  # a window of which less is known is drawn anew
TRAINS_ON_VOIDS = tr_noop(
    "The part of {name} that is trained on shows nothing but voids: cut the image to what it shows."
)
JUDGED_ON_VOIDS = tr_noop(
    "The part of {name} that is held out, a fifth, shows nothing but voids: cut the image to what it shows, "
    "or choose another test_stripe in CONFIG."
)
WINDOWS, CHANGES, ORDER, NOISE = range(4)  # streams of random numbers


class Samples(OpenSamples):
    """The windows of a split; a sample depends on (seed, split, epoch, index) alone."""

    def __init__(
        self, plan: Plan, split: str, card: Card, stack: ExitStack, cancelled: Cancel = None
    ) -> None:
        self._plan, self._training = plan, split == "train"
        self._is_spade = card.network.family == "spade"
        folder = stack.enter_context(Scratch())
        self.places = places.open_all(plan.regions, split, folder, stack, cancelled)
        regions = [region for region in plan.regions if region.has(split)]
        self._sources = [_Source(each, plan, self._training, r) for each, r in zip(self.places, regions)]
        self._numbers = Numbers([len(source) for source in self._sources])

    @classmethod
    def open(cls, plan: Plan, split: str, card: Card, cancelled: Cancel = None) -> Samples:
        """Open the images and draw their masks; use it in a `with`."""
        return opened(lambda stack: cls(plan, split, card, stack, cancelled))

    def __len__(self) -> int:
        return len(self._numbers)

    def order(self, epoch: int) -> Sequence[int]:
        """To train: shuffled, and as many as fill whole batches, as the original leaves out what is over."""
        if not self._training:
            return range(len(self))
        shuffled = self._random(ORDER, epoch).permutation(len(self))
        size = self._plan.values["batch_size"]
        whole = len(self) // size * size or len(self)
        return [int(index) for index in shuffled[:whole]]

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These windows together."""
        inputs, targets, masks, sizes = [], [], [], []
        for index in indices:
            number, local = self._numbers.place(index)
            source = self._sources[number]
            window = source.read(local, self._random(WINDOWS, epoch, index))
            mask, image = window.mask, window.image
            known = window.known & (mask != 0).any(axis=0)
            if self._training and self._plan.values["augment"]:
                rng = Random(int(self._random(CHANGES, epoch, index).integers(2**62)))  # nosec B311 (no secret)
                # what is known turns along, as a plane more of the mask
                turned, image = augment.changed(
                    np.concatenate([mask, known[None]]), image, rng, self._plan.values["jitter"]
                )
                mask, known = turned[:-1], turned[-1] > 0.5
            inputs.append(self._planes(mask, source.gsd, epoch, index))
            targets.append(image)
            masks.append(known[None])
            sizes.append(source.gsd)
        return Batch(
            torch.from_numpy(np.stack(inputs)),
            torch.from_numpy(np.stack(targets)),
            torch.from_numpy(np.stack(masks)),
            torch.tensor(sizes, dtype=torch.float32),
        )

    def _planes(self, mask: Float32Array, gsd: float, epoch: int, index: int) -> Float32Array:
        """What the network takes: masks, and for spade the pixel size and noise."""
        if not self._is_spade:
            return np.ascontiguousarray(mask, np.float32)
        shape = (1, *mask.shape[1:])
        size = np.full(shape, gsd_plane(np.array(gsd, np.float32)), np.float32)
        noise = self._random(NOISE, epoch, index).standard_normal(shape, dtype=np.float32)
        return np.concatenate([mask, size, noise])

    def _random(self, stream: int, *numbers: int) -> np.random.Generator:
        return np.random.default_rng([self._plan.values["seed"], stream, int(self._training), *numbers])


class _Source:
    """The windows of a place: patches as they are, or windows at random, to be judged those that cover it."""

    def __init__(self, place: places.Opened, plan: Plan, training: bool, region: Region) -> None:
        self._place, self._training, self._size = place, training, plan.tile_size
        self._asked = region.samples or plan.values["samples"] or 0
        self.gsd, self._spots = place.gsd, list[Spot]()
        if isinstance(place, Place):
            shape = plan.tile_size, place.grid.width, place.grid.height
            self._candidates = Candidates(place.areas, *shape)
            covered = covering(place.areas, *shape)
            self._spots = [] if training else covered
            if not any(
                place.read(*spot).known.any() for spot in covered
            ):  # voids would count as painted well
                raise RooflineError(TRAINS_ON_VOIDS if training else JUDGED_ON_VOIDS, name=place.name)
            area = sum(each.width * each.height for each in place.areas)
            self._asked = self._asked or max(1, round(TIMES * area / plan.tile_size**2))

    def __len__(self) -> int:
        if not isinstance(self._place, Place):
            return min(self._asked, len(self._place)) if self._asked and self._training else len(self._place)
        return self._asked if self._training else len(self._spots)

    def read(self, index: int, rng: np.random.Generator) -> Content:
        """The window of a number."""
        if not isinstance(self._place, Place):
            return self._cut(self._patch(index, rng), rng)
        if not self._training:
            return self._place.read(*self._spots[index])
        for _ in range(ATTEMPTS):
            spot = self._candidates.patch(int(rng.integers(len(self._candidates))))
            found = self._place.read(*spot)
            if found.known.mean() >= LEAST_KNOWN:
                break
        return found

    def _patch(self, index: int, rng: np.random.Generator) -> Content:
        patches: Any = self._place
        number = int(rng.integers(len(patches))) if len(self) < len(patches) else index
        found: Content = patches.read(number)
        return found

    def _cut(self, found: Content, rng: np.random.Generator) -> Content:
        """A window of a patch, at random to train and in the middle to be judged."""
        size, (rows, cols) = self._size, found.known.shape
        if min(rows, cols) < size:
            raise RooflineError(
                "A patch of {place} has {cols} x {rows} pixels, fewer than the window's {size}; lower "
                "TILE_SIZE.",
                place=self._place.name,
                cols=cols,
                rows=rows,
                size=size,
            )
        if (rows, cols) == (size, size):
            return found
        row, col = (
            int(rng.integers(n - size + 1)) if self._training else (n - size) // 2 for n in (rows, cols)
        )
        part = (..., slice(row, row + size), slice(col, col + size))
        return Content(found.mask[part], found.image[part], found.known[part])
