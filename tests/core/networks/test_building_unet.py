"""The finder of buildings: what it is given, that offsets and inputs left out change nothing, its sizes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models import networks
from roofline.models.engine.normalise import gsd_plane
from roofline.models.networks import building_fused, mask_features
from roofline.models.networks.building_unet import BuildingUNet


def inputs(gsd: float, ndvi: bool = False, size: int = 128) -> torch.Tensor:
    """A house of 6 m on a slope, in GSD units, with voids and pixel size."""
    heights = torch.arange(size).float()[:, None].expand(size, size) * 0.02 / gsd
    heights = heights.clone()
    heights[40:60, 40:70] += 6 / gsd
    planes = [heights, *([torch.randn(size, size)] if ndvi else []), torch.zeros(size, size)]
    told = torch.full((size, size), float(gsd_plane(np.float32(gsd))))
    return torch.stack([*planes, told])[None]


@pytest.fixture
def network():
    torch.manual_seed(3)
    return networks.build("building_unet", {"widths": [8, 8, 8, 8, 8], "ndvi": True}).eval()


@pytest.mark.parametrize("gsd", [0.06, 0.13, 0.5, 2.0])
def test_logits_for_every_pixel_at_any_pixel_size(network, gsd):
    with torch.inference_mode():
        assert network(inputs(gsd, ndvi=True)).shape == (1, 2, 128, 128)


def test_heights_above_the_ground_are_metres():
    x = inputs(0.5)
    found = mask_features.features(x[:, :1], x[:, 1:2], torch.tensor([0.5]))
    assert found.shape[1] == mask_features.CHANNELS
    above = 2 * torch.sinh(found[0, 0])
    assert above[50, 55].item() == pytest.approx(6, abs=0.6)
    assert above[100, 100].abs().item() < 0.5


@pytest.mark.parametrize("shape", [(1, 1, 9, 40), (2, 1, 31, 5)])
def test_quick_filters_are_those_of_torch(shape):
    torch.manual_seed(1)
    values, pool = torch.randn(shape), torch.nn.functional
    for side in (1, 3, 5):
        found = mask_features._highest(values, side)
        torch.testing.assert_close(found, pool.max_pool2d(values, side, 1, side // 2), atol=0, rtol=0)
    for reach in (1, 2):
        mean = pool.avg_pool2d(values, 2 * reach + 1, 1, reach, count_include_pad=False)
        torch.testing.assert_close(mask_features._mean(values, reach), mean)
    far = values * 10.0 ** torch.arange(-6, shape[3] - 6).clamp_max(3)
    torch.testing.assert_close(mask_features._asinh(far), torch.asinh(far), atol=0, rtol=1e-6)


def test_an_offset_of_the_heights_changes_nothing(network):
    x = inputs(0.5, ndvi=True)
    moved = x.clone()
    moved[:, 0] += 256
    with torch.inference_mode():
        torch.testing.assert_close(network(moved), network(x), atol=2e-3, rtol=0)


def test_without_an_index_it_answers_as_with_an_empty_one(network):
    x = inputs(0.5, ndvi=True)
    x[:, 1] = 0
    alone = BuildingUNet([8, 8, 8, 8, 8])
    alone.load_state_dict({name: network.state_dict()[name] for name in alone.state_dict()})
    with torch.inference_mode():
        torch.testing.assert_close(alone.eval()(x[:, [0, 2, 3]]), network(x))


@pytest.mark.parametrize("gsd", [0.1, 0.5])
def test_folded_norms_change_nothing(network, gsd):
    x = inputs(gsd, ndvi=True)
    with torch.inference_mode():
        expected, found = network(x), network.fuse()(x)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
        with torch.autocast("cpu", torch.bfloat16):
            rounded = network.fuse()(x).float()
    assert (rounded - expected).abs().mean() < 0.1 * expected.std()


def test_coarse_pixels_are_looked_at_in_quarters_too(network):
    """The mean of both counts; heights and sizes stay the same in metres."""
    x = inputs(1.0, ndvi=True)
    finer = building_fused.quartered(x)
    assert finer.shape[2:] == (256, 256) and float(finer[0, -1, 0, 0]) == float(gsd_plane(np.float32(0.5)))
    torch.testing.assert_close(finer[0, 0, ::2, ::2] * 0.5, x[0, 0] * 1.0)
    with torch.inference_mode():
        alone, quarters = network(x).sigmoid(), network(finer).sigmoid()
        expected = (alone + torch.nn.functional.avg_pool2d(quarters, 2)) / 2
        torch.testing.assert_close(network.fuse()(x).sigmoid(), expected, atol=1e-4, rtol=1e-4)
    assert (alone - expected).abs().max() > 1e-3


def test_pixels_of_different_sizes_in_one_batch_are_seen_as_alone(network):
    both = torch.cat([inputs(0.5, ndvi=True), inputs(1.0, ndvi=True)])
    with torch.inference_mode():
        together, alone = network(both), torch.cat([network(each[None]) for each in both])
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=1e-4)
