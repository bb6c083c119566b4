"""The training of image painters against recordings of SatGen-CV: data, losses, two steps, preparation."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from roofline.models.engine import device
from roofline.models.networks import vgg
from roofline.models.networks.satgen import Discriminator, Generator
from roofline.models.training.imagery import augment, losses
from roofline.models.training.imagery.task import Batch, ImageryTask, Weights
from roofline.models.training.loop.gan import verdict_loss
from roofline.models.training.loop.optimizers import Schedule, optimizer
from support.paths import PARITY

SATGEN = PARITY / "satgen"
pytestmark = pytest.mark.skipif(not SATGEN.is_dir(), reason="recordings of SatGen-CV are not here")
ONE = torch.ones(2, 1, 64, 64, dtype=torch.bool)


def scaled(levels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy((levels.astype(np.float32) / np.float32(255) - np.float32(0.5)) / np.float32(0.5))


def test_windows_are_changed_as_recorded() -> None:
    recorded, whole = np.load(SATGEN / "data/augment.npz"), np.load(SATGEN / "data/dataset_tensors.npz")
    seeds = [int(name[10:]) for name in recorded if name.startswith("input_")]
    assert len(seeds) > 5
    for seed in seeds:
        mask, image = augment.changed(whole["input_a"], whole["target_a"], Random(seed))
        np.testing.assert_allclose(mask, recorded[f"input_seed{seed}"], atol=1e-5)
        np.testing.assert_allclose(image, recorded[f"target_seed{seed}"], atol=1e-5)


def test_losses_are_those_recorded() -> None:
    wanted = json.loads((SATGEN / "loss/loss.json").read_text())
    given = {
        name: torch.from_numpy(values) for name, values in np.load(SATGEN / "loss/loss_inputs.npz").items()
    }
    logits = given["logits"]
    assert float(verdict_loss("vanilla", logits, 0.9)) == pytest.approx(wanted["bce_real_09"], rel=1e-4)
    assert float(verdict_loss("vanilla", logits, False)) == pytest.approx(wanted["bce_fake_0"], rel=1e-4)
    assert float(verdict_loss("vanilla", logits, True)) == pytest.approx(wanted["bce_gen_1"], rel=1e-4)
    total, count = losses.absolute_error(given["generated"], given["target"], ONE)
    assert float(total / count) == pytest.approx(wanted["l1"], rel=1e-4)
    network = vgg.Vgg("vgg19")
    for index, layer in enumerate(network.features):
        if isinstance(layer, torch.nn.Conv2d):
            rng = np.random.RandomState(5000 + index)
            shape = tuple(layer.weight.shape)
            scale = np.float32(np.sqrt(2 / (shape[1] * 9)))
            layer.weight.data = torch.from_numpy(rng.standard_normal(shape).astype(np.float32) * scale)
            layer.bias.data = torch.from_numpy((0.01 * rng.standard_normal(shape[0])).astype(np.float32))
    with torch.no_grad():
        found = float(losses.perceptual(network, given["generated"], given["target"]))
    assert found == pytest.approx(wanted["total"], rel=1e-4)


def task_of(before: dict[str, Any], config: dict[str, Any]) -> ImageryTask:
    """The recorded networks, without dropout, as they were before the first step."""
    generator = Generator(features=config["generator_features"])
    discriminator = Discriminator(features=config["discriminator_features"])
    generator.load_state_dict(before["generator_state_dict"])
    discriminator.load_state_dict(before["discriminator_state_dict"])
    for layer in generator.modules():
        if isinstance(layer, torch.nn.Dropout):
            layer.p = 0.0
    modules = {"network": generator, "discriminator": discriminator}
    settings = {"learning_rate": config["lr_generator"], "betas": (config["beta1"], 0.999)}
    optimizers = {name: optimizer(settings, module.parameters()) for name, module in modules.items()}
    cosine = {"name": "cosine", "settings": {"T_max": config["num_epochs"], "eta_min": 1e-6}}
    return ImageryTask(
        *(modules, optimizers, Schedule(cosine, list(optimizers.values())), device.choose("cpu", "float32")),
        weights=Weights(gan=config["lambda_gan"], l1=config["lambda_l1"], input_noise=0.0),
        metric="total",
        masks=2,
        vgg=None,
    )


def test_two_steps_are_those_recorded() -> None:
    folder = SATGEN / "train"
    log = json.loads((folder / "log.json").read_text())
    task = task_of(torch.load(folder / "before.pth", weights_only=True), log["config"])
    arrays = np.load(folder / "batches.npz")
    batches = [
        Batch(
            scaled(arrays[f"seg_u8_{index}"]),
            scaled(arrays[f"img_u8_{index}"]),
            torch.ones(2, 1, 256, 256, dtype=torch.bool),
            torch.ones(2),
        )
        for index in range(2)
    ]
    names = {"Generator": "total", "Discriminator": "discriminator", "L1": "l1", "GAN": "g_gan"}
    for index, batch in enumerate(batches):
        found = task.step(batch)
        for name, key in names.items():
            wanted = log["per_step"][f"Train/{name}_Loss"][index]
            assert found[key] == pytest.approx(wanted, rel=1e-4), name
    task.schedule.after_epoch(0.0)
    assert task.schedule.rate == pytest.approx(log["lr_after_one_scheduler_step"], rel=1e-9)
    after = torch.load(folder / "after.pth", weights_only=True)
    for module, key in (("network", "generator_state_dict"), ("discriminator", "discriminator_state_dict")):
        for name, value in task.modules[module].state_dict().items():
            part = name.split(".")[0]
            if not (part[:2] in ("do", "up") and name.endswith("conv.bias")):  # an instance norm takes it off
                np.testing.assert_allclose(value, after[key][name], atol=5e-6, err_msg=name)
    judged = [task.validate(batch) for batch in batches]
    for name, key in (("G", "total"), ("D", "discriminator"), ("L1", "l1")):
        sums = np.array([each[key] for each in judged]).sum(axis=0)
        assert sums[0] / sums[1] == pytest.approx(log["validation_after"][name], rel=1e-4), name
