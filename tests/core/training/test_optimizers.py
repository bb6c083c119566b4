"""Optimisers and learning rates by name."""

from __future__ import annotations

import math

import pytest
import torch
from roofline.models.errors import RooflineError
from roofline.models.training.loop import optimizers
from roofline.models.training.loop.optimizers import Schedule
from torch import nn


def rates(
    settings: dict | None, epochs: int, metrics: list[float] | None = None, steps: int = 2
) -> list[float]:
    """The learning rate of every step of a training."""
    layer = nn.Linear(1, 1)
    own = optimizers.optimizer({"name": "SGD", "learning_rate": 1.0}, layer.parameters())
    schedule = Schedule(settings, [own], epochs)
    found = []
    for epoch in range(epochs):
        for step in range(steps):
            schedule.before_step((epoch + step / steps) / epochs)
            found.append(schedule.rate)
            layer(torch.ones(1)).backward()
            own.step()
        schedule.after_epoch(metrics[epoch] if metrics else 1.0)
    return found


@pytest.mark.parametrize("name", ["Adam", "AdamW", "SGD"])
def test_an_optimiser_takes_its_settings_and_leaves_frozen_weights(name: str):
    layer = nn.Linear(2, 2)
    layer.bias.requires_grad_(False)
    made = optimizers.optimizer(
        {"name": name, "learning_rate": 0.25, "weight_decay": 0.5}, layer.parameters()
    )
    assert type(made).__name__ == name
    (group,) = made.param_groups
    assert (group["lr"], group["weight_decay"]) == (0.25, 0.5)
    assert [id(weight) for weight in group["params"]] == [id(layer.weight)]


def test_further_settings_reach_the_optimiser():
    made = optimizers.optimizer({"name": "Adam", "betas": [0.5, 0.999]}, nn.Linear(1, 1).parameters())
    assert tuple(made.param_groups[0]["betas"]) == (0.5, 0.999)
    assert made.param_groups[0]["lr"] == 2e-4


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "Lion"}, r"optimizer\.name 'Lion' is unknown"),
        ({"name": "SGD", "betas": [0.5, 0.9]}, "do not fit SGD"),
        ({"name": "Adam", "learning_rate": -1}, "do not fit Adam"),
    ],
)
def test_wrong_optimisers_are_named(settings: dict, message: str):
    with pytest.raises(RooflineError, match=message):
        optimizers.optimizer(settings, nn.Linear(1, 1).parameters())


def test_rates_go_down_as_they_should():
    assert rates(None, 3) == [1.0] * 6
    assert rates({"name": "StepLR", "settings": {"step_size": 2}}, 3) == [1.0] * 4 + [0.1] * 2
    assert rates({"name": "ExponentialLR", "settings": {"gamma": 0.5}}, 3) == [1, 1, 0.5, 0.5, 0.25, 0.25]
    plateau = {"name": "ReduceLROnPlateau", "settings": {"patience": 0, "factor": 0.5}}
    assert rates(plateau, 4, [3.0, 2.0, 2.0, 1.0], 1) == [1, 1, 1, 0.5]


def test_the_cosine_follows_every_step():
    found = rates({"name": "CosineAnnealingLR", "settings": {"eta_min": 0.2}}, 2)
    assert found == pytest.approx([0.2 + 0.4 * (1 + math.cos(math.pi * k / 4)) for k in range(4)])
    short = rates({"name": "CosineAnnealingLR", "settings": {"T_max": 1}}, 2)
    assert short == pytest.approx([1, 0.5, 0, 0], abs=1e-9)
    warm = rates({"name": "CosineAnnealingLR", "settings": {"warm_up": 0.5}}, 2, steps=4)
    assert warm[:5] == pytest.approx([0.02, 0.25, 0.5, 0.75, 1])
    assert warm[5:] == sorted(warm[5:], reverse=True)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "Sometimes"}, r"scheduler\.name 'Sometimes' is unknown"),
        ({"name": "StepLR", "settings": {}}, "do not fit StepLR"),
        ({"name": "CosineAnnealingLR", "settings": {"gamma": 1}}, r"scheduler\.settings\.gamma"),
    ],
)
def test_wrong_schedulers_are_named(settings: dict, message: str):
    own = optimizers.optimizer({"name": "SGD"}, nn.Linear(1, 1).parameters())
    with pytest.raises(RooflineError, match=message):
        Schedule(settings, [own])


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("StepLR", {"step_size": 0, "gamma": 0.5}),
        ("StepLR", {"step_size": 2, "gamma": float("nan")}),
        ("StepLR", {"step_size": "two"}),
        ("ExponentialLR", {"gamma": float("inf")}),
        ("ReduceLROnPlateau", {"patience": [1]}),
        ("cosine", {"T_max": 0}),
        ("CosineAnnealingLR", {"eta_min": float("nan")}),
        ("CosineAnnealingLR", {"T_max": [1]}),
        ("linear", {"n_epochs": {}}),
    ],
)
def test_settings_that_would_only_fail_later_are_refused_at_once(name, settings):
    target = optimizers.optimizer({"name": "SGD"}, [nn.Parameter(torch.zeros(1))])
    with pytest.raises(RooflineError, match=r"scheduler.settings.*correct them"):
        optimizers.Schedule({"name": name, "settings": settings}, [target], 4)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}),
        ("OneCycleLR", {"max_lr": 0.1, "total_steps": 8}),
        ("MultiStepLR", {"milestones": [2, 4], "gamma": 0.5}),
        ("PolynomialLR", {"total_iters": 6}),
        ("CosineAnnealingWarmRestarts", {"T_0": 3}),
    ],
)
def test_schedulers_of_pytorch_go_on_from_a_state(name: str, options: dict):
    def rates(schedule: Schedule, own: torch.optim.Optimizer, count: int) -> list[float]:
        found = []
        for _ in range(count):
            own.step()
            schedule.after_step()
            schedule.after_epoch(0.0)
            found.append(schedule.rate)
        return found

    def made() -> tuple[Schedule, torch.optim.Optimizer]:
        weight = torch.nn.Parameter(torch.zeros(1))
        own = optimizers.optimizer({"name": "Adam", "learning_rate": 0.02}, [weight])
        return Schedule({"name": name, "settings": options}, [own], 6), own

    straight = rates(*made(), 6)
    schedule, own = made()
    first = rates(schedule, own, 3)
    kept, rest = schedule.state_dict(), own.state_dict()
    schedule, own = made()
    own.load_state_dict(rest)
    schedule.load_state_dict(kept)
    assert first + rates(schedule, own, 3) == straight and len(set(straight)) > 1
