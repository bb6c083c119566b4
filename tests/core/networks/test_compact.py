"""Candidate surfaces and the network that chooses among them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from roofline.models.networks import candidates, compact
from torch import nn


def surface(size: int = 96, relief: float = 20.0, seed: int = 0) -> torch.Tensor:
    """Blocks of different heights with noise and outliers, (1, 1, size, size)."""
    rng = np.random.default_rng(seed)
    heights = relief * rng.random((size // 16, size // 16)).repeat(16, 0).repeat(16, 1)
    heights += rng.normal(0, 0.5, heights.shape) + 30 * (rng.random(heights.shape) < 0.02)
    return torch.from_numpy(heights.astype(np.float32))[None, None]


def trained_like(seed: int = 0, **options: object) -> compact.Compact:
    """A network whose weights and norms are anything but their start values."""
    torch.manual_seed(seed)
    network = compact.Compact(widths=(8, 16, 16), blocks=(1, 1, 1), decoder_blocks=(1, 1), **options)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.5, 2)
            nn.init.normal_(module.weight, 0.5, 0.3)
    nn.init.normal_(network.head.weight, 0, 0.3)
    return network.eval()


@pytest.mark.parametrize(("step", "block"), [(1, candidates.BLOCK), (2, 1000), (4, 1)])
def test_median_and_ranks_are_numpys(step: int, block: int, monkeypatch):
    heights = surface()
    monkeypatch.setattr(candidates, "BLOCK", block)
    plain = heights[0, 0].numpy()
    reach = 2 * step

    def numpys(rank: int) -> np.ndarray:
        turned = plain
        for _ in range(2):  # rows, then columns
            padded = np.pad(turned, ((0, 0), (reach, reach)), mode="edge")
            taps = np.stack([padded[:, k * step : k * step + turned.shape[1]] for k in range(5)])
            turned = np.sort(taps, axis=0)[rank].T
        return turned

    assert np.array_equal(candidates.median(heights, step)[0, 0].numpy(), numpys(2))
    lowered, raised = candidates.ranks(heights, step)
    assert np.array_equal(lowered[0, 0].numpy(), numpys(1))
    assert np.array_equal(raised[0, 0].numpy(), numpys(3))


def test_medians_remove_outliers_and_keep_straight_walls():
    wall = torch.zeros(1, 1, 40, 40)
    wall[..., 20:] = 12.0
    spoiled = wall.clone()
    spoiled[0, 0, 5, 5] = 90.0
    spoiled[0, 0, 30, 30:32] = -50.0
    for cleaned in candidates.candidates(spoiled)[1:6]:
        assert torch.equal(cleaned, wall)


def test_an_offset_passes_through_unchanged():
    network, heights = trained_like(), surface()
    with torch.inference_mode():
        plain, raised = network(heights), network(heights + 64)
    assert torch.allclose(raised[:, :1] - 64, plain[:, :1], atol=2e-3)
    assert torch.allclose(raised[:, 1:], plain[:, 1:], atol=1e-2)


def test_the_answer_stays_among_the_candidates_but_for_the_correction():
    network, heights = trained_like(), surface()
    nn.init.zeros_(network.head.weight)
    with torch.inference_mode():
        refined = network(heights)[:, :1]
    offered = torch.cat(candidates.candidates(heights), 1)
    assert (refined >= offered.amin(1, keepdim=True) - 1e-4).all()
    assert (refined <= offered.amax(1, keepdim=True) + 1e-4).all()


def test_fused_network_is_the_same_function_with_fewer_layers():
    network, heights = trained_like(), surface()
    fused = network.fuse()
    assert not any(isinstance(m, nn.BatchNorm2d) for m in fused.modules())
    assert any(isinstance(m, nn.BatchNorm2d) for m in network.modules()), "the original stays as it was"
    with torch.inference_mode():
        assert torch.allclose(network(heights), fused(heights), atol=1e-3)


@pytest.mark.parametrize("relief", [0.0, 150.0, 5000.0])
def test_any_relief_gives_finite_heights(relief: float):
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        assert torch.isfinite(trained_like()(surface(relief=relief))).all()


def test_the_void_channel_is_optional_and_used():
    network, heights = trained_like(), surface()
    nothing, all_void = torch.zeros_like(heights), torch.ones_like(heights)
    with torch.inference_mode():
        alone = network(heights)
        assert torch.equal(alone, network(torch.cat([heights, nothing], 1)))
        assert not torch.equal(alone, network(torch.cat([heights, all_void], 1)))


def test_the_pixel_size_is_optional_and_used():
    network, heights = trained_like(), surface()
    nn.init.normal_(network.pixel_size[2].weight, 0, 0.5)
    voids = torch.zeros_like(heights)

    def at(octaves: float) -> torch.Tensor:
        return network(torch.cat([heights, voids, torch.full_like(heights, octaves)], 1))

    with torch.inference_mode():
        assert torch.equal(network(heights), at(0.0)), "half a metre unless told"
        assert not torch.equal(at(0.0), at(-2.0))


@pytest.mark.parametrize(("inputs", "head"), [("plain", "residual"), ("candidates", "residual")])
def test_the_variants_of_the_ablation_run(inputs: str, head: str):
    with torch.inference_mode():
        assert trained_like(inputs=inputs, head=head)(surface()).shape == (1, 2, 96, 96)
