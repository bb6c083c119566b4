"""The network for what lies in pixels: its shape, that offsets pass through, and what it starts from."""

from __future__ import annotations

import pytest
import torch
from roofline.models import networks
from roofline.models.networks.cloud_unet import SURFACES, CloudUNet


def inputs(size: int = 64) -> torch.Tensor:
    """Planes of a noisy house in pixel sizes, for two pixel sizes (2, 8, size, size)."""
    generator = torch.Generator().manual_seed(4)
    heights = torch.zeros(2, 4, size, size)
    heights[..., 20:44, 16:40] = 12
    heights += 0.3 * torch.randn(heights.shape, generator=generator)
    told = torch.rand((2, 3, size, size), generator=generator) * 3
    octaves = torch.tensor([0.0, 1.0]).view(2, 1, 1, 1).expand(2, 1, size, size)
    return torch.cat([heights, told, octaves], dim=1)


@pytest.fixture
def network():
    torch.manual_seed(3)
    made = networks.build("cloud_unet", {"widths": [8, 8, 8, 8], "blocks": [1, 1, 1, 1]}).eval()
    for weight in made.parameters():
        torch.nn.init.normal_(weight, std=0.1)
    return made


def test_heights_and_their_scale_for_every_pixel(network):
    with torch.inference_mode():
        found = network(inputs())
    assert found.shape == (2, 2, 64, 64) and torch.isfinite(found).all()


def test_an_offset_of_the_heights_passes_through(network):
    moved = inputs()
    moved[:, :4] += 64
    with torch.inference_mode():
        one, other = network(inputs()), network(moved)
    torch.testing.assert_close(other[:, :1] - 64, one[:, :1], atol=1e-3, rtol=0)
    torch.testing.assert_close(other[:, 1:], one[:, 1:], atol=1e-3, rtol=0)


@pytest.mark.parametrize("plane", range(8))
def test_every_plane_is_looked_at(network, plane):
    changed = inputs()
    changed[:, plane, ::3, ::3] += 2.0
    if plane == 7:
        changed[:, 7] = 2.0
    with torch.inference_mode():
        assert not torch.allclose(network(changed)[:, :1], network(inputs())[:, :1], atol=1e-4)


def test_before_training_it_answers_with_the_mean_of_its_surfaces():
    torch.manual_seed(0)
    network = CloudUNet().eval()
    flat = inputs()
    flat[:, :4] = torch.tensor([4.0, 3.0, 1.0, 2.0]).view(1, 4, 1, 1)
    with torch.inference_mode():
        found = network(flat)[:, 0]
    mean = (4 + 3 + 3 + 1 + 2 * (SURFACES - 4)) / SURFACES
    torch.testing.assert_close(found, torch.full_like(found, mean), atol=0.05, rtol=0)


def test_the_fused_copy_is_equal(network):
    with torch.inference_mode():
        torch.testing.assert_close(network.fuse()(inputs()), network(inputs()), atol=1e-3, rtol=1e-4)
