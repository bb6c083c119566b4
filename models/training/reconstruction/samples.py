"""Training samples: patches of points with queries of occupancy, and images, turned and mirrored together."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import repeat
from threading import Lock
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ...clouds.occupancy import Queries, Random
from ...clouds.patches import Patch, PatchSample, anchors, sample
from ...clouds.readers import Bounds
from ...errors import RooflineError
from ...modelfile.parts import Card
from ...progress import Cancel
from ...raster.arrays import Float32Array
from ...raster.grid import Window
from ..data.opened import OpenSamples, opened
from ..data.turns import turned
from .places import Place, open_places
from .plan import Plan

ATTEMPTS = 16  # a patch without points or known queries is drawn anew, up to so many times
PLACES, POINTS = 0, 2  # streams of random numbers
NOWHERE = Window(0, 0, 1, 1)  # a training needs no pixels


class Turn(NamedTuple):
    """Quarter turns clockwise about a patch's centre, then a mirror: -1 none, 0 of x, 1 of y."""

    quarters: int = 0
    mirror: int = -1

    def places(self, normalised: Float32Array) -> Float32Array:
        """Points (n, 3) of a patch, x and y in [0, 1], turned."""
        x, y = normalised[:, 0] - np.float32(0.5), normalised[:, 1] - np.float32(0.5)
        for _ in range(self.quarters % 4):
            x, y = y, -x
        x, y = (-x if self.mirror == 0 else x), (-y if self.mirror == 1 else y)
        return np.column_stack([x + np.float32(0.5), y + np.float32(0.5), normalised[:, 2]])

    def images(self, images: Float32Array) -> Float32Array:
        """Images (k, h, w), row 0 = north, turned."""
        return turned(images, -self.quarters, self.mirror == 1, self.mirror == 0)


@dataclass(frozen=True)
class Clouds:
    """Patches of a step, ragged: points (n, 3), queries (m, 3) with what is known of them, and images.

    occupied (m,) int64 classes; masks (m, 4) bool as MASKS; kinds (m,) uint8; images (N, k, h, w) or None.
    """

    points: tuple[Tensor, ...]
    queries: tuple[Tensor, ...]
    occupied: tuple[Tensor, ...]
    masks: tuple[Tensor, ...]
    kinds: tuple[Tensor, ...]
    images: Tensor | None = None

    def __len__(self) -> int:
        return len(self.points)

    def to(self, kind: str) -> Clouds:
        """The same on a torch device."""
        points, queries, occupied, masks, kinds = (
            tuple(each.to(kind, non_blocking=True) for each in part) for part in self._ragged
        )
        images = None if self.images is None else self.images.to(kind)
        return Clouds(points, queries, occupied, masks, kinds, images)

    def part(self, indices: Sequence[int]) -> Clouds:
        """Some of the samples."""
        points, queries, occupied, masks, kinds = (
            tuple(part[index] for index in indices) for part in self._ragged
        )
        images = None if self.images is None else self.images[torch.as_tensor(indices, dtype=torch.long)]
        return Clouds(points, queries, occupied, masks, kinds, images)

    @property
    def _ragged(self) -> tuple[tuple[Tensor, ...], ...]:
        return self.points, self.queries, self.occupied, self.masks, self.kinds


class Spot(NamedTuple):
    """A sample's place and south-west corner."""

    place: Place
    x: float
    y: float

    @property
    def bounds(self) -> Bounds:
        """Its area."""
        return self.x, self.y, self.x + self.place.rules.patch[0], self.y + self.place.rules.patch[1]


class Item(NamedTuple):
    """A sample as arrays: see `Clouds`."""

    inputs: PatchSample
    queries: Queries
    places: Float32Array  # of the queries, normalised (m, 3)


class Samples(OpenSamples):
    """The samples of a split: random patches for "train", patches side by side for "val".

    A sample depends on (seed, epoch, index) alone. Use it in a `with`: places are open until it ends.
    """

    def __init__(
        self, plan: Plan, split: str, card: Card, stack: ExitStack, threads: int = 1, cancelled: Cancel = None
    ) -> None:
        self.plan, self.split = plan, split
        places = open_places(plan, card, stack, cancelled)
        self.places = [place for place in places if place.regions[split]]
        if not self.places:
            raise RooflineError("No place is left for {split}; give one or another split.", split=split)
        self.spots = self._strips() if split == "val" else []
        self._rasters = Lock()  # GDAL's datasets serve one thread at a time
        self._pool = stack.enter_context(ThreadPoolExecutor(threads)) if threads > 1 else None

    @classmethod
    def open(cls, plan: Plan, split: str, card: Card, threads: int = 1, cancelled: Cancel = None) -> Samples:
        """Open the places that have a part in the split."""
        return opened(lambda stack: cls(plan, split, card, stack, threads, cancelled))

    def __len__(self) -> int:
        return len(self.spots) if self.split == "val" else int(self.plan.training["random_dataset_length"])

    def order(self, epoch: int) -> list[int]:
        """Indices in the order of an epoch: that of random patches does not matter."""
        return list(range(len(self)))

    def batch(self, indices: Sequence[int], epoch: int) -> Clouds:
        """The samples of some indices, equal in every run and process."""
        at_once = self._pool.map if self._pool is not None else map
        return batch_of(list(at_once(self.item, indices, repeat(epoch))))

    def item(self, index: int, epoch: int) -> Item:
        """One sample; without queries where a strip has no points."""
        rng = self._random(PLACES, epoch, index)
        if self.split == "val":
            rng = self._random(POINTS, 0, index)
            return self.made(self.spots[index], Turn(), rng) or _empty(self.spots[index].place)
        item = None
        for _ in range(ATTEMPTS):
            item = self.made(self._drawn(index, rng), self._turn(rng), rng)
            if item is not None and item.queries.masks[:, 0].any():
                break
        return item or _empty(self.places[index % len(self.places)])

    def made(self, spot: Spot, turn: Turn, rng: Random) -> Item | None:
        """The sample of a spot, turned; None where it has no points."""
        place, number = spot.place, int(rng.integers(2**31))
        patch = Patch(spot.x, spot.y, NOWHERE, number)
        inputs = sample(patch, place.index, place.rules)
        if inputs is None:
            return None
        with self._rasters:
            drawn = place.queries(spot.bounds, rng)
            images = None if place.images is None else place.images.read(patch)
        queries = self._thinned(drawn, rng)
        rules = place.rules
        origin, scale = [spot.x, spot.y, inputs.z_shift], [*rules.patch, rules.z_std]
        places = ((queries.points - origin) / scale).astype(np.float32)
        inside = ((places[:, :2] > 0) & (places[:, :2] < 1)).all(axis=1)  # float32 may round onto the edge
        turned_images = None if images is None else turn.images(images)
        made = PatchSample(turn.places(inputs.points), inputs.z_shift, turned_images)
        return Item(made, queries.take(inside), turn.places(places[inside]))

    def _thinned(self, queries: Queries, rng: Random) -> Queries:
        """At most as many queries as the configuration allows, drawn with replacement as published."""
        dataset = self.plan.dataset
        most = dataset["n_query_points"]
        if (
            most is None
            or len(queries.points) <= most
            or (self.split == "val" and not dataset["subsample_val"])
        ):
            return queries
        return queries.take(rng.integers(len(queries.points), size=int(most)))

    def _drawn(self, index: int, rng: Random) -> Spot:
        """A random patch; the places take turns."""
        place = self.places[index % len(self.places)]
        regions = place.regions["train"]
        left, bottom, right, top = regions[int(rng.integers(len(regions)))]
        width, height = place.rules.patch
        x, y = rng.uniform((left, bottom), (max(right - width, left), max(top - height, bottom)))
        if place.images is not None:
            x, y = (max(a, b) for a, b in zip(place.images.snapped(x, y), (left, bottom)))
        return Spot(place, float(x), float(y))

    def _turn(self, rng: Random) -> Turn:
        wanted = self.plan.training["augmentation"]
        quarters, mirror = int(rng.integers(4)), int(rng.integers(-1, 2))
        if len(set(self.places[0].rules.patch)) > 1:
            quarters = quarters // 2 * 2  # a rectangle turned by a quarter is another one
        return Turn(quarters if wanted["rotate"] else 0, mirror if wanted["flip"] else -1)

    def _strips(self) -> list[Spot]:
        """Patches side by side over all that judges, as far apart as the configuration says."""
        x, y = self.plan.val_strip
        found = []
        for place in self.places:
            stride = x / place.unit, y / place.unit
            for left, bottom, right, top in place.regions["val"]:
                for low in anchors(bottom, top, place.rules, 1, stride[1]):
                    found += [Spot(place, a, low) for a in anchors(left, right, place.rules, 0, stride[0])]
        return found

    def _random(self, *stream: int) -> Random:
        return np.random.default_rng([int(self.plan.training["random_seed"]), self.split == "val", *stream])


def batch_of(items: Sequence[Item]) -> Clouds:
    """Samples together; clouds and queries keep their own tensors."""
    images = [item.inputs.images for item in items if item.inputs.images is not None]
    return Clouds(
        tuple(torch.from_numpy(item.inputs.points) for item in items),
        tuple(torch.from_numpy(item.places) for item in items),
        tuple(torch.from_numpy(item.queries.occupied.astype(np.int64)) for item in items),
        tuple(torch.from_numpy(item.queries.masks) for item in items),
        tuple(torch.from_numpy(item.queries.kinds) for item in items),
        torch.from_numpy(np.stack(images)) if images else None,
    )


def _empty(place: Place) -> Item:
    """A sample that tells nothing."""
    images = None
    if place.images is not None:
        images = np.zeros(place.images.shape, np.float32)
    nothing = np.empty((0, 3), np.float32)
    return Item(PatchSample(nothing, 0.0, images), Queries.none(), nothing)
