"""The refiner as the engine runs it: the same answers, strip by strip, in both precisions."""

from __future__ import annotations

import pytest
import torch
from roofline.models.networks import compact_fused, fused
from roofline.models.networks.compact import Compact
from support import weight_recipe
from torch import nn
from torch.nn import functional

SMALL = {"widths": (8, 16, 16), "blocks": (1, 1, 1), "decoder_blocks": (1, 1)}
WHOLE = {"guided": True, "buildings": True, "noise": True, "doubt": True, "margin": -1.0, "caution": 1.0}


def taught(**options: object) -> Compact:
    """A network whose weights and norms are anything but their start values."""
    torch.manual_seed(0)
    network = Compact(**SMALL, **options)
    for name, parameter in network.named_parameters():
        if parameter.abs().max() == 0 and not name.startswith("trust"):
            nn.init.normal_(parameter, 0, 0.1)
    return weight_recipe.used(network)


def tiles(planes: int) -> torch.Tensor:
    """Two tiles of heights in GSD, an image, buildings, voids and the pixel size, as far as wanted."""
    generator = torch.Generator().manual_seed(1)
    blocks = 20 * torch.rand(2, 1, 30, 5, generator=generator).repeat_interleave(16, 2).repeat_interleave(
        16, 3
    )
    heights = blocks + 0.3 * torch.randn(blocks.shape, generator=generator)
    image, share, void = (torch.rand(blocks.shape, generator=generator) for _ in range(3))
    octaves = torch.ones_like(blocks) * torch.tensor([0.5, -1.0])[:, None, None, None]
    told = [heights, image, (share > 0.8).float(), (void > 0.99).float(), octaves]
    return torch.cat(told if planes == 5 else [heights, *told[3:]], dim=1)


@pytest.mark.parametrize(
    ("options", "planes"),
    [
        ({}, 3),
        ({"inputs": "plain", "head": "residual"}, 3),
        (WHOLE, 5),
        ({**WHOLE, "trust": True}, 5),
        ({**WHOLE, "sides": True}, 5),
    ],
)
def test_strips_give_what_the_whole_gives(options: dict[str, object], planes: int):
    network, x = taught(**options), tiles(planes)
    assert len(compact_fused.strips(x.shape[2] // 2, compact_fused.STRIP)) > 1
    lean = network.fuse()
    with torch.inference_mode():
        expected = network(x)
        torch.testing.assert_close(lean(x), expected, atol=2e-4, rtol=1e-4)
        torch.testing.assert_close(lean(x[1:]), expected[1:], atol=2e-4, rtol=1e-4)
        with torch.autocast("cpu", torch.bfloat16):
            plain, halved = (each(x) - expected for each in (network, lean))
    assert halved.abs().mean() < 1.1 * plain.abs().mean(), "it rounds no more than autocast does"


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("batch", [1, 2])
def test_pairs_of_pixels_are_moved_as_shuffles_would(dtype: torch.dtype, batch: int):
    planes = torch.randn(batch, 3, 8, 12)
    by_rows = [compact_fused.by_rows(plane) for plane in planes.split(1, dim=1)]
    features = compact_fused.pixelwise(by_rows, dtype)
    assert torch.equal(features, functional.pixel_unshuffle(planes.to(dtype), 2))
    assert features.is_contiguous(memory_format=torch.channels_last)
    for given in (features, features.contiguous()):
        back = compact_fused.planewise(given[:, :, 1:3])
        for k, plane in enumerate(planes[:, :, 2:6].to(dtype).float().split(1, dim=1)):
            assert torch.equal(back[:, k], compact_fused.by_rows(plane))


def test_a_fused_network_leaves_the_one_it_is_made_of_as_it_is():
    network = taught(**WHOLE, trust=True)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    lean = network.fuse().to(memory_format=torch.channels_last).requires_grad_(False)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        lean(tiles(5))
    after = network.state_dict()
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert all(value.dtype == before[name].dtype for name, value in after.items())
    assert network.stem.weight.is_contiguous() and network.stem.weight.requires_grad


def test_strips_cover_all_rows_once_and_begin_on_even_ones():
    for rows in (2, 16, 96, 98, 150, 368, 1024):
        found = compact_fused.strips(rows, compact_fused.STRIP)
        assert [row for first, last in found for row in range(first, last)] == list(range(rows))
        assert all(first % 2 == 0 for first, _ in found)
        assert max(last - first for first, last in found) <= 1.5 * compact_fused.STRIP


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_sums_and_relu_inside_convolutions_are_those_after_them(dtype: torch.dtype):
    torch.manual_seed(0)
    layer = nn.Conv2d(16, 32, 3, padding=1).to(dtype)
    x, other = torch.randn(2, 16, 20, 24, dtype=dtype), torch.randn(2, 32, 20, 24, dtype=dtype)
    close = {"atol": 1e-5, "rtol": 1e-5} if dtype == torch.float32 else {"atol": 0.02, "rtol": 0.02}
    for memory in (torch.contiguous_format, torch.channels_last):
        given, beside = (each.contiguous(memory_format=memory) for each in (x, other))
        with torch.inference_mode():
            plain = layer(given)
            torch.testing.assert_close(fused.conv_relu(layer, given), plain.relu(), **close)
            added = fused.conv_add_relu(layer, given, beside.clone(memory_format=torch.preserve_format))
            torch.testing.assert_close(added, (plain + beside).relu(), **close)
