"""The bundled models' training: a pool of scenes on the shared loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from roofline.models.engine.device import Device
from roofline.models.networks.compact import Compact
from roofline.models.training.bundled import pool, scenetask
from roofline.models.training.bundled.scenetask import Budget, HeldOut, SceneTask, Windows
from roofline.models.training.loop import checkpoints
from support.toy_scenes import noisy_steps

CPU = Device("cpu", "float32", "test")
TINY = {"widths": (8, 12), "blocks": (1, 1), "decoder_blocks": (1,)}
FAST = Budget(steps=6, batch=2, crop=64, warm_up=0.0, average=0.5)


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    for name in ("shards", "validation"):
        (tmp_path / name).mkdir()
    for index in range(2):
        np.save(tmp_path / "shards" / f"000-{index:05d}.npy", noisy_steps(seed=index))
    np.save(tmp_path / "validation" / "900-00000.npy", noisy_steps(seed=9))
    return tmp_path


class TwoScenes(HeldOut):
    """The first of the scenes."""

    def order(self, epoch: int) -> range:
        return range(2)


def made(effort: Budget = FAST) -> SceneTask:
    torch.manual_seed(0)
    return SceneTask(Compact(**TINY), effort, CPU)


def _corner(loss, output: torch.Tensor) -> torch.Tensor:
    output = output.detach().requires_grad_(True)
    loss(output)["total"].backward()
    return output.grad[:, 0, 0, 0].abs().sum()


def train(work: Path, name: str, task: SceneTask, effort: Budget = FAST, **options) -> scenetask.Outcome:
    windows = scenetask.Windows(pool.Pool(work / "shards"), effort, options.get("seed", 0))
    return scenetask.train(task, effort, windows, TwoScenes(work / "validation"), work / name, **options)


def test_training_learns_to_remove_noise(shards: Path):
    task = made(Budget(steps=10_000, batch=4, crop=64, warm_up=1e-4, average=0.9))
    held = pool.Pool(shards / "shards")
    windows = Windows(held, Budget(steps=60, batch=4, crop=64), seed=1)
    order, ratios = windows.order(0), []
    assert len(held.shards) == 2, "the shards were taken in"
    for step in range(60):
        terms = task.step(windows.batch(order[4 * step : 4 * step + 4], 0))
        ratios.append(terms["after"] / terms["before"])
    assert np.mean(ratios[-10:]) < 0.75 * np.mean(ratios[:3])


def test_it_is_judged_by_what_is_left_of_the_error(shards: Path):
    held = HeldOut(shards / "validation")
    assert len(held) == len(held.order(0)) == 16
    judged = made().validate(held.batch([0, 3], 0))
    batch = held.batch([0, 3], 0)
    before = (batch.inputs[:, :1] - batch.target).abs().mean(dim=(1, 2, 3))
    assert judged["ratio"][1] == judged["error"][1] == 2
    assert judged["error"][0] / 2 == pytest.approx(judged["ratio"][0] / 2 * float(before.mean()), rel=0.05)


def test_a_resumed_training_takes_the_same_steps(shards: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scenetask, "EPOCH", 2)
    whole = train(shards, "whole", made())
    assert [entry["step"] for entry in whole.history] == [2, 4, 6]
    calls: list[int] = []
    part = train(shards, "part", made(), cancelled=lambda: calls.append(1) or len(calls) > 4)
    assert part.cancelled
    rest = train(shards, "part", made())
    assert [entry["val/ratio"] for entry in rest.history] == [entry["val/ratio"] for entry in whole.history]
    assert [entry["train/total"] for entry in rest.history] == [e["train/total"] for e in whole.history]


def test_the_rate_warms_up_and_comes_down(shards: Path):
    effort = Budget(steps=5, batch=1, crop=64, rate=1e-2, last_rate=1e-3, warm_up=0.4)
    found: list[float] = []

    class Watched(SceneTask):
        def step(self, batch):
            found.append(self.schedule.rate)
            return super().step(batch)

    train(shards, "w", Watched(Compact(**TINY), effort, CPU), effort)
    assert found == pytest.approx([2e-4, 5e-3, 1e-2, 7.75e-3, 3.25e-3])


def test_a_budget_of_steps_makes_whole_epochs():
    assert [Budget(steps=n).epoch * Budget(steps=n).epochs for n in (1, 500, 600, 1500)] == [
        1,
        500,
        600,
        1500,
    ]
    assert Budget(minutes=3).epoch == scenetask.EPOCH


def test_what_sees_the_image_learns_faster():
    task = SceneTask(Compact(**TINY, guided=True), FAST, CPU)
    heights, image = task.optimizers["network"].param_groups
    assert image["lr"] == 5 * heights["lr"]
    names = [name for name, _ in task.modules["network"].named_parameters() if name.startswith("image.")]
    assert len(image["params"]) == len(names) > 0
    task.schedule.before_step(0.5)
    assert image["lr"] > 4.9 * heights["lr"]


def test_a_training_may_start_from_weights_without_all_its_parts(shards: Path):
    older = made()
    weights = {k: v for k, v in older.state()["average"].items() if not k.startswith("pixel_size")}
    torch.save({"average": weights}, shards / "older.ckpt")  # as the first bundled models left it
    task = SceneTask(Compact(**TINY), FAST, CPU)
    task.start_from(checkpoints.read(shards / "older.ckpt").weights)
    heights = torch.randn(1, 3, 32, 32)
    with torch.inference_mode():
        assert torch.equal(task.network(heights), older.network.eval()(heights))


def test_a_window_depends_on_seed_epoch_and_index_alone(shards: Path):
    held = pool.Pool(shards / "shards")
    held.refresh()
    windows = Windows(held, FAST, seed=3)
    both = windows.batch([5, 7], 1)
    assert torch.equal(windows.batch([7], 1).inputs, both.inputs[1:])
    assert not torch.equal(windows.batch([7], 2).inputs, both.inputs[1:])


def test_a_share_of_the_steps_sees_small_surfaces_to_their_rim(shards: Path):
    held = pool.Pool(shards / "shards")
    held.refresh()
    effort = Budget(steps=6, batch=2, crop=160, small=0.4)
    windows = Windows(held, effort, seed=3)
    sides = [windows.batch([k, k + 1], 0).target.shape for k in range(0, 60, 2)]
    small = [shape for shape in sides if shape[2] < effort.crop]
    assert 6 <= len(small) <= 18 and len(set(small)) >= 4
    least, most = scenetask.SMALL
    assert all(shape[:2] == (2, 1) and least <= shape[2] == shape[3] <= most for shape in small)

    def gradient(side: int) -> torch.Tensor:
        """What a height in the corner of a window weighs."""
        task, batch = made(), HeldOut(shards / "validation").batch([0, 1], 0)
        part = batch._replace(inputs=batch.inputs[..., :side, :side], target=batch.target[..., :side, :side])
        seen: list[torch.Tensor] = []
        task.learn = lambda inputs, loss: seen.append(_corner(loss, task.network(inputs))) or {}
        task.step(part)
        return seen[0]

    assert gradient(most) > 0 and gradient(most + 32) == 0
