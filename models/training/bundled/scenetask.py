"""The bundled models' training: a compact network on a pool of scenes, in GSD units, over a budget."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ... import bundle
from ...engine.device import Device
from ...progress import Cancel
from ..data.batch import Batch
from ..loop import distributed
from ..loop.checkpoints import read
from ..loop.folder import LAST
from ..loop.optimizers import COSINE, Schedule, optimizer
from ..loop.task import Task
from ..loop.trainer import Data, LoopConfig, Outcome, Trainer
from ..refiner.losses import RIM, refinement_loss
from . import ledger, scenes
from .augment import redrawn
from .pool import Pool

EPOCH = 500  # steps, after which the scenes are judged and a checkpoint is written
FRESH_SHARDS = 240  # read at most at an epoch's begin
NOTEWORTHY = 0.3  # GSD; scenes with smaller errors count in no ratio
WITHOUT_END = 10**6  # epochs
# Sides of the windows that are small surfaces of their own, in px, and what they are multiples of. Refiners
# that had seen large ones alone took away parapets and dormers of surfaces below some 100 px a side.
SMALL, MULTIPLE = (48, 128), 16
LAST_LEARNED, CARRIES = "trust.", "sides."
# How names of weights begin that a guided network has beside its surface's own.
BESIDE = ("image.", "buildings.", "noise.", "sides.")


@dataclass(frozen=True)
class Budget:
    """How long and how fast: a budget of minutes, on any machine, or of steps, which repeats exactly.

    What a task sets apart, as what a guided network has beside its surface's own weights, learns `image_rate`
    times as fast. `small` is the share of steps with windows that stand for small surfaces.
    """

    minutes: float = 0.0
    steps: int = 0
    batch: int = 8
    crop: int = 224
    small: float = 0.0
    rate: float = 1.5e-3
    last_rate: float = 1e-5
    warm_up: float = 0.02
    image_rate: float = 5.0
    average: float = 0.998
    clip: float = 1.0

    @property
    def epochs(self) -> int:
        """Epochs of at most EPOCH steps that the budget makes."""
        return -(-self.steps // EPOCH) if self.steps else WITHOUT_END

    @property
    def epoch(self) -> int:
        """Steps of an epoch."""
        return -(-self.steps // self.epochs) if self.steps else EPOCH

    def schedule(self, *optimizers: torch.optim.Optimizer) -> Schedule:
        """Rates that rise at the beginning, then fall along a cosine."""
        rates = {"eta_min": self.last_rate, "warm_up": self.warm_up}
        return Schedule({"name": COSINE, "settings": rates}, list(optimizers))

    def course(self, seed: int) -> LoopConfig:
        """The same for the training loop."""
        return LoopConfig(self.epochs, self.batch, seed, minutes=self.minutes)


class SceneTask(Task):
    """A compact network that learns from scenes; judged by the mean ratio of output to input error."""

    metric = "ratio"
    apart: tuple[str, ...] = BESIDE  # how names of weights begin that learn at a rate of their own

    def __init__(self, network: nn.Module, effort: Budget, where: Device, freeze_norms: bool = False) -> None:
        network = distributed.with_shared_norms(network.to(where.kind))
        parts: dict[bool, list[nn.Parameter]] = {True: [], False: []}  # told beside; of the heights
        for name, weight in network.named_parameters():
            if weight.requires_grad:
                parts[name.startswith(self.apart)].append(weight)
        rate = {True: effort.rate * effort.image_rate, False: effort.rate}
        first, *further = (beside for beside in (False, True) if parts[beside])
        settings = {"name": "AdamW", "learning_rate": rate[first], "weight_decay": 1e-3}
        own = optimizer(settings, parts[first])
        for beside in further:
            own.add_param_group({"params": parts[beside], "lr": rate[beside]})
        super().__init__(
            *({"network": network}, {"network": own}, effort.schedule(own), where),
            clip=effort.clip,
            ema=effort.average,
            freeze_norms=freeze_norms,
        )

    def step(self, batch: Batch) -> dict[str, float]:
        heights, truth = batch.inputs[:, :1], batch.target
        return self.learn(batch.inputs, lambda output: refinement_loss(output, heights, truth, rim_of(truth)))

    @torch.inference_mode()
    def validate(self, batch: Batch) -> dict[str, tuple[float, float]]:
        self.evaluate()
        with self.precision():
            output = self.network(batch.inputs)[:, :1].float()
        before, after = (
            (heights - batch.target).abs().mean(dim=(1, 2, 3)) for heights in (batch.inputs[:, :1], output)
        )
        noisy = before > NOTEWORTHY
        ratios = (after / before)[noisy]
        return {
            "ratio": (float(ratios.sum()), float(len(ratios))),
            "error": (float(after.sum()), float(len(after))),
        }

    def start_from(self, weights: dict[str, Tensor]) -> None:
        """Begin with another training's weights; parts that they lack start neutral."""
        network = self.modules["network"]
        network.load_state_dict(enlarged(weights, network.state_dict()))
        if self.average is not None:
            self.average.load_state_dict(network.state_dict())


def begun(learner: SceneTask, work: Path, start: str) -> ledger.Ledger:
    """Give a task the weights that `start` names; all the trainings behind them ("": none)."""
    if not start:
        return {}
    weights, before = beginning(work, start)
    learner.start_from(weights)
    return before


def beginning(work: Path, start: str) -> tuple[dict[str, Tensor], ledger.Ledger]:
    """The weights that a training begins with, of a model (bundled, or a file) or of another training in
    `work`, and the trainings that they come from.
    """
    if start in bundle.available() or Path(start).suffix == ".pt":
        model = bundle.load(start)
        return model.network.state_dict(), of_file(model)
    started = read(checkpoint_of(work, start))
    return started.weights, ledger.of({"training": start, **started.state})


def of_file(model: bundle.ModelBundle) -> ledger.Ledger:
    """What is known of the trainings behind a model file: what its card tells."""
    return {model.name: ledger.Spent(0, 0.0, str(model.spec.provenance.recipe or ""))}


def checkpoint_of(work: Path, name: str) -> Path:
    """The last checkpoint of a training; those of the first bundled models were files of that name."""
    older = work / f"{name}.ckpt"
    return older if older.exists() else work / name / LAST


def enlarged(weights: dict[str, Tensor], fresh: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights with the fresh ones of parts, and of further outputs of a layer, that they lack.

    What was learned of when to keep the input goes with the weights before: it is learned last. So is what
    carries heights to outlines, where the fresh ones do without it.
    """
    found = dict(fresh)
    for name, value in weights.items():
        if name.startswith(LAST_LEARNED) or (name.startswith(CARRIES) and name not in fresh):
            continue
        found[name] = value
        if value.shape != fresh[name].shape:
            found[name] = fresh[name].clone()
            found[name][: len(value)] = value
    return found


def rim_of(truth: Tensor) -> int:
    """Pixels along the rim of a window (N, 1, H, W) that do not count; small surfaces end where it does."""
    return RIM if min(truth.shape[2:]) > SMALL[1] else 0


def small_side(rng: np.random.Generator, sides: tuple[int, int] = SMALL) -> int:
    """How many pixels a side a small surface has, from the first to the second of `sides`."""
    return MULTIPLE * int(rng.integers(sides[0] // MULTIPLE, sides[1] // MULTIPLE + 1))


class Windows:
    """Random windows of a pool's scenes, with the shards that have appeared at every epoch's begin.

    A share of the batches has small ones.
    """

    def __init__(self, pool: Pool, effort: Budget, seed: int) -> None:
        self._pool, self._crop, self._small, self._seed = pool, effort.crop, effort.small, seed
        self._count = effort.epoch * effort.batch

    def __len__(self) -> int:
        return self._count

    def order(self, epoch: int) -> Sequence[int]:
        """As they are drawn; also takes in new shards."""
        self._pool.refresh(FRESH_SHARDS)
        return range(self._count * distributed.count())

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """Windows that depend on (seed, epoch, index), their size on the first one, and on the shards."""
        side = self._side(np.random.default_rng([self._seed, epoch, indices[0], 0]))
        drawn = [self._window(np.random.default_rng([self._seed, epoch, index]), side) for index in indices]
        return in_gsd(*(torch.cat(parts) for parts in zip(*drawn)))

    def _side(self, rng: np.random.Generator) -> int:
        if rng.random() >= self._small:
            return self._crop
        return small_side(rng)

    def _window(self, rng: np.random.Generator, side: int) -> tuple[Tensor, Tensor]:
        window = self._pool.batch(rng, 1, side)
        redrawn(rng, *window)
        return window


class HeldOut:
    """The scenes of a folder of shards, as they are; `unpacked` makes inputs and truth of them."""

    def __init__(
        self,
        folder: Path,
        unpacked: Callable[[NDArray[np.int16]], tuple[Tensor, Tensor]] = scenes.unpacked,
    ) -> None:
        self._shards = [np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))]
        self._unpacked = unpacked

    def __len__(self) -> int:
        return sum(map(len, self._shards))

    def order(self, epoch: int) -> Sequence[int]:
        """One after another."""
        return range(len(self))

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These scenes."""
        each = len(self._shards[0])
        found = [self._shards[index // each][index % each] for index in indices]
        return in_gsd(*self._unpacked(np.stack(found)))


def without_rim(counted: Tensor) -> Tensor:
    """What counts (N, 1, H, W), but for a rim in which a network sees no surroundings."""
    inner = torch.zeros_like(counted)
    inner[..., RIM:-RIM, RIM:-RIM] = counted[..., RIM:-RIM, RIM:-RIM]
    return inner


def in_gsd(inputs: Tensor, truth: Tensor, counted: Tensor | None = None) -> Batch:
    """Scenes as a batch, in GSD units; `counted`: what is known, if not all."""
    ones = torch.ones(len(truth))
    mask = torch.ones_like(truth, dtype=torch.bool) if counted is None else counted
    return Batch(inputs, truth, mask, torch.zeros(len(truth)), ones, ones)


def train(
    task: Task[Any],
    effort: Budget,
    windows: Data,
    held: Data,
    folder: Path,
    *,
    seed: int = 0,
    before: ledger.Ledger | None = None,
    cancelled: Cancel = None,
) -> Outcome:
    """Train until the budget is used or someone cancels, going on from the checkpoint in `folder`, if any.

    `before`: the trainings whose weights this one begins with.
    """
    state = read(folder / LAST) if (folder / LAST).exists() else None
    known = ledger.earlier(state.state) if state else before or {}
    about = {"card": "{}", "plan": json.dumps(asdict(effort)), **ledger.about(folder.name, known)}
    run = Trainer(task, effort.course(seed), folder, about, state)
    return run.train(windows, held, cancelled=cancelled)
