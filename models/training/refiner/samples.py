"""Training samples of a plan: windows of its regions' rasters, degraded, displaced and turned, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from ...engine.normalise import Normaliser
from ...errors import RooflineError
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ...raster.grid import Window
from ..config.common import check_multiple
from ..data.batch import Batch
from ..data.opened import Numbers, OpenSamples, opened
from ..data.raster_cache import Store
from ..data.regions import OpenRegion
from ..data.sampler import CHANGES, ORDER, Draws, Positions, random_of
from ..data.windows import Patch, within
from .augment import Raw, degraded, displaced, mixture_of, stretch, turned
from .plan import Plan

Random = np.random.Generator

MEMORY = {"train": 512 * 2**20, "val": 256 * 2**20}  # bytes of rasters that are kept
CACHE = 64  # MB that GDAL keeps of larger ones
# Share of windows without buildings, so that the model can do without them.
WITHHELD = 0.2
REACH = 80  # pixels; windows for simulated errors and displaced guides lie within that of a sample's


def draws_of(plan: Plan) -> Draws:
    """How a plan's samples are drawn: the original joins all pairs for one variant alone, else takes one."""
    is_others = plan.compatibility and plan.variant != "geom-stereo"
    return Draws(plan.seed, plan.tile_size, plan.new_positions, plan.all_pairs and not is_others, is_others)


class Position(NamedTuple):
    """Where a sample lies: index of its region, its window there, its guides as indices."""

    region: int
    window: Window
    pair: tuple[int, ...]


class Samples(OpenSamples):
    """The samples of a split ("train" or "val"); each depends on (seed, epoch, index) alone."""

    def __init__(
        self,
        plan: Plan,
        split: str,
        card: Card,
        stack: ExitStack,
        store: Store,
        threads: int = 1,
    ) -> None:
        guides = len(card.inputs) - 1 - plan.buildings
        if plan.guides != guides:
            raise RooflineError(
                "The network takes {guides} guides, but the data sets have pairs of {images} images; give "
                "as many as it takes.",
                guides=guides,
                images=plan.guides,
            )
        check_multiple(plan.tile_size, card.tile.multiple)
        self.plan, self.split, self.card = plan, split, card
        self.regions = tuple(region for region in plan.regions if split in region.phases)
        self._mixture = mixture_of(plan.degradation)
        reach = plan.tile_size + REACH
        stack.callback(store.close)
        regions = [OpenRegion(region, card, split, store, reach) for region in self.regions]
        for region in regions if split == "train" else ():  # both splits read the same shapes
            stack.callback(region.coverage.report)
        self.parts = [
            Positions(region, draws_of(plan), split, number) for number, region in enumerate(regions)
        ]
        if plan.compatibility and split == "train":
            rng = np.random.RandomState(plan.seed)
            for part in self.parts:
                part.fix(rng)
        self._normalisers = [
            Normaliser(card.inputs, region.gsd, region.units, card.tile.padding) for region in regions
        ]
        self._numbers = Numbers([len(part) for part in self.parts])
        self._pool = stack.enter_context(ThreadPoolExecutor(threads)) if threads > 1 else None

    @classmethod
    def open(
        cls,
        plan: Plan,
        split: str,
        card: Card,
        threads: int = 1,
        cancelled: Cancel = None,
        memory: int | None = None,
    ) -> Samples:
        """Open the rasters of the plan's regions that have a part in the split; use it in a `with`.

        Several `threads` make the samples of a batch at the same time, for networks on a GPU. `memory`: bytes
        of rasters that are kept, 0 where pixels are hardly needed.
        """
        store = Store(MEMORY[split] if memory is None else memory, cancelled)
        return opened(lambda stack: cls(plan, split, card, stack, store, threads), CACHE)

    def __len__(self) -> int:
        return len(self._numbers)

    def order(self, epoch: int) -> list[int]:
        """Indices of the samples in the order of an epoch: shuffled for "train", as they are for "val"."""
        if self.split == "val":
            return list(range(len(self)))
        return [int(index) for index in random_of(self.plan.seed, ORDER, epoch).permutation(len(self))]

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """The samples of some indices, equal in every run and process."""
        at_once = self._pool.map if self._pool is not None else map
        columns = zip(*at_once(self._sample, indices, repeat(epoch)))
        return Batch(*(torch.from_numpy(np.stack(column)) for column in columns))

    def positions(self, epoch: int = 0, most: int | None = None) -> list[Position]:
        """The place of each sample of an epoch, or of the first `most` of each region."""
        return [
            Position(number, item.patch.window, item.pair)
            for number, part in enumerate(self.parts)
            for item in (part.item(i, epoch) for i in range(min(len(part), most or len(part))))
        ]

    def _sample(self, index: int, epoch: int) -> tuple[Any, ...]:
        """The fields of a batch for one sample, without their first dimension."""
        number, local = self._numbers.place(index)
        raw = self._raw(number, local, epoch)
        sample = self._normalisers[number].sample(raw.layers)
        truth = np.where(np.isnan(raw.truth), sample.heights, raw.truth)
        target = ((truth.astype(np.float64) - sample.offset) / sample.scale).astype(np.float32)
        region = self.parts[number].opened
        ways = (sample.offset * region.unit, sample.scale * region.unit, region.gsd)
        return sample.inputs, target[None], raw.mask[None], *(np.float32(way) for way in ways)

    def _raw(self, number: int, index: int, epoch: int) -> Raw:
        """A sample's values: read, degraded, displaced and turned as the plan says."""
        part, training = self.parts[number], self.split == "train"
        patch, pair = part.item(index, epoch)
        rng = random_of(self.plan.seed, CHANGES, epoch if training else 0, number, index)
        heights, known, factor = self._heights(part.opened, patch.window, rng)
        truth = part.opened.reference(patch.window) * np.float32(factor)
        mask = self._counted(patch, truth) & known
        if training and self.plan.permute and part.opened.guides_alike:
            pair = tuple(int(image) for image in rng.permutation(pair))
        reach = self.plan.misregistration if training else 0.0
        layers = [part.opened.guide(image, slot) for slot, image in enumerate(pair, 1)]
        guides = [displaced(layer, patch.window, rng, reach) for layer in layers]
        if self.plan.buildings:
            guides.append(self._coverage(part.opened, patch.window, rng))
        raw = Raw([heights[None], *guides], truth, mask)
        return turned(raw, rng) if training and self.plan.augment else raw

    def _coverage(self, region: OpenRegion, window: Window, rng: Random) -> Float32Array:
        """Shares of buildings (1, H, W): in training displaced as guides are, and now and then left out."""
        if self.split != "train":
            return region.coverage.read(window)
        shares = displaced(region.coverage, window, rng, self.plan.misregistration)
        return shares * np.float32(rng.random() >= WITHHELD)

    def _heights(
        self, region: OpenRegion, window: Window, rng: Random
    ) -> tuple[Float32Array, NDArray[np.bool_] | np.bool_, float]:
        """The input surface (H, W) with its voids, where it may count (simulated voids do), and a factor on
        the reference's heights.
        """
        factor = 1.0
        share = 1.0 if region.region.source is None else self.plan.degrade * (self.split == "train")
        if share and rng.random() < share:
            factor = stretch(rng, self._mixture) if self.split == "train" else 1.0
            heights = degraded(region, window, rng, self._mixture, factor)
            known: NDArray[np.bool_] | np.bool_ = np.bool_(True)
        else:
            heights = region.heights.read(window)[0]
            known = np.bool_(True) if self.plan.compatibility else ~np.isnan(heights)
        return (np.zeros_like(heights) if np.isnan(heights).all() else heights), known, factor

    def _counted(self, patch: Patch, truth: Float32Array) -> NDArray[np.bool_]:
        """True where the reference is known in the patch's own part; the original leaves out heights of 0."""
        mask = within(patch.window, [patch.counted]) & ~np.isnan(truth)
        return mask & (truth != 0) if self.plan.compatibility else mask
