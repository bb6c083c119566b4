"""A pool of training scenes on disk: some processes write shards, the trainer reads them as they appear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ...formats import atomic
from ...formats.archive import write_array
from ..loop import distributed
from . import guides, scenes

SHARD = 16  # samples of a file: some ten MB
FIRST_VALIDATION_SEED = 900  # those from here on are kept aside
T = TypeVar("T")


def aside(seed: int) -> bool:
    """Whether the scenes of a seed are kept aside, to choose and to calibrate."""
    return seed >= FIRST_VALIDATION_SEED


def folder_of(work: Path, seed: int) -> Path:
    """Where the shards of a seed lie in a recipe's work folder."""
    return work / ("validation" if aside(seed) else "shards")


def write_shards(
    folder: Path,
    seed: int,
    count: int,
    sample: Callable[[np.random.Generator], T],
    packed: Callable[[Sequence[T]], NDArray[Any]],
) -> None:
    """Write those of `count` shards that are missing; shard k depends on (seed, k) alone, and on what
    `sample` draws from. `packed` makes integers (SHARD, planes, H, W) of samples.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        target = folder / f"{seed:03d}-{index:05d}.npy"
        if not target.exists():
            rng = np.random.default_rng([seed, index])
            shard = packed([sample(rng) for _ in range(SHARD)])
            with atomic.writing(target) as stream:
                write_array(stream, shard)


def illustrate(source: Path, folder: Path, seed: int) -> None:
    """Give every scene of the shards in `source` an image; shards that `folder` has already are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.npy")):
        target = folder / path.name
        if not target.exists():
            rng = np.random.default_rng([seed, *map(int, path.stem.split("-"))])
            with atomic.writing(target) as stream:
                write_array(stream, scenes.illustrated(rng, np.load(path)))


class Pool:
    """Scenes (N, 3 to 5, SIZE, SIZE) int16; `refresh` takes in shards that have appeared since."""

    def __init__(self, folder: Path, keep: int = 12_800) -> None:
        self.folder, self.keep = folder, keep
        self.names: set[str] = set()
        self.shards: list[NDArray[np.int16]] = []

    def refresh(self, at_most: int = 24) -> int:
        """Read up to `at_most` new shards, drop the oldest beyond `keep` scenes; how many are held."""
        fresh = [p for p in sorted(self.folder.glob("*.npy")) if p.name not in self.names][:at_most]
        for path in fresh:
            self.names.add(path.name)
            self.shards.append(np.load(path, mmap_mode="r"))
        del self.shards[: max(0, len(self.shards) - self.keep // SHARD)]
        return len(self.shards) * SHARD

    def batch(self, rng: np.random.Generator, size: int, crop: int) -> tuple[Tensor, Tensor]:
        """Inputs (size, 3 to 5, crop, crop) and truth (size, 1, crop, crop) as `scenes.unpacked` gives them.

        Each is a random window, flipped and turned at random; the void channel is withheld from a third.
        """
        planes = np.empty((size, self.shards[0].shape[1], crop, crop), np.int16)
        for k in range(size):
            scene = self.shards[rng.integers(len(self.shards))][rng.integers(SHARD)]
            window = _window(rng, scene, crop)
            window = np.rot90(window, rng.integers(4), (1, 2))
            planes[k] = window[:, :, ::-1] if rng.random() < 0.5 else window
        hidden = rng.random(size) < 0.33
        planes[hidden, 2] = np.abs(planes[hidden, 2])
        return scenes.unpacked(planes)


class ShardWindows:
    """Random windows of the shards in a folder; takes in new ones at every epoch's begin.

    An epoch has `count` windows of `crop` pixels a side; what a batch is made of says the subclass.
    """

    def __init__(self, folder: Path, seed: int, count: int, crop: int) -> None:
        self._folder, self._seed, self._count, self._crop = folder, seed, count, crop
        self._shards: list[NDArray[Any]] = []
        self._seeds: list[list[NDArray[Any]]] = []  # the same by the seeds that made them

    def __len__(self) -> int:
        return self._count

    def order(self, epoch: int) -> Sequence[int]:
        """As they are drawn."""
        seeds: dict[str, list[NDArray[Any]]] = {}
        for path in sorted(self._folder.glob("*.npy")):
            seeds.setdefault(path.stem.partition("-")[0], []).append(np.load(path, mmap_mode="r"))
        self._seeds = list(seeds.values())
        self._shards = [shard for shards in self._seeds for shard in shards]
        return range(len(self) * distributed.count())

    def window(self, rng: np.random.Generator, shards: Sequence[NDArray[Any]] | None = None) -> NDArray[Any]:
        """A random window (planes, crop, crop) of a scene of all shards, or of some, turned and mirrored."""
        shards = self._shards if shards is None else shards
        shard = shards[rng.integers(len(shards))]
        scene = shard[rng.integers(len(shard))]
        last = scene.shape[-1] - self._crop
        row, col = (int(n) for n in rng.integers(0, last + 1, 2))
        window = scene[:, row : row + self._crop, col : col + self._crop]
        window = np.rot90(window, rng.integers(4), (1, 2))
        return np.ascontiguousarray(window[:, :, ::-1] if rng.random() < 0.5 else window)


def _window(rng: np.random.Generator, scene: NDArray[np.int16], crop: int) -> NDArray[np.int16]:
    """A random window (planes, crop, crop); its image may lie beside it or be withheld."""
    last = scenes.SIZE - crop
    row, column = (int(n) for n in rng.integers(0, last + 1, 2))
    window = scene[:, row : row + crop, column : column + crop]
    if len(scene) == 3:
        return window
    found = guides.corner(rng, row, column, last)
    if found is None:
        image = np.zeros_like(window[3:4])
    else:
        row, column = found
        image = scene[3:4, row : row + crop, column : column + crop]
    return np.concatenate([window[:3], image, window[4:]])
