"""Windows of places with their buildings: inputs as the engine makes them, buildings, what is known."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np
import torch

from ...formats.scratch import Scratch
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.arrays import BoolArray, Float32Array
from ..data.batch import Batch
from ..data.opened import Numbers, OpenSamples, opened
from ..data.turns import turned
from .parts import nothing
from .places import HALF, Opened
from .plan import MaskPlan
from .targets import target_of

TURNS, PLACES, ORDER = 1, 2, 3  # what random numbers are for


class Seen(NamedTuple):
    """A window to look at: its first layer (bands, H, W), and its pixel size in metres."""

    layer: Float32Array
    gsd: float


class Samples(OpenSamples):
    """The samples of a split ("train" or "val"); each depends on (seed, epoch, index) alone."""

    def __init__(
        self, plan: MaskPlan, split: str, card: Card, stack: ExitStack, cancelled: Cancel = None
    ) -> None:
        self.plan, self.split = plan, split
        self.target = target_of(card, plan.chosen["contour"], plan.chosen["compatibility"])
        folder = stack.enter_context(Scratch())
        chosen = [place for place in plan.places if place.has(split)]
        self.places = [Opened(plan, place, split, card, folder, stack, cancelled) for place in chosen]
        if split == "train" and not any(place.is_built(cancelled) for place in self.places):
            raise nothing()
        self._numbers = Numbers([len(place) for place in self.places])
        self._planes = 0

    @classmethod
    def open(cls, plan: MaskPlan, split: str, card: Card, cancelled: Cancel = None) -> Samples:
        """Open the layers; use it in a `with`."""
        return opened(lambda stack: cls(plan, split, card, stack, cancelled))

    def __len__(self) -> int:
        return len(self._numbers)

    def order(self, epoch: int) -> Sequence[int]:
        """To train places take turns at random; windows of one place are drawn anew anyway."""
        if self.split == "val" or (len(self.places) == 1 and not self.plan.chosen["preparation"]):
            return range(len(self))
        return [int(index) for index in self._random(ORDER, epoch).permutation(len(self))]

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """The samples of some indices, equal in every run and process; the target's planes are `target`'s."""
        made = [self._sample(index, epoch) for index in indices]
        inputs, targets, masks = (np.stack(part) for part in zip(*made))
        ones = torch.ones(len(made))
        gsd = torch.tensor([float(self._at(index)[0].reader.gsd) for index in indices])
        first = torch.from_numpy(inputs), torch.from_numpy(targets), torch.from_numpy(masks)
        return Batch(*first, torch.zeros(len(made)), ones, gsd)

    def look(self, index: int) -> Seen | None:
        """A window of the first epoch to look at; None where it is void."""
        place, local = self._at(index)
        made = place.read(place.spot(local, self._random(PLACES, 0, index)).window)
        return None if made is None else Seen(made.first, float(place.reader.gsd))

    def _at(self, index: int) -> tuple[Opened, int]:
        """The place of a number, and the number there."""
        number, local = self._numbers.place(index)
        return self.places[number], local

    def _random(self, stream: int, *numbers: int) -> np.random.Generator:
        return np.random.default_rng([self.plan.chosen["seed"], stream, *numbers])

    def _sample(self, index: int, epoch: int) -> tuple[Float32Array, Float32Array, BoolArray]:
        place, local = self._at(index)
        spot = place.spot(local, self._random(PLACES, epoch, index))
        made = place.read(spot.window)
        targets, known = self.target.of(place.labels.read, spot.window)
        known = known & place.within(spot)
        if made is None:
            inputs = np.zeros((self._input_planes(), place.side, place.side), np.float32)
            known = known & False
        else:
            inputs, known = made.inputs, known & ~np.asarray(made.voids)
        if self.split == "train" and self.plan.chosen["augment"]:
            turns, mirrored = self._turn(self._random(TURNS, epoch, index))
            inputs, targets, known = (
                turned(each, turns, mirrored=mirrored) for each in (inputs, targets, known)
            )
        return np.ascontiguousarray(inputs, np.float32), targets, known[None]

    def _turn(self, rng: np.random.Generator) -> tuple[int, bool]:
        """By right angles, and whether mirrored; as the published system by half or not at all."""
        if self.plan.chosen["compatibility"]:
            return 2 * int(rng.random() < HALF), False
        return int(rng.integers(4)), bool(rng.random() < HALF)

    def _input_planes(self) -> int:
        self._planes = self._planes or self.places[0].planes()
        return self._planes
