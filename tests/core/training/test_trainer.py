"""The training loop: epochs, judgement, checkpoints, resume, cancelling, logs."""

from __future__ import annotations

import csv
import logging
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from roofline.models.errors import Cancelled, RooflineError
from roofline.models.training.loop import checkpoints, optimizers, trainer
from roofline.models.training.refiner.task import RefineTask
from support.training_parts import SHORT, Staircases, refine_task, run
from torch import nn

LoopConfig = trainer.LoopConfig


def losses(outcome: trainer.Outcome) -> list[dict[str, float]]:
    """The history without the time it took."""
    return [{name: v for name, v in entry.items() if name != "seconds"} for entry in outcome.history]


def test_training_learns_and_says_how_far(tmp_path: Path):
    shares: list[float] = []
    outcome = run(tmp_path, LoopConfig(8, 5), training=Staircases(40), progress=shares.append)
    assert outcome.history[-1]["val/MAE"] < 0.8 * outcome.history[-1]["val/before"]
    assert outcome.epochs == len(outcome.history) == 8
    assert outcome.history[-1]["step"] == 8 * 8
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert not outcome.cancelled


def test_the_log_holds_the_history_to_the_last_digit(tmp_path: Path):
    outcome = run(tmp_path, LoopConfig(3, 4, evaluate_rate=2))
    with (tmp_path / "log.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    for row, entry in zip(rows, outcome.history):
        assert {name: float(text) for name, text in row.items() if text} == entry
    assert [bool(row["val/MAE"]) for row in rows] == [False, True, True], "and the last epoch is judged"


def test_the_best_checkpoint_is_that_of_the_best_epoch(tmp_path: Path):
    made = refine_task(5, rate=0.3)  # so fast that it gets worse at times
    outcome = run(tmp_path, LoopConfig(6, 4, save_rate=1), made=made)
    judged = [entry["val/MAE"] for entry in outcome.history]
    assert judged != sorted(judged, reverse=True)
    best = checkpoints.read(outcome.best)
    assert best.state["epoch"] == 1 + int(np.argmin(judged))
    assert len(best.history) == best.state["epoch"]
    same = checkpoints.read(tmp_path / f"after-{best.state['epoch']}.ckpt")
    for name, value in best.weights.items():
        assert torch.equal(value, same.weights[name])
    assert best.card == {"name": "tiny"}


def test_checkpoints_hold_tensors_and_plain_numbers_alone(tmp_path: Path):
    outcome = run(tmp_path, LoopConfig(1, 4))
    state = torch.load(outcome.last, weights_only=True)
    assert state.keys() >= {"modules", "average", "optimizers", "card", "plan", "history", "step", "seconds"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.ckpt", "last.ckpt", "log.csv"]


@pytest.mark.parametrize(
    "scheduler",
    [
        {"name": "StepLR", "settings": {"step_size": 2}},
        {"name": "ReduceLROnPlateau", "settings": {"patience": 0, "threshold": 0.2}},
        {"name": "CosineAnnealingLR", "settings": {"warm_up": 0.1}},
    ],
)
def test_a_resumed_run_has_the_losses_of_an_uninterrupted_one(tmp_path: Path, scheduler: dict):
    course = LoopConfig(4, 4)
    whole = run(tmp_path / "whole", course, made=refine_task(4, scheduler=scheduler))
    calls: list[int] = []

    def enough() -> bool:
        calls.append(1)
        return len(calls) > 12  # in the third epoch

    part = run(tmp_path / "part", course, made=refine_task(4, scheduler=scheduler), cancelled=enough)
    assert part.cancelled
    assert 0 < part.epochs < 4
    rest = run(tmp_path / "part", course, resume=True, made=refine_task(4, scheduler=scheduler))
    assert losses(rest) == losses(whole)
    ends = [checkpoints.read(outcome.last).state for outcome in (whole, rest)]
    for name, value in ends[0]["modules"]["network"].items():
        assert torch.equal(value, ends[1]["modules"]["network"][name])


class Dropping(nn.Module):
    """A convolution that drops channels at random."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.Dropout2d(0.5), nn.Conv2d(8, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x)


def dropping_task() -> RefineTask:
    torch.manual_seed(1)
    network = Dropping()
    own = optimizers.optimizer({"name": "Adam", "learning_rate": 0.01}, network.parameters())
    schedule = optimizers.Schedule(None, [own])
    return RefineTask({"network": network}, {"network": own}, schedule, SHORT, loss={"l1": 1.0})


def test_what_is_dropped_at_random_resumes_too_and_leaves_the_callers_numbers(tmp_path: Path):
    course = LoopConfig(3, 4)
    torch.manual_seed(5)
    whole = run(tmp_path / "whole", course, made=dropping_task())
    after = torch.get_rng_state()
    torch.manual_seed(6)
    run(tmp_path / "part", LoopConfig(2, 4), made=dropping_task())
    torch.manual_seed(7)
    assert losses(run(tmp_path / "part", course, resume=True, made=dropping_task())) == losses(whole)
    torch.manual_seed(1)
    Dropping()
    assert torch.equal(after, torch.get_rng_state()), "only the weights of the task were drawn"


def test_convolutions_repeat_in_training_alone(tmp_path: Path):
    cudnn, seen = torch.backends.cudnn, []

    class Watched(Staircases):
        def order(self, epoch: int) -> list[int]:
            seen.append((cudnn.enabled, cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32))
            return super().order(epoch)

    before = cudnn.enabled, cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32
    run(tmp_path, LoopConfig(1, 4), training=Watched())
    assert seen == [(before[0], True, False, before[3])]
    assert before == (cudnn.enabled, cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32)


def test_a_finished_training_that_is_resumed_is_finished(tmp_path: Path):
    first = run(tmp_path, LoopConfig(2, 4))
    again = run(tmp_path, LoopConfig(2, 4), resume=True)
    assert again.history == first.history
    assert again.best == first.best


def test_other_settings_at_resume_are_said(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    run(tmp_path, LoopConfig(1, 4))
    with caplog.at_level(logging.WARNING):
        trainer.resumed(tmp_path, {"batch_size": 4})
    assert "batch_size" in caplog.text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something", "flipped", None])
def test_a_damaged_checkpoint_is_named(tmp_path: Path, content: bytes | str | None):
    path = tmp_path / "last.ckpt"
    if content is None:
        torch.save({"weights": torch.zeros(1)}, path)
    elif isinstance(content, str):
        torch.save({"average": {"weight": torch.full((8,), 0.5)}}, path)
        path.write_bytes(path.read_bytes().replace(b"\0\0\0\x3f", b"\0\0\0\x3e", 1))
    else:
        path.write_bytes(content)
    with pytest.raises(RooflineError, match=r"last\.ckpt is (damaged|no checkpoint)"):
        checkpoints.read(path)


def test_training_ends_early_when_nothing_gets_better(tmp_path: Path):
    made = refine_task(50, rate=1e-12, ema=0)  # learns nothing
    network = made.modules["network"]
    for norm in (part for part in network.modules() if isinstance(part, nn.BatchNorm2d)):
        norm.momentum = 0.0
    outcome = run(tmp_path, LoopConfig(50, 4, early_stopping=3), made=made)
    assert outcome.epochs <= 6
    assert min(range(outcome.epochs), key=lambda k: outcome.history[k]["val/MAE"]) == outcome.epochs - 4


def test_training_ends_when_the_time_is_over(tmp_path: Path):
    outcome = run(tmp_path, LoopConfig(10**6, 4, minutes=0.01))
    assert outcome.epochs < 1000
    assert 0.6 < outcome.seconds < 60
    assert "val/MAE" in outcome.history[-1]


def test_a_loss_that_is_no_number_ends_the_training(tmp_path: Path):
    class Broken(Staircases):
        def batch(self, indices: list[int], epoch: int):
            batch = super().batch(indices, epoch)
            return batch._replace(inputs=batch.inputs * float("nan"))

    with pytest.raises(RooflineError, match="lower the learning rate"):
        run(tmp_path, training=Broken())


class Faulty(Staircases):
    """HeldOut-out samples whose errors are no numbers from some judgement on."""

    def __init__(self, sound: int) -> None:
        super().__init__(6, seed=9, shuffled=False)
        self.sound, self.judged = sound, 0

    def order(self, epoch: int) -> list[int]:
        self.judged += 1
        return super().order(epoch)

    def batch(self, indices: list[int], epoch: int):
        batch = super().batch(indices, epoch)
        return batch if self.judged <= self.sound else batch._replace(scale=batch.scale * float("nan"))


def test_a_judgement_that_is_no_number_ends_the_training(tmp_path: Path, caplog):
    """At once where nothing better is there, else with the best that is."""
    about = {"card": "{}", "plan": "{}"}
    with pytest.raises(RooflineError, match=r"lost its way.*lower the learning rate"):
        trainer.Trainer(refine_task(), LoopConfig(5, 4), tmp_path, about).train(Staircases(), Faulty(0))
    outcome = trainer.Trainer(refine_task(), LoopConfig(5, 4), tmp_path, about).train(Staircases(), Faulty(2))
    assert outcome.epochs == 2 and not outcome.cancelled
    assert checkpoints.read(outcome.best).state["epoch"] <= 2
    assert "lost its way after epoch 2" in caplog.text


def test_a_single_step_that_overflows_is_left_out(tmp_path: Path):
    made = refine_task()
    before = [p.clone() for p in made.modules["network"].parameters()]
    batch = Staircases().batch([0, 1], 0)
    made.step(batch._replace(target=batch.target * float("inf")))
    for one, other in zip(before, made.modules["network"].parameters()):
        assert torch.equal(one, other)


def test_without_held_out_samples_the_training_decides(tmp_path: Path):
    each = trainer.Trainer(refine_task(), LoopConfig(3, 4), tmp_path, {"card": "{}", "plan": "{}"})
    outcome = each.train(Staircases(), Staircases(0))
    trained = [entry["train/MAE"] for entry in outcome.history]
    assert checkpoints.read(outcome.best).state["epoch"] == 1 + int(np.argmin(trained))


def test_bfloat16_learns_as_well(tmp_path: Path):
    short = run(tmp_path / "a", LoopConfig(8, 5), training=Staircases(40), made=refine_task(8, SHORT))
    assert short.history[-1]["val/MAE"] < 0.8 * short.history[-1]["val/before"]
    state = checkpoints.read(short.last)
    assert all(w.dtype == torch.float32 for w in state.weights.values() if w.is_floating_point())


def test_an_error_in_the_data_is_told_as_it_is(tmp_path: Path):
    class Missing(Staircases):
        def batch(self, indices: list[int], epoch: int):
            if epoch:
                raise RooflineError("The raster is gone; put it back.")
            return super().batch(indices, epoch)

    with pytest.raises(RooflineError, match="The raster is gone"):
        run(tmp_path, training=Missing())
    assert checkpoints.read(tmp_path / "last.ckpt").state["epoch"] == 1


@pytest.mark.parametrize("checks", [2, 14])  # in the first epoch's steps, in its judgement
def test_nothing_is_read_after_a_training_has_ended(tmp_path: Path, checks: int):
    class Watched(Staircases):
        ended, late = False, 0

        def batch(self, indices: list[int], epoch: int):
            time.sleep(0.05)
            self.late += self.ended
            return super().batch(indices, epoch)

    training, held_out, calls = Watched(40), Watched(40, shuffled=False), []
    each = trainer.Trainer(refine_task(), LoopConfig(3, 4), tmp_path, {"card": "{}", "plan": "{}"})
    with pytest.raises(Cancelled) as kept:  # and with it the frames of what was running
        each.train(training, held_out, cancelled=lambda: calls.append(1) or len(calls) >= checks)
    training.ended = held_out.ended = True
    time.sleep(0.2)
    assert not training.late + held_out.late, kept


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RooflineError, match="cannot be written"):
        run(tmp_path / "file" / "folder")


def test_events_are_written_where_tensorboard_is_installed(tmp_path: Path):
    pytest.importorskip("tensorboard", reason="tensorboard is not installed")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run(tmp_path, LoopConfig(2, 4))
    outcome = run(tmp_path, LoopConfig(3, 4), resume=True)
    events = EventAccumulator(str(tmp_path))
    events.Reload()
    assert {"train/MAE", "val/MAE", "train/learning_rate"} <= set(events.Tags()["scalars"])
    found = [(event.step, event.value) for event in events.Scalars("val/MAE")]
    wanted = [(entry["epoch"], pytest.approx(entry["val/MAE"], rel=1e-6)) for entry in outcome.history]
    assert found == wanted


def test_without_tensorboard_the_table_is_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.delitem(sys.modules, "torch.utils.tensorboard", raising=False)
    run(tmp_path, LoopConfig(1, 4))
    assert [path.name for path in tmp_path.glob("*event*")] == []
    assert (tmp_path / "log.csv").exists()


@pytest.mark.parametrize("ending", ["cancel", "failure", "epoch"])
def test_an_older_training_loses_its_last_checkpoint_to_an_epoch_alone(tmp_path: Path, ending: str):
    """Who has forgotten RESUME and cancels at once goes on from there."""

    class Missing(Staircases):
        def batch(self, indices: list[int], epoch: int):
            raise RooflineError("The raster is gone; put it back.")

    run(tmp_path, LoopConfig(2, 4))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    found: list[Any] = []

    def cancelled() -> bool:
        if not found or ending == "cancel":
            found.append(trainer.resumed(tmp_path, {}))
        return ending == "cancel" and len(found) > 1

    if ending == "epoch":
        run(tmp_path, LoopConfig(1, 4), cancelled=cancelled)
        assert checkpoints.read(tmp_path / "last.ckpt").state["epoch"] == 1
        assert {path.name for path in tmp_path.iterdir()} == set(before)
    else:
        with pytest.raises(Cancelled if ending == "cancel" else RooflineError):
            run(tmp_path, training=Missing() if ending == "failure" else Staircases(), cancelled=cancelled)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    if ending != "failure":
        assert found and found == [None] * len(found), "after a kill RESUME would find none of another one"
