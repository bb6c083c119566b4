"""The finder of buildings in imagery: sizes, what may be left out, and the published encoder's names."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.engine.normalise import gsd_plane
from roofline.models.networks import imagery_fused, imagery_unet
from roofline.models.networks.imagery_unet import ImageryUNet, resizing
from roofline.models.training.bundled import lite0

OPTIONS = {"deep": 1, "decoder": [8, 8, 8, 8], "surface": True, "surface_widths": [8, 8, 8, 8]}


def inputs(gsd: float, size: int = 128, heights: bool = True) -> torch.Tensor:
    """A roof of 6 m in noise, standardised colours, heights in GSD units, pixel size."""
    torch.manual_seed(1)
    colours, surface = torch.randn(3, size, size), torch.zeros(1, size, size)
    surface[0, 40:60, 40:70] = 6 / gsd if heights else 0
    told = torch.full((1, size, size), float(gsd_plane(np.float32(gsd))))
    return torch.cat([colours, surface, told])[None]


@pytest.fixture
def network():
    torch.manual_seed(3)
    return networks.build("imagery_unet", OPTIONS).eval()


@pytest.mark.parametrize("gsd", [0.06, 0.13, 0.3, 0.6, 1.0, 2.0])
def test_logits_for_every_pixel_at_any_pixel_size(network, gsd):
    with torch.inference_mode():
        assert network(inputs(gsd)).shape == (1, 2, 128, 128)


def test_pixels_are_looked_at_between_a_sixth_and_half_a_metre():
    sizes = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.6, 1.0, 3.0)
    assert [resizing(gsd) for gsd in sizes] == [4, 2, 2, 1, 1, 1, 0.5, 0.5, 0.5]


def test_heights_count_and_an_offset_of_them_does_not(network):
    x = inputs(0.3)
    moved, none = x.clone(), x.clone()
    moved[:, 3] += 256
    none[:, 3] = 0
    with torch.inference_mode():
        torch.testing.assert_close(network(moved), network(x), atol=2e-3, rtol=0)
        assert (network(none) - network(x)).abs().max() > 1e-3


def test_without_a_surface_it_answers_as_with_an_empty_one(network):
    x = inputs(0.3, heights=False)
    alone = ImageryUNet(**{**OPTIONS, "surface": False})
    alone.load_state_dict({name: network.state_dict()[name] for name in alone.state_dict()})
    with torch.inference_mode():
        torch.testing.assert_close(alone.eval()(x[:, [0, 1, 2, 4]]), network(x))


def test_some_of_a_batch_may_have_a_surface(network):
    both = torch.cat([inputs(0.3), inputs(0.3, heights=False)])
    with torch.inference_mode():
        together, alone = network(both), torch.cat([network(each[None]) for each in both])
    torch.testing.assert_close(together, alone, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(("gsd", "strip", "gsds"), [(0.3, 16, 1), (0.3, 128, 1), (0.6, 48, 1), (0.3, 16, 2)])
def test_the_one_for_inference_answers_the_same(network, monkeypatch, gsd, strip, gsds):
    monkeypatch.setattr(imagery_fused, "STRIP", strip)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2)
    # Where bias and offset of a norm are not 0, a border of zeros is another than what they make of it.
    for name, parameter in network.named_parameters():
        if name.endswith("norm.bias"):
            torch.nn.init.uniform_(parameter, -0.3, 0.3)
    x = torch.cat([inputs(gsd), inputs(gsd * gsds, heights=False)])
    with torch.inference_mode():
        expected, found = network(x), network.fuse()(x)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
        with torch.autocast("cpu", torch.bfloat16):
            rounded = network.fuse()(x)
    assert rounded.dtype == torch.float32
    assert (rounded - expected).abs().mean() < 0.05 * expected.std()


@pytest.mark.parametrize(("gsd", "looks"), [(0.2, 1), (0.3, 1), (0.35, 2), (0.5, 2), (0.6, 1)])
def test_pixels_of_a_third_to_half_a_metre_are_looked_at_twice(network, monkeypatch, gsd, looks):
    x = torch.cat([inputs(gsd), inputs(gsd, heights=False)])
    fused = network.fuse()
    with torch.inference_mode():
        found = fused(x)
        monkeypatch.setattr(imagery_unet, "COARSE", np.inf)
        once = fused(x)
        if looks == 1:
            torch.testing.assert_close(found, once)
            return
        finer = torch.nn.functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        finer[:, 3] *= 2
        finer[:, 4] -= 1
        monkeypatch.setattr(imagery_unet, "FINEST", 0)
        quarters = torch.nn.functional.avg_pool2d(network(finer).sigmoid(), 2)
        expected = (network(x).sigmoid() + quarters) / 2
    torch.testing.assert_close(found.sigmoid(), expected, atol=1e-4, rtol=1e-4)
    assert (found - once).abs().max() > 1e-3


def test_every_weight_of_the_encoder_has_a_published_name():
    blocks = [1, 2, 2, 3, 3, 4, 1]  # of EfficientNet-Lite0's stages
    names = [f"{name}.weight" for name in ("_conv_stem", "_bn0", "_conv_head", "_bn1", "_fc")]
    layers = [*lite0.CONVOLUTIONS, *lite0.NORMS]
    names += [f"_blocks.{n}.{layer}.weight" for n in range(sum(blocks)) for layer in layers]
    found = lite0.renamed({name: torch.full((1,), number) for number, name in enumerate(names)})
    own = {name for name in ImageryUNet(**{**OPTIONS, "deep": 4}).image.state_dict() if "weight" in name}
    assert own <= set(found)
    assert found["stages.3.1.depthwise.weight"] == names.index("_blocks.6._depthwise_conv.weight")
    assert not any("head" in name or "fc" in name for name in found)
