"""What lies around a cell moves what a refiner asks of its answers."""

from __future__ import annotations

import pytest
import torch
from roofline.models.networks import compact, doubt, trust
from roofline.models.networks.candidates import candidates
from roofline.models.training.bundled import scenetask
from torch import nn

TINY = {"widths": (8, 12, 16), "blocks": (1, 1, 1), "decoder_blocks": (1, 1), "doubt": True}


def rough(seed: int, sigma: float, size: int = 256) -> torch.Tensor:
    """Blocks with white noise, (1, 1, size, size), in GSD."""
    torch.manual_seed(seed)
    blocks = 15 * torch.rand(size // 16, size // 16).repeat_interleave(16, 0).repeat_interleave(16, 1)
    return (blocks + sigma * torch.randn(size, size))[None, None]


def claimed(heights: torch.Tensor, change: float = 1.0) -> trust.Claim:
    plane = torch.ones_like(heights)
    return trust.Claim(candidates(heights), heights + change, 2 * plane, -plane, torch.zeros(len(heights), 1))


def opinionated(small: bool = False) -> trust.Trust:
    """A trust that asks for something, and for more here than there."""
    made = trust.Trust(small)
    torch.manual_seed(1)
    for layer in made.layers[::2]:
        nn.init.normal_(layer.weight, 0, 0.5)
    nn.init.normal_(made.layers[-1].weight, 0, 0.05)
    nn.init.constant_(made.layers[-1].bias, 0.5)
    return made.centred(torch.randn(100, trust.MEASURES + small))


def network(**options: object) -> compact.Compact:
    torch.manual_seed(0)
    made = compact.Compact(**{**TINY, **options})
    torch.manual_seed(1)
    nn.init.normal_(made.head.weight, 0, 0.2)
    return made.eval()


def seen(heights: torch.Tensor) -> torch.Tensor:
    return torch.cat([heights, 0 * heights, 0 * heights], 1)


def test_before_it_learns_nothing_changes():
    x = seen(rough(0, 0.3))
    with torch.inference_mode():
        assert torch.equal(network()(x), network(trust=True)(x))


def test_measures_are_of_the_right_size_and_kind():
    quiet, loud = (trust.evidence(claimed(rough(0, sigma))) for sigma in (0.05, 1.0))
    assert quiet.shape == (1, trust.MEASURES, 32, 32)
    assert torch.allclose(quiet[:, :2], torch.tensor([2.0, -1.0]).view(1, 2, 1, 1)), (
        "expected errors, as told"
    )
    assert (loud[:, 2] - quiet[:, 2]).mean() > 2, (
        "three e-folds more noise, less what median and minimum take"
    )
    assert torch.allclose(quiet[:, 5], torch.tensor(0.0), atol=1e-3), "a change of 1 GSD"


@pytest.mark.parametrize("rows, cols", [(256, 256), (128, 640)])
def test_no_tile_of_a_large_raster_is_a_small_surface(rows: int, cols: int):
    heights = rough(0, 0.3, 640)[..., :rows, :cols]
    told = trust.evidence(claimed(heights), small=True)
    assert told.shape == (1, trust.MEASURES + 1, rows // 8, cols // 8)
    assert torch.equal(told[:, :-1], trust.evidence(claimed(heights))) and not told[:, -1].any()


def test_the_smaller_a_surface_the_less_of_its_surroundings_is_seen():
    octaves = [
        trust.evidence(claimed(rough(0, 0.3)[..., :side, :side]), small=True)[:, -1] for side in (32, 64, 96)
    ]
    for side, seen in zip((32, 64, 96), octaves):
        share = (side / 8) ** 2 / 29**2  # of 29 x 29 cells, all of the surface
        assert torch.allclose(seen, torch.tensor(4 * share).log2()), side


def test_what_is_asked_moves_the_bound():
    claim, made = claimed(rough(0, 0.3)), network(trust=True)
    assert made.trust is not None
    last = made.trust.layers[-1]
    with torch.inference_mode():
        last.bias.copy_(torch.tensor([9.0, 0.0]))
        heights, scale = made.settled(claim)
        assert torch.allclose(heights, claim.surfaces[0], atol=1e-3), "so much is asked that the input stays"
        assert torch.allclose(scale, claim.before, atol=1e-3)
        last.bias.copy_(torch.tensor([-9.0, 0.0]))
        heights, scale = made.settled(claim)
        assert torch.equal(heights, network().settled(claim)[0]), "never less is asked than the bounds ask"


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_change_is_asked_for_more_the_larger_or_the_smaller_it_is(sign: float):
    asks = trust.Trust()
    with torch.inference_mode():
        asks.layers[-1].bias.copy_(torch.tensor([9.0, sign * 9.0]))
        told, plane = torch.zeros(1, trust.MEASURES, 8, 8), torch.ones(1, 1, 64, 64)
        small, usual, large = (asks.asked(told, size * plane, 0 * plane) for size in (0.1, 1.0, 10.0))
    assert torch.allclose(usual, torch.tensor(trust.MOST), atol=0.01)
    assert torch.allclose(sign * (large - usual), sign * (usual - small), atol=0.01)
    assert (sign * (large - usual)).min() > 1


def test_what_was_never_seen_asks_for_no_more_than_the_farthest_that_was():
    asks = opinionated()
    plane = torch.ones(1, 1, 64, 64)
    far, farther = (torch.full((1, trust.MEASURES, 8, 8), value) for value in (1e3, 1e6))
    assert torch.equal(asks.asked(far, plane, plane), asks.asked(farther, plane, plane))
    assert asks.asked(farther, 1e9 * plane, -99 * plane).abs().max() <= 2 * trust.MOST


@pytest.mark.parametrize("small", [False, True])
def test_tiles_agree_where_both_see_enough(small: bool):
    """What lies 160 px and more away is not asked, wherever a tile begins."""
    asks = opinionated(small)
    heights = rough(3, 0.4, 512)
    with torch.inference_mode():
        whole = asks(claimed(heights))
        part = asks(claimed(heights[..., 64:, 64:]))
    assert torch.allclose(whole[..., 64 + 192 :, 64 + 192 :], part[..., 192:, 192:], atol=1e-4)
    assert whole.std() > 0.002, "there is something to disagree about"


def test_a_trained_network_learns_nothing_of_it_and_later_trainings_leave_it():
    made = network(trust=True)
    assert made.trust is not None
    assert not any(parameter.requires_grad for parameter in made.trust.parameters())
    fresh = network().state_dict()
    assert scenetask.enlarged(made.state_dict(), fresh).keys() == fresh.keys()


def test_a_small_surface_is_asked_for_more_where_that_was_learned():
    made = trust.Trust(True)
    with torch.no_grad():
        for layer, channel in ((0, trust.MEASURES), (2, 0)):
            made.layers[layer].weight.zero_()
            made.layers[layer].weight[0, channel] = -1.0 if layer == 0 else 1.0
            made.layers[layer].bias.zero_()
        made.layers[4].weight[0, 0] = 1.0
        heights = rough(0, 0.3)
        large, small = (made(claimed(heights[..., :side, :side])) for side in (256, 64))
    assert not large.any() and small.min() > 1


@pytest.mark.parametrize("sigma", [0.05, 0.5])
def test_a_clean_bound_and_trust_add_up(sigma: float):
    made, claim = network(trust=True, margin=0.5, caution=1.0), claimed(rough(5, sigma))
    assert made.trust is not None
    with torch.inference_mode():
        made.trust.layers[-1].bias.copy_(torch.tensor([0.1, 0.0]))
        least = made.bounds.least(claim.change, claim.before, (claim.surfaces[0] - claim.surfaces[1]).abs())
        expected = doubt.kept(
            claim.surfaces[0], claim.refined, claim.before, claim.after, least + made.trust(claim)
        )
        assert torch.equal(torch.cat(made.settled(claim)), torch.cat(expected))


def test_one_that_asks_for_nothing_can_still_learn_to_ask():
    made = trust.Trust().requires_grad_(True)
    nn.init.constant_(made.layers[-1].bias, -0.5)
    claim = claimed(rough(0, 0.3))
    assert not made(claim).any(), "what the bounds keep is kept"
    optimiser = torch.optim.SGD(made.parameters(), 1.0)
    for _ in range(5):
        optimiser.zero_grad()
        made(claim).mean().neg().backward()
        optimiser.step()
    assert made(claim).min() > 0
