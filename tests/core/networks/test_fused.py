"""Joined layers are the layers one by one, in any memory order, and learn like them."""

from __future__ import annotations

import pytest
import torch
from roofline.models.networks import fused
from torch import nn
from torch.nn import functional


def operands():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(2, 12, 6, 10, generator=generator)
    yield x.permute(0, 2, 3, 1), torch.randn(7, 12, generator=generator)  # strided inputs
    yield x[:, :, 0, :], torch.randn(14, 20, generator=generator)[:, ::2][::2]  # strided weights
    yield x[0, 0], torch.randn(7, 10, generator=generator)


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("grad", [True, False])
def test_linear_layers(index, grad):
    x, weight = [*operands()][index]
    bias, other = torch.randn(len(weight)), torch.randn(*x.shape[:-1], len(weight))
    expected = functional.linear(x, weight, bias)
    with torch.set_grad_enabled(grad):
        torch.testing.assert_close(fused.linear(x, weight, bias), expected, atol=1e-5, rtol=0)
        torch.testing.assert_close(fused.linear_relu(x, weight, bias), expected.relu(), atol=1e-5, rtol=0)
        kept = other.clone()
        added = fused.linear_add(x, weight, other, bias)
        torch.testing.assert_close(added, expected + kept, atol=1e-5, rtol=0)
        assert torch.equal(other, kept)


@pytest.mark.parametrize("grad", [True, False])
def test_convolutions_of_tokens(grad):
    torch.manual_seed(0)
    depthwise, patches = nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 5, 4, 4)
    tokens = torch.randn(2, 8, 12, 8)
    image = tokens.permute(0, 3, 1, 2)
    with torch.set_grad_enabled(grad):
        found = fused.depthwise_gelu(depthwise, image), fused.patches_linear(patches, tokens)
    expected = functional.gelu(depthwise(image)), patches(image).permute(0, 2, 3, 1)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0, check_stride=False)


@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("grad", [True, False])
def test_convolutions_of_single_pixels(grad: bool, order: torch.memory_format):
    torch.manual_seed(0)
    x = torch.randn(2, 12, 6, 10).contiguous(memory_format=order)
    for layer in (nn.Conv2d(12, 7, 1), nn.Conv2d(12, 7, 1, bias=False)):
        with torch.set_grad_enabled(grad):
            found = fused.pointwise(layer, x)
        torch.testing.assert_close(found, layer(x), atol=1e-5, rtol=0, check_stride=False)
    assert found.requires_grad == grad


def test_short_numbers_take_the_plain_way():
    x, weight = torch.randn(4, 8), torch.randn(3, 8)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        assert fused.linear(x, weight, None).dtype == torch.bfloat16
