"""What carries heights to outlines (`networks/sides.py`), taught by what its refiner answers.

All of the refiner stays as it is, and computing its answers takes most of a step. So that is done once, for
some thousand windows, and each of them teaches many times, turned and mirrored. They lie in the training's
folder, `claims.npy`, until it is done.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ...engine.device import Device
from ...errors import RooflineError
from ...networks.compact import Compact
from ...networks.sides import Sides
from ...networks.trust import Claim
from ..data.batch import Batch
from ..loop import distributed
from ..loop.trainer import Data
from ..refiner.losses import relative_loss
from .scenetask import Budget, HeldOut, SceneTask, Windows, in_gsd

log = logging.getLogger(__name__)

WINDOWS = 2400  # that teach: 3.4 GB on disk with 224 px a side, which answer within minutes
PATIENCE = 200  # windows one after another that teach nothing: half a minute, by chance never
TOLD = 400  # windows, after which one is told how far it is


class Carrier(nn.Module):
    """Only what carries heights, for claims (N, 6, H, W) as `Asked` keeps them."""

    def __init__(self, sides: Sides) -> None:
        super().__init__()
        self.sides = sides

    def forward(self, planes: Tensor) -> Tensor:
        """Heights and the logarithms of expected errors, as `Compact` gives them in training."""
        heights, refined, before, after, coverage, octaves = planes.float().split(1, 1)
        with torch.autocast(planes.device.type, enabled=False):
            found = self.sides(Claim([heights], refined, before, after, octaves[:, :, 0, 0]), coverage)
        return torch.cat([found.refined, found.after, found.before], dim=1)


class Asked(nn.Module):
    """In place of what carries heights: keeps what it is asked, and carries nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.last: Tensor | None = None

    def forward(self, claim: Claim, coverage: Tensor) -> Claim:
        """The claim as it is."""
        octaves = claim.octaves[:, :, None, None].expand_as(coverage)
        parts = claim.surfaces[0], claim.refined, claim.before, claim.after, coverage, octaves
        self.last = torch.cat(parts, dim=1)
        return claim


class WallTask(SceneTask):
    """It learns to carry heights to outlines; judged like the refiner."""

    def step(self, batch: Batch) -> dict[str, float]:
        return self.learn(batch.inputs, lambda output: relative_loss(output, batch.target))


class Claims:
    """Claims and their truth (N, 7, H, W) as they are."""

    def __init__(self, planes: NDArray[np.float32]) -> None:
        self._planes = planes

    def __len__(self) -> int:
        return len(self._planes)

    def order(self, epoch: int) -> Sequence[int]:
        """One after another."""
        return range(len(self))

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These."""
        return _as_batch(self._planes[index] for index in indices)


class DrawnClaims(Claims):
    """The same at random, turned and mirrored."""

    def __init__(self, planes: NDArray[np.float32], effort: Budget, seed: int) -> None:
        super().__init__(planes)
        self._count, self._seed = effort.epoch * effort.batch, seed

    def __len__(self) -> int:
        return self._count

    def order(self, epoch: int) -> Sequence[int]:
        """As they are drawn."""
        return range(self._count * distributed.count())

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Claims that depend on (seed, epoch, index)."""
        return _as_batch(self._drawn(np.random.default_rng([self._seed, epoch, index])) for index in indices)

    def _drawn(self, rng: np.random.Generator) -> NDArray[np.float32]:
        turned = np.rot90(self._planes[rng.integers(len(self._planes))], rng.integers(4), (1, 2))
        return turned[:, :, ::-1] if rng.random() < 0.5 else turned


class Lesson(NamedTuple):
    """A task and what it learns from and is judged by."""

    task: SceneTask
    drawn: Data
    held: Data


def lesson(
    network: Compact, effort: Budget, where: Device, data: tuple[Windows, HeldOut], folder: Path, seed: int
) -> Lesson:
    """For the `sides` of a network, from windows and scenes kept aside (`data`); claims lie in `folder`."""
    if network.sides is None:
        raise ValueError("The network carries nothing to outlines.")
    task = WallTask(Carrier(network.sides), effort, where)
    refiner: Any = network.folded()
    refiner.sides = Asked()
    windows, held = data
    windows.order(0)  # which reads the shards there are
    drawn = kept(file_of(folder), answers(refiner, where, windows, itertools.count(), PATIENCE))
    aside = list(answers(refiner, where, held, held.order(0)))
    if not aside:
        raise without_buildings(folder.parent / "validation")
    return Lesson(task, DrawnClaims(drawn, effort, seed), Claims(np.stack(aside)))


def file_of(folder: Path) -> Path:
    """Where the claims lie that a training in this folder learns from."""
    return folder / "claims.npy"


def without_buildings(folder: Path) -> RooflineError:
    """The error of scenes that teach nothing of buildings."""
    return RooflineError(
        "The scenes in {folder} show no buildings, or too few, to learn from; generate scenes with --guided.",
        folder=folder,
    )


def answers(
    refiner: Compact, where: Device, data: Windows | HeldOut, indices: Iterable[int], patience: int = 0
) -> Iterator[NDArray[np.float32]]:
    """What a refiner with `Asked` claims of samples near buildings, and the truth (7, H, W).

    It ends with the samples, or where so many one after another (0: any number) have no buildings.
    """
    asked: Any = refiner.sides
    barren = 0
    for index in indices:
        asked.last = None
        sample = data.batch([index], 0)
        with (
            torch.inference_mode(),
            torch.autocast(where.kind, dtype=where.dtype, enabled=where.dtype != torch.float32),
        ):
            refiner(sample.inputs)
        barren = barren + 1 if asked.last is None else 0
        if barren and barren == patience:
            return
        if asked.last is not None:
            yield torch.cat([asked.last.float(), sample.target], dim=1)[0].numpy()


def kept(path: Path, found: Iterator[NDArray[np.float32]]) -> NDArray[np.float32]:
    """WINDOWS of them, in a file, which a training that goes on reads again; else RooflineError."""
    if not path.exists():
        first = next(found, None)
        if first is None:
            raise without_buildings(path.parent.with_name("shards"))
        path.parent.mkdir(exist_ok=True)
        partial = path.with_name(f"{path.stem}.part.npy")
        planes = np.lib.format.open_memmap(partial, "w+", np.float32, (WINDOWS, *first.shape))
        count = -1
        for count, claim in enumerate(itertools.islice(itertools.chain([first], found), WINDOWS)):
            planes[count] = claim
            if count % TOLD == 0:
                log.info("%s", f"answered {count} of {WINDOWS} windows")
        if count + 1 < WINDOWS:
            partial.unlink()
            raise without_buildings(path.parent.with_name("shards"))
        planes.flush()
        partial.rename(path)
    return np.load(path, mmap_mode="r")


def _as_batch(found: Iterable[NDArray[np.float32]]) -> Batch:
    planes = torch.from_numpy(np.stack(list(found)))
    return in_gsd(planes[:, :-1], planes[:, -1:])
