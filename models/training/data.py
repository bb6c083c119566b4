"""Training samples: windows of the regions' rasters, normalised as the model's card says, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..errors import RooflineError
from ..gdalio import block_cache
from ..grid import Window
from ..normalise import Normaliser
from ..reader import Layer
from ..simulation.degradation import degrade
from .config import Plan
from .patches import Candidates, Patch, covering, drawn
from .regions import Budget, Float32Array, OpenRegion, part_of

Random = np.random.Generator

MEMORY = {"train": 512 * 2**20, "val": 256 * 2**20}  # bytes of rasters that are kept
CACHE = 64  # MB that GDAL keeps of larger ones
# A window with less reference than this share is drawn anew, up to some times; one without buildings often,
# where a mask tells of them.
LEAST_KNOWN = 0.05
ATTEMPTS = 8
BARE = 0.25
# Simulated degradation: from slight to worse than ordinary bad stereo, on some pixels more than the window.
SEVERITY = (0.3, 1.5)
MARGIN = 16
POSITION, CHANGES, ORDER, PAIR = range(4)  # streams of random numbers


class Batch(NamedTuple):
    """Samples of a step. Heights in metres = x * scale + offset.

    inputs (N, C, H, W) and target (N, 1, H, W) normalised float32, without voids; mask (N, 1, H, W) bool:
    counts in the loss; offset and scale (N,) float32, the way back to metres; gsd (N,) float32, metres
    per pixel.
    """

    inputs: Tensor
    target: Tensor
    mask: Tensor
    offset: Tensor
    scale: Tensor
    gsd: Tensor


class Position(NamedTuple):
    """Where a sample lies: index of its region, its window there, its guides as indices."""

    region: int
    window: Window
    pair: tuple[int, ...]


class Raw(NamedTuple):
    """A sample before normalisation: inputs (bands, H, W) each, true heights and what counts (H, W)."""

    layers: list[Float32Array]
    truth: Float32Array
    mask: NDArray[np.bool_]


class Part:
    """The samples of one region: every position with every pair, or with one of them."""

    def __init__(self, opened: OpenRegion, plan: Plan, split: str) -> None:
        self.opened, self.plan = opened, plan
        grid = opened.grid
        self.pairs = opened.region.pairs(split) or ((),)
        self.candidates: Candidates | None = None
        self.patches: list[Patch] = []
        self.chosen: list[int] = []
        if split == "val":
            self.patches = covering(opened.areas, plan.tile_size, grid.width, grid.height)
            self.count = len(self.patches) * len(self.pairs)
            return
        self.candidates = Candidates(opened.areas, plan.tile_size, grid.width, grid.height)
        self.count = opened.region.samples * (len(self.pairs) if self._joins_all else 1)

    @property
    def _joins_all(self) -> bool:
        """The original pairs positions with all pairs for one variant alone, and else takes the first."""
        return self.plan.all_pairs and (not self.plan.compatibility or self.plan.variant == "geom-stereo")

    def draw(self, random: np.random.RandomState) -> None:
        """Fix the positions as the original does, from its stream of random numbers."""
        region, tile = self.opened.region, self.plan.tile_size
        if self.candidates is None:
            return
        narrow = any(min(area.width, area.height) < tile for area in self.opened.areas)
        if narrow or len(self.candidates) < region.samples:
            raise RooflineError(
                f"Region {region.name} has no room for {region.samples} different windows of {tile} pixels; "
                "lower n_training_samples or tile_size, or leave out general.compatibility."
            )
        self.patches = drawn(self.candidates, region.samples, random)
        if len(self.pairs) > 1 and self.plan.variant == "geom-stereo" and not self.plan.all_pairs:
            self.chosen = [int(random.randint(len(self.pairs))) for _ in self.patches]

    def pair(self, index: int) -> int | None:
        """The pair of a sample, None for any: they follow each other at a position, in validation at all."""
        if self.candidates is None:
            return index // len(self.patches)
        if self._joins_all:
            return index % len(self.pairs)
        return self.chosen[index] if self.chosen else None

    def fixed(self, index: int) -> Patch | None:
        """The window of a sample where positions are fixed."""
        if self.candidates is None:
            return self.patches[index % len(self.patches)]
        return self.patches[self.place(index)] if self.patches else None

    def place(self, index: int) -> int:
        """The number of a sample's position."""
        return index // len(self.pairs) if self._joins_all else index


class Samples:
    """The samples of a split ("train" or "val"); each depends on (seed, epoch, index) alone."""

    def __init__(self, plan: Plan, split: str, card: dict[str, Any], stack: ExitStack) -> None:
        guides = len(card["inputs"]) - 1
        if plan.guides != guides:
            raise RooflineError(
                f"The network takes {guides} guides, but the data sets have pairs of {plan.guides} images; "
                "give as many as it takes."
            )
        self.plan, self.split, self.card = plan, split, card
        self.regions = tuple(region for region in plan.regions if split in region.phases)
        budget = Budget(MEMORY[split])
        opened = [OpenRegion(region, card, split, stack, budget) for region in self.regions]
        self.parts = [Part(region, plan, split) for region in opened]
        if plan.compatibility:
            random = np.random.RandomState(plan.seed)
            for part in self.parts:
                part.draw(random)
        self._normalisers = [
            Normaliser(card, region.gsd, [region.unit, *[1.0] * guides]) for region in opened
        ]
        self._starts = np.cumsum([0, *(part.count for part in self.parts)])
        self._stack = stack

    @classmethod
    def open(cls, plan: Plan, split: str, card: dict[str, Any]) -> Samples:
        """Open the rasters of the plan's regions that have a part in the split; use it in a `with`."""
        with ExitStack() as stack:
            stack.enter_context(block_cache(CACHE))
            samples = cls(plan, split, card, stack)
            samples._stack = stack.pop_all()
            return samples

    def __enter__(self) -> Samples:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the rasters."""
        self._stack.close()

    def __len__(self) -> int:
        return int(self._starts[-1])

    def order(self, epoch: int) -> list[int]:
        """Indices of the samples in the order of an epoch: shuffled for "train", as they are for "val"."""
        if self.split == "val":
            return list(range(len(self)))
        return self._random(ORDER, epoch, 0).permutation(len(self)).tolist()

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """The samples of some indices, equal in every run and process."""
        columns = zip(*(self._sample(index, epoch) for index in indices))
        return Batch(*(torch.from_numpy(np.stack(column)) for column in columns))

    def positions(self, epoch: int = 0, most: int | None = None) -> list[Position]:
        """The place of each sample of an epoch, or of the first `most` of each region."""
        return [
            Position(
                number,
                self._patch(part, start + index, index, epoch).window,
                self._pair(part, start + index, index, epoch),
            )
            for number, (part, start) in enumerate(zip(self.parts, self._starts))
            for index in range(part.count if most is None else min(part.count, most))
        ]

    def _random(self, stream: int, epoch: int, index: int) -> Random:
        return np.random.default_rng([self.plan.seed, stream, epoch, index])

    def _sample(self, index: int, epoch: int) -> tuple[Any, ...]:
        """The fields of a batch for one sample, without their first dimension."""
        number = int(np.searchsorted(self._starts, index, side="right")) - 1
        part, normaliser = self.parts[number], self._normalisers[number]
        raw = self._raw(part, index, index - int(self._starts[number]), epoch)
        sample = normaliser.sample(raw.layers)
        truth = np.where(np.isnan(raw.truth), sample.heights, raw.truth)
        target = ((truth.astype(np.float64) - sample.offset) / sample.scale).astype(np.float32)
        unit = part.opened.unit
        ways = (sample.offset * unit, sample.scale * unit, part.opened.gsd)
        return sample.inputs, target[None], raw.mask[None], *(np.float32(way) for way in ways)

    def _raw(self, part: Part, index: int, own: int, epoch: int) -> Raw:
        """A sample's values: read, degraded, displaced and turned as the plan says."""
        training = self.split == "train"
        random = self._random(CHANGES, epoch if training else 0, index)
        patch = self._patch(part, index, own, epoch)
        opened, window = part.opened, patch.window
        truth = opened.reference(window)
        heights, known = self._heights(opened, window, random)
        mask = self._counted(patch, truth) & known
        pair = self._pair(part, index, own, epoch)
        if training and self.plan.permute and len(pair) > 1:
            pair = tuple(int(image) for image in random.permutation(pair))
        reach = self.plan.misregistration if training else 0.0
        guides = [
            displaced(opened.guide(image, slot), window, random, reach) for slot, image in enumerate(pair, 1)
        ]
        raw = Raw([heights[None], *guides], truth, mask)
        return turned(raw, random) if training and self.plan.augment else raw

    def _patch(self, part: Part, index: int, own: int, epoch: int) -> Patch:
        """The window of a sample: fixed, or drawn at random until it has something to learn from."""
        fixed = part.fixed(own)
        if fixed is not None or part.candidates is None:
            return fixed or part.patches[0]
        place = index - own + part.place(own)
        random = self._random(POSITION, epoch if self.plan.new_positions else 0, place)
        for patch in _some(part.candidates, random):
            if worth(part.opened, patch, random):
                break
        return patch

    def _pair(self, part: Part, index: int, own: int, epoch: int) -> tuple[int, ...]:
        """The guides of a sample; where not every pair is used at every position, one of them at random."""
        chosen = part.pair(own)
        if chosen is None:
            random = self._random(PAIR, epoch if self.plan.new_positions else 0, index)
            chosen = 0 if self.plan.compatibility else int(random.integers(len(part.pairs)))
        return part.pairs[chosen]

    def _heights(
        self, opened: OpenRegion, window: Window, random: Random
    ) -> tuple[Float32Array, NDArray[np.bool_] | np.bool_]:
        """The input surface (H, W) with its voids, and where it may count; simulated voids do count."""
        share = 1.0 if opened.region.source is None else self.plan.degrade * (self.split == "train")
        if share and random.random() < share:
            heights, known = degraded(opened, window, random), np.bool_(True)
        else:
            heights = opened.heights.read(window)[0]
            known = np.bool_(True) if self.plan.compatibility else ~np.isnan(heights)
        return (np.zeros_like(heights) if np.isnan(heights).all() else heights), known

    def _counted(self, patch: Patch, truth: Float32Array) -> NDArray[np.bool_]:
        """True where the reference is known in the patch's own part; the original leaves out heights of 0."""
        mask = np.zeros(truth.shape, bool)
        inside = patch.window.intersection(patch.counted)
        if inside is not None:
            part = part_of(patch.window, inside)
            mask[part] = ~np.isnan(truth[part])
        return mask & (truth != 0) if self.plan.compatibility else mask


def _some(candidates: Candidates, random: Random) -> Iterator[Patch]:
    for _ in range(ATTEMPTS):
        yield candidates.patch(int(random.integers(len(candidates))))


def worth(opened: OpenRegion, patch: Patch, random: Random) -> bool:
    """Whether a window teaches something: enough reference, and mostly buildings where a mask tells."""
    inside = patch.window.intersection(patch.counted)
    if inside is None or np.isfinite(opened.reference(inside)).mean() < LEAST_KNOWN:
        return False
    return opened.has_buildings(inside) is not False or random.random() < BARE


def degraded(opened: OpenRegion, window: Window, random: Random) -> Float32Array:
    """The reference (H, W) with errors of stereo matching, in the unit of the surface."""
    col, row, width, height = window
    around = Window(col - MARGIN, row - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN)
    truth = opened.reference(around) * np.float32(opened.unit)
    if np.isnan(truth).all():
        return np.full((height, width), np.nan, np.float32)
    noisy = degrade(random, truth, opened.gsd, float(random.uniform(*SEVERITY)))
    inner: Float32Array = noisy[MARGIN:-MARGIN, MARGIN:-MARGIN] / np.float32(opened.unit)
    return inner


def displaced(layer: Layer, window: Window, random: Random, reach: float) -> Float32Array:
    """A guide (bands, H, W) as if it lay up to `reach` pixels off along each axis."""
    if reach <= 0:
        return layer.read(window)
    (across, right), (down, low) = (divmod(float(way), 1) for way in random.uniform(-reach, reach, 2))
    col, row, width, height = window
    values = layer.read(Window(col + int(across), row + int(down), width + 1, height + 1))
    values += np.float32(right) * (np.roll(values, -1, axis=2) - values)
    values += np.float32(low) * (np.roll(values, -1, axis=1) - values)
    return values[:, :-1, :-1]


def turned(raw: Raw, random: Random) -> Raw:
    """Turned by quarters, then mirrored up and down and left and right, each at random."""
    quarters, upside, mirrored = int(random.integers(4)), random.random() < 0.5, random.random() < 0.5

    def turn(values: NDArray[Any]) -> NDArray[Any]:
        values = np.rot90(values, quarters, (-2, -1))
        values = values[..., ::-1, :] if upside else values
        return np.ascontiguousarray(values[..., ::-1] if mirrored else values)

    return Raw([turn(layer) for layer in raw.layers], turn(raw.truth), turn(raw.mask))
