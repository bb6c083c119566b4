"""Adversarial training: losses, penalty, the step and fresh weights, against published numbers."""

from __future__ import annotations

import copy
import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.training.loop import gan, optimizers
from roofline.models.training.loop.gan import GanConfig
from roofline.models.training.loop.init import initialise
from support import paths, weight_recipe
from support.adversarial_parts import CPU, batch_of, samples, small_task, steps, task_of

PARITY = paths.PARITY / "dsm_enhancer"
PARTS = paths.TESTS / "support" / "adversarial_parts.py"
HERE = PARITY.is_dir()
STEPS = sorted(folder.name for folder in PARITY.glob("train_*")) if HERE else ["none"]
SCHEDULES = list(json.loads((PARITY / "lr_schedule.json").read_text())) if HERE else ["none"]
needs_parity = pytest.mark.skipif(
    not HERE, reason="the parity cases lie beside the repository, in ../shared/parity"
)


@needs_parity
@pytest.mark.parametrize("real", [True, False], ids=["real", "fake"])
@pytest.mark.parametrize("mode", gan.MODES)
def test_verdicts_as_published(mode, real):
    values = json.loads((PARITY / "gan_loss" / "values.json").read_text())
    loss = gan.verdict_loss(mode, torch.tensor(values["logits"]), real)
    assert loss.item() == pytest.approx(values[mode]["real" if real else "fake"], rel=1e-6)


@needs_parity
@pytest.mark.parametrize("where", ["real", "fake"])
def test_gradient_penalty_as_published(where):
    values = json.loads((PARITY / "gan_loss" / "values.json").read_text())["gradient_penalty"]
    arrays = np.load(PARITY / "gan_loss" / "gp_inputs.npz")
    real, fake = (torch.from_numpy(arrays[name]) for name in ("real", "fake"))
    judge = weight_recipe.filled(networks.build("patchgan", {"kind": "basic_rewritten", "width": 8}), "gpD")
    assert gan.gradient_penalty(judge, real, fake, where=where).item() == pytest.approx(
        values[where], rel=1e-5
    )


@needs_parity
@pytest.mark.parametrize("case", STEPS)
def test_training_steps_as_published(case):
    meta = json.loads((PARITY / case / "meta.json").read_text())
    data, after = np.load(PARITY / case / "data.npz"), np.load(PARITY / case / "after.npz")
    generator = networks.build("dsm_enhancer", {"width": meta["ngf"], "dropout": meta["use_dropout"]})
    judge = networks.build("patchgan", {"kind": "basic_rewritten", "width": meta["ndf"]})
    parts = {"network": generator, "discriminator": judge}
    for letter, part in zip("GD", parts.values()):
        weight_recipe.filled(part, meta["weight_recipe_tags"][letter]).train()
    inputs, target = (torch.from_numpy(data[name]) for name in ("real_A", "real_B"))
    task = task_of(parts, GanConfig(meta["gan_mode"], meta["lambda_L1"]), meta["lr"])
    for step, wanted in enumerate(meta["losses_per_step"]):
        found = task.step(batch_of(inputs, target))
        pairs = {"G_GAN": "g_gan", "G_L1": "l1", "D_real": "d_real", "D_fake": "d_fake", "mse": "mse"}
        pairs["G_total"] = "total"
        tolerance = meta["tolerances"]["loss_later_rel" if step else "loss_step0_rel"]
        for theirs, ours in pairs.items():
            assert found[ours] == pytest.approx(wanted[theirs], rel=tolerance), (step, theirs)
    with torch.no_grad():
        heights = generator.eval()(inputs).numpy()
    np.testing.assert_allclose(heights, after["eval_fake_B"], atol=meta["tolerances"]["eval_fake_B_abs"])
    for letter, part in zip("GD", parts.values()):
        for key, value in part.state_dict().items():
            if f"{letter}__{key}" in after:
                np.testing.assert_allclose(value.numpy(), after[f"{letter}__{key}"], atol=2e-4, err_msg=key)


@needs_parity
@pytest.mark.parametrize("case", SCHEDULES)
def test_learning_rates_as_published(case):
    wanted = json.loads((PARITY / "lr_schedule.json").read_text())[case]
    options = dict(wanted["options"])
    settings = {"name": options.pop("lr_policy"), "settings": options}
    adam = torch.optim.Adam([torch.zeros(1, requires_grad=True)], wanted["base_lr"])
    schedule = optimizers.Schedule(settings, [adam], epochs=7)
    adam.step()
    for rate in wanted["lr_after_k_scheduler_steps"]:
        assert schedule.rate == pytest.approx(rate, rel=1e-12, abs=1e-18)
        schedule.after_epoch(1.0)
    for _ in range(3):  # theirs goes below 0 from here
        schedule.after_epoch(1.0)
        assert schedule.rate == 0


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("linear", [1, 1, 2 / 3, 1 / 3, 0, 0]),
        ("cosine", [1, 0.853553, 0.5, 0.146447, 0]),
        ("step", [1] * 50 + [0.1] * 50 + [0.01]),
        ("plateau", [1] * 7 + [0.2] * 6 + [0.04]),
    ],
)
def test_policies_of_pix2pix(name, wanted):
    """Over four epochs, if it matters; a resumed one goes on alike."""
    rates, state = [], None
    for _ in wanted:
        adam = torch.optim.Adam([torch.zeros(1, requires_grad=True)], 1.0)
        schedule = optimizers.Schedule({"name": name}, [adam], epochs=4)
        if state is not None:
            adam.load_state_dict(state[0])
            schedule.load_state_dict(state[1])
            adam.step()
            schedule.after_epoch(0.5)
        rates.append(schedule.rate)
        state = copy.deepcopy((adam.state_dict(), schedule.state_dict()))
    assert rates == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("linear", {"n_epochs_decay": -1}),
        ("linear", {"decay": 3}),
        ("cosine", {"length": 2}),
        ("step", {"a": 1}),
    ],
)
def test_settings_that_do_not_fit_a_policy(name, settings):
    adam = torch.optim.Adam([torch.zeros(1, requires_grad=True)], 1.0)
    with pytest.raises(RooflineError, match=rf"scheduler\.settings: they do not fit {name}"):
        optimizers.Schedule({"name": name, "settings": settings}, [adam], 4)


@pytest.mark.parametrize("mode", gan.MODES)
def test_each_part_learns_from_its_own_loss(mode):
    task, batch = small_task(mode), samples(2)
    reached = []

    def descend(loss, name="network"):
        loss.backward()
        moved = [n for n, part in task.modules.items() if any(p.grad is not None for p in part.parameters())]
        reached.append((name, moved))
        for part in task.modules.values():
            part.zero_grad(set_to_none=True)

    task.descend = descend
    task.step(batch)
    assert reached == [("discriminator", ["discriminator"]), ("network", ["network"])]


def test_statistics_move_three_times_and_not_by_the_penalty():
    task, batch = small_task("wgangp", norm="batch"), samples(2)
    terms = task.step(batch)
    norm = task.modules["discriminator"].model[3]
    assert norm.num_batches_tracked == 3 and norm.track_running_stats
    assert terms["penalty"] > 0


def test_the_penalty_has_a_slope_of_its_own():
    """A judge that is too steep is made flatter by the penalty alone, and towards a slope of one."""
    torch.manual_seed(0)
    judge = torch.nn.Linear(6, 1)
    with torch.no_grad():
        judge.weight.mul_(30)
    adam = torch.optim.Adam(judge.parameters(), 0.05)
    real, fake = torch.randn(8, 1, 2, 3), torch.randn(8, 1, 2, 3)
    for _ in range(600):
        adam.zero_grad()
        gan.gradient_penalty(lambda x: judge(x.flatten(1)), real, fake).backward()
        adam.step()
    assert judge.weight.norm().item() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("mode", gan.MODES)
def test_what_is_made_in_voids_does_not_matter(mode):
    results = []
    for shift in (0.0, 5.0):
        task, batch = small_task(mode), samples(2)
        batch.mask[:, :, 10:20, 5:30] = False

        def moved(_module, _inputs, made, shift=shift, batch=batch):
            return torch.where(batch.mask, made, made + shift)

        task.modules["network"].register_forward_hook(moved)
        results.append((task.step(batch), task.validate(batch), task.state()["modules"]))
    (*first, weights), (*second, others) = results
    assert first == second
    for name, state in weights.items():
        assert all(torch.equal(value, others[name][key]) for key, value in state.items())


@pytest.mark.parametrize("mode", gan.MODES)
def test_short_numbers_give_nearly_the_same(mode):
    short = device.Device("cpu", "bfloat16", "test")
    exact, rough = (small_task(mode, where).step(samples(2)) for where in (CPU, short))
    assert rough == pytest.approx(exact, rel=0.05, abs=0.06)
    assert rough != exact


def test_further_terms_count_beside_the_absolute_error_in_metres():
    task, batch = small_task(loss={"l1": 1.0, "gradient": 0.5, "normal": 3.0}), samples(2)
    weights = task.modules["network"][0].weight
    before, plain = weights.detach().clone(), small_task()
    found, other = task.step(batch), plain.step(batch)
    metre = 100 / 127.5
    expected = found["g_gan"] + metre * (found["MAE"] + 0.5 * found["gradient"] + 3 * found["normal"])
    assert found["total"] == pytest.approx(expected, rel=1e-6)
    assert other["total"] == pytest.approx(other["g_gan"] + metre * other["MAE"], rel=1e-6)
    moved = weights - before, plain.modules["network"][0].weight - before
    assert not torch.allclose(*moved, atol=1e-5)


def test_errors_are_told_in_metres():
    task, batch = small_task(), samples(2)
    terms = task.step(batch)
    assert terms["MAE"] == pytest.approx(127.5 * terms["l1"], rel=1e-6)
    judged = task.validate(batch)
    assert judged["before"][1] == batch.mask.sum() < batch.target.numel()
    before = (batch.inputs[:, :1] - batch.target).abs()[batch.mask].mean().item()
    assert judged["before"][0] / judged["before"][1] == pytest.approx(127.5 * before, rel=1e-5)


@pytest.mark.parametrize(
    ("scheme", "spread"),
    [("normal", 0.02), ("xavier", 0.02 * (2 / (64 * 9 + 32 * 9)) ** 0.5), ("kaiming", (2 / (64 * 9)) ** 0.5)],
)
def test_fresh_weights(scheme, spread):
    torch.manual_seed(1)
    network = torch.nn.Sequential(torch.nn.Conv2d(64, 32, 3), torch.nn.BatchNorm2d(4096))
    torch.nn.init.ones_(network[1].bias)
    initialise(network, scheme)
    assert network[0].weight.std().item() == pytest.approx(spread, rel=0.03)
    assert network[0].bias.abs().max() == network[1].bias.abs().max() == 0
    assert network[1].weight.mean().item() == pytest.approx(1, abs=2e-3)
    assert network[1].weight.std().item() == pytest.approx(0.02, rel=0.05)


def test_orthogonal_weights():
    network = initialise(torch.nn.Conv2d(16, 8, 3), "orthogonal", 0.5)
    rows = network.weight.flatten(1)
    torch.testing.assert_close(rows @ rows.T, 0.25 * torch.eye(8), atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"mode": "hinge"}, r"adversarial\.mode is 'hinge'; give one of these: vanilla"),
        ({"lambda": 3}, r"adversarial\.lambda is unknown; choose from"),
        ({"l1_weight": -1}, r"adversarial\.l1_weight is -1; give a number"),
        ({"penalty": 10**400}, r"adversarial\.penalty is 1000.*; give a number from 0 to 1e\+30"),
        ({"penalty": True}, r"adversarial\.penalty is true; give a number"),
        ({"discriminator": {"depth": 3}}, r"adversarial\.discriminator\.depth is unknown"),
        ({"discriminator": {"kind": "big"}}, r"adversarial\.discriminator\.kind is 'big'"),
        ({"discriminator": 3}, r"adversarial\.discriminator is no object"),
        ({"initialisation": {"scheme": "zero"}}, r"adversarial\.initialisation\.scheme is 'zero'"),
    ],
)
def test_wrong_rules_are_named_by_their_path(values, sentence):
    with pytest.raises(RooflineError, match=sentence):
        GanConfig.of(values)


def test_no_batch_norm_with_a_gradient_penalty_unless_asked():
    assert GanConfig.of({"mode": "wgangp"}).judge_options(2)["norm"] == "instance"
    asked = GanConfig.of({"mode": "wgangp", "discriminator": {"norm": "batch"}}).judge_options(2)
    assert (asked["norm"], asked["input_channels"]) == ("batch", 3)
    assert GanConfig.of({}).judge_options(4) == {
        "kind": "basic_rewritten",
        "norm": "batch",
        "input_channels": 5,
    }


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """What two processes made of the steps, by mode."""
    folder = tmp_path_factory.mktemp("together")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    files = [folder / f"{rank}.pt" for rank in range(2)]
    started = [
        subprocess.Popen(
            [sys.executable, str(PARTS), str(file), "lsgan", "wgangp"],
            env={**os.environ, **shared, "RANK": str(rank), "LOCAL_RANK": str(rank)},
        )
        for rank, file in enumerate(files)
    ]
    try:
        assert [process.wait(120) for process in started] == [0, 0]
    finally:
        for process in started:
            process.kill()
    return [torch.load(file, weights_only=True) for file in files]


def test_two_processes_are_one_with_their_samples_together(together):
    """Steps on 2 + 2, 2 + 1 and 1 + 0 samples."""
    task = small_task("lsgan")
    for mine, theirs in zip(steps(task), together[0]["lsgan"]["losses"]):
        assert theirs == pytest.approx(mine, rel=1e-4)
    for name, weights in task.state()["modules"].items():
        for key, value in weights.items():
            found = together[0]["lsgan"]["weights"][name][key]
            torch.testing.assert_close(found, value, atol=5e-6, rtol=1e-4, msg=key)


@pytest.mark.parametrize("mode", ["lsgan", "wgangp"])
def test_two_processes_have_the_same_weights(together, mode):
    first, second = (results[mode] for results in together)
    assert first["losses"] == second["losses"]
    for name, weights in first["weights"].items():
        assert all(torch.equal(value, second["weights"][name][key]) for key, value in weights.items())


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted by their names in /proc")
def test_processes_part_before_python_ends(together):
    """Gloo's threads that outlive the group abort Python's end now and then, after all files were written."""
    assert [results["threads"] for results in together] == [[], []]


def test_two_processes_and_the_penalty(together):
    """Where it is taken is random, and the discriminator's step follows it; what comes before does not."""
    mine, theirs = steps(small_task("wgangp"))[0], together[0]["wgangp"]["losses"][0]
    for name in ("d_fake", "d_real", "l1", "mse"):
        assert theirs[name] == pytest.approx(mine[name], rel=1e-4)
    assert theirs["penalty"] == pytest.approx(mine["penalty"], rel=0.2)
