"""A training, of whatever task: epochs, judgement, checkpoints, exact resume, cancelling."""

from __future__ import annotations

import json
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch

from ...errors import Cancelled, RooflineError
from ...formats.objects import JsonObject, StateDict
from ...modelfile.parts import Card
from ...progress import Cancel, Progress
from . import checkpoints, distributed
from .folder import LAST, older_aside
from .logs import Log
from .records import Epoch
from .task import Batch, Task

LOGGER = logging.getLogger(__name__)
BEST = "best.ckpt"
READ_AHEAD = 2  # batches
T = TypeVar("T")
U = TypeVar("U")


class Data(Protocol):
    """What a training asks of its samples."""

    def __len__(self) -> int:
        """Number of samples of an epoch."""

    def order(self, epoch: int) -> Sequence[int]:
        """The samples of an epoch in their order."""

    def batch(self, indices: Sequence[int], epoch: int) -> Batch:
        """These samples together; a sample depends on its index and the epoch alone."""


@dataclass(frozen=True)
class LoopConfig:
    """How long a training goes, and how often (in epochs) it is judged, saved and given up (0 = never).

    `minutes` bounds it by time; `per_evaluation`: schedulers go by judgements, not epochs, as in ResDepth;
    `accumulate`: batches whose gradients make one step.
    """

    epochs: int
    batch_size: int
    seed: int = 0
    evaluate_rate: int = 1
    save_rate: int = 0
    early_stopping: int = 0
    minutes: float = 0.0
    per_evaluation: bool = False
    accumulate: int = 1

    @classmethod
    def of(cls, options: Mapping[str, Any], **chosen: Any) -> LoopConfig:
        """As the options of a training say, by their names; what is `chosen` counts before them."""
        known = {each.name: options[each.name] for each in fields(cls) if each.name in options}
        return cls(**{**known, **chosen})


@dataclass(frozen=True)
class Outcome:
    """What a training leaves: its checkpoints, and one entry of `history` per epoch.

    An entry has epoch (from 1), step, seconds, learning_rate, "train/<term>" and, where the epoch was judged,
    "val/<term>" (means). `cancelled`: it ended early, by the user's wish.
    """

    best: Path
    last: Path
    history: list[Epoch]
    epochs: int
    seconds: float
    card: JsonObject = field(default_factory=dict)
    cancelled: bool = False

    @property
    def spec(self) -> Card:
        """The card of the model that was trained."""
        return Card.from_json(self.card)


def resumed(folder: Path, plan: JsonObject) -> checkpoints.Checkpoint | None:
    """The last checkpoint in a folder, if there is one; the log says where its plan was another one."""
    if not (folder / LAST).exists():
        LOGGER.info("There is no checkpoint in %s yet; the training begins.", folder)
        return None
    found = checkpoints.read(folder / LAST)
    before = json.loads(found.state["plan"])
    changed = sorted(k for k in plan.keys() | before.keys() if plan.get(k) != before.get(k))
    if changed:
        LOGGER.warning("The training goes on with other settings than before: %s.", ", ".join(changed))
    return found


class Trainer:
    """A training run: a task's epochs, one after another, from the start or from a checkpoint's state.

    `about` is kept in every checkpoint (JSON texts "card" and "plan").
    """

    def __init__(
        self,
        task: Task[Any],
        course: LoopConfig,
        folder: Path,
        about: dict[str, str],
        state: checkpoints.Checkpoint | None = None,
    ) -> None:
        self.task, self.course, self.folder, self.about = task, course, folder, about
        self.history: list[Epoch] = []
        self._sign = -1.0 if task.higher_is_better else 1.0  # makes the smaller one the better one
        self.best, self.best_epoch, self.seconds = self._sign * math.inf, 0, 0.0
        self._cancelled: Callable[[], bool] = lambda: False
        if state is not None:
            task.load(state.state)
            self.history, self.seconds = state.history, float(state.state["seconds"])
            self.best, self.best_epoch = float(state.state["best"]), int(state.state["best_epoch"])

    def train(
        self,
        training: Data,
        held_out: Data,
        *,
        progress: Progress = None,
        cancelled: Cancel = None,
    ) -> Outcome:
        """Train to the end; a cancelled run returns what its epochs have brought, if there are any."""
        self._cancelled, self._progress = cancelled or (lambda: False), progress
        stopped = False
        folder = self.folder if distributed.is_first() else None
        with (
            self._prepared(),
            Log(folder, self.history, self.task.tags) as log,
            _repeatable(self.task.where.kind),
        ):
            try:
                while not self.finished:
                    if not self._epoch(training, held_out):
                        break
                    log.add(self.history, self.task.pictures)
            except Cancelled:
                if not self.history:
                    raise
                stopped = True
        distributed.wait()
        return self._outcome(stopped)

    @property
    def share(self) -> float:
        """Share of the training that is done, by whole epochs or by the time."""
        return max(len(self.history) / self.course.epochs, self._spent(self.seconds))

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do: by epochs, by time, or because it got no better for long."""
        waited = len(self.history) - self.best_epoch
        patience = self.course.early_stopping
        if patience and self.best_epoch and waited >= patience:
            LOGGER.info(
                "No better result for %d epoch; the training ends early."
                if waited == 1
                else "No better result for %d epochs; the training ends early.",
                waited,
            )
            return True
        return self.share >= 1

    def _spent(self, seconds: float) -> float:
        """Share of the time that is spent, by one clock for all processes."""
        return distributed.first(seconds) / (60 * self.course.minutes) if self.course.minutes else 0.0

    @contextmanager
    def _prepared(self) -> Iterator[None]:
        """The folder is there, and no other training's last checkpoint in it."""
        with ExitStack() as stack:
            if distributed.is_first():
                try:
                    self.folder.mkdir(parents=True, exist_ok=True)
                    if not self.history:
                        stack.enter_context(older_aside(self.folder / LAST))
                except OSError as error:
                    raise RooflineError(
                        "The folder {folder} cannot be written; choose another.", folder=self.folder
                    ) from error
            distributed.wait()
            yield

    def _epoch(self, training: Data, held_out: Data) -> bool:
        """Train, judge and save once; False if that led nowhere, and earlier weights are the result."""
        started, epoch = time.monotonic(), len(self.history)
        _seed(self.course.seed, epoch)
        rate = self.task.schedule.rate
        means = self._steps(training, epoch, started)
        if len(training) and "total" not in means:
            return self._give_up()
        last = self._elapsed(started) >= 1 or epoch + 1 == self.course.epochs
        judged = last or (epoch + 1) % self.course.evaluate_rate == 0
        entry: Epoch = {f"train/{name}": value for name, value in means.items()}
        if judged:
            entry.update({f"val/{name}": value for name, value in self._judge(held_out).items()})
            if not math.isfinite(entry.get(f"val/{self.task.metric}", 0.0)):
                return self._give_up()
        metric = entry.get(f"val/{self.task.metric}", entry.get(f"train/{self.task.metric}", math.nan))
        if judged or not self.course.per_evaluation:
            self.task.schedule.after_epoch(self._sign * metric)
        self.seconds += time.monotonic() - started
        head = {"epoch": epoch + 1, "step": self.task.steps, "seconds": self.seconds, "learning_rate": rate}
        self.history.append({**head, **entry})
        self._save(judged and self._sign * metric < self._sign * self.best, metric)
        return True

    def _steps(self, training: Data, epoch: int, started: float) -> dict[str, float]:
        """Take the steps of an epoch; the means of their losses."""
        groups = _chunks(training.order(epoch), self.course.batch_size * distributed.count())
        steps = [len(step) for step in _chunks(groups, self.course.accumulate)]
        totals: dict[str, float] = {}
        counts: dict[str, int] = {}
        with closing(self._batches(training, groups, epoch)) as batches:
            for number, batch in enumerate(batches):
                share = max((epoch + number / len(groups)) / self.course.epochs, self._elapsed(started))
                self._report(share)
                if number and share >= 1:
                    break
                self.task.schedule.before_step(share)
                place = number % self.course.accumulate
                self.task.in_group(place, steps[number // self.course.accumulate])
                for name, value in self.task.step(batch).items():
                    if math.isfinite(value):
                        totals[name], counts[name] = totals.get(name, 0.0) + value, counts.get(name, 0) + 1
                if place + 1 == steps[number // self.course.accumulate]:
                    self.task.schedule.after_step()
        return {name: total / counts[name] for name, total in totals.items()}

    def _give_up(self) -> bool:
        """End a training whose weights are of no use any more, with an error if there are no better ones."""
        if not self.best_epoch:
            raise RooflineError(
                "The training has lost its way, no loss is a finite number; lower the learning rate."
            )
        LOGGER.warning(
            "The training has lost its way after epoch %d and ends; the best model until then is kept. Lower "
            "the learning rate to get farther.",
            len(self.history),
        )
        return False

    def _elapsed(self, started: float) -> float:
        return self._spent(self.seconds + time.monotonic() - started)

    def _judge(self, held_out: Data) -> dict[str, float]:
        """Means of the task's judgements over the held-out samples of all processes."""
        groups = _chunks(held_out.order(0), self.course.batch_size)
        own = distributed.share(groups) or groups[:1]
        idle = len(groups) <= distributed.rank()  # judges nothing, but knows what is summed
        totals: dict[str, list[float]] = {}
        read = _ahead(lambda group: self._placed(held_out.batch(group, 0), idle), own)
        with closing(read) as batches:
            for batch in batches:
                if distributed.count() == 1:  # others have other numbers of batches
                    self._check()
                for name, (total, weight) in self.task.validate(batch).items():
                    sums = totals.setdefault(name, [0.0, 0.0])
                    sums[0], sums[1] = sums[0] + total, sums[1] + weight
        pairs = {
            name: (torch.tensor(a).double(), torch.tensor(b).double()) for name, (a, b) in totals.items()
        }
        means = distributed.shared(pairs)
        return {name: float(total / weight) for name, (total, weight) in means.items() if weight}

    def _batches(
        self, training: Data, groups: Sequence[Sequence[int]], epoch: int
    ) -> Generator[Batch, None, None]:
        """This process's part of each group of samples, read ahead; it may be of no sample."""
        own = [(distributed.share(group) or group[:1], len(group) <= distributed.rank()) for group in groups]
        yield from _ahead(lambda part: self._placed(training.batch(part[0], epoch), part[1]), own)

    def _placed(self, batch: Batch, idle: bool) -> Batch:
        """A batch on the task's device; of no sample for a process that has nothing to do."""
        placed: Batch = (batch.part([]) if idle else batch).to(self.task.where.kind)
        return placed

    def _report(self, share: float) -> None:
        self._check()
        if self._progress is not None:
            self._progress(min(share, 1.0))

    def _check(self) -> None:
        if distributed.any_of(self._cancelled()):
            raise Cancelled

    def _save(self, is_best: bool, metric: float) -> None:
        """Write a finished epoch's checkpoints, the last one last: killed in between, it is repeated."""
        epoch = len(self.history)
        if is_best:
            self.best, self.best_epoch = metric, epoch
        if distributed.is_first():
            rate = self.course.save_rate
            kept = [BEST] * is_best + [f"after-{epoch}.ckpt"] * bool(rate and epoch % rate == 0)
            copies = [self.folder / name for name in kept]
            checkpoints.write(self.folder / LAST, self._state(), copies)
        distributed.wait()

    def _state(self) -> StateDict:
        own = {"epoch": len(self.history), "seconds": self.seconds, "history": json.dumps(self.history)}
        kind = {"format": checkpoints.FORMAT, "version": checkpoints.VERSION}
        return {
            **kind,
            **self.about,
            **own,
            "best": self.best,
            "best_epoch": self.best_epoch,
            **self.task.state(),
        }

    def _outcome(self, cancelled: bool) -> Outcome:
        best, last = self.folder / BEST, self.folder / LAST
        if not self.best_epoch:  # nothing was judged, or nothing could be
            best = last
        if self._progress is not None:
            self._progress(1.0)
        card = json.loads(self.about["card"])
        return Outcome(best, last, self.history, len(self.history), self.seconds, card, cancelled)


@contextmanager
def _repeatable(kind: str) -> Iterator[None]:
    """Random numbers and convolutions that repeat, and the caller's random numbers as they were."""
    cudnn = torch.backends.cudnn  # its own context would switch it off as a whole
    before = cudnn.benchmark, cudnn.deterministic
    cudnn.benchmark, cudnn.deterministic = False, True
    try:
        with torch.random.fork_rng([torch.cuda.current_device()] if kind == "cuda" else []):
            yield
    finally:
        cudnn.benchmark, cudnn.deterministic = before


def _seed(seed: int, epoch: int) -> None:
    """Random numbers of an epoch (dropout, penalties), other ones in every process."""
    words = np.random.SeedSequence([seed, epoch, distributed.rank()]).generate_state(2)
    torch.manual_seed(int(words[0]) << 31 ^ int(words[1]))


def _chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _ahead(make: Callable[[T], U], items: Iterable[T]) -> Generator[U, None, None]:
    """What `make` makes of the items, made in one other thread while earlier ones are in use.

    Closed, it waits for that thread: nobody reads on from rasters that are closed next.
    """
    waiting: deque[Future[U]] = deque()
    with ThreadPoolExecutor(1, "reader") as thread:
        try:
            for item in items:
                waiting.append(thread.submit(make, item))
                if len(waiting) > READ_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
