"""What is trained: networks from a plan's card, fresh or started from a model file, and single steps."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from roofline.models import bundle, networks
from roofline.models.errors import RooflineError
from roofline.models.modelfile.parts import Card, Input, Network, Output, Tiles
from roofline.models.training.refiner import task
from roofline.models.training.refiner.plan import Plan
from support.toy_models import shifting_model, uncertain_model
from support.training_parts import CPU, UNET, Staircases, refine_task

OPTIONS = {**UNET, "n_input_channels": 1}
CARD = Card("refinedsm", Network("resdepth", OPTIONS), (Input("dsm"),), Output("dsm"), Tiles(64, 16))


def plan_of(**options) -> Plan:
    return Plan(regions=(), **{"epochs": 2, "seed": 4, "precision": "float32", **options})


def weights(made: task.Task) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in made.modules["network"].state_dict().items()}


def changed(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> set[str]:
    return {name for name in one if not torch.equal(one[name], other[name])}


def test_fresh_weights_are_those_of_the_seed():
    torch.manual_seed(0)
    state = torch.get_rng_state()
    one, same = (weights(task.task_of(plan_of(), CARD, CPU)) for _ in range(2))
    other = weights(task.task_of(plan_of(seed=5), CARD, CPU))
    assert not changed(one, same)
    assert "last_layer.weight" in changed(one, other)
    assert torch.equal(state, torch.get_rng_state())
    torch.manual_seed(4)
    drawn = networks.build("resdepth", OPTIONS).state_dict()
    assert not changed(one, drawn), "as the published training draws them"


def test_a_plan_says_how_it_is_trained():
    plan = plan_of(
        optimizer={"name": "SGD", "learning_rate": 0.5},
        scheduler={"name": "StepLR", "settings": {"step_size": 1}},
        clip=0.25,
        ema=0.9,
        loss={"l1": 1.0, "normal": 0.0},
        compatibility=True,
    )
    made = task.task_of(plan, CARD, CPU)
    assert isinstance(made.optimizers["network"], torch.optim.SGD)
    assert (made.schedule.rate, made.clip, made.ema) == (0.5, 0.25, 0.9)
    found = made.step(Staircases().batch([0, 1], 0))
    assert found.keys() == {"total", "l1", "MAE"}
    assert made.network is made.average


def test_fine_tuning_starts_from_the_models_weights(tmp_path: Path):
    path = shifting_model(tmp_path / "start.pt")
    started = bundle.load(path)
    made = task.task_of(plan_of(start=path), started.spec, CPU)
    assert not changed(weights(made), started.network.state_dict())
    made.step(Staircases().batch([0, 1], 0))
    assert "last_layer.bias" in changed(weights(made), started.network.state_dict())


def test_a_start_that_does_not_fit_is_named(tmp_path: Path):
    path = uncertain_model(tmp_path / "other.pt")
    with pytest.raises(RooflineError, match="is not the network that is to be trained"):
        task.task_of(plan_of(start=path), CARD, CPU)


@pytest.mark.parametrize("family", ["resdepth", "compact"])
def test_a_frozen_encoder_stays_with_its_statistics(tmp_path: Path, family: str):
    make = shifting_model if family == "resdepth" else uncertain_model
    start = bundle.load(make(tmp_path / "start.pt"))
    plan = plan_of(start=tmp_path / "start.pt", freeze_encoder=True)
    made = task.task_of(plan, start.spec, CPU)
    before = weights(made)
    batch = Staircases(size=32).batch([0, 1], 0)
    if family == "compact":
        extra = torch.zeros_like(batch.inputs)
        batch = batch._replace(inputs=torch.cat([batch.inputs, extra], dim=1))
    for _ in range(2):
        made.step(batch)
    frozen = {name for name in before if name.startswith(networks.FAMILIES[family].encoder)}
    assert frozen
    assert any("running_mean" in name for name in frozen)
    assert not frozen & changed(before, weights(made))
    assert changed(before, weights(made)), "the rest learns"


def test_statistics_of_norms_may_stay_while_weights_learn(tmp_path: Path):
    start = bundle.load(shifting_model(tmp_path / "start.pt"))
    made = task.task_of(plan_of(start=tmp_path / "start.pt", freeze_norms=True), start.spec, CPU)
    before = weights(made)
    for _ in range(2):
        made.step(Staircases().batch([0, 1], 0))
    statistics = {name for name in before if "running" in name or "num_batches" in name}
    assert statistics
    assert changed(before, weights(made)) == before.keys() - statistics


def test_an_encoder_that_is_not_known_cannot_be_frozen():
    card = CARD.changed(network=Network("pix2pix"))
    with pytest.raises(RooflineError, match="cannot be frozen"):
        task.frozen_parts(plan_of(freeze_encoder=True), card)
    assert task.frozen_parts(plan_of(), card) == ()


def test_every_encoder_has_a_network():
    encoders = {name: family.encoder for name, family in networks.FAMILIES.items() if family.encoder}
    assert encoders.keys() >= {"resdepth", "compact", "dsm_enhancer"}
    for family, names in encoders.items():
        state = networks.plan(family, {}).state_dict()
        for name in names:
            assert any(key.startswith(name) for key in state), f"{name} of {family}"


def test_averaged_weights_lie_between_the_steps():
    made = refine_task(ema=0.5, clip=0.0)
    name = "last_layer.weight"
    expected = made.modules["network"].state_dict()[name].clone()
    for step in range(1, 4):
        made.step(Staircases().batch([0, 1], step))
        keep = min(0.5, (1 + step) / (10 + step))
        expected = keep * expected + (1 - keep) * made.modules["network"].state_dict()[name]
    assert torch.allclose(made.network.state_dict()[name], expected, atol=1e-7)
    assert not made.network.training


def test_gradients_are_clipped():
    made = refine_task(clip=1e-3, ema=0)
    made.step(Staircases().batch([0, 1], 0))
    norms = [p.grad.norm() for p in made.modules["network"].parameters()]
    assert torch.stack(norms).norm() == pytest.approx(1e-3, rel=1e-3)


def test_validation_changes_nothing_and_tells_the_error_before():
    made = refine_task(ema=0)
    before = weights(made)
    batch = Staircases().batch([0, 1], 0)
    judged = made.validate(batch)
    assert not changed(before, weights(made))
    error = 2 * (batch.inputs - batch.target).abs()[batch.mask]
    assert judged["before"] == (pytest.approx(float(error.sum()), rel=1e-6), len(error))
    assert judged["MAE"][1] == len(error)


def test_an_image_is_not_compared_with_heights():
    card = CARD.changed(inputs=(Input("dsm", withheld=True),))
    assert "before" not in task.task_of(plan_of(), card, CPU).validate(Staircases().batch([0], 0))


def test_a_loss_without_weights_is_refused():
    with pytest.raises(RooflineError, match="weighs nothing"):
        task.task_of(plan_of(loss={"l1": 0.0}), CARD, CPU)


def test_resdepths_judgement_is_the_mean_over_batches():
    batches = [Staircases().batch([0, 1], 0), Staircases().batch([2], 0)]
    by_pixel, by_batch = (refine_task(ema=0, unweighted=flag) for flag in (False, True))
    for batch in batches:
        total, count = by_pixel.validate(batch)["MAE"]
        assert by_batch.validate(batch)["MAE"] == (pytest.approx(total / count), 1.0)
    void = batches[0]._replace(mask=torch.zeros_like(batches[0].mask))
    assert by_batch.validate(void)["MAE"] == (0.0, 0.0)
