"""Which window and which guides make a sample: all of it follows from the seed, the epoch and its index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...errors import RooflineError
from .regions import OpenRegion
from .windows import Candidates, Patch, covering

Random = np.random.Generator

# A window of which less than this share is known is drawn anew, up to some times; where a mask tells of
# buildings, one without them often.
LEAST_KNOWN = 0.05
ATTEMPTS = 8
BARE = 0.25
MOST_PERMUTED = 2**24  # 128 MB of numbers
PLACES, PAIRS, CHANGES, ORDER = range(4)  # streams of random numbers


class Item(NamedTuple):
    """A sample's window and its guides as indices into the region's."""

    patch: Patch
    pair: tuple[int, ...]


@dataclass(frozen=True)
class Draws:
    """How samples are drawn: from which seed, in windows of how many pixels a side; new ones every epoch or
    not; each place with every pair of guides, or with one of them, the first or any.
    """

    seed: int
    tile_size: int
    new_positions: bool = True
    all_pairs: bool = True
    first_pair: bool = False


def random_of(seed: int, stream: int, *numbers: int) -> Random:
    """The random numbers of a purpose; the same in every run, process and order of use."""
    return np.random.default_rng([seed, stream, *numbers])


class Positions:
    """The samples of a region and split. Training draws places at random; validation covers its area.

    Each place comes with every pair, or with one of them; pairs follow each other at a place in training, and
    all places in validation.
    """

    def __init__(self, opened: OpenRegion, draws: Draws, split: str, number: int) -> None:
        self.opened, self._draws, self._number = opened, draws, number
        self._pairs = opened.region.pairs(split) or ((),)
        self._training = split == "train"
        shape = draws.tile_size, opened.grid.width, opened.grid.height
        self._candidates = Candidates(opened.areas, *shape)
        self._fixed = [] if self._training else covering(opened.areas, *shape)

    def __len__(self) -> int:
        places = self.opened.region.samples if self._training else len(self._fixed)
        return places * (len(self._pairs) if self._draws.all_pairs or not self._training else 1)

    def item(self, index: int, epoch: int) -> Item:
        """The window and the guides of a sample."""
        if not self._training:
            return Item(self._fixed[index % len(self._fixed)], self._pairs[index // len(self._fixed)])
        epoch = epoch if self._draws.new_positions else 0
        if self._draws.all_pairs:
            place, pair = divmod(index, len(self._pairs))
        else:
            place, pair = index, self._any_pair(index, epoch)
        return Item(self._fixed[place] if self._fixed else self._drawn(place, epoch), self._pairs[pair])

    def _any_pair(self, index: int, epoch: int) -> int:
        if self._draws.first_pair:
            return 0
        return int(random_of(self._draws.seed, PAIRS, epoch, self._number, index).integers(len(self._pairs)))

    def _drawn(self, place: int, epoch: int) -> Patch:
        """A window at random, drawn again while there is little to learn from it."""
        rng = random_of(self._draws.seed, PLACES, epoch, self._number, place)
        for _ in range(ATTEMPTS):
            patch = self._candidates.patch(int(rng.integers(len(self._candidates))))
            if _is_worth(self.opened, patch, rng):
                break
        return patch

    @property
    def has_room(self) -> bool:
        """Whether there are enough different windows that lie in the region's areas for all places."""
        sides = [min(area.width, area.height) for area in self.opened.areas]
        return min(sides) >= self._draws.tile_size and len(self._candidates) >= self.opened.region.samples

    @property
    def is_large(self) -> bool:
        """Whether a permutation of all windows takes more memory than it is worth."""
        return len(self._candidates) > MOST_PERMUTED

    def original_places(self, rng: np.random.RandomState) -> list[Patch]:
        """Places as the original ResDepth draws them: the first of all windows, permuted."""
        region = self.opened.region
        if not self.has_room:
            raise RooflineError(
                "Region {region} has no room for {samples} different windows of {tile_size} pixels; lower "
                "n_training_samples or tile_size, or leave out general.compatibility.",
                region=region.name,
                samples=region.samples,
                tile_size=self._draws.tile_size,
            )
        numbers = rng.choice(len(self._candidates), region.samples, replace=False)
        return [self._candidates.patch(int(number)) for number in numbers]

    def fix(self, rng: np.random.RandomState) -> None:
        """Keep the original's places for all epochs."""
        self._fixed = self.original_places(rng)


def _is_worth(opened: OpenRegion, patch: Patch, rng: Random) -> bool:
    inside = patch.window.intersection(patch.counted)
    if inside is None or opened.known(inside).mean() < LEAST_KNOWN:
        return False
    return opened.has_buildings(inside) is not False or rng.random() < BARE
