"""Pix2pix's generators: the published nesting of blocks, and the footprint network."""

from __future__ import annotations

import pytest
import torch
from roofline.models import networks
from roofline.models.errors import RooflineError
from roofline.models.networks.patchgan import PatchDiscriminator, discriminator
from roofline.models.networks.pix2pix import EPS, MOMENTUM, FootprintGenerator, SkipBlock
from support import weight_recipe
from torch.nn import functional as F


def parameters(network):
    return sum(parameter.numel() for parameter in network.parameters())


def shapes(network):
    return {key: tuple(value.shape) for key, value in network.state_dict().items()}


def unet(**options):
    return networks.build("pix2pix", {"variant": "unet", **options})


def test_published_names():
    """Seven submodules, each under number 1 of the outermost and number 3 of the others."""
    state = shapes(unet(input_channels=2, output_channels=1, width=4))
    assert state["model.model.0.weight"] == (4, 2, 4, 4) and "model.model.0.bias" not in state
    assert state["model.model.3.weight"] == (8, 1, 4, 4) and state["model.model.3.bias"] == (1,)
    inner = "model.model.1.model"
    assert state[f"{inner}.1.weight"] == (8, 4, 4, 4) and state[f"{inner}.2.running_mean"] == (8,)
    assert state[f"{inner}.5.weight"] == (16, 4, 4, 4) and state[f"{inner}.6.weight"] == (4,)
    innermost = inner + 6 * ".3.model"
    assert state[f"{innermost}.1.weight"] == (32, 32, 4, 4)
    assert state[f"{innermost}.3.weight"] == (32, 32, 4, 4) and state[f"{innermost}.4.bias"] == (32,)
    assert not any(name.startswith(f"{innermost}.5") for name in state)


def test_published_size_and_norms():
    assert parameters(unet()) == 54_413_955
    instance = shapes(unet(norm="instance", width=4))
    assert instance["model.model.0.bias"] == (4,) and not any("running" in name for name in instance)


def test_dropout_of_the_published_generator():
    """Three blocks of eight times the width, but not the innermost one."""
    blocks = [part for part in unet(width=4).modules() if isinstance(part, SkipBlock)]
    dropping = [isinstance(block.model[-1], torch.nn.Dropout) for block in blocks]
    assert dropping == [False, False, False, True, True, True, False]


def test_skips_are_concatenated():
    """Five levels, written out with plain functions."""
    network = weight_recipe.filled(unet(width=2, levels=5, input_channels=2, output_channels=1), "five")
    state = network.state_dict()

    def norm(x, name):
        return F.batch_norm(
            x, *(state[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
        )

    def nested(x, name, depth):
        x = F.leaky_relu(x, 0.2)
        inner = F.conv2d(x, state[f"{name}.1.weight"], stride=2, padding=1)
        up, number = inner, 3
        if depth < 4:
            up, number = nested(norm(inner, f"{name}.2"), f"{name}.3.model", depth + 1), 5
        up = F.conv_transpose2d(F.relu(up), state[f"{name}.{number}.weight"], stride=2, padding=1)
        return torch.cat([x, norm(up, f"{name}.{number + 1}")], 1)

    x = torch.randn(1, 2, 32, 64, generator=torch.Generator().manual_seed(2))
    first = F.conv2d(x, state["model.model.0.weight"], stride=2, padding=1)
    last = state["model.model.3.weight"], state["model.model.3.bias"]
    inside = F.relu(nested(first, "model.model.1.model", 1))
    expected = torch.tanh(F.conv_transpose2d(inside, *last, stride=2, padding=1))
    with torch.inference_mode():
        torch.testing.assert_close(network(x), expected)


def test_footprint_network_has_the_sizes_of_its_table():
    generator = networks.build("pix2pix", {"variant": "footprint"})
    assert parameters(generator) == 54_414_979
    statistics = sum(value.numel() for name, value in generator.state_dict().items() if "running" in name)
    assert parameters(generator) + statistics == 54_425_859
    convolutions = [tuple(block[0].weight.shape[:2]) for block in generator.up]
    assert convolutions == [
        (512, 512),
        (1024, 512),
        (1024, 512),
        (1024, 512),
        (1024, 256),
        (512, 128),
        (256, 64),
    ]
    assert generator.last.weight.shape[:2] == (128, 3) and generator.last.bias.shape == (3,)
    discriminator = PatchDiscriminator(6, 64, first_bias=False, eps=EPS, momentum=MOMENTUM)
    assert parameters(discriminator) == 2_768_641
    assert discriminator(torch.zeros(1, 6, 256, 256)).shape == (1, 1, 30, 30)


@pytest.mark.parametrize("norm", ["batch", "instance"])
def test_footprint_network_trains_with_one_image(norm):
    torch.manual_seed(0)
    network = FootprintGenerator(width=2, norm=norm)
    image = torch.rand(1, 3, 256, 256) * 2 - 1
    answer = network.train()(image)
    answer.square().mean().backward()
    assert answer.shape == (1, 3, 256, 256) and answer.abs().max() <= 1
    assert network.down[-1][0].weight.grad.abs().sum() > 0, "the bottleneck has to learn"
    network.eval()
    with torch.inference_mode():
        assert torch.equal(network(image), network(image))


def test_footprint_network_runs_with_batch_norm_of_the_other_framework():
    norms = [part for part in FootprintGenerator(width=2).modules() if isinstance(part, torch.nn.BatchNorm2d)]
    assert {(norm.eps, norm.momentum) for norm in norms} == {(1e-3, 0.01)} and len(norms) == 14


@pytest.mark.parametrize(
    ("kind", "width", "biased"),
    [("basic", 64, True), ("n_layers", 64, True), ("basic_rewritten", 64, False), ("custom", 32, False)],
)
def test_discriminators_by_their_published_names(kind: str, width: int, biased: bool):
    """An instance norm asks for biases, which some kinds leave out all the same."""
    made = discriminator(kind, input_channels=2, norm="instance")
    first, second = [each for each in made.modules() if isinstance(each, torch.nn.Conv2d)][:2]
    assert first.out_channels == width and (second.bias is not None) is biased
    with pytest.raises((RooflineError, ValueError), match="discriminator 'big' is unknown"):
        discriminator("big")
